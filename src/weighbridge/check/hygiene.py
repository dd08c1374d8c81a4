"""What is untidy in a text, apart from whether its figures hold.

Every rule is general and careful: it speaks only where the words alone settle the matter, because one false alarm costs
more trust than one miss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice

from weighbridge.check.claim import Finding
from weighbridge.check.document import Document
from weighbridge.check.lines import Passage
from weighbridge.check.passages import Parts, any_of, hygiene_words
from weighbridge.check.sourcing import missing_references, sources_too_early, uncited_references
from weighbridge.check.tickers import LIST, TICKER, lone_tickers
from weighbridge.model import MONTH_NAMES
from weighbridge.sources import Company, listed_companies

_MONTH = "|".join(MONTH_NAMES)
_MOST = 20  # findings of one kind; a text with more has one problem, not many


def findings(
    document: Document, *, companies: Sequence[Company] | None = None, parts: Parts | None = None
) -> tuple[Finding, ...]:
    """Return what is untidy in a text, in the order of the text; offsets are characters of its `text`.

    `companies` are those whose tickers are known, by default the listed companies that ship with the package;
    `parts` is the document taken apart, where that has been done already.
    """
    parts = parts or Parts(document)
    found: list[Finding] = []
    known = listed_companies() if companies is None else companies
    for told in (*(rule(parts) for rule in _RULES), lone_tickers(parts, known)):
        found += islice(told, _MOST)
    return tuple(sorted(found, key=lambda f: (f.start, f.end, f.kind)))


# ---- the same words twice, the title in the body -------------------------------------------------------------------


def _repeated(parts: Parts) -> Iterator[Finding]:
    """A passage that stands twice: one sentence of some length, or several in a row."""
    first: dict[str, Passage] = {}
    run: list[Passage] = []
    for sentence in parts.sentences:
        plain = _plain(sentence.words)
        if len(plain) >= (20 if run else 40) and plain in first:
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


def _glued_title(parts: Parts) -> Iterator[Finding]:
    """The title run into a paragraph, or a headline run into the dateline after it."""
    title = _plain(parts.document.title)
    if len(title.split()) >= 4:
        for paragraph in parts.paragraphs:
            words = _plain(paragraph.words)
            at = words.find(title)
            if at >= 0 and len(words) > len(title) + 15 and not _quoted(paragraph.words, parts.document.title):
                where = _locate(paragraph, parts.document.title)
                yield Finding(
                    "glued_title",
                    where.start,
                    where.end,
                    f"The title stands inside the text: “{_short(parts.document.title)}”",
                )
                return
    for paragraph in parts.paragraphs[:3]:
        glued = _HEADLINE_THEN_DATELINE.match(paragraph.words) or _run_together(paragraph.words, parts.document.text)
        if glued and len(glued[1].split()) >= 4:
            start, end = paragraph.start, paragraph.start + glued.end(1)
            what = "the dateline after it" if glued.re is _HEADLINE_THEN_DATELINE else "the sentence after it"
            yield Finding("glued_title", start, end, f"A headline has run into {what}: “{_short(glued[1])}”")
            return


_HEADLINE_THEN_DATELINE = re.compile(
    r"([A-Z][^.!?()\n]{20,160}?[a-z0-9%'’])\s?(?=[A-Z]{4,}(?:[/ ][A-Z]{4,})*,\s+(?:"
    + "|".join(name[:3] for name in MONTH_NAMES)
    + r")[a-z]*\.?\s+\d{1,2}\b)"
)
_RUN_TOGETHER = re.compile(r"([A-Z][^.!?()\n]{20,160}?(?<![\w'’-])[a-z]{3,})(?=([A-Z][a-z]{2,})\b)")


def _run_together(words: str, text: str) -> re.Match[str] | None:
    """Return where a paragraph begins with a headline and the next word has no space before it: arriveChina.

    The second half must be a word of the text elsewhere, or it would be a name written so.
    """
    found = _RUN_TOGETHER.match(words)
    return found if found and re.search(rf"(?<!\w){found[2]}(?!\w)", text) else None


def _locate(paragraph: Passage, title: str) -> Passage:
    words = [re.escape(word) for word in re.findall(r"\w+", title)]
    found = re.search(r"\W*?".join(words), paragraph.words, re.IGNORECASE)
    if not found:
        return paragraph
    return Passage(paragraph.start + found.start(), paragraph.start + found.end(), found[0])


def _quoted(words: str, title: str) -> bool:
    """Whether somebody quotes the title on purpose."""
    return any(f"{a}{title.strip()}{b}" in words for a, b in ("“”", '""', "‘’", "''"))


# ---- disclosure -----------------------------------------------------------------------------------------------------


def _undisclosed(parts: Parts) -> Iterator[Finding]:
    words, text = hygiene_words()["disclosure"], parts.document.text
    if not _finder("disclosure", "made").search(text):
        listed, advice = LIST.search(text), _finder("disclosure", "advice").search(text)
        if (
            listed and (TICKER.search(text) or re.search(r"\b[A-Z]{1,5}\b", text[listed.end() - 1 : listed.end() + 40]))
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


def _not_introduced(parts: Parts) -> Iterator[Finding]:
    table = hygiene_words()["introduced"]
    first = _finder("introduced", "by").search(f"{parts.document.title}\n{parts.document.text}")
    things = "|".join(table["things"])
    bare = re.compile(rf"\b[Tt]h(?:e|is|at) (?P<thing>{things})\b(?!['’-])")
    said = bare.search(parts.document.text)
    if not first or not said:
        return
    shift = len(parts.document.title) + 1
    if first.start() < said.start("thing") + shift:
        return  # the title or an earlier sentence has spoken of it
    after = parts.document.text[said.end() : said.end() + 30].strip()
    following = re.match(r"[\w-]+", after)
    if following and following[0].casefold() in table["which"]:
        return
    reason = f"“{said[0]}” is spoken of as known, and nothing before says which {said['thing']} is meant."
    yield Finding("never_introduced", said.start(), said.end(), reason)


def _unsourced_cause(parts: Parts) -> Iterator[Finding]:
    cause, sources, effects = _finder("cause", "phrases"), _finder("cause", "sources"), _finder("cause", "effects")
    timetable = any_of(hygiene_words()["cause"]["timetable"])
    for sentence in parts.sentences:
        found = cause.search(sentence.words)
        if not found or sources.search(sentence.words) or _says_who(sentence, parts):
            continue
        if found[0].casefold().startswith("due") and timetable.match(sentence.words[found.end() :].lstrip()):
            continue
        if not effects.search(sentence.words):
            continue
        start, end = sentence.start + found.start(), sentence.start + found.end()
        yield Finding(
            "unsourced_cause", start, end, f"A cause is given (“{found[0]} …”) and nobody is named who says so."
        )


def _says_who(sentence: Passage, parts: Parts) -> bool:
    """Whether the words are quoted, asked or carry a reference."""
    after = parts.document.text[sentence.end : sentence.end + 2].lstrip()
    return any(mark in sentence.words for mark in '“”"[?') or "http" in sentence.words or after.startswith("[")


def _undated(parts: Parts) -> Iterator[Finding]:
    if parts.document.dateline:
        return
    found = [m for s in parts.sentences for m in _relative_days(s)]
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
    """Return the words alone: no punctuation, no capitals, no numbers of references."""
    return " ".join(re.findall(r"\w+", re.sub(r"\[\d{1,2}(?:[,;–-]\s?\d{1,2})*\]", " ", words).casefold()))


def _short(words: str) -> str:
    return words if len(words) <= 70 else words[:67].rsplit(" ", 1)[0] + " …"


_RULES: tuple[Callable[[Parts], Iterator[Finding]], ...] = (
    _repeated,
    _glued_title,
    uncited_references,
    missing_references,
    sources_too_early,
    _undisclosed,
    _not_introduced,
    _unsourced_cause,
    _undated,
)
