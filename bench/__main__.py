"""Measure everything and hold it against its ceilings.

    python -m bench                 every module here that has a `measure()`
    python -m bench startup story   only these
    python -m bench --json          one JSON document

Leaves with 1 when a ceiling is passed or something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module

import bench
from bench.row import Row


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for, print it, and return the exit code."""
    known = measurable()
    parser = argparse.ArgumentParser(prog="python -m bench", description="Speed and memory against their ceilings.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(known)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in known]:
        parser.error(f"nothing called {', '.join(unknown)} is measured; there are {', '.join(known)}")
    rows: list[Row] = []
    failed = False
    for name in asked.names or known:
        print(f"measuring {name}", file=sys.stderr, flush=True)
        try:
            rows += import_module(f"bench.{name}").measure()
        except subprocess.CalledProcessError as error:
            failed = True
            words = error.stderr or error.output or ""
            print(f"{name} could not be measured: {error}\n{words}", file=sys.stderr)
    if asked.json:
        print(json.dumps([row._asdict() | {"ok": not is_over(row)} for row in rows], indent=2))
    else:
        print(table(rows))
    return 1 if failed or any(is_over(row) for row in rows) else 0


def measurable() -> list[str]:
    """Return the names of the modules of this folder that measure something."""
    names = sorted(found.name for found in pkgutil.iter_modules(bench.__path__) if found.name != "__main__")
    return [name for name in names if hasattr(import_module(f"bench.{name}"), "measure")]


def is_over(row: Row) -> bool:
    """Return whether a figure has passed its ceiling; one that is no number has."""
    return row.ceiling is not None and not row.value <= row.ceiling


def table(rows: Iterable[Row]) -> str:
    """Return the rows as an aligned table: name, value, unit, ceiling, and whether it is kept."""
    lines = [("what", "value", "unit", "ceiling", "")]
    for row in rows:
        ceiling = "" if row.ceiling is None else f"{row.ceiling:g}"
        verdict = "" if row.ceiling is None else "OVER" if is_over(row) else "ok"
        lines.append(
            (row.name, f"{row.value:,.3g}" if row.value < 1000 else f"{row.value:,.0f}", row.unit, ceiling, verdict)
        )
    name, value, unit, limit = (max(len(line[n]) for line in lines) for n in range(4))
    return "\n".join(f"{a:<{name}}  {b:>{value}}  {c:<{unit}}  {d:>{limit}}  {e}".rstrip() for a, b, c, d, e in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
