"""What the watch says: what became of a claim, what a person is proposed to do, and how a story stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Cause(StrEnum):
    """What gave rise to a recheck."""

    VINTAGE = "new figures"
    PUBLICATION = "published on older figures"
    REPORT = "a reader's report"
    SOURCE = "a source's own correction"
    KILL = "a kill"


class Outcome(StrEnum):
    """What became of a claim when it was weighed again."""

    UNCHANGED = "unchanged"
    WITHIN_ROUNDING = "within rounding"
    DISPUTED = "holds, and sources disagree"
    REVISED = "right then and changed now"
    WRONG = "wrong then"
    DISAGREE = "sources disagree"
    NOT_KNOWN = "no longer known"
    IN_DOUBT = "in doubt"

    @property
    def proposes(self) -> str:
        """What a person is proposed to do: update, correct, decide; "" where nothing is to be done.

        >>> Outcome.REVISED.proposes, Outcome.WRONG.proposes, Outcome.WITHIN_ROUNDING.proposes
        ('update', 'correct', '')
        """
        return _PROPOSES.get(self, "")


_PROPOSES = {
    Outcome.REVISED: "update",
    Outcome.WRONG: "correct",
    Outcome.DISAGREE: "decide",
    Outcome.NOT_KNOWN: "decide",
    Outcome.IN_DOUBT: "decide",
}


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A claim weighed again: what was true of it when signed and what is now, in words, and why it came out so."""

    claim: int
    story: str
    version: int
    key: str
    quote: str
    outcome: Outcome
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """One look at what is public: why, through which data, how much had changed, and what came of it."""

    n: int
    cause: Cause
    about: str
    as_of: date
    commit: int
    cells: int
    claims: int
    rechecked_by: str
    rechecked_at: datetime
    outcomes: tuple[Rechecked, ...] = ()
    moved: tuple[str, ...] = ()  # the stories that went under recheck by it


@dataclass(frozen=True, slots=True)
class Standing:
    """How a public story stands: held against the release of which day, and what waits for a person's decision.

    `checked_against` is the newest release of the goods the story speaks of that it was held against; `waiting` are
    the outcomes that propose something and that nobody has decided on.
    """

    story: str
    checked_against: date
    waiting: tuple[Rechecked, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether nothing waits for a decision."""
        return not self.waiting
