"""The claim ledger of a story: every claim with its fact, SQL and figures, in one file that anyone can replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weighbridge import __version__
from weighbridge.publish.machine.origin import source_type, story_address, story_urn
from weighbridge.publish.summary import label_of

if TYPE_CHECKING:
    from weighbridge.desk import Edition
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicStory

FORMAT = "weighbridge claims 1"
_TOLD_OF_A_FACT = (
    "metric", "about", "compared_with", "as_of", "definition", "value", "lo", "hi", "unit", "value_text",
    "interval_text", "signed", "caveats", "sql", "figures",
)  # fmt: skip


def claims(
    story: PublicStory,
    edition: Edition,
    evidence: Mapping[str, Mapping[str, Any]],
    figures: Mapping[str, Any],
    masthead: Masthead,
) -> dict[str, Any]:
    """Return the claim ledger of an edition as one JSON document; of a story taken back, only that it was.

    `claims` are in the order of the text, offsets are characters of the title or text of `content`; `facts` are laid
    open by id, `figures` is the table they were worked out from. `approval` has the hashes that people signed: the
    content's, the seal over content and claims, and the line of the audit chain. That of an earlier version has
    `replaced` in its `story`: by which version, when, and what readers were told of it. `evidence` and `figures` are
    what the functions of those names return for the edition.
    """
    published = story.last if story.taken_back else edition.publication
    told: dict[str, Any] = {
        "format": FORMAT,
        "story": {
            "id": story_urn(story.id),
            "address": story_address(story, masthead),
            "newsroom": masthead.newsroom,
            "version": published.version,
            "event": str(published.event),
            "notice": published.notice,
            "published_at": published.published_at.isoformat(),
            "first_published_at": story.first.published_at.isoformat(),
        },
    }
    if story.taken_back:
        return told
    if later := next((p for p in story.shown if p.version > published.version), None):
        told["story"]["replaced"] = {
            "version": later.version,
            "event": str(later.event),
            "notice": later.notice,
            "at": later.published_at.isoformat(),
        }
    content, origin = edition.content, source_type(edition.content, edited=edition.publication.version > 1)
    return told | {
        "approval": {
            "authors": list(edition.authors),
            "approved_by": list(edition.approved_by),
            "label": label_of(edition),
            "digital_source_type": origin.uri if origin else None,
            "content_hash": edition.content_hash,
            "seal": published.sealed,
            "logged": {"n": edition.logged.n, "hash": edition.logged.hash},
        },
        "checked": {
            "as_of": edition.as_of,
            "checked_at": edition.checked_at.isoformat() if edition.checked_at else None,
            "program": f"weighbridge {__version__}",
        },
        "content": dict(content),
        "claims": [_claim(n, claim, edition) for n, claim in enumerate(edition.report["claims"], 1)],
        "facts": {id: _fact(laid) for id, laid in evidence.items()},
        "figures": dict(figures),
    }


def _claim(n: int, claim: Mapping[str, Any], edition: Edition) -> dict[str, Any]:
    key = claim["key"]
    told: dict[str, Any] = {"n": n} | {name: value for name, value in claim.items() if name != "key"}
    if key in edition.sourced:
        told["sourced"] = edition.sourced[key]
    if key in edition.waived:
        told["waived"] = dict(zip(("reason", "by"), edition.waived[key], strict=True))
    return told


def _fact(laid: Mapping[str, Any]) -> dict[str, Any]:
    return {name: laid[name] for name in _TOLD_OF_A_FACT}


def claims_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a claim ledger as it is published: JSON with one claim, fact or figure a line, fit for grep and diff."""
    return f"{_spread(document, 0)}\n".encode()


def _spread(value: Any, depth: int, key: str = "") -> str:
    """Spread the document, its table of facts and its table of figures over lines, and the long lists in them."""
    indent, inner = " " * depth, " " * (depth + 1)
    if isinstance(value, Mapping) and (not depth or (depth == 1 and key in {"facts", "figures"})):
        parts = [f"{inner}{_json(name)}: {_spread(part, depth + 1, name)}" for name, part in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}" if parts else "{}"
    if isinstance(value, list) and value and key in {"claims", "rows"}:
        return "[\n" + ",\n".join(f"{inner}{_json(part)}" for part in value) + f"\n{indent}]"
    return _json(value)


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
