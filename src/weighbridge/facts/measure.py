"""The fast path: a metric of a cell, measured on a view in memory with interval arithmetic."""

from __future__ import annotations

from weighbridge.errors import NotInDataError
from weighbridge.facts.caveats import ride_along
from weighbridge.facts.compare import COMPARISONS
from weighbridge.facts.history import HISTORIES
from weighbridge.facts.metric import fact_id, metric_of, metrics
from weighbridge.facts.parts import PARTS
from weighbridge.facts.reading import Reading
from weighbridge.facts.slice import Slice, Viewed, slice_of
from weighbridge.model import Cell, Fact, Interval

_READINGS = {**COMPARISONS, **PARTS, **HISTORIES}


def measure(metric: str, cell: Cell, *, view: Viewed, other: Cell | None = None) -> Fact:
    """Return the fact a metric states of a cell, as of the view's day, with interval, unit, caveats and figures.

    `other` takes the place of the metric's own base: the cell compared with, or the whole of a share. Raises
    UnknownNameError for a metric nobody knows and NotInDataError, with the reason, when the data cannot answer.
    """
    return _fact(metric_of(metric).id, cell, slice_of(view), other)


def facts_of(cell: Cell, *, view: Viewed) -> list[Fact]:
    """Return all facts the data allow of a cell as of the view's day, in the order of the metric table."""
    taken = slice_of(view)
    if taken.level(cell) is None and cell not in taken.told:
        return []
    found = []
    for metric in metrics():
        if metric == "year_to_date" and cell.period == cell.period.year_to_date():
            continue  # says again what `level` says
        try:
            found.append(_fact(metric, cell, taken, None))
        except NotInDataError:
            continue
    return found


def _fact(metric: str, cell: Cell, taken: Slice, other: Cell | None) -> Fact:
    reading: Reading = _READINGS[metric](cell, taken, other)
    within = min(max(reading.value, reading.lo), reading.hi)  # of "more than 50%" nothing below it is the best value
    caveats, observations = ride_along(metric, cell, reading, taken)
    return Fact(
        fact_id(metric, cell, other, as_of=taken.as_of),
        metric,
        cell,
        taken.as_of,
        within,
        Interval(reading.lo, reading.hi),
        reading.unit,
        other,
        caveats,
        observations,
        reading.detail,
    )
