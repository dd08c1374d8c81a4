"""The colours of the pages and the look of every chart, in one place.

A chart is drawn once, in the light palette; on a dark page the style sheet repaints it, because every colour the
theme uses has its own hex value and a rule `[fill="#0a5c70"] { fill: var(--accent) }` finds it (`chart_colours`).

What a chart spec may lean on, so that it carries data and encodings only:

* mark styles by name, as in `{"type": "rule", "style": "event"}`: `focus`, `quiet`, `rest`, `label` (a direct label),
  `focus-label`, `halo` (the same letters beneath it, so that no line runs through them), `event` (a rule),
  `event-label`, `interval` (a whisker or band), `base` (a zero or reference line);
* no legend: lines and bars are labelled where they are;
* palette names in place of colours, as in `{"value": "@accent"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Every name has a light and a dark value; no two names share a value, or the repainting could not tell them apart.
PALETTE: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#15181b"),
    "ink": ("#1c1d1f", "#e9e7e2"),
    "soft": ("#55595e", "#aeb2b6"),  # captions, axis labels
    "accent": ("#0a5c70", "#71c6da"),
    "quiet": ("#7b8a90", "#78878e"),  # the bars and lines that are not the story
    "rest": ("#c3cccf", "#434c52"),  # areas and intervals behind the data
    "hair": ("#dfe1e0", "#2f353a"),  # grid lines and rules
    "sheet": ("#f6f5f1", "#1e2327"),  # cards and tables
}

CHART_FONT = "Liberation Sans, Arial, Helvetica Neue, Helvetica, sans-serif"  # vl-convert carries the first one
WIDE, NARROW = 640, 320  # px, outer widths of the two drawings of a chart


def light(name: str) -> str:
    """Return the light hex value of a palette name; charts are drawn with these."""
    return PALETTE[name][0]


def chart_config() -> dict[str, Any]:
    """Return the Vega-Lite config every chart is drawn with: fonts, colours, axes, mark styles, number formats."""
    ink, soft, accent, quiet = light("ink"), light("soft"), light("accent"), light("quiet")
    paper = light("paper")
    text = {"font": CHART_FONT, "fontSize": 12}
    axis = {
        "labelFont": CHART_FONT, "titleFont": CHART_FONT, "labelFontSize": 12, "titleFontSize": 12,
        "labelColor": soft, "titleColor": soft, "titleFontWeight": "normal", "tickColor": light("hair"),
        "domainColor": soft, "gridColor": light("hair"), "gridWidth": 1, "labelPadding": 5,
    }  # fmt: skip
    return {
        "background": None,
        "font": CHART_FONT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "right": 4, "top": 4, "bottom": 2},
        "view": {"stroke": None},
        "numberFormat": ",~f",
        "timeFormat": "%b %Y",
        "countTitle": "Count",
        "axis": axis,
        "axisX": {
            "grid": False, "ticks": True, "tickSize": 4, "labelOverlap": "greedy", "labelSeparation": 10, "title": None,
        },
        "axisY": {
            "domain": False, "ticks": False, "tickCount": 4, "titleAngle": 0, "titleAlign": "left",
            "titleAnchor": "end", "titleY": -8, "title": None,
        },
        "axisYBand": {"grid": False, "labelColor": ink, "labelFontSize": 13, "labelLimit": 140},
        "title": {
            "font": CHART_FONT, "subtitleFont": CHART_FONT, "anchor": "start", "frame": "bounds", "color": ink,
            "subtitleColor": soft, "fontSize": 17, "subtitleFontSize": 13, "fontWeight": "bold", "offset": 14,
        },
        "legend": {"disable": True},
        "bar": {"color": quiet, "cornerRadiusEnd": 0},
        "scale": {"bandPaddingInner": 0.35, "barBandPaddingInner": 0.35, "bandPaddingOuter": 0.1},
        "line": {"color": accent, "strokeWidth": 2.25, "strokeCap": "round", "strokeJoin": "round"},
        "point": {"color": accent, "filled": True, "size": 40, "opacity": 1},
        "area": {"color": light("rest")},
        "rule": {"color": soft},
        "text": {**text, "color": ink},
        "tick": {"color": ink, "opacity": 1, "discreteBandSize": 26},
        "errorbar": {"rule": {"color": soft}},
        "range": {
            "category": [accent, quiet, ink, light("rest"), soft],
            "ordinal": [light("rest"), quiet, accent],
            "ramp": [light("rest"), accent],
            "heatmap": [light("rest"), accent],
        },
        "style": {
            "focus": {"color": accent, "fill": accent},
            "quiet": {"color": quiet, "fill": quiet},
            "rest": {"color": light("rest"), "fill": light("rest")},
            "label": {**text, "color": ink},
            "focus-label": {**text, "color": accent, "fontWeight": "bold"},
            "halo": {**text, "fontWeight": "bold", "fill": paper, "stroke": paper, "strokeWidth": 6},
            "event": {"stroke": soft, "strokeDash": [2, 3], "strokeWidth": 1},
            "event-label": {**text, "fontSize": 11.5, "color": soft, "align": "left", "baseline": "middle", "dx": 5},
            "interval": {"stroke": soft, "strokeWidth": 1},
            "base": {"color": ink},
        },
    }  # fmt: skip


def page_colours() -> str:
    """Return the CSS that names the palette for light and for dark pages, and repaints charts with the names."""
    names = [f"--{name}:{pair[0]}" for name, pair in PALETTE.items()]
    dark = [f"--{name}:{pair[1]}" for name, pair in PALETTE.items()]
    return (
        f":root{{color-scheme:light dark;{';'.join(names)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}\n{chart_colours()}"
    )


def chart_colours() -> str:
    """Return the CSS rules that replace each palette colour inside a chart by its name."""
    return "\n".join(
        f'.chart [{part}="{pair[0]}"]{{{part}:var(--{name})}}'
        for name, pair in PALETTE.items()
        for part in ("fill", "stroke")
    )


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21, of two hex colours.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
