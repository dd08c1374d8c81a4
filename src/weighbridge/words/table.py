"""The word table of a language, read once into frozen values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import inf
from typing import Any

from weighbridge.errors import UnknownNameError
from weighbridge.model import Interval


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What a unit is called after one and after many, its short form, and the most decimals shown, by size."""

    one: str
    many: str
    short: str
    places: tuple[tuple[float, int], ...]

    def most_places(self, value: float) -> int:
        """Return the most decimals house style shows for a number of that size."""
        return next(places for start, places in self.places if abs(value) >= start)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge before a number: how far below and above the number the true value may lie.

    Each side is (share of the number, units of its last digit); the larger of the two counts.
    """

    word: str
    also: tuple[str, ...]
    below: tuple[float, float]
    above: tuple[float, float]

    def allows(self, value: float, unit: float) -> Interval:
        """Return all true values that the hedge before `value`, shown to a last digit worth `unit`, allows."""
        size = abs(value)
        return Interval(value - _reach(self.below, size, unit), value + _reach(self.above, size, unit))


def _reach(side: tuple[float, float], size: float, unit: float) -> float:
    share, units = side
    return inf if share == inf else max(share * size, units * unit)


@dataclass(frozen=True, slots=True)
class Relation:
    """A word of change: its forms (past, headline present, noun), direction, and which percent changes it may mean."""

    past: str
    now: str
    noun: str
    direction: str
    allowed: Interval
    strength: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A ratio or a share in words, and what it may stand for."""

    phrase: str
    allowed: Interval


@dataclass(frozen=True, slots=True)
class Language:
    """All the words of a language."""

    numbers: Mapping[str, Any]
    periods: Mapping[str, Any]
    units: Mapping[str, UnitWords]
    hedges: tuple[Hedge, ...]
    relations: tuple[Relation, ...]
    ratios: tuple[Phrase, ...]
    fractions: tuple[Phrase, ...]

    def unit(self, id: str) -> UnitWords:
        """Return the words of a unit; raises UnknownNameError with near misses."""
        if id not in self.units:
            raise UnknownNameError("unit", id, self.units)
        return self.units[id]

    def hedge(self, word: str) -> Hedge:
        """Return the hedge of that word, or that other word for it; raises UnknownNameError with near misses."""
        for hedge in self.hedges:
            if word == hedge.word or word in hedge.also:
                return hedge
        raise UnknownNameError("hedge", word, [h.word for h in self.hedges])


@cache
def english() -> Language:
    """Return the English word table.

    >>> english().hedge("almost").allows(20.0, 1.0)
    Interval(lo=19.0, hi=20.0)
    """
    raw = tomllib.loads(files("weighbridge.words").joinpath("english.toml").read_text(encoding="utf-8"))
    return Language(
        raw["numbers"],
        raw["periods"],
        {id: _unit(entry) for id, entry in raw["units"].items()},
        tuple(Hedge(h["word"], tuple(h["also"]), _side(h["below"]), _side(h["above"])) for h in raw["hedges"]),
        tuple(_relation(r) for r in raw["relations"]),
        tuple(_phrase(p) for p in raw["ratios"]),
        tuple(_phrase(p) for p in raw["fractions"]),
    )


def _unit(entry: dict[str, Any]) -> UnitWords:
    places = tuple((row["from"], row["places"]) for row in entry["places"])
    return UnitWords(entry["one"], entry["many"], entry["short"], places)


def _side(entry: dict[str, float]) -> tuple[float, float]:
    return entry["share"], entry["units"]


def _relation(entry: dict[str, Any]) -> Relation:
    words = entry["words"]
    allowed = Interval(entry["least"], entry["most"])
    return Relation(words["past"], words["now"], words["noun"], entry["direction"], allowed, entry["strength"])


def _phrase(entry: dict[str, Any]) -> Phrase:
    return Phrase(entry["phrase"], Interval(entry["least"], entry["most"]))
