"""A story as ninjs 3.1, the news exchange format of the IPTC in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge.card import trade_card
from weighbridge.publish import places
from weighbridge.publish.machine.origin import (
    CLAIMS_FILE,
    LINKED_DATA_FILE,
    file_address,
    notice_urn,
    source_type,
    story_address,
    story_urn,
)
from weighbridge.publish.machine.told import html_of, paragraphs, place_name, policies, symbol_of, uri_of
from weighbridge.publish.summary import plain_words, summary_of

if TYPE_CHECKING:
    from weighbridge.desk import Edition
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicStory
    from weighbridge.publish.summary import Notice, Summary

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
_WORD = {"corrected": "CORRECTION", "updated": "UPDATE", "withdrawn": "WITHDRAWN", "killed": "KILL"}
_REL = {"corrected": "correction", "updated": "update", "withdrawn": "withdrawal", "killed": "kill"}


def ninjs(story: PublicStory, edition: Edition, masthead: Masthead) -> dict[str, Any]:
    """Return a story as a ninjs 3.1 document.

    `uri` stays the same, `version` counts what the public was shown of it. A correction or update is told in `edNote`
    and as an association; a story that was withdrawn or killed is canceled, its body the notice.
    """
    told, last = summary_of(story, edition), story.last
    document: dict[str, Any] = {
        "uri": story_urn(story.id),
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "type": "text",
        "representationType": "full",
        "profile": "text-only",
        "language": "en",
        "version": str(len(story.publications)),
        "firstCreated": told.first_published_at.isoformat(),
        "versionCreated": told.changed_at.isoformat(),
        "pubStatus": "canceled" if told.taken_back else "usable",
        "copyrightHolder": masthead.newsroom,
        "by": masthead.newsroom,
        "slugline": told.slug,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": told.title}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": told.standfirst}],
        "altIds": [{"role": "story", "value": story.id}],
        "trustIndicators": [
            {"role": f"https://schema.org/{role}", "title": title, "href": href}
            for role, (title, href) in policies(masthead).items()
        ],
        "associations": [_notice(told, notice) for notice in told.notices if notice.words],
        "renditions": [{"name": "web", "href": story_address(story, masthead), "contentType": "text/html"}],
    }
    if str(last.event) in _WORD:
        document["edNote"] = f"{_WORD[str(last.event)]}: {last.notice}"
    if told.taken_back:
        return document | {"bodies": [_body("text/plain", told.standfirst)]}
    return document | _whole(story, edition, told, masthead)


def _whole(story: PublicStory, edition: Edition, told: Summary, masthead: Masthead) -> dict[str, Any]:
    """What is told of a story only while it stands."""
    content = edition.content
    plain = "\n\n".join(plain_words(words) for _, words in paragraphs(content))
    bodies = [{"role": "main", **_body("text/html", html_of(content, told.label))}, _body("text/plain", plain)]
    found: dict[str, Any] = {
        "bodies": bodies,
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": told.standfirst},
            {"role": "disclosure", "contentType": "text/plain", "value": told.label},
        ],
        "people": [
            *({"name": name, "rel": "author"} for name in edition.authors),
            *({"name": name, "rel": "approver"} for name in edition.approved_by),
        ],
        "places": _places(content.get("focus") or "", trade_card().movement.reporter),
        "subjects": [_subject(told, masthead)] if told.product else [],
        "organisations": [_company(ticker.symbol, ticker.name, masthead) for ticker in told.tickers],
        "infoSources": _sources(edition),
        "renditions": [
            {"name": "web", "href": story_address(story, masthead), "contentType": "text/html"},
            {"name": "claims", "href": file_address(story, masthead, CLAIMS_FILE), "contentType": "application/json"},
            {
                "name": "linked data",
                "href": file_address(story, masthead, LINKED_DATA_FILE),
                "contentType": "application/ld+json",
            },
        ],
    }
    if origin := source_type(content, edited=edition.publication.version > 1):
        found["digitalSourceType"] = {"name": origin.name, "uri": origin.uri}
    return found


def _body(kind: str, words: str) -> dict[str, Any]:
    return {"contentType": kind, "charCount": len(words), "wordCount": len(words.split()), "value": words}


def _notice(told: Summary, notice: Notice) -> dict[str, Any]:
    return {
        "uri": notice_urn(told.id, notice.event, notice.at),
        "name": f"{_WORD[notice.event].capitalize()} of {notice.at:%Y-%m-%d}",
        "rel": _REL[notice.event],
        "type": "component",
        "versionCreated": notice.at.isoformat(),
        "bodies": [_body("text/plain", notice.words)],
    }


def _places(*codes: str) -> list[dict[str, Any]]:
    return [{"name": name, "rel": "about", "literal": c} for c in dict.fromkeys(codes) if (name := place_name(c))]


def _subject(told: Summary, masthead: Masthead) -> dict[str, Any]:
    address = masthead.address(places.topic(told.product))
    return {"name": told.product_name, "rel": "about", "uri": address, "literal": told.product}


def _company(ticker: str, name: str, masthead: Masthead) -> dict[str, Any]:
    exchange, symbol = symbol_of(ticker)
    listed = {"exchange": exchange, "symbol": symbol} if exchange else {"symbol": symbol}
    return {"name": name, "rel": "concerned", "uri": masthead.address(places.company(ticker)), "symbols": [listed]}


def _sources(edition: Edition) -> list[dict[str, Any]]:
    card = trade_card()
    found = [{"name": card.office, "role": "statistics", "uri": card.office_url}]
    for reference in edition.content.get("references") or ():
        address = uri_of(reference["url"])
        where = {"uri": address} if address else {"literal": reference["title"]}
        found.append({"name": reference["publisher"], "role": "reference", **where})
    return list({str(source): source for source in found}.values())
