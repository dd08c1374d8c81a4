"""The reader's word lists of a language: what each phrase means to somebody who reads figures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

# sections that are lists of words and become tags of the grammar under their own name
_LISTS = (
    "percent", "points", "rise", "fall", "flat", "higher", "lower", "beats", "trails", "most", "least", "record",
    "high", "low", "straight", "run",
    "share", "accounts", "whole", "together", "each", "averaged", "nothing", "majority", "it", "its", "that",
    "figure", "stop",
    "forecast", "outside", "members", "neutral", "all_of", "leads", "next", "equal", "happened", "excluding",
    "gap", "rest", "negation", "left_out",
)  # fmt: skip
# sections that give each word a value
_VALUES = ("magnitudes", "multiples", "multiply", "units", "parts")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: its tag, and a value where the tag has one; `exact` when only this very spelling counts."""

    tag: str
    value: Any = None
    exact: str = ""


@dataclass(frozen=True)
class Phrases:
    """Phrases by their first word, the longest first: each is its words and what they may mean."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Meaning], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Meaning]]) -> Phrases:
        """Return the table of some phrases; a hyphen counts as a space, a leading `!` asks for the exact spelling."""
        gathered: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for text, meaning in entries:
            spelling = text.removeprefix("!")
            words = tuple(spelling.replace("-", " ").casefold().split()) or (spelling,)
            if spelling in ("-", "−"):
                words = (spelling,)
            exact = spelling if text.startswith("!") else ""
            gathered.setdefault(words[0], []).append(
                (words, Meaning(meaning.tag, meaning.value, exact or meaning.exact))
            )
        return cls({first: tuple(sorted(those, key=lambda e: -len(e[0]))) for first, those in gathered.items()})


@cache
def reader_tables(language: str = "en") -> Mapping[str, Any]:
    """Return the raw tables of a language: lexicon and periods."""
    folder = files("weighbridge.words").joinpath(language)
    lexicon = tomllib.loads(folder.joinpath("lexicon.toml").read_text(encoding="utf-8"))
    return lexicon | {"periods": tomllib.loads(folder.joinpath("periods.toml").read_text(encoding="utf-8"))}


def meanings(language: str = "en") -> Iterable[tuple[str, Meaning]]:
    """Yield every phrase of the word lists with what it means, hedges included.

    >>> ("soared", Meaning("rise")) in list(meanings())
    True
    """
    tables = reader_tables(language)
    for tag in _LISTS:
        yield from ((word, Meaning(tag)) for word in tables[tag]["words"])
    for section in _VALUES:
        yield from ((word, Meaning(section, value)) for word, value in tables[section].items())
    yield from ((word, Meaning("cardinal", value)) for word, value in tables["numbers"].items())
    yield from ((word, Meaning("ordinal", value)) for word, value in tables["ordinals"].items())
    yield from ((sign, Meaning("currency", value)) for sign, value in tables["currency_signs"].items())
    for hedge, words in tables["hedges"].items():
        yield from ((word, Meaning("hedge", hedge)) for word in words)
    for hedge, words in tables["hedges_after"].items():
        yield from ((word, Meaning("hedge_after", hedge)) for word in words)
    periods = tables["periods"]
    yield from ((word, Meaning("month", value)) for word, value in periods["months"].items())
    yield from ((word, Meaning("span", value)) for word, value in periods["spans"].items())
    for kind, words in periods["relative"].items():
        yield from ((word, Meaning("relative", kind)) for word in words)
    for kind, words in periods["against"].items():
        yield from ((word, Meaning("against", kind)) for word in words)
