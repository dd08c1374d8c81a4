"""When an office releases a period, by its calendar (`registry.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from weighbridge.errors import UnknownNameError
from weighbridge.model import Period


@dataclass(frozen=True)
class Calendar:
    """One release rule of the office of `reporter`.

    `day` is that of the month after the period; `eras` are other days of earlier times, each up to its last period;
    `days` are known release days by period. With `combined_first_months` January comes together with February.
    `office` is the office's whole name, `url` where it publishes.
    """

    id: str
    name: str
    reporter: str
    day: int
    combined_first_months: bool
    eras: tuple[tuple[Period, int], ...] = ()
    days: Mapping[Period, date] = field(default_factory=dict)
    office: str = ""
    url: str = ""

    def release_day(self, period: Period) -> date:
        """Return the day on which the office releases the last month of the period.

        January and February come together in March, so that neither has a release in February.

        >>> calendar("query").release_day(Period.parse("2025-06"))
        datetime.date(2025, 7, 20)
        >>> calendar("query").release_day(Period.parse("2026-01"))
        datetime.date(2026, 3, 20)
        """
        month = period.last_month
        if self.combined_first_months and month.month_of_year == 1:
            month = month.shift(1)
        if month in self.days:
            return self.days[month]
        day = next((era_day for last, era_day in self.eras if month <= last), self.day)
        return month.shift(1).first_day().replace(day=day)

    def covered(self, period: Period) -> tuple[Period, ...]:
        """Return the months that come out in the release named by a month; none when it comes with another one.

        >>> calendar("query").covered(Period.parse("2026-02"))
        (Period('2026-01'), Period('2026-02'))
        >>> calendar("query").covered(Period.parse("2026-01"))
        ()
        """
        if self.combined_first_months and period.month_of_year == 1:
            return ()
        together = self.combined_first_months and period.month_of_year == 2
        return (period.shift(-1), period) if together else (period,)

    def next_release(self, after: date) -> tuple[Period, date]:
        """Return the first period whose release comes after that day, and its release day."""
        period = Period.month(after.year, after.month).shift(-3)
        while self.release_day(period) <= after:
            period = period.shift(1)
        if self.combined_first_months and period.month_of_year == 1:
            period = period.shift(1)
        return period, self.release_day(period)


@cache
def _calendars() -> dict[str, Calendar]:
    raw = tomllib.loads(files("weighbridge.sources").joinpath("registry.toml").read_text(encoding="utf-8"))
    found = {}
    for office in raw.values():
        for entry in office["calendars"]:
            eras = tuple(sorted((Period.parse(e["last_period"]), e["day"]) for e in entry.get("eras", ())))
            days = {Period.parse(p): d for p, d in entry.get("days", {}).items()}
            found[entry["id"]] = Calendar(
                entry["id"],
                entry["name"],
                office["reporter"],
                entry["day"],
                office["combined_first_months"],
                eras,
                days,
                office["name"],
                office["url"],
            )
    return found


def calendars() -> tuple[Calendar, ...]:
    """Return every release calendar, in the order of the registry."""
    return tuple(_calendars().values())


def calendar(id: str) -> Calendar:
    """Return the release calendar of that id; raises UnknownNameError with near misses."""
    if id not in _calendars():
        raise UnknownNameError("release calendar", id, _calendars())
    return _calendars()[id]
