"""Which caveats ride along with a fact, from what it rests on."""

from __future__ import annotations

from datetime import date

from weighbridge.facts.metric import metrics
from weighbridge.facts.reading import Reading
from weighbridge.facts.slice import Slice
from weighbridge.model import Cell, Kind, Precision
from weighbridge.sources import calendar

# A base below this share of the series' usual month makes a percent change look larger than the event.
SMALL_BASE = 0.25
# Customs may still revise a year until it is closed; we treat it as closed from this month of the next year on.
CLOSED_FROM = 7

_CHANGES = {"change_on_month_pct", "change_on_year_pct", "year_to_date_change_pct"}
_RELATIVE = _CHANGES | {"multiple_on_month", "multiple_on_year"}


def ride_along(metric: str, cell: Cell, reading: Reading, taken: Slice) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fact's caveat keys and the ids of the observations it rests on."""
    product = taken.card.products[cell.product]
    keys = [*product.caveats, *metrics()[metric].caveats, *reading.caveats]
    if taken.as_of < date(cell.period.year + 1, CLOSED_FROM, 1):
        keys.append("provisional")
    cells = [c for level in reading.levels for c in level.cells]
    bounds = [taken.view.bounds[c] for c in cells]
    if reading.levels and not reading.prints:
        if any(not b.printed for b in bounds):
            keys.append("derived_not_printed")
        elif len(cells) > 1 and metric == "level":
            keys.append("added_up")
    prints = reading.prints or tuple(p for c in cells[:1] for p in taken.printed(c, Kind.LEVEL))
    if prints and prints[0].precision is Precision.TRUNCATED:
        keys.append("truncated")
    if metric in _CHANGES and reading.lo <= 0 <= reading.hi:
        keys.append("through_rounding")
    if metric in _RELATIVE and reading.base is not None:
        usual = taken.usual(cell)
        if cell.period.is_month and usual and reading.base.best < SMALL_BASE * usual:
            keys.append("base_effect")
    if taken.disputed and any(c in taken.disputed for c in (cell, *cells)):
        keys.append("figures_disagree")
    if cell.period.is_month and cell.period.month_of_year <= 2 and calendar(product.calendar).combined_first_months:
        keys.append("first_two_months_together")
    ids = [o for b in bounds for o in b.observations] + [p.id for p in reading.prints]
    return tuple(dict.fromkeys(keys)), tuple(dict.fromkeys(ids))
