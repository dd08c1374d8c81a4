"""References of a text: cited and not listed, listed and not cited, and pages that were there before their figure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from weighbridge.check.claim import Finding
from weighbridge.check.lines import Passage
from weighbridge.check.passages import Parts, addresses, day_of_source
from weighbridge.facts import day_text
from weighbridge.model import MONTH_NAMES, Period

_AHEAD = re.compile(
    r"\b(?:forecast|expect|predict|project|will|would|plan|target|until|by the end|outlook|deadline|due)\w*\b",
    re.IGNORECASE,
)
_MONTH = "|".join(MONTH_NAMES)
_NAMED_PERIOD = re.compile(
    rf"\b(?P<month>{_MONTH})(?:\s+of)?\s+(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<half>first|second)\s+half\s+of\s+(?P<hyear>(?:19|20)\d\d)\b"
    r"|\b(?P<quarter>first|second|third|fourth)\s+quarter\s+of\s+(?P<qyear>(?:19|20)\d\d)\b"
    rf"|(?<=\w\s)(?P<bare>{_MONTH})\b(?!\s+\d{{1,2}}\b)"
)
_COUNT = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def uncited_references(parts: Parts) -> Iterator[Finding]:
    """Yield the entries of the list of references that nothing in the text cites."""
    listed = parts.references
    if not listed.to_be_cited:
        return
    cited = {number for number, _ in parts.cited}
    for entry in listed.entries:
        if entry.number not in cited:
            reason = f"Reference {entry.number} is listed, and nothing in the text cites it."
            yield Finding("uncited_reference", entry.at.start, entry.at.end, reason)


def missing_references(parts: Parts) -> Iterator[Finding]:
    """Yield each number that is cited and not listed, where it is cited first."""
    listed = {entry.number for entry in parts.references.entries}
    told: set[int] = set()
    for number, at in parts.cited:
        if number not in listed and number not in told:
            told.add(number)
            what = "no such reference is listed" if listed else "the text lists no references"
            yield Finding("missing_reference", at.start, at.end, f"[{number}] is cited, and {what}.")


def sources_too_early(parts: Parts) -> Iterator[Finding]:
    """Yield each citation behind a figure of a period whose page was there before the period had ended."""
    days = {entry.number: entry.day for entry in parts.references.entries}
    for sentence in parts.sentences:
        words = sentence.words
        if "[" not in words and "http" not in words and parts.document.text[sentence.end : sentence.end + 1] != "[":
            continue
        if not any(c.isdigit() for c in words) or _AHEAD.search(words):
            continue
        ends = list(_period_ends(words, parts.document.dateline))
        if not ends:
            continue
        first = bisect_left(parts.cited, sentence.start, key=lambda c: c[1].start)
        last = bisect_left(parts.cited, sentence.end + 3, key=lambda c: c[1].start)
        for number, at in parts.cited[first:last]:
            if day := days.get(number):
                yield from _early(at, f"reference {number}", day, ends)
        for address in addresses(words):
            if day := day_of_source(address):
                start = sentence.start + words.index(address)
                yield from _early(Passage(start, start + len(address), address), "the page cited", day, ends)


def _early(at: Passage, what: str, day: date, ends: Sequence[date]) -> Iterator[Finding]:
    if all(day <= end for end in ends):
        told = f"{what[0].upper()}{what[1:]} is of {day_text(day)}"
        reason = f"{told}, before the period it is cited for had ended ({day_text(min(ends))})."
        yield Finding("source_too_early", at.start, at.end, reason)


def _period_ends(words: str, dateline: date | None) -> Iterator[date]:
    """Yield the last day of each period a sentence names; a month without a year is the last before the dateline."""
    for found in _NAMED_PERIOD.finditer(words):
        if re.search(r"\d{1,2}(?:st|nd|rd|th)?\s+$", words[max(0, found.start() - 8) : found.start()]):
            continue  # 4 April 2025 is a day, not a period
        if found["month"]:
            last = Period.month(int(found["year"]), MONTH_NAMES.index(found["month"]) + 1)
        elif found["half"]:
            last = Period.month(int(found["hyear"]), 6 * _COUNT[found["half"]])
        elif found["quarter"]:
            last = Period.month(int(found["qyear"]), 3 * _COUNT[found["quarter"]])
        elif dateline:
            month = MONTH_NAMES.index(found["bare"]) + 1
            last = Period.month(dateline.year - (month >= dateline.month), month)
        else:
            continue
        yield last.shift(1).first_day() - timedelta(days=1)
