"""Levels and their comparison with a base: changes, differences, multiples, averages, unit values."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite

from weighbridge.errors import NotInDataError
from weighbridge.facts.reading import Reading, needed
from weighbridge.facts.roles import average_span, measured_in, previous, value_cell, year_before
from weighbridge.facts.roles import year_to_date as to_date
from weighbridge.facts.slice import Level, Slice
from weighbridge.model import Cell, Kind, Observation

Read = Callable[[Cell, Slice, "Cell | None"], Reading]


def level(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read how much there was in the cell."""
    _alone(other, "level")
    now = needed(cell, taken)
    return Reading(now.best, now.lo, now.hi, now.unit, (now,))


def year_to_date(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read how much there was from January to the end of the cell's period."""
    return level(to_date(cell), taken, other)


def change(cell: Cell, taken: Slice, base: Cell, kind: Kind | None) -> Reading:
    """Read a percent change: the cells' interval widened to the credible prints, the best print as the value."""
    prints = taken.printed(cell, kind) if kind else ()
    now, then = taken.level(cell), taken.level(base)
    worked = _computed_change(now, then) if now and then and then.hi > 0 else None
    if worked is None and not prints:
        lacking = base if now else cell
        if then is not None and then.hi <= 0:
            raise NotInDataError(f"nothing was traded in {base}, so a change on it has no meaning")
        raise NotInDataError(f"no figure for {lacking} follows from what was released by {taken.as_of}")
    lo, hi, best = worked or (-inf, inf, inf)
    lo, hi = hull(lo, hi, prints)
    value = best_print(prints, best)
    if not isfinite(value):
        raise NotInDataError(f"{base} may have been zero, so a change on it has no finite value")
    levels = tuple(found for found in (now, then) if found)
    return Reading(value, lo, hi, "pct", levels, prints, then)


def _computed_change(now: Level, then: Level) -> tuple[float, float, float]:
    lo = (now.lo / then.hi - 1) * 100
    hi = (now.hi / then.lo - 1) * 100 if then.lo > 0 else inf
    best = (now.best / then.best - 1) * 100 if then.best > 0 else inf
    return lo, hi, best


def best_print(prints: tuple[Observation, ...], worked: float) -> float:
    """Return the best print's value; one that only says "more than" gives way to what was worked out."""
    bounded = next((p for p in prints if p.interval.is_finite), None)
    if bounded is not None:
        return float(bounded.value)
    return float(prints[0].value) if prints and not isfinite(worked) else worked


def hull(lo: float, hi: float, prints: tuple[Observation, ...]) -> tuple[float, float]:
    """Return what the cells allow widened to the bounded prints; the prints alone where the cells allow anything."""
    bounded = [p.interval for p in prints if p.interval.is_finite]
    if isfinite(hi):
        return min([lo, *(i.lo for i in bounded)]), max([hi, *(i.hi for i in bounded)])
    if prints:
        said = bounded or [p.interval for p in prints]
        return min(i.lo for i in said), max(i.hi for i in said)
    return lo, hi


def change_on_month(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the percent change on the period before, or on a base of one's own."""
    return change(cell, taken, other or previous(cell), None if other else Kind.CHANGE_ON_PREVIOUS)


def change_on_year(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the percent change on the same period a year before, or on a base of one's own."""
    return change(cell, taken, other or year_before(cell), None if other else Kind.CHANGE_ON_YEAR)


def year_to_date_change(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the percent change of the year to date on the year before."""
    return change_on_year(to_date(cell), taken, other)


def difference(cell: Cell, taken: Slice, base: Cell) -> Reading:
    """Read by how much the cell exceeds the base, in the cell's unit."""
    now, then = needed(cell, taken), needed(base, taken)
    return Reading(now.best - then.best, now.lo - then.hi, now.hi - then.lo, now.unit, (now, then))


def multiple(cell: Cell, taken: Slice, base: Cell) -> Reading:
    """Read how many times the base the cell is; refuses a base that may have been zero."""
    now, then = needed(cell, taken), needed(base, taken)
    if then.best <= 0 or then.lo <= 0:
        raise NotInDataError(f"{base} may have been zero, so nothing can be called a multiple of it")
    return Reading(now.best / then.best, now.lo / then.hi, now.hi / then.lo, "times", (now, then), base=then)


def moving_average(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the mean month of the three that end with the cell, or of its own months."""
    _alone(other, "moving_average")
    span = average_span(cell)
    whole, n = needed(span, taken), span.period.months
    return Reading(whole.best / n, whole.lo / n, whole.hi / n, whole.unit, (whole,), detail={"months": n})


def unit_value(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read value over mass: `other` names the value cell, else the first currency that is known."""
    mass_cell = measured_in(cell, "mass")
    money = other or value_cell(cell, lambda choice: taken.level(choice) is not None)
    mass, value = needed(mass_cell, taken), needed(money, taken)
    if mass.lo <= 0:
        raise NotInDataError(f"{mass_cell} may have been zero, so it has no unit value")
    unit = f"{value.unit}_per_{mass.unit}"
    return Reading(value.best / mass.best, value.lo / mass.hi, value.hi / mass.lo, unit, (value, mass))


def _alone(other: Cell | None, metric: str) -> None:
    if other is not None:
        raise NotInDataError(f"{metric} is about one cell and is not compared with {other}")


COMPARISONS: dict[str, Read] = {
    "level": level,
    "change_on_month_pct": change_on_month,
    "change_on_year_pct": change_on_year,
    "year_to_date": year_to_date,
    "year_to_date_change_pct": year_to_date_change,
    "difference_on_month": lambda cell, taken, other: difference(cell, taken, other or previous(cell)),
    "difference_on_year": lambda cell, taken, other: difference(cell, taken, other or year_before(cell)),
    "multiple_on_month": lambda cell, taken, other: multiple(cell, taken, other or previous(cell)),
    "multiple_on_year": lambda cell, taken, other: multiple(cell, taken, other or year_before(cell)),
    "moving_average": moving_average,
    "unit_value": unit_value,
}
