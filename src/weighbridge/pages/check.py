"""The page of a checked text: its words with the claims marked, the evidence beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from weighbridge.pages.sheet import environment, sheet
from weighbridge.pages.verdicts import LOOKS, note_of, shared_caveats


def render_check(
    result: Mapping[str, Any], *, seen: str, behind: str = "", evidence: Mapping[str, Mapping[str, Any]] | None = None
) -> str:
    """Return the whole HTML page of a checked text: no other file, no other host, no script needed to read it.

    `result` is the JSON document of a report, `seen` says why it was read from that day, `behind` what must be said
    first, and `evidence` holds value, definition, caveats and sources of the facts the claims name, by fact id.
    """
    shared = shared_caveats(result["claims"])
    claims = [_view(n, claim, evidence or {}, shared) for n, claim in enumerate(result["claims"], 1)]
    counts = result["coverage"]
    coverage = [
        (look, counts[look.key], look.word if counts[look.key] == 1 else look.several) for look in LOOKS.values()
    ]
    found = f"{counts['claims']} claim{'' if counts['claims'] == 1 else 's'} found"
    return (
        environment()
        .get_template("check.html.j2")
        .render(
            result=result,
            name=result["title"] or result["id"],
            counted=", ".join([found, *(f"{n} {word}" for _, n, word in coverage)]),
            coverage=coverage,
            seen=seen,
            behind=behind,
            wrong=[c for c in claims if c["css"] == "contradicted"],
            shared=[(caveat, [claims[n - 1] for n in numbers]) for caveat, numbers in shared.items()],
            title=list(marked_rows(result["title"], [c for c in claims if c["in"] == "title"])),
            text=list(marked_rows(result["text"], [c for c in claims if c["in"] == "text"])),
            findings=[{**f, "quote": _short(result["text"][f["start"] : f["end"]])} for f in result["findings"]],
            **sheet("style.css", "verdicts.css", "check.css"),
        )
    )


def _view(
    n: int, claim: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]], shared: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    look = LOOKS[claim["verdict"]]
    behind = [(fact, evidence[fact]) for fact in claim["facts"] if fact in evidence]
    return {**note_of(claim, shared), "n": n, "css": look.key, "look": look, "evidence": behind, "href": f"#note-{n}"}


def marked_rows(words: str, claims: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield each line that says something: where it begins and ends, its marked pieces, the claims that begin in it."""
    at, ordered, next_claim = 0, sorted(claims, key=lambda c: (c["start"], -c["end"])), 0
    for line in words.splitlines(keepends=True):
        start, at = at, at + len(line)
        inside = []
        while next_claim < len(ordered) and ordered[next_claim]["start"] < at:
            inside.append(ordered[next_claim])
            next_claim += 1
        if line.strip():
            said = line.rstrip()
            pieces = list(_pieces(said, start, inside))
            yield {"start": start, "end": start + len(said), "pieces": pieces, "notes": inside}


def _pieces(line: str, offset: int, claims: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the pieces of a paragraph: of the claims over each the innermost, the one around it, and those that end."""
    opening: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
    ending: dict[int, list[Mapping[str, Any]]] = {}
    for claim in claims:
        start, end = max(0, claim["start"] - offset), min(len(line), claim["end"] - offset)
        opening.setdefault(start, []).append((end, claim))
        ending.setdefault(end, []).append(claim)
    over: list[tuple[int, Mapping[str, Any]]] = []  # the claims over the piece, each with its end
    for start, end in pairwise(sorted({0, len(line), *opening, *ending})):
        over = [(stop, claim) for stop, claim in over if stop > start] + opening.get(start, [])
        inner = sorted(over, key=lambda one: one[1]["end"] - one[1]["start"])
        yield {
            "text": line[start:end],
            "inner": inner[0][1] if inner else None,
            "outer": inner[1][1] if len(inner) > 1 else None,
            "ending": ending.get(end, []),
        }


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= 90 else one[:87].rsplit(" ", 1)[0] + " …"
