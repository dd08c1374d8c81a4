"""How long somebody waits who only asks what there is."""

from __future__ import annotations

import sys

from bench.command import WEIGHBRIDGE, run
from bench.row import Row

TURNS = 15
BARE = (sys.executable, "-c", "pass")


def measure() -> list[Row]:
    """Return what `weighbridge --help` takes, beside a bare start of the interpreter in the same minute.

    The quickest of the turns counts: what else the machine is doing only ever adds to it.
    """
    run([*WEIGHBRIDGE, "--help"])  # writes the compiled modules of a fresh checkout
    bare, ours = [], []
    for _ in range(TURNS):
        bare.append(run(BARE).seconds)
        ours.append(run([*WEIGHBRIDGE, "--help"]).seconds)
    return [
        Row("weighbridge --help against a bare interpreter", min(ours) / min(bare), "times", 12.0),
        Row("weighbridge --help", min(ours), "s", 0.35),
    ]
