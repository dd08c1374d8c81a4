"""Which cells a metric speaks of: the roles of its SQL, and the words that say which cell plays each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from weighbridge.errors import NotInDataError
from weighbridge.facts.metric import metric_of
from weighbridge.model import Cell, Period

MONEY = ("value_usd", "value_cny", "value_eur")
Known = Callable[[Cell], bool]


def previous(cell: Cell) -> Cell:
    """Return the cell of the period of the same length just before."""
    return cell.at(cell.period.previous())


def year_before(cell: Cell) -> Cell:
    """Return the cell of the same months of the year before."""
    return cell.at(cell.period.year_before())


def year_to_date(cell: Cell) -> Cell:
    """Return the cell from January to the last month."""
    return cell.at(cell.period.year_to_date())


def world(cell: Cell) -> Cell:
    """Return the cell of all partners together."""
    return cell.of("WLD")


def average_span(cell: Cell) -> Cell:
    """Return the cell averaged over: the three months up to a month, or the span itself."""
    return cell.at(Period(cell.period.last - 2, 3)) if cell.period.is_month else cell


def measured_in(cell: Cell, measure: str) -> Cell:
    """Return the same box in another measure."""
    return Cell(cell.flow, cell.reporter, cell.partner, cell.product, cell.period, measure)


def value_cell(cell: Cell, known: Known) -> Cell:
    """Return the cell in the currency it speaks of, else in the first currency that is known."""
    choices = [cell] if cell.measure in MONEY else [measured_in(cell, money) for money in MONEY]
    return next((choice for choice in choices if known(choice)), choices[0])


_WORDS: Mapping[str, Callable[[Cell], Cell]] = {
    "cell": lambda cell: cell,
    "previous": previous,
    "year_before": year_before,
    "year_to_date": year_to_date,
    "year_to_date_before": lambda cell: year_before(year_to_date(cell)),
    "world": world,
    "average_span": average_span,
    "mass": lambda cell: measured_in(cell, "mass"),
}


def roles_of(metric: str, cell: Cell, other: Cell | None, known: Known) -> dict[str, Cell]:
    """Return the cell that plays each role of a metric.

    `known` says of a cell whether it has a level, which decides the currency of a unit value. Raises NotInDataError
    when another cell is given to a metric that compares with none.
    """
    table = metric_of(metric)
    if other is not None and not table.other:
        raise NotInDataError(f"{metric} is about one cell and is not compared with {other}")
    roles: dict[str, Cell] = {}
    for role, word in table.cells.items():
        if other is not None and role == table.other:
            roles[role] = other
        elif word == "value":
            roles[role] = value_cell(cell, known)
        elif word == "whole_previous":
            roles[role] = previous(roles["whole"])
        elif word == "base_world":
            roles[role] = world(roles["base"])
        else:
            roles[role] = _WORDS[word](cell)
    return roles
