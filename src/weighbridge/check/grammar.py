"""The patterns of the language, compiled: which stretches of a sentence state what.

A typed sentence is coded with two characters an item, one for its tag and one for its word where some pattern quotes
that word. A pattern becomes a regular expression over these, so that finding all of them costs little.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from weighbridge.check.items import Item
from weighbridge.errors import InternalError

_ATOM = re.compile(r"\{(\w+):|\{\d*,\d*\}|\}|<(\w+)>|'([^']+)'|([a-z_]+)|(\(\?!|[()|?*+^$])|\s+")
_BLANK = "\ue000"
_FIRST_TAG, _FIRST_WORD = 0xE100, 0xF000


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found: the form it says, the items `start` to `end`, and the range of items each role covers."""

    says: str
    start: int
    end: int
    roles: Mapping[str, tuple[int, int]]
    rank: int


@dataclass(frozen=True)
class Grammar:
    """All patterns of a language, in order."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    tags: Mapping[str, str]
    words: Mapping[str, str]

    def coded(self, items: Sequence[Item]) -> str:
        """Return a sentence in code, two characters an item."""
        tags, words = self.tags, self.words
        return "".join(tags.get(item.tag, tags["word"]) + words.get(item.key, _BLANK) for item in items)

    def matches(self, items: Sequence[Item]) -> Iterator[Match]:
        """Yield every place where a pattern fits, pattern by pattern, left to right."""
        code = self.coded(items)
        for rank, (says, pattern) in enumerate(self.patterns):
            for found in pattern.finditer(code):
                roles = {
                    role.partition("__")[0]: (first // 2, last // 2)
                    for role, group in pattern.groupindex.items()
                    for first, last in (found.span(group),)
                    if first >= 0
                }
                yield Match(says, found.start() // 2, found.end() // 2, roles, rank)


@cache
def grammar(language: str = "en") -> Grammar:
    """Return the compiled patterns of a language."""
    raw = tomllib.loads(files("weighbridge.words").joinpath(language, "patterns.toml").read_text(encoding="utf-8"))
    return _Compiler(raw).grammar()


class _Compiler:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.macros = raw["macros"]
        self.tags: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.barrier = ""

    def grammar(self) -> Grammar:
        self._tag("word")
        stop = self.raw["noun_phrase"]
        ends = [
            *map(self._tag_class, stop["tags"]),
            *map(self._word_class, stop["words"]),
            self._expression(stop["before"]),
        ]
        self.barrier = f"(?!{'|'.join(ends)})"
        patterns = tuple((p["says"], self._compiled(p)) for p in self.raw["patterns"])
        return Grammar(patterns, dict(self.tags), dict(self.words))

    def _compiled(self, entry: Mapping[str, Any]) -> re.Pattern[str]:
        try:
            return re.compile(self._expression(entry["pattern"]), re.DOTALL)
        except re.error as error:
            raise InternalError(f"the pattern {entry['pattern']!r} cannot be read: {error}") from error

    def _expression(self, text: str, seen: Counter[str] | None = None) -> str:
        out: list[str] = []
        seen = Counter() if seen is None else seen
        at = 0
        while at < len(text):
            found = _ATOM.match(text, at)
            if found is None:
                raise InternalError(f"the pattern {text!r} has something strange at {text[at : at + 12]!r}")
            out.append(self._atom(found, seen))
            at = found.end()
        return "".join(out)

    def _atom(self, found: re.Match[str], seen: Counter[str]) -> str:
        role, macro, word, tag, mark = found.groups()
        whole = found[0]
        if role:
            seen[role] += 1  # a role may stand in several branches of one pattern, and in its macros
            return f"(?P<{role}__{seen[role]}>"
        if whole == "}":
            return ")"
        if whole.startswith("{"):
            return whole
        if macro:
            return self._noun_phrase() if macro == "np" else f"(?:{self._expression(self.macros[macro], seen)})"
        if word:
            return self._word_class(word)
        if tag:
            return self._tag_class(tag)
        return "(?:" if mark == "(" else (mark or "")

    def _noun_phrase(self) -> str:
        """One more item of a noun phrase."""
        goes_on = f"{self._word_class('and')}(?={self._expression(self.macros['np_and'])})"
        clause = self._expression(self.macros["np_clause"])
        return f"(?:{clause}|{self.barrier}..|{goes_on})"

    def _tag(self, name: str) -> str:
        return self.tags.setdefault(name, chr(_FIRST_TAG + len(self.tags)))

    def _tag_class(self, name: str) -> str:
        return f"(?:{self._tag(name)}.)"

    def _word_class(self, word: str) -> str:
        return f"(?:.{self.words.setdefault(word, chr(_FIRST_WORD + len(self.words)))})"
