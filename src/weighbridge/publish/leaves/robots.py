"""What search engines read: the addresses of the site with the day each last changed, and leave to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from weighbridge.publish import places

if TYPE_CHECKING:
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.summary import Summary

MOST_ADDRESSES = 50_000  # of one file, by the protocol of sitemaps
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def changed_pages(summaries: Sequence[Summary], pages: Sequence[str]) -> dict[str, datetime | None]:
    """Return the addresses for search engines, as paths, each with the moment it last changed where that is known.

    Stories that were taken back are left out: their notice stays at its address, and nobody is sent there.
    """
    stories = {s.path: s.changed_at for s in sorted(summaries, key=lambda s: s.path) if not s.taken_back}
    newest = max(stories.values(), default=None)
    return {**dict.fromkeys(sorted(set(pages) - stories.keys())), places.FRONT: newest, **stories}


def sitemap(
    changed: Mapping[str, datetime | None], masthead: Masthead, *, most: int = MOST_ADDRESSES
) -> Iterator[tuple[str, bytes]]:
    """Yield sitemap.xml, or, for more addresses than one file may hold, its parts and the list of them.

    >>> from weighbridge.publish.masthead import Masthead
    >>> site = Masthead("N", "https://news.example/", "https://desk.example/", "n@news.example")
    >>> dict(sitemap({"index.html": None}, site))["sitemap.xml"].decode().splitlines()[2]
    '<url><loc>https://news.example/index.html</loc></url>'
    """
    rows = [_url(masthead.address(path), at) for path, at in changed.items()]
    parts = [rows[n : n + most] for n in range(0, len(rows), most)] or [[]]
    if len(parts) == 1:
        yield places.SITEMAP, _document("urlset", parts[0])
        return
    for n, part in enumerate(parts, 1):
        yield places.sitemap(n), _document("urlset", part)
    listed = [
        f"<sitemap><loc>{escape(masthead.address(places.sitemap(n + 1)))}</loc></sitemap>" for n in range(len(parts))
    ]
    yield places.SITEMAP, _document("sitemapindex", listed)


def robots(masthead: Masthead) -> bytes:
    """Return robots.txt: everything may be read, and where the addresses are."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {masthead.address(places.SITEMAP)}\n".encode()


def _url(address: str, at: datetime | None) -> str:
    when = f"<lastmod>{at.astimezone(UTC).isoformat(timespec='seconds')}</lastmod>" if at else ""
    return f"<url><loc>{escape(address)}</loc>{when}</url>"


def _document(root: str, rows: Sequence[str]) -> bytes:
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *rows, f"</{root}>", ""]
    ).encode()
