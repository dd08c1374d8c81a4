"""A year at a newsroom: the shipped figures arrive release by release, and people at the desk do what people do.

    releases(...)    the shipped figures, and those of the seeded files, as one CSV for each day of release
    Newsroom         a desk with its people, a ledger that grows, a site, readers with a letter box
    Newsroom.lives(...)   a day: figures in, what is public weighed again, amendments signed, leads drafted, signed, sent out

Nothing is invented but what `revisions.csv` and `mistakes.csv` say: revisions are figures that the same source prints
again at a later release, mistakes are sentences that a reviewer let through, and that a reader reports later.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from weighbridge.card import trade_card
from weighbridge.ledger import Ledger
from weighbridge.sources import shipped_figures

SEEDED = Path(__file__).parent / "seeded"
FIRST_DAY = date(2025, 4, 13)  # whatever was released until then is there when the year begins
LAST_DAY = date(2026, 4, 20)


def releases(folder: Path, *, seeded: tuple[str, ...] = ("revisions.csv",)) -> list[tuple[date, Path]]:
    """Return the days on which something is released, each with the file of what is, in order; made in a folder."""
    rows_of_day: dict[date, list[dict[str, str]]] = defaultdict(list)
    for file in (shipped_figures(), *(SEEDED / name for name in seeded)):
        for day, row in _dated(file, folder / f"whole-{file.stem}"):
            rows_of_day[max(day, FIRST_DAY)].append(row)
    made = []
    for day, rows in sorted(rows_of_day.items()):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        path = folder / f"released-{day}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        made.append((day, path))
    return made


def _dated(file: Path, folder: Path) -> Iterator[tuple[date, dict[str, str]]]:
    """Yield the rows of a file that are figures in print, each with the day its office released it."""
    from datetime import UTC, datetime

    whole = Ledger(folder, trade_card())
    whole.ingest(file, fetched_at=datetime(2026, 5, 1, tzinfo=UTC), today=date.max)
    days = {
        o.row: o.released_at for day in whole.vintages() for o in whole.observations(as_of=day) if o.released_at == day
    }
    with file.open(encoding="utf-8", newline="") as given:
        for n, row in enumerate(csv.DictReader(given), 2):
            if n in days:
                yield days[n], row
