"""Facts in words: what a cell is, a value with its unit, an interval, a definition with its names filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from math import floor, isfinite, log10

from weighbridge.card import Card
from weighbridge.facts.metric import metric_of
from weighbridge.model import MONTH_NAMES, Cell, Fact, Flow, Interval, Period

_UNITS = {
    "pct": "%",
    "pp": " points",
    "times": " times",
    "usd": " dollars",
    "cny": " yuan",
    "eur": " euros",
    "place": "",
    "t": " t",
}
_SIGNED = ("change", "difference", "contribution")


@lru_cache(maxsize=4096)
def period_text(period: Period) -> str:
    """Return a period as people write it.

    >>> period_text(Period.parse("2025-06")), period_text(Period.parse("2025-H1")), period_text(Period.parse("2025"))
    ('June 2025', 'January to June 2025', '2025')
    """
    first, last = Period(period.first), period.last_month
    if period.is_month:
        return f"{MONTH_NAMES[last.month_of_year - 1]} {last.year}"
    if period.months == 12 and last.month_of_year == 12:
        return str(last.year)
    start = MONTH_NAMES[first.month_of_year - 1] + (f" {first.year}" if first.year != last.year else "")
    return f"{start} to {MONTH_NAMES[last.month_of_year - 1]} {last.year}"


def day_text(day: date) -> str:
    """Return a day as people write it.

    >>> day_text(date(2025, 7, 20))
    '20 July 2025'
    """
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def trade_text(cell: Cell, card: Card) -> str:
    """Return what a cell measures, without its period.

    >>> from weighbridge.card import trade_card
    >>> trade_text(Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass"), trade_card())
    "net weight of China's exports of rare-earth magnets to the United States"
    """
    reporter = card.places[cell.reporter].name
    owner = f"{reporter}'" if reporter.endswith("s") else f"{reporter}'s"
    way = "exports of {} to" if cell.flow is Flow.EXPORT else "imports of {} from"
    goods = way.format(card.products[cell.product].name)
    return f"{card.measures[cell.measure].name} of {owner} {goods} {card.places[cell.partner].name}"


def number_text(value: float, width: float = 0.0) -> str:
    """Return a number as long as it deserves: as printed when it is short, else to the digit its width leaves known.

    >>> number_text(22319.0), number_text(157.5, 1.1), number_text(7.673913, 0.19), number_text(1234567.891)
    ('22,319', '157.5', '7.7', '1,234,567.891')
    """
    if not isfinite(value):
        return "any amount" if value > 0 else "nothing at all"
    digits = 3
    if round(value, 3) != value or (width and round(value, 2) != value):
        digits = min(3, max(0, -floor(log10(width)))) if width and isfinite(width) else 3
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_text(fact: Fact) -> str:
    """Return a fact's value with its unit; a change carries its sign."""
    text = number_text(fact.value, fact.interval.width)
    sign = "+" if fact.value > 0 and any(word in fact.metric for word in _SIGNED) else ""
    return f"{sign}{_signed(text)}{unit_text(fact.unit, fact.value)}"


def unit_text(unit: str, value: float = 2.0) -> str:
    """Return a unit as it stands behind a number, its space included."""
    if value == 1 and unit in ("months", "times"):
        return f" {unit[:-1]}"
    return _UNITS.get(unit, f" {unit.replace('_', ' ')}")


def interval_text(interval: Interval, unit: str) -> str:
    """Return an interval in words, to one digit more than its width: exactly, from to, at least, at most.

    >>> interval_text(Interval(11.057089, 11.090196), "pct"), interval_text(Interval(352.5, 353.5), "t")
    ('11.057 to 11.09%', '352.5 to 353.5 t')
    """
    tail = unit_text(unit)
    known = isfinite(interval.width) and interval.width > 0
    digits = min(6, max(0, 1 - floor(log10(interval.width)))) if known else 3
    low, high = (_signed(f"{end:,.{digits}f}") for end in (interval.lo, interval.hi))
    if interval.is_point:
        return f"exactly {low}{unit_text(unit, interval.lo)}"
    if not isfinite(interval.hi):
        return f"at least {low}{tail}"
    return f"{low} to {high}{tail}" if isfinite(interval.lo) else f"at most {high}{tail}"


def _signed(number: str) -> str:
    short = number.rstrip("0").rstrip(".") if "." in number else number
    return short.replace("-", "\u2212", 1)


def definition_text(fact: Fact, roles: Mapping[str, Cell], card: Card) -> str:
    """Return the metric's definition as one sentence about this fact."""
    names = {role: _told(played, fact.cell, card) for role, played in roles.items()}
    names |= {"what": trade_text(fact.cell, card), "period": period_text(fact.cell.period)}
    sentence = metric_of(fact.metric).definition.format_map(names)
    return (
        sentence if fact.other is None or fact.metric == "share_pct" else f"{sentence[:-1]}: {_full(fact.other, card)}."
    )


def _told(played: Cell, cell: Cell, card: Card) -> str:
    """Return what tells a role's cell from the fact's own: its period alone when nothing else differs."""
    return period_text(played.period) if played.at(cell.period) == cell else _full(played, card)


def _full(cell: Cell, card: Card) -> str:
    return f"the {trade_text(cell, card)} in {period_text(cell.period)}"
