"""A million figures taken in, against what DuckDB alone needs to turn the same CSV into Parquet."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.row import Row

ROWS = 1_000_000


def measure() -> list[Row]:
    """Return the ratio of ingest to DuckDB's own reader and the memory of the ingest."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.csv"
        write_figures(file, ROWS)
        plain, ours = [], []
        for turn in range(5):
            plain.append(_run("plain", file, Path(folder) / f"plain{turn}"))
            ours.append(_run("ours", file, Path(folder) / f"ours{turn}"))
        ratio = sorted(o["seconds"] / p["seconds"] for o, p in zip(ours, plain, strict=True))[2]
        return [
            Row("ingest of 1,000,000 figures against CSV to Parquet", ratio, "times", 3.0),
            Row("memory of ingest", max(o["mb"] for o in ours), "MB", 600.0),
            Row("ingest of 1,000,000 figures", sorted(o["seconds"] for o in ours)[2], "s"),
        ]


def write_figures(file: Path, rows: int, seed: int = 7) -> None:
    """Write that many valid figures: known codes, sixteen years of months, several units and precisions."""
    from weighbridge.card import trade_card
    from weighbridge.sources import FIGURE_COLUMNS

    rng, card = random.Random(seed), trade_card()
    products, places = list(card.products), [p for p in card.places if p != "CHN"]
    words = ["qty_t", "qty_t", "qty_kg", "ytd_t", "mom_pct", "yoy_pct", "qty_usd"]
    precisions = ["rounded", "rounded", "rounded", "exact", "truncated", "about"]
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(FIGURE_COLUMNS) + "\n")
        for n in range(rows):
            year, month = 2010 + rng.randrange(16), 1 + rng.randrange(12)
            word = rng.choice(words)
            value = (
                f"{rng.uniform(-90, 300):.1f}"
                if word.endswith("pct")
                else f"{rng.uniform(0, 9e5):.{rng.randrange(3)}f}"
            )
            out.write(
                f"{year}-{month:02d},CHN,{rng.choice(places)},{rng.choice(products)},{word},{value},{rng.choice(precisions)},"
                f"{year + 1}-06-{1 + rng.randrange(28):02d},page{rng.randrange(400)}.example,https://example.org/{n},0,\n"
            )


def _run(what: str, file: Path, to: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.ingest", what, str(file), str(to)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout))


def _main(what: str, file: Path, to: Path) -> None:
    from datetime import UTC, datetime

    import duckdb

    from weighbridge.card import trade_card
    from weighbridge.ledger import Ledger

    start = time.perf_counter()
    if what == "plain":
        with duckdb.connect(config={"threads": 2, "memory_limit": "400MB"}) as connection:
            connection.execute(f"COPY (SELECT * FROM read_csv('{file}')) TO '{to}' (FORMAT parquet)")
    else:
        summary = Ledger(to, trade_card()).ingest(file, fetched_at=datetime.now(UTC))
        assert summary.new == ROWS, summary
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
