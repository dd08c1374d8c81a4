"""How far cells, and ratios of cells, can go while everything credible stays true.

Where it is open which figure is wrong, or which was restated, a cell may go as far as in any of the open scenarios.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf, isfinite

import numpy as np
import numpy.typing as npt

from weighbridge.errors import InternalError
from weighbridge.ledger.reconcile.accuse import Scenario, Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.cores import scaled
from weighbridge.ledger.reconcile.programme import FAR, Point, Programme
from weighbridge.model import Interval

_FAR_ENOUGH = FAR * 0.999
_DUST = 1e-7  # scaled; what the solver's tolerances can move an end by
_NOTHING = 1e-9  # scaled
_ROUNDS = 40  # of the search for the ends of a ratio, which converges in a handful
_Ends = npt.NDArray[np.float64]


class Reach:
    """The linear programme of one component with every statement in it, at each step of kindness it may be taken at."""

    def __init__(self, component: Component, verdict: Verdict, scale: float) -> None:
        self._component, self._verdict, self._scale = component, verdict, scale
        self._columns = range(len(component.cells))
        rows = [scaled(row, scale) for row in component.rows]
        fixed = len(rows)
        self._rows: dict[tuple[int, int], range] = {}
        steps = {(n, 0) for n in range(len(component.statements))}
        steps |= {slip for alternatives in verdict.alternatives for scenario in alternatives for slip in scenario.slips}
        for n, step in sorted(steps):
            statement = component.statements[n]
            begin = len(rows)
            rows += [scaled(row, scale) for row in statement.rows(_interval(statement, step))]
            self._rows[n, step] = range(begin, len(rows))
        self._programme = Programme(len(component.cells), rows, fixed)

    # ---- in all open scenarios ---------------------------------------------------------------------------------

    def of_cells(self) -> list[Interval]:
        """Return what each cell may be, in the unit shown."""
        if self._component.is_plain and not self._verdict.alternatives:
            return [_plain(self._component)]
        self._put(_relaxed(self._verdict.alternatives, self._verdict.proven))
        outer = [self._learnt(column) for column in self._columns]
        for alternatives in self._verdict.alternatives:
            if len(alternatives) > 1:
                outer = self._narrowed(outer, alternatives)
        return [self._shown(ends) for ends in outer]

    def _narrowed(self, outer: list[Interval], alternatives: Sequence[Scenario]) -> list[Interval]:
        """Each cell goes as far as the farthest of the scenarios lets it, whatever else is open."""
        others = [a for a in self._verdict.alternatives if a is not alternatives]
        lows, highs = np.full(len(outer), inf), np.full(len(outer), -inf)
        for scenario in alternatives:
            self._put(_relaxed([*others, (scenario,)], self._verdict.proven))
            for column, ends in enumerate(outer):
                # where a point of some scenario has come as far as any can, nothing is left to ask
                if lows[column] > ends.lo + _DUST:
                    self._visit({column: 1.0}, lows, highs)
                if highs[column] < min(ends.hi, _FAR_ENOUGH) - _DUST:
                    self._visit({column: -1.0}, lows, highs)
        return [_hull(*reached) for reached in zip(outer, lows.tolist(), highs.tolist(), strict=True)]

    def _visit(self, weights: dict[int, float], lows: _Ends, highs: _Ends) -> None:
        """Go to the point of the present scenario that has the least of a sum, and note how far each cell is there."""
        point = self._least(weights)[1]
        np.minimum(lows, point, out=lows)
        np.maximum(highs, point, out=highs)

    # ---- in the scenario that doubts one figure -----------------------------------------------------------------

    def doubt(self, *statements: int) -> None:
        """Go into the likeliest scenario in which these figures are wrong; what is asked next is asked there."""
        wrong = set(statements)
        chosen = [
            (next((scenario for scenario in its if wrong & scenario.accused), its[0]),)
            for its in self._verdict.alternatives
        ]
        self._put(_relaxed(chosen, wrong | self._verdict.proven))

    def is_possible(self) -> bool:
        """Whether the present scenario can be true."""
        return self._programme.least({}) is not None

    def total(self, columns: Iterable[int]) -> Interval:
        """Return what a sum of cells may be in the present scenario, in the unit shown."""
        return self._shown(self._ends(dict.fromkeys(columns, 1.0)))

    def allowed(self, statement: Statement) -> Interval:
        """Return what a figure may be in the present scenario, in its own unit."""
        if statement.base is None:
            return self.total([statement.column])
        ratio = self.ratio(statement.column, statement.base)
        return Interval(statement.percent(ratio.lo), statement.percent(ratio.hi))

    def ratio(self, column: int, base: int) -> Interval:
        """Return how many times the base a cell may be in the present scenario.

        The least of x/y is the r at which the least of x - r*y is nothing; each answer gives a better r.
        """
        bases = self._ends({base: 1.0})
        lo = 0.0 if bases.hi == inf else self._best_ratio(column, base, 1.0)
        hi = inf if bases.lo <= _NOTHING else self._best_ratio(column, base, -1.0)
        return Interval(min(lo, hi), hi)

    def _best_ratio(self, column: int, base: int, sign: float) -> float:
        point = self._least({column: sign})[1]
        for _ in range(_ROUNDS):
            if point[base] <= _NOTHING or point[column] >= _FAR_ENOUGH:
                return 0.0 if sign > 0 else inf
            ratio = point[column] / point[base]
            gain, better = self._least({column: sign, base: -sign * ratio})
            if gain > -_NOTHING:
                break
            point = better
        return ratio

    # ---- the programme -----------------------------------------------------------------------------------------

    def _put(self, scenario: Scenario) -> None:
        kindest = dict(sorted(scenario.slips))
        elements = ((n, kindest.get(n, 0)) for n in range(len(self._component.statements)) if n not in scenario.accused)
        self._programme.put_in_force(row for element in elements for row in self._rows[element])

    def _least(self, weights: dict[int, float]) -> tuple[float, Point]:
        found = self._programme.least(weights)
        if found is None:
            raise InternalError("what is left of a component after its conflicts cannot be true at once")
        return found

    def _ends(self, weights: dict[int, float]) -> Interval:
        lo = self._least(weights)[0]
        hi = -self._least({column: -weight for column, weight in weights.items()})[0]
        lo = lo if lo > _NOTHING else 0.0
        return Interval(lo, inf if hi > _FAR_ENOUGH else max(lo, hi))

    def _learnt(self, column: int) -> Interval:
        """The ends of a column in the widest scenario; they shorten every later question."""
        ends = self._ends({column: 1.0})
        self._programme.limit(column, max(ends.lo - _DUST, 0.0), ends.hi + _DUST)
        return ends

    def _shown(self, ends: Interval) -> Interval:
        return Interval(_clean(ends.lo * self._scale), _clean(ends.hi * self._scale))


def _relaxed(alternatives: Iterable[Sequence[Scenario]], wrong: Iterable[int]) -> Scenario:
    """Everybody out who is accused in any of the scenarios, everybody as kindly taken as in the kindest."""
    scenarios = [scenario for its in alternatives for scenario in its]
    accused = frozenset(wrong).union(*(s.accused for s in scenarios))
    slips: frozenset[tuple[int, int]] = frozenset().union(*(s.slips for s in scenarios))
    return Scenario(accused, slips)


def _hull(outer: Interval, low: float, high: float) -> Interval:
    """The ends found, where they are truly inside the outer ones and not dust of the solver."""
    lo = low if low > outer.lo + _DUST else outer.lo
    hi = high if high < min(outer.hi, _FAR_ENOUGH) - _DUST else outer.hi
    return Interval(min(lo, hi), max(lo, hi))


def _interval(statement: Statement, step: int) -> Interval:
    """Bounds rest on the closed interval: nobody can print the difference."""
    return statement.reading.at(step) if step else statement.reading.printed


def _plain(component: Component) -> Interval:
    """One cell that only levels speak of, and they agree: what they all allow."""
    allowed = [_interval(statement, 0) for statement in component.statements]
    lo, hi = max((i.lo for i in allowed), default=0.0), min((i.hi for i in allowed), default=inf)
    return Interval(min(lo, hi), hi)


def _clean(value: float) -> float:
    """The value without the dust of floating point: nine digits are more than anybody prints."""
    return float(f"{value:.9g}") if isfinite(value) else value
