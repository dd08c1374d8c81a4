"""All the phrases a reader of one dataset knows: the words of the language, and the names of the card's members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from weighbridge.card import Card
from weighbridge.check.tokens import Token, Tokens
from weighbridge.words import Meaning, Phrases, meanings

# Of two phrases as long as each other the tag that stands first here wins.
_ORDER = (
    "product", "whole", "place", "flow", "relative", "against", "month", "rise", "fall", "flat", "multiply",
    "beats", "trails", "higher", "lower", "most", "least",
    "gives", "takes", "moves", "together", "record", "high", "low", "straight", "run", "share", "accounts",
    "majority", "figure",
    "stop", "that", "its", "it", "members", "forecast", "outside", "each", "averaged", "nothing", "all_of",
    "leads", "next", "equal", "happened", "excluding", "rest", "gap", "left_out", "negation", "neutral",
)  # fmt: skip
# Tags of the words that amounts and periods are made of.
AMOUNTS_AND_PERIODS = frozenset({
    "month", "relative", "span", "hedge_after", "cardinal", "ordinal", "parts", "multiples", "multiply", "magnitudes",
    "units", "currency", "hedge", "percent", "points",
})  # fmt: skip
_RANK = {tag: n for n, tag in enumerate(_ORDER)}


class Found(NamedTuple):
    """A phrase of the vocabulary in a row of tokens: `tokens[i:end]` means `meaning`."""

    end: int
    meaning: Meaning


@dataclass(frozen=True)
class Vocabulary:
    """The phrases of a language and a card."""

    phrases: Phrases

    @cached_property
    def _by_second(self) -> dict[str, dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]]:
        """The phrases by their first and then their second word, '' for phrases of one."""
        found: dict[str, dict[str, tuple[tuple[tuple[str, ...], Meaning], ...]]] = {}
        for first, entries in self.phrases.by_first.items():
            for words, meaning in entries:
                there = found.setdefault(first, {})
                second = words[1] if len(words) > 1 else ""
                there[second] = (*there.get(second, ()), (words, meaning))
        return found

    def at(self, tokens: Sequence[Token], i: int, tags: frozenset[str] | None = None) -> Found | None:
        """Return the longest phrase that begins at token `i` (of one of the tags, where given), None without one."""
        assert isinstance(tokens, Tokens)  # only `tokens` makes them
        found = tokens.found
        if found is None:
            begins = self._by_second
            found = tokens.found = [self._all_at(tokens, n) if t.key in begins else () for n, t in enumerate(tokens)]
        if i < len(found):
            for one in found[i]:
                if tags is None or one.meaning.tag in tags:
                    return one  # type: ignore[no-any-return]
        return None

    def _all_at(self, tokens: Sequence[Token], i: int) -> tuple[Found, ...]:
        """Return every phrase that begins at token `i`, the longest first, of two as long that of the earlier tag.

        Of two of one tag the one that is spelt just so: Mt is not mt.
        """
        by_second = self._by_second[tokens[i].key]
        entries = by_second.get("", ())
        if i + 1 < len(tokens):
            second = tokens[i + 1]
            entries += by_second.get(second.key, ())
            if second.key == "-" and second.glued and i + 2 < len(tokens):  # a hyphen that joins two words
                entries += by_second.get(tokens[i + 2].key, ())
        if not entries:
            return ()
        found = []
        for words, meaning in entries:
            end = i + 1 if len(words) == 1 else _match(tokens, i, words)
            if end is not None and not (meaning.exact and not _spelt(tokens[i:end], meaning.exact)):
                found.append(Found(end, meaning))
        if len(found) > 1:
            found.sort(key=lambda f: (-f.end, _rank(f.meaning), not f.meaning.exact))
        return tuple(found)


def _rank(meaning: Meaning) -> int:
    return _RANK.get(meaning.tag, len(_ORDER))


def _match(tokens: Sequence[Token], i: int, words: tuple[str, ...]) -> int | None:
    for word in words:
        if i < len(tokens) and tokens[i].key == "-" and word != "-" and i and tokens[i].glued:
            i += 1
        if i >= len(tokens) or tokens[i].key != word:
            return None
        i += 1
    return i


def _spelt(tokens: Sequence[Token], exact: str) -> bool:
    return " ".join(t.words for t in tokens).replace(".", "") == exact.replace(".", "")


def vocabulary(card: Card) -> Vocabulary:
    """Return the vocabulary of a card, in English."""
    return Vocabulary(Phrases.of(_split_possessives([*meanings(), *_members(card)])))


def _split_possessives(entries: Iterable[tuple[str, Meaning]]) -> Iterator[tuple[str, Meaning]]:
    """A possessive 's is a token of its own."""
    for text, meaning in entries:
        yield text.replace("'s", " 's"), meaning


def _members(card: Card) -> Iterator[tuple[str, Meaning]]:
    for product in card.products.values():
        for name in (product.name, *product.names):
            yield name, Meaning("product", product.id)
    for place in card.places.values():
        for name in (place.name, *place.names):
            yield _as_spelt(name), Meaning("place", place.id)
            if name.endswith(("an", "i")) and " " not in name:
                yield f"{name}s", Meaning("place", place.id)  # Germans, Saudis
    movement = card.movement
    for flow, words in movement.named.items():
        yield from ((word, Meaning("flow", flow)) for word in words)
    yield from ((word, Meaning("moves")) for word in movement.nouns)
    yield from ((word, Meaning("gives")) for word in movement.gives)
    yield from ((word, Meaning("takes")) for word in movement.takes)


def _as_spelt(name: str) -> str:
    """Short names in capitals count only so: US is a country, us is not."""
    bare = name.removeprefix("the ").replace(".", "")
    return f"!{name}" if bare.isupper() and len(bare) <= 3 else name
