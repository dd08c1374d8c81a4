"""What is untidy in a text, apart from whether its figures hold.

Every rule is general and careful: it speaks only where the words alone settle the matter, because one false alarm costs
more trust than one miss.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property

from weighbridge.check.claim import Finding

from weighbridge.check.document import Document
from weighbridge.check.passages import (
    Passage,
    References,
    addresses,
    any_of,
    citations,
    day_of_source,
    hygiene_words,
    paragraphs,
    references,
    sentences,
)
from weighbridge.model import MONTH_NAMES, Period

_MOST = 20  # findings of one kind; a text with more has one problem, not many


@dataclass(frozen=True)
class _Read:
    """A document taken apart once for all rules."""

    document: Document
    companies: Mapping[str, str]

    @cached_property
    def references(self) -> References:
        return references(self.document.text)

    @cached_property
    def paragraphs(self) -> tuple[Passage, ...]:
        return tuple(paragraphs(self.document.text))

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """The sentences of the body, without the list of references and without rows of tables."""
        end = self.references.start
        body = (p for p in self.paragraphs if p.start < end and not p.words.startswith("|"))
        return tuple(s for p in body for s in sentences(p))

    @cached_property
    def cited(self) -> tuple[tuple[int, Passage], ...]:
        return tuple(citations(self.document.text, self.references.start))


def findings(document: Document, *, companies: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Return what is untidy in a text, in the order of the text; offsets are characters of its `text`.

    `companies` maps ticker symbols to the company they stand for, as far as somebody knows.
    """
    read = _Read(document, companies or {})
    found: list[Finding] = []
    for rule in _RULES:
        for n, finding in enumerate(rule(read)):
            if n == _MOST:
                break
            found.append(finding)
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.kind)))


# ---- the same words twice, the title in the body -------------------------------------------------------------------


def _repeated(read: _Read) -> Iterator[Finding]:
    """A passage that stands twice: one sentence of some length, or several in a row."""
    first: dict[str, Passage] = {}
    run: list[Passage] = []
    for sentence in read.sentences:
        plain = _plain(sentence.words)
        if len(plain) >= (20 if run else 50) and plain in first:
            run.append(sentence)
            continue
        if run:
            yield _twice(run)
            run = []
        first.setdefault(plain, sentence)
    if run:
        yield _twice(run)


def _twice(run: Sequence[Passage]) -> Finding:
    start, end = run[0].start, run[-1].end
    what = "This sentence stands" if len(run) == 1 else f"These {len(run)} sentences stand"
    return Finding("repeated_passage", start, end, f"{what} a second time: “{_short(run[0].words)}”")


def _glued_title(read: _Read) -> Iterator[Finding]:
    """The title run into a paragraph, or a headline run into the dateline after it."""
    title = _plain(read.document.title)
    if len(title.split()) >= 4:
        for paragraph in read.paragraphs:
            words = _plain(paragraph.words)
            at = words.find(title)
            if at >= 0 and len(words) > len(title) + 15 and not _quoted(paragraph.words, read.document.title):
                where = _locate(paragraph, read.document.title)
                yield Finding(
                    "glued_title",
                    where.start,
                    where.end,
                    f"The title stands inside the text: “{_short(read.document.title)}”",
                )
                return
    for paragraph in read.paragraphs[:3]:
        if (glued := _HEADLINE_THEN_DATELINE.match(paragraph.words)) and len(glued[1].split()) >= 4:
            end = paragraph.start + glued.end(1)
            yield Finding(
                "glued_title",
                paragraph.start,
                end,
                f"A headline has run into the dateline after it: “{_short(glued[1])}”",
            )
            return


_HEADLINE_THEN_DATELINE = re.compile(
    r"([A-Z][^.!?()\n]{20,160}?[a-z0-9%'’])\s?(?=[A-Z]{4,}(?:[/ ][A-Z]{4,})*,\s+(?:"
    + "|".join(name[:3] for name in MONTH_NAMES)
    + r")[a-z]*\.?\s+\d{1,2}\b)"
)


def _locate(paragraph: Passage, title: str) -> Passage:
    words = [re.escape(word) for word in re.findall(r"\w+", title)]
    found = re.search(r"\W*?".join(words), paragraph.words, re.IGNORECASE)
    if not found:
        return paragraph
    return Passage(paragraph.start + found.start(), paragraph.start + found.end(), found[0])


def _quoted(words: str, title: str) -> bool:
    """Whether somebody quotes the title on purpose."""
    return any(f"{a}{title.strip()}{b}" in words for a, b in ("“”", '""', "‘’", "''"))


# ---- references and sources ----------------------------------------------------------------------------------------


def _uncited(read: _Read) -> Iterator[Finding]:
    listed = read.references
    cited = {number for number, _ in read.cited}
    if not listed.to_be_cited or not (cited or any("[" in entry.at.words[:2] for entry in listed.entries)):
        return
    for entry in listed.entries:
        if entry.number not in cited:
            yield Finding(
                "uncited_reference",
                entry.at.start,
                entry.at.end,
                f"Reference {entry.number} is listed, and nothing in the text cites it.",
            )


def _missing(read: _Read) -> Iterator[Finding]:
    listed = {entry.number for entry in read.references.entries}
    told: set[int] = set()
    for number, at in read.cited:
        if number not in listed and number not in told:
            told.add(number)
            what = "no such reference is listed" if listed else "the text lists no references"
            yield Finding("missing_reference", at.start, at.end, f"[{number}] is cited, and {what}.")


def _too_early(read: _Read) -> Iterator[Finding]:
    """A sentence with a figure of a period whose cited page was there before the period had ended."""
    days = {entry.number: entry.day for entry in read.references.entries}
    for sentence in read.sentences:
        if not any(c.isdigit() for c in sentence.words) or _AHEAD.search(sentence.words):
            continue
        ends = list(_period_ends(sentence.words))
        if not ends:
            continue
        first = bisect_left(read.cited, sentence.start, key=lambda c: c[1].start)
        last = bisect_left(read.cited, sentence.end + 3, key=lambda c: c[1].start)
        for number, at in read.cited[first:last]:
            if day := days.get(number):
                yield from _early(at, f"reference {number}", day, ends)
        for address in addresses(sentence.words):
            if day := day_of_source(address):
                start = sentence.start + sentence.words.index(address)
                yield from _early(Passage(start, start + len(address), address), "the page cited", day, ends)


def _early(at: Passage, what: str, day: date, ends: Sequence[date]) -> Iterator[Finding]:
    if all(day <= end for end in ends):
        reason = f"{what[0].upper()}{what[1:]} is of {_day(day)}, before the period it is cited for had ended ({_day(min(ends))})."
        yield Finding("source_too_early", at.start, at.end, reason)


_AHEAD = re.compile(
    r"\b(?:forecast|expect|predict|project|will|would|plan|target|until|by the end|outlook|deadline|due)\w*\b",
    re.IGNORECASE,
)
_MONTH = "|".join(MONTH_NAMES)
_NAMED_PERIOD = re.compile(
    rf"\b(?P<month>{_MONTH})(?:\s+of)?\s+(?P<year>(?:19|20)\d\d)\b|\b(?P<half>first|second)\s+half\s+of\s+(?P<hyear>(?:19|20)\d\d)\b"
    r"|\b(?P<quarter>first|second|third|fourth)\s+quarter\s+of\s+(?P<qyear>(?:19|20)\d\d)\b"
)
_COUNT = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _period_ends(words: str) -> Iterator[date]:
    for found in _NAMED_PERIOD.finditer(words):
        if found["month"]:
            if re.search(r"\d{1,2}(?:st|nd|rd|th)?\s+$", words[max(0, found.start() - 8) : found.start()]):
                continue  # 4 April 2025 is a day, not a period
            last = Period.month(int(found["year"]), MONTH_NAMES.index(found["month"]) + 1)
        elif found["half"]:
            last = Period.month(int(found["hyear"]), 6 * _COUNT[found["half"]])
        else:
            last = Period.month(int(found["qyear"]), 3 * _COUNT[found["quarter"]])
        yield last.shift(1).first_day() - timedelta(days=1)


def _day(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


# ---- tickers and disclosure ----------------------------------------------------------------------------------------

_EXCHANGE = r"(?:NYSE(?:\s?(?:American|Arca))?|NASDAQ|Nasdaq|AMEX|LSE|LON|ASX|TSX|TSXV|TSE|TYO|HKEX|HKG|HKSE|SSE|SZSE|SHA|SHE|SHSE|XETRA|ETR|FRA|EPA|AIM|KRX|BSE|NSE|OTC(?:MKTS|QX|QB)?)"
_TICKER = re.compile(
    rf"\((?P<a>(?P<exchange>{_EXCHANGE}):\s?(?P<symbol>[A-Z0-9]{{1,6}}(?:\.[A-Z]{{1,3}})?))\)"
    r"|[(<\[](?P<code>(?:[A-Z]{1,5}|\d{4,6})\.(?:N|O|K|SS|SZ|SH|HK|T|KS|KQ|AX|L|DE|PA|TO|V|MI|AS|SW|ST|OL|HE|TW|BO|NS|PK|OB))[)>\]]"
    r"|(?<![\w$])\$(?P<cash>[A-Z]{1,5})(?![\w.]|\s?\d)"
)
_TICKER_LIST = re.compile(
    r"^\W{0,3}(?:tickers?|stocks?|symbols?|companies mentioned|shares)(?:\s+(?:mentioned|named|in this story))?\W{0,3}:\s*\S",
    re.IGNORECASE | re.MULTILINE,
)


def _lone_ticker(read: _Read) -> Iterator[Finding]:
    """A ticker beside no company's name whose letters fit no name in the text, or whose company the text never names."""
    text = f"{read.document.title}\n{read.document.text}"
    names = None
    for found in _TICKER.finditer(read.document.text):
        symbol = found["symbol"] or found["code"] or found["cash"]
        known = read.companies.get(symbol) or read.companies.get(symbol.split(".")[0])
        if known:
            if not re.search(rf"\b{re.escape(known.split()[0])}\b", text):
                yield Finding(
                    "ticker_without_company",
                    found.start(),
                    found.end(),
                    f"{symbol} is the ticker of {known}, which the text does not name.",
                )
            continue
        if re.search(
            r"[A-ZÀ-Þ][\w&’'-]*\.?,?\s*(?:[(<\[][^()<>\[\]]{0,20}[)>\]])?\s*$",
            read.document.text[max(0, found.start() - 60) : found.start()],
        ):
            continue  # it stands right after a name
        names = _names(text) if names is None else names
        letters = re.sub(r"[^A-Z]", "", symbol.split(".")[0])
        if not letters or not any(_fits(letters, name) for name in names):
            yield Finding(
                "ticker_without_company",
                found.start(),
                found.end(),
                f"The ticker {symbol} belongs to no company the text names.",
            )


def _names(text: str) -> frozenset[str]:
    return frozenset(
        name.upper() for name in re.findall(r"\b[A-ZÀ-Þ][\w&’'-]*(?:\s+(?:of\s+)?[A-ZÀ-Þ][\w&’'-]*){0,4}", text)
    )


def _fits(letters: str, name: str) -> bool:
    """Whether the letters of a ticker stand in a name in their order, as those of GM do in General Motors."""
    rest = iter(name)
    return name.upper() != letters and all(letter in rest for letter in letters)


def _undisclosed(read: _Read) -> Iterator[Finding]:
    words, text = hygiene_words()["disclosure"], read.document.text
    if not _finder("disclosure", "made").search(text):
        listed, advice = _TICKER_LIST.search(text), _finder("disclosure", "advice").search(text)
        if (
            listed
            and (_TICKER.search(text) or re.search(r"\b[A-Z]{1,5}\b", text[listed.end() - 1 : listed.end() + 40]))
        ) or advice:
            at = listed or advice
            assert at is not None
            what = "names shares" if listed else "gives advice to investors"
            yield Finding(
                "missing_disclosure",
                at.start(),
                at.end(),
                f"The text {what} and does not say whether those who made it hold any.",
            )
    if (machine := _finder("disclosure", "machine").search(text)) and not any_of(words["person"]).search(text):
        yield Finding(
            "missing_disclosure",
            machine.start(),
            machine.end(),
            "The text says a machine wrote it and not which person checked it.",
        )


# ---- things taken for known ----------------------------------------------------------------------------------------


def _not_introduced(read: _Read) -> Iterator[Finding]:
    table = hygiene_words()["introduced"]
    first = _finder("introduced", "by").search(f"{read.document.title}\n{read.document.text}")
    things = "|".join(table["things"])
    bare = re.compile(rf"\b[Tt]h(?:e|is|at) (?P<thing>{things})\b(?!['’-])")
    said = bare.search(read.document.text)
    if not first or not said:
        return
    shift = len(read.document.title) + 1
    if first.start() < said.start("thing") + shift:
        return  # the title or an earlier sentence has spoken of it
    after = read.document.text[said.end() : said.end() + 30].strip()
    following = re.match(r"[\w-]+", after)
    if following and following[0].casefold() in table["which"]:
        return
    reason = f"“{said[0]}” is spoken of as known, and nothing before says which {said['thing']} is meant."
    yield Finding("never_introduced", said.start(), said.end(), reason)


def _unsourced_cause(read: _Read) -> Iterator[Finding]:
    cause, sources, effects = _finder("cause", "phrases"), _finder("cause", "sources"), _finder("cause", "effects")
    timetable = any_of(hygiene_words()["cause"]["timetable"])
    for sentence in read.sentences:
        found = cause.search(sentence.words)
        if (
            not found
            or sources.search(sentence.words)
            or any(mark in sentence.words for mark in '“”"[?')
            or "http" in sentence.words
        ):
            continue
        if found[0].casefold().startswith("due") and timetable.match(sentence.words[found.end() :].lstrip()):
            continue
        if not effects.search(sentence.words):
            continue
        start, end = sentence.start + found.start(), sentence.start + found.end()
        yield Finding(
            "unsourced_cause", start, end, f"A cause is given (“{found[0]} …”) and nobody is named who says so."
        )


def _undated(read: _Read) -> Iterator[Finding]:
    if read.document.dateline:
        return
    found = [m for s in read.sentences for m in _relative_days(s)]
    if found:
        start, end, words = found[0]
        more = f", and {len(found) - 1} more such words" if len(found) > 1 else ""
        reason = f"“{words}”{more} cannot be dated: the text has no dateline with a year."
        yield Finding("undated", start, end, reason)


def _relative_days(sentence: Passage) -> Iterator[tuple[int, int, str]]:
    for found in _relative().finditer(sentence.words):
        yield sentence.start + found.start(), sentence.start + found.end(), found[0]


@cache
def _relative() -> re.Pattern[str]:
    words = hygiene_words()["relative"]
    days = "|".join(words["weekdays"])
    phrases = any_of(words["phrases"]).pattern
    return re.compile(rf"{phrases}|\b[Oo]n (?:{days})\b(?!,? (?:\d|{_MONTH}))", re.IGNORECASE)


@cache
def _finder(section: str, key: str) -> re.Pattern[str]:
    return any_of(hygiene_words()[section][key])


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _short(words: str) -> str:
    return words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …"


_RULES: tuple[Callable[[_Read], Iterator[Finding]], ...] = (
    _repeated, _glued_title, _uncited, _missing, _too_early, _lone_ticker, _undisclosed, _not_introduced, _unsourced_cause, _undated,
)  # fmt: skip
