"""Which cells a level or a fact is worked out from, known without looking at any data.

A name is a cell, or a cell with a star: `export/CHN/USA/P/*/mass` are all periods of a series, `export/CHN/*/P/2025-06/
mass` all partners of a period. Whatever is in none of the names cannot change the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from weighbridge.facts.history import HISTORIES
from weighbridge.facts.metric import metric_of
from weighbridge.facts.roles import MONEY, measured_in, roles_of, world
from weighbridge.model import Cell, Period

_TO_THE_END = frozenset({"record_high", "record_low"})  # they look at the months after their own as well


class Reach(NamedTuple):
    """Cells an answer rests on: a cell's name or one with a star; `until` is the last month of it that counts."""

    name: str
    until: int | None = None


def cells_of_level(cell: Cell) -> tuple[Cell, ...]:
    """Return the cells a level is worked out from: its own, those it is cut from, its months and theirs.

    >>> june = Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass")
    >>> [str(c.period) for c in cells_of_level(june)]
    ['2025-06', '2025-01/2025-06', '2025-01/2025-05']
    """
    found = [cell, *_cut(cell)]
    if not cell.period.is_month:
        for month in cell.period.split():
            found += [cell.at(month), *_cut(cell.at(month))]
    return tuple(dict.fromkeys(found))


def _cut(cell: Cell) -> tuple[Cell, ...]:
    period = cell.period
    if not period.first % 12 or period.first // 12 != period.last // 12:
        return ()
    january = period.first - period.first % 12
    return cell.at(period.year_to_date()), cell.at(Period(january, period.first - january))


def every_period(cell: Cell, until: int | None = None) -> Reach:
    """Return the name of all periods of a cell's series, those that end by the month `until` if it is given."""
    return Reach(f"{cell.flow}/{cell.reporter}/{cell.partner}/{cell.product}/*/{cell.measure}", until)


def every_partner(cell: Cell) -> Reach:
    """Return the name of all partners of a cell's period.

    >>> every_partner(Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass")).name
    'export/CHN/*/REPM_85051110/2025-06/mass'
    """
    return Reach(str(cell.of("*")))


def names_of_cell(cell: Cell) -> tuple[str, str, str]:
    """Return the names under which something may rest on a cell."""
    return str(cell), every_period(cell).name, every_partner(cell).name


def reach_of_fact(metric: str, cell: Cell, other: Cell | None = None) -> Iterator[Reach]:
    """Yield what a fact is worked out from; raises UnknownNameError for a metric nobody knows."""
    metric = metric_of(metric).id
    played = {cell, *roles_of(metric, cell, other, lambda c: True).values()}
    if metric == "unit_value" and other is None and cell.measure not in MONEY:
        played |= {measured_in(cell, money) for money in MONEY}
    for role in played:
        for read in cells_of_level(role):
            yield Reach(str(read))
    if metric in HISTORIES:
        yield every_period(cell, None if metric in _TO_THE_END else cell.period.last)
    if metric == "rank":
        yield every_partner(cell)
        yield from (Reach(str(read)) for read in cells_of_level(world(cell)))
