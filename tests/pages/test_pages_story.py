"""A reader gets one self-contained page: every figure with its pedigree, nothing from another host."""

from __future__ import annotations

import copy
import re
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strict_page import Page

from weighbridge.errors import InternalError
from weighbridge.pages import Rendered, render_notice, render_story
from weighbridge.pages.sheet import address
from weighbridge.pages.story import segments

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}&amp;"


@pytest.fixture(scope="module")
def source(june: Mapping[str, Any], june_charts: Mapping[str, Rendered]) -> str:
    return render_story(june, june_charts)


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_page_says_what_when_and_as_of_when(page: Page) -> None:
    assert page.all("p", class_="kicker")[0].text == "Rare-earth magnets · June 2025"
    assert page.all("title")[0].text == "China’s magnet shipments to the United States rose 660% in June · Weighbridge"
    assert (
        page.all("p", class_="dateline")[0].text
        == "July 20, 2025 · as the data stood on July 20, 2025 · 2\N{NO-BREAK SPACE}min read"
    )


def test_text_reads_as_written(page: Page, june: Mapping[str, Any]) -> None:
    """Taking the cards away leaves the sentences, letter by letter."""
    cards = {e.text for e in page.all("span", class_="card")}
    opening = next(e.text for e in page.all("p") if e.text.startswith("China exported"))
    for card in cards:
        opening = opening.replace(card, "")
    said = re.sub(r"reference \d+", "", opening)
    assert said == " ".join(s["text"] for s in june["sections"][0]["paragraphs"][0])


def test_every_figure_can_be_focused_and_shows_its_pedigree(page: Page, june: Mapping[str, Any]) -> None:
    keys = page.all("span", class_="key")
    assert all(key.attributes["tabindex"] == "0" for key in keys)
    surge = next(i for i, e in enumerate(keys) if e.text == "660% more than in May")
    card = page.all("span", class_="card")[surge].text
    for part in (
        "+660%",
        "+657% to +677%",
        "in percent of the month before",
        "unn.ua, July 20, 2025: prints 660",
        "The fact's id",
    ):
        assert part in card
    listed = page.all("ol")[-1].text
    assert "change_on_month_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20" in listed
    said = [s for section in june["sections"] for p in section["paragraphs"] for s in p]
    spans = sum(len(s["spans"]) for s in [june["headline"], june["standfirst"], *june["unknowns"], *said])
    assert len(keys) == spans


def test_evidence_is_left_out_by_reading_modes(page: Page) -> None:
    """They drop what is marked hidden; the style sheet shows it to those who ask for a figure."""
    assert all("hidden" in card.attributes for card in page.all("span", class_="card"))
    assert [e.attributes["datetime"] for e in page.all("time")] == ["2025-07-20"]


def test_dated_events_show_their_source(page: Page) -> None:
    card = next(e for e in page.all("span", class_="card") if "London framework agreed" in e.text)
    assert "June 10, 2025" in card.text
    assert "am1.news" in card.text


def test_every_reference_in_the_text_leads_to_one_in_the_list(page: Page) -> None:
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
    inner = [e.attributes["href"][1:] for e in page.all("a") if e.attributes["href"].startswith("#")]
    assert set(inner) <= ids
    assert {f"reference-{n}" for n in range(1, 9)} <= set(inner)


def test_ids_are_unique_and_described_by_something(page: Page) -> None:
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)


def test_landmarks_language_skip_link_and_headings(page: Page) -> None:
    assert page.all("html")[0].attributes["lang"] == "en"
    assert [len(page.all(tag)) for tag in ("main", "article", "aside", "footer", "h1")] == [1, 1, 2, 1, 1]
    first = next(e for e in page.elements if e.tag == "a")
    assert first.attributes["href"] == "#main"
    levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_comes_from_another_host(source: str, page: Page) -> None:
    assert not page.all("img") + page.all("iframe") + page.all("object")
    assert all("src" not in e.attributes for e in page.elements)
    assert [e.attributes["href"] for e in page.all("link")] == ["data:,"]
    style = page.all("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_security_policy_allows_this_page_and_no_more(page: Page) -> None:
    (content,) = [e.attributes["content"] for e in page.all("meta") if "http-equiv" in e.attributes]
    assert content.startswith("default-src 'none'")
    assert "unsafe" not in content
    for tag in ("style", "script"):
        (only,) = page.all(tag)
        assert f"{tag}-src 'sha256-{b64encode(sha256(only.text.encode()).digest()).decode()}'" in content
    assert not [e for e in page.elements for name in e.attributes if name == "style" or name.startswith("on")]


def test_page_without_charts_stays_small(source: str, june_charts: Mapping[str, Rendered]) -> None:
    drawings = sum(len(r.svg) + len(r.narrow) for r in june_charts.values())
    assert len(source.encode()) - drawings < 150_000


def test_charts_have_title_words_unit_and_source(page: Page, june: Mapping[str, Any]) -> None:
    figures = page.all("figure")
    assert len(figures) == 2
    assert june["charts"][0]["source"] in figures[0].text
    assert june["charts"][0]["unit"] in figures[0].text
    drawings = page.all("svg")
    assert [e.attributes["role"] for e in drawings] == ["img"] * 4
    assert {e.text for e in page.all("desc")} == {c["alt"] for c in june["charts"]}


KEPT = {"id", "text", "spans", "spec", "period", "as_of", "n", "ref"}


def _hostile(part: Any, key: str = "") -> Any:
    """The document with every text a reader could see made hostile; what gives it its shape is kept."""
    if isinstance(part, Mapping):
        return {k: v if k in KEPT else _hostile(v, k) for k, v in part.items()}
    if isinstance(part, list):
        return [_hostile(item, key) for item in part]
    if isinstance(part, str):
        return "javascript:alert(3)//https://example.org" if key == "url" else HOSTILE + part
    return part


def test_hostile_text_stays_text(june: Mapping[str, Any]) -> None:
    story = _hostile(copy.deepcopy(dict(june)))
    for section in story["sections"]:
        for paragraph in section["paragraphs"]:
            for sentence in paragraph:
                sentence["text"] += HOSTILE
    story["headline"]["text"] += HOSTILE
    for n, chart in enumerate(story["charts"]):
        chart["id"] = f"c{n}"
        chart["spec"] = {
            "data": {"values": [{"who": HOSTILE, "t": 1}]},
            "mark": "bar",
            "encoding": {"y": {"field": "who", "type": "nominal"}, "x": {"field": "t", "type": "quantitative"}},
        }
    source = render_story(story)
    page = Page(source)
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert not [name for e in page.elements for name in e.attributes if name.startswith("on")]
    assert not [e for e in page.all("a") if e.attributes["href"].startswith("javascript")]
    assert "(javascript:alert(3)//https://example.org)" in page.all("ol", class_="references")[0].text
    assert "49" not in page.all("h1")[0].text
    assert HOSTILE in page.all("h1")[0].text


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/a",
        "https://",
        "https://exa mple.org",
        "https://[broken",
        "java\nscript:alert(1)",
        "github.com (a table of controls)",
        "",
        None,
    ],
)
def test_only_web_addresses_become_links(link: str | None) -> None:
    assert address(link) is None


def test_a_story_that_names_what_it_does_not_carry_is_refused(june: Mapping[str, Any]) -> None:
    bare = {**june, "facts": {}}
    with pytest.raises(InternalError, match="names a fact it does not carry"):
        render_story(bare, {"series": Rendered("", "", b""), "partners": Rendered("", "", b"")})
    with pytest.raises(InternalError, match="charts nobody drew: series, partners"):
        render_story(june, {})
    with pytest.raises(InternalError, match="needs headline"):
        render_story({k: v for k, v in june.items() if k != "headline"}, {})


@given(st.text(min_size=1, max_size=60), st.data())
def test_segments_spell_the_sentence_whatever_the_spans(text: str, data: st.DataObject) -> None:
    edge = st.integers(0, len(text))
    drawn = data.draw(st.lists(st.tuples(edge, edge, st.sampled_from("abc")), max_size=5))
    spans = [{"start": min(x, y), "end": max(x, y), "fact": f} for x, y, f in drawn if x != y]
    pieces = list(segments({"text": text, "spans": spans}, {"a": 1, "b": 2, "c": 3}, ()))
    assert "".join(p["text"] for p in pieces) == text
    at = 0
    for piece in pieces:
        over = {s["fact"] for s in spans if s["start"] <= at < s["end"]}
        assert {fact for fact, _ in piece["facts"]} == over
        at += len(piece["text"])


def test_a_quiet_month_gets_a_page_that_says_so_with_the_scores(june: Mapping[str, Any]) -> None:
    quiet = {
        "form": "notice",
        "product_name": "Rare-earth magnets",
        "period": "2024-08",
        "as_of": "2024-09-20",
        "news": [{"what": "Change on the month, exports to the world", "score": 0.44, "why": "Within the usual swing"}],
    }
    page = Page(render_notice(quiet))
    assert page.all("h1")[0].text == "Nothing newsworthy in August 2024"
    assert [e.text for e in page.all("td")] == ["0.4", "Within the usual swing"]
    assert render_story(quiet) == render_notice(quiet)
