"""A recheck after a vintage: 100,000 published claims, 100 cells revised, and how the time grows with either.

Ten products of one office, twenty partners and the world, sixty months: 12,600 exact cells. Stories of forty claims are
each about one product and month; the revision is of one product. Bounds of the new vintage are there before the clock
starts: they are reconciled once per vintage, by whoever looks first. A recheck is everything `recheck` does: finding
what changed, weighing what rests on it on the new and the old figures, writing outcomes down, and moving the stories.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.row import Row, seconds

if TYPE_CHECKING:
    from weighbridge.check.forms import Change, Extreme, Level, Share
    from weighbridge.desk import Desk

    Claimed = Level | Change | Share | Extreme

CLAIMS, TOUCHED = 100_000, 100
OF_A_STORY, STORIES_A_MONTH, MONTHS, FIRST = 40, 4, 60, 2020 * 12
PRODUCTS = (
    "REPM_85051110", "RE_ALL", "gallium", "germanium", "dysprosium", "terbium", "antimony_oxide", "lithium_carbonate",
    "iron_ore", "soybean",
)  # fmt: skip
PARTNERS = (
    "USA", "DEU", "JPN", "KOR", "IND", "VNM", "THA", "GBR", "FRA", "ITA", "NLD", "POL", "MEX", "BRA", "TUR", "CAN",
    "AUS", "MYS", "SGP", "IDN",
)  # fmt: skip


def measure() -> list[Row]:
    """Return the rows of the watch, each recheck in a process of its own so that its memory is its own."""
    whole, small, little = (_run(claims, cells) for claims, cells in ((CLAIMS, 100), (CLAIMS // 10, 100), (CLAIMS, 10)))
    ceiling = whole["weighed"] / little["weighed"]  # proportional to what was touched, or better
    return [
        Row(f"recheck of {CLAIMS:,} claims after {TOUCHED} cells changed", whole["seconds"], "s", 2.0),
        Row("claims weighed again in it", whole["weighed"], "claims"),
        Row("stories put under recheck in it", whole["moved"], "stories"),
        Row("the same with ten times the claims", whole["seconds"] / small["seconds"], "times", 2.0),
        Row("the same with ten times the cells", whole["seconds"] / little["seconds"], "times", ceiling),
        Row("memory of a recheck", whole["mb"], "MB", 600.0),
    ]


def _run(claims: int, cells: int) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.watch", str(claims), str(cells)]
    found: dict[str, float] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return found


def _measured_here(claims: int, cells: int) -> dict[str, float]:
    from weighbridge.card import trade_card
    from weighbridge.desk import Desk, Store
    from weighbridge.ledger import Ledger
    from weighbridge.watch import recheck

    with tempfile.TemporaryDirectory() as home:
        ledger = Ledger(Path(home) / "ledger", trade_card())
        _ingest(ledger, Path(home) / "figures.csv", _figures(range(MONTHS)))
        desk = Desk(Store.in_folder(Path(home)), ledger)
        _publish(desk, claims)
        recheck(desk)
        touched = [(month, partner) for month in range(40, 45) for partner in PARTNERS][:cells]
        _ingest(ledger, Path(home) / "revised.csv", _figures(range(MONTHS), only=touched, day="2025-03-20"))
        desk.weigher.vintages.view(desk.weigher.newest)
        found: list[Any] = []
        took = seconds(lambda: found.extend(recheck(desk)))
        (look,) = found
        assert look.cells == cells, f"{look.cells} cells changed, not {cells}"
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"seconds": took, "weighed": look.claims, "moved": len(look.moved), "mb": peak}


# ---- what there is to recheck ----------------------------------------------------------------------------------------


def _tons(product: str, partner: str, month: int) -> int:
    return random.Random(f"{product} {partner} {month}").randrange(1_000, 9_000)


def _figures(
    months: range, *, only: list[tuple[int, str]] | None = None, day: str = ""
) -> Iterator[tuple[str, str, str, int, str]]:
    for product in PRODUCTS if only is None else PRODUCTS[:1]:
        for month in months:
            year, of_year = divmod(FIRST + month + 1, 12)
            released = day or f"{year}-{of_year + 1:02d}-20"
            period = f"{(FIRST + month) // 12}-{(FIRST + month) % 12 + 1:02d}"
            for partner in PARTNERS:
                tons = _tons(product, partner, month)
                if only is None:
                    yield period, partner, product, tons, released
                elif (month, partner) in only:
                    yield period, partner, product, tons * 2, released
            if only is None:
                yield period, "WLD", product, 10 * sum(_tons(product, p, month) for p in PARTNERS), released


def _ingest(ledger: Any, file: Path, figures: Iterator[tuple[str, str, str, int, str]]) -> None:
    from weighbridge.sources import FIGURE_COLUMNS

    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(FIGURE_COLUMNS)
        for period, partner, product, tons, day in figures:
            url = f"https://customs.example/{day}"
            writer.writerow(
                (period, "CHN", partner, product, "qty_t", tons, "exact", day, "customs.example", url, 0, "")
            )
    ledger.ingest(file, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))


def _publish(desk: Desk, claims: int) -> None:
    """Put so many claims into the index, as if they had been published: the stories of the first product before all."""
    from sqlalchemy import insert

    from weighbridge.desk import tables as of_desk
    from weighbridge.watch import tables as t

    about = [(p, m) for p in PRODUCTS for m in range(12, MONTHS) for _ in range(STORIES_A_MONTH)]
    random.Random(1).shuffle(rest := about[(MONTHS - 12) * STORIES_A_MONTH :])
    about = [*about[: (MONTHS - 12) * STORIES_A_MONTH], *rest, *rest][: claims // OF_A_STORY]
    card = desk.ledger.card
    stories: list[dict[str, Any]] = []
    publications: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for n, (product, month) in enumerate(about, 1):
        story, year, of_year = f"{n:012x}", *divmod(FIRST + month + 1, 12)
        day = f"{year}-{of_year + 1:02d}-20"
        stories.append(_story(story, product, day))
        told = {"n": n, "story": story, "version": 1, "as_of": day, "ledger_commit": 1, "products": product}
        publications.append({**told, "live": True, "weighed": True})
        for form in _forms(random.Random(n), product, FIRST + month):
            _add(rows, names, n, form, day, card)
    with desk.store.writing() as connection:
        connection.execute(insert(of_desk.stories), stories)
        connection.execute(insert(t.watched_publications), publications)
        connection.execute(insert(t.watched_claims), rows)
        for at in range(0, len(names), 100_000):
            connection.execute(insert(t.watched_names), names[at : at + 100_000])


def _story(id: str, product: str, day: str) -> dict[str, Any]:
    row = {"id": id, "kind": "story", "state": "published", "revision": 9, "slug": id, "product": product, "period": ""}
    row |= {"focus": "", "sensitive": False, "created_by": "system", "created_at": f"{day}T08:00:00.000000Z"}
    return row | {"latest": 1, "live": 1, "live_as": "published", "amends": "", "note": "", "why": "", "notice": ""}


def _forms(rng: random.Random, product: str, month: int) -> Iterator[Claimed]:
    """Forty readings as stories have them, all true: levels, changes, shares, and what was the highest of months."""
    from weighbridge.check.amounts import Amount
    from weighbridge.check.forms import Change, Extreme, Level, Share
    from weighbridge.check.frame import Frame
    from weighbridge.model import Flow, Period

    for _ in range(OF_A_STORY):
        partner, kind = rng.choice(PARTNERS), rng.random()
        now = Frame(Flow.EXPORT, "CHN", (partner,), (product,), Period(month), "mass")
        tons = _tons(product, partner, month - FIRST)
        if kind < 0.5:
            yield Level(now, Amount(float(tons), 1.0, "t", "mass", text=str(tons)))
            continue
        if kind < 0.9:
            back = 1 if kind < 0.75 else 12
            pct = (tons / _tons(product, partner, month - FIRST - back) - 1) * 100
            base = now.at(Period(month - back))
            yield Change(now, base, 1 if pct > 0 else -1, Amount(abs(round(pct, 1)), 0.1, text=f"{abs(pct):.1f}"))
        elif kind < 0.95:
            pct = 100 * tons / (10 * sum(_tons(product, p, month - FIRST) for p in PARTNERS))
            yield Share(now, now.of("WLD"), Amount(round(pct, 1), 0.1, text=f"{pct:.1f}"))
        else:
            yield Extreme(now, 1, months=2 + rng.randrange(4))


def _add(
    rows: list[dict[str, Any]],
    names: list[dict[str, Any]],
    publication: int,
    form: Level | Change | Share | Extreme,
    day: str,
    card: Any,
) -> None:
    from weighbridge.check import kept_reading, rests_on
    from weighbridge.check.forms import Share

    id = len(rows) + 1
    frame = form.part if isinstance(form, Share) else form.now
    fact = f"level:{frame.cells[0]}@{day}"
    row = {"id": id, "publication": publication, "key": f"{id:020x}", "quote": f"claim {id}", "kind": "level"}
    row |= {"verdict": "SUPPORTED", "said": "Holds: so it was.", "reading": kept_reading(form)}
    rows.append({**row, "facts": json.dumps({fact: ""})})
    names += [{"name": name, "claim": id, "until": until} for name, until in sorted(rests_on(form), key=str)]


if __name__ == "__main__":
    print(json.dumps(_measured_here(int(sys.argv[1]), int(sys.argv[2]))))
