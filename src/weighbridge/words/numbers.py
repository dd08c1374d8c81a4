"""Numbers as house style writes them, with no more digits than what is known supports."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import floor, isfinite, log10

from weighbridge.model import Interval
from weighbridge.words.table import Language, english

# A number is shown without a hedge when the truth lies at most this many units of its last digit away.
_SURE_UNITS = 1.0
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Shown:
    """A number in words: its text without the unit, what the text claims, and the hedge in front (empty if none)."""

    text: str
    value: float
    step: float
    claims: Interval
    hedge: str = ""

    @property
    def hedged(self) -> str:
        """The text with its hedge in front."""
        return f"{self.hedge} {self.text}" if self.hedge else self.text


def grouped(value: float, places: int = 0, language: Language | None = None) -> str:
    """Return a number with thousands grouped and that many decimals, halves rounded away from zero.

    >>> grouped(3187.5), grouped(157.46, 1), grouped(1234567)
    ('3,188', '157.5', '1,234,567')
    """
    numbers = (language or english()).numbers
    step = Decimal(1).scaleb(-places) if places > 0 else Decimal(1)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP)
    text = f"{rounded:,}" if rounded else f"{abs(rounded):,}"  # no minus zero
    point, group = str(numbers["point"]), str(numbers["group"])
    return str(text.replace(",", "\0").replace(".", point).replace("\0", group))


def rounded_to(value: float, step: float) -> float:
    """Return the multiple of `step` nearest to the value, halves away from zero."""
    exact = Decimal(str(step))
    return float((Decimal(str(value)) / exact).quantize(Decimal(1), ROUND_HALF_UP) * exact)


def shown(
    value: float, interval: Interval, unit: str, *, printed: str = "", language: Language | None = None
) -> Shown | None:
    """Return the number as it may be written, or None when it is known too loosely for any single number.

    `printed` is the figure as a source printed it, if one did: then its digits are believed, up to house style.
    Otherwise decimals are dropped until the whole interval lies within one unit of the last digit shown; where that
    takes more than the decimals the number is hedged with "about", and where even that says too much the answer is
    None.

    >>> shown(3188.0, Interval(3187.5, 3188.5), "t").text
    '3,188'
    >>> shown(667.4, Interval(657.2, 677.3), "pct").hedged
    'about 670'
    >>> shown(660.0, Interval(657.2, 677.3), "pct", printed="660").hedged
    '660'
    """
    words = (language or english()).unit(unit)
    if not isfinite(value) or not interval.is_finite:
        return None
    value, interval = _positive(value, interval)
    most = words.most_places(value)
    if printed:
        places = min(most, len(printed.partition(".")[2]))
        return _written(value, places, 10.0**-places, Interval(min(interval.lo, value), max(interval.hi, value)))
    for exponent in range(-most, 1):
        step = 10.0**exponent
        near = rounded_to(value, step)
        if near - _SURE_UNITS * step <= interval.lo and interval.hi <= near + _SURE_UNITS * step:
            if near == 0.0 or (step > abs(value) / 20 and exponent > -most):  # fewer than two digits would be left
                break
            return _written(near, max(-exponent, 0), step, interval)
    return _hedged(value, interval, most, language)


def _positive(value: float, interval: Interval) -> tuple[float, Interval]:
    """Sizes are written without a sign; the direction is a word."""
    return (-value, interval.scaled(-1.0)) if value < 0 else (value, interval)


def _hedged(value: float, interval: Interval, most: int, language: Language | None) -> Shown | None:
    if value <= 0:
        return None
    first = floor(log10(value))
    for exponent in (first - 2, first - 1):  # three digits where they are known, else two
        step = max(10.0**exponent, 10.0**-most)
        near = rounded_to(value, step)
        allows = (language or english()).hedge("about").allows(near, step)
        sure = exponent == first - 1 or interval.width <= 3 * step
        if near > 0 and sure and allows.lo <= interval.lo and interval.hi <= allows.hi:
            return _written(near, max(-round(log10(step)), 0), step, allows, "about")
    return None


def _written(value: float, places: int, step: float, claims: Interval, hedge: str = "") -> Shown:
    if abs(value) >= MILLION:
        return Shown(_in_millions(value, step), value, step, claims, hedge)
    near, text = rounded_to(value, 10.0**-places), grouped(value, places)
    if text.endswith("0") and places:  # 75.0 is written 75, which says no more
        text = text.rstrip("0").rstrip(english().numbers["point"])
    return Shown(text, near, step, claims, hedge)


def _in_millions(value: float, step: float) -> str:
    digits = max(0, min(2, round(6 - log10(step))))
    number = grouped(value / MILLION, digits)
    short = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{short} {english().numbers['million']}"


def range_of(interval: Interval, unit: str, language: Language | None = None) -> str | None:
    """Return 'between 150 and 600' with ends rounded outwards to two digits, or None when an end is unknown.

    >>> range_of(Interval(152.0, 608.0), "t")
    'between 150 and 610'
    """
    if not interval.is_finite or interval.lo < 0:
        return None
    low, high = (_outwards(end, up) for end, up in ((interval.lo, False), (interval.hi, True)))
    return f"between {low} and {high}"


def _outwards(value: float, up: bool) -> str:
    if value <= 0:
        return "0"
    exponent = floor(log10(value)) - 1
    step = 10.0**exponent
    whole = floor(value / step)
    end = (whole + (1 if up and whole * step < value else 0)) * step
    return grouped(end, max(-exponent, 0))


def with_unit(text: str, unit: str, language: Language | None = None) -> str:
    """Return a number with its unit: '3,188 tonnes', '660%', '1 tonne'."""
    if unit == "pct":
        return f"{text}{(language or english()).numbers['percent']}"
    words = (language or english()).unit(unit)
    return f"{text} {words.one if text == '1' else words.many}"


def cardinal(number: int, language: Language | None = None) -> str:
    """Return a small whole number in words, a larger one in digits: 'six', '14'."""
    numbers = (language or english()).numbers
    return str(numbers["cardinals"][number]) if 0 <= number < numbers["spelled_below"] else grouped(number)


def ordinal(number: int, language: Language | None = None) -> str:
    """Return the place in words up to twelfth, then in digits: 'second', '14th', '22nd'."""
    words = (language or english()).numbers["ordinals"]
    if 0 < number < len(words):
        return str(words[number])
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
