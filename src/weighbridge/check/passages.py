"""A text in its paragraphs, sentences and references, each with its offsets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from weighbridge.check.dateline import days_in

# Possessive and never begun inside a run, so that a megabyte of dots is read once.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?:\[[\d,; –-]{1,12}\])*+(?=\s+[\"“‘'(\[]?[A-Z0-9À-Þ])|[。!?]")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_CITED = re.compile(
    r"(?<!\w)\[(\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*)\](?!\()|(?<=[\w.,;:)\]\"”'’])\[(\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*)\](?!\()"
)
_ENTRY = re.compile(r"^[ \t]*(?:\[(\d{1,2})\]:?|(\d{1,2})[.)])[ \t]+(?=\S)")
_MOST_CITATIONS = 5000
_ADDRESS = re.compile(r"https?://[^\s<>\"”)\]]+")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text: `text[start:end]` is `words`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One listed reference: its number, where it stands, and the day its own words or address state."""

    number: int
    at: Passage
    day: date | None


@dataclass(frozen=True, slots=True)
class References:
    """The list of references at the end of a text: where it starts (the text's length when there is none), its entries,
    and whether its heading or form promise that the text cites them."""

    start: int
    entries: tuple[Reference, ...]
    to_be_cited: bool


@cache
def hygiene_words() -> dict[str, Any]:
    """Return the table of words behind the findings."""
    path = files("weighbridge.words").joinpath("en", "hygiene.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words or phrases, whole, in any case, longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered) + r")(?![\w-])", re.IGNORECASE
    )


def paragraphs(text: str) -> Iterator[Passage]:
    """Yield the lines that hold words, without the white space around them."""
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            start = at + line.index(words[0])
            yield Passage(start, start + len(words), words)
        at += len(line)


def sentences(paragraph: Passage) -> Iterator[Passage]:
    """Yield the sentences of a paragraph; a point after an abbreviation or an initial ends none.

    >>> [s.words for s in sentences(Passage(0, 40, "The U.S. took 3.2 kt. Germany took more."))]
    ['The U.S. took 3.2 kt.', 'Germany took more.']
    """
    start = 0
    for end in _END.finditer(paragraph.words):
        if end[0][0] == "." and _is_abbreviation(paragraph.words[max(start, end.start() - 20) : end.start()]):
            continue
        yield from _stripped(paragraph, start, end.end())
        start = end.end()
    yield from _stripped(paragraph, start, len(paragraph.words))


def _is_abbreviation(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return bool(last) and (last[1] in _abbreviations() or bool(re.fullmatch(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]", last[1])))


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(hygiene_words()["abbreviations"])


def _stripped(paragraph: Passage, start: int, end: int) -> Iterator[Passage]:
    raw = paragraph.words[start:end]
    words = raw.strip()
    if words:
        first = paragraph.start + start + raw.index(words[0])
        yield Passage(first, first + len(words), words)


def references(text: str) -> References:
    """Return the list of references: under a heading such as References, or numbered in brackets at the very end."""
    lines = list(paragraphs(text))
    headings = hygiene_words()["reference_headings"]
    for n, line in reversed(list(enumerate(lines))):
        name = line.words.strip("#*_: ").casefold()
        if name in headings:
            entries = _entries(lines[n + 1 :])
            return References(
                line.start, entries, name in hygiene_words()["cited_headings"] or _bracketed(lines[n + 1 :])
            )
    n = len(lines)
    while n and (entry := _ENTRY.match(lines[n - 1].words)) and entry[1]:
        n -= 1
    if n < len(lines):
        return References(lines[n].start, _entries(lines[n:]), True)
    return References(len(text), (), False)


def _bracketed(lines: Sequence[Passage]) -> bool:
    return any((entry := _ENTRY.match(line.words)) and entry[1] for line in lines)


def _entries(lines: Sequence[Passage]) -> tuple[Reference, ...]:
    found = []
    for line in lines:
        if entry := _ENTRY.match(line.words):
            found.append(Reference(int(entry[1] or entry[2]), line, day_of_source(line.words)))
    return tuple(found)


def citations(text: str, end: int) -> Iterator[tuple[int, Passage]]:
    """Yield each number cited in brackets before `end`, with where it stands."""
    for found in islice(_CITED.finditer(text, 0, end), _MOST_CITATIONS):
        at = Passage(found.start(), found.end(), found[0])
        if not text[max(0, found.start() - 3) : found.start()].rpartition("\n")[2].strip() and (
            found.start() < 3 or "\n" in text[found.start() - 3 : found.start()]
        ):
            continue  # it begins a line: an entry of a list
        if re.match(
            r"\s?(?:%|per\s?cent|percent|tons?\b|tonnes?\b|million|billion|kg\b|years?\b|months?\b)",
            text[found.end() : found.end() + 12],
        ):
            continue  # a number somebody put into a quotation
        for part in re.split(r"\s*[,;]\s*", found[1] or found[2]):
            first, *last = (int(n) for n in re.split(r"\s*[–-]\s*", part))
            for number in range(first, (last[0] if last else first) + 1):
                yield number, at


def addresses(words: str) -> Iterator[str]:
    """Yield the web addresses in some words."""
    for found in _ADDRESS.finditer(words):
        yield found[0].rstrip(".,;")


def day_of_source(words: str) -> date | None:
    """Return the day a reference states, in its address or its words; the latest when it states several.

    >>> day_of_source("Customs, https://a.example/2025/05/20/magnets")
    datetime.date(2025, 5, 20)
    """
    days = []
    rest = words
    for address in addresses(words):
        rest = rest.replace(address, " ")
        for found in _DAY_IN_ADDRESS.finditer(address):
            try:
                days.append(date(int(found[1]), int(found[2]), int(found[3])))
            except ValueError:
                continue
    return max([*days, *days_in(rest)], default=None)
