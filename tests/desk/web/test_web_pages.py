"""Pages anybody can use: their weight, and what WCAG 2.2 AA asks of them as far as a machine can tell."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files
from itertools import pairwise

import pytest
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


def faults_of(text):
    """What is wrong with a page: names, labels, headings, landmarks, ids, references, nesting."""
    page = html.document_fromstring(text)
    if not page.get("lang"):
        yield "no language"
    if not (page.findtext(".//title") or "").strip():
        yield "no title"
    if "user-scalable=no" in text or "maximum-scale" in text:
        yield "no zoom"
    ids = [e.get("id") for e in page.xpath("//*[@id]")]
    yield from (f"id {id} twice" for id in {i for i in ids if ids.count(i) > 1})
    for mark in ("main", "header", "footer"):
        if len(page.xpath(f"//body/{mark}")) != 1:
            yield f"not one {mark}"
    if len(page.xpath("//h1")) != 1:
        yield f"{len(page.xpath('//h1'))} h1"
    levels = [int(e.tag[1]) for e in page.xpath("//h1 | //h2 | //h3 | //h4")]
    yield from (f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1)
    skip = css(page, "a.skip")
    if not skip or skip[0].get("href", "")[1:] not in ids:
        yield "no way to skip to the main part"
    yield from _names(page)
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        for element in page.xpath(f"//*[@{attribute}]"):
            yield from (f"{attribute} {id} leads nowhere" for id in element.get(attribute).split() if id not in ids)
    for link in page.xpath("//a[starts-with(@href, '#')]"):
        if link.get("href")[1:] not in ids:
            yield f"link to {link.get('href')} leads nowhere"
    yield from ("positive tabindex" for e in page.xpath("//*[@tabindex]") if int(e.get("tabindex")) > 0)
    for outer in page.xpath("//a | //button"):
        if outer.xpath(".//a | .//button | .//input"):
            yield "a control in a control"
    for sections in ("section", "aside", "nav", "form[@role]"):
        yield from (f"{sections} without a name" for e in page.xpath(f"//{sections}") if not _name(page, e))


def _names(page):
    for field in page.xpath("//input[not(@type='hidden')] | //textarea | //select"):
        labels = page.xpath(f"//label[@for='{field.get('id')}']") if field.get("id") else []
        if not labels and not field.xpath("ancestor::label") and not field.get("aria-label"):
            yield f"{field.tag} {field.get('name')} without a label"
    for control in page.xpath("//button | //a[@href] | //summary"):
        if not _name(page, control):
            yield f"{control.tag} {control.get('href') or ''} without a name"
    for image in page.xpath("//img"):
        if not image.get("alt"):
            yield f"image {image.get('src')} without words"
    for table in page.xpath("//table"):
        if not table.xpath(".//th[@scope='col']"):
            yield "a table without heads"
    links = {}
    for link in page.xpath("//main//a[@href]"):
        name = _name(page, link)
        links.setdefault(name, set()).add(re.sub(r"^https?://[^/]+", "", link.get("href")))
    yield from (
        f"links called {name!r} lead to {len(to)} places"
        for name, to in links.items()
        if len(to) > 1 and name in {"Edit", "here", "more", "Draft", "what changed"}
    )


def _name(page, element):
    if element.get("aria-label"):
        return element.get("aria-label").strip()
    if element.get("aria-labelledby"):
        named = [page.get_element_by_id(id, None) for id in element.get("aria-labelledby").split()]
        return " ".join(" ".join(e.text_content().split()) for e in named if e is not None)
    return " ".join(element.text_content().split()) if element.tag not in {"section", "aside", "nav", "form"} else ""


# ---- colours ---------------------------------------------------------------------------------------------------------


def colours():
    """Every colour a desk page names, light and dark: those of the palette and those of the verdicts."""
    check = files("weighbridge.pages").joinpath("check.css").read_text(encoding="utf-8")
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
