"""A command run as a person runs it, with its seconds and its memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

WEIGHBRIDGE = (sys.executable, "-m", "weighbridge")


class Ran(NamedTuple):
    """How a command went: wall-clock `seconds` and the most memory it held, in MB."""

    seconds: float
    megabytes: float


def run(words: Sequence[str], environment: Mapping[str, str] | None = None, *, fine: Collection[int] = (0,)) -> Ran:
    """Return seconds and memory of a command; raises CalledProcessError, with its words, when it fails.

    `fine` are the exit codes that are no failure.

    A small process in between starts it: the system counts what the starter held as the command's own memory.
    """
    between = [sys.executable, "-S", __file__, *words]
    told = subprocess.run(between, capture_output=True, check=True, env={**os.environ, **(environment or {})})
    code, seconds, megabytes, said = json.loads(told.stdout)
    if code not in fine:
        raise subprocess.CalledProcessError(code, list(words), said)
    return Ran(seconds, megabytes)


def _run_here(words: Sequence[str]) -> tuple[int, float, float, str]:
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace") if process.returncode else ""
    kilobytes = used.ru_maxrss / 1024 if sys.platform == "darwin" else used.ru_maxrss
    return process.returncode, seconds, kilobytes / 1024, said


if __name__ == "__main__":
    print(json.dumps(_run_here(sys.argv[1:])))
