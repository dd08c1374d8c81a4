"""The logical forms of claims: what exactly would have to be true. A form names cells and numbers, no words."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.frame import Frame
from weighbridge.model import Period


@dataclass(frozen=True, slots=True)
class Level:
    """So much was there; `per` asks for the average (per month, per day) of the span."""

    now: Frame
    amount: Amount


@dataclass(frozen=True, slots=True)
class Added:
    """So much was there in several boxes added up."""

    parts: tuple[Frame, ...]
    amount: Amount


@dataclass(frozen=True, slots=True)
class Change:
    """By so many percent it lay above (sign 1) or below (-1) the base; without an amount only the direction is said.

    Sign 0 says that it hardly moved.
    """

    now: Frame
    base: Frame
    sign: int
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """It was so many times the base."""

    now: Frame
    base: Frame
    amount: Amount


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of the whole."""

    part: Frame
    whole: Frame
    amount: Amount


@dataclass(frozen=True, slots=True)
class ShareChange:
    """The share of the whole changed by so many points (`amount` in points), or only went one way."""

    part: Frame
    base: Frame
    sign: int
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class ShareGrowth:
    """The share of the whole grew or shrank by so many percent of itself."""

    part: Frame
    base: Frame
    sign: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Difference:
    """By so much, in the unit of the measure, it lay above or below the base (sign 0: apart from it)."""

    now: Frame
    base: Frame
    sign: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class ChangeDifference:
    """By so many points one change in percent lay apart from another; without the two it is not weighed."""

    amount: Amount
    now: Change | None = None
    then: Change | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """The one was larger (1), smaller (-1) or about as large (0) as the other."""

    now: Frame
    other: Frame
    sign: int


@dataclass(frozen=True, slots=True)
class Order:
    """The boxes stand in this order, the largest (1) or the smallest (-1) first."""

    frames: tuple[Frame, ...]
    sign: int


@dataclass(frozen=True, slots=True)
class Extreme:
    """It was the highest (1) or lowest (-1) of the months of a domain.

    `since` (a period) asks for the months after it; `domain` for the months of a span; neither for all that is known.
    `months` alone asks for so many months up to it.
    """

    now: Frame
    sign: int
    since: Period | None = None
    domain: Period | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class RankInTime:
    """It was the n-th highest or lowest month of a domain (all that is known without one)."""

    now: Frame
    sign: int
    place: int
    domain: Period | None = None


@dataclass(frozen=True, slots=True)
class Rank:
    """It was the n-th largest or smallest among the members of its dimension, or among those the text names."""

    now: Frame
    sign: int
    place: int
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Streak:
    """For so many months in a row up to its period it moved one way.

    `ended` when the run was over by then, `at_least` when it may have begun earlier.
    """

    now: Frame
    sign: int
    months: int
    ended: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """It lay above (1) or below (-1) a mark, in the unit shown; `reached` when standing on the mark is enough."""

    now: Frame
    value: float
    sign: int
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """At least `least` and at most `most` of these forms hold."""

    claims: tuple[Form, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Jointly:
    """Every one of these forms holds."""

    claims: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """So many members are listed in the text."""

    said: int
    listed: int


Form = (
    Level
    | Added
    | Change
    | Ratio
    | Share
    | ShareChange
    | ShareGrowth
    | Difference
    | ChangeDifference
    | Compare
    | Order
    | Extreme
    | RankInTime
    | Rank
    | Streak
    | Mark
    | Counted
    | Jointly
    | Count
)
