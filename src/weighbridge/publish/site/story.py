"""A story's own files: its page, each earlier version at its own address, and notices where it was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from weighbridge.card import trade_card
from weighbridge.desk import State, readable
from weighbridge.pages import changed_words, inline, read_rows
from weighbridge.publish import places
from weighbridge.publish.leaves.lists import OTHER
from weighbridge.publish.leaves.pictures import NAME, picture_of
from weighbridge.publish.leaves.series import title_of
from weighbridge.publish.machine.linked import as_script, news_article
from weighbridge.publish.machine.origin import LINKED_DATA_FILE, NINJS_FILE, claims_file
from weighbridge.publish.summary import is_drafted, label_of, plain_words

if TYPE_CHECKING:
    from weighbridge.desk import Edition, Publication
    from weighbridge.publish.site.context import Told

_EITHER_SIDE = 60  # characters of a changed paragraph shown before and after what changed


def files(told: Told) -> Iterator[tuple[str, bytes]]:
    """Yield the page of a story and those of its earlier versions; of one taken back, a notice at each address."""
    path = told.summary.path
    earlier = told.versions[:-1]
    if told.story.taken_back:
        gone = _gone(told)
        yield path, told.page("gone", gone, path)
        for publication in told.story.shown:
            at = places.version(told.story.slug, told.story.id, publication.version)
            if publication.version != told.story.shown[-1].version:
                yield at, told.page("gone", {**gone, "hidden": True, "canonical": path}, at)
        return
    yield path, told.page("story", _page(told, told.edition, path), path)
    for n, edition in enumerate(earlier):
        at = places.version(told.story.slug, told.story.id, edition.publication.version)
        replaced_by = told.versions[n + 1].publication
        says = {**_page(told, edition, at), "hidden": True, "canonical": path, "replaced": _replaced(told, replaced_by)}
        yield at, told.page("story", says, at)


def _gone(told: Told) -> dict[str, Any]:
    summary = told.summary
    return {
        "title": summary.title,
        "description": summary.standfirst,
        "event": summary.event,
        "at": summary.changed_at.isoformat(),
        "notice": summary.standfirst,
        "first_published_at": summary.first_published_at.isoformat(),
        "earlier": [{"event": n.event, "at": n.at.isoformat()} for n in summary.notices[:-1]],
        "story": summary.id,
        "data": as_script(news_article(told.story, told.edition, told.masthead)),
    }


def _page(told: Told, edition: Edition, path: str) -> dict[str, Any]:
    content, report, publication = edition.content, edition.report, edition.publication
    current = publication.version == told.story.last.version
    spans = readable(content) if current else []
    claims = [_claim(edition, claim, spans) for claim in report["claims"]]
    standfirst = plain_words(content["text"].split("\n", 1)[0].removeprefix("## "))
    return {
        "title": content["title"],
        "description": standfirst,
        "kind": "article",
        "picture": picture_of(content, told.beside(NAME), places.CARD),
        "story": told.summary.id,
        "version": publication.version,
        "versions": len(told.versions),
        "published_at": told.story.first.published_at.isoformat(),
        "changed_at": publication.published_at.isoformat(),
        "event": str(publication.event),
        "product_name": content.get("product_name") or "",
        "period": publication.period,
        "dateline": content.get("dateline") or "",
        "as_of": edition.as_of,
        "checked_against": _checked_against(told, edition) if current else "",
        "under_recheck": bool(current and told.standing and not told.standing.stands),
        "has_standfirst": is_drafted(content),
        **read_rows(content, claims, told.evidence(edition)),
        "charts": [
            inline(chart, drawn)
            for chart, drawn in zip(content.get("charts") or (), told.drawings(edition).values(), strict=True)
        ],
        "references": content.get("references") or [],
        "tickers": [
            {**ticker, "path": places.company(ticker["symbol"]) if current else ""}
            for ticker in content.get("tickers") or ()
        ],
        "topic": places.topic(publication.product or OTHER),
        "series": [(places.series(name), title_of(name, trade_card())) for name in told.summary.series if current],
        "key_dates": content.get("key_dates") or [],
        "how_made": content.get("how_made") or [],
        "notices": _notices(told, edition),
        "label": label_of(edition),
        "authors": edition.authors,
        "approved_by": edition.approved_by,
        "seal": publication.sealed,
        "content_hash": edition.content_hash,
        "earlier": [_version(told, e) for e in told.versions if e.publication.version != publication.version],
        "current": current,
        "data": as_script(news_article(told.story, edition, told.masthead)) if current else "",
        "feeds": [(places.FEED, "All stories"), (places.CORRECTIONS_FEED, "Corrections")],
        "claims_file": told.beside(claims_file(publication.version, current=current)),
        "more_files": _more_files(told) if current else [],
    }


def _more_files(told: Told) -> list[tuple[str, str]]:
    ninjs, graph = told.beside(NINJS_FILE), told.beside(LINKED_DATA_FILE)
    return [(ninjs, "the story as ninjs"), (graph, "as a graph of schema.org")]


def _claim(edition: Edition, claim: Mapping[str, Any], spans: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    """A claim as readers see it: with what a reviewer found outside the data, and the number of its sentence."""
    waived = edition.waived.get(claim["key"])
    inside = (
        n for n, (where, start, end) in enumerate(spans) if where == claim["in"] and start <= claim["start"] < end
    )
    return {
        **claim,
        "sourced": edition.sourced.get(claim["key"], ""),
        "waived": {"reason": waived[0], "by": waived[1]} if waived else None,
        "sentence": next(inside, None),
    }


def _checked_against(told: Told, edition: Edition) -> str:
    return str(told.standing.checked_against) if told.standing else edition.as_of


def _replaced(told: Told, by: Publication) -> dict[str, Any]:
    return {
        "event": str(by.event),
        "at": by.published_at.isoformat(),
        "notice": by.notice,
        "path": told.summary.path,
        "under": places.version(told.story.slug, told.story.id, by.version),
    }


def _version(told: Told, edition: Edition) -> dict[str, Any]:
    publication = edition.publication
    last = publication.version == told.story.last.version
    at = told.summary.path if last else places.version(told.story.slug, told.story.id, publication.version)
    return {"n": publication.version, "at": publication.published_at.isoformat(), "path": at, "current": last}


# ---- notices ---------------------------------------------------------------------------------------------------------


def _notices(told: Told, edition: Edition) -> list[dict[str, Any]]:
    """What changed up to an edition, newest first: the words readers were told, and the wording before and after."""
    found = []
    versions = {e.publication.version: e for e in told.versions}
    shown = [p for p in told.story.shown if p.n <= edition.publication.n]
    for before, after in pairwise(shown):
        if after.event is State.PUBLISHED:
            continue
        found.append(
            {
                "event": str(after.event),
                "at": after.published_at.isoformat(),
                "words": after.notice,
                "changed": list(_changes(versions[before.version], versions[after.version])),
                "version": before.version,
                "path": places.version(told.story.slug, told.story.id, before.version),
            }
        )
    return found[::-1]


def _changes(before: Edition, after: Edition) -> Iterator[list[dict[str, str]]]:
    """Yield each paragraph that is another one now, as pieces that stayed, went and came."""
    old, new = (f"{e.content['title']}\n\n{e.content['text']}" for e in (before, after))
    line: list[dict[str, str]] = []
    for piece in changed_words(old, new):
        lines = piece["text"].split("\n")
        for n, text in enumerate(lines):
            if n:
                yield from _if_changed(line)
                line = []
            if text:
                line.append({"how": piece["how"], "text": text})
    yield from _if_changed(line)


def _if_changed(line: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    if any(piece["how"] != "same" for piece in line):
        last = len(line) - 1
        yield [
            {**piece, "text": _shortened(piece["text"], first=n == 0, last=n == last)}
            if piece["how"] == "same" else piece
            for n, piece in enumerate(line)
        ]  # fmt: skip


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """A stretch that stayed as it was, cut to what shows where in the paragraph it stands."""
    if len(text) <= 2 * _EITHER_SIDE + 20:
        return text
    head = "" if first else text[:_EITHER_SIDE].rsplit(" ", 1)[0] + " "
    tail = "" if last else " " + text[-_EITHER_SIDE:].split(" ", 1)[-1]
    return f"{head}…{tail}"
