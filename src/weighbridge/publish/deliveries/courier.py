"""Carrying everything that is outstanding to every channel, as one piece of work that may be done again at any time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func, select

from weighbridge.publish.deliveries.receipts import (
    SITE,
    BuiltSite,
    Carried,
    Channel,
    Delivery,
    Outstanding,
    note_newsletter,
    note_site,
    outstanding,
)
from weighbridge.publish.tables import calendar_notices

if TYPE_CHECKING:
    from weighbridge.desk import Desk

_SOON = timedelta(minutes=1)  # something changed that is not urgent: a report answered, a recheck
_LOOKED_AFTER = timedelta(minutes=15)  # nothing changed that we know of; a file that went astray is put back


class Mail(Protocol):
    """What the courier needs of the newsletter."""

    def work(self) -> None:
        """Make the notices that are due and hand over what is queued."""
        ...

    def carriers(self) -> Mapping[int, Carried]:
        """Return how each publication reached the subscribers, once it has."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round: the build if there was one, the receipts that are new, and what still waits."""

    built: Any | None
    receipts: tuple[Delivery, ...]
    waiting: tuple[Outstanding, ...]


class Courier:
    """Carries what is outstanding: builds the site, sends the mail, writes the receipts.

    `build` brings the site's folder up to date and says what stands in it; None where this newsroom has no site here.
    `mail` is its newsletter, None for none. `channels` are those that are in use. Killed anywhere and done again, by
    one or by several at once, everything is carried once and has one receipt.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        build: Callable[[], BuiltSite] | None,
        mail: Mail | None = None,
        channels: Collection[Channel] = SITE,
    ) -> None:
        self.desk, self.build, self.mail, self.channels = desk, build, mail, channels
        self._through = 0
        self._known: tuple[object, ...] = ()
        self._head = 0
        self._built_at = datetime.min.replace(tzinfo=UTC)

    def deliver(self) -> Round:
        """Carry everything now, and return what came of it. The site first: mail leads to it."""
        built, new = None, list[Delivery]()
        try:
            if self.build is not None:
                built = self.build()
                new += note_site(self.desk, built)
        finally:  # a disk that is full keeps nobody from being told that a story was killed
            if self.mail is not None:
                self.mail.work()
                new += note_newsletter(self.desk, self.mail.carriers())
        return Round(built, tuple(new), tuple(outstanding(self.desk, self.channels)))

    def look(self) -> Round | None:
        """Carry everything if something has changed that readers are to see, and return what came of it.

        What the public is shown, new data and another day are carried at once; other work at the desk, such as an
        answered report, within a minute. Cheap where nothing changed: it is done every few seconds.
        """
        now = self.desk.clock()
        known, head = self._state(now), self.desk.head().n
        waited = now - self._built_at
        if known == self._known and waited < (_SOON if head != self._head else _LOOKED_AFTER):
            if self.mail is not None:
                note_newsletter(self.desk, self.mail.carriers())
            return None
        came = self.deliver()  # what changes meanwhile is seen at the next look: the state was read before
        self._known, self._head, self._built_at = known, head, now
        return came

    def _state(self, now: datetime) -> tuple[object, ...]:
        for publication in self.desk.publications(after=self._through):
            self._through = publication.n
        with self.desk.store.reading() as connection:
            announced = connection.execute(select(func.max(calendar_notices.c.n))).scalar()
        return self._through, self.desk.weigher.commit, now.date(), announced
