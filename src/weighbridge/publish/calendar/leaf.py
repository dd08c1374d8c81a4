"""The calendar of the site: the page, and the file that calendars subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from weighbridge.errors import NotInDataError
from weighbridge.publish import places
from weighbridge.publish.calendar.entries import Entry, of_release, revise
from weighbridge.publish.calendar.icalendar_file import calendar_file
from weighbridge.publish.calendar.notices import Status
from weighbridge.publish.calendar.releases import Due, Release, releases
from weighbridge.publish.calendar.there import Line, in_words, there

if TYPE_CHECKING:
    from weighbridge.publish.site.context import Site

_AHEAD, _BACK = timedelta(days=120), timedelta(days=60)
_MOST_SERIES, _MOST_OVERDUE = 12, 6


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the page and the file, of the dates as they are now; what changed of them is kept first."""
    today = site.desk.clock().date()
    found = releases(site.desk, today)
    kept = revise(site.desk, found, site.summaries.values(), through=site.record.through)
    yield places.CALENDAR_FILE, calendar_file(kept, site.masthead, today=today)
    says = page_of(found, kept, _there(site, found), today=today)
    yield places.CALENDAR_PAGE, site.page("calendar", says, places.CALENDAR_PAGE)


def _there(site: Site, found: list[Release]) -> list[Line]:
    series: dict[str, None] = {}
    for summary in site.summaries.values():
        series.update(dict.fromkeys(summary.series))
    if not series:
        return []
    try:
        view = site.vintages.view(site.desk.weigher.newest)
    except NotInDataError:
        return []
    return there(list(series)[:_MOST_SERIES], found, view)


def page_of(found: Iterable[Release], kept: Iterable[Entry], lines: list[Line], *, today: date) -> dict[str, Any]:
    """Return what the page says: the next release, what is overdue, what lies ahead, what came, and what is there."""
    by_day = sorted(found, key=lambda r: (r.day, r.calendar.id))
    late = [r for r in reversed(by_day) if r.due is Due.OVERDUE]
    named = [e for e in kept if not e.is_release]
    ahead = [_release(r, today) for r in by_day if today <= r.day <= today + _AHEAD and r.due is not Due.RELEASED]
    dates = [_entry(e) for e in named if today <= e.day <= today + _AHEAD]
    return {
        "title": "Calendar",
        "description": "When the offices release their figures, what is overdue, and the days our stories name.",
        "today": today.isoformat(),
        "file": places.CALENDAR_FILE,
        "next": next((one for one in ahead if one["due"] in {"not due", "expected today"}), None),
        "overdue": [_release(r, today) for r in late[:_MOST_OVERDUE]],
        "more_overdue": len(late[_MOST_OVERDUE:]),
        "ahead": sorted(ahead + dates, key=lambda item: str(item["day"])),
        "came": [_release(r, today) for r in reversed(by_day) if r.due is Due.RELEASED and r.day >= today - _BACK],
        "lines": [
            {"series": line.series, "path": places.series(line.series), "title": line.title, "boxes": [
                {"period": in_words(box.period), "there": str(box.there).replace(" ", "-"), "words": box.words}
                for box in line.boxes
            ]}
            for line in lines
        ],
    }  # fmt: skip


def _release(release: Release, today: date) -> dict[str, Any]:
    told = _entry(of_release(release))
    return told | {"due": str(release.due), "days": (today - release.day).days, "words": release.words}


def _entry(entry: Entry) -> dict[str, Any]:
    own = entry.address if not entry.address.startswith(("http://", "https://")) else ""
    return {
        "day": entry.day.isoformat(),
        "title": entry.title,
        "status": str(entry.status),
        "open": entry.status is Status.TENTATIVE,
        "cancelled": entry.status is Status.CANCELLED,
        "words": entry.words,
        "path": own,
        "url": "" if own else entry.address,
        "is_release": entry.is_release,
        "due": "",
        "days": 0,
    }
