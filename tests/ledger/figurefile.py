"""Figures files for the tests: one sound row, changed where a test says so."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from weighbridge.card import trade_card
from weighbridge.ledger import Ledger
from weighbridge.model import Observation
from weighbridge.sources import FIGURE_COLUMNS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATEST = date(2026, 6, 1)

SOUND = {
    "period": "2025-06",
    "reporter": "CHN",
    "partner": "USA",
    "commodity": "REPM_85051110",
    "measure": "qty_t",
    "value": "353",
    "precision": "rounded",
    "published": "2025-07-20",
    "publisher": "reuters.com",
    "source_url": "https://www.reuters.com/june",
    "derived": "0",
    "note": "",
}


def figure(**changes: str) -> dict[str, str]:
    return SOUND | changes


def write(file: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    rows = list(rows)
    columns = [*FIGURE_COLUMNS, *(["released_at"] if any("released_at" in row for row in rows) else [])]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def ledger_at(folder: Path) -> Ledger:
    return Ledger(folder / "ledger", trade_card())


def without_origin(observation: Observation) -> tuple[object, ...]:
    """All of a figure but the file and row it came from and its note."""
    o = observation
    said = (o.cell, o.kind, o.value, o.unit, o.precision, o.interval, o.column)
    return (*said, o.publisher, o.source_url, o.released_at, o.printed_at)


def seen(ledger: Ledger) -> dict[date, list[tuple[object, ...]]]:
    """Return what the ledger shows of every vintage."""
    return {day: [without_origin(o) for o in ledger.observations(as_of=day)] for day in ledger.vintages()}
