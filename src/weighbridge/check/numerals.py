"""Amounts found in a row of tokens: 1,238 tonnes, nearly 3.19 kt, 18 to 25 percent, a fifth, half a million."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from weighbridge.card import Card
from weighbridge.check.amounts import Amount, step_of
from weighbridge.check.spoken import Number, spoken
from weighbridge.check.timing import leans_back
from weighbridge.check.tokens import Token, number_of, with_point
from weighbridge.check.vocabulary import Vocabulary
from weighbridge.ledger import UNITS

_HEDGE = frozenset({"hedge"})
_HEDGE_AFTER = frozenset({"hedge_after"})
_UNIT = frozenset({"units"})
_PERCENT = frozenset({"percent"})
_POINTS = frozenset({"points"})
_MAGNITUDE = frozenset({"magnitudes"})
_CARDINAL = frozenset({"cardinal"})
_ORDINAL = frozenset({"ordinal"})
_PART = frozenset({"parts"})
_MULTIPLE = frozenset({"multiples"})
_MULTIPLY = frozenset({"multiply"})
_CURRENCY = frozenset({"currency"})
_SPAN = frozenset({"span"})
_STREAK = frozenset({"straight", "most", "least", "span", "members", "high", "low"})
SIGNS = {"+": 1, "-": -1, "−": -1, "–": -1}
_TURNED = {
    "more than": "less than", "less than": "more than",
    "nearly": "just over", "just under": "just over", "just over": "just under",
    "at least": "at most", "at most": "at least",
}  # fmt: skip
_RANGE = frozenset({"to", "-", "–", "—"})
_RATE = frozenset({"a", "per", "each", "every", "/", "an"})
_FACTOR = frozenset({"times", "x", "×"})
_SHORT_MAGNITUDES = frozenset({"m", "k"})
_LOOSE_HEDGES = frozenset({"exactly", "at most", "at least"})


class Counted(NamedTuple):
    """`tokens[i:end]` is an amount; `tag` says of what sort."""

    tag: str
    end: int
    amount: Amount


_Reads = Callable[[Sequence[Token], int], Counted | None]


@dataclass(frozen=True)
class Numerals:
    """Reads amounts with the units of a card's measures."""

    card: Card
    vocabulary: Vocabulary

    def at(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """Return the amount that begins at token `i`, its hedge and sign included; None without one.

        Tags: quantity (a unit of one of the card's measures), foreign (any other unit), percent, points, times,
        fraction, multiply (doubled, halved), ordinal, number.
        """
        hedge, start = self._hedges(tokens, i)
        if start >= len(tokens) or (hedge and leans_back(tokens, start, self.vocabulary)):
            return None
        found = self._core(tokens, start, hedged=bool(hedge))
        if found is None:
            return None
        if hedge and (found.tag == "ordinal" or (found.tag == "number" and _is_year(tokens[start]))):
            return None
        amount, end = found.amount, found.end
        after = self.vocabulary.at(tokens, end, _HEDGE_AFTER) if end < len(tokens) else None
        if after:
            hedge, end = hedge or str(after.meaning.value), after.end
        if found.tag == "multiply" and amount.value < 1:
            hedge = _TURNED.get(hedge, hedge)  # more than halved: less than a half is left
        return Counted(found.tag, end, amount._replace(hedge=hedge or amount.hedge) if hedge else amount)

    def _hedges(self, tokens: Sequence[Token], i: int) -> tuple[str, int]:
        """The hedge before an amount: of several the last that bounds it counts."""
        hedge, at = "", i
        while at < len(tokens):
            found = self.vocabulary.at(tokens, at, _HEDGE)
            if found is None or tokens[at].key in SIGNS:
                break
            said = str(found.meaning.value)
            hedge = said if not hedge or hedge == "exactly" else hedge if said == "exactly" else said
            at = found.end
        return hedge, at

    @cached_property
    def _of_digits(self) -> tuple[_Reads, ...]:
        return self._multiple, self._fraction, self._measured

    @cached_property
    def _of_words(self) -> tuple[_Reads, ...]:
        return self._verb, self._multiple, self._fraction, self._nth, self._money, self._between, self._measured

    # ---- kinds of amount -------------------------------------------------------------------------------------------

    def _core(self, tokens: Sequence[Token], i: int, *, hedged: bool) -> Counted | None:
        for read in self._of_digits if tokens[i].form == "number" else self._of_words:
            if (found := read(tokens, i)) is not None:
                return found
        return None

    def _verb(self, tokens: Sequence[Token], i: int) -> Counted | None:
        found = self.vocabulary.at(tokens, i, _MULTIPLY)
        if found is None:
            return None
        return Counted("multiply", found.end, Amount(float(found.meaning.value), 1.0, "times", worded=True))

    def _multiple(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """Twice, threefold, three times, 2.6 times, 3x, 7-fold."""
        if (found := self.vocabulary.at(tokens, i, _MULTIPLE)) is not None:
            return Counted("times", found.end, Amount(float(found.meaning.value), 1.0, "times", worded=True))
        number = self._number(tokens, i)
        if number is None:
            return None
        at = number.end
        if at < len(tokens) and tokens[at].key == "-":
            at += 1
        if at < len(tokens) and tokens[at].key in ("fold", "foldly"):
            return Counted("times", at + 1, _times(number))
        if number.end < len(tokens) and tokens[number.end].key in _FACTOR:
            return Counted("times", number.end + 1, _times(number))
        return None

    def _fraction(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """A third, two-thirds, three quarters, half, one in ten, three out of five, one-and-a-half is none."""
        end = i
        if tokens[i].key in ("a", "an"):
            end, top = i + 1, 1.0
        elif (said := self.vocabulary.at(tokens, i, _CARDINAL)) is not None:
            end, top = said.end, float(said.meaning.value)
            if (chance := self._in_so_many(tokens, end, top)) is not None:
                return chance
        elif tokens[i].form == "number" and tokens[i].words.isdigit() and len(tokens[i].words) <= 2:
            return self._in_so_many(tokens, i + 1, float(tokens[i].words)) or self._slashed(tokens, i)
        elif tokens[i].key in ("half", "halves"):
            top = 1.0
        else:
            return None
        if end < len(tokens) and tokens[end].key == "-":
            end += 1
        if end >= len(tokens):
            return None
        bottom = self._parts(tokens, end)
        if bottom is None or self._is_half_a_number(tokens, end, top, bottom[1]):
            return None
        if (
            bottom[0] == 4
            and top == 1
            and bottom[1] < len(tokens)
            and tokens[bottom[1]].key in ("earlier", "ago", "before", "later")
        ):
            return None  # a quarter earlier
        return Counted("fraction", bottom[1], Amount(top / bottom[0] * 100.0, 1.0, "pct", worded=True))

    def _nth(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """Third, 14th; every fifth tonne is a share of a fifth."""
        if tokens[i].key == "every" and i + 1 < len(tokens):
            nth = self.vocabulary.at(tokens, i + 1, _ORDINAL)
            if nth is None or nth.end >= len(tokens) or self.vocabulary.at(tokens, nth.end, _UNIT) is None:
                return None
            return Counted("fraction", nth.end + 1, Amount(100.0 / nth.meaning.value, 1.0, "pct", worded=True))
        found = self.vocabulary.at(tokens, i, _ORDINAL)
        return Counted("ordinal", found.end, Amount(float(found.meaning.value), 1.0, worded=True)) if found else None

    def _parts(self, tokens: Sequence[Token], i: int) -> tuple[float, int] | None:
        if (part := self.vocabulary.at(tokens, i, _PART)) is not None:
            return float(part.meaning.value), part.end
        part = self.vocabulary.at(tokens, i, _ORDINAL)
        if part is None or part.meaning.value < 3:
            return None
        after = self._skip_dash(tokens, part.end)
        if after < len(tokens) and self.vocabulary.at(tokens, after, _STREAK) is not None:
            return None  # a third straight month, a third month running, the fifth largest
        return float(part.meaning.value), part.end

    def _is_half_a_number(self, tokens: Sequence[Token], i: int, top: float, end: int) -> bool:
        """Whether `half` here halves a number (half a million), or a part of a year (a half year)."""
        if tokens[i].key != "half":
            return False
        following = [t.key for t in tokens[end : end + 3]]
        return (
            (following[:1] == ["a"] and following[1:2] in (["million"], ["billion"], ["dozen"], ["thousand"]))
            or following[:2] == ["-", "year"]
            or following[:1] == ["year"]
            or following[:2] == ["-", "way"]
        )

    def _in_so_many(self, tokens: Sequence[Token], i: int, top: float) -> Counted | None:
        if (
            i + 1 < len(tokens)
            and tokens[i].form == "word"
            and tokens[i + 1].key in ("in", "out", "of")
            and self._counts_goods(tokens, i)
        ):
            i += 1  # one tonne in seven
        if [t.key for t in tokens[i : i + 2]] in (["of", "every"], ["of", "each"]):
            i += 1
            number = self._number(tokens, i + 1) if i + 1 < len(tokens) else None
            return (
                Counted("fraction", number.end, Amount(top / number.value * 100.0, 1.0, "pct", worded=True))
                if number and top < number.value <= 100
                else None
            )
        joined = (
            1
            if i < len(tokens) and tokens[i].key == "in"
            else 2
            if [t.key for t in tokens[i : i + 2]] == ["out", "of"]
            else 0
        )
        if not joined:
            return None
        at = i + joined
        while at < len(tokens) and tokens[at].key in ("every", "each"):
            at += 1
        number = self._number(tokens, at) if at < len(tokens) else None
        if (
            number is None
            or not 2 <= number.value <= 100
            or top >= number.value
            or (self._unit(tokens, number.end) is not None and tokens[at - 1].key not in ("every", "each"))
        ):
            return None
        if number.end < len(tokens) and self.vocabulary.at(tokens, number.end, _SPAN):
            return None  # three in four months
        return Counted("fraction", number.end, Amount(top / number.value * 100.0, 1.0, "pct", worded=True))

    def _counts_goods(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether a word stands for what is traded in "one tonne in seven", "five beans in every six"."""
        spans = self.vocabulary.at(tokens, i, _SPAN)
        following = [t.key for t in tokens[i + 1 : i + 4]]
        counted = following[:2] in (["in", "every"], ["in", "each"], ["out", "of"]) or (
            following[:1] == ["in"] and len(following) > 1 and self._number(tokens, i + 2) is not None
        )
        return spans is None and counted

    def _slashed(self, tokens: Sequence[Token], i: int) -> Counted | None:
        keys = [t.key for t in tokens[i + 1 : i + 3]]
        if (
            len(keys) == 2
            and keys[0] == "/"
            and tokens[i + 2].glued
            and keys[1].isdigit()
            and 0 < int(tokens[i].key) < int(keys[1]) <= 20
        ):
            return Counted(
                "fraction", i + 3, Amount(int(tokens[i].key) / int(keys[1]) * 100.0, 1.0, "pct", worded=True)
            )
        return None

    def _money(self, tokens: Sequence[Token], i: int) -> Counted | None:
        sign = self.vocabulary.at(tokens, i, _CURRENCY)
        number = self._number(tokens, sign.end) if sign and sign.end < len(tokens) else None
        if sign is None or number is None:
            return None
        number = self._magnified(tokens, number)
        return self._in_unit(tokens, number, str(sign.meaning.value), number.end)

    def _between(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """Between 18 and 25 percent; from 18 to 25 percent is a change or a range, and is left to the grammar."""
        if tokens[i].key != "between" or i + 1 >= len(tokens):
            return None
        low = self._number(tokens, i + 1)
        if low is None:
            return None
        low = self._magnified(tokens, low)
        at = low.end
        unit = self._unit(tokens, at)
        at = unit[1] if unit else at
        if at + 1 >= len(tokens) or tokens[at].key not in ("and", "to"):
            return None
        high = self._number(tokens, at + 1)
        return self._ranged(tokens, low, self._magnified(tokens, high)) if high else None

    def _measured(self, tokens: Sequence[Token], i: int) -> Counted | None:
        """A number with its unit, or bare."""
        sign, start = 0, i
        if tokens[i].key in SIGNS and i + 1 < len(tokens) and tokens[i + 1].glued and not _joins(tokens, i):
            sign, start = SIGNS[tokens[i].key], i + 1
        elif tokens[i].key in ("minus", "plus") and i + 1 < len(tokens) and tokens[i + 1].form == "number":
            sign, start = (-1 if tokens[i].key == "minus" else 1), i + 1
        number = self._number(tokens, start)
        if number is None or (number.worded and self._is_pronoun(tokens, start, number.end)):
            return None
        number = self._magnified(tokens, number)
        if (ranged := self._range(tokens, start, number)) is not None:
            return ranged
        unit = self._unit(tokens, number.end)
        if unit is not None:
            found = self._in_unit(tokens, number, unit[0], unit[1])
        elif (part := self._percentage(tokens, number)) is not None:
            found = part
        else:
            if (
                tokens[start].form == "number"
                and number.end < len(tokens)
                and tokens[number.end].glued
                and tokens[number.end].key in ("st", "nd", "rd", "th")
            ):
                return Counted("ordinal", number.end + 1, _plain(number))
            found = Counted("number", number.end, _plain(number))
        return found._replace(amount=found.amount._replace(sign=sign)) if sign else found

    def _is_pronoun(self, tokens: Sequence[Token], i: int, end: int) -> bool:
        """Whether `one` counts nothing: one of them, no one."""
        return (
            tokens[i].key == "one"
            and end == i + 1
            and end < len(tokens)
            and tokens[end].key in ("of", "another", "that", "who", ",", ":")
        )

    # ---- parts of an amount ----------------------------------------------------------------------------------------

    def _number(self, tokens: Sequence[Token], i: int) -> Number | None:
        if i >= len(tokens):
            return None
        token = tokens[i]
        if token.form == "number":
            text = with_point(token.words)
            return Number(number_of(text), step_of(text), i + 1, text)
        return spoken(tokens, i, self.vocabulary)

    def _magnified(self, tokens: Sequence[Token], number: Number) -> Number:
        """The number times the magnitude that follows it: million, bn, thousand; m and k only where a unit follows."""
        end = number.end
        while end < len(tokens):
            found = self.vocabulary.at(tokens, end, _MAGNITUDE)
            if found is None:
                break
            if tokens[end].key in _SHORT_MAGNITUDES and not (tokens[end].glued and tokens[end].words.islower()):
                break
            factor = float(found.meaning.value)
            number = Number(number.value * factor, number.step * factor, found.end, number.text, number.worded)
            end = found.end
        return number

    def _range(self, tokens: Sequence[Token], i: int, low: Number) -> Counted | None:
        """18 to 25 percent, 18-25%: not after `from`, which tells a change."""
        at = low.end
        if (
            at + 1 >= len(tokens)
            or tokens[at].key not in _RANGE
            or (tokens[at].key == "to" and i and tokens[i - 1].key in ("from", "by"))
        ):
            return None
        high = self._number(tokens, at + 1)
        if high is None or high.worded != low.worded or (tokens[at].key != "to" and not tokens[at].glued):
            return None
        return self._ranged(tokens, low, self._magnified(tokens, high))

    def _ranged(self, tokens: Sequence[Token], low: Number, high: Number) -> Counted | None:
        if low.value < high.value / 1000 and high.value >= 1000:  # 10 to 12 million
            scale = 10.0 ** (3 * (len(f"{int(high.value)}") // 3 - (len(f"{int(high.value)}") % 3 == 0)))
            low = Number(low.value * scale, low.step * scale, low.end, low.text)
        if not low.value <= high.value:
            return None
        unit = self._unit(tokens, high.end)
        found = self._in_unit(tokens, high, unit[0], unit[1]) if unit else self._percentage(tokens, high)
        if found is None:
            return None
        factor = found.amount.value / high.value if high.value else 1.0
        return found._replace(amount=found.amount._replace(value=low.value * factor, high=found.amount.value))

    def _unit(self, tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
        """The unit at token `i`, over a dash or bracket-free gap: `3-tonne`, `353 t`, `3 of tonnes` is none."""
        at = self._skip_dash(tokens, i)
        if at < len(tokens) and tokens[at].key in ("'", "’") and at + 1 < len(tokens):
            at += 1
        found = self.vocabulary.at(tokens, at, _UNIT) if at < len(tokens) else None
        if found is None or (tokens[at].key in ("shares", "units", "g", "day", "days", "week", "weeks") and at != i):
            return None
        return str(found.meaning.value), found.end

    def _skip_dash(self, tokens: Sequence[Token], i: int) -> int:
        return i + 1 if i + 1 < len(tokens) and tokens[i].key == "-" and tokens[i].glued and tokens[i + 1].glued else i

    def _percentage(self, tokens: Sequence[Token], number: Number) -> Counted | None:
        at = self._skip_dash(tokens, number.end)
        if at >= len(tokens):
            return None
        if (points := self.vocabulary.at(tokens, at, _POINTS)) is not None and not _is_moment(tokens, points.end):
            return Counted("points", points.end, _plain(number, "pp"))
        percent = self.vocabulary.at(tokens, at, _PERCENT)
        if percent is None:
            return None
        if percent.end < len(tokens) and (points := self.vocabulary.at(tokens, percent.end, _POINTS)) is not None:
            return Counted("points", points.end, _plain(number, "pp"))
        return Counted("percent", percent.end, _plain(number, "pct"))

    def _in_unit(self, tokens: Sequence[Token], number: Number, unit: str, end: int) -> Counted:
        """The number as an amount of one of the card's measures, or of something the card does not count."""
        per, stop = self._rate(tokens, end)
        known = UNITS.get(unit)
        measure = self.card.measures.get(known.measure) if known else None
        if known is None or measure is None or per == "unit":
            return Counted(
                "foreign",
                stop,
                Amount(number.value, number.step, unit, per=per, text=number.text, worded=number.worded),
            )
        factor = known.canonical_per_unit * measure.shown_per_unit
        amount = Amount(number.value, number.step, unit, measure.id, per=per, text=number.text)
        return Counted("quantity", stop, amount.times(factor))

    def _rate(self, tokens: Sequence[Token], end: int) -> tuple[str, int]:
        """What a quantity is counted per, if anything: a month, per day, per kilogram."""
        if end + 1 >= len(tokens) or tokens[end].key not in _RATE:
            return "", end
        span = self.vocabulary.at(tokens, end + 1, _SPAN)
        if span is not None and not (
            span.end < len(tokens)
            and tokens[span.end].key in ("earlier", "ago", "before", "later", "prior", "previously")
        ):
            return {0: "day", 1: "month", 3: "quarter", 6: "half", 12: "year"}[int(span.meaning.value)], span.end
        unit = self.vocabulary.at(tokens, end + 1, _UNIT) if tokens[end].key != "each" and span is None else None
        return ("unit", unit.end) if unit else ("", end)


def _is_year(token: Token) -> bool:
    return token.words.isdigit() and len(token.words) == 4 and token.words[:2] in ("19", "20")


def _joins(tokens: Sequence[Token], i: int) -> bool:
    """Whether a sign stands between two words or numbers, as a dash does."""
    return tokens[i].glued and i > 0 and tokens[i - 1].form != "sign"


def _is_moment(tokens: Sequence[Token], end: int) -> bool:
    return (
        end < len(tokens)
        and tokens[end].key == "to"
        and end + 1 < len(tokens)
        and tokens[end + 1].form == "word"
        and tokens[end + 1].key in ("a", "the", "how", "an")
    )


def _plain(number: Number, unit: str = "") -> Amount:
    return Amount(number.value, number.step, unit, text=number.text, worded=False)


def _times(number: Number) -> Amount:
    return Amount(number.value, number.step, "times", text=number.text, worded=number.worded or "." not in number.text)
