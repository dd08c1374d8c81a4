"""Units, and what a printed number allows. Both live here and nowhere else.

Masses are kept in kilograms, numbers of items as they are, money in its own currency, percentages in percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import inf
from types import MappingProxyType

from weighbridge.errors import UnitError, near_misses
from weighbridge.model import Interval, Precision


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the measure it belongs to and how many canonical units it holds."""

    id: str
    measure: str
    canonical_per_unit: float


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        unit.id: unit
        for unit in (
            Unit("kg", "mass", 1.0),
            Unit("100kg", "mass", 100.0),  # how European tables count
            Unit("t", "mass", 1_000.0),
            Unit("kt", "mass", 1_000_000.0),
            Unit("10kt", "mass", 10_000_000.0),  # ten thousand tonnes, how Chinese tables count
            Unit("Mt", "mass", 1_000_000_000.0),
            Unit("items", "items", 1.0),
            Unit("usd", "value_usd", 1.0),
            Unit("cny", "value_cny", 1.0),
            Unit("eur", "value_eur", 1.0),
            Unit("pct", "pct", 1.0),
        )
    }
)

# "Nearly" and "about" allow this much of the printed number, and always a unit of its last digit.
HEDGE_SHARE = 0.05


def unit_of(id: str) -> Unit:
    """Return the unit of that id; raises UnitError, naming it and the near misses, when nobody here can convert it."""
    if id in UNITS:
        return UNITS[id]
    near = near_misses(id, UNITS)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(UNITS)}"
    raise UnitError(f"the unit {id!r} cannot be converted{hint}")


def print_step(value: str) -> float:
    """Return the unit of the last digit a printed number is known to.

    A whole number of a million or more that ends in zeros is known only to its last non-zero digit.

    >>> print_step("7.40"), print_step("353"), print_step("105950000")
    (0.01, 1.0, 10000.0)
    """
    whole, _, decimals = value.lstrip("+-").partition(".")
    if decimals:
        return float(10.0 ** -len(decimals))
    zeros = len(whole) - len(whole.rstrip("0"))
    return float(10.0**zeros) if zeros and len(whole.lstrip("0")) >= 7 else 1.0


def print_interval(value: str, precision: Precision, unit: str) -> Interval:
    """Return what a printed number allows, in the canonical unit.

    Rounded: half a unit of the last digit either way. Truncated: up to one unit further from zero. Nearly: short of
    the number, about: either way, by five percent or a unit of the last digit. More than: the number or further from
    zero. Nothing traded is less than nothing. Raises UnitError for a unit or a number nobody can read.

    >>> print_interval("353", Precision.ROUNDED, "t"), print_interval("5773", Precision.TRUNCATED, "kg")
    (Interval(lo=352500.0, hi=353500.0), Interval(lo=5773.0, hi=5774.0))
    """
    factor = unit_of(unit).canonical_per_unit
    try:
        number = float(Decimal(value))
    except InvalidOperation:
        raise UnitError(f"{value!r} is no number") from None
    size, step = abs(number), print_step(value)
    near = max(HEDGE_SHARE * size, step)
    lo, hi = {
        Precision.EXACT: (size, size),
        Precision.ROUNDED: (size - step / 2, size + step / 2),
        Precision.TRUNCATED: (size, size + step),
        Precision.NEARLY: (size - near, size),
        Precision.ABOUT: (size - near, size + near),
        Precision.MORE_THAN: (size, inf),
    }[precision]
    if number < 0:
        lo, hi = -hi, -lo
    least = -100.0 if unit == "pct" else 0.0
    return Interval(max(lo, least) * factor, max(hi, least) * factor)


# The same for a whole table, over columns `value` (text), `precision` and `unit_factor`; a law holds the two equal.
INTERVAL_SQL = f"""
  WITH read AS (
    SELECT *, abs(value::DOUBLE) AS size, starts_with(value, '-') AND value::DOUBLE < 0 AS below,
      CASE WHEN contains(value, '.') THEN pow(10.0, -length(split_part(value, '.', 2)))
           WHEN length(ltrim(ltrim(value, '+-'), '0')) >= 7
             THEN pow(10.0, length(value) - length(rtrim(value, '0')))
           ELSE 1.0 END AS step
    FROM {{table}}
  ), ends AS (
    SELECT *, greatest({HEDGE_SHARE} * size, step) AS near FROM read
  ), sized AS (
    SELECT *,
      CASE precision WHEN 'rounded' THEN size - step / 2 WHEN 'nearly' THEN size - near
                     WHEN 'about' THEN size - near ELSE size END AS inner_end,
      CASE precision WHEN 'rounded' THEN size + step / 2 WHEN 'truncated' THEN size + step
                     WHEN 'about' THEN size + near WHEN 'more_than' THEN 'infinity'::DOUBLE ELSE size END AS outer_end,
      CASE WHEN unit = 'pct' THEN -100.0 ELSE 0.0 END AS least
    FROM ends
  )
  SELECT * EXCLUDE (size, below, step, near, inner_end, outer_end, least),
    greatest(CASE WHEN below THEN -outer_end ELSE inner_end END, least) * unit_factor AS lo,
    greatest(CASE WHEN below THEN -inner_end ELSE outer_end END, least) * unit_factor AS hi
  FROM sized
"""
