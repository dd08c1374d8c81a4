"""Sentences typed, with the patterns that count in them; those read before are not read anew.

What a sentence's words are and what they state depends on nothing but themselves: an editor who checks a draft again,
or a folder of articles that quote each other, has most of it read already.
"""

from __future__ import annotations

from weighbridge.card import Card
from weighbridge.check.grammar import Grammar
from weighbridge.check.items import Item, items
from weighbridge.check.lines import Passage
from weighbridge.check.names import with_longer_names
from weighbridge.check.numerals import Numerals
from weighbridge.check.selecting import Sentence, select
from weighbridge.check.tokens import tokens
from weighbridge.check.vocabulary import Vocabulary

_MOST_REMEMBERED = 2000  # sentences, some ten megabytes
_BEFORE, _AFTER = 6, 25  # characters around a sentence that may decide whether a point ends a word
_SPEAKS = frozenset(
    {
        "quantity", "percent", "points", "fraction", "times", "multiply", "foreign", "number", "rise", "fall", "flat",
        "most", "least", "high", "low", "straight", "higher", "lower", "beats", "trails", "majority", "all_of",
        "nothing", "share", "record", "leads", "equal", "ordinal",
    }
)  # fmt: skip

_Key = tuple[str, int, int, str]


class TypedSentences:
    """Types the sentences of texts with the words of a language and the names of a card."""

    def __init__(self, card: Card, vocabulary: Vocabulary, grammar: Grammar) -> None:
        self.vocabulary, self.grammar = vocabulary, grammar
        self.numerals = Numerals(card, vocabulary)
        self._known: dict[_Key, tuple[int, Sentence]] = {}

    def items(self, text: str, start: int = 0, end: int | None = None) -> list[Item]:
        """Return the items of `text[start:end]`."""
        return items(tokens(text, start, end), text, self.vocabulary, self.numerals)

    def sentence(self, passage: Passage, text: str, where: str) -> Sentence:
        """Return a sentence of a title or text with the patterns that count in it."""
        first = max(0, passage.start - _BEFORE)
        around = text[first : passage.end + _AFTER]
        key = (where, passage.start - first, passage.end - passage.start, around)
        known = self._known.get(key)
        if known is None:
            known = passage.start, self._typed(passage, text, where)
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return _moved(known[1], passage.start - known[0])

    def _typed(self, passage: Passage, text: str, where: str) -> Sentence:
        found = with_longer_names(self.items(text, passage.start, passage.end), text)
        if any(i.tag in _SPEAKS for i in found):
            return select(found, self.grammar, where)
        return Sentence(tuple(found), (), frozenset(), where)


def _moved(sentence: Sentence, by: int) -> Sentence:
    """Return the same sentence so many characters further on."""
    if not by:
        return sentence
    there = tuple(Item(tag, start + by, end + by, words, value) for tag, start, end, words, value in sentence.items)
    return Sentence(there, sentence.matches, sentence.context, sentence.where)
