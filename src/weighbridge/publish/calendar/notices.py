"""What an office announced of a release, as somebody at the desk noted it down with where the office says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import func, insert, select

from weighbridge.desk import Role, moment, one_line, written
from weighbridge.errors import InputError, RefusedError
from weighbridge.model import Period
from weighbridge.publish.tables import calendar_notices as t
from weighbridge.sources import calendar

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from weighbridge.desk import Desk

_LONGEST = 1_000  # characters


class Status(StrEnum):
    """How sure a date is, in the words of iCalendar."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an office said of the release of a month: the day, how sure it is, in a few words, and where it says so.

    `day` is None for a release that is cancelled; then the day it was expected on stays. Raises InputError for a month
    that has no release of its own, for a day before the month is over, and for an address that is none.
    """

    calendar: str
    period: Period
    status: Status
    words: str
    day: date | None = None
    address: str = ""

    def __post_init__(self) -> None:
        rule, over = calendar(self.calendar), self.period.shift(1).first_day()
        _require(self.period.is_month, f"a release is named by its last month, as {self.period.last_month}")
        _require(rule.covered(self.period) != (), f"{self.period} comes out together with {self.period.shift(1)}")
        _require(self.status is Status.CANCELLED or self.day is not None, "which day? Only a cancelled one has none")
        _require(self.day is None or self.day >= over, f"{self.day} is too early: {self.period} is over on {over}")
        _require(bool(self.words.strip()), "say in a few words what the office announced")
        _require(not self.address or _is_address(self.address), f"{self.address!r} is no address of a page")


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement as it is kept, with who noted it down and when. `day` is the one it says, or the expected one."""

    n: int
    calendar: str
    period: str
    day: date
    status: Status
    words: str
    address: str
    noted_by: str
    noted_at: datetime


def announce(desk: Desk, said: Announcement, *, by: str) -> Notice:
    """Note down what an office announced, and return it; of several about a release the newest counts.

    Raises RefusedError for who is no editor.
    """
    person = desk.person(by)
    if not (person.active and person.holds(Role.EDITOR, Role.DUTY_EDITOR)):
        raise RefusedError("announce", ["what an office announced is noted down by an editor or duty editor"])
    row: dict[str, Any] = {"calendar": said.calendar, "period": str(said.period), "status": str(said.status)}
    with desk.store.writing() as connection:
        before = notices(connection).get((said.calendar, str(said.period)))
        expected = before.day if before else calendar(said.calendar).release_day(said.period)
        row |= {"n": (connection.execute(select(func.max(t.c.n))).scalar() or 0) + 1}
        row |= {"day": (said.day or expected).isoformat(), "words": one_line(said.words)[:_LONGEST]}
        row |= {"address": said.address, "noted_by": by, "noted_at": written(desk.clock())}
        connection.execute(insert(t), row)
        return notices(connection)[said.calendar, str(said.period)]


def notices(connection: Connection) -> dict[tuple[str, str], Notice]:
    """Return the newest notice of each calendar and month that has one."""
    return {(row.calendar, row.period): _notice(row) for row in connection.execute(select(t).order_by(t.c.n))}


def _notice(row: Row[Any]) -> Notice:
    day, status, at = date.fromisoformat(row.day), Status(row.status), moment(row.noted_at)
    return Notice(row.n, row.calendar, row.period, day, status, row.words, row.address, row.noted_by, at)


def _is_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable() and " " not in text


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise InputError(otherwise)
