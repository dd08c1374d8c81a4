"""Tiny views written as tables, and the shipped figures as a view of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from weighbridge.card import Card, trade_card
from weighbridge.model import Bound, Cell, Conflict, Interval, Kind, Observation, Precision

KINDS = {"m": Kind.CHANGE_ON_PREVIOUS, "y": Kind.CHANGE_ON_YEAR, "s": Kind.SHARE_OF_WORLD}


@dataclass(frozen=True)
class TinyView:
    """A view made by hand, of the shape that facts ask for."""

    as_of: date
    card: Card
    bounds: dict[Cell, Bound]
    observations: tuple[Observation, ...]
    conflicts: tuple[Conflict, ...] = ()

    def printed(self, cell: Cell, kind: Kind | None = None) -> tuple[Observation, ...]:
        return tuple(o for o in self.observations if o.cell == cell and kind in (None, o.kind))


def cell_of(partner: str, period: str, measure: str = "mass", product: str = "REPM_85051110") -> Cell:
    return Cell.parse(f"export/CHN/{partner}/{product}/{period.replace('/', '_')}/{measure}")


def read_table(table: str, as_of: date = date(2025, 7, 20)) -> TinyView:
    """Return the view a table draws: one line a figure, `partner period value [measure]`.

    353 is printed and rounded, 30..50 are bounds nobody printed, +660%m a printed change on the month, %y on the
    year, %s a share; `3187!` was cut, `5000+` means more than.
    """
    bounds, observations = {}, []
    for line in filter(str.strip, table.splitlines()):
        partner, period, figure, measure = (*line.split(), "mass")[:4]
        cell = cell_of(partner, period, measure)
        unit = {"mass": "t", "value_usd": "usd"}[measure]
        if ".." in figure:
            lo, hi = map(float, figure.split(".."))
            bounds[cell] = Bound(cell, Interval(lo, hi), lo / 2 + hi / 2, unit, False)
            continue
        number, _, mark = figure.partition("%")
        text = number.rstrip("!+").removeprefix("+")
        half = 0.5 * 10 ** -len(text.partition(".")[2])
        value, precision = float(text), Precision.ROUNDED
        interval = Interval(max(value - half, 0.0) if not mark else value - half, value + half)
        if number.endswith("!"):
            precision, interval = Precision.TRUNCATED, Interval(value, value + 2 * half)
        if number.endswith("+"):
            precision, interval = Precision.MORE_THAN, Interval(value, float("inf"))
        url = f"https://example.org/{len(observations)}"
        kind = KINDS[mark] if mark else Kind.LEVEL
        seen = Observation(
            cell, kind, text, "pct" if mark else unit, precision, interval, "example.org", url, "", as_of, as_of
        )
        observations.append(seen)
        if not mark:
            bounds.setdefault(cell, Bound(cell, interval, value, unit, True, (seen.id,)))
    return TinyView(as_of, trade_card(), bounds, tuple(observations))
