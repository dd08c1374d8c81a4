"""Facts as marked words: amounts, changes, comparisons, months. None where a fact cannot be worded honestly."""

from __future__ import annotations

from math import isclose

from weighbridge.model import Fact, Interval, Observation, Period, Precision
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.phrase import Mark
from weighbridge.words import Shown, grouped, range_of, relations_for, shown, with_unit

_HEDGES = {Precision.ABOUT: "about", Precision.NEARLY: "nearly", Precision.MORE_THAN: "more than"}
# A range wider than this ratio of its ends says too little to stand in a sentence.
_WIDEST_RANGE = 1.6
# A print is shown as printed only while the interval all figures leave is at most this share of it.
_WIDEST_SHARE = 0.12


def print_of(m: Matter, fact: Fact) -> Observation | None:
    """Return the printed figure whose number is the fact's own value, if it rests on one."""
    return next((found for found in m.prints(fact) if carries(found, fact)), None)


def carries(print_: Observation, fact: Fact) -> bool:
    """Whether a printed figure is the fact's own number."""
    return print_.unit == fact.unit and isclose(float(print_.value), fact.value, rel_tol=1e-9, abs_tol=1e-9)


def number(m: Matter, fact: Fact) -> Shown | None:
    """Return the fact's number without sign, as house style and its interval allow."""
    found = print_of(m, fact)
    hedge = _HEDGES.get(found.precision, "") if found else ""
    if found and hedge:
        places = len(found.value.partition(".")[2])
        near = abs(fact.value)
        size = fact.interval if fact.value >= 0 else fact.interval.scaled(-1.0)
        return Shown(grouped(near, places), near, 10.0**-places, size, hedge)
    printed = found.value if found and _backed(m, fact, found) else ""
    return shown(fact.value, fact.interval, fact.unit, printed=printed)


def _backed(m: Matter, fact: Fact, print_: Observation) -> bool:
    """Whether the other figures bear a print out: little is left open, or nothing in print speaks against it."""
    step = 10.0 ** -len(print_.value.partition(".")[2])
    if fact.interval.width <= max(4 * step, _WIDEST_SHARE * abs(fact.value)):
        return True
    if any(c.observation.id == print_.id for c in m.view.conflicts):
        return False
    return all(o.interval.meets(print_.interval) for o in m.view.printed(print_.cell, print_.kind))


def is_nothing(m: Matter, fact: Fact | None) -> bool:
    """Whether nothing was traded: a source prints a zero, and no figure says otherwise."""
    if fact is None or fact.interval.lo > 0:
        return False
    return fact.value == 0 or any(o.cell == fact.cell and float(o.value) == 0 for o in m.prints(fact))


def amount(m: Matter, fact: Fact | None) -> Mark | None:
    """Return a level as '353 tonnes', 'about 5,150 tonnes', 'between 150 and 220 tonnes', or None."""
    if fact is None:
        return None
    told = number(m, fact)
    if told is not None:
        return Mark(with_unit(told.hedged, fact.unit), fact)
    if fact.interval.lo > 0 and fact.interval.hi <= _WIDEST_RANGE * fact.interval.lo:
        return Mark(with_unit(str(range_of(fact.interval, fact.unit)), fact.unit), fact)
    return None


def size(m: Matter, fact: Fact | None) -> Mark | None:
    """Return a share or a change without its direction: '11.1%', 'about 25%'."""
    if fact is None:
        return None
    told = number(m, fact)
    return Mark(with_unit(told.hedged, fact.unit), fact) if told is not None else None


def direction(fact: Fact | None) -> int:
    """Return 1 for surely up, -1 for surely down, 0 when the interval leaves it open."""
    if fact is None:
        return 0
    return 1 if fact.interval.lo > 0 else -1 if fact.interval.hi < 0 else 0


def moved(m: Matter, fact: Fact | None) -> Mark | None:
    """Return a change as 'up 660%' or 'down 38.1%'."""
    return _directed(m, fact, "up {}", "down {}")


def more_or_less(m: Matter, fact: Fact | None) -> Mark | None:
    """Return a change as '660% more than' or '38.1% less than'."""
    return _directed(m, fact, "{} more than", "{} less than")


def above_or_below(m: Matter, fact: Fact | None) -> Mark | None:
    """Return a change as '12% above' or '38.1% below'."""
    return _directed(m, fact, "{} above", "{} below")


def _directed(m: Matter, fact: Fact | None, up: str, down: str) -> Mark | None:
    told, way = size(m, fact), direction(fact)
    if told is None or not way or told.text.strip("%") in ("0", "0.0"):
        return None
    return Mark((up if way > 0 else down).format(told.text), fact)


def verb_of(m: Matter, fact: Fact | None, slot: str, form: str = "past", plain: bool = False) -> Mark | None:
    """Return a verb that may stand for the change: rose, surged, slipped; `plain` asks for rose or fell.

    `form` is past, now (of headlines) or noun.
    """
    way = direction(fact)
    if fact is None or not way:
        return None
    low, high = sorted((fact.interval.lo, fact.interval.hi))
    allowed = [r for r in relations_for(Interval(low, high)) if r.direction != "flat"]
    if not allowed:
        return None
    strongest = allowed[0].strength if not plain else 1
    choice = m.pick(slot, [r for r in allowed if r.strength == strongest] or [allowed[-1]])
    return Mark({"past": choice.past, "now": choice.now, "noun": choice.noun}[form], fact)


def month(m: Matter, period: Period, fact: Fact) -> Mark:
    """Return a period's name, carried by a fact about it."""
    return Mark(m.when(period), fact)


def known_partners(m: Matter) -> list[str]:
    """Return the countries with a figure that can be worded in the period, the largest first."""
    found = []
    for partner in sorted({c.partner for c in m.view.bounds if c.product == m.product.id and c.flow == m.flow}):
        if partner in (WORLD, m.reporter) or _is_region(m, partner):
            continue
        level = m.fact("level", partner)
        if level is not None and level.value > 0 and amount(m, level) is not None and is_printed(m, partner):
            found.append((-level.value, partner))
    return [partner for _, partner in sorted(found)]


def is_printed(m: Matter, partner: str) -> bool:
    """Whether somebody printed the partner's level in the story's period."""
    bound = m.view.bounds.get(m.cell(partner))
    return bound is not None and bound.printed


def is_within(m: Matter, partner: str, region: str) -> bool:
    """Whether a partner is a member of a region short of the world, as Germany is of the European Union."""
    return region != WORLD and m.view.card.places[partner].within == region


def _is_region(m: Matter, partner: str) -> bool:
    return any(place.within == partner for place in m.view.card.places.values())
