"""How fast facts are: all facts of all shipped cells, beside hand-written SQL for the plainest of them."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.row import Row, seconds

# Levels and both changes of every cell, as somebody would write it who wants only the numbers.
BY_HAND = """
SELECT now.*, (now.lo / before.hi - 1) * 100, (now.hi / before.lo - 1) * 100,
  (now.lo / year.hi - 1) * 100, (now.hi / year.lo - 1) * 100
FROM cells AS now
LEFT JOIN cells AS before
  ON before.flow = now.flow AND before.reporter = now.reporter AND before.partner = now.partner
  AND before.product = now.product
  AND before.measure = now.measure AND before.months = now.months AND before.first_month = now.first_month - now.months
LEFT JOIN cells AS year
  ON year.flow = now.flow AND year.reporter = now.reporter AND year.partner = now.partner AND year.product = now.product
  AND year.measure = now.measure AND year.months = now.months AND year.first_month = now.first_month - 12
"""
PLAIN = ("level", "change_on_month_pct", "change_on_year_pct")


def measure() -> list[Row]:
    """Return the rows of the facts room, measured in a process of its own so that its memory is its own."""
    ran = subprocess.run([sys.executable, "-m", "bench.facts"], capture_output=True, text=True, check=True)
    return [Row(*row) for row in json.loads(ran.stdout)]


def _measured_here() -> list[Row]:
    from weighbridge import facts
    from weighbridge.errors import NotInDataError
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        ledger = shipped_ledger(Settings(Path(home)))
        view = ledger.view(as_of=max(ledger.vintages()))
        with view.connect() as connection:
            connection.execute(BY_HAND).fetchall()
            by_hand = min(seconds(lambda: connection.execute(BY_HAND).fetchall()) for _ in range(5))
    cells = {*view.bounds, *(o.cell for o in view.observations)}
    count = 0

    def all_facts() -> None:
        nonlocal count
        count = sum(len(facts.facts_of(cell, view=view)) for cell in cells)

    def plain_facts() -> None:
        for cell in cells:
            for metric in PLAIN:
                try:
                    facts.measure(metric, cell, view=view)
                except NotInDataError:
                    continue

    everything = seconds(all_facts)  # cold: the view is indexed in it
    plain = min(seconds(plain_facts) for _ in range(3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Row("facts of all shipped cells", everything, "s", 1.0),
        Row("facts counted", float(count), "facts", None),
        Row("levels and changes, times hand-written SQL", plain / by_hand, "times", 40.0),
        Row("memory of facts", peak, "MB", 600.0),
    ]


if __name__ == "__main__":
    print(json.dumps(_measured_here()))
