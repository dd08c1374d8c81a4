"""Run by tests in a process of its own: for each line on its input, serve the desk anew in a child, and say where.

    restarted.py HOME

What a server needs is imported once, before, so that starting one again takes a tenth of a second and not one and a
half; the database and the ledger are opened in the child alone.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401
import uvicorn
import uvicorn.protocols.http.auto  # noqa: F401

import weighbridge.desk.web
import weighbridge.sources
import weighbridge.story  # noqa: F401
from weighbridge.desk import serve
from weighbridge.settings import Settings


def main(home: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for _ in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve(Settings(Path(home)), port=0, ready=lambda address: print(os.getpid(), address, flush=True))
            os._exit(0)


main(sys.argv[1])
