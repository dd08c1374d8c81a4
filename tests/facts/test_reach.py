"""What a fact is worked out from is known beforehand: no other cell can change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from weighbridge.facts import facts_of, measure, metrics, names_of_cell, reach_of_fact
from weighbridge.ledger import View, shipped_ledger
from weighbridge.model import Bound, Cell, Interval
from weighbridge.settings import Settings

MONTH = "export/CHN/{}/REPM_85051110/2025-06/mass"
CELLS = [
    *(MONTH.format(partner) for partner in ("USA", "WLD", "DEU", "IND")),
    "export/CHN/WLD/REPM_85051110/2025-01_2025-06/mass",
    "export/CHN/USA/REPM_85051110/2025-05/mass",
    "export/CHN/WLD/RE_ALL/2025-06/mass",
]


@pytest.fixture(scope="module")
def view(tmp_path_factory) -> View:
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home"))).view(as_of=date(2025, 7, 20))


def everything_else_changed(view, reach):
    until = dict(reach)

    def counts(cell: Cell) -> bool:
        said = [until[name] for name in names_of_cell(cell) if name in until]
        return any(last is None or cell.period.last <= last for last in said)

    def other(bound: Bound) -> Bound:
        if counts(bound.cell):
            return bound
        interval = Interval(bound.interval.lo * 3 + 17, bound.interval.hi * 3 + 17)
        return replace(bound, interval=interval, best=bound.best * 3 + 17)

    bounds = {cell: other(bound) for cell, bound in view.bounds.items()}
    observations = tuple(o for o in view.observations if counts(o.cell))
    return View(view.as_of, view.card, bounds, observations, view.conflicts)


@pytest.mark.parametrize("cell", CELLS)
def test_a_fact_is_the_same_whatever_stands_in_all_other_cells(view, cell):
    found = facts_of(Cell.parse(cell), view=view)
    assert len(found) > 4
    for fact in found:
        changed = everything_else_changed(view, reach_of_fact(fact.metric, fact.cell, fact.other))
        again = measure(fact.metric, fact.cell, view=changed, other=fact.other)
        assert (again.value, again.interval, again.detail) == (fact.value, fact.interval, fact.detail), fact.id


def test_every_metric_has_a_reach_also_where_the_data_cannot_answer():
    cell = Cell.parse(MONTH.format("BRA"))
    assert all(
        str(cell) in {reach.name for reach in reach_of_fact(m, cell)} for m in metrics() if "year_to_date" not in m
    )
    spans = {m for m in metrics() if any("*" in reach.name for reach in reach_of_fact(m, cell))}
    assert spans == {
        "high_months", "low_months", "highest_since", "lowest_since", "record_high", "record_low", "streak", "rank",
    }  # fmt: skip
