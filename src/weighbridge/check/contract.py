"""A report as the JSON document others rely on, its counts, and where a folder's results go."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weighbridge.check.claim import Claim, Finding
    from weighbridge.check.report import Report

COUNTED = ("SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD")


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as one JSON document; offsets are characters of the `title` and `text` beside them."""
    document = report.document
    return {
        "id": document.id,
        "dateline": document.dateline.isoformat() if document.dateline else None,
        "as_of": report.as_of.isoformat(),
        "horizon": str(report.horizon) if report.horizon else None,
        "title": document.title,
        "text": document.text,
        "coverage": coverage(report.claims),
        "claims": [_claim(claim) for claim in report.claims],
        "findings": [_finding(finding) for finding in report.findings],
    }


def coverage(claims: tuple[Claim, ...]) -> dict[str, int]:
    """Return how many claims there are and how many got each verdict."""
    counted = Counter(str(claim.verdict) for claim in claims)
    return {"claims": len(claims)} | {verdict.lower(): counted[verdict] for verdict in COUNTED}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "in": claim.where,
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "kind": str(claim.kind),
        "verdict": str(claim.verdict),
        "reason": claim.reason,
        "suggestion": claim.suggestion,
        "facts": list(claim.facts),
        "caveats": list(claim.caveats),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {"kind": finding.kind, "start": finding.start, "end": finding.end, "reason": finding.reason}


def file_name(id: str) -> str:
    """Return the name of the results file of a document, with no character a file system or a path could trip over.

    >>> file_name("dev-01"), file_name("../../etc/passwd"), file_name("...")
    ('dev-01.json', 'etc-passwd.json', 'article.json')
    """
    safe = re.sub(r"[^\w.\-]+", "-", id).strip("-.")[:120]
    return f"{safe or 'article'}.json"
