"""Where each file of the site stands, as paths from its root; nothing else makes up a path."""

from __future__ import annotations

import re

FRONT, SEARCH, SEARCH_INDEX, SITEMAP = "index.html", "search.html", "search.json", "sitemap.xml"
ABOUT = "site.json"  # what the site shows, the end of the audit chain then, and the digest of every other file
CORRECTIONS, HOW_WE_WORK, ACCURACY = "corrections.html", "how-we-work.html", "accuracy.html"
TOPICS, COMPANIES, SERIES, ROBOTS = "topics/index.html", "companies/index.html", "series/index.html", "robots.txt"
CARD = "card.png"  # what stands for the site where somebody links to it
CALENDAR_PAGE, CALENDAR_FILE, NEWSLETTER = "calendar.html", "calendar.ics", "newsletter.html"
FEED, CORRECTIONS_FEED = "feeds/all.atom", "feeds/corrections.atom"


def story(slug: str, id: str) -> str:
    """Return where a story stands for as long as the site does: corrected, withdrawn or killed, at the same address.

    >>> story("china-ships-more", "0123456789ab")
    'stories/china-ships-more-0123456789ab.html'
    """
    return f"stories/{slug}-{id}.html"


def beside(slug: str, id: str, name: str) -> str:
    """Return where something that belongs to a story stands: claims.json, ninjs.json, card.png, a chart.

    >>> beside("china-ships-more", "0123456789ab", "claims.json")
    'stories/china-ships-more-0123456789ab/claims.json'
    """
    return f"stories/{slug}-{id}/{name}"


def version(slug: str, id: str, n: int) -> str:
    """Return where an earlier version of a story stays readable.

    >>> version("china-ships-more", "0123456789ab", 1)
    'stories/china-ships-more-0123456789ab/version-1.html'
    """
    return beside(slug, id, f"version-{n}.html")


def topic(product: str) -> str:
    """Return where the page of a topic stands."""
    return f"topics/{_plain(product)}.html"


def topic_feed(product: str) -> str:
    """Return where the feed of a topic stands."""
    return f"feeds/{_plain(product)}.atom"


def company(symbol: str) -> str:
    """Return where the page of a listed company stands.

    >>> company("NYSE: MP")
    'companies/nyse-mp.html'
    """
    return f"companies/{_plain(symbol)}.html"


def series(name: str, ending: str = "html") -> str:
    """Return where the page of a series stands, or its figures as csv.

    >>> series("export/CHN/USA/magnets", "csv")
    'series/export-chn-usa-magnets.csv'
    """
    return f"series/{_plain(name)}.{ending}"


def older(path: str, n: int) -> str:
    """Return where the older part of a long list stands, the oldest being number 1.

    >>> older("topics/magnets.html", 1)
    'topics/magnets-page-1.html'
    """
    return f"{path.removesuffix('.html')}-page-{n}.html"


def sitemap(n: int) -> str:
    """Return where a part of a sitemap stands that is too long for one file, counted from 1."""
    return f"sitemap-{n}.xml"


def above(path: str) -> str:
    """Return what leads from a file to the root of the site.

    >>> above("index.html"), above("topics/magnets.html")
    ('', '../')
    """
    return "../" * path.count("/")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "other"
