"""How fast reconcile is: all shipped figures cold, beside one plain question per component; and bounds read back."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.row import Row, seconds


def measure() -> list[Row]:
    """Return the rows of reconcile, measured in a process of its own so that it is cold and its memory its own."""
    ran = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    return [Row(*row) for row in json.loads(ran.stdout)]


def _measured_here() -> list[Row]:
    start = perf_counter()
    from weighbridge.ledger import reconcile, shipped_ledger
    from weighbridge.settings import Settings

    imported = perf_counter() - start
    with tempfile.TemporaryDirectory() as home:
        ledger = shipped_ledger(Settings(Path(home)))
        day = max(ledger.vintages())
        figures = ledger.observations(as_of=day)
        start = perf_counter()
        found = reconcile(figures, card=ledger.card)  # cold: the solver is loaded in it
        cold = imported + perf_counter() - start
        ledger.view(as_of=day)
        read_back = min(seconds(lambda: ledger.view(as_of=day)) for _ in range(5))

    from weighbridge.ledger.reconcile.constraints import components
    from weighbridge.ledger.reconcile.cores import Contradictions

    def whether_all_can_be_true() -> None:
        for component in components(figures, ledger.card):
            Contradictions(component, 1000.0).can_be_true((), {})

    plain = min(seconds(whether_all_can_be_true) for _ in range(3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row("reconcile of all shipped figures, cold", cold, "s", 5.0),
        Row("cells bounded", float(len(found.bounds)), "cells", None),
        Row("figures named in conflicts", float(len(found.conflicts)), "figures", 25.0),
        Row("reconcile, times asking once whether all can be true", cold / plain, "times", 120.0),
        Row("bounds of all shipped figures read back", read_back, "s", 0.05),
        Row("memory of reconcile", peak, "MB", 600.0),
    ]


if __name__ == "__main__":
    print(json.dumps(_measured_here()))
