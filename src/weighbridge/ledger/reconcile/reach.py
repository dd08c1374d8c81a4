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
from weighbridge.ledger.reconcile.programme import Point, Programme
from weighbridge.model import Interval

_DUST = 1e-7  # scaled; what the solver's tolerances can move an end by
_NOTHING = 1e-9  # scaled
_Ends = npt.NDArray[np.float64]


class _Reached:
    """How far each cell was at the points visited, and the `outer` ends that it cannot pass."""

    def __init__(self, outer: Sequence[Interval]) -> None:
        self.outer = outer
        self.lows, self.highs = np.full(len(outer), inf), np.full(len(outer), -inf)

    def been_at(self, lows: Point | _Ends, highs: Point | _Ends) -> None:
        """Note how far each cell was at more points."""
        self.lows, self.highs = np.minimum(self.lows, lows), np.maximum(self.highs, highs)

    def ends(self, column: int) -> Interval:
        """Return the ends of a cell: those reached where they are truly inside the outer ones, not solver's dust."""
        outer, low, high = self.outer[column], float(self.lows[column]), float(self.highs[column])
        lo = low if low > outer.lo + _DUST else outer.lo
        hi = high if high < outer.hi - _DUST else outer.hi
        return Interval(min(lo, hi), max(lo, hi))


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
        everything = _relaxed(self._verdict.alternatives, self._verdict.proven)
        self._put(everything)
        reached = _Reached(self._printed(everything))
        for column in self._columns:
            self._go(column, reached)
            ends = reached.ends(column)  # what is learnt of a cell shortens every later question
            self._programme.limit(column, max(ends.lo - _DUST, 0.0), ends.hi + _DUST)
        open_knots = [its for its in self._verdict.alternatives if len(its) > 1]
        if open_knots:
            likeliest = self._within([its[:1] for its in self._verdict.alternatives], reached)
            for alternatives in open_knots:
                reached = self._narrowed(reached, alternatives, likeliest)
        return [self._shown(reached.ends(column)) for column in self._columns]

    def _narrowed(self, outer: _Reached, alternatives: Sequence[Scenario], known: _Reached) -> _Reached:
        """Each cell goes as far as the farthest of the scenarios lets it, whatever else is open."""
        others = [a for a in self._verdict.alternatives if a is not alternatives]
        for scenario in alternatives:
            known = self._within([*others, (scenario,)], outer, known)
        return known

    def _within(
        self, open_still: Sequence[Sequence[Scenario]], outer: _Reached, known: _Reached | None = None
    ) -> _Reached:
        """How far the cells go in some scenarios, and were at the points `known` already."""
        reached = _Reached([outer.ends(column) for column in self._columns])
        if known is not None:
            reached.been_at(known.lows, known.highs)
        self._put(_relaxed(open_still, self._verdict.proven))
        for column in self._columns:
            self._go(column, reached)
        return reached

    def _printed(self, scenario: Scenario) -> list[Interval]:
        """What the levels printed of each cell allow, by themselves."""
        kindest = dict(sorted(scenario.slips))
        lows, highs = [0.0] * len(self._component.cells), [inf] * len(self._component.cells)
        for n, statement in enumerate(self._component.statements):
            if statement.base is None and n not in scenario.accused:
                allowed, column = _interval(statement, kindest.get(n, 0)), statement.column
                lows[column] = max(lows[column], allowed.lo / self._scale)
                highs[column] = min(highs[column], allowed.hi / self._scale)
        return [Interval(min(lo, hi), hi) for lo, hi in zip(lows, highs, strict=True)]

    def _go(self, column: int, reached: _Reached) -> None:
        """Go as far as a cell can in the present scenario, unless some point has come as far as any can."""
        if reached.lows[column] > reached.outer[column].lo + _DUST:
            self._visit({column: 1.0}, reached)
        if reached.highs[column] < reached.outer[column].hi - _DUST:
            self._visit({column: -1.0}, reached)

    def _visit(self, weights: dict[int, float], reached: _Reached) -> None:
        least, point = self._least(weights)
        reached.been_at(point, point)
        if least == -inf:
            reached.highs[[*weights]] = inf

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
        lo = self._best_ratio(column, base, 1.0)
        hi = inf if self._least({base: 1.0})[0] <= _NOTHING else self._best_ratio(column, base, -1.0)
        return Interval(min(lo, hi), hi)

    def _best_ratio(self, column: int, base: int, sign: float) -> float:
        endless = 0.0 if sign > 0 else inf
        point = self._least({column: sign})[1]
        if point[base] <= _NOTHING:
            return endless
        best = sign * point[column] / point[base]
        while True:
            gain, point = self._least({column: sign, base: -best})
            if point[base] <= _NOTHING:
                return endless
            ratio = sign * point[column] / point[base]
            if ratio >= best - _NOTHING * max(1.0, abs(best)):
                return endless if gain == -inf else sign * best
            best = ratio

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
        return Interval(lo, max(lo, hi))

    def _shown(self, ends: Interval) -> Interval:
        return Interval(_clean(ends.lo * self._scale), _clean(ends.hi * self._scale))


def _relaxed(alternatives: Iterable[Sequence[Scenario]], wrong: Iterable[int]) -> Scenario:
    """Everybody out who is accused in any of the scenarios, everybody as kindly taken as in the kindest."""
    scenarios = [scenario for its in alternatives for scenario in its]
    accused = frozenset(wrong).union(*(s.accused for s in scenarios))
    slips: frozenset[tuple[int, int]] = frozenset().union(*(s.slips for s in scenarios))
    return Scenario(accused, slips)


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
