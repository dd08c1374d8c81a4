"""Which common mistake would explain a figure that cannot be right: the true figure it may have been mixed up with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from operator import itemgetter

from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Cell, Interval, Kind
from weighbridge.words import grouped, period_name

_NARROW = 0.02  # of its size; what is known more loosely explains everything and therefore nothing
_LOST = "a digit was lost"
_BASES = {
    Kind.CHANGE_ON_PREVIOUS: "the change on the period before",
    Kind.CHANGE_ON_YEAR: "the change on the year",
}


class Diagnosis:
    """The neighbours of one component's cells, to compare a doubted figure with."""

    def __init__(self, component: Component, reach: Reach) -> None:
        self._component, self._reach = component, reach
        self._columns = {cell: column for column, cell in enumerate(component.cells)}

    def of(self, statement: Statement, allowed: Interval) -> str:
        """Return what the figure may be instead of what it claims, in a clause; empty when nothing common fits.

        `allowed` is what the others leave for it, in the scenario that `reach` is in.
        """
        looks: tuple[Callable[[Statement, Interval], str], ...] = (
            (self._other_change, self._sign, self._ratio_for_change, self._digits)
            if statement.base is not None
            else (self._other_span, self._digits, self._other_cell)
        )
        return next((found for look in looks if (found := look(statement, allowed))), "")

    # ---- changes -----------------------------------------------------------------------------------------------

    def _other_change(self, statement: Statement, _allowed: Interval) -> str:
        for cell, kind, name in self._changes_beside(statement):
            base = cell.at(cell.period.previous() if kind is Kind.CHANGE_ON_PREVIOUS else cell.period.year_before())
            if cell in self._columns and base in self._columns:
                ratio = self._reach.ratio(self._columns[cell], self._columns[base])
                if _fits(statement, Interval(statement.percent(ratio.lo), statement.percent(ratio.hi))):
                    return f"it is {name}"
        return ""

    def _changes_beside(self, statement: Statement) -> Iterator[tuple[Cell, Kind, str]]:
        cell, kind = statement.observation.cell, statement.observation.kind
        for other, name in _BASES.items():
            if other is not kind:
                yield cell, other, name
        if cell.period.is_month:
            total = cell.at(cell.period.year_to_date())
            yield total, Kind.CHANGE_ON_YEAR, f"the change on the year of {period_name(total.period)}"
        elif cell.period.is_year_to_date:
            month = cell.at(cell.period.last_month)
            yield month, Kind.CHANGE_ON_YEAR, f"the change on the year of {period_name(month.period)} alone"

    def _sign(self, statement: Statement, allowed: Interval) -> str:
        printed = statement.reading.printed
        turned = Interval(-printed.hi, -printed.lo)
        return "the sign is turned" if turned.meets(allowed) and _is_narrow(allowed, 100.0) else ""

    def _ratio_for_change(self, statement: Statement, allowed: Interval) -> str:
        if statement.observation.kind is Kind.SHARE_OF_WORLD:
            return ""
        printed = statement.reading.printed
        change = Interval(printed.lo - 100.0, printed.hi - 100.0)
        fits = change.meets(allowed) and _is_narrow(allowed, 100.0)
        return "it is the ratio in percent, not the change" if fits else ""

    # ---- levels ------------------------------------------------------------------------------------------------

    def _other_span(self, statement: Statement, _allowed: Interval) -> str:
        cell = statement.observation.cell
        if cell.period.is_month and cell.period.month_of_year > 1:
            months = [cell.at(month) for month in cell.period.year_to_date().split()]
            if self._is(statement, *months):
                total = period_name(cell.period.year_to_date())
                return f"it is what {total} came to: a running total printed as the month"
        if cell.period.is_year_to_date and self._is(statement, cell.at(cell.period.last_month)):
            return f"it is {period_name(cell.period.last_month)} alone: a month printed as the running total"
        return ""

    def _other_cell(self, statement: Statement, _allowed: Interval) -> str:
        cell = statement.observation.cell
        if len(_digits_of(statement.observation.value)) < 3:
            return ""
        for period in (cell.period.shift(-1), cell.period.shift(1), cell.period.year_before()):
            if self._is(statement, cell.at(period)):
                return f"it is the figure of {period_name(period)}"
        for other in self._component.cells:
            if other.partner != cell.partner and other.of(cell.partner) == cell and self._is(statement, other):
                return f"it is the figure of {other.partner}"
        return ""

    def _is(self, statement: Statement, *cells: Cell) -> bool:
        """Whether the figure is what these cells come to."""
        if any(cell not in self._columns for cell in cells):
            return False
        return _fits(statement, self._reach.total(self._columns[cell] for cell in cells), 0.0)

    # ---- digits ------------------------------------------------------------------------------------------------

    def _digits(self, statement: Statement, allowed: Interval) -> str:
        plus = 0.0 if statement.base is None else 100.0
        if not _is_narrow(allowed, plus):
            return ""
        text = statement.observation.value.lstrip("+-")
        if not float(text):
            return ""
        sign = "-" if statement.reading.value < 0 else ""
        unit = abs(statement.reading.value) / float(text)  # the print's unit, in the unit shown
        for said, meant in groupby(_misprints(text), key=itemgetter(0)):
            fitting = list(dict.fromkeys(m for _, m in meant if _as_printed(sign + m, unit).meets(allowed)))
            is_the_one = len(fitting) == 1 and len(_digits_of(text)) >= 4
            if fitting and (is_the_one or allowed.width <= 3 * _as_printed(fitting[0], unit).width):
                return f"{sign}{grouped(float(fitting[0]), _places(fitting[0]))} would fit, {said}"
            if fitting and said == _LOST:
                return _LOST
        return ""


def _as_printed(number: str, unit: float) -> Interval:
    """What a rounded print allows, in the unit shown."""
    half = 0.5 * 10.0 ** -_places(number)
    return Interval((float(number) - half) * unit, (float(number) + half) * unit)


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def _fits(statement: Statement, known: Interval, plus: float = 100.0) -> bool:
    """Whether the print is what is known elsewhere, and that is known well enough to mean something.

    `plus` is 100 for changes, whose size is that of the ratio behind them.
    """
    return _is_narrow(known, plus) and statement.reading.reread.meets(known)


def _is_narrow(known: Interval, plus: float) -> bool:
    return known.is_finite and known.width <= _NARROW * abs(known.middle + plus)


def _digits_of(text: str) -> str:
    return "".join(c for c in text if c.isdigit()).lstrip("0")


def _misprints(text: str) -> Iterator[tuple[str, str]]:
    """Yield how a number may have come to be printed like this, and the number it was; the commonest way first."""
    places = _places(text)
    for shift in (3, -3, 1, -1, 2, -2, 4, -4):
        moved = f"{float(text) * 10.0**shift:.{max(0, places - shift)}f}"
        if float(moved):
            yield "the decimal point was moved", moved
    spots = [n for n, c in enumerate(text) if c.isdigit()]
    for n in range(len(text.partition(".")[0]) + 1):
        for digit in "0123456789":
            yield _LOST, text[:n] + digit + text[n:]
    if len(spots) < 3:
        return
    for n in spots:
        yield "a digit too many", text[:n] + text[n + 1 :]
    for n, m in pairwise(spots):
        yield "two digits changed places", text[:n] + text[m] + text[n + 1 : m] + text[n] + text[m + 1 :]
    for n in spots:
        for digit in "0123456789":
            if digit != text[n]:
                yield "one digit is another", text[:n] + digit + text[n + 1 :]
