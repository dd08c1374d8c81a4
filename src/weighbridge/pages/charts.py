"""Charts: a Vega-Lite spec becomes SVG for the page (wide and narrow) and PNG for all else, without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from weighbridge.errors import InternalError
from weighbridge.pages.theme import CHART_FONT, NARROW, PALETTE, WIDE, chart_config, light

VEGA_LITE = "v6.4"  # named, so that an upgrade of vl-convert changes no picture unasked
CARD, CARD_MARGIN = (1200, 630), 60  # px, the size that networks show whole
_CARD_PLOT = 200  # px, the height of a plot on a card
_SVG = "http://www.w3.org/2000/svg"
_SHAPES = {"g", "path", "line", "rect", "circle", "ellipse", "polygon", "polyline", "text", "tspan"}
_DRAWN = _SHAPES | {"defs", "clipPath", "linearGradient", "radialGradient", "stop"}
_ABOUT = re.compile(r"aria-.*|role|pointer-events|class|on.*|.*href|style|xmlns.*", re.IGNORECASE)
_JOINED = frozenset({"hconcat", "vconcat", "concat", "facet", "repeat"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """One chart, drawn. Both SVGs stand alone as files and inline in a page; the PNG carries the title as well."""

    svg: str
    """640 px wide, for a desk."""
    narrow: str
    """320 px wide, for a phone: the same data, drawn again, so that the letters keep their size."""
    png: bytes
    """At twice the size of the wide drawing, on white."""


def render_chart(
    spec: Mapping[str, Any], *, name: str = "chart", title: str = "", alt: str = "", unit: str = "", png: bool = True
) -> Rendered:
    """Return a chart drawn from a Vega-Lite spec, the same bytes for the same spec on every machine and time zone.

    `name` makes ids unique on a page that holds several charts; `title` and `alt` are what a screen reader says,
    and `title` and `unit` stand above the picture in the PNG, which is empty without `png`.
    A spec carries its data: one that names an address to load raises InternalError.
    """
    _refuse_addresses(spec)
    plain = {key: value for key, value in spec.items() if key != "title"}  # the page sets the title itself
    wide, narrow = _drawn(plain, WIDE), _drawn(plain, NARROW)
    return Rendered(
        svg=_clean(wide, name, title, alt),
        narrow=_clean(narrow, f"{name}-narrow", title, alt),
        png=_picture(plain, name, title, alt, unit) if png else b"",
    )


def _picture(spec: Mapping[str, Any], name: str, title: str, alt: str, unit: str) -> bytes:
    titled = {**spec, "title": {"text": _lines(title, 62), "subtitle": _lines(unit, 84)}} if title else spec
    return _png(_clean(_drawn({**titled, "padding": 24}, WIDE), name, title, alt, paper=light("paper")))


def render_charts(story: Mapping[str, Any]) -> dict[str, Rendered]:
    """Return every chart of a story, drawn, by its id."""
    return {
        str(c["id"]): render_chart(
            c["spec"], name=str(c["id"]), title=str(c["title"]), alt=str(c["alt"]), unit=str(c.get("unit") or "")
        )
        for c in story.get("charts", ())
    }


def render_card(title: str, *, newsroom: str, about: str = "", chart: Mapping[str, Any] | None = None) -> bytes:
    """Return the picture that stands for a page where others link to it: a PNG of 1200 by 630 px on white.

    With a chart of a story document it shows that, under the chart's own title and unit; without one, the `title` of
    the page in large letters. `newsroom` and `about` stand at its foot.
    """
    parts = _chart_of_card(chart) if chart else _words_of_card(title)
    foot = _said(newsroom, CARD_MARGIN, CARD[1] - 40, 26, "ink", bold=True)
    if about:
        foot += _said(about, CARD[0] - CARD_MARGIN, CARD[1] - 40, 24, "soft", anchor="end")
    rule = f'<rect x="0" y="0" width="{CARD[0]}" height="10" fill="{light("accent")}"/>'
    size = f'width="{CARD[0]}" height="{CARD[1]}"'
    paper = f'<rect {size} fill="{light("paper")}"/>'
    return _png(f'<svg xmlns="{_SVG}" {size}>{paper}{rule}{parts}{foot}</svg>', scale=1)


def _chart_of_card(chart: Mapping[str, Any]) -> str:
    _refuse_addresses(chart["spec"])
    plain = {key: value for key, value in chart["spec"].items() if key != "title"}
    if isinstance(plain.get("height"), int | float):
        plain["height"] = min(plain["height"], _CARD_PLOT)  # flatter, so that its letters are larger
    lines = _lines(str(chart["title"]), 56)[:2]
    head = "".join(_said(line, CARD_MARGIN, 78 + 46 * n, 40, "ink", bold=True) for n, line in enumerate(lines))
    below = 78 + 46 * (len(lines) - 1)
    unit = _said(str(chart.get("unit") or ""), CARD_MARGIN, below + 38, 25, "soft")
    top, bottom = below + 62, CARD[1] - 84
    across = CARD[0] - 2 * CARD_MARGIN
    drawn = ElementTree.fromstring(_clean(_drawn(plain, WIDE), "card", "", ""))
    scale = min(across / WIDE, (bottom - top) / float(drawn.get("height", 1)))
    if across / scale > WIDE + 1:  # it is as high as there is room, and may be wider
        drawn = ElementTree.fromstring(_clean(_drawn(plain, int(across / scale)), "card", "", ""))
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in drawn)
    return f'{head}{unit}<g transform="translate({CARD_MARGIN} {top}) scale({scale:.4f})">{inner}</g>'


def _words_of_card(title: str) -> str:
    lines = _lines(title, 36)[:5]
    return "".join(_said(line, CARD_MARGIN, 150 + 76 * n, 62, "ink", bold=True) for n, line in enumerate(lines))


def _said(words: str, x: int, y: int, size: int, colour: str, *, bold: bool = False, anchor: str = "start") -> str:
    """A line of text on the card."""
    weight = "bold" if bold else "normal"
    return (
        f'<text x="{x}" y="{y}" font-family="{CHART_FONT}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{light(colour)}">{escape(words)}</text>'
    )


def drawing_rules() -> str:
    """Return a name for everything but the spec that a drawing rests on: another name, another picture."""
    look = json.dumps([VEGA_LITE, WIDE, NARROW, PALETTE, chart_config()], sort_keys=True)
    return sha256(look.encode()).hexdigest()[:16]


def _drawn(spec: Mapping[str, Any], width: int) -> str:
    import vl_convert  # a V8 engine: only a chart needs it

    ready: dict[str, Any] = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **_steady(spec)}
    if not _JOINED & ready.keys():
        ready["width"] = width
        ready["autosize"] = {"type": "fit-x", "contains": "padding"}  # the height stays that of the plot
    try:
        return str(vl_convert.vegalite_to_svg(ready, vl_version=VEGA_LITE, config=chart_config(), allowed_base_urls=[]))
    except ValueError as why:
        raise InternalError(f"a chart could not be drawn: {str(why).splitlines()[0]}") from why


def _lines(text: str, most: int) -> list[str]:
    """The text in as few lines of at most that many letters as it takes, none much shorter than the others."""
    lines = wrap(text, most)
    return wrap(text, min(most, len(text) // len(lines) + 8)) if len(lines) > 1 else lines


def _png(svg: str, scale: float = 2) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _steady(part: Any) -> Any:
    """Return the spec with palette names resolved and every time axis in UTC, so that no local clock moves a month."""
    if isinstance(part, Mapping):
        steady = {key: value if key == "values" else _steady(value) for key, value in part.items()}
        if part.get("type") == "temporal" and part.get("scale", {}) is not None:
            steady["scale"] = {"type": "utc", **steady.get("scale", {})}
        return steady
    if isinstance(part, list | tuple):
        return [_steady(item) for item in part]
    if isinstance(part, str) and part.startswith("@") and part[1:] in PALETTE:
        return light(part[1:])
    return part


def _refuse_addresses(part: Any) -> None:
    if isinstance(part, Mapping):
        found = {"url", "href"} & part.keys()
        if found:
            raise InternalError(f"a chart spec carries its own data and no links; this one has {sorted(found)}")
        for key, value in part.items():
            if key != "values":
                _refuse_addresses(value)
    elif isinstance(part, list | tuple):
        for item in part:
            _refuse_addresses(item)


def _clean(svg: str, name: str, title: str, alt: str, *, paper: str | None = None) -> str:
    """Return the drawing reduced to shapes and text, its ids its own, with a name a screen reader can say."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(svg)
    own = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    _strip(root, own)
    described: list[str] = []
    for tag, words in (("desc", alt), ("title", title)):
        if words:
            about = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{own}-{tag}"})
            about.text = words
            root.insert(0, about)
            described.insert(0, f"{own}-{tag}")
    root.set("role", "img")
    if described:
        root.set("aria-labelledby", " ".join(described))
    if paper:
        root.insert(0, ElementTree.Element(f"{{{_SVG}}}rect", {"width": "100%", "height": "100%", "fill": paper}))
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element, own: str, *, data: bool = False) -> None:
    """Drop what is no shape or text; give the letters among the data a halo, so that rules never cross them."""
    data = data or "role-mark" in element.get("class", "")
    for child in list(element):
        if child.tag.removeprefix(f"{{{_SVG}}}") not in _DRAWN or child.get("display") == "none":
            element.remove(child)
        else:
            _strip(child, own, data=data)
            if child.tag.endswith("}g") and len(child) == 0:
                element.remove(child)
    for attribute, value in list(element.attrib.items()):
        if _ABOUT.fullmatch(attribute.split("}")[-1]):
            del element.attrib[attribute]
        elif attribute == "id":
            element.set("id", f"{own}-{value}")
        elif value.startswith("url(#"):
            element.set(attribute, f"url(#{own}-{value[5:]}")
    if data and element.tag.endswith("}text") and not element.get("stroke"):
        element.attrib.update({"stroke": light("paper"), "stroke-width": "3", "paint-order": "stroke"})
