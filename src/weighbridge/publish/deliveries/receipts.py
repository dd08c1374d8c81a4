"""A receipt for each publication and channel, written once and never changed; what has none is outstanding.

Nothing is queued: what is to be carried is every publication there is, less what has a receipt. Whoever was killed
before a receipt was written does the work again, which changes nothing that was done, and then writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import insert, select

from weighbridge.desk import moment, written
from weighbridge.publish import places
from weighbridge.publish.tables import deliveries as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk, Publication
    from weighbridge.settings import Settings


class Channel(StrEnum):
    """Where publications go."""

    PAGE = "page"
    FEEDS = "feeds"
    NINJS = "ninjs"
    CALENDAR = "calendar"
    NEWSLETTER = "newsletter"


class Outcome(StrEnum):
    """What came of a publication on a channel."""

    CARRIED = "carried"
    OVERTAKEN = "overtaken"  # a later publication of the same story went out in its stead
    NOBODY = "nobody"  # there was nobody to carry it to


@dataclass(frozen=True, slots=True)
class Delivery:
    """A receipt. `carrier` is the file of the site or the issue of the newsletter, `digest` the SHA-256 of the file."""

    publication: int
    channel: Channel
    outcome: Outcome
    carrier: str
    digest: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A publication and the channels, in their order, that have not carried it."""

    publication: Publication
    channels: tuple[Channel, ...]

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return self.publication.published_at


class BuiltSite(Protocol):
    """What a build of the site says of itself."""

    @property
    def files(self) -> Mapping[str, str]:
        """The SHA-256 of each file by its path."""
        ...

    @property
    def through(self) -> int:
        """The number of the newest publication it shows."""
        ...


class Carried(Protocol):
    """How the newsletter carried a publication."""

    @property
    def issue(self) -> int | None:
        """The number of the issue, None where none was made for it."""
        ...

    @property
    def outcome(self) -> str:
        """The name of an Outcome."""
        ...


# The channels that the site carries, each with the file by which it does.
_FILES: Mapping[Channel, Callable[[Publication], str]] = {
    Channel.PAGE: lambda p: places.story(p.slug, p.story),
    Channel.FEEDS: lambda p: places.FEED,
    Channel.NINJS: lambda p: places.beside(p.slug, p.story, "ninjs.json"),
    Channel.CALENDAR: lambda p: places.CALENDAR_FILE,
}
SITE = tuple(_FILES)


def in_use(settings: Settings) -> tuple[Channel, ...]:
    """Return the channels of this newsroom: those of the site, and the newsletter where a mail server is set."""
    return (*SITE, Channel.NEWSLETTER) if settings.smtp_url else SITE


def deliveries(desk: Desk, *, after: int = 0) -> list[Delivery]:
    """Return the receipts of the publications after a number, by publication and channel."""
    with desk.store.reading() as connection:
        return _receipts(connection, after)


def outstanding(desk: Desk, channels: Collection[Channel] = SITE) -> list[Outstanding]:
    """Return what these channels have still to carry, the publication that waits longest first."""
    done = {(d.publication, d.channel) for d in deliveries(desk)}
    waiting = ((p, tuple(c for c in Channel if c in channels and (p.n, c) not in done)) for p in desk.publications())
    return [Outstanding(publication, missing) for publication, missing in waiting if missing]


def note_site(desk: Desk, built: BuiltSite) -> list[Delivery]:
    """Write the receipts of what a build carries and return those that are new; a file that is not there has none."""
    shown = [p for p in desk.publications() if p.n <= built.through]
    last = {p.story: p.n for p in shown}
    return _note(desk, _of_site(shown, last, built.files, desk.clock()))


def _of_site(
    shown: Sequence[Publication], last: Mapping[str, int], files: Mapping[str, str], at: datetime
) -> Iterator[Delivery]:
    for publication in shown:
        outcome = Outcome.CARRIED if last[publication.story] == publication.n else Outcome.OVERTAKEN
        for channel, path_of in _FILES.items():
            path = path_of(publication)
            if path in files:
                yield Delivery(publication.n, channel, outcome, path, files[path], at)


def note_newsletter(desk: Desk, carriers: Mapping[int, Carried]) -> list[Delivery]:
    """Write the receipts of what the newsletter carried, by publication, and return those that are new."""
    at = desk.clock()
    return _note(
        desk,
        (
            Delivery(n, Channel.NEWSLETTER, Outcome(one.outcome), f"issue {one.issue}" if one.issue else "", "", at)
            for n, one in sorted(carriers.items())
        ),
    )


def _note(desk: Desk, found: Iterable[Delivery]) -> list[Delivery]:
    """Keep the receipts that are not there yet; of two that write the same at once, one does."""
    wanted = list(found)
    with desk.store.reading() as connection:
        there = _there(connection)
    if all((d.publication, d.channel) in there for d in wanted):
        return []
    with desk.store.writing() as connection:
        there = _there(connection)
        new = [d for d in wanted if (d.publication, d.channel) not in there]
        if new:
            connection.execute(insert(t), [_row(delivery) for delivery in new])
    return new


def _there(connection: Connection) -> set[tuple[int, str]]:
    return {(row.publication, row.channel) for row in connection.execute(select(t.c.publication, t.c.channel))}


def _receipts(connection: Connection, after: int) -> list[Delivery]:
    order = {channel: n for n, channel in enumerate(Channel)}
    found = [
        Delivery(
            row.publication, Channel(row.channel), Outcome(row.outcome), row.carrier, row.digest,
            moment(row.delivered_at),
        )
        for row in connection.execute(select(t).where(t.c.publication > after))
    ]  # fmt: skip
    return sorted(found, key=lambda d: (d.publication, order[d.channel]))


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "publication": delivery.publication, "channel": str(delivery.channel), "outcome": str(delivery.outcome),
        "carrier": delivery.carrier, "digest": delivery.digest, "delivered_at": written(delivery.delivered_at),
    }  # fmt: skip
