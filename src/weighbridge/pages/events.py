"""Dated events on a chart: rules with labels that keep out of each other's way at any width."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any

_LANE = 15  # px, the height of a label's lane
_AIR = 1.12  # the lowest label stands this far above the tallest figure


def event_layers(
    events: Sequence[tuple[str, str]], *, first: str, last: str, top: float, height: int = 260
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return Vega-Lite layers that mark events above a time series, and the `scale` and `axis` its y has to have.

    `events` holds an ISO day or month and a short label each; `first` and `last` are the ends of the time axis; `top`
    is the tallest figure of the series, in its own unit; `height` is the chart's, in px. Put the layers before those
    of the data, which then cover the rules. Each label has a lane of its own and points away from the nearer end of
    the axis: on the left the earliest event stands highest, on the right the latest, so that no label is crossed by
    another event's rule. The y axis is numbered up to the tallest figure only.

    >>> layers, y = event_layers([("2025-04-04", "Licences")], first="2024-06-01", last="2025-07-01", top=1000)
    >>> [layer["mark"]["style"] for layer in layers], round(y["scale"]["domain"][1]), y["axis"]["values"]
    (['event', 'event-label'], 1189, [0, 500, 1000])
    """
    shown = sorted(event for event in events if first <= event[0] <= last)
    middle = _middle(first, last)
    early = [event for event in shown if event[0] < middle]
    late = [event for event in reversed(shown) if event[0] >= middle]
    share = _LANE / height
    lanes = min(max(len(early), len(late)), int(0.5 / share))  # never more than half the chart
    ceiling = top * (_AIR if lanes else 1.05) / (1 - share * lanes)
    layers: list[dict[str, Any]] = []
    for side, align, shift in ((early, "left", 5), (late, "right", -5)):
        rows = [
            {"on": on, "label": label, "at": ceiling * (1 - share * (n % max(lanes, 1) + 0.5))}
            for n, (on, label) in enumerate(side)
        ]
        if rows:
            layers += _layers(rows, align, shift)
    scale = {"domain": [0, ceiling], "nice": False, "zero": True}
    return layers, {"scale": scale, "axis": {"values": _round_values(top), "title": None}}


def _layers(rows: list[dict[str, Any]], align: str, shift: int) -> list[dict[str, Any]]:
    x = {"field": "on", "type": "temporal"}
    y = {"field": "at", "type": "quantitative"}
    rule = {"type": "rule", "style": "event"}
    label = {"type": "text", "style": "event-label", "align": align, "dx": shift}
    return [
        {"data": {"values": rows}, "mark": rule, "encoding": {"x": x, "y": y, "y2": {"datum": 0}}},
        {"data": {"values": rows}, "mark": label, "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
    ]


def _middle(first: str, last: str) -> str:
    """The ISO month half-way along the axis."""
    ends = [int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last)]
    year, month = divmod(sum(ends) // 2, 12)
    return f"{year:04d}-{month + 1:02d}"


def _round_values(top: float) -> list[float]:
    """Two to five round values from zero up to the tallest figure."""
    if top <= 0:
        return [0]
    tenth = 10.0 ** floor(log10(top))
    step = next(tenth * part for part in (1, 0.5, 0.2) if top / (tenth * part) >= 2)
    while top / step >= 5:
        step *= 2
    values = [step * n for n in range(int(top / step + 1e-9) + 1)]
    return [int(value) if value == int(value) else round(value, 6) for value in values]
