"""Dated events on a chart: rules with labels that keep out of each other's way at any width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_LANE = 0.09  # height of a label's lane, as a share of the tallest figure


def event_layers(
    events: Sequence[tuple[str, str]], *, first: str, last: str, top: float
) -> tuple[list[dict[str, Any]], float]:
    """Return Vega-Lite layers that mark events above a time series, and the value its y domain has to reach for them.

    `events` holds an ISO day or month and a short label each; `first` and `last` are the ends of the time axis; `top`
    is the tallest figure of the series, in its own unit. Put the layers before those of the data, which then cover
    the rules. Each label has a lane of its own and points away from the nearer end of the axis: on the left the
    earliest event stands highest, on the right the latest, so that no label is crossed by another event's rule.

    >>> layers, ceiling = event_layers([("2025-04-04", "Licences")], first="2024-06-01", last="2025-07-01", top=1000)
    >>> [layer["mark"]["style"] for layer in layers], round(ceiling)
    (['event', 'event-label'], 1225)
    """
    shown = sorted(event for event in events if first <= event[0] <= last)
    middle = _middle(first, last)
    early = [event for event in shown if event[0] < middle]
    late = [event for event in reversed(shown) if event[0] >= middle]
    lanes = max(len(early), len(late))
    if not lanes:
        return [], top
    floor, step = top * (1 + 1.5 * _LANE), top * _LANE
    ceiling = floor + step * lanes
    layers: list[dict[str, Any]] = []
    for side, align, shift in ((early, "left", 5), (late, "right", -5)):
        if side:
            rows = [{"on": on, "label": label, "at": ceiling - step * (n + 0.5)} for n, (on, label) in enumerate(side)]
            x = {"field": "on", "type": "temporal"}
            y = {"field": "at", "type": "quantitative"}
            label = {"type": "text", "style": "event-label", "align": align, "dx": shift}
            layers += [
                {
                    "data": {"values": rows},
                    "mark": {"type": "rule", "style": "event"},
                    "encoding": {"x": x, "y": y, "y2": {"datum": 0}},
                },
                {"data": {"values": rows}, "mark": label, "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
            ]
    return layers, ceiling


def _middle(first: str, last: str) -> str:
    """The ISO month half-way along the axis."""
    from_year, from_month, to_year, to_month = int(first[:4]), int(first[5:7]), int(last[:4]), int(last[5:7])
    year, month = divmod((from_year * 12 + from_month - 1 + to_year * 12 + to_month - 1) // 2, 12)
    return f"{year:04d}-{month + 1:02d}"
