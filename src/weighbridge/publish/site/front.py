"""The front page: the newest stories, and what was corrected or updated last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from weighbridge.publish import places
from weighbridge.publish.leaves.page import item
from weighbridge.publish.leaves.pictures import picture_of

if TYPE_CHECKING:
    from weighbridge.publish.site.context import Site

_MOST, _MOST_NOTICED = 25, 6


def files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the front page."""
    standing = [summary for summary in site.summaries.values() if not summary.taken_back]
    newest = sorted(standing, key=lambda s: (s.first_published_at, s.id), reverse=True)
    says = {
        "title": site.masthead.newsroom,
        "description": f"{site.masthead.newsroom}: stories in which every number was weighed against those in print.",
        "items": [item(summary) for summary in newest[:_MOST]],
        "noticed": noticed(site)[:_MOST_NOTICED],
        "picture": picture_of({}, "", places.CARD),
        "more": places.SEARCH if len(newest) > _MOST else "",
    }
    yield places.FRONT, site.page("front", says, places.FRONT)


def noticed(site: Site) -> list[dict[str, Any]]:
    """Return every correction, update, withdrawal and kill, the newest first."""
    told = [(notice, summary) for summary in site.summaries.values() for notice in summary.notices]
    told.sort(key=lambda pair: (pair[0].at, pair[1].id), reverse=True)
    return [
        {
            "event": notice.event,
            "at": notice.at.isoformat(),
            "words": notice.words,
            "path": summary.path,
            "title": summary.title,
            "taken_back": summary.taken_back,
        }
        for notice, summary in told
    ]
