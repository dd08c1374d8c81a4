"""A command run as a person runs it, with its seconds and its memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

WEIGHBRIDGE = (sys.executable, "-m", "weighbridge")


class Ran(NamedTuple):
    """How a command went: wall-clock `seconds` and the most memory it held, in MB."""

    seconds: float
    megabytes: float


def run(words: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Return seconds and memory of a command; raises CalledProcessError, with its words, when it fails."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=said, stderr=said, env={**os.environ, **(environment or {})})
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, list(words), said.read().decode())
    kilobytes = used.ru_maxrss / 1024 if sys.platform == "darwin" else used.ru_maxrss
    return Ran(seconds, kilobytes / 1024)
