"""What stands behind a claim, laid open: value, interval, definition, printed figures, SQL, a chart of the series."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from weighbridge.errors import InputError, NotInDataError, WeighbridgeError
from weighbridge.facts import explain, interval_text, measure, period_text, read_fact_id, trade_text, unit_text
from weighbridge.model import Cell, Fact, Period
from weighbridge.pages import Rendered, render_chart

if TYPE_CHECKING:
    from weighbridge.desk.weighing import Weigher

_MOST_FACTS, _MOST_CHARTS = 2_000, 200  # kept in memory
_MONTHS, _MONTHS_AFTER, _YEARS, _YEARS_AFTER = 25, 9, 8, 3  # shown in all, and of these after what is told
_HEIGHT = 220
_FEWEST = 2
_LAGS = {
    "change_on_month_pct": 0,
    "change_on_month": 0,
    "change_on_year_pct": 12,
    "change_on_year": 12,
}  # 0: its own span
_OWN_SERIES = frozenset({"share_pct"})  # metrics drawn as they are; a change is drawn as the level it is a change of


class Evidence:
    """Lays facts open and draws their series, each once; facts of a day never change."""

    def __init__(self, weigher: Weigher) -> None:
        self._weigher, self._lock = weigher, Lock()
        self._facts: OrderedDict[str, Mapping[str, Any] | None] = OrderedDict()
        self._charts: OrderedDict[tuple[str, ...], tuple[Rendered, str] | None] = OrderedDict()

    def facts(self, ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return the facts of a claim laid open, without those the data cannot answer any more."""
        return [found for id in ids if (found := self._fact(id)) is not None]

    def chart(self, ids: Sequence[str]) -> tuple[Rendered, str] | None:
        """Return the drawing of the series behind facts and its caption, None where there is no series to draw."""
        key = tuple(ids)
        with self._lock:
            if key not in self._charts:
                self._charts[key] = self._drawn(key)
                if len(self._charts) > _MOST_CHARTS:
                    self._charts.popitem(last=False)
            return self._charts[key]

    def story_chart(self, content_hash: str, chart: Mapping[str, Any]) -> Rendered:
        """Return the drawing of a chart of a story."""
        key = (content_hash, str(chart["id"]))
        with self._lock:
            if key not in self._charts:
                told: dict[str, Any] = {name: str(chart.get(name) or "") for name in ("title", "alt", "unit")}
                self._charts[key] = (render_chart(chart["spec"], name="story", **told), told["title"])
            found = self._charts[key]
        assert found is not None
        return found[0]

    def caption(self, ids: Sequence[str]) -> str:
        """Return what the chart of these facts would show, "" where there is no series to draw."""
        if not ids:
            return ""
        try:
            metric, cell, _, day = read_fact_id(ids[0])
            view = self._weigher.vintages.view(day)
        except (InputError, NotInDataError):
            return ""
        what = "Share of the total: " if metric in _OWN_SERIES else ""
        trade = trade_text(cell, view.card)
        steps = "by month" if cell.period.is_month else f"{_span(cell.period)} of each year"
        return f"{what}{trade[:1].upper()}{trade[1:]}, {steps}, with the data as of {day}"

    def _fact(self, id: str) -> Mapping[str, Any] | None:
        with self._lock:
            if id not in self._facts:
                self._facts[id] = self._explained(id)
                if len(self._facts) > _MOST_FACTS:
                    self._facts.popitem(last=False)
            return self._facts[id]

    def _explained(self, id: str) -> Mapping[str, Any] | None:
        view = self._weigher.vintages.view(read_fact_id(id)[3])
        try:
            return {"id": id, **explain(id, view=view).as_dict(view.card)}
        except WeighbridgeError:  # the claim says itself that the data cannot answer
            return None

    def _drawn(self, ids: tuple[str, ...]) -> tuple[Rendered, str] | None:
        try:
            metric, cell, other, day = read_fact_id(ids[0])
            view = self._weigher.vintages.view(day)
        except (InputError, NotInDataError):
            return None
        shown = metric if metric in _OWN_SERIES else "level"
        series: list[tuple[Period, Fact | None]] = []
        for period in _periods(cell.period, view.latest_period(cell.product, cell.flow)):
            try:
                series.append((period, measure(shown, cell.at(period), view=view)))
            except NotInDataError:
                series.append((period, None))
        while series and series[0][1] is None:
            series.pop(0)
        marked = {cell.period, *(_meant(id, cell) for id in ids)}
        if metric in _LAGS:
            marked.add(cell.period.shift(-(_LAGS[metric] or cell.period.months)))
        if other is not None and _same_series(other, cell):
            marked.add(other.period)
        known = [(p, f) for p, f in series if f is not None and f.interval.is_finite]
        if len(known) < _FEWEST:
            return None
        caption, unit = self.caption(ids), known[0][1].unit
        told = "; ".join(f"{period_text(p)} {interval_text(f.interval, f.unit)}" for p, f in known if p in marked)
        spec = _spec(series, marked)
        drawn = render_chart(
            spec, name="series", title=caption, alt=f"{caption}. Marked: {told}.", unit=unit_text(unit)
        )
        return drawn, caption


def _meant(id: str, cell: Cell) -> Period:
    _, found, _, _ = read_fact_id(id)
    return found.period if _same_series(found, cell) else cell.period


def _same_series(one: Cell, other: Cell) -> bool:
    return one.at(other.period) == other


def _span(period: Period) -> str:
    return period_text(period).rsplit(" ", 1)[0]


def _periods(told: Period, newest: Period | None) -> list[Period]:
    """The months before and after a month, as far as the data go, or the same span of the years around a longer one."""
    step, before, after = (1, _MONTHS, _MONTHS_AFTER) if told.is_month else (12, _YEARS, _YEARS_AFTER)
    ahead = max(0, min(after, (newest.last - told.last) // step)) if newest else 0
    return [told.shift(step * n) for n in range(ahead - before + 1, ahead + 1)]


def _spec(series: list[tuple[Period, Fact | None]], marked: set[Period]) -> dict[str, Any]:
    years = not series[-1][0].is_month
    ticks = {"interval": "year", "step": 2} if years else {"interval": "month", "step": max(1, len(series) // 4)}
    axis = {"format": "%Y" if years else "%b %Y", "title": None, "tickCount": ticks}
    x = {"field": "on", "type": "temporal", "axis": axis}
    y = {"field": "value", "type": "quantitative", "axis": {"title": None}, "scale": {"zero": True}}
    rows = [_row(period, fact) for period, fact in series]
    points = [row for row in rows if row["value"] is not None]
    loose = [row for row in points if row["lo"] < row["hi"]]
    told = [
        {**_row(p, f), "label": f"{period_text(p)}: {interval_text(f.interval, f.unit)}"}
        for p, f in series
        if f is not None and f.interval.is_finite and p in marked
    ]
    middle = series[len(series) // 2][0]
    left = [row for row in told if row["on"] < str(middle.first_day())]
    right = [row for row in told if row not in left]
    layers: list[dict[str, Any]] = [
        {"data": {"values": rows}, "mark": {"type": "line", "color": "@quiet"}, "encoding": {"x": x, "y": y}},
        {
            "data": {"values": points},
            "mark": {"type": "point", "size": 18, "color": "@quiet"},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": {"values": loose},
            "mark": {"type": "rule", "style": "interval"},
            "encoding": {"x": x, "y": {"field": "lo", "type": "quantitative"}, "y2": {"field": "hi"}},
        },
        {
            "data": {"values": told},
            "mark": {"type": "point", "size": 90, "style": "focus"},
            "encoding": {"x": x, "y": y},
        },
    ]
    for side, align in ((left, "left"), (right, "right")):
        if side:
            mark = {"type": "text", "style": "focus-label", "align": align, "dy": -12, "clip": False}
            encoding = {"x": x, "y": y, "text": {"field": "label"}}
            layers.append({"data": {"values": side}, "mark": mark, "encoding": encoding})
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "height": _HEIGHT, "layer": layers}


def _row(period: Period, fact: Fact | None) -> dict[str, Any]:
    day = period.last_month.first_day().replace(day=15).isoformat()
    if fact is None or not fact.interval.is_finite:
        return {"on": day, "value": None}
    return {"on": day, "value": fact.value, "lo": fact.interval.lo, "hi": fact.interval.hi}
