"""From the reach of each cell to its bound: with the best single number, and the figures it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from weighbridge.ledger.reconcile.accuse import Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Bound, Cell, Interval, Kind


def bounds_of(component: Component, verdict: Verdict, reach: Reach, units: Mapping[str, str]) -> Iterator[Bound]:
    """Return a bound for each cell; `units` is the unit shown of each measure."""
    said: dict[int, list[Statement]] = defaultdict(list)
    for n, statement in enumerate(component.statements):
        if n not in verdict.proven:
            said[statement.column].append(statement)
    for column, (cell, interval) in enumerate(zip(component.cells, reach.of_cells(), strict=True)):
        yield _bound(cell, interval, said[column], units[cell.measure])


def _bound(cell: Cell, interval: Interval, said: Sequence[Statement], unit: str) -> Bound:
    levels = [s for s in said if s.observation.kind is Kind.LEVEL]
    return Bound(
        cell, interval, _best(interval, levels), unit, bool(levels), tuple(sorted({s.observation.id for s in said}))
    )


def _best(interval: Interval, levels: Sequence[Statement]) -> float:
    """The most telling printed figure inside the interval, else its middle; what is unbounded has its near end."""
    near = interval.middle if interval.is_finite else interval.lo
    inside = [s for s in levels if interval.holds(s.reading.value)]
    if not inside:
        return near
    return min(inside, key=lambda s: (s.reading.printed.width, abs(s.reading.value - near))).reading.value
