"""A chart is the same picture everywhere: same bytes, no clock, no network, nothing but shapes and text."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import InternalError
from weighbridge.pages import Rendered, event_layers, render_chart
from weighbridge.pages.theme import PALETTE, contrast

JUNE = Path(__file__).with_name("june.json")
BARS = {
    "data": {"values": [{"who": "Germany", "t": 764}, {"who": "United States", "t": 353}]},
    "mark": "bar",
    "encoding": {"y": {"field": "who", "type": "nominal"}, "x": {"field": "t", "type": "quantitative"}},
}


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_same_drawing_in_every_time_zone(zone: str, june_charts: Mapping[str, Rendered]) -> None:
    """A month read in local time would move by one west of Greenwich."""
    code = (
        "import json, sys; from hashlib import sha256; from weighbridge.pages import render_charts;"
        "drawn = render_charts(json.load(open(sys.argv[1], encoding='utf-8')));"
        "print(sha256(''.join(r.svg + r.narrow for r in drawn.values()).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(JUNE)]
    there = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
    here = sha256("".join(r.svg + r.narrow for r in june_charts.values()).encode()).hexdigest()
    assert there.stdout.strip() == here


def test_drawings_keep_their_width_and_the_picture_is_twice_as_wide() -> None:
    drawn = render_chart(BARS, title="Magnets to two partners", alt="Germany 764, United States 353")
    assert ElementTree.fromstring(drawn.svg).get("width") == "640"
    assert ElementTree.fromstring(drawn.narrow).get("width") == "320"
    assert drawn.png.startswith(b"\x89PNG")
    assert struct.unpack(">I", drawn.png[16:20])[0] == 1280


def test_a_screen_reader_is_told_what_the_chart_shows() -> None:
    root = ElementTree.fromstring(render_chart(BARS, name="p", title="Two partners", alt="Germany leads").svg)
    assert root.get("role") == "img"
    named = {e.get("id"): e.text for e in root.iter() if e.get("id")}
    assert [named[n] for n in (root.get("aria-labelledby") or "").split()] == ["Two partners", "Germany leads"]


def test_only_shapes_and_text_are_left_and_each_colour_is_of_the_palette(june_charts: Mapping[str, Rendered]) -> None:
    light = {pair[0] for pair in PALETTE.values()} | {"none", "transparent"}
    for drawn in june_charts.values():
        for element in ElementTree.fromstring(drawn.svg).iter():
            assert element.tag.split("}")[1] not in {"script", "image", "a", "foreignObject", "style", "use"}
            assert not {name for name in element.attrib if name.startswith("on") or name.endswith(("href", "style"))}
            assert {element.get("fill", "none"), element.get("stroke", "none")} <= light


@pytest.mark.parametrize(
    "spec",
    [
        {**BARS, "data": {"url": "https://example.org/data.csv"}},
        {"layer": [{**BARS, "data": {"url": "file:///etc/hostname"}}]},
        {**BARS, "encoding": {**BARS["encoding"], "href": {"value": "javascript:alert(1)"}}},
    ],
)
def test_a_spec_that_reaches_out_is_refused(spec: Mapping[str, Any]) -> None:
    with pytest.raises(InternalError, match="carries its own data and no links"):
        render_chart(spec)


def test_a_spec_that_is_none_is_named_as_such() -> None:
    with pytest.raises(InternalError, match="could not be drawn"):
        render_chart({"mark": "no such mark", "data": {"values": []}})


def test_palette_names_become_colours_but_never_in_the_data() -> None:
    spec = {**BARS, "data": {"values": [{"who": "@accent", "t": 1}]}, "mark": {"type": "bar", "color": "@accent"}}
    drawn = render_chart(spec).svg
    assert f'fill="{PALETTE["accent"][0]}"' in drawn
    assert ">@accent</" in drawn


def test_event_labels_have_a_lane_each_and_no_rule_crosses_a_label() -> None:
    events = [
        ("2025-04-04", "Licences"),
        ("2025-05-12", "Geneva"),
        ("2025-06-10", "London"),
        ("2024-08-15", "Antimony"),
    ]
    layers, y = event_layers(events, first="2024-07-01", last="2025-07-01", top=6357)
    late = next(la["data"]["values"] for la in layers if la["data"]["values"][0]["label"] == "London")
    assert [row["label"] for row in late] == ["London", "Geneva", "Licences"]
    heights = [row["at"] for row in late]
    ceiling = y["scale"]["domain"][1]
    pixels = [(high - low) / ceiling * 260 for high, low in pairwise(heights)]
    assert pixels == pytest.approx([15, 15])
    assert ceiling > max(heights) > min(heights) > 6357


def test_events_off_the_axis_are_left_out() -> None:
    layers, y = event_layers([("2023-01-01", "Before")], first="2024-07-01", last="2025-07-01", top=6357)
    assert layers == []
    assert y["axis"]["values"] == [0, 2000, 4000, 6000]


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_the_axis_is_numbered_with_a_few_values_up_to_the_top(top: float) -> None:
    _, y = event_layers([], first="2024-07-01", last="2025-07-01", top=top)
    values = y["axis"]["values"]
    assert values[0] == 0
    assert 2 <= len(values) <= 6
    assert values[-1] <= top * 1.0001


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_paper_and_on_cards(side: int) -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for shapes that carry meaning."""
    colour = {name: pair[side] for name, pair in PALETTE.items()}
    for ground in ("paper", "sheet"):
        for text in ("ink", "soft", "accent"):
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        assert contrast(colour["quiet"], colour[ground]) >= 3
    assert contrast(colour["accent"], colour["quiet"]) >= 1.5


def test_no_two_names_share_a_colour() -> None:
    """The style sheet finds colours by value; twins would be repainted alike."""
    for side in (0, 1):
        assert len({pair[side] for pair in PALETTE.values()}) == len(PALETTE)


def test_june_is_a_hand_written_story_of_real_figures() -> None:
    text = json.dumps(json.loads(JUNE.read_text(encoding="utf-8")), ensure_ascii=False)
    for figure in ("353 t", "660%", "3,188 t", "157.5%", "1,238 t", "38.1%", "22,319 t", "18.9%"):
        assert figure in text
