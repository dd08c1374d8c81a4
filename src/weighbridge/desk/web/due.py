"""What is done again and again while the desk is open: scheduled stories go out, other rooms do their work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from weighbridge.errors import WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk

_EVERY = 5.0  # seconds


@contextmanager
def publish_when_due(
    desk: Desk, *, every: float = _EVERY, also: Mapping[str, Callable[[], object]] | None = None
) -> Iterator[None]:
    """Publish what is due, again and again, for as long as the block runs; what is refused stays scheduled.

    `also` is other work by name, each on a thread of its own, so that a long one holds up nothing else.
    """
    stop = Event()
    works = {"publish when due": desk.publish_due, **(also or {})}
    threads = [Thread(target=_again, args=(work, stop, every), name=name, daemon=True) for name, work in works.items()]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=every + 1)


def _again(work: Callable[[], object], stop: Event, every: float) -> None:
    while not stop.wait(every):
        try:
            work()
        except (WeighbridgeError, OSError):  # a ledger, a disk or a database that is out of reach for a moment
            continue
        except Exception:  # a fault of ours in one round is told, and must not end all rounds to come
            logging.getLogger(__name__).exception("what the desk does by itself went wrong, and is tried again")
