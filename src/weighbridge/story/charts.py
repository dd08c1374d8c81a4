"""Charts as Vega-Lite specs with their data inside: the series with its events, and the partners of the month."""

from __future__ import annotations

from typing import Any

from weighbridge.facts import value_text
from weighbridge.model import Fact, Period
from weighbridge.pages import event_layers
from weighbridge.story.context import Near, known_day
from weighbridge.story.document import Chart
from weighbridge.story.figures import amount, is_within, known_partners
from weighbridge.story.matter import WORLD, Matter
from weighbridge.words import day_name, english, period_name

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
MONTHS_SHOWN, FEWEST_MONTHS = 25, 3
HEIGHT = 260  # px
MOST_EVENTS, MOST_BARS = 3, 8
_LOOSE = 0.02  # an interval wider than this share of the tallest figure is drawn


def charts(m: Matter, near: list[Near]) -> list[Chart]:
    """Return the charts the data carry: the series from three known months on, the partners from two on."""
    return [chart for chart in (_series(m, near), _partners(m)) if chart is not None]


def _source(m: Matter) -> str:
    card = m.view.card
    return f"{card.office}, as printed by the pages cited; data as of {day_name(m.as_of)}."


def _unit(m: Matter) -> str:
    level = m.fact("level") or m.fact("level", WORLD)
    return english().unit(level.unit).many if level else "tonnes"


def _label(m: Matter, fact: Fact) -> str:
    """A level as the text words it, without its unit, which stands above the chart."""
    told = amount(m, fact)
    return told.text.removesuffix(" tonnes").removesuffix(" tonne") if told else value_text(fact)


def _title(m: Matter) -> str:
    to = "" if m.is_world else f" {m.naming.to} {m.place(m.focus)}"
    return f"{m.place(m.reporter)}'s {m.naming.trade}{to}"


# ---- series --------------------------------------------------------------------------------------------------------


def _months(m: Matter) -> list[tuple[Period, Fact | None]]:
    last = m.period.last_month
    months = [last.shift(-n) for n in reversed(range(MONTHS_SHOWN))]
    found = [(p, _shown(m, m.fact("level", period=p))) for p in months]
    while found and found[0][1] is None:
        found.pop(0)
    return found


def _shown(m: Matter, fact: Fact | None) -> Fact | None:
    """A month is shown where its figure can be worded, or its interval drawn."""
    if fact is None or not fact.interval.is_finite:
        return None
    return fact if amount(m, fact) is not None else None


def _pairs(m: Matter, months: list[tuple[Period, Fact | None]]) -> list[tuple[Period, Fact]]:
    """Return January and February by their average month, in the years in which only both together are known."""
    found = []
    alone = {p for p, fact in months if fact is not None}
    for february in (p for p, _ in months if p.month_of_year == 2):
        both = february.year_to_date()
        average = _shown(m, m.fact("moving_average", period=both))
        if average is not None and not alone & set(both.split()):
            found.append((both, average))
    return found


def _series(m: Matter, near: list[Near]) -> Chart | None:
    months = _months(m)
    known = [(p, f) for p, f in months if f is not None]
    if len(known) < FEWEST_MONTHS:
        return None
    pairs = _pairs(m, months)
    first = months[0][0].first_day()
    events = [n for n in near if known_day(n.event) >= first]
    events = sorted(sorted(events, key=lambda n: -n.weight)[:MOST_EVENTS], key=lambda n: known_day(n.event))
    spec = _series_spec(m, months, pairs, events)
    facts = tuple(f.id for _, f in (*known, *pairs))
    gaps = len(known) + 2 * len(pairs) < len(months)
    caption = _series_caption(known, pairs, gaps)
    alt = " ".join(part for part in (_series_alt(m, known, pairs), caption) if part)
    return Chart("series", _title(m), f"{_unit(m)} a month", caption, alt, _source(m), spec, facts)


def _series_caption(known: list[tuple[Period, Fact]], pairs: list[tuple[Period, Fact]], gaps: bool) -> str:
    parts = []
    if gaps:
        parts.append("Months without a figure are left open.")
    if pairs:
        parts.append("Flat strokes are the average of January and February where only both together are known.")
    if any(_is_loose(f, max(k.value for _, k in known)) for _, f in known):
        parts.append("Thin lines show what the figures leave open.")
    return " ".join(parts)


def _series_alt(m: Matter, known: list[tuple[Period, Fact]], pairs: list[tuple[Period, Fact]]) -> str:
    low, high = min(known, key=lambda k: k[1].value), max(known, key=lambda k: k[1].value)
    period, latest = _latest(known, pairs)
    average = "" if period.is_month else " on average"
    span = f"{period_name(known[0][0])} to {period_name(period.last_month)}"
    return (
        f"Line chart of {_title(m)} by month in {_unit(m)}, {span}: "
        f"highest {_label(m, high[1])} in {period_name(high[0])}, lowest {_label(m, low[1])} in {period_name(low[0])}, "
        f"latest {_label(m, latest)}{average} in {period_name(period)}."
    )


def _latest(known: list[tuple[Period, Fact]], pairs: list[tuple[Period, Fact]]) -> tuple[Period, Fact]:
    return max((*known, *pairs), key=lambda k: k[0].last)


def _is_loose(fact: Fact, top: float) -> bool:
    return fact.interval.width > _LOOSE * top


def _row(period: Period, fact: Fact | None, top: float) -> dict[str, Any]:
    middle = period.first_day().replace(
        day=15
    )  # a month's figure stands in its middle, so that events fall on the right side
    row: dict[str, Any] = {"month": middle.isoformat(), "value": None}
    if fact is not None:
        row["value"] = round(fact.value, 4)
        if _is_loose(fact, top):
            row |= {"lo": round(fact.interval.lo, 4), "hi": round(fact.interval.hi, 4)}
    return row


def _stroke(both: Period, average: Fact) -> dict[str, Any]:
    start, end = both.first_day().isoformat(), both.shift(2).first_day().isoformat()
    return {"month": start, "end": end, "value": round(average.value, 4)}


def _series_spec(
    m: Matter, months: list[tuple[Period, Fact | None]], pairs: list[tuple[Period, Fact]], events: list[Near]
) -> dict[str, Any]:
    highest = max(f.value for _, f in months if f is not None)
    values = [_row(p, f, highest) for p, f in months]
    known = [v for v in values if v["value"] is not None]
    period, fact = _latest([(p, f) for p, f in months if f is not None], pairs)
    marks = [(known_day(n.event).isoformat(), n.name) for n in events]
    top = max(*(v.get("hi", v["value"]) for v in known), *(f.value for _, f in pairs))
    end = period.last_month.shift(1).first_day().isoformat()
    layers, held = event_layers(marks, first=values[0]["month"], last=end, top=top, height=HEIGHT)
    step = 1 + len(months) // 9  # months between two labels
    ticks = {"interval": "month", "step": step}
    x = {"field": "month", "type": "temporal", "axis": {"format": "%b %Y", "title": None, "tickCount": ticks}}
    y = {"field": "value", "type": "quantitative", **held}

    def layer(rows: list[dict[str, Any]], mark: dict[str, Any], **more: dict[str, Any]) -> None:
        if rows:
            layers.append({"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y, **more}})

    layer(values, {"type": "line"})
    layer(known, {"type": "point", "size": 24})
    layer(
        [v for v in known if "lo" in v],
        {"type": "rule", "style": "interval"},
        y={**y, "field": "lo"},
        y2={"field": "hi"},
    )
    strokes = [_stroke(both, average) for both, average in pairs]
    layer(strokes, {"type": "rule", "style": "focus", "strokeWidth": 2.25}, x2={"field": "end"})
    label = _row(period.last_month, fact, highest) if period.is_month else {**_stroke(period, fact), "month": end}
    label["label"] = f"{_label(m, fact)} t"
    if period.is_month:
        layer([label], {"type": "point", "style": "focus", "size": 80})
    falling = len(known) > 1 and period.is_month and known[-2]["value"] > fact.value  # the line comes from above
    place = {"align": "right", "dx": -6 if period.is_month else 0, "dy": 14 if falling else -12}
    for style in ("halo", "focus-label"):
        layer([label], {"type": "text", "style": style, **place}, text={"field": "label"})
    return {"$schema": SCHEMA, "height": HEIGHT, "layer": layers}


# ---- partners ------------------------------------------------------------------------------------------------------


def _partners(m: Matter) -> Chart | None:
    names = _bars(m)
    if len(names) < 2:
        return None
    base = m.period.previous() if m.period.is_month else m.period.year_before()
    rows, facts = [], []
    for partner in names:
        fact = m.fact("level", partner)
        assert fact is not None
        facts.append(fact)
        then = m.fact("level", partner, base)
        rows.append(_bar(m, m.place(partner), fact, then, partner == m.focus))
    rest = _rest(m, facts)
    if rest is not None:
        rows.append(rest)
    order = [r["partner"] for r in rows]
    to = "Where it went" if m.naming.to == "to" else "Where it came from"
    alt = (
        f"Bar chart of {_title(m.about(WORLD))} by partner in {period_name(m.period)}, in {_unit(m)}: "
        + ", ".join(f"{m.place(p)} {_label(m, f)}" for p, f in zip(names, facts, strict=True))
        + ". Partners without a printed figure are not shown one by one."
    )
    spec = _partner_spec(rows, order)
    is_compared = any("before" in r for r in rows)
    caption = f"Bars and numbers show {m.when(m.period)}, ticks {m.when(base)}." if is_compared else ""
    title = f"{to}: {m.naming.trade} in {period_name(m.period)}"
    return Chart("partners", title, _unit(m), caption, alt, _source(m), spec, tuple(f.id for f in facts))


def _bars(m: Matter) -> list[str]:
    """Return the partners drawn, largest first: a region that the story is about stands in place of its members."""
    names = [p for p in known_partners(m) if not is_within(m, p, m.focus)]
    if not m.is_world and m.focus not in names:
        names.append(m.focus)
        names.sort(key=lambda p: -(level.value if (level := m.fact("level", p)) else 0.0))
    return names[:MOST_BARS]


def _bar(m: Matter, name: str, fact: Fact, then: Fact | None, focus: bool) -> dict[str, Any]:
    name = name.removeprefix("the ")
    row: dict[str, Any] = {
        "partner": name[:1].upper() + name[1:],
        "value": round(fact.value, 4),
        "label": _label(m, fact),
        "focus": focus,
    }
    if then is not None and amount(m, then) is not None:
        row["before"] = round(then.value, 4)
    row["end"] = max(row["value"], row.get("before", 0.0))  # the label stands clear of bar and tick
    return row


def _rest(m: Matter, facts: list[Fact]) -> dict[str, Any] | None:
    world = m.fact("level", WORLD)
    if world is None:
        return None
    left = world.value - sum(f.value for f in facts)
    if left <= 0:
        return None
    end = round(left, 4)
    return {"partner": "All others", "value": end, "end": end, "label": "not broken down", "focus": False, "rest": True}


def _partner_spec(rows: list[dict[str, Any]], order: list[str]) -> dict[str, Any]:
    y = {"field": "partner", "type": "nominal", "sort": order, "axis": {"title": None}}
    x = {"field": "value", "type": "quantitative", "axis": {"title": None, "tickCount": 4}}
    plain = [r for r in rows if not r["focus"] and not r.get("rest")]
    layers: list[dict[str, Any]] = [
        {"data": {"values": group}, "mark": {"type": "bar", "style": style}, "encoding": {"y": y, "x": x}}
        for group, style in (
            (plain, "quiet"),
            ([r for r in rows if r["focus"]], "focus"),
            ([r for r in rows if r.get("rest")], "rest"),
        )
        if group
    ]
    earlier = [r for r in rows if "before" in r]
    if earlier:
        layers.append(
            {
                "data": {"values": earlier},
                "mark": {"type": "tick", "style": "base", "thickness": 2},
                "encoding": {"y": y, "x": {**x, "field": "before"}},
            }
        )
    labelled = [r for r in rows if r["label"]]
    layers.append(
        {
            "data": {"values": labelled},
            "mark": {"type": "text", "style": "label", "align": "left", "dx": 5},
            "encoding": {"y": y, "x": {**x, "field": "end"}, "text": {"field": "label"}},
        }
    )
    return {"$schema": SCHEMA, "height": {"step": 28}, "layer": layers}
