"""What a reader will see of a story, as one JSON value that can be edited, hashed and checked cold.

    title, text       the words; paragraphs stand apart by an empty line, a line that begins with "## " is a heading
    dateline, as_of   the day it is written, and whose data it tells of
    charts, references, tickers, key_dates, how_made, disclosure, product, product_name, period, focus, flow

The spans a drafter kept are left behind on purpose: from here on a figure is what the words say it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from weighbridge.check import Document
from weighbridge.errors import InputError

LARGEST_TITLE = 300
LARGEST_TEXT = 200_000  # characters of a text worked on at the desk; a long article has 10,000
CARRIED = (
    "dateline", "as_of", "product", "product_name", "period", "focus", "flow", "charts", "references", "tickers",
    "key_dates", "how_made", "disclosure", "events",
)  # fmt: skip
DISCLOSURES = {
    "reviewed": "Drafted by machine from official data; every claim reviewed and approved by {people}.",
    "edited": "Drafted by machine from official data; edited by {people} without a review of every claim.",
    "none": "Drafted by machine from official data; no editor has reviewed it.",
}


def of_story(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a drafted story, from its `as_dict`."""
    carried = {key: document[key] for key in CARRIED}
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
    title, text = " ".join(title.split()), _in_order(text)
    if not text:
        raise InputError("the text is empty; a story says something")
    if len(text) > LARGEST_TEXT:
        raise InputError(f"the text has {len(text):,} characters; up to {LARGEST_TEXT:,} are worked on at the desk")
    if len(title) > LARGEST_TITLE:
        raise InputError(f"the title has {len(title):,} characters; up to {LARGEST_TITLE:,} are read")
    return {**content, "title": title, "text": text}


def _in_order(text: str) -> str:
    """Return the text as it is kept: no control characters, no lone surrogates, no ends of lines left ragged."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or (c.isprintable() or c.isspace()))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def document_of(id: str, content: Mapping[str, Any]) -> Document:
    """Return the words of a content as the checker reads them, its references after the text.

    Offsets of what the checker finds are those of the content's own title and text.
    """
    day = content.get("dateline")
    listed = [
        f"[{r['n']}] {r['publisher']}: {r['title']}{', ' + r['printed_at'] if r['printed_at'] else ''}. {r['url']}"
        for r in content.get("references", ())
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
