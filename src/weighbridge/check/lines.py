"""Lines to paragraphs: what somebody broke for the width of a page is put together, what is a line of its own stays.

A line break inside a paragraph tells of itself: the next word would not have fitted on the line before it. Where the
sentence goes on over such a break the lines are wrapped, and the widest of them is the width of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_NARROWEST = 28  # characters; below this no page is wrapped
_SLACK = 15  # characters; the lines that tell the width of a page may all fall short of it by a word
_SENTENCE_ENDS = re.compile(r"[.!?…:;。！？][\"”’')\]]*(?:\[[\d,; –-]{1,12}\])*$|[”\"]$")
_BULLET = re.compile(r"[-*•·▪‣◦+][ \t]+\S")
_DASH = re.compile(r"[-–—][ \t]+\S")
_NUMBERED = re.compile(r"(\d{1,2})[.)][ \t]+\S")
_LISTED = re.compile(r"\[\^?\d{1,2}\]:?[ \t]+\S")
_LABEL = re.compile(r"[A-Z][^.:;,]{0,39}:\s")
_APART = re.compile(r"[|#>]|={3}|-{3}|\*{3}|_{3}|`{3}|~{3}")
_COLUMNS = re.compile(r"\S(?:\t+|[ \u00a0]{3,})\S")
# No line of its own ends with one of these: a sentence hangs in the air.
_HANGS = re.compile(
    r"(?:,|(?<!\w)(?:the|an?|of|to|in|from|by|and|or|for|with|at|on|than|as|its|their|was|were|is|are|had|has|that|which))$"
)
_RULE = re.compile(r"[-=_*~ .·]{3,}$")


class Passage(NamedTuple):
    """A stretch of the text: `text[start:end]` is `words`, with a space for a line break inside it."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    words: str
    width: int  # with its indent, as somebody sees it

    @property
    def first(self) -> int:
        """How long its first word is."""
        return len(self.words.split(None, 1)[0])

    @property
    def goes_on(self) -> bool:
        """Whether its last sentence has not ended."""
        return not _SENTENCE_ENDS.search(self.words)

    def runs_into(self, after: _Line) -> bool:
        """Whether a sentence surely goes on over the break."""
        return self.goes_on and (after.words[0].islower() or bool(_HANGS.search(self.words)))

    @property
    def stands_apart(self) -> bool:
        """Whether it is a row of a table, a heading with its mark, a rule or a quotation."""
        return bool(_APART.match(self.words) or _COLUMNS.search(self.words) or _RULE.fullmatch(self.words))


def paragraphs(text: str) -> Iterator[Passage]:
    r"""Yield the paragraphs of a text without the white space around them; wrapped lines are one paragraph.

    A blank line, an entry of a list, a row of a table and a heading stay apart, and so does a line with room left.

    >>> wrapped = "Exports of rare-earth magnets rose\nby 157.5% in June.\n\nGermany took 764 t."
    >>> [p.words for p in paragraphs(wrapped)]
    ['Exports of rare-earth magnets rose by 157.5% in June.', 'Germany took 764 t.']
    """
    blocks = list(_blocks(text))
    width = max((w for w in map(_wrapped_at, blocks) if w), default=0)
    for block in blocks:
        yield from _paragraphs_of(block, text, width)


def unwrapped(text: str) -> str:
    r"""Return a text, as long as before, with a space for each line break inside a paragraph: for showing it.

    >>> unwrapped("Exports of rare-earth magnets rose\nby 157.5% in June.\n\nGermany took 764 t.")
    'Exports of rare-earth magnets rose by 157.5% in June.\n\nGermany took 764 t.'
    """
    pieces: list[str] = []
    at = 0
    for passage in paragraphs(text):
        pieces += (text[at : passage.start], passage.words)
        at = passage.end
    return "".join((*pieces, text[at:]))


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Yield the lines between blank lines."""
    block: list[_Line] = []
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            block.append(_Line(at + line.index(words[0]), words, len(line.rstrip())))
        elif block:
            yield block
            block = []
        at += len(line)
    if block:
        yield block


def _wrapped_at(block: Sequence[_Line]) -> int:
    """Return the width at which the lines of a block are wrapped, 0 where none of its sentences tells that they are."""
    widest = max(line.width for line in block)
    if widest < _NARROWEST:
        return 0
    entries = _entries(block)
    for n, (line, after) in enumerate(pairwise(block)):
        apart = line.stands_apart or after.stands_apart or n + 1 in entries
        if not apart and line.runs_into(after) and line.width + 1 + after.first > widest:
            return widest
    return 0


def _entries(block: Sequence[_Line]) -> frozenset[int]:
    """Return which lines begin an entry of a list."""
    found: set[int] = set()
    last_number = 0
    for n, line in enumerate(block):
        before = block[n - 1] if n else None
        in_list = before is None or n - 1 in found or not before.goes_on
        if numbered := _NUMBERED.match(line.words):
            number = int(numbered[1])
            if number == last_number + 1 and (number > 1 or in_list):
                found.add(n)
                last_number = number
        elif _LISTED.match(line.words):
            found.add(n)
        elif _DASH.match(line.words):
            if in_list or any(_DASH.match(block[m].words) for m in found):
                found.add(n)
        elif _BULLET.match(line.words) or (
            _LABEL.match(line.words) and (before is None or in_list or _LABEL.match(before.words))
        ):
            found.add(n)
    return frozenset(found)


def _paragraphs_of(block: Sequence[_Line], text: str, page: int) -> Iterator[Passage]:
    entries = _entries(block)
    own = _wrapped_at(block)
    widest = max(line.width for line in block)
    width = own or (max(page, widest) if page and widest <= page + _SLACK else 0)
    first = 0
    for n in range(1, len(block) + 1):
        if n == len(block) or n in entries or not _is_broken(block[n - 1], block[n], width):
            yield _passage(block[first], block[n - 1], text)
            first = n


def _is_broken(line: _Line, after: _Line, width: int) -> bool:
    """Whether a line break stands in the middle of a paragraph."""
    if line.stands_apart or after.stands_apart:
        return False
    if line.runs_into(after):
        return True
    return bool(width) and line.width + 1 + after.first > width


def _passage(first: _Line, last: _Line, text: str) -> Passage:
    end = last.start + len(last.words)
    words = text[first.start : end]
    return Passage(first.start, end, words if first is last else re.sub(r"\s", " ", words))
