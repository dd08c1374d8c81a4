"""The neighbour that is true: whose figure a wrong number is, or what happened to its digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.frame import Frame
from weighbridge.check.scales import Missing, Scales
from weighbridge.model import Flow, Interval, Period

_LEAST_DIGITS = 3
# The share of its value to which a figure must be known before a number can be told to be it.
_SURE = 0.02


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Boxes whose figure a number is, and the slots in which they differ from those it was said of."""

    frame: Frame
    slots: frozenset[str]


def neighbours(frame: Frame, amount: Amount, scales: Scales) -> list[Neighbour]:
    """Return the boxes of the same goods whose figure the number is as printed, the nearest first.

    A number of fewer than three digits has none: many boxes would fit.
    """
    digits = "".join(c for c in amount.text if c.isdigit()).strip("0")
    if len(digits) < _LEAST_DIGITS or amount.hedge not in ("", "exactly") or not frame.is_single:
        return []
    found, allowed = [], amount.allows
    for partner, period in scales.fitting(frame, _SURE, allowed):
        other = frame.of(partner).at(period)
        if other != frame:
            found.append(other)
    for other in (_other_way(frame), *_spans(frame)):
        try:
            known = scales.level(other)
        except Missing:
            continue
        if known.is_within(_SURE) and any(allowed.meets(i) for i in known.intervals):
            found.append(other)
    near = (Neighbour(other, frozenset(other.differs_in(frame))) for other in found)
    return sorted(near, key=lambda n: (len(n.slots), abs(n.frame.period.last - frame.period.last)))


def _other_way(frame: Frame) -> Frame:
    """The same boxes with the goods going the other way: what was imported, not exported."""
    return frame._replace(flow=Flow.IMPORT if frame.flow is Flow.EXPORT else Flow.EXPORT)


def _spans(frame: Frame) -> Iterator[Frame]:
    """The quarters, halves and years around."""
    for months in (3, 6, 12):
        for shift in (0, -12):
            last = frame.period.last - frame.period.last % months + months - 1 + shift
            for end in (last, last - months):
                yield frame.at(Period(end - months + 1, months))


def digits_say(amount: Amount, known: Sequence[Interval], best: float) -> str:
    """Return what became of the digits of a wrong number, empty where nothing simple explains it.

    `known` are the true values, each as an interval, and `best` the one to print, all in the unit of the amount.

    >>> digits_say(Amount(388.0, 1.0, "t", text="388"), [Interval(3187.5, 3188.5)], 3188.0)
    '3,188 would fit: a digit was lost'
    """
    text = amount.text.replace(",", "")
    if not text or not best:
        return ""
    allowed = amount.allows
    for factor, word in ((10, "ten"), (100, "a hundred"), (1000, "a thousand"), (1_000_000, "a million")):
        for scale, way in ((factor, "small"), (1 / factor, "large")):
            low, high = allowed.lo * scale, allowed.hi * scale
            if any(low <= true.hi and true.lo <= high for true in known):
                return f"it is {word} times too {way}"
    decimals = len(text.partition(".")[2])
    digits = text.replace(".", "").lstrip("0")
    said = digits.rstrip("0")  # 994 t, 0.994 kt and 994,000 kg are copied alike
    place = len(digits) - len(said) - decimals
    for value in dict.fromkeys((best, *((true.lo + true.hi) / 2 for true in known))):
        if slip := _slip(said, f"{value / amount.factor / 10.0**place:.0f}"):
            return f"{round(value / amount.factor, -place):,.{max(0, -place)}f} would fit: {slip}"
    return ""


def _slip(text: str, shown: str) -> str:
    """What a hand did to the digits it was to copy; of fewer than three digits that would be said too easily."""
    if max(len(text), len(shown)) < _LEAST_DIGITS:
        return ""
    if len(shown) == len(text) + 1 and any(shown[:n] + shown[n + 1 :] == text for n in range(len(shown))):
        return "a digit was lost"
    if len(text) == len(shown) + 1 and any(text[:n] + text[n + 1 :] == shown for n in range(len(text))):
        return "a digit too many"
    if len(shown) != len(text):
        return ""
    wrong = [n for n in range(len(text)) if text[n] != shown[n]]
    if len(wrong) == 1:
        return "one digit differs"
    return "two digits changed places" if len(wrong) == 2 and sorted(text) == sorted(shown) else ""
