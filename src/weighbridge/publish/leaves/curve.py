"""The chart of a series: its months as a line, what the figures leave open as thin strokes, other months open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from weighbridge.facts import interval_text, period_text, value_text
from weighbridge.model import Period
from weighbridge.pages import day_in_words, event_layers
from weighbridge.publish.leaves.series import Row, measures_of, of_measure, title_of

if TYPE_CHECKING:
    from weighbridge.ledger import View

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FEWEST_MONTHS = 3  # known ones from which a series is drawn
_HEIGHT = 260  # px
_MONTHS_BY_YEAR = 36  # a longer axis is numbered by years
_LOOSE = 0.02  # an interval wider than this share of the tallest figure is drawn


def chart_of(name: str, rows: Sequence[Row], view: View) -> dict[str, Any] | None:
    """Return the chart of a series' months, as a story document holds one; None with too few known months.

    It draws the first measure of the card the series is known in. Months without a figure are left open.
    """
    measures = measures_of([row for row in rows if row.cell.period.is_month], view.card)
    known = [row for row in of_measure(measures[0].id, rows) if _is_drawn(row)] if measures else []
    if len(known) < FEWEST_MONTHS:
        return None
    title = title_of(name, view.card)
    top = max(row.level.interval.hi for row in known)
    caption = "Months without a figure are left open." if len(known) < _months_between(known) else ""
    if any(row.level.interval.width > _LOOSE * top for row in known):
        caption = f"{caption} Thin lines show what the figures leave open.".strip()
    office = f"{view.card.office}, as printed by the pages cited; data as of {day_in_words(view.as_of.isoformat())}."
    return {
        "id": "series",
        "title": title,
        "unit": f"{measures[0].name}, {known[0].level.unit} a month",
        "caption": caption,
        "alt": _alt(title, known),
        "source": office,
        "spec": _spec(known, top),
        "facts": [],
    }


def _is_drawn(row: Row) -> bool:
    return row.cell.period.is_month and row.level.interval.is_finite


def _months_between(known: Sequence[Row]) -> int:
    return known[-1].cell.period.last - known[0].cell.period.first + 1


def _alt(title: str, known: Sequence[Row]) -> str:
    high, low = (pick(known, key=lambda row: row.level.value) for pick in (max, min))
    said = [
        f"{word} {_worded(row)} in {period_text(row.cell.period)}"
        for word, row in (("highest", high), ("lowest", low), ("latest", known[-1]))
    ]
    return f"Line chart of {title} by month: {', '.join(said)}."


def _worded(row: Row) -> str:
    return value_text(row.level) if row.printed else interval_text(row.level.interval, row.level.unit)


def _spec(known: Sequence[Row], top: float) -> dict[str, Any]:
    first, last = known[0].cell.period, known[-1].cell.period
    by_period = {row.cell.period: row for row in known}
    values = [_value(first.shift(n), by_period.get(first.shift(n)), top) for n in range(_months_between(known))]
    there = [value for value in values if value["value"] is not None]
    loose = [value for value in there if "lo" in value]
    layers, held = event_layers([], first=values[0]["month"], last=values[-1]["month"], top=top, height=_HEIGHT)
    x = {"field": "month", "type": "temporal", "axis": {"title": None, **_ticks(len(values))}}
    y = {"field": "value", "type": "quantitative", **held}
    layers.append({"data": {"values": values}, "mark": {"type": "line"}, "encoding": {"x": x, "y": y}})
    layers.append({"data": {"values": there}, "mark": {"type": "point", "size": 18}, "encoding": {"x": x, "y": y}})
    if loose:
        ends = {"x": x, "y": {**y, "field": "lo"}, "y2": {"field": "hi"}}
        layers.append({"data": {"values": loose}, "mark": {"type": "rule", "style": "interval"}, "encoding": ends})
    label = {**_value(last, known[-1], top), "label": _worded(known[-1])}
    falling = len(known) > 1 and known[-2].level.value > known[-1].level.value  # the line comes from above
    place = {"align": "right", "dx": -6, "dy": 16 if falling else -12}
    for mark in (
        {"type": "point", "style": "focus", "size": 80},
        {"type": "text", "style": "halo", **place},
        {"type": "text", "style": "focus-label", **place},
    ):
        worded = {"text": {"field": "label"}} if mark["type"] == "text" else {}
        layers.append({"data": {"values": [label]}, "mark": mark, "encoding": {"x": x, "y": y, **worded}})
    return {"$schema": SCHEMA, "height": _HEIGHT, "layer": layers}


def _ticks(months: int) -> dict[str, Any]:
    if months > _MONTHS_BY_YEAR:
        return {"format": "%Y", "tickCount": {"interval": "year", "step": 1}}
    return {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1 + months // 9}}


def _value(period: Period, row: Row | None, top: float) -> dict[str, Any]:
    told: dict[str, Any] = {"month": period.first_day().replace(day=15).isoformat(), "value": None}
    if row is not None:
        told["value"] = round(row.level.value, 4)
        if row.level.interval.width > _LOOSE * top:
            told |= {"lo": round(row.level.interval.lo, 4), "hi": round(row.level.interval.hi, 4)}
    return told
