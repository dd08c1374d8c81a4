"""The releases of the offices near a day: when each is due, how sure that is, and whether the ledger has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from weighbridge.model import Period
from weighbridge.publish.calendar.notices import Notice, Status, notices
from weighbridge.sources import calendars, shipped_events

if TYPE_CHECKING:
    from weighbridge.card import Card
    from weighbridge.desk import Desk
    from weighbridge.sources import Calendar

Expected = tuple[date, Status, str, str]  # day, status, why, and where the office says so
BACK, AHEAD = 14, 12  # months of releases that are looked at, before and after the day


class Due(StrEnum):
    """Where a release stands on a day."""

    NOT_DUE = "not due"
    EXPECTED = "expected today"
    OVERDUE = "overdue"
    MISSED = "not taken in"  # later months have come since, and this one never did
    RELEASED = "released"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Release:
    """One release of an office: `day` is when it came or is expected, `due` where it stands on the day asked about.

    `place` is whose trade it counts, by name, `months` those it brings, the last of which names it. `status` is
    tentative while the day is only the office's usual one. `products` are the ids of those it is about, `words` why
    the day is taken to be this one, `address` where the office says so. `first_seen_at` is the day its first figure
    was released, None while the ledger has none.
    """

    calendar: Calendar
    place: str
    months: tuple[Period, ...]
    day: date
    status: Status
    due: Due
    products: tuple[str, ...]
    words: str
    address: str
    first_seen_at: date | None = None

    @property
    def period(self) -> Period:
        """The month that names it."""
        return self.months[-1]


def releases(desk: Desk, today: date) -> list[Release]:
    """Return the releases of all offices from fourteen months back to twelve ahead, by day."""
    with desk.store.reading() as connection:
        told = notices(connection)
    return released(desk.ledger.card, desk.ledger.months_released(as_of=today), told, today=today)


def released(
    card: Card, seen: Mapping[tuple[str, Period], date], told: Mapping[tuple[str, str], Notice], *, today: date
) -> list[Release]:
    """Return the releases near a day, of what the ledger has seen and what offices announced; pure."""
    now, found = Period.month(today.year, today.month), []
    for rule in calendars():
        products = tuple(p.id for p in card.products.values() if p.calendar == rule.id)
        newest = max((month for product, month in seen if product in products), default=None)
        for months in _months(rule, now):
            period = months[-1]
            expected = _expected(rule, period, told.get((rule.id, str(period))), today)
            came = min((seen[p, period] for p in products if (p, period) in seen), default=None)
            day, status, words, address = expected if came is None else _come(expected, came)
            due, place = _due(day, status, came, today), card.places[rule.reporter].name
            if due is Due.OVERDUE and newest is not None and period < newest:
                due = Due.MISSED
            found.append(Release(rule, place, months, day, status, due, products, words, address, came))
    return sorted(found, key=lambda r: (r.day, r.calendar.id))


def _months(rule: Calendar, now: Period) -> Iterator[tuple[Period, ...]]:
    for shift in range(-BACK, AHEAD + 1):
        if months := rule.covered(now.shift(shift)):
            yield months


def _expected(rule: Calendar, period: Period, notice: Notice | None, today: date) -> Expected:
    """Return when a month comes out by what is known of it before it has: announced, reported, or by rule."""
    if notice is not None:
        return notice.day, notice.status, notice.words, notice.address
    usual = rule.release_day(period)
    if period in rule.days:
        return usual, Status.CONFIRMED, "The office announced the day.", rule.url
    if usual <= today and (reported := _reported(usual)):
        return usual, Status.CONFIRMED, "The release was reported that day.", reported
    return usual, Status.TENTATIVE, "The office's usual day; it may be another.", rule.url


def _come(expected: Expected, came: date) -> Expected:
    """Return the same for a month whose figures are there: no longer open, and no later than they came."""
    day, status, _, address = expected
    if status is Status.CONFIRMED:
        return expected
    return min(day, came), Status.CONFIRMED, "The figures are out.", address


def _due(day: date, status: Status, came: date | None, today: date) -> Due:
    if came is not None:
        return Due.RELEASED
    if status is Status.CANCELLED:
        return Due.CANCELLED
    if day == today:
        return Due.EXPECTED
    return Due.NOT_DUE if day > today else Due.OVERDUE


def _reported(day: date) -> str:
    """Return where a release of that day was reported, "" where nothing says so."""
    there = (e.source_url for e in shipped_events() if e.kind == "release" and e.occurred_at == day)
    return next(filter(None, there), "")
