"""Numbers as people print them, and what each allows once its digits and its hedge are taken at their word.

Unhedged, a number allows whatever rounds to it or was cut to it. A hedge means what `words` says it means.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from weighbridge.model import Interval
from weighbridge.words import english

# A multiple or a fraction in words ("about a third", "nearly five times") has no last digit: hedges reach this much
# further than for a number in digits, and an unhedged one may be this much short or over.
_WORDED_REACH = 2.0
_WORDED_LEAST = 0.08
_WORDED_PLAY = 0.06
_ENDED = ("exactly", "")


class Amount(NamedTuple):
    """A number with its unit, as printed.

    `value` and `step` (the worth of its last digit) are in the unit shown by the card for quantities, in percent,
    points, times or plain numbers else; `high` is the upper end of a printed range. `unit` is the printed unit's id,
    `per` what a rate is counted per (`month`, `day`, `unit`), `sign` -1 or 1 where one was printed, `worded` says that
    it was a word.
    """

    value: float
    step: float
    unit: str = ""
    measure: str = ""
    high: float | None = None
    hedge: str = ""
    sign: int = 0
    per: str = ""
    worded: bool = False
    text: str = ""
    factor: float = 1.0  # units shown per printed unit

    @property
    def allows(self) -> Interval:
        """All the true values the words allow."""
        if self.high is not None:
            return Interval(self.value - self.step / 2, self.high + self.step / 2)
        if self.hedge in _ENDED:
            return self._plain()
        hedge = english().hedge(self.hedge)
        if self.worded:
            below, above = (_worded(share) for share in (hedge.below[0], hedge.above[0]))
            return Interval(self.value * (1 - below) if below != inf else 0.0, self.value * (1 + above))
        told = hedge.allows(self.value, self.step)
        return Interval(max(told.lo, 0.0), told.hi)

    @property
    def loose(self) -> Interval:
        """The same, and what a hand that rounds 667 to 660 and 13,980 to 14,000 may have meant."""
        allowed = self.allows
        if self.hedge not in _ENDED or self.high is not None or self.worded:
            return allowed
        coarse = self.step * _coarseness(self.text) / 2
        return Interval(min(allowed.lo, self.value - coarse), max(allowed.hi, self.value + coarse))

    def _plain(self) -> Interval:
        if self.worded:
            return Interval(self.value * (1 - _WORDED_PLAY), self.value * (1 + _WORDED_PLAY))
        return Interval(max(self.value - self.step / 2, 0.0), self.value + self.step)

    def times(self, factor: float) -> Amount:
        """Return the same number in a unit `factor` times smaller."""
        high = None if self.high is None else self.high * factor
        return self._replace(value=self.value * factor, step=self.step * factor, high=high, factor=self.factor * factor)


def _worded(share: float) -> float:
    return share if share in (0.0, inf) else max(share * _WORDED_REACH, _WORDED_LEAST)


def step_of(text: str) -> float:
    """Return the worth of the last printed digit: 0.1 for 157.5, 1 for 660.

    >>> step_of("157.5"), step_of("1,238")
    (0.1, 1.0)
    """
    decimals = text.partition(".")[2]
    return float(f"1e-{len(decimals)}") if decimals else 1.0


def _coarseness(text: str) -> float:
    """How many units of its last digit the last non-zero digit is worth, where two or more digits go before it."""
    digits = "".join(c for c in text if c.isdigit())
    if "." in text:
        return 1.0
    bare = digits.rstrip("0")
    return 10.0 ** (len(digits) - len(bare)) if len(bare.lstrip("0")) >= 2 else 1.0
