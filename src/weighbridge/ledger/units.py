"""Units, and what a printed number allows. Both live here and nowhere else.

Masses are kept in kilograms, numbers of items as they are, money in its own currency, percentages in percent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

from weighbridge.errors import UnitError, near_misses
from weighbridge.model import Interval, Precision

# How a number stands in a file of figures: no separators, no exponent. DuckDB reads the same pattern.
NUMBER = r"[+-]?[0-9]{1,15}(\.[0-9]{1,12})?"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: the measure it belongs to, how many canonical units it holds, and how else it is written."""

    id: str
    measure: str
    canonical_per_unit: float
    names: tuple[str, ...] = ()


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        unit.id: unit
        for unit in (
            Unit("kg", "mass", 1.0, ("kilograms",)),
            Unit("100kg", "mass", 100.0),  # how European tables count
            Unit("t", "mass", 1_000.0, ("tonnes", "metric tons")),
            Unit("kt", "mass", 1_000_000.0, ("1,000 t",)),
            Unit("10kt", "mass", 10_000_000.0, ("10,000 t", "10,000 tonnes")),  # how Chinese tables count
            Unit("Mt", "mass", 1_000_000_000.0, ("million tonnes",)),
            Unit("items", "items", 1.0, ("pieces", "units")),
            Unit("usd", "value_usd", 1.0, ("dollars",)),
            Unit("cny", "value_cny", 1.0, ("yuan",)),
            Unit("eur", "value_eur", 1.0, ("euros",)),
            Unit("pct", "pct", 1.0, ("percent", "%")),
        )
    }
)

_NUMBER = re.compile(NUMBER)

# "Nearly" and "about" allow this much of the printed number, and always a unit of its last digit.
HEDGE_SHARE = 0.05


def _plain(name: str) -> str:
    return "".join(name.replace(",", "").replace("_", "").split())


# A prefix says by its case how much it means (Mt, mt), so that case counts in ids; long names may be written any way.
_SPELLINGS = {
    **{_plain(name).casefold(): unit for unit in UNITS.values() for name in unit.names},
    **{unit.id.upper(): unit for unit in UNITS.values() if unit.measure.startswith("value_")},
    **{unit.id: unit for unit in UNITS.values()},
}


def unit_of(name: str) -> Unit:
    """Return the unit of that id or name; raises UnitError, naming it and the near misses, when nobody can convert it.

    >>> unit_of("10,000 t").canonical_per_unit, unit_of("USD").measure
    (10000000.0, 'value_usd')
    """
    found = _SPELLINGS.get(_plain(name)) or _SPELLINGS.get(_plain(name).casefold())
    if found:
        return found
    near = near_misses(name, UNITS)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(UNITS)}"
    raise UnitError(f"the unit {name!r} cannot be converted{hint}")


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
    if not _NUMBER.fullmatch(value):
        raise UnitError(f"{value!r} is no number; write 1238 or 5.7, without separators or units")
    canonical = unit_of(unit)
    number, factor = float(value), canonical.canonical_per_unit
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
    least = -100.0 if canonical.id == "pct" else 0.0
    return Interval(max(lo, least) * factor, max(hi, least) * factor)


# The same for a whole table, over its columns value (text), precision, unit and unit_factor; a law holds them equal.
INTERVAL_SQL = f"""
  WITH seen AS (
    SELECT *, abs(value::DOUBLE) AS size, starts_with(value, '-') AND value::DOUBLE < 0 AS below,
      strpos(value, '.') AS point,
      CASE WHEN point > 0 THEN pow(10.0, point - strlen(value))
           WHEN strlen(value) >= 7 AND strlen(ltrim(ltrim(value, '+-'), '0')) >= 7
             THEN pow(10.0, strlen(value) - strlen(rtrim(value, '0')))
           ELSE 1.0 END AS step,
      greatest({HEDGE_SHARE}::DOUBLE * size, step) AS near,
      CASE WHEN unit::VARCHAR = 'pct' THEN -100.0::DOUBLE ELSE 0.0::DOUBLE END AS least
    FROM {{table}}
  ), ends AS (
    SELECT *,
      CASE precision::VARCHAR WHEN 'rounded' THEN size - step / 2 WHEN 'nearly' THEN size - near
        WHEN 'about' THEN size - near ELSE size END AS inner_end,
      CASE precision::VARCHAR WHEN 'rounded' THEN size + step / 2 WHEN 'truncated' THEN size + step
        WHEN 'about' THEN size + near WHEN 'more_than' THEN 'infinity'::DOUBLE ELSE size END AS outer_end
    FROM seen
  )
  SELECT * EXCLUDE (size, below, point, step, near, least, inner_end, outer_end),
    greatest(CASE WHEN below THEN -outer_end ELSE inner_end END, least) * unit_factor AS lo,
    greatest(CASE WHEN below THEN -inner_end ELSE outer_end END, least) * unit_factor AS hi
  FROM ends
"""
