"""What values a printed figure allows: as printed, and as a kind reader may take it before calling it wrong.

Everything here is in the unit shown (t for mass, percent for changes and shares).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf, isfinite

from weighbridge.card import Card
from weighbridge.model import Interval, Kind, Observation, Precision

# Half-open prints: 353 is [352.5, 353.5). The open end is drawn in by this share of the width when asking whether
# figures can all be true, so that 6357 and 6356 do not agree on 6356.5; bounds use the closed interval.
_OPEN_END = 1e-3
# A figure may have been rounded by a hand or a program that breaks ties another way.
_TIE = 1e-2
# Offices revise what they have published, mostly by less than this share; a larger revision is news of its own.
_RESTATED = 0.002


@dataclass(frozen=True, slots=True)
class Reading:
    """What one print says, ever more kindly.

    `printed` is what its digits allow, `strict` the same without the open end, `reread` allows for another way of
    rounding, `restated` for a small revision between two releases.
    """

    value: float
    printed: Interval
    strict: Interval
    reread: Interval
    restated: Interval

    def at(self, step: int) -> Interval:
        """Return the values allowed at a step of kindness: 0 as printed, 1 re-read, 2 restated."""
        return (self.strict, self.reread, self.restated)[step]


def read(observation: Observation, card: Card) -> Reading:
    """Return what the observation allows, in the shown unit of its measure or in percent."""
    is_level = observation.kind is Kind.LEVEL
    factor = card.measure(observation.cell.measure).shown_per_unit if is_level else 1.0
    printed = Interval(observation.interval.lo * factor, observation.interval.hi * factor)
    value = _printed_value(observation.precision, printed, observation.value)
    reread = _reread(observation, printed, value)
    strict = _strict(observation.precision, printed, value)
    restated = _restated(observation.kind, reread)
    if is_level:  # no quantity is negative
        printed, strict, reread, restated = (_not_negative(i) for i in (printed, strict, reread, restated))
    return Reading(value, printed, strict, reread, restated)


def _not_negative(interval: Interval) -> Interval:
    return Interval(max(interval.lo, 0.0), max(interval.hi, 0.0))


def _printed_value(precision: Precision, printed: Interval, text: str) -> float:
    """The printed number in the shown unit, read off the interval (which knows the unit)."""
    if printed.lo == 0 and not text.strip("0.,+-% "):
        return 0.0  # a printed zero, whose interval ends at zero because nothing is less
    is_negative = text.strip().startswith(("-", "\N{MINUS SIGN}"))
    if precision is Precision.TRUNCATED:
        return printed.hi if is_negative else printed.lo
    if precision is Precision.NEARLY:
        return printed.lo if is_negative else printed.hi
    if precision is Precision.MORE_THAN:
        return printed.lo if isfinite(printed.lo) else printed.hi
    return printed.middle


def _strict(precision: Precision, printed: Interval, value: float) -> Interval:
    if precision not in (Precision.ROUNDED, Precision.TRUNCATED):
        return printed
    open_end = printed.width * _OPEN_END
    if value < 0:
        return Interval(printed.lo + open_end, printed.hi)
    return Interval(printed.lo, printed.hi - open_end)


def _reread(observation: Observation, printed: Interval, value: float) -> Interval:
    """Return the hull of what honest misprints allow: cut instead of rounded, or rounded to fewer digits."""
    precision, unit = observation.precision, printed.width
    if precision is Precision.EXACT or not isfinite(unit):
        if precision is Precision.MORE_THAN and isfinite(printed.lo):  # "more than 28" for 27.96
            return Interval(printed.lo - max(abs(value) * 0.01, _last_digit(observation.value) / 2), inf)
        return printed
    if precision is Precision.ABOUT:
        return printed.widened(unit / 2, unit / 2)
    if precision is Precision.NEARLY:
        return printed.widened(unit / 2, 0.0) if value < 0 else printed.widened(0.0, unit / 2)
    if precision is Precision.TRUNCATED:
        return printed.widened(unit / 2, 0.0) if value >= 0 else printed.widened(0.0, unit / 2)
    tie, cut = unit * _TIE, unit
    coarse = unit * _coarseness(observation.value, value, unit) / 2
    below, above = (max(cut, coarse), max(unit / 2 + tie, coarse))
    if value >= 0:
        below, above = above, below
    return Interval(min(printed.lo, value - below), max(printed.hi, value + above))


def _restated(kind: Kind, reread: Interval) -> Interval:
    """Return it with room for a revision of the quantity, or of either quantity behind a percentage."""
    plus = 100.0 if kind in (Kind.CHANGE_ON_PREVIOUS, Kind.CHANGE_ON_YEAR) else 0.0
    below, above = (abs(end + plus) * _RESTATED if isfinite(end) else 0.0 for end in (reread.lo, reread.hi))
    return reread.widened(below, above)


def _last_digit(text: str) -> float:
    """The unit of the last printed digit: 1 for 28, 0.1 for 28.3."""
    return float(10.0 ** -len(text.partition(".")[2]))


def _coarseness(text: str, value: float, unit: float) -> float:
    """How many units of its last digit the last digit that means something may be worth: 10 for 660, 1 for 353 and 8.0.

    Two digits mean something at least: 2000 may stand for 1950 to 2050, not for 1500 to 2500.
    """
    digits = re.sub(r"\D", "", text).lstrip("0")
    zeros = min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)
    if "." in text or not digits.strip("0") or zeros <= 0:
        return 1.0
    whole = float(digits)
    return max(1.0, abs(value) / whole * 10.0**zeros / unit) if unit else 1.0
