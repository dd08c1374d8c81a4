"""The page of a checked text: its words with the claims marked, the evidence beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from weighbridge.pages.sheet import environment, sheet

# verdict: class, shape, word
LOOK: Mapping[str, tuple[str, str, str]] = {
    "SUPPORTED": ("supported", "✓", "holds"),
    "CONTRADICTED": ("contradicted", "✗", "wrong"),
    "NOT_IN_DATA": ("not_in_data", "○", "not in the data"),
    "NOT_UNDERSTOOD": ("not_understood", "?", "not understood"),
}


def render_check(
    result: Mapping[str, Any], *, seen: str, behind: str = "", evidence: Mapping[str, Mapping[str, Any]] | None = None
) -> str:
    """Return the whole HTML page of a checked text: no other file, no other host, no script needed to read it.

    `result` is the JSON document of a report, `seen` says why it was read from that day, `behind` what must be said
    first, and `evidence` holds value, definition, caveats and sources of the facts the claims name, by fact id.
    """
    claims = [_view(n, claim, evidence or {}) for n, claim in enumerate(result["claims"], 1)]
    counts = result["coverage"]
    coverage = [(css, shape, word, counts[css]) for css, shape, word in LOOK.values()]
    return (
        environment()
        .get_template("check.html.j2")
        .render(
            result=result,
            name=result["title"] or result["id"],
            counted=", ".join([f"{counts['claims']} claims found", *(f"{n} {word}" for _, _, word, n in coverage)]),
            coverage=coverage,
            seen=seen,
            behind=behind,
            title=list(_rows(result["title"], [c for c in claims if c["in"] == "title"])),
            text=list(_rows(result["text"], [c for c in claims if c["in"] == "text"])),
            findings=[{**f, "quote": _short(result["text"][f["start"] : f["end"]])} for f in result["findings"]],
            **sheet("style.css", "check.css"),
        )
    )


def _view(n: int, claim: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    css, shape, word = LOOK[claim["verdict"]]
    behind = [(fact, evidence[fact]) for fact in claim["facts"] if fact in evidence]
    return {**claim, "n": n, "css": css, "shape": shape, "word": word, "evidence": behind}


def _rows(words: str, claims: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each paragraph as marked pieces, with the claims that begin in it."""
    at, ordered, next_claim = 0, sorted(claims, key=lambda c: (c["start"], -c["end"])), 0
    for line in words.splitlines(keepends=True):
        start, at = at, at + len(line)
        inside = []
        while next_claim < len(ordered) and ordered[next_claim]["start"] < at:
            inside.append(ordered[next_claim])
            next_claim += 1
        if line.strip():
            yield {"pieces": list(_pieces(line.rstrip(), start, inside)), "notes": inside}


def _pieces(line: str, offset: int, claims: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the pieces of a paragraph, each with the claims over it and the claims that end with it."""
    spans = [(max(0, c["start"] - offset), min(len(line), c["end"] - offset), c) for c in claims]
    edges = sorted({0, len(line), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    for start, end in pairwise(edges):
        yield {
            "text": line[start:end],
            "claims": [c for s, e, c in spans if s <= start and end <= e],
            "ending": [c for s, e, c in spans if e == end],
        }


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= 90 else one[:87].rsplit(" ", 1)[0] + " …"
