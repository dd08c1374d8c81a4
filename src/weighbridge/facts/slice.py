"""A view taken into memory for quick questions: levels of any span, printed changes, histories, countries.

A span's level follows from what is stored in up to three ways, all of which hold at once:

    stored   the cell itself has a bound
    cut      the year to date at its end less the year to date before its start
    months   all its months have bounds

The interval is what all the ways allow; the best value is taken from the first way all of which is in print, else from
the first there is. A level that nobody
printed counts as known only when it is known to within a factor of two: the middle of anything wider tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple, Protocol

from weighbridge.card import Card
from weighbridge.errors import UnknownNameError
from weighbridge.model import Bound, Cell, Conflict, Interval, Kind, Observation, Period

# a level nobody printed is known when its highest value is at most this many times its lowest (with a hair of play)
VAGUE = 2.000001


class Viewed(Protocol):
    """What facts need of `weighbridge.ledger.View`: bounds in shown units and the figures behind them."""

    @property
    def as_of(self) -> date:
        """The day looked through."""

    @property
    def card(self) -> Card:
        """What the dataset's dimensions and members are called."""

    @property
    def bounds(self) -> Mapping[Cell, Bound]:
        """What all figures allow for each cell."""

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures that were current on that day."""

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The figures that cannot all be true."""

    def printed(self, cell: Cell, kind: Kind | None = None) -> tuple[Observation, ...]:
        """Return the credible prints about a cell, best first."""


@dataclass(frozen=True, slots=True)
class Level:
    """How much there was in a cell: interval and best value in `unit`, and the stored cells it was worked out from."""

    lo: float
    hi: float
    best: float
    unit: str
    cells: tuple[Cell, ...]

    @property
    def interval(self) -> Interval:
        """From the lowest to the highest value."""
        return Interval(self.lo, self.hi)


class SeriesKey(NamedTuple):
    """A cell without its period."""

    flow: str
    reporter: str
    partner: str
    product: str
    measure: str


def series_key(cell: Cell) -> SeriesKey:
    """Return the series a cell belongs to."""
    return SeriesKey(cell.flow, cell.reporter, cell.partner, cell.product, cell.measure)


class Slice:
    """One view, indexed. Nothing in it changes after it is built but its own memory of answers."""

    def __init__(self, view: Viewed) -> None:
        self.view, self.card, self.as_of = view, view.card, view.as_of
        self._levels: dict[Cell, Level | None] = {}
        self._usual: dict[SeriesKey, float | None] = {}
        self.months: dict[SeriesKey, dict[int, Bound]] = {}
        self.partners: dict[Cell, list[Bound]] = {}
        wholes = {place.within for place in self.card.places.values()}
        for cell, bound in view.bounds.items():
            if cell.period.is_month:
                self.months.setdefault(series_key(cell), {})[cell.period.first] = bound
            if cell.partner not in wholes:  # a country, not a region
                self.partners.setdefault(cell.of("WLD"), []).append(bound)
        self.regions = frozenset(place for place in wholes if place)
        self.observed: dict[tuple[Cell, Kind], tuple[Observation, ...]] = {}
        self.told = {o.cell for o in view.observations}
        self.by_id: dict[str, Observation] = {}
        self.disputed = {conflict.observation.cell for conflict in view.conflicts}

    def level(self, cell: Cell) -> Level | None:
        """Return the level of any span, in the unit shown, or None when it does not follow from the data."""
        if cell not in self._levels:
            self._levels[cell] = self._work_out(cell)
        return self._levels[cell]

    def _work_out(self, cell: Cell) -> Level | None:
        bounds, period = self.view.bounds, cell.period
        ways: list[tuple[bool, Level]] = []  # whether all of it is in print, and what follows
        if (stored := bounds.get(cell)) is not None:
            level = Level(stored.interval.lo, stored.interval.hi, stored.best, stored.unit, (cell,))
            ways.append((stored.printed, level))
        if period.first % 12 and period.first // 12 == period.last // 12:
            january = period.first - period.first % 12
            end, start = cell.at(period.year_to_date()), cell.at(Period(january, period.first - january))
            whole, part = bounds.get(end), bounds.get(start)
            if whole is not None and part is not None:
                level = Level(
                    max(whole.interval.lo - part.interval.hi, 0.0),
                    whole.interval.hi - part.interval.lo,
                    whole.best - part.best,
                    whole.unit,
                    (end, start),
                )
                ways.append((whole.printed and part.printed, level))
        if not period.is_month:
            series = self.months.get(series_key(cell), {})
            found = [series[m] for m in range(period.first, period.last + 1) if m in series]
            if len(found) == period.months:
                lo, hi = sum(b.interval.lo for b in found), sum(b.interval.hi for b in found)
                level = Level(lo, hi, sum(b.best for b in found), found[0].unit, tuple(b.cell for b in found))
                ways.append((all(b.printed for b in found), level))
        if not ways:
            return None
        lo, hi = max(way.lo for _, way in ways), min(way.hi for _, way in ways)
        lo, hi = min(lo, hi), max(lo, hi)  # ways that touch may cross by a rounding error of the machine
        if not (stored and stored.printed) and hi > VAGUE * lo:
            return None
        first = next((way for is_printed, way in ways if is_printed), ways[0][1])
        return Level(lo, hi, min(max(first.best, lo), hi), first.unit, first.cells)

    def printed(self, cell: Cell, kind: Kind) -> tuple[Observation, ...]:
        """Return the credible prints of that kind about a cell, best first."""
        key = (cell, kind)
        if key not in self.observed:
            self.observed[key] = self.view.printed(cell, kind)
        return self.observed[key]

    def observation(self, id: str) -> Observation | None:
        """Return the figure of that id, if the view holds it."""
        if not self.by_id:
            self.by_id.update((o.id, o) for o in self.view.observations)
        return self.by_id.get(id)

    def require(self, *cells: Cell | None) -> None:
        """Raise UnknownNameError, with near misses, when a cell names a product, place or measure the card has not."""
        for cell in cells:
            if cell is not None:
                for kind, code, known in (
                    ("product", cell.product, self.card.products),
                    ("reporter", cell.reporter, self.card.places),
                    ("partner", cell.partner, self.card.places),
                    ("measure", cell.measure, self.card.measures),
                ):
                    if code not in known:
                        raise UnknownNameError(kind, code, known)

    def usual(self, cell: Cell) -> float | None:
        """Return the median best level of the series' printed months before the cell, None with fewer than four."""
        key = series_key(cell)
        known = [b.best for m, b in self.months.get(key, {}).items() if b.printed and m < cell.period.first]
        return float(median(known)) if len(known) >= 4 else None


_RECENT: list[tuple[Viewed, Slice]] = []


def slice_of(view: Viewed) -> Slice:
    """Return the view taken into memory; the last few views are remembered, by identity, as views never change."""
    for known, taken in _RECENT:
        if known is view:
            return taken
    taken = Slice(view)
    _RECENT.insert(0, (view, taken))
    del _RECENT[4:]
    return taken
