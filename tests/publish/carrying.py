"""Run by tests in a process of its own: for each line on its input, carry everything once in a child that may die.

    carrying.py

A line is JSON: the database, the ledger's home, the site's folder, what is kept for it, the mail server, the moment it
is, and `dies_at`: the child kills itself with SIGKILL at that moment of its work, counted over every file that is about
to get its name, every transaction that begins to write and every commit; 0 for never. The answer is the child's
process id on one line, and its exit code with the count of moments it saw on the next.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401
from sqlalchemy import event

import weighbridge.pages
import weighbridge.story
import weighbridge.watch  # noqa: F401
from weighbridge.desk import Desk, Store
from weighbridge.ledger import shipped_ledger
from weighbridge.publish import SITE, Channel, Courier, Masthead, Newsletter, build
from weighbridge.settings import Settings

MASTHEAD = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
CHANNELS = (*SITE, Channel.NEWSLETTER)


class Mail:
    """The newsletter without the pauses that mail servers like."""

    def __init__(self, newsletter: Newsletter) -> None:
        self.newsletter, self.carriers = newsletter, newsletter.carriers

    def work(self) -> None:
        self.newsletter.make_notices()
        self.newsletter.send(per_minute=0, sleep=lambda seconds: None)


def opened(given: dict[str, Any]) -> Desk:
    """The desk of a line."""
    at = datetime.fromisoformat(given["at"])
    return Desk(
        Store(f"sqlite:///{given['database']}"), shipped_ledger(Settings(Path(given["home"]))), clock=lambda: at
    )


def courier_of(desk: Desk, given: dict[str, Any], moment: Any = lambda *_: None) -> Courier:
    def built() -> Any:
        return build(desk, MASTHEAD, Path(given["out"]), kept_in=Path(given["kept"]), step=moment)

    newsletter = Newsletter(desk, MASTHEAD, smtp_url=given["smtp"])
    return Courier(desk, build=built, mail=Mail(newsletter), channels=CHANNELS)


def carry(given: dict[str, Any], seen: int) -> None:
    """Carry everything, and die on the way if it is to be; the moments that were seen go to the file of `seen`."""
    count = 0

    def moment(*_: object) -> None:
        nonlocal count
        count += 1
        if count == given["dies_at"]:
            os.kill(os.getpid(), signal.SIGKILL)

    desk = opened(given)
    for name in ("begin", "commit"):
        event.listen(desk.store.engine, name, moment)
    courier_of(desk, given, moment).deliver()
    os.write(seen, str(count).encode())


def main() -> None:
    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                carry(json.loads(line), write)
            except BaseException:  # noqa: BLE001 - a child never returns into the loop of its parent
                import traceback

                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        os.close(write)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        moments = os.read(read, 20).decode() or "0"
        os.close(read)
        print(os.waitstatus_to_exitcode(status), moments, flush=True)


if __name__ == "__main__":
    main()
