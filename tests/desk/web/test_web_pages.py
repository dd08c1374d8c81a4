"""Pages anybody can use: their weight, and what WCAG 2.2 AA asks of them as far as a machine can tell."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files

import pytest
from accessible import faults_of
from browsing import Browser, css, keys
from lxml import html

from weighbridge.desk import Mark, actions
from weighbridge.pages import desk_assets
from weighbridge.pages.theme import PALETTE, contrast

HEAVIEST = 100_000  # bytes


@pytest.fixture
def pages(desk, june, rita, edgar, client):
    """Every kind of page, as HTML: empty and full, refused and not found, of the desk and for readers."""
    told = {}
    rita.sees("/")
    told["front, empty"] = rita.last.text
    story = desk.write(june, by="rita").id
    desk.check(story, by="rita", newest=True)
    outside = desk.write(
        {"title": "", "text": "Something. 999 tonnes of magnets went to the US in June 2025."}, by="edgar"
    ).id
    desk.check(outside, by="edgar")
    for name, path in (
        ("draft", f"/stories/{story}"),
        ("paragraph", f"/stories/{story}?edit=1"),
        ("edit", f"/stories/{story}/edit"),
    ):
        rita.sees(path)
        told[name] = rita.last.text
    rita.sends(f"/stories/{story}/edit", title="Another title")
    rita.does(story, "submit")
    rita.sees("/")
    rita.sends("/leads/scan")
    told["front, with leads"] = rita.last.text
    edgar.sees(f"/stories/{story}")
    edgar.sends(f"/stories/{story}/comment", quote="The rise came", words="Which rise?")
    edgar.does(story, "approve", status=403)
    told["review, refused"] = edgar.last.text
    for name, path in (
        ("review", f"/stories/{story}"), ("wrong claim", f"/stories/{outside}"),
            ("diff", f"/stories/{story}/diff?old=1&new=2"),
        ("record", f"/stories/{story}/record"), ("check", "/check"), ("reports, empty", "/reports"),
            ("people", "/people"), ("front", "/"),
    ):  # fmt: skip
        edgar.sees(path)
        told[name] = edgar.last.text
    edgar.sees("/nowhere", status=404)
    told["not found"] = edgar.last.text
    for key, verdict in keys(desk, story):
        desk.tick(story, key, Mark.ACCEPTED if verdict == "SUPPORTED" else Mark.SOURCED, by="edgar", note="p. 1")
    with desk.looking_at(story, by="edgar") as case:
        seal = case.seal
    desk.do(actions.Approve(story, seal=seal), by="edgar")
    desk.do(actions.Publish(story), by="edgar")
    reader = Browser(client)
    for name, path in (
        ("sign-in", "/sign-in"),
        ("read", f"/read/{story}"),
        ("report", f"/read/{story}/report?sentence=2"),
    ):
        reader.sees(path)
        told[name] = reader.last.text
    reader.sends(f"/read/{story}/report", words="It was 354.")
    told["answers"] = reader.last.text
    edgar.sees("/reports")
    told["reports"] = edgar.last.text
    return told


def test_no_page_is_heavy_and_style_and_script_are_light(pages):
    heavy = {name: len(page.encode()) for name, page in pages.items() if len(page.encode()) > HEAVIEST}
    assert not heavy
    assets = sum(len(gzip.compress(asset.content)) for asset in desk_assets().values())
    most = max(len(page.encode()) for page in pages.values())
    assert most + sum(len(asset.content) for asset in desk_assets().values()) < HEAVIEST
    assert assets < 15_000


def test_pages_meet_what_a_machine_can_check(pages):
    faults = {name: found for name, text in pages.items() if (found := list(faults_of(text)))}
    assert not faults


# ---- colours ---------------------------------------------------------------------------------------------------------


def colours():
    """Every colour a desk page names, light and dark: those of the palette and those of the verdicts."""
    check = files("weighbridge.pages").joinpath("verdicts.css").read_text(encoding="utf-8")
    found = dict(PALETTE)
    for name in ("holds", "wrong", "outside", "unread"):
        light, dark = re.findall(rf"--{name}: (#[0-9a-f]{{6}})", check)
        found[name] = (light, dark)
    return found


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_paper(scheme):
    named = {name: pair[scheme] for name, pair in colours().items()}
    for paper in ("paper", "sheet"):
        for words in ("ink", "soft", "accent", "holds", "wrong", "outside", "unread"):
            assert contrast(named[words], named[paper]) >= 4.5, (words, paper)
    assert contrast(named["paper"], named["accent"]) >= 4.5  # a button that leads on
    assert contrast(named["paper"], named["ink"]) >= 4.5  # who is at work
    assert contrast(_mixed(named["accent"], named["paper"], 0.15), named["ink"]) >= 4.5  # the open claim
    assert contrast(_mixed(named["accent"], named["paper"], 0.15), named["holds"]) >= 3
    assert contrast(_mixed(named["holds"], named["paper"], 0.14), named["ink"]) >= 4.5  # words put in
    assert contrast(_mixed(named["wrong"], named["paper"], 0.12), named["ink"]) >= 4.5  # words taken out
    assert contrast(named["quiet"], named["paper"]) >= 3  # the edge of a field


def _mixed(one, other, share):
    pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def test_no_colour_is_written_beside_the_palette():
    style = files("weighbridge.pages").joinpath("desk.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", style)


def test_what_is_pressed_is_large_enough_and_shows_that_it_has_the_focus():
    style = files("weighbridge.pages").joinpath("desk.css").read_text(encoding="utf-8")
    assert "button { min-height: 2rem" in style  # 2 x 18 px is more than the 24 px of WCAG 2.2
    base = files("weighbridge.pages").joinpath("style.css").read_text(encoding="utf-8")
    assert ":focus-visible { outline: 2px solid var(--accent)" in base
    assert "outline: none" not in style.replace(".evidence:focus { outline: none; }", "")


def test_verdicts_are_told_by_shape_and_word_and_not_by_colour_alone(pages):
    page = html.document_fromstring(pages["wrong claim"])
    tag = css(page, ".tag.contradicted a")[0]
    assert tag.text_content().startswith("✗")
    assert "wrong" in tag.get("aria-label")


def test_keys_can_be_put_out_of_work():
    """WCAG 2.1.4: a shortcut of a single letter can be turned off."""
    script = next(a.content.decode() for name, a in desk_assets().items() if name.endswith("js"))
    assert "off.checked" in script


def test_the_script_is_needed_for_nothing(pages):
    for name, text in pages.items():
        page = html.document_fromstring(text)
        assert not page.xpath("//noscript"), name
        assert all(form.get("method") for form in page.forms), name
        assert all(e.get("type", "submit") == "submit" for e in page.xpath("//button")), name


def test_a_fault_is_found_where_there_is_one():
    broken = "<body><a class=skip href='#x'></a><main></main><h1>a</h1><h3>b</h3><input name=q><img src=/x></body>"
    assert len(list(faults_of(broken))) > 7
