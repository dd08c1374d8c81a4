"""Periods and days in words: June, June 2024, the first half, January and February, July 20, 2025."""

from __future__ import annotations

from datetime import date

from weighbridge.model import Period
from weighbridge.words.table import Language, english

_NEAR = 6  # months to either side within which a month's name alone says which year


def month_name(period: Period, language: Language | None = None) -> str:
    """Return the name of the period's last month, without a year."""
    return str((language or english()).periods["months"][period.month_of_year - 1])


def period_name(period: Period, *, near: Period | None = None, language: Language | None = None) -> str:
    """Return a period in words. The year is left out in the year of `near` and within six months of it.

    >>> june = Period.parse("2025-06")
    >>> period_name(june), period_name(june, near=june), period_name(june.year_before(), near=june)
    ('June 2025', 'June', 'June 2024')
    >>> period_name(Period.parse("2025-H1")), period_name(Period.parse("2025-01/2025-02"), near=june)
    ('the first half of 2025', 'January and February')
    """
    words = (language or english()).periods
    year = "" if _is_near(period, near) else str(period.year)
    months = words["months"]
    if period.is_month:
        return f"{months[period.month_of_year - 1]} {year}".rstrip()
    start = period.first % 12
    same_year = period.first // 12 == period.last // 12
    if period.months == 12 and start == 0:
        return str(period.year)
    if period.months == 6 and start % 6 == 0:
        return _the(words["halves"][start // 6], year, near)
    if period.months == 3 and start % 3 == 0:
        return _the(words["quarters"][start // 3], year, near)
    if period.months == 2 and start == 0:
        return f"{words['two_months']} {year}".rstrip()
    if start == 0 and same_year:
        return _the(f"first {_count(period.months, language)} months", year, near)
    opening = months[start] if same_year else f"{months[start]} {period.first // 12}"
    return f"{opening} to {months[period.month_of_year - 1]} {year}".rstrip()


def _is_near(period: Period, near: Period | None) -> bool:
    if near is None or abs(near.last - period.first) >= 12:
        return False
    return period.first // 12 == period.last // 12 == near.last // 12 or (
        near.last - _NEAR <= period.first and period.last <= near.last + _NEAR
    )


def _the(name: str, year: str, near: Period | None) -> str:
    return f"the {name} of {year}" if year else f"the {name} of the year"


def _count(months: int, language: Language | None) -> str:
    return str((language or english()).numbers["cardinals"][months])


def day_name(day: date, *, near: date | None = None, language: Language | None = None) -> str:
    """Return a day in words: 'July 20, 2025', or 'July 20' where it lies in the year of `near`.

    >>> day_name(date(2025, 7, 20)), day_name(date(2025, 7, 20), near=date(2025, 8, 1))
    ('July 20, 2025', 'July 20')
    """
    month = (language or english()).periods["months"][day.month - 1]
    return f"{month} {day.day}" if near is not None and near.year == day.year else f"{month} {day.day}, {day.year}"
