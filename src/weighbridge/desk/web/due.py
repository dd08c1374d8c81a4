"""Scheduled stories go out at their moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from weighbridge.errors import WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk

_EVERY = 5.0  # seconds


@contextmanager
def publish_when_due(desk: Desk, *, every: float = _EVERY) -> Iterator[None]:
    """Publish what is due, again and again, for as long as the block runs; what is refused stays scheduled."""
    stop = Event()

    def look() -> None:
        while not stop.wait(every):
            try:
                desk.publish_due()
            except WeighbridgeError:  # a ledger or a database that is out of reach for a moment
                continue

    watching = Thread(target=look, name="publish when due", daemon=True)
    watching.start()
    try:
        yield
    finally:
        stop.set()
        watching.join(timeout=every + 1)
