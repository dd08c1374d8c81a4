"""From the reach of each cell to its bound: with the best single number, and the figures it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from weighbridge.ledger.reconcile.accuse import Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Bound, Cell, Interval, Kind

_Said = tuple[bool, Statement]  # whether it is likely wrong, and what it says


def bounds_of(component: Component, verdict: Verdict, reach: Reach, units: Mapping[str, str]) -> Iterator[Bound]:
    """Return a bound for each cell; `units` is the unit shown of each measure.

    A running total nobody speaks of is left out when nothing but its upper end is known.
    """
    suspect = {n for alternatives in verdict.alternatives for n in alternatives[0].accused}
    said: dict[int, list[_Said]] = defaultdict(list)
    for n, statement in enumerate(component.statements):
        if n not in verdict.proven:
            said[statement.column].append((n in suspect, statement))
    rests_on = _foundations(component, said)
    for column, (cell, interval) in enumerate(zip(component.cells, reach.of_cells(), strict=True)):
        if said[column] or cell.period.is_month or interval.lo > 0:
            yield _bound(cell, interval, said[column], units[cell.measure], rests_on[column])


def _foundations(component: Component, said: Mapping[int, Sequence[_Said]]) -> dict[int, tuple[str, ...]]:
    """Return the figures each cell rests on: those about it; else those measured from it; else those of its sums."""
    own = {column: {s.observation.id for _, s in about} for column, about in said.items()}
    measured: dict[int, set[str]] = defaultdict(set)
    for about in said.values():
        for _, statement in about:
            if statement.base is not None:
                levels = {s.observation.id for _, s in about if s.base is None}
                measured[statement.base] |= {statement.observation.id} | levels
    every = range(len(component.cells))
    near = {n: own.get(n) or measured.get(n) or set() for n in every}
    summed: dict[int, set[str]] = defaultdict(set)
    for row in component.rows:
        if row.lo == row.hi:
            for column in row.columns:
                summed[column] |= {id for other in row.columns if other != column for id in near[other]}
    return {n: tuple(sorted(near[n] or summed[n])) for n in every}


def _bound(cell: Cell, interval: Interval, said: Sequence[_Said], unit: str, rests_on: tuple[str, ...]) -> Bound:
    levels = [(is_suspect, s) for is_suspect, s in said if s.observation.kind is Kind.LEVEL]
    return Bound(cell, interval, _best(interval, levels), unit, bool(levels), rests_on)


def _best(interval: Interval, levels: Sequence[_Said]) -> float:
    """The most telling printed figure inside the interval, else its middle; what is unbounded has its near end."""
    near = interval.middle if interval.is_finite else interval.lo
    inside = [
        (is_suspect, s.reading.printed.width, abs(s.reading.value - near), s.reading.value)
        for is_suspect, s in levels
        if interval.holds(s.reading.value)
    ]
    return min(inside)[-1] if inside else near
