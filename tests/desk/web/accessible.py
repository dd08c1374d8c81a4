"""What WCAG 2.2 AA asks of a page as far as a machine can tell, for the desk's pages and the site's."""

from __future__ import annotations

import re
from itertools import pairwise

from browsing import css
from lxml import html


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
