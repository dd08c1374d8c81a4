"""How far each cell of a component can go while everything credible stays true.

Each cell's end is one question to the linear programme, asked from the last one's basis; what is learnt of a cell
shortens the questions after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf, isfinite

from weighbridge.ledger.reconcile.accuse import Verdict, scaled
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.programme import FAR, Programme
from weighbridge.model import Bound, Cell, Interval, Kind

_FAR_ENOUGH = FAR * 0.999
_DUST = 1e-9  # scaled; what the solver's tolerance can move an end by


def bounds_of(component: Component, verdict: Verdict, scale: float, units: Mapping[str, str]) -> Iterator[Bound]:
    """Return a bound for each cell; `units` is the unit shown of each measure."""
    credible = [n for n in range(len(component.statements)) if n not in verdict.dropped]
    said: dict[int, list[Statement]] = defaultdict(list)
    for n in credible:
        said[component.statements[n].column].append(component.statements[n])
    intervals = (
        _plain(component, credible, verdict) if component.is_plain else _reach(component, credible, verdict, scale)
    )
    for column, (cell, interval) in enumerate(zip(component.cells, intervals, strict=True)):
        yield _bound(cell, interval, said[column], units[cell.measure])


def _interval(statement: Statement, is_reread: bool) -> Interval:
    return statement.reading.reread if is_reread else statement.reading.printed


def _plain(component: Component, credible: Sequence[int], verdict: Verdict) -> list[Interval]:
    """One cell that only levels speak of: what they all allow."""
    lo, hi = 0.0, inf
    for n in credible:
        allowed = _interval(component.statements[n], n in verdict.reread)
        lo, hi = max(lo, allowed.lo), min(hi, allowed.hi)
    return [Interval(min(lo, hi), hi)]


def _reach(component: Component, credible: Sequence[int], verdict: Verdict, scale: float) -> list[Interval]:
    rows = list(component.rows)
    for n in credible:
        statement = component.statements[n]
        rows += statement.rows(_interval(statement, n in verdict.reread))
    programme = Programme(len(component.cells), [scaled(row, scale) for row in rows], fixed=len(rows))
    return [_ends(programme, column, scale) for column in range(len(component.cells))]


def _ends(programme: Programme, column: int, scale: float) -> Interval:
    least = programme.least({column: 1.0})
    most = programme.least({column: -1.0})
    assert least is not None and most is not None  # what is left can be true at once
    lo, hi = max(least[0], 0.0), -most[0]
    hi = inf if hi > _FAR_ENOUGH else max(lo, hi)
    programme.limit(column, max(lo - _DUST, 0.0), hi + _DUST)
    return Interval(_clean(lo * scale), _clean(hi * scale))


def _clean(value: float) -> float:
    """The value without the dust of floating point: nine digits are more than anybody prints."""
    return float(f"{value:.9g}") if isfinite(value) else value


def _bound(cell: Cell, interval: Interval, said: Sequence[Statement], unit: str) -> Bound:
    levels = [s for s in said if s.observation.kind is Kind.LEVEL]
    return Bound(
        cell,
        interval,
        _best(interval, levels),
        unit,
        bool(levels),
        tuple(sorted({s.observation.id for s in said})),
    )


def _best(interval: Interval, levels: Sequence[Statement]) -> float:
    """The most telling printed figure inside the interval, else its middle; what is unbounded has its near end."""
    inside = [s for s in levels if interval.holds(s.reading.value)]
    if inside:
        return min(
            inside, key=lambda s: (s.reading.printed.width, abs(s.reading.value - _near(interval)))
        ).reading.value
    return _near(interval)


def _near(interval: Interval) -> float:
    return interval.middle if interval.is_finite else interval.lo
