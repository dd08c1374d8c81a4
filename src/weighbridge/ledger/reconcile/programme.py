"""The linear programme of one component, kept warm: can these rows all hold, which cannot, how far can a cell go.

Rows are `lo <= a.x <= hi` over non-negative columns scaled to O(1). All rows are loaded once; a row is put in force or
taken out by its bounds alone, so each question starts from the last one's basis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import numpy as np
from highspy import (
    HighsLp,
    HighsModelStatus,
    HighsVarType,
    MatrixFormat,
    ObjSense,
    _core,
    kHighsInf,
)

from weighbridge.errors import InternalError
from weighbridge.ledger.reconcile.constraints import Row

Point = Sequence[float]  # a value for each column
_TOLERANCE = 1e-9  # of a column scaled to O(1): 1e-6 t where a component's cells are thousands of tonnes
_FAR = 1e5  # scaled; nothing real is as large, so what is only held back by it is unbounded
_FAR_ENOUGH = _FAR * 0.999


def _silent_solver() -> _core._Highs:
    # the public wrapper prints a banner on standard output before it can be told not to
    solver = _core._Highs()  # noqa: SLF001
    for option, value in (("output_flag", False), ("log_to_console", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    return solver


class Programme:
    """A linear programme whose rows are switched on and off."""

    def __init__(self, columns: int, rows: Sequence[Row], fixed: int = 0) -> None:
        """Load the rows; the first `fixed` are always in force, the others begin out of force."""
        self.rows, self.columns, self._fixed = rows, columns, fixed
        self._on = [n < fixed for n in range(len(rows))]
        self._solver = _silent_solver()
        for option, value in (
            ("presolve", "off"),
            ("solver", "simplex"),
            ("primal_feasibility_tolerance", _TOLERANCE),
            ("dual_feasibility_tolerance", _TOLERANCE),
        ):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(self._model())
        self._costs: tuple[int, ...] = ()

    def _model(self) -> HighsLp:
        model = HighsLp()
        model.num_col_, model.num_row_ = self.columns, len(self.rows)
        model.col_cost_ = np.zeros(self.columns)
        model.col_lower_ = np.zeros(self.columns)
        model.col_upper_ = np.full(self.columns, _FAR)
        model.row_lower_ = np.array([r.lo if on else -kHighsInf for r, on in zip(self.rows, self._on, strict=True)])
        model.row_upper_ = np.array([r.hi if on else kHighsInf for r, on in zip(self.rows, self._on, strict=True)])
        _fill(model, self.rows)
        return model

    def put_in_force(self, rows: Iterable[int]) -> None:
        """Put exactly these rows in force, besides the fixed ones."""
        wanted = set(rows)
        for n in range(self._fixed, len(self.rows)):
            if self._on[n] != (n in wanted):
                self.switch(n, n in wanted)

    def switch(self, row: int, on: bool) -> None:
        """Put one row in force, or out of it."""
        self._on[row] = on
        statement = self.rows[row]
        lo, hi = (statement.lo, statement.hi) if on else (-kHighsInf, kHighsInf)
        self._solver.changeRowBounds(row, lo, hi)

    def limit(self, column: int, lo: float, hi: float) -> None:
        """Keep a column between two values that are known to hold; it shortens every later question."""
        self._solver.changeColBounds(column, lo, min(hi, _FAR))

    def aim(self, weights: Mapping[int, float]) -> None:
        """Make the weighted sum of columns what is minimised."""
        for column in self._costs:
            if column not in weights:
                self._solver.changeColCost(column, 0.0)
        for column, weight in weights.items():
            self._solver.changeColCost(column, weight)
        self._costs = tuple(weights)

    def holds(self) -> bool:
        """Whether all rows in force can be true at once."""
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == HighsModelStatus.kOptimal:
            return True
        if status == HighsModelStatus.kInfeasible:
            return False
        self._solver.clearSolver()  # a basis gone stale: once more from nothing
        self._solver.run()
        status = self._solver.getModelStatus()
        if status not in (HighsModelStatus.kOptimal, HighsModelStatus.kInfeasible):
            raise InternalError(f"the linear programme of a component ended as {status.name}")
        return bool(status == HighsModelStatus.kOptimal)

    def point(self) -> Point:
        """Return the columns of the last solution."""
        return self._solver.getSolution().col_value

    def witnesses(self) -> list[int] | None:
        """Return the rows that the proof of impossibility uses, after `holds` said no; None when there is no ray."""
        _status, exists, ray = self._solver.getDualRay()  # type: ignore[attr-defined]  # missing from the stubs
        if not exists:
            return None
        return [n for n in np.flatnonzero(np.abs(ray) > 1e-9).tolist() if self._on[n]]

    def least(self, weights: Mapping[int, float]) -> tuple[float, Point] | None:
        """Return the least value of a weighted sum and a point that has it; None when nothing is feasible.

        A sum without an end is -inf; the point then is one far out.
        """
        self.aim(weights)
        if not self.holds():
            return None
        point = self.point()
        if any(weight < 0 for weight in weights.values()) and self._is_held_by_far(point):
            return -inf, point
        return sum(weight * point[column] for column, weight in weights.items()), point

    def _is_held_by_far(self, point: Point) -> bool:
        """Whether the last sum could be less if columns could go farther than we let them."""
        far = np.asarray(point) >= _FAR_ENOUGH
        return bool(far.any()) and bool((np.abs(self._solver.getSolution().col_dual)[far] > _TOLERANCE).any())


def _fill(model: HighsLp, rows: Sequence[Row]) -> None:
    model.a_matrix_.format_ = MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(r.columns) for r in rows)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([c for r in rows for c in r.columns], dtype=np.int32)
    model.a_matrix_.value_ = np.array([w for r in rows for w in r.weights], dtype=np.float64)


def cheapest_choice(costs: Sequence[float], rows: Sequence[Row]) -> list[bool] | None:
    """Return which of the yes-or-no columns to choose so that all rows hold at the least cost; None when none do."""
    solver = _silent_solver()
    for option, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-9)):
        solver.setOptionValue(option, value)
    model = HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_ = np.array(costs)
    model.col_lower_, model.col_upper_ = np.zeros(len(costs)), np.ones(len(costs))
    model.integrality_ = [HighsVarType.kInteger] * len(costs)
    model.sense_ = ObjSense.kMinimize
    model.row_lower_ = np.array([max(r.lo, -kHighsInf) for r in rows])
    model.row_upper_ = np.array([kHighsInf if r.hi == inf else r.hi for r in rows])
    _fill(model, rows)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != HighsModelStatus.kOptimal:
        return None
    return [value > 0.5 for value in solver.getSolution().col_value]
