"""Numbers in words, as they are spoken: three thousand one hundred and eighty-eight, half a million, a dozen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from weighbridge.check.tokens import Token
from weighbridge.check.vocabulary import Vocabulary

_CARDINAL = frozenset({"cardinal"})
_MAGNITUDE = frozenset({"magnitudes"})
_HUNDRED, _SCALES = 100.0, frozenset({"hundred", "thousand", "million"})
_SHORT_MAGNITUDES = frozenset({"m", "k"})


class Number(NamedTuple):
    """A number read: its value, the worth of its last digit, the token after it, and its digits if it has any."""

    value: float
    step: float
    end: int
    text: str = ""
    worded: bool = False


def spoken(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Number | None:
    """Return the number in words at token `i`: twenty-one, two hundred, a dozen, half a million, two and a half."""
    keys = [t.key for t in tokens[i : i + 4]]
    if keys[:2] == ["half", "a"] and len(keys) > 2 and (scale := vocabulary.at(tokens, i + 2, _MAGNITUDE)):
        return Number(0.5 * scale.meaning.value, 0.1 * scale.meaning.value, scale.end, worded=True)
    if keys[:1] in (["a"], ["an"]):
        scale = vocabulary.at(tokens, i + 1, _MAGNITUDE | _CARDINAL) if i + 1 < len(tokens) else None
        if scale is None or scale.meaning.value < 12 or tokens[i + 1].key in _SHORT_MAGNITUDES:
            return None
        return Number(float(scale.meaning.value), float(scale.meaning.value) / 10, scale.end, worded=True)
    first = vocabulary.at(tokens, i, _CARDINAL)
    if first is None:
        return None
    if (spelt := _spelt_out(tokens, i, vocabulary)) is not None:
        return spelt
    value, end = float(first.meaning.value), first.end
    if value >= 20 and end + 1 < len(tokens) and tokens[end].key == "-":
        unit = vocabulary.at(tokens, end + 1, _CARDINAL)
        if unit and 1 <= unit.meaning.value <= 9:
            value, end = value + unit.meaning.value, unit.end
    if [t.key for t in tokens[end : end + 3]] == ["and", "a", "half"]:
        return Number(value + 0.5, 0.5, end + 3, worded=True)
    return Number(value, 1.0, end, worded=True)


def _spelt_out(tokens: Sequence[Token], i: int, vocabulary: Vocabulary) -> Number | None:
    """Three thousand one hundred and eighty-eight: hundreds and thousands with what follows them."""
    total, part, at, scales = 0.0, 0.0, i, 0
    while at < len(tokens):
        joined = tokens[at].key in ("and", "-") and at > i
        word = vocabulary.at(tokens, at + joined, _CARDINAL | _MAGNITUDE) if at + joined < len(tokens) else None
        if word is None or (joined and not scales and tokens[at].key == "and"):
            break
        value = float(word.meaning.value)
        if value >= _HUNDRED and tokens[at + joined].key in _SCALES:
            part = (part or 1.0) * value
            scales += 1
            if value > _HUNDRED:
                total, part = total + part, 0.0
        elif part % _HUNDRED == 0 or (part % 10 == 0 and value < 10 and part % _HUNDRED >= 20):
            part += value
        else:
            break
        at = word.end
    whole = scales > 1 or (scales == 1 and at > i and tokens[at - 1].key not in _SCALES)
    return Number(total + part, 1.0, at, worded=True) if whole else None
