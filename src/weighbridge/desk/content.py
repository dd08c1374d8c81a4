"""What a reader will see of a story, as one JSON value that can be edited, hashed and checked cold.

    title, text       the words; paragraphs stand apart by an empty line, a line that begins with "## " is a heading
    dateline, as_of   the day it is written, and whose data it tells of
    charts, references, tickers, key_dates, how_made, disclosure, product, product_name, period, focus, flow
    worded_by         the language model that chose the words of the draft, where one did

The spans a drafter kept are left behind on purpose: from here on a figure is what the words say it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from weighbridge.check import Document
from weighbridge.desk.canonical import canonical
from weighbridge.desk.typed import in_order, one_line
from weighbridge.errors import InputError

LARGEST_TITLE = 300
LARGEST_TEXT = 200_000  # characters of a text worked on at the desk; a long article has 10,000
LARGEST_CONTENT = 4_000_000  # bytes in canonical form, charts and references included
CARRIED = (
    "dateline", "as_of", "product", "product_name", "period", "focus", "flow", "charts", "references", "tickers",
    "key_dates", "how_made", "disclosure", "events",
)  # fmt: skip
NOT_ALWAYS = ("worded_by",)  # the language model that chose the words of a draft, where one did
REFERENCE = frozenset({"n", "publisher", "title", "printed_at", "url"})
DISCLOSURES = {
    "reviewed": "Drafted by machine from official data; every claim reviewed and approved by {people}.",
    "edited": "Drafted by machine from official data; edited by {people} without a review of every claim.",
    "none": "Drafted by machine from official data; no editor has reviewed it.",
}


def of_story(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a drafted story, from its `as_dict`."""
    carried = {key: document[key] for key in CARRIED} | {key: document[key] for key in NOT_ALWAYS if key in document}
    return {"title": document["headline"]["text"], "text": "\n\n".join(_paragraphs(document)), **carried}


def _paragraphs(document: Mapping[str, Any]) -> Iterator[str]:
    yield _words([document["standfirst"]])
    for section in document["sections"]:
        if section["heading"]:
            yield f"## {section['heading']}"
        yield from (_words(paragraph) for paragraph in section["paragraphs"])
    if document["unknowns"]:
        yield "## What is not known"
        yield from (_words([sentence]) for sentence in document["unknowns"])


def _words(sentences: list[Mapping[str, Any]]) -> str:
    return " ".join(s["text"] + (f" [{', '.join(map(str, s['refs']))}]" if s["refs"] else "") for s in sentences)


def of_outside_text(document: Document) -> dict[str, Any]:
    """Return the content of somebody else's text."""
    day = document.dateline.isoformat() if document.dateline else None
    return edited({"dateline": day}, title=document.title, text=document.text)


def edited(content: Mapping[str, Any], *, title: str, text: str) -> dict[str, Any]:
    """Return the content with other words. Line ends and white space at the ends of lines are put in order.

    Raises InputError for no words at all, and for more than a desk works on.
    """
    title, text = one_line(title), in_order(text)
    if not text:
        raise InputError("the text is empty; a story says something")
    if len(text) > LARGEST_TEXT:
        raise InputError(f"the text has {len(text):,} characters; up to {LARGEST_TEXT:,} are worked on at the desk")
    if len(title) > LARGEST_TITLE:
        raise InputError(f"the title has {len(title):,} characters; up to {LARGEST_TITLE:,} are read")
    return {**content, "title": title, "text": text}


def require_content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a content as it is kept; raises InputError naming what in it is no part of a content, or is misshapen."""
    if strange := sorted(str(key) for key in given if key not in {"title", "text", *CARRIED, *NOT_ALWAYS}):
        raise InputError(f"{strange[0]!r} is no part of a story; its parts are title, text, {', '.join(CARRIED)}")
    for key in ("title", "text"):
        if not isinstance(given.get(key), str):
            raise InputError(f"a story has a {key} in words")
    for key in ("product", "product_name", "period", "focus", "flow", *NOT_ALWAYS):
        if not isinstance(given.get(key) or "", str):
            raise InputError(f"{key} is a name, not {given[key]!r}")
    for key in ("dateline", "as_of"):
        _require_day(key, given.get(key))
    for reference in _require_list("references", given.get("references")):
        if not (isinstance(reference, Mapping) and reference.keys() >= REFERENCE):
            raise InputError(f"a reference has {', '.join(sorted(REFERENCE))}")
    content = edited(given, title=given["title"], text=given["text"])
    if len(canonical(content)) > LARGEST_CONTENT:
        raise InputError(f"the story with its charts is larger than {LARGEST_CONTENT:,} bytes")
    return content


def _require_day(key: str, given: Any) -> None:
    try:
        day = date.fromisoformat(given or "0001-01-01")
    except (TypeError, ValueError):
        day = None
    if day is None or (given and str(day) != given):
        raise InputError(f"{key} is a day as 2025-07-20, not {given!r}")


def _require_list(key: str, given: Any) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise InputError(f"{key} are a list, not {type(given).__name__}")
    return given or []


def document_of(id: str, content: Mapping[str, Any]) -> Document:
    """Return the words of a content as the checker reads them, its references after the text.

    Offsets of what the checker finds are those of the content's own title and text.
    """
    day = content.get("dateline")
    listed = [
        f"[{r['n']}] {r['publisher']}: {r['title']}{', ' + r['printed_at'] if r['printed_at'] else ''}. {r['url']}"
        for r in content.get("references") or ()
    ]
    text = "\n".join([content["text"], "", "## References", "", *listed]) if listed else content["text"]
    return Document(id, content["title"], text, date.fromisoformat(day) if day else None)


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return where each paragraph of a text begins and ends.

    >>> paragraphs("One.\n\nTwo.")
    [(0, 4), (6, 10)]
    """
    found, at = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            found.append((at, at + len(block)))
        at += len(block) + 2
    return found
