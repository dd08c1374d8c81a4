"""The words of a sentence, typed: amounts, periods, members of the card, words of change and comparison, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from weighbridge.check.numerals import SIGNS, Numerals
from weighbridge.check.timing import period_at
from weighbridge.check.tokens import Token
from weighbridge.check.vocabulary import AMOUNTS_AND_PERIODS, Vocabulary

_OWN = AMOUNTS_AND_PERIODS - {"multiply"}  # used by the builders below, no tags of their own unless said


class Item(NamedTuple):
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
    token = tokens[i]
    if token.form == "word" and token.key not in _BEGINS and token.key.isalpha():
        found = vocabulary.at(tokens, i)
        if found is None:
            return "word", i + 1, token.key  # as most are
        if vocabulary.at(tokens, i, _AMOUNTS_OR_PERIODS) is None:
            return found.meaning.tag, found.end, found.meaning.value
    if opens_period(tokens, i, vocabulary):
        dated = period_at(tokens, i, vocabulary)
        if dated is not None:
            return dated.tag, dated.end, dated.when
    if opens_amount(tokens, i, vocabulary):
        counted = numerals.at(tokens, i)
        if counted is not None:
            return counted.tag, counted.end, counted.amount
    if (known := _known(tokens, i, vocabulary)) is not None:
        return known
    if token.form == "word":
        return "word", i + 1, token.key
    if token.key == "'s":
        return "poss", i + 1, None
    return ("code" if token.form == "code" else "sign"), i + 1, token.key


# What may begin a period or an amount though it is no phrase by itself: the first half, a third, minus 3%.
_ARTICLES = frozenset({"the", "its", "this", "their"})
_BEGINS_PERIODS = frozenset({
    "over", "last", "past", "latest", "preceding", "opening", "initial", "half", "quarter", "year", "since",
})  # fmt: skip
_BEGINS_AMOUNTS = frozenset({"half", "halves", "minus", "plus", "between", "every", *SIGNS})
_BEGINS = _ARTICLES | _BEGINS_PERIODS | _BEGINS_AMOUNTS | {"a", "an"}
_PERIODS = frozenset({"month", "relative", "ordinal", "cardinal"})
_AMOUNTS = AMOUNTS_AND_PERIODS - {"month", "relative", "span"}
_AMOUNTS_OR_PERIODS = AMOUNTS_AND_PERIODS - {"span"}

Typed = tuple[str, int, Any]


def opens_period(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    """Return whether a period or a day may begin at token `i`, which is soon seen."""
    if tokens[i].key not in _ARTICLES:
        return _opens_period(tokens, i, vocabulary)
    following = i + 1 < len(tokens) and _opens_period(tokens, i + 1, vocabulary)
    return following or vocabulary.at(tokens, i, _PERIODS) is not None


def _opens_period(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    token = tokens[i]
    if token.form == "number":
        return len(token.words) <= 4  # a day, a year, so many months, the 3rd
    return token.key in _BEGINS_PERIODS or _is_mixed(token) or vocabulary.at(tokens, i, _PERIODS) is not None


def opens_amount(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> bool:
    """Return whether an amount may begin at token `i`."""
    token = tokens[i]
    if token.key in ("a", "an"):
        after = i + 2 if i + 2 < len(tokens) and tokens[i + 1].key == "-" else i + 1
        if after < len(tokens) and vocabulary.at(tokens, after, _AMOUNTS) is not None:
            return True
    elif token.form == "number" or token.key in _BEGINS_AMOUNTS or _is_mixed(token):
        return True
    return vocabulary.at(tokens, i, _AMOUNTS) is not None


def _is_mixed(token: Token) -> bool:
    """Whether it has letters and digits, or is a code: Q2, 2025-06."""
    return token.form == "code" or (token.form == "word" and not token.key.isalpha())


def _known(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Typed | None:
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
