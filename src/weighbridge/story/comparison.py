"""The figure in its setting: all partners together, the year so far, the share, the partners one by one."""

from __future__ import annotations

from weighbridge.model import Fact, Period
from weighbridge.story.figures import (
    above_or_below,
    amount,
    direction,
    is_printed,
    is_within,
    known_partners,
    month,
    more_or_less,
    moved,
    size,
    verb_of,
)
from weighbridge.story.lede import on_month, on_year, span_name
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.phrase import Line, Mark, Piece, Pieces, listed, perhaps
from weighbridge.words import fraction_phrase, ordinal

MOST_PARTNERS = 5


def world(m: Matter) -> list[Line | None]:
    """Return the paragraph on all partners together and the year so far."""
    return [*([] if m.is_world else [_total(m)]), *_year_to_date(m)]


def _total(m: Matter) -> Line | None:
    level = m.fact("level", WORLD)
    much, change, year = amount(m, level), on_month(m, WORLD), on_year(m, WORLD)
    if level is None or much is None:
        return None
    noun = f"{m.naming.noun.capitalize()} {m.naming.to} all countries"
    if change is None and year is None:
        return perhaps(f"{noun} came to ", much, " in ", month(m, m.period, level), ".", weight=25)
    if change is None and year is not None:
        return perhaps(
            f"{noun} came to ",
            much,
            ", ",
            more_or_less(m, year),
            " in ",
            month(m, m.period.year_before(), year),
            ".",
            weight=25,
        )
    assert change is not None
    earlier = m.period.previous()
    than = amount(m, m.fact("level", WORLD, earlier))
    base: Pieces = (
        (" from ", than, " in ", Mark(m.when(earlier), change)) if than else (" from ", Mark(m.when(earlier), change))
    )
    tail: Pieces = ()
    if year is not None:
        link = ", but were " if direction(change) != direction(year) else " and were "
        tail = (link, above_or_below(m, year), " ", month(m, m.period.year_before(), year))
    rise = verb_of(m, change, "world")
    return perhaps(f"{noun} ", rise, " ", size(m, change), " to ", much, base, tail, ".", weight=25)


def _year_to_date(m: Matter) -> list[Line | None]:
    if m.period.month_of_year == 1 or m.period.is_year_to_date:
        return []
    lines: list[Line | None] = []
    whole, change = m.fact("year_to_date", WORLD), m.fact("year_to_date_change_pct", WORLD)
    if (line := _so_far(m, whole, change, "total" if not m.is_world else "")) is not None:
        lines.append(line)
    if not m.is_world:
        own, own_change = m.fact("year_to_date"), m.fact("year_to_date_change_pct")
        much, against = amount(m, own), more_or_less(m, own_change if direction(own_change) else None)
        if much and against and own and lines:
            out = ("Of these, ", much, f" went {m.naming.to} {m.place(m.focus)}, ")
            back = (f"{m.place(m.focus)} supplied ", much, " of them, ")
            lines.append(perhaps(out if m.naming.to == "to" else back, against, " a year earlier.", weight=14))
    return lines


def _so_far(m: Matter, whole: Fact | None, change: Fact | None, word: str) -> Line | None:
    much = amount(m, whole)
    if whole is None or much is None:
        return None
    span = Mark(span_name(m), whole)
    against = more_or_less(m, change if direction(change) else None)
    noun = f"{word} {m.naming.noun}".strip()
    if against is None:
        return perhaps("In ", span, f", {noun} came to ", much, ".", weight=16)
    return perhaps("In ", span, f", {noun} came to ", much, ", ", against, " a year earlier.", weight=22)


# ---- share ---------------------------------------------------------------------------------------------------------


def share(m: Matter) -> list[Line | None]:
    """Return what part of the whole the partner had, and of its movement."""
    if m.is_world:
        return []
    now = m.fact("share_pct")
    told = size(m, now)
    if now is None or told is None:
        return []
    name, takes = m.place(m.focus), m.naming.takes
    fraction = fraction_phrase(now.interval)
    lines: list[Line | None] = []
    earlier_period = m.period.previous() if m.period.is_month else m.period.year_before()
    earlier = m.fact("share_pct", period=earlier_period)
    then = size(m, earlier)
    if then is not None and earlier is not None and abs(earlier.value - now.value) > 0.5:
        lines.append(
            perhaps(
                (f"{name} {takes} ", Mark(f"{told.text} of the total", now), " in ", month(m, m.period, now), ", "),
                (_from(m, earlier_period), then, " in ", month(m, earlier_period, earlier), "."),
                weight=12,
            )
        )
    else:
        part = Mark(f"{fraction} of the total, {told.text}," if fraction else f"{told.text} of the total", now)
        lines.append(perhaps(f"{name} {takes} ", part, " in ", month(m, m.period, now), ".", weight=11))
    return [*lines, _rank(m)]


def _from(m: Matter, earlier: Period) -> Piece:
    """Say which way a share has moved since an earlier period."""
    other = None if earlier == m.period.previous() else m.cell(period=earlier)
    moved_by = m.fact("share_change_pp", other=other)
    way = direction(moved_by)
    return Mark("up from " if way > 0 else "down from ", moved_by) if way else "after "


def _rank(m: Matter) -> Line | None:
    rank = m.fact("rank")
    if rank is None or rank.interval.lo != rank.interval.hi or rank.value > 5:
        return None
    if rank.value > 1:
        return perhaps(
            "It ", Mark(f"ranked {ordinal(int(rank.value))}", rank), f" among {m.naming.partners}.", weight=10
        )
    kind = "destination" if m.naming.to == "to" else "supplier"
    return perhaps("That made it ", Mark(f"the largest {kind}", rank), " of the month.", weight=10)


def part_of_change(m: Matter) -> Line | None:
    """Return how much of the whole's movement in tonnes was the partner's."""
    own, whole = m.fact("difference_on_month"), m.fact("difference_on_month", WORLD)
    if (
        m.is_world
        or not m.period.is_month
        or not own
        or not whole
        or direction(own) != direction(whole)
        or not direction(own)
    ):
        return None
    a, b = amount(m, own), amount(m, whole)
    if a is None or b is None or not a.text[0].isdigit() or abs(own.value) > abs(whole.value):
        return None
    way = "rose by " if direction(own) > 0 else "fell by "
    things = f"{m.naming.things} {m.naming.to} {m.place(m.focus)} "
    return perhaps(
        ("The total ", Mark(way + b.text, whole), " on the month; ", things, Mark(way + a.text, own), "."), weight=7
    )


# ---- partners ------------------------------------------------------------------------------------------------------


def partners(m: Matter) -> list[Line | None]:
    """Return the other partners with figures: the largest with its change, the next ones in a list, and the EU."""
    others = [p for p in known_partners(m) if p != m.focus and not is_within(m, p, m.focus)][:MOST_PARTNERS]
    if not others:
        return _union(m)
    lines: list[Line | None] = [_largest(m, others)]
    rest = others[1:]
    moving = [p for p in rest if moved(m, on_month(m, p) or on_year(m, p)) is not None]
    if rest:
        groups = [_taken(m, p, with_change=p in moving) for p in rest[:4]]
        verb = f" {m.naming.takes} "
        groups[0] = (groups[0][0], verb, *groups[0][2:])
        lines.append(perhaps(_joined(groups), ".", weight=9))
    return lines + _union(m)


def _joined(groups: list[Pieces]) -> Pieces:
    plain = not any(piece == ", " for group in groups for piece in group)
    return listed(groups) if plain else listed(groups, between="; ", last="; and " if len(groups) > 2 else ", and ")


def _largest(m: Matter, others: list[str]) -> Line | None:
    partner = others[0]
    level = m.fact("level", partner)
    change, year = on_month(m, partner), on_year(m, partner)
    name, takes = m.place(partner), m.naming.takes
    rank = m.fact("rank", partner)
    surely_first = rank is not None and rank.interval.lo == rank.interval.hi == 1
    lead: Pieces = (
        (f"{name}, ", Mark(f"the largest of the {m.naming.partners}", rank), f", {takes} ")
        if surely_first
        else (f"{name} {takes} ",)
    )
    tail: Pieces = ()
    if change is not None and year is not None and moved(m, change) and moved(m, year):
        link = " but " if direction(change) != direction(year) else " and "
        tail = (", ", moved(m, change), " on the month", link, moved(m, year), " on the year")
    elif change is not None and moved(m, change):
        tail = (", ", moved(m, change), " on the month")
    elif year is not None and moved(m, year):
        tail = (", ", moved(m, year), " on the year")
    return perhaps(lead, amount(m, level), tail, ".", weight=10)


def _taken(m: Matter, partner: str, with_change: bool) -> Pieces:
    much = amount(m, m.fact("level", partner))
    change = on_month(m, partner)
    base = " on the month"
    if change is None or moved(m, change) is None:
        change, base = on_year(m, partner), " on the year"
    told = moved(m, change) if with_change else None
    extra: Pieces = (", ", told, base) if told is not None else ()
    return (m.place(partner), " ", much, *extra) if much else ()


def _union(m: Matter) -> list[Line | None]:
    if m.focus == "EU27":
        return []
    level = m.fact("level", "EU27")
    much = amount(m, level)
    if level is None or much is None or not is_printed(m, "EU27"):
        return []
    of_all = size(m, m.fact("share_pct", "EU27"))
    tail: Pieces = (", or ", of_all, " of the total") if of_all else ()
    return [perhaps(f"The European Union as a whole {m.naming.takes} ", much, tail, ".", weight=8)]
