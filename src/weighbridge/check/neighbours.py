"""The neighbour that is true: whose figure a wrong number is, or what happened to its digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.frame import Frame
from weighbridge.check.scales import Missing, Scales
from weighbridge.model import Interval, Period

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
    for partner, period, known in scales.known_boxes(frame, _SURE):
        if any(allowed.meets(i) for i in known.intervals):
            other = frame.of(partner).at(period)
            if other != frame:
                found.append(other)
    for other in _spans(frame):
        try:
            known = scales.level(other)
        except Missing:
            continue
        if known.is_within(_SURE) and any(allowed.meets(i) for i in known.intervals):
            found.append(other)
    near = (Neighbour(other, frozenset(other.differs_in(frame))) for other in found)
    return sorted(near, key=lambda n: (len(n.slots), abs(n.frame.period.last - frame.period.last)))


def _spans(frame: Frame) -> Iterator[Frame]:
    """The quarters, halves and years around."""
    for months in (3, 6, 12):
        for shift in (0, -12):
            last = frame.period.last - frame.period.last % months + months - 1 + shift
            for end in (last, last - months):
                yield frame.at(Period(end - months + 1, months))


def digits_say(amount: Amount, known: Interval, best: float) -> str:
    """Return what became of the digits of a wrong number, empty where nothing simple explains it.

    >>> digits_say(Amount(6.0, 1.0, "pct", text="6"), Interval(45.5, 46.5), 46.0)
    '46 would fit: a digit was lost'
    """
    text = amount.text.replace(",", "")
    if not text or not best:
        return ""
    for factor, word in ((10, "ten"), (100, "a hundred"), (1000, "a thousand"), (1_000_000, "a million")):
        for scaled, way in ((amount.value * factor, "small"), (amount.value / factor, "large")):
            if known.lo <= scaled <= known.hi:
                return f"it is {word} times too {way}"
    shown = f"{best:.{len(text.partition('.')[2])}f}"
    fits = f"{best:,.{len(text.partition('.')[2])}f} would fit"
    if len(shown) == len(text) + 1 and any(shown[:n] + shown[n + 1 :] == text for n in range(len(shown))):
        return f"{fits}: a digit was lost"
    if len(shown) == len(text):
        wrong = [n for n in range(len(text)) if text[n] != shown[n]]
        if len(wrong) == 1:
            return f"{fits}: one digit differs"
        if len(wrong) == 2 and sorted(text) == sorted(shown):
            return f"{fits}: two digits changed places"
    return ""
