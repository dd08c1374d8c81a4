"""A story in the words of schema.org: the article for its page, and a graph with every claim and observation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weighbridge.card import trade_card
from weighbridge.model import Cell
from weighbridge.publish import places
from weighbridge.publish.machine.origin import (
    CLAIMS_FILE,
    file_address,
    notice_urn,
    source_type,
    story_address,
    story_urn,
)
from weighbridge.publish.machine.told import place_name, policies, uri_of
from weighbridge.publish.masthead import urn
from weighbridge.publish.summary import plain_words, summary_of

if TYPE_CHECKING:
    from weighbridge.desk import Edition
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicStory
    from weighbridge.publish.summary import Notice, Summary

_CONTEXT = "https://schema.org"
_STATUS = {"published": "Published", "corrected": "Corrected", "updated": "Updated", "withdrawn": "Withdrawn",
           "killed": "Killed"}  # fmt: skip


def news_article(story: PublicStory, edition: Edition, masthead: Masthead) -> dict[str, Any]:
    """Return a story as a schema.org NewsArticle, as it stands in its page; of one taken back, only that it was."""
    return {"@context": _CONTEXT, **_article(story, edition, masthead)}


def linked_data(
    story: PublicStory, edition: Edition, evidence: Mapping[str, Mapping[str, Any]], masthead: Masthead
) -> dict[str, Any]:
    """Return the article with a Claim for each claim and an Observation for each fact, as one graph.

    `evidence` is what the function of that name returns for the edition. A claim is based on its observations; what
    the data do not hold has none, and says so in its status.
    """
    article = _article(story, edition, masthead)
    if story.taken_back:
        return {"@context": _CONTEXT, "@graph": [article]}
    said = [_claim(n, claim, story, evidence, masthead) for n, claim in enumerate(edition.report["claims"], 1)]
    article["hasPart"] = [{"@id": claim["@id"]} for claim in said]
    where = file_address(story, masthead, CLAIMS_FILE)
    return {"@context": _CONTEXT, "@graph": [article, *said, *(_observation(f, where) for f in evidence.values())]}


def as_script(document: Mapping[str, Any]) -> str:
    r"""Return a document as it may stand in a script element of a page: nothing in it can end the element.

    >>> as_script({"headline": "</script>"})
    '{"headline": "\\u003c/script\\u003e"}'
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _article(story: PublicStory, edition: Edition, masthead: Masthead) -> dict[str, Any]:
    told = summary_of(story, edition)
    address = story_address(story, masthead)
    article: dict[str, Any] = {
        "@type": "NewsArticle",
        "@id": story_urn(story.id),
        "url": address,
        "mainEntityOfPage": address,
        "headline": told.title,
        "description": told.standfirst,
        "inLanguage": "en",
        "datePublished": told.first_published_at.isoformat(),
        "dateModified": told.changed_at.isoformat(),
        "version": len(story.publications),
        "creativeWorkStatus": _STATUS[told.event],
        "publisher": _publisher(masthead),
        "isAccessibleForFree": True,
    }
    for notice in told.notices:
        if notice.words:  # a revision of the data, a withdrawal or a kill is never called a correction
            told_as = "correction" if notice.event == "corrected" else "comment"
            article.setdefault(told_as, []).append(_notice(told, notice, masthead))
    return article if told.taken_back else article | _whole(edition, told, masthead)


def _whole(edition: Edition, told: Summary, masthead: Masthead) -> dict[str, Any]:
    """What is told of a story only while it stands."""
    content = edition.content
    newsroom, origin = _publisher(masthead), source_type(content, edited=edition.publication.version > 1)
    people = [_person(name) for name in edition.authors]
    found: dict[str, Any] = {
        "author": [newsroom, *people] if origin else people or [newsroom],
        "editor": [_person(name) for name in edition.approved_by],
        "creditText": told.label,
        "wordCount": len(plain_words(content["text"]).split()),
        "isBasedOn": [_dataset(product) for product in _products(edition)],
        "citation": [_cited(reference) for reference in content.get("references") or ()],
        "about": [_thing(told, masthead)] if told.product else [],
        "mentions": [
            {"@type": "Corporation", "name": t.name, "tickerSymbol": t.symbol} for t in told.tickers
        ],
    }  # fmt: skip
    if content.get("dateline"):
        found["dateline"] = content["dateline"]
    if place := place_name(content.get("focus") or ""):
        found["contentLocation"] = {"@type": "Place", "name": place}
    if origin:
        found["digitalSourceType"] = origin.schema_org
        found["backstory"] = " ".join(str(words) for words in content["how_made"])
    return {name: value for name, value in found.items() if value}


def _publisher(masthead: Masthead) -> dict[str, Any]:
    told = {name: address for name, (_, address) in policies(masthead).items()}
    return {"@type": "NewsMediaOrganization", "name": masthead.newsroom, "url": masthead.site, **told}


def _person(name: str) -> dict[str, Any]:
    return {"@type": "Person", "name": name}


def _notice(told: Summary, notice: Notice, masthead: Masthead) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment" if notice.event == "corrected" else "Comment",
        "@id": notice_urn(told.id, notice.event, notice.at),
        "name": _STATUS[notice.event],
        "text": notice.words,
        "datePublished": notice.at.isoformat(),
        "author": {"@type": "NewsMediaOrganization", "name": masthead.newsroom},
    }


def _thing(told: Summary, masthead: Masthead) -> dict[str, Any]:
    return {"@type": "Thing", "name": told.product_name, "url": masthead.address(places.topic(told.product))}


def _products(edition: Edition) -> list[str]:
    products = [id.partition(":")[2].split("/")[3] for claim in edition.report["claims"] for id in claim["facts"]]
    return [product for product in dict.fromkeys(products) if product in trade_card().products]


def _dataset(product: str) -> dict[str, Any]:
    card = trade_card()
    member = card.products[product]
    return {
        "@type": "Dataset",
        "name": f"{card.name}: {member.name}" + (f" ({member.code})" if member.code else ""),
        "url": card.office_url,
        "creator": {"@type": "GovernmentOrganization", "name": card.office},
    }


def _cited(reference: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "@type": "CreativeWork",
        "name": reference["title"],
        "publisher": {"@type": "Organization", "name": reference["publisher"]},
    }
    if address := uri_of(reference["url"]):
        found["url"] = address
    if reference["printed_at"]:
        found["datePublished"] = reference["printed_at"]
    return found


def _claim(
    n: int,
    claim: Mapping[str, Any],
    story: PublicStory,
    evidence: Mapping[str, Mapping[str, Any]],
    masthead: Masthead,
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"{file_address(story, masthead, CLAIMS_FILE)}#claim-{n}",
        "text": claim["quote"],
        "appearance": {"@id": story_urn(story.id)},
        "claimInterpreter": {"@type": "NewsMediaOrganization", "name": masthead.newsroom},
        "creativeWorkStatus": claim["verdict"],
        "abstract": claim["reason"],
    }
    if behind := [{"@id": fact_urn(fact)} for fact in claim["facts"] if fact in evidence]:
        found["isBasedOn"] = behind
    return found


def fact_urn(fact: str) -> str:
    """Return the id of a fact in the graph: the same wherever the fact is told."""
    return urn("fact", fact)


def _observation(laid: Mapping[str, Any], where: str) -> dict[str, Any]:
    cell = Cell.parse(laid["about"])
    found: dict[str, Any] = {
        "@type": "Observation",
        "@id": fact_urn(laid["id"]),
        "identifier": laid["id"],
        "name": f"{laid['value_text']} ({laid['interval_text']})",
        "value": laid["value"],
        "unitText": laid["unit"],
        "observationDate": str(cell.period.last_month),
        "observationPeriod": f"P{cell.period.months}M",
        "variableMeasured": {
            "@type": "StatisticalVariable",
            "name": laid["definition"],
            "measuredProperty": {"@type": "Property", "name": laid["metric"]},
        },
        "measurementTechnique": f"Worked out from figures printed by {laid['as_of']}; figures and SQL are in {where}",
    }
    if place := place_name(cell.partner):
        found["observationAbout"] = {"@type": "Place", "name": place}
    ends = {"minValue": laid["lo"], "maxValue": laid["hi"]}
    return found | {name: end for name, end in ends.items() if end is not None}
