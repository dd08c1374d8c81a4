"""The page for editors: what is still outstanding, and what every channel has carried."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from weighbridge.desk import written
from weighbridge.publish.deliveries.receipts import SITE, Channel, Delivery, deliveries, outstanding

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Doors, Publication

_CARRIED_SHOWN = 50  # publications that every channel has carried, the newest
_LATE = timedelta(minutes=10)  # the site is built within seconds; the newsletter waits for its next issue


def pages(doors: Doors, channels: Collection[Channel]) -> APIRouter:
    """Return the page of what is outstanding on these channels."""
    router = APIRouter()

    @router.get("/outstanding")
    def outstanding_page(request: Request, who: Any = doors.who) -> Response:
        """Return what waits and since when, then what was carried last."""
        answer: Response = doors.page(request, "outstanding", who=who, **shown(doors.desk, channels))
        return answer

    return router


def shown(desk: Desk, channels: Collection[Channel]) -> dict[str, Any]:
    """Return what the page says: publications that wait, the one that waits longest first, and the last ones carried.

    Each has its channels in order, with `state` (waits, late, carried, overtaken or nobody), when and by what.
    """
    now, there = desk.clock(), {(d.publication, d.channel): d for d in deliveries(desk)}
    waiting = [one.publication for one in outstanding(desk, channels)]
    missing = {publication.n for publication in waiting}
    done = [p for p in reversed(desk.publications()) if p.n not in missing][:_CARRIED_SHOWN]
    used, titles = [c for c in Channel if c in channels], desk.titles()
    return {
        "waiting": [_one(p, titles, used, there, now) for p in waiting],
        "carried": [_one(p, titles, used, there, now) for p in done],
    }


def _one(
    publication: Publication,
    titles: Mapping[str, str],
    used: Iterable[Channel],
    there: Mapping[tuple[int, Channel], Delivery],
    now: datetime,
) -> dict[str, Any]:
    late = now - publication.published_at > _LATE
    return {
        "n": publication.n,
        "story": publication.story,
        "title": titles.get(publication.story, publication.slug),
        "event": str(publication.event),
        "version": publication.version,
        "at": written(publication.published_at),
        "channels": [_told(c, there.get((publication.n, c)), late=late and c in SITE) for c in used],
    }


def _told(channel: Channel, delivery: Delivery | None, *, late: bool) -> dict[str, Any]:
    if delivery is None:
        return {"name": str(channel), "state": "late" if late else "waits", "at": "", "by": ""}
    at, by = written(delivery.delivered_at), delivery.carrier
    return {"name": str(channel), "state": str(delivery.outcome), "at": at, "by": by}
