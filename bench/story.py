"""How long a story takes: on a machine that has never seen a figure, and the second time."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.command import WEIGHBRIDGE, run
from bench.row import Row

STORY = (*WEIGHBRIDGE, "story", "--product", "magnets", "--period", "2025-06", "--focus", "USA")
BARE = (sys.executable, "-c", "import duckdb")
TURNS = 5


def measure() -> list[Row]:
    """Return what the June 2025 story takes, cold (figures taken in, reconciled, drawn, written) and again.

    The quickest of the turns counts: what else the machine is doing only ever adds to it.
    """
    cold, warm, bare = [], [], []
    run(BARE)
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as folder:
            home, words = {"WEIGHBRIDGE_HOME": str(Path(folder) / "home")}, [*STORY, "-o", str(Path(folder) / "out")]
            bare.append(run(BARE).seconds)
            cold.append(run(words, home))
            warm.append(run(words, home))
    seconds = min(ran.seconds for ran in cold)
    return [
        Row("story, cold", seconds, "s", 3.0),
        Row("story, cold, against a start that imports DuckDB", seconds / min(bare), "times"),
        Row("story, the ledger there", min(ran.seconds for ran in warm), "s", 3.0),
        Row("memory of a story", max(ran.megabytes for ran in (*cold, *warm)), "MB", 600.0),
    ]
