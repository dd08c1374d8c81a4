"""The day a text says it was written: from its dateline, never from a day it merely talks about."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import islice

from weighbridge.check.lines import paragraphs
from weighbridge.model import MONTH_NAMES

_MONTHS = {name.casefold(): n for n, name in enumerate(MONTH_NAMES, 1)}
_MONTHS |= {name[:3].casefold(): n for n, name in enumerate(MONTH_NAMES, 1)} | {"sept": 9}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_MONTH = r"(?P<month>" + "|".join(sorted((n.capitalize() for n in _MONTHS), key=len, reverse=True)) + r")\.?"
_NUMBER = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PLACE = r"(?P<place>[A-Z][A-Za-z.'’ /-]{1,40})"

_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_CHINESE = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日"
)
# A whole written day, either order.
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_NUMBER}\s+{_MONTH},?\s+{_YEAR}\b"),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_NUMBER},?\s+{_YEAR}\b"),
)
# A day at the head of a paragraph: BEIJING, July 20 - / (Agency) July 20 - / BEIJING, July 20 (Agency) -
_LEAD = r"^\s*(?:\([^()\n]{1,60}\)\s*)?"
_AGENCY = r"(?:\s*\([^()\n]{1,40}\))?"
_DASH = r"\s*(?:-{1,2}|–|—|:|\|)\s"
_HEADS = tuple(
    re.compile(rf"{_LEAD}{place}{_WEEKDAY}{day}(?:,?\s+{_YEAR})?{_AGENCY}{_DASH}")
    for place in (rf"{_PLACE},\s*(?:\([^()\n]{{1,40}}\)\s*)?", r"(?:\([^()\n]{1,40}\)\s*)")
    for day in (rf"{_MONTH}\s+{_NUMBER}", rf"{_NUMBER}\s+{_MONTH}")
)
_AGENCY_DAY = tuple(
    re.compile(rf"^\s*\((?P<place>[^()\n]{{2,40}})\)\s*[-–—]?\s*{day}(?:,?\s+{_YEAR})?\b")
    for day in (rf"{_MONTH}\s+{_NUMBER}", rf"{_NUMBER}\s+{_MONTH}")
)
# A headline that has run into the dateline after it: ... as licences arriveBEIJING, July 20 -
_MONTH_BEGINS = "|".join(name[:3] for name in MONTH_NAMES)
_GLUED_HEADLINE = re.compile(
    r"[A-Z][^.!?()\n]{20,160}?[a-z0-9%'’]\s?(?=[A-Z]{4,}(?:[/ ][A-Z]{4,})*,\s+"
    rf"(?:{_MONTH_BEGINS})[a-z]*\.?\s+\d)"
)
_BYLINE = re.compile(
    r"^\W{0,3}(?:published|posted|updated|dated?|dateline|released|first published)\b\s*(?:on|at)?\s*:?\s*",
    re.IGNORECASE,
)

_MENTION = re.compile(rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}\b")
_COMPARED = re.compile(
    r"(?:below|above|than|from|against|versus|over|since|of|with|on|to|in|earlier)\W+(?:in\W+|the\W+)?$", re.IGNORECASE
)
_MONTH_WORD = re.compile(rf"(?<![\w-])(?P<month>{'|'.join(MONTH_NAMES)})\b(?:,?\s+(?:of\s+)?{_YEAR}\b)?")
_DAY_BESIDE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?$")
_DAY_AFTER = re.compile(r"\s+\d{1,2}(?:st|nd|rd|th)?\b(?!\s?(?:%|,\d|\d|tons|tonnes|t\b|percent|per\b))")
_TO_COME = re.compile(
    r"\b(?:until|till|by|will|would|could|may|due|expires?|expected|forecast|planned|next)\b[^.!?]{0,80}$"
)
_WEEKDAY_SAID = re.compile(r"\bon\s+((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")


def stated_day(text: str) -> date | None:
    """Return the day a metadata value such as `2025-07-20T10:00:00Z` or `July 20, 2025` names, else None.

    >>> stated_day("Sun, 20 July 2025 08:00"), stated_day("soon")
    (datetime.date(2025, 7, 20), None)
    """
    for pattern in (_ISO, _CHINESE, *_WRITTEN):
        if (found := pattern.search(text)) and (day := _day(found)):
            return day
    return None


def days_in(text: str) -> list[date]:
    """Return every whole written day in some words, as they stand in a reference or a byline."""
    found = (match for pattern in (_ISO, _CHINESE, *_WRITTEN) for match in pattern.finditer(text))
    return [day for match in found if (day := _day(match))]


def dateline_of(text: str) -> date | None:
    """Return the day written at the head of an article, None when none stands there or its year cannot be known.

    A dateline without a year takes the year that the article's own dates settle, else there is none.

    >>> dateline_of("BEIJING, July 20 (Agency) - Exports in June 2025 rose 157.5%.")
    datetime.date(2025, 7, 20)
    """
    head = [line for line in text[:2500].split("\n") if line.strip()][:6]
    wrapped = [p.words for p in islice(paragraphs(text[:2500]), 6) if "\n" in text[p.start : p.end]]
    for line in (*head, *wrapped):
        if day := _at_the_head(line.strip(), text):
            return day
    return None


def _at_the_head(line: str, text: str) -> date | None:
    if glued := _GLUED_HEADLINE.match(line):
        line = line[glued.end() :]
    for pattern in (*_HEADS, *_AGENCY_DAY):
        if found := pattern.match(line):
            return _day(found) if found["year"] else _with_year(found, text)
    bare = _BYLINE.sub("", line)
    for pattern in (_ISO, _CHINESE, *_WRITTEN):
        if (found := pattern.match(bare)) and _stands_alone(bare, found.end(), labelled=bare != line):
            return _day(found)
    short = len(line) <= 60  # a byline such as "Beijing, 20 July 2025" on a line of its own
    for pattern in (_ISO, *_WRITTEN):
        if (
            short
            and (found := pattern.search(line))
            and not line[found.end() :].strip(" .)|")
            and "," in line[: found.start()]
        ):
            return _day(found)
    return None


def _stands_alone(line: str, end: int, *, labelled: bool) -> bool:
    """Whether the day is all the line says, or is set off from the sentence after it by a dash or colon."""
    rest = line[end:]
    return not rest.strip(" .)") or labelled or bool(re.match(r"\s*(?:[-–—|:]|T\d\d:|\d\d?:\d\d|\()", rest))


def _day(found: re.Match[str], year: int | None = None) -> date | None:
    month = found["month"].casefold()
    try:
        return date(year or int(found["year"]), int(month) if month.isdigit() else _MONTHS[month], int(found["day"]))
    except ValueError:
        return None


def _with_year(found: re.Match[str], text: str) -> date | None:
    """Return the day in the one year that the article's own months settle.

    A month with its year that stands within the quarter before the dateline and is not what something is compared
    with ("below June 2024") settles it; else the weekday does, where only one of the years named fits.
    """
    settled, named = set(), set()
    for mention in _MENTION.finditer(text, 0, min(len(text), 20_000)):
        year, month = int(mention["year"]), _MONTHS[mention["month"].casefold()]
        named.add(year)
        day = _day(found, year)
        near = day and any((day.replace(day=1) - timedelta(days=28 * n)).month == month for n in range(4))
        if day and near and not _is_base(text, mention.start()):
            settled.add(year + (1 if month > day.month else 0))
    named |= {int(y) for y in re.findall(r"\b20\d\d\b", text[:20_000])}
    if len(settled) == 1:
        return _day(found, settled.pop())
    if said := _WEEKDAY_SAID.search(text, 0, min(len(text), 3000)):
        weekday = _DAYS.index(said[1].casefold())
        fitting = {
            day for year in (named | {y + 1 for y in named}) if (day := _day(found, year)) and day.weekday() == weekday
        }
        if len(fitting) == 1:
            return fitting.pop()
    return None


def newest_month_told(text: str, latest: int) -> int | None:
    """Return the newest month, up to `latest`, that a text without a dateline reports on, None when it names none.

    Months count as in Period.first. What the text compares with, days and what is still to come tell nothing; months
    without a year are of the newest year the text names, else the last ones that there have been.

    >>> newest_month_told("In June exports rose from May. In 2025 they had been low since April 4.", 2026 * 12 + 2) % 12
    5
    """
    dated, bare = [], []
    for mention in _MONTH_WORD.finditer(text, 0, min(len(text), 20_000)):
        before = text[max(0, mention.start() - 90) : mention.start()]
        day_after = not mention["year"] and _DAY_AFTER.match(text, mention.end())
        if _DAY_BESIDE.search(before) or day_after or _TO_COME.search(before) or _is_base(text, mention.start()):
            continue
        month = MONTH_NAMES.index(mention["month"])
        if mention["year"]:
            dated.append(int(mention["year"]) * 12 + month)
        else:
            bare.append(month)
    if not dated:
        years = [int(year) for year in re.findall(r"\b20\d\d\b", text[:20_000])]
        year = max((y for y in years if y <= latest // 12), default=latest // 12)
        dated = [m if m <= latest else m - 12 for m in (year * 12 + month for month in bare)]
    return max((month for month in dated if month <= latest), default=None)


def _is_base(text: str, start: int) -> bool:
    """Whether the month is what the sentence compares with rather than what it reports."""
    before = text[max(0, start - 20) : start]
    return bool(_COMPARED.search(before)) and not re.search(r"\b[Ii]n\W+$", before)
