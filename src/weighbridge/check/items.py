"""The words of a sentence, typed: amounts, periods, members of the card, words of change and comparison, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.check.numerals import Numerals
from weighbridge.check.timing import period_at
from weighbridge.check.tokens import Token
from weighbridge.check.vocabulary import Vocabulary

_NUMBER_TAGS = frozenset(
    {"cardinal", "ordinal", "parts", "multiples", "magnitudes", "units", "currency", "hedge", "percent", "points"}
)
_OWN = frozenset(
    {"month", "relative", "span", "hedge_after", *_NUMBER_TAGS}
)  # used by the builders below, no tags of their own unless said


@dataclass(frozen=True, slots=True)
class Item:
    """One typed stretch of a sentence: its tag, and what it holds (an Amount, a When, an id).

    `words` is `text[start:end]`, with one space where the text breaks a line.
    """

    tag: str
    start: int
    end: int
    words: str
    value: Any = None

    @property
    def key(self) -> str:
        """The words as they are looked up: lower case, a word or a sign as its token was read."""
        return self.value if self.tag in ("word", "sign") and isinstance(self.value, str) else self.words.casefold()


def items(tokens: Sequence[Token], text: str, vocabulary: Vocabulary, numerals: Numerals) -> list[Item]:
    """Return the items of a sentence in order; every token but a joining hyphen is in exactly one.

    Tags are those of the word lists, and quantity, foreign, percent, points, times, fraction, number, ordinal
    (amounts), period, day (dates), span (a month, a quarter as a noun), sign and word.
    """
    found: list[Item] = []
    i = 0
    while i < len(tokens):
        if _is_hyphen(tokens, i):
            i += 1
            continue
        tag, end, value = _typed(tokens, i, vocabulary, numerals)
        start, stop = tokens[i].start, tokens[end - 1].end
        words = text[start:stop]
        found.append(Item(tag, start, stop, " ".join(words.split()) if "\n" in words else words, value))
        i = end
    return found


def _is_hyphen(tokens: Sequence[Token], i: int) -> bool:
    """Whether it only joins two words: third-highest, month-on-month."""
    joined = tokens[i].key == "-" and tokens[i].glued and 0 < i < len(tokens) - 1 and tokens[i + 1].glued
    return joined and tokens[i - 1].form != "sign" and tokens[i + 1].form != "sign"


def _typed(tokens: Sequence[Token], i: int, vocabulary: Vocabulary, numerals: Numerals) -> tuple[str, int, Any]:
    if _is_plain(tokens, i, vocabulary):
        return "word", i + 1, tokens[i].key
    for read in (_timed, _counted, _known):
        if (typed := read(tokens, i, vocabulary, numerals)) is not None:
            return typed
    token = tokens[i]
    if token.form == "word":
        return "word", i + 1, token.key
    if token.key == "'s":
        return "poss", i + 1, None
    return ("code" if token.form == "code" else "sign"), i + 1, token.key


# Words that are no phrase by themselves and yet begin an amount or a period: the first half, a third, minus 3%.
_MAY_BEGIN = frozenset({
    "the", "its", "this", "their", "last", "opening", "initial", "half", "since", "a", "an", "minus", "plus",
})  # fmt: skip


def _is_plain(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    """Whether a word can begin nothing, which is soon seen of one word in four."""
    token = tokens[i]
    plain = token.form == "word" and token.key not in _MAY_BEGIN and token.key.isalpha()
    return plain and vocabulary.at(tokens, i) is None


Typed = tuple[str, int, Any]


def _timed(tokens: Sequence[Token], i: int, vocabulary: Vocabulary, numerals: Numerals) -> Typed | None:
    found = period_at(tokens, i, vocabulary)
    return None if found is None else (found.tag, found.end, found.when)


def _counted(tokens: Sequence[Token], i: int, vocabulary: Vocabulary, numerals: Numerals) -> Typed | None:
    found = numerals.at(tokens, i)
    return None if found is None else (found.tag, found.end, found.amount)


def _known(tokens: Sequence[Token], i: int, vocabulary: Vocabulary, numerals: Numerals) -> Typed | None:
    found = vocabulary.at(tokens, i)
    if found is None:
        return None
    meaning = found.meaning
    if meaning.tag == "hedge":  # no amount follows: some of these words compare
        again = vocabulary.at(tokens, i, _COMPARING)
        return (again.meaning.tag, again.end, again.meaning.value) if again else None
    if meaning.tag in _OWN and meaning.tag != "span":
        again = vocabulary.at(tokens, i, _NOT_OWN)
        return (again.meaning.tag, again.end, again.meaning.value) if again else None
    return meaning.tag, found.end, meaning.value


_NOT_OWN = frozenset(
    {
        "product", "place", "flow", "against", "rise", "fall", "flat", "multiply", "higher", "lower", "beats",
        "trails", "most", "least", "gives", "takes",
        "moves", "together", "record", "high", "low", "straight", "run", "share", "accounts", "majority",
        "whole", "figure", "stop",
        "that", "its", "it", "members", "forecast", "outside", "each", "averaged", "nothing", "neutral",
        "span", "all_of", "leads", "next", "equal", "happened", "excluding", "gap", "rest", "negation",
        "left_out",
    }
)  # fmt: skip
_COMPARING = _NOT_OWN
