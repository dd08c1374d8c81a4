"""The dates of the calendar, kept with every change: a raised sequence is how a reader's calendar learns of one.

Which dates there are is worked out anew each time, from the offices' calendars, the ledger and the stories; what is
kept is how each was last told to readers. A date that is no longer said is cancelled and stays: a calendar that once
took it in would else show it for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, func, insert, select, table

from weighbridge.desk import moment, written
from weighbridge.publish.calendar.notices import Status
from weighbridge.publish.tables import calendar_entries as t
from weighbridge.words import period_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk
    from weighbridge.publish.calendar.releases import Release
    from weighbridge.publish.summary import Summary

RELEASE, KEY_DATE = "release", "date"
_A_RELEASE = " releases the figures for "  # as stories word the office's next one
_TAKEN_BACK = "The story that named this day was taken back."
_NO_LONGER = "Nobody names this day any more."


@dataclass(frozen=True, slots=True)
class Entry:
    """A date as readers are told of it.

    `id` is release/CALENDAR/MONTH or date/STORY/DIGEST and stays the same whatever changes; `sequence` counts its
    changes, from 0. `address` is a whole one, or a path of the site. `first_noted_at` is when it first stood there.
    """

    id: str
    day: date
    status: Status
    title: str
    words: str
    address: str
    topic: str
    sequence: int = 0
    noted_at: datetime | None = None
    first_noted_at: datetime | None = None

    @property
    def is_release(self) -> bool:
        """Whether it is a release of an office; otherwise a story named it."""
        return self.id.startswith(f"{RELEASE}/")

    def says_the_same(self, other: Entry) -> bool:
        """Whether readers would see no difference."""
        return _shown(self) == _shown(other)


def entries(desk: Desk) -> list[Entry]:
    """Return the dates as they were last kept, by day."""
    with desk.store.reading() as connection:
        return _in_order(_kept(connection).values())


def revise(desk: Desk, releases: Iterable[Release], summaries: Iterable[Summary], *, through: int) -> list[Entry]:
    """Keep the dates as they now are, and return them by day; what changed, and only that, has a raised sequence.

    `through` is the number of the newest publication the summaries tell of. Where a newer one is out by now, its dates
    are left to whoever knows of it: two that work at once do not undo what the other did.
    """
    summaries = list(summaries)
    wanted = {e.id: e for e in (*map(of_release, releases), *of_stories(summaries))}
    gone: set[str] | None = {s.id for s in summaries if s.taken_back}
    with desk.store.reading() as connection:
        if not _changes(_kept(connection), wanted, gone):
            return _in_order(_kept(connection).values())
    with desk.store.writing() as connection:
        if _newest(connection) > through:
            wanted = {id: e for id, e in wanted.items() if e.is_release}
            gone = None
        at = written(desk.clock())
        changed = _changes(_kept(connection), wanted, gone)
        if changed:
            connection.execute(insert(t), [_row(entry, at) for entry in changed])
        return _in_order(_kept(connection).values())


def of_release(release: Release) -> Entry:
    """Return a release as a date of the calendar.

    >>> from datetime import date
    >>> from weighbridge.card import trade_card
    >>> from weighbridge.publish.calendar.releases import released
    >>> found = released(trade_card(), {}, {}, today=date(2025, 7, 1))
    >>> [of_release(r).title for r in found if (r.calendar.id, str(r.period)) == ("query", "2026-02")]
    ['China, trade figures for January and February 2026: online query by commodity and partner']
    """
    months = release.months
    name = period_name(months[0]) if len(months) == 1 else f"{_month(months[0])} and {period_name(months[-1])}"
    return Entry(
        f"{RELEASE}/{release.calendar.id}/{release.period}",
        release.day,
        release.status,
        f"{release.place}, trade figures for {name}: {release.calendar.name}",
        f"{release.calendar.office}. {release.words}",
        release.address,
        "Releases",
    )


def of_stories(summaries: Iterable[Summary]) -> Iterator[Entry]:
    """Yield the days that stories named as ahead, each once, with the first story that still names it.

    An office's release is left out: it has an entry of its own.
    """
    named: dict[tuple[str, str], None] = {}
    for summary in sorted(summaries, key=lambda s: (s.first_published_at, s.id)):
        for key_date in summary.key_dates:
            same = key_date.on, key_date.what.casefold()
            day = _day(key_date.on)
            if day is None or same in named or _A_RELEASE in key_date.what:
                continue
            named[same] = None
            id = f"{KEY_DATE}/{summary.id}/{blake2b(same[1].encode(), digest_size=6).hexdigest()}"
            words, topic = f"Named in: {summary.title}", summary.product_name.capitalize()
            yield Entry(id, day, Status.CONFIRMED, key_date.what, words, summary.path, topic)


def _changes(kept: Mapping[str, Entry], wanted: Mapping[str, Entry], gone: set[str] | None) -> list[Entry]:
    """Return what is new or other than it was kept; without `gone` the dates that stories named are left alone."""
    changed = []
    for entry in wanted.values():
        before = kept.get(entry.id)
        if before is None or not before.says_the_same(entry):
            changed.append(replace(entry, sequence=before.sequence + 1 if before else 0))
    for entry in kept.values() if gone is not None else ():
        if entry.is_release or entry.id in wanted or entry.status is Status.CANCELLED:
            continue
        taken_back = entry.id.split("/")[1] in (gone or ())
        title = "A date that was taken back" if taken_back else entry.title
        words = _TAKEN_BACK if taken_back else _NO_LONGER
        cancelled = replace(entry, status=Status.CANCELLED, title=title, words=words, sequence=entry.sequence + 1)
        changed.append(cancelled)
    return changed


def _kept(connection: Connection) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for row in connection.execute(select(t).order_by(t.c.entry, t.c.sequence)):
        at = moment(row.noted_at)
        first = found[row.entry].first_noted_at if row.entry in found else at
        day = date.fromisoformat(row.day)
        found[row.entry] = Entry(
            row.entry, day, Status(row.status), row.title, row.words, row.address, row.topic, row.sequence, at, first
        )
    return found


def _newest(connection: Connection) -> int:
    out = table("publications", column("n"))
    return connection.execute(select(func.max(out.c.n))).scalar() or 0


def _row(entry: Entry, at: str) -> dict[str, Any]:
    return {
        "entry": entry.id, "sequence": entry.sequence, "day": entry.day.isoformat(), "status": str(entry.status),
        "title": entry.title, "words": entry.words, "address": entry.address, "topic": entry.topic, "noted_at": at,
    }  # fmt: skip


def _shown(entry: Entry) -> tuple[object, ...]:
    return entry.day, entry.status, entry.title, entry.words, entry.address, entry.topic


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda e: (e.day, e.id))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month(period: Any) -> str:
    return period_name(period, near=period)
