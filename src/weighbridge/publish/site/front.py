"""The front page: the newest stories, and what was corrected or updated last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from weighbridge.publish import places

if TYPE_CHECKING:
    from weighbridge.publish.site.context import Site
    from weighbridge.publish.summary import Summary

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
    }
    yield places.FRONT, site.page("front", says, places.FRONT)


def item(summary: Summary) -> dict[str, Any]:
    """Return a story as lists show it."""
    return {
        "path": summary.path,
        "title": summary.title,
        "standfirst": summary.standfirst,
        "product_name": summary.product_name,
        "period": summary.period,
        "event": summary.event,
        "taken_back": summary.taken_back,
        "first": summary.first_published_at.date().isoformat(),
        "changed": summary.changed_at.date().isoformat(),
    }


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
