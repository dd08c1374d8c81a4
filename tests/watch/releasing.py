"""A small office of statistics for the tests: its releases, its revisions, and others who print other figures."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

from newsroom import Clock, published, reviewed

from weighbridge.card import trade_card
from weighbridge.desk import Desk, Store, Story, actions
from weighbridge.ledger import Ledger
from weighbridge.sources import FIGURE_COLUMNS

CUSTOMS = {
    "reporter": "CHN", "partner": "WLD", "commodity": "REPM_85051110", "measure": "qty_t", "precision": "rounded",
    "publisher": "customs.example", "derived": "0", "note": "",
}  # fmt: skip
OTHER = {"publisher": "wire.example"}
TOTAL = "China exported 3,188 tons of rare-earth magnets in June 2025."
GERMANY = "Germany took 764 tons of rare-earth magnets in June 2025."
RISE = "China's exports of rare-earth magnets rose 157.5% in June 2025 from May."
RECORD = "China's exports of rare-earth magnets were the highest since March 2025 in June 2025."
LARGEST = "Germany was the largest buyer of China's rare-earth magnets in June 2025."


def figure(period: str, value: str, published: str, **changes: str) -> dict[str, str]:
    told = {"period": period, "value": value, "published": published}
    publisher = changes.get("publisher", CUSTOMS["publisher"])
    return CUSTOMS | told | {"source_url": f"https://{publisher}/{published}"} | changes


JULY = (
    figure("2025-03", "5000", "2025-04-20"),
    figure("2025-04", "2626", "2025-05-20"),
    figure("2025-05", "1238", "2025-06-20"),
    figure("2025-06", "3188", "2025-07-20"),
    figure("2025-06", "764", "2025-07-20", partner="DEU"),
    figure("2025-06", "353", "2025-07-20", partner="USA"),
    figure("2025-06", "131", "2025-07-20", partner="JPN"),
)


class Office:
    """A ledger in a folder, and a desk over it."""

    def __init__(self, folder: Path, address: str, clock: Clock) -> None:
        self.folder, self.clock, self._files = folder, clock, 0
        self.ledger = Ledger(folder / "ledger", trade_card())
        self.desk = Desk(Store(address), self.ledger, clock=clock)

    def releases(self, *rows: dict[str, str]) -> None:
        """Take in a file of these figures."""
        self._files += 1
        file = self.folder / f"figures-{self._files}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            columns = [*FIGURE_COLUMNS, *(["released_at"] if any("released_at" in row for row in rows) else [])]
            writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        self.ledger.ingest(file, fetched_at=at, today=at.date())

    def publishes(self, *sentences: str, as_of: str = "2025-07-20", title: str = "Magnets", **more: object) -> Story:
        """A story of these sentences, out."""
        return published(self.desk, *sentences, title=title, dateline=as_of, as_of=as_of, **more)

    def amends(self, story: Story, text: str, *, newest: bool = True) -> Story:
        """Take a story that is being corrected or updated through its second life."""
        desk = self.desk
        desk.edit(story.id, title="Magnets", text=text, by="rita")
        desk.check(story.id, by="rita", newest=newest)
        desk.do(actions.Submit(story.id), by="rita")
        found = desk.story(story.id)
        desk.do(actions.Approve(story.id, seal=reviewed(desk, found, "eva")), by="eva")
        return desk.do(actions.Publish(story.id), by="dana")
