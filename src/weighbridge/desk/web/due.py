"""Scheduled stories go out at their moment, under the name of whoever scheduled them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from weighbridge.desk.actions import Publish
from weighbridge.errors import ConflictError, RefusedError, WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.values import Story

_EVERY = 5.0  # seconds


def publish_due(desk: Desk) -> tuple[list[Story], dict[str, tuple[str, ...]]]:
    """Publish what is due now; return the stories that went out, and for the others by id why not.

    What is refused stays scheduled, and the front page says what stands in its way. Doing it twice publishes once.
    """
    out: list[Story] = []
    kept: dict[str, tuple[str, ...]] = {}
    for story in desk.due():
        try:
            by = _scheduled_by(desk, story)
            out.append(desk.do(Publish(story.id, story.revision), by=by))
        except RefusedError as why:
            kept[story.id] = why.reasons
        except ConflictError:  # somebody did something to it this very moment; the next turn sees what
            continue
    return out, kept


def _scheduled_by(desk: Desk, story: Story) -> str:
    with desk.looking_at(story.id, by=story.created_by) as case:
        return next(entry.actor for entry in reversed(case.history) if entry.action == "schedule")


@contextmanager
def publish_when_due(desk: Desk, *, every: float = _EVERY) -> Iterator[None]:
    """Look for what is due, again and again, for as long as the block runs."""
    stop = Event()

    def look() -> None:
        while not stop.wait(every):
            try:
                publish_due(desk)
            except WeighbridgeError:  # a ledger or a database that is out of reach for a moment
                continue

    watching = Thread(target=look, name="publish when due", daemon=True)
    watching.start()
    try:
        yield
    finally:
        stop.set()
        watching.join(timeout=every + 1)
