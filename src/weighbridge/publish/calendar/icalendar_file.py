"""The dates as an iCalendar file (RFC 5545, 7986) that calendars subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from weighbridge.publish import places
from weighbridge.publish.masthead import urn

if TYPE_CHECKING:
    from weighbridge.publish.calendar.entries import Entry
    from weighbridge.publish.masthead import Masthead

_KEPT = timedelta(days=430)  # how long what is past stays in the file
_ASKED_AGAIN = timedelta(hours=6)


def calendar_file(entries: Iterable[Entry], masthead: Masthead, *, today: date) -> bytes:
    """Return the dates as iCalendar: the same entries give the same bytes, whenever they are written.

    Days are whole ones: offices announce no hour. A cancelled date stays in the file like any other, with its status
    and a raised sequence. UIDs hold no address and stay the same wherever the site moves.
    """
    from icalendar import Calendar, Event

    name = f"{masthead.newsroom}: releases and key dates"
    file = Calendar()
    file.add("prodid", "-//Weighbridge//Release calendar//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("refresh-interval", _ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", "PT6H")
    file.add("source", masthead.address(places.CALENDAR_FILE), parameters={"VALUE": "URI"})
    file.add("url", masthead.address(places.CALENDAR_PAGE))
    for entry in entries:
        if entry.day < today - _KEPT or entry.noted_at is None:
            continue
        event = Event()
        event.add("uid", urn("calendar", entry.id).removeprefix("urn:uuid:"))
        event.add("dtstamp", entry.noted_at)
        event.add("created", entry.first_noted_at)
        event.add("last-modified", entry.noted_at)
        event.add("sequence", entry.sequence)
        event.add("dtstart", entry.day)
        event.add("duration", timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day on which something comes out leaves nobody busy
        event.add("status", str(entry.status).upper())
        event.add("summary", entry.title)
        event.add("description", entry.words)
        event.add("categories", [entry.topic])
        if entry.address:
            whole = entry.address.startswith(("http://", "https://"))
            event.add("url", entry.address if whole else masthead.address(entry.address))
        file.add_component(event)
    written: bytes = file.to_ical()
    return written
