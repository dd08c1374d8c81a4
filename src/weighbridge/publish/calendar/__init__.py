"""The calendar: when the offices release, and what else stories named as ahead, with every change of it kept.

releases(desk, today)         each release of an office near a day: when, how sure, and whether it has come
announce(desk, Announcement)  what an office said of a release: another day, the day confirmed, or none at all
revise(desk, ...)             the dates as they now are, kept: what changed has a raised SEQUENCE
entries(desk)                 the dates as they were last kept
calendar_file(entries, ...)   these as iCalendar
"""

from weighbridge.publish.calendar.entries import Entry, entries, revise
from weighbridge.publish.calendar.icalendar_file import calendar_file
from weighbridge.publish.calendar.notices import Announcement, Status, announce
from weighbridge.publish.calendar.releases import Due, Release, releases

__all__ = [
    "Announcement",
    "Due",
    "Entry",
    "Release",
    "Status",
    "announce",
    "calendar_file",
    "entries",
    "releases",
    "revise",
]
