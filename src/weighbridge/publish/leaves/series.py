"""A series for readers: every period the figures in print say something of, as rows, as CSV and as a chart.

A series is a cell without its period and measure: what one place sold to or bought from another. Its name is written
as `export/CHN/USA/REPM_85051110`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from weighbridge.errors import InputError, NotInDataError
from weighbridge.facts import caveat_sentences, interval_text, measure, trade_text, unit_text, value_text
from weighbridge.model import Cell, Fact, Flow, Kind, Observation, Period
from weighbridge.publish.leaves.page import capital

if TYPE_CHECKING:
    from weighbridge.card import Card, Measure
    from weighbridge.ledger import View

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # a spreadsheet runs a text that begins with one of these


@dataclass(frozen=True, slots=True)
class Row:
    """What the figures allow for one period, in the unit people read, and who printed it.

    `on_year` is the change on the same months of the year before, None where the data leave it open.
    """

    level: Fact
    printed: bool
    prints: tuple[Observation, ...]
    on_year: Fact | None

    @property
    def cell(self) -> Cell:
        """The box of the trade table."""
        return self.level.cell

    @property
    def sources(self) -> tuple[Observation, ...]:
        """The prints, one of each page."""
        return tuple({(o.publisher, o.source_url): o for o in reversed(self.prints)}.values())[::-1]


def series_of(cell: Cell) -> str:
    """Return the name of the series a cell lies in.

    >>> series_of(Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass"))
    'export/CHN/USA/REPM_85051110'
    """
    return f"{cell.flow}/{cell.reporter}/{cell.partner}/{cell.product}"


def first_cell(name: str, card: Card) -> Cell:
    """Return a cell of a series, of whatever period, to name it by; raises InputError for a name that is none."""
    parts = name.split("/")
    known = len(parts) == 4 and parts[0] in list(Flow) and {parts[1], parts[2]} <= card.places.keys()
    if not known or parts[3] not in card.products:
        raise InputError(f"{name!r} is no series; one is written as export/CHN/USA/REPM_85051110")
    return Cell(Flow(parts[0]), parts[1], parts[2], parts[3], Period.month(2000, 1), next(iter(card.measures)))


def title_of(name: str, card: Card) -> str:
    """Return what a series is, as a heading.

    >>> from weighbridge.card import trade_card
    >>> title_of("export/CHN/USA/REPM_85051110", trade_card())
    "China's exports of rare-earth magnets to the United States"
    """
    return trade_text(first_cell(name, card), card).split(" of ", 1)[1]


def rows_of_series(name: str, view: View) -> list[Row]:
    """Return the rows of a series through one vintage, by measure and time; empty when it says nothing of it."""
    cells = [cell for cell in view.bounds if series_of(cell) == name]
    order = list(view.card.measures)
    cells.sort(key=lambda cell: (order.index(cell.measure), cell.period.first, cell.period.months))
    found = ((cell, _known("level", cell, view)) for cell in cells)
    return [_row(cell, level, view) for cell, level in found if level is not None]


def _row(cell: Cell, level: Fact, view: View) -> Row:
    on_year = _known("change_on_year_pct", cell, view)
    told = on_year if on_year and on_year.interval.is_finite else None
    return Row(level, view.bounds[cell].printed, view.printed(cell, Kind.LEVEL), told)


def _known(metric: str, cell: Cell, view: View) -> Fact | None:
    try:
        return measure(metric, cell, view=view)
    except NotInDataError:
        return None


# ---- as CSV --------------------------------------------------------------------------------------------------------


def csv_of(name: str, rows: Sequence[Row], view: View) -> bytes:
    """Return a series as CSV in UTF-8: a row for each period, a column for each measure and its ends, with units.

    `printed` says whether somebody printed the figure itself, or others only allow it. An unbounded end is empty. A
    text that a spreadsheet would run is led by an apostrophe, and so is one that begins with one.
    """
    measures = [m for m in view.card.measures.values() if any(row.cell.measure == m.id for row in rows)]
    by_period: dict[Period, dict[str, Row]] = {}
    for row in rows:
        by_period.setdefault(row.cell.period, {})[row.cell.measure] = row
    columns = [f"{m.id}_{m.shown}" if m.shown not in m.id else m.id for m in measures]
    out = StringIO()
    writer = csv.writer(out)  # lines end as RFC 4180 wants them, and so every end of a line in a text is quoted
    ends = [f"{column}{end}" for column in columns for end in ("", "_lo", "_hi")]
    writer.writerow(["series", "period", "first_month", "length_months", *ends, "printed", "as_of",
                     "prints", "publishers", "source_urls", "caveats"])  # fmt: skip
    for period, told in by_period.items():
        figures = [told.get(m.id) for m in measures]
        numbers = [_number(value) for row in figures for value in _values(row)]
        known = [row for row in figures if row is not None]
        printed = "yes" if any(row.printed for row in known) else "no"
        writer.writerow(
            [name, str(period), str(Period(period.first)), period.months, *numbers, printed, view.as_of]
            + [_text(joined) for joined in _told(known)]
        )
    return out.getvalue().encode()


def _values(row: Row | None) -> tuple[float | None, float | None, float | None]:
    return (None,) * 3 if row is None else (row.level.value, row.level.interval.lo, row.level.interval.hi)


def _number(value: float | None) -> str:
    return repr(round(value, 6)) if value is not None and isfinite(value) else ""


def _told(rows: Sequence[Row]) -> tuple[str, str, str, str]:
    prints = [o for row in rows for o in row.prints]
    caveats = dict.fromkeys(sentence for row in rows for sentence in caveat_sentences(row.level))
    return (
        "; ".join(f"{o.value} {o.unit}" for o in prints),
        "; ".join(dict.fromkeys(o.publisher for o in prints)),
        " ".join(dict.fromkeys(o.source_url for o in prints if o.source_url)),
        " ".join(caveats),
    )


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


# ---- as a page -----------------------------------------------------------------------------------------------------


def page_of(name: str, rows: Sequence[Row], view: View) -> dict[str, Any]:
    """Return what the page of a series says: its tables newest first, what is not true in print, and what it is."""
    card = view.card
    product = card.products[name.split("/")[3]]
    months = [row for row in rows if row.cell.period.is_month]
    spans = [row for row in rows if not row.cell.period.is_month]
    caveats = [set(caveat_sentences(row.level)) for row in rows]
    shared = sorted(set.intersection(*caveats)) if caveats else []
    return {
        "name": name,
        "title": title_of(name, card),
        "product": product.id,
        "product_name": product.name,
        "code": product.code,
        "office": card.office,
        "office_url": card.office_url,
        "as_of": view.as_of.isoformat(),
        "measures": [
            _table(capital(m.name), of_measure(m.id, months), of_measure(m.id, spans), shared)
            for m in measures_of(rows, card)
        ],
        "shared": shared,
        "refuted": [_refuted(conflict.observation, conflict.reason) for conflict in view.conflicts
                    if series_of(conflict.observation.cell) == name],
        "latest": _line(_latest(months or spans), shared) if rows else None,
    }  # fmt: skip


def measures_of(rows: Sequence[Row], card: Card) -> list[Measure]:
    """Return the measures of the card that rows tell of, in its order."""
    return [m for m in card.measures.values() if of_measure(m.id, rows)]


def of_measure(measure_id: str, rows: Iterable[Row]) -> list[Row]:
    """Return those of the rows that tell of a measure, by its id."""
    return [row for row in rows if row.cell.measure == measure_id]


def _latest(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: (row.cell.period.last, row.printed))


def _table(name: str, months: list[Row], spans: list[Row], shared: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "months": [_line(row, shared) for row in reversed(months)],
        "spans": [_line(row, shared) for row in sorted(spans, key=_newest_last, reverse=True)],
    }


def _newest_last(row: Row) -> tuple[int, int]:
    return row.cell.period.last, row.cell.period.months


def _line(row: Row, shared: Sequence[str]) -> dict[str, Any]:
    finite = row.level.interval.is_finite
    return {  # of a figure nobody printed the ends are what is known, and its middle is no figure of anybody's
        "period": str(row.cell.period),
        "fact": row.level.id,
        "value_text": value_text(row.level) if row.printed and finite else "",
        "interval_text": interval_text(row.level.interval, row.level.unit),
        "on_year": value_text(row.on_year) if row.on_year else "",
        "on_year_interval": interval_text(row.on_year.interval, row.on_year.unit) if row.on_year else "",
        "printed": row.printed,
        "caveats": [sentence for sentence in caveat_sentences(row.level) if sentence not in shared],
        "sources": [_source(o) for o in row.sources],
    }


def _source(o: Observation) -> dict[str, Any]:
    printed_at = o.printed_at.isoformat() if o.printed_at else None
    told = {"publisher": o.publisher, "url": o.source_url, "printed_at": printed_at}
    return {**told, "value": f"{o.value}{unit_text(o.unit)}"}


def _refuted(o: Observation, reason: str) -> dict[str, Any]:
    return {**_source(o), "period": str(o.cell.period), "reason": reason}
