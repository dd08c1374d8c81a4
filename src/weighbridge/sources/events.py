"""Dated events near the trade: controls, deals, licences, line stops, releases, each with its address."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from weighbridge.errors import FigureFileError, PeriodError
from weighbridge.model import Event, Period

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_COLUMNS = ("date", "kind", "title", "commodities", "countries", "companies", "source_url")


def read_events(file: Path) -> tuple[Event, ...]:
    """Return the events of a CSV file in order of time; a month without a day sorts before its days.

    Columns: date (YYYY-MM-DD or YYYY-MM), kind, title, commodities, countries, companies (lists separated by `;`) and
    source_url (what is no web address counts as none). Raises FigureFileError naming the row for anything else.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, strict=True)
            if missing := [column for column in _COLUMNS if column not in (rows.fieldnames or ())]:
                raise FigureFileError(f"{file.name} lacks the column {', '.join(missing)}")
            events = [_event(row, f"{file.name} row {number}") for number, row in enumerate(rows, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FigureFileError(f"{file.name} cannot be read as CSV in UTF-8: {error}") from None
    return tuple(sorted(events, key=lambda e: (e.period, e.occurred_at or date.min)))


@cache
def shipped_events() -> tuple[Event, ...]:
    """Return the events that ship with the package, in order of time.

    >>> [event.title for event in shipped_events() if str(event.occurred_at) == "2025-04-04"][0][:14]
    'No. 18 of 2025'
    """
    return read_events(Path(str(files("weighbridge"))) / "data" / "events.csv")


def _event(row: dict[str, str], where: str) -> Event:
    if None in row or None in row.values():
        raise FigureFileError(f"{where} does not have as many columns as the header")
    if not _DATE.fullmatch(row["date"]):
        raise FigureFileError(f"{where}: {row['date']!r} is no day or month; write 2025-04-04 or 2025-05")
    try:
        occurred_at = date.fromisoformat(row["date"]) if len(row["date"]) > 7 else None
        period = Period.parse(row["date"][:7])
    except (ValueError, PeriodError) as error:
        raise FigureFileError(f"{where}: {row['date']!r} is no day or month: {error}") from None
    return Event(
        period,
        occurred_at,
        row["kind"],
        row["title"],
        _listed(row["commodities"]),
        _listed(row["countries"]),
        _listed(row["companies"]),
        row["source_url"] if row["source_url"].startswith(("http://", "https://")) else "",
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
