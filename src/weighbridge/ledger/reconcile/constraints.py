"""The trade table as linear statements: which cells exist, how they hang together, what each printed figure says.

Columns are cells in the unit shown. A span is the sum of its months; a place is at least the sum of the parts of it
that are in the table; nothing is negative. Cells that no statement links fall into separate components.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from statistics import median_low

from weighbridge.card import Card
from weighbridge.ledger.reconcile.readings import Reading, read
from weighbridge.model import Cell, Interval, Kind, Observation, Period, Precision


@dataclass(frozen=True, slots=True)
class Row:
    """One linear statement `lo <= sum(weight * column) <= hi`."""

    columns: tuple[int, ...]
    weights: tuple[float, ...]
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Slack:
    """How far a source's input to a ratio may be from the truth: a share, or an amount where the size is unknown."""

    share: float = 0.0
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Statement:
    """What one observation says: of the `column`, or of its ratio to the `base` column.

    `slack` and `base_slack` say what rounding the source may have put into its inputs before it computed the ratio;
    of a base below `least_base` nobody prints one.
    """

    observation: Observation
    reading: Reading
    column: int
    base: int | None = None
    slack: Slack = Slack()
    base_slack: Slack = Slack()
    least_base: float = 0.0

    def ratio(self, interval: Interval) -> tuple[float, float]:
        """Return the ratio of column to base that an interval of percents means; a share is a ratio as it stands."""
        plus = 0.0 if self.observation.kind is Kind.SHARE_OF_WORLD else 100.0
        return (interval.lo + plus) / 100.0, (interval.hi + plus) / 100.0

    def percent(self, ratio: float) -> float:
        """Return what a ratio of column to base is called in print."""
        return ratio * 100.0 - (0.0 if self.observation.kind is Kind.SHARE_OF_WORLD else 100.0)

    def rows(self, interval: Interval) -> list[Row]:
        """Return the rows that say the printed number lies in the interval."""
        if self.base is None:
            return [Row((self.column,), (1.0,), interval.lo, interval.hi)]
        low, high = self.ratio(interval)
        if high < 0 or (self.base == self.column and not low <= 1.0 <= high):
            # a fall by more than all of it, or the whole as a part of itself: no table makes it true
            return [Row((self.column,), (0.0,), 1.0, inf)]
        if self.base == self.column:
            return []
        own, base = self.slack, self.base_slack
        pair = (self.column, self.base)
        rows = [Row((self.base,), (1.0,), self.least_base, inf)]
        if low > 0:  # column and slack >= low * (base without slack)
            rows.append(Row(pair, (1.0 + own.share, -low * (1.0 - base.share)), -own.amount - low * base.amount, inf))
        if isfinite(high):  # column without slack <= high * (base and slack)
            rows.append(Row(pair, (1.0 - own.share, -high * (1.0 + base.share)), -inf, own.amount + high * base.amount))
        return rows


@dataclass(frozen=True, slots=True)
class Component:
    """Cells that hang together: `rows` always hold, `statements` are what sources say."""

    cells: tuple[Cell, ...]
    rows: tuple[Row, ...]
    statements: tuple[Statement, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is one cell with nothing but levels."""
        return len(self.cells) == 1 and not self.rows


class _Table:
    """The columns, rows and statements while they are gathered."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.cells: list[Cell] = []
        self.columns: dict[Cell, int] = {}
        self.rows: list[Row] = []

    def column(self, cell: Cell) -> int:
        found = self.columns.get(cell)
        if found is None:
            found = self.columns[cell] = len(self.cells)
            self.cells.append(cell)
            if not cell.period.is_month:
                months = tuple(self.column(cell.at(month)) for month in cell.period.split())
                self.rows.append(Row((found, *months), (1.0, *(-1.0 for _ in months)), 0.0, 0.0))
        return found

    def fill_running_totals(self) -> None:
        """Where the months up to a later running total are in the table, so are the running totals in between."""
        for cell in [cell for cell in self.cells if cell.period.is_year_to_date]:
            for months in range(2, cell.period.months):
                self.column(cell.at(Period(cell.period.first, months)))

    def link_places(self) -> None:
        """A whole is at least the sum of its parts. Spans follow from their months."""
        boxes: dict[Cell, list[str]] = defaultdict(list)
        for cell in self.cells:
            if cell.period.is_month:
                boxes[cell.of("")].append(cell.partner)
        for box in sorted(box for box, places in boxes.items() if len(places) > 1):
            for whole in sorted(boxes[box]):
                parts = tuple(self.columns[box.of(part)] for part in self.card.parts_of(whole, boxes[box]))
                if parts:
                    columns = (self.columns[box.of(whole)], *parts)
                    self.rows.append(Row(columns, (1.0, *(-1.0 for _ in parts)), 0.0, inf))


def canonical(observations: Iterable[Observation]) -> list[Observation]:
    """Return the observations in an order that does not depend on how they came; a figure read twice counts once."""
    keyed = {
        (o.cell, o.kind, o.publisher, o.source_url, o.value, o.unit, o.precision, o.column, str(o.printed_at)): o
        for o in sorted(observations, key=lambda o: (o.released_at, o.document, o.row))
    }
    return [keyed[key] for key in sorted(keyed)]


def components(observations: Iterable[Observation], card: Card) -> list[Component]:
    """Return the trade table behind the observations, cut into components that share no statement."""
    ordered = canonical(observations)
    readings = [read(o, card) for o in ordered]
    grains = _Grains(ordered, readings)
    table = _Table(card)
    statements = []
    for observation, reading in zip(ordered, readings, strict=True):
        column, base = table.column(observation.cell), _base(observation)
        if base is None:
            statements.append(Statement(observation, reading, column))
        else:
            slack, base_slack = grains.slack(observation, reading, base)
            least = max(grains.half(observation, base) / 100, card.measure(base.measure).shown_per_unit)
            statements.append(Statement(observation, reading, column, table.column(base), slack, base_slack, least))
    table.fill_running_totals()
    table.link_places()
    return _cut(table, statements)


def _base(observation: Observation) -> Cell | None:
    """The cell a printed ratio is measured against; None for a level."""
    cell = observation.cell
    if observation.kind is Kind.LEVEL:
        return None
    if observation.kind is Kind.CHANGE_ON_PREVIOUS:
        return cell.at(cell.period.previous())
    if observation.kind is Kind.CHANGE_ON_YEAR:
        return cell.at(cell.period.year_before())
    return cell.of("WLD")


class _Grains:
    """How coarsely levels are printed: on a page, else as usual for the series; and how large they are."""

    def __init__(self, observations: Sequence[Observation], readings: Sequence[Reading]) -> None:
        self._page: dict[tuple[str, str, Cell], float] = {}
        self._levels: dict[Cell, list[Interval]] = defaultdict(list)
        usual: dict[Cell, list[float]] = defaultdict(list)
        for observation, reading in zip(observations, readings, strict=True):
            if observation.kind is not Kind.LEVEL:
                continue
            cell = observation.cell
            if observation.precision in (Precision.ROUNDED, Precision.TRUNCATED, Precision.EXACT):
                half = reading.printed.width / 2
                key = (observation.publisher, observation.source_url, cell)
                self._page[key] = max(half, self._page.get(key, 0.0))
                usual[_series(cell)].append(half)
            self._levels[cell].append(reading.printed)
        self._usual = {series: median_low(halves) for series, halves in usual.items()}

    def slack(self, observation: Observation, reading: Reading, base: Cell) -> tuple[Slack, Slack]:
        """Return the rounding the source may have put into the cell and into its base before it computed the ratio."""
        own = observation.cell
        size, base_size = self._size(own), self._size(base)
        plus = 0.0 if observation.kind is Kind.SHARE_OF_WORLD else 100.0
        low, high = (reading.printed.lo + plus) / 100.0, (reading.printed.hi + plus) / 100.0
        if base_size is None and size is not None and 0 < high < inf:
            base_size = size / high
        if size is None and base_size is not None:
            size = base_size * max(low, 0.0)
        return _slack(self.half(observation, own), size), _slack(self.half(observation, base), base_size)

    def _size(self, cell: Cell) -> float | None:
        """The least a cell can be by the levels printed of it; where they disagree, by the smallest of them."""
        printed = self._levels.get(cell)
        if not printed:
            return None
        least = max(interval.lo for interval in printed)
        return least if least <= min(interval.hi for interval in printed) else min(interval.lo for interval in printed)

    def half(self, observation: Observation, cell: Cell) -> float:
        """Return half the unit to which the source of a figure prints the level of a cell."""
        here = self._page.get((observation.publisher, observation.source_url, cell))
        return self._usual.get(_series(cell), 0.0) if here is None else here


def _slack(half: float, size: float | None) -> Slack:
    """A share where the size is known, so that the ratio stays one even when the level is doubted."""
    return Slack(share=half / size) if size is not None and size > 2 * half else Slack(amount=half)


def _series(cell: Cell) -> Cell:
    """The cell without partner and period: all of these are printed alike."""
    return Cell(cell.flow, cell.reporter, "", cell.product, Period(24000), cell.measure)


def _cut(table: _Table, statements: Sequence[Statement]) -> list[Component]:
    leader = list(range(len(table.cells)))

    def find(column: int) -> int:
        while leader[column] != column:
            leader[column] = leader[leader[column]]
            column = leader[column]
        return column

    for row in table.rows:
        for other in row.columns[1:]:
            leader[find(other)] = find(row.columns[0])
    for statement in statements:
        if statement.base is not None:
            leader[find(statement.base)] = find(statement.column)
    members: dict[int, list[int]] = defaultdict(list)
    for column in range(len(table.cells)):
        members[find(column)].append(column)
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in table.rows:
        rows[find(row.columns[0])].append(row)
    said: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        said[find(statement.column)].append(statement)
    return [_component(table, columns, rows[head], said[head]) for head, columns in members.items()]


def _component(table: _Table, columns: list[int], rows: list[Row], said: list[Statement]) -> Component:
    columns = sorted(columns, key=lambda c: table.cells[c])
    place = {column: n for n, column in enumerate(columns)}
    return Component(
        tuple(table.cells[c] for c in columns),
        tuple(sorted((_moved(r, place) for r in rows), key=lambda r: r.columns)),
        tuple(replace(s, column=place[s.column], base=None if s.base is None else place[s.base]) for s in said),
    )


def _moved(row: Row, place: dict[int, int]) -> Row:
    return Row(tuple(place[c] for c in row.columns), row.weights, row.lo, row.hi)
