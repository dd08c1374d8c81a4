"""Why a figure is doubted, in a sentence an editor understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, log

from weighbridge.ledger.reconcile.accuse import Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.model import Bound, Cell, Conflict, Interval


def conflicts_of(
    component: Component, verdict: Verdict, scale: float, bounds: Mapping[Cell, Bound]
) -> Iterator[Conflict]:
    """Return the conflicts of a component, unordered."""
    for n in sorted(verdict.proven):
        yield _conflict(component, component.statements[n], "proven", bounds)
    for group in verdict.groups:
        for n, _ in group.members:
            yield _conflict(component, component.statements[n], "one_of", bounds)


def _allowed(component: Component, s: Statement, bounds: Mapping[Cell, Bound]) -> Interval:
    own = bounds[component.cells[s.column]].interval
    if s.base is None:
        return own
    base = bounds[component.cells[s.base]].interval
    lo = own.lo / base.hi if base.hi else 0.0
    hi = own.hi / base.lo if base.lo else inf
    return Interval(s.percent(lo), s.percent(hi))


def _conflict(component: Component, s: Statement, certainty: str, bounds: Mapping[Cell, Bound]) -> Conflict:
    allowed = _allowed(component, s, bounds)
    miss = s.reading.printed.gap_to(allowed)
    return Conflict(s.observation, miss, _severity(s, allowed), certainty, s.observation.id, f"allowed {allowed}")


def _severity(s: Statement, allowed: Interval) -> float:
    def size(v: float) -> float:
        return max(s.ratio(Interval(v, v))[0] if s.base is not None else v, 1e-6)

    printed = s.reading.printed
    if printed.meets(allowed):
        return 0.0
    near = allowed.hi if printed.lo > allowed.hi else allowed.lo
    own = printed.lo if printed.lo > allowed.hi else printed.hi
    return abs(log(size(own) / size(near)))
