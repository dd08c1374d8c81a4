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
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

from weighbridge.check.items import Item
from weighbridge.check.needing import ATOM, Needing, Needs
from weighbridge.errors import InternalError

_BLANK = "\ue000"
_FIRST_TAG, _FIRST_WORD = 0xE100, 0xF000


class Match(NamedTuple):
    """A pattern found: the form it says, the items `start` to `end`, and the range of items each role covers."""

    says: str
    start: int
    end: int
    roles: Mapping[str, tuple[int, int]]
    rank: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: the form it says, the groups of its roles, and what a sentence must hold for it to fit."""

    says: str
    finds: re.Pattern[str]
    groups: tuple[tuple[str, int], ...]
    needs: Needs


@dataclass(frozen=True)
class Grammar:
    """All patterns of a language, in order."""

    patterns: tuple[Pattern, ...]
    tags: Mapping[str, str]
    words: Mapping[str, str]

    @cached_property
    def _by_sign(self) -> dict[str, set[int]]:
        """The places of the patterns that need a sign, or one of several of which it is one, by that sign."""
        found: dict[str, set[int]] = {}
        for rank, pattern in enumerate(self.patterns):
            for sign in pattern.needs[0]:
                found.setdefault(sign, set()).add(rank)
        return found

    def coded(self, items: Sequence[Item]) -> str:
        """Return a sentence in code, two characters an item."""
        tags, words = self.tags, self.words
        return "".join(tags.get(item.tag, tags["word"]) + words.get(item.key, _BLANK) for item in items)

    def matches(self, items: Sequence[Item]) -> Iterator[Match]:
        """Yield every place where a pattern fits, pattern by pattern, left to right."""
        code = self.coded(items)
        signs = frozenset(code)
        absent = signs.isdisjoint
        for rank in sorted(set().union(*map(self._by_sign.__getitem__, signs & self._by_sign.keys()))):
            pattern = self.patterns[rank]
            if any(map(absent, pattern.needs)):
                continue
            for found in pattern.finds.finditer(code):
                spans = found.regs
                roles = {
                    role: (spans[group][0] // 2, spans[group][1] // 2)
                    for role, group in pattern.groups
                    if spans[group][0] >= 0
                }
                yield Match(pattern.says, found.start() // 2, found.end() // 2, roles, rank)


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
        self.needing = Needing(self.macros, self._tag, self._word)

    def grammar(self) -> Grammar:
        self._tag("word")
        stop = self.raw["noun_phrase"]
        ends = [
            *map(self._tag_class, stop["tags"]),
            *map(self._word_class, stop["words"]),
            self._expression(stop["before"]),
        ]
        self.barrier = f"(?!{'|'.join(ends)})"
        patterns = tuple(map(self._compiled, self.raw["patterns"]))
        return Grammar(patterns, dict(self.tags), dict(self.words))

    def _compiled(self, entry: Mapping[str, Any]) -> Pattern:
        expression = self._expression(entry["pattern"])
        try:
            finds = re.compile(expression, re.DOTALL)
        except re.error as error:
            raise InternalError(f"the pattern {entry['pattern']!r} cannot be read: {error}") from error
        groups = tuple((role.partition("__")[0], group) for role, group in finds.groupindex.items())
        return Pattern(entry["says"], finds, groups, self.needing.needs(entry["pattern"]))

    def _expression(self, text: str, seen: Counter[str] | None = None) -> str:
        out: list[str] = []
        seen = Counter() if seen is None else seen
        at = 0
        while at < len(text):
            found = ATOM.match(text, at)
            if found is None:
                raise InternalError(f"the pattern {text!r} has something strange at {text[at : at + 12]!r}")
            out.append(self._atom(found, seen))
            at = found.end()
        return "".join(out)

    def _atom(self, found: re.Match[str], seen: Counter[str]) -> str:
        role, _, _, macro, word, tag, mark = found.groups()
        whole = found[0]
        if role:
            seen[role] += 1  # a role may stand in several branches of one pattern, and in its macros
            return f"(?P<{role}__{seen[role]}>"
        if whole == "}":
            return ")"
        if found[2]:
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

    def _word(self, word: str) -> str:
        return self.words.setdefault(word, chr(_FIRST_WORD + len(self.words)))

    def _tag_class(self, name: str) -> str:
        return f"(?:{self._tag(name)}.)"

    def _word_class(self, word: str) -> str:
        return f"(?:.{self._word(word)})"
