"""What there is of a series, release by release: a figure, zero, nothing in print, overdue, not due.

The four ways of having no figure are told from each other: an empty box is none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weighbridge.facts import interval_text, number_text, period_text, trade_text, unit_text
from weighbridge.model import Cell, Period
from weighbridge.publish.calendar.releases import Due
from weighbridge.words import day_name

if TYPE_CHECKING:
    from weighbridge.card import Card
    from weighbridge.ledger import View
    from weighbridge.model import Bound
    from weighbridge.publish.calendar.releases import Release

_BACK = 4  # releases that are due by now, beside the next one
_MEASURE = "mass"


class There(StrEnum):
    """What there is of a series in a release."""

    FIGURE = "figure"
    ZERO = "zero"
    BOUNDED = "bounded"  # nobody printed it, and other figures leave little
    NOT_PRINTED = "not printed"
    NOT_DUE = "not due"
    EXPECTED = "expected"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Box:
    """What there is of a series in one release, in words."""

    period: Period
    there: There
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series by its name (export/CHN/USA/REPM_85051110) and in words, with its boxes, the newest release first."""

    series: str
    title: str
    boxes: tuple[Box, ...]


def there(series: Iterable[str], releases: Sequence[Release], view: View) -> list[Line]:
    """Return what there is of each series in the next release and the last ones that were due."""
    return [_line(name, releases, view) for name in series]


def _line(name: str, releases: Sequence[Release], view: View) -> Line:
    cell = Cell.parse(f"{name}/2000-01/{_MEASURE}")
    about = sorted((r for r in releases if cell.product in r.products), key=lambda r: r.period)
    due = [r for r in about if r.due is not Due.NOT_DUE]
    ahead = [r for r in about if r.due is Due.NOT_DUE]
    boxes = tuple(_box(cell, release, view) for release in reversed(due[-_BACK:] + ahead[:1]))
    return Line(name, _title(cell, view.card), boxes)


def _title(cell: Cell, card: Card) -> str:
    return trade_text(cell, card).removeprefix(f"{card.measures[_MEASURE].name} of ")


def _box(cell: Cell, release: Release, view: View) -> Box:
    period = Period(release.months[0].first, len(release.months))
    match release.due:
        case Due.NOT_DUE:
            return Box(period, There.NOT_DUE, f"not due until {day_name(release.day)}")
        case Due.EXPECTED:
            return Box(period, There.EXPECTED, "expected today")
        case Due.OVERDUE:
            return Box(period, There.OVERDUE, f"overdue since {day_name(release.day)}")
        case Due.CANCELLED:
            return Box(period, There.CANCELLED, "not released")
        case Due.RELEASED | Due.MISSED:
            found, words = _figure(view.bound(cell.at(period)))
            return Box(period, found, words)


def _figure(bound: Bound | None) -> tuple[There, str]:
    if bound is None or not bound.interval.is_finite:
        return There.NOT_PRINTED, "no figure in print"
    if bound.interval.hi <= 0:
        return There.ZERO, f"0{unit_text(bound.unit)}: nothing was traded"
    if not bound.printed:
        return There.BOUNDED, f"{interval_text(bound.interval, bound.unit)}, not printed"
    return There.FIGURE, f"{number_text(bound.best)}{unit_text(bound.unit, bound.best)}"


def in_words(period: Period) -> str:
    """Return the months of a release as the head of its column."""
    return period_text(period)
