"""A text in its paragraphs, sentences and references, each with its offsets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from typing import Any

from weighbridge.check.abbreviations import is_abbreviation
from weighbridge.check.dateline import days_in
from weighbridge.check.document import Document
from weighbridge.check.lines import Passage, paragraphs
from weighbridge.model import Period

# Possessive and never begun inside a run, so that a megabyte of dots is read once.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?:[ ]?\[[\d,; –-]{1,12}\],?)*+(?=\s+[\"“‘'(\[]?[A-Z0-9À-Þ])|[。!?]")
_CITED = re.compile(
    r"(?<!\w)\[(\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*)\](?!\()|(?<=[\w.,;:)\]\"”'’])\[(\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*)\](?!\()"
)
_ENTRY = re.compile(r"^[ \t]*(?:\[(\d{1,2})\]:?|(\d{1,2})[.)])[ \t]+(?=\S)")
_POINT = re.compile(r"^[-*•–][ \t]+(?=\S)")
_MOST_CITATIONS = 5000
LONGEST_SENTENCE = 1200  # characters; nobody writes longer ones, and what is longer is a list or no prose at all
_ADDRESS = re.compile(r"https?://[^\s<>\"”)\]]+")
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[-/](0[1-9]|1[0-2])/(?!\d)")
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Reference:
    """One listed reference: its number, where it stands, and the day its own words or address state."""

    number: int
    at: Passage
    day: date | None


@dataclass(frozen=True, slots=True)
class References:
    """A list of references: `text[start:end]` with its heading, its entries, and whether it is to be cited.

    Without one, start and end are the text's length. A list promises by its heading or form that the text cites it.
    """

    start: int
    end: int
    entries: tuple[Reference, ...]
    to_be_cited: bool

    def holds(self, passage: Passage) -> bool:
        """Whether a passage stands in the list."""
        return self.start <= passage.start < self.end


@dataclass(frozen=True)
class Parts:
    """A document taken apart once, for whoever reads it and for all rules that look for what is untidy."""

    document: Document

    @cached_property
    def references(self) -> References:
        """The list of references at its end."""
        return _references(self.paragraphs, self.document.text)

    @cached_property
    def paragraphs(self) -> tuple[Passage, ...]:
        """The paragraphs: lines that hold words, put together where somebody broke them for the width of a page."""
        return tuple(paragraphs(self.document.text))

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """The sentences of the body, without the list of references and without rows of tables."""
        body = (p for p in self.paragraphs if not self.references.holds(p) and not p.words.startswith("|"))
        return tuple(s for p in body for s in sentences(p))

    @cached_property
    def cited(self) -> tuple[tuple[int, Passage], ...]:
        """The numbers cited in brackets, in order, each with where it stands."""
        listed = self.references
        before = citations(self.document.text, 0, listed.start)
        return (*before, *citations(self.document.text, listed.end, len(self.document.text)))


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


def sentences(paragraph: Passage) -> Iterator[Passage]:
    """Yield the sentences of a paragraph; a point after an abbreviation or an initial ends none.

    What has no end for a thousand characters is cut at a comma or a space, so that a text of any shape is read in a
    time in proportion to its length.

    >>> [s.words for s in sentences(Passage(0, 40, "The U.S. took 3.2 kt. Germany took more."))]
    ['The U.S. took 3.2 kt.', 'Germany took more.']
    """
    start = 0
    for end in _END.finditer(paragraph.words):
        if end[0] == "." and is_abbreviation(
            paragraph.words[max(start, end.start() - 20) : end.start()], paragraph.words[end.end() : end.end() + 24]
        ):
            continue
        yield from _stripped(paragraph, start, end.end())
        start = end.end()
    yield from _stripped(paragraph, start, len(paragraph.words))


def _stripped(paragraph: Passage, start: int, end: int) -> Iterator[Passage]:
    while end - start > LONGEST_SENTENCE:
        window = paragraph.words[start : start + LONGEST_SENTENCE]
        cut = max(window.rfind(mark) for mark in (", ", "; ", ": ")) + 1
        cut = cut if cut > LONGEST_SENTENCE // 2 else window.rfind(" ") + 1
        yield from _trimmed(paragraph, start, start + (cut or LONGEST_SENTENCE))
        start += cut or LONGEST_SENTENCE
    yield from _trimmed(paragraph, start, end)


def _trimmed(paragraph: Passage, start: int, end: int) -> Iterator[Passage]:
    raw = paragraph.words[start:end]
    words = raw.strip()
    if words:
        first = paragraph.start + start + len(raw) - len(raw.lstrip())
        yield Passage(first, first + len(words), words)


def references(text: str) -> References:
    """Return the list of references: under a heading such as References, or numbered in brackets at the very end.

    A heading counts only when what follows it looks like a list of sources: notes in plain sentences are text.
    """
    return _references(tuple(paragraphs(text)), text)


def _references(lines: Sequence[Passage], text: str) -> References:
    headings = hygiene_words()["reference_headings"]
    for n, line in reversed(list(enumerate(lines))):
        name = line.words.strip("#*_: ").casefold()
        if name in headings and (listed := _list_after(lines[n + 1 :])):
            promised = name in hygiene_words()["cited_headings"] or _bracketed(listed)
            return References(line.start, listed[-1].end, _entries(listed), promised)
    n = len(lines)
    while n and (entry := _ENTRY.match(lines[n - 1].words)) and entry[1]:
        n -= 1
    if n < len(lines):
        return References(lines[n].start, lines[-1].end, _entries(lines[n:]), True)
    return References(len(text), len(text), (), False)


def _list_after(lines: Sequence[Passage]) -> Sequence[Passage]:
    """Return the lines at the beginning that list sources: numbered, pointed, dated or with addresses."""
    end = 0
    for n, line in enumerate(lines):
        if _ENTRY.match(line.words) or _POINT.match(line.words) or _ADDRESS.search(line.words) or days_in(line.words):
            end = n + 1
        elif n == 0 or n > end:
            break  # one line that only continues an entry may stand between two
    return lines[:end]


def _bracketed(lines: Sequence[Passage]) -> bool:
    return any((entry := _ENTRY.match(line.words)) and entry[1] for line in lines)


def _entries(lines: Sequence[Passage]) -> tuple[Reference, ...]:
    numbered = ((_ENTRY.match(line.words), line) for line in lines)
    return tuple(Reference(int(n[1] or n[2]), line, day_of_source(line.words)) for n, line in numbered if n)


def citations(text: str, start: int, end: int) -> Iterator[tuple[int, Passage]]:
    """Yield each number cited in brackets in `text[start:end]`, with where it stands."""
    for found in islice(_CITED.finditer(text, start, end), _MOST_CITATIONS):
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

    An address that has only the month of the page stands for the last day of that month.

    >>> day_of_source("Customs, https://a.example/2025/05/20/magnets"), day_of_source("https://a.example/2025/05/magnets")
    (datetime.date(2025, 5, 20), datetime.date(2025, 5, 31))
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
        if not days and (month := _MONTH_IN_ADDRESS.search(address)):
            after = Period.month(int(month[1]), int(month[2])).shift(1)
            days.append(after.first_day() - timedelta(days=1))
    return max([*days, *days_in(rest)], default=None)
