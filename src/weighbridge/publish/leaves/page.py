"""A page of the site before it is drawn, and long lists cut into pages that keep still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from weighbridge.publish import places

if TYPE_CHECKING:
    from weighbridge.publish.summary import Summary

PER_PAGE = 60  # stories; a page of fewer than twice as many weighs less than 100 KB
T = TypeVar("T")
_KINDS = {
    "topics": ("Topics", places.TOPICS, "What there are stories on, and how many of them stand."),
    "companies": ("Companies", places.COMPANIES, "The listed companies that stories concern."),
    "series": (
        "Series",
        places.SERIES,
        "The figures that stories rest on, whole: each with a chart, and as a table to take away.",
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: where it stands, the name of its template, and what it says, `title` and `description` at least."""

    path: str
    template: str
    says: Mapping[str, Any]

    @property
    def is_hidden(self) -> bool:
        """Whether search engines are asked not to keep it."""
        return bool(self.says.get("hidden"))


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


def capital(words: str) -> str:
    """Return words with a capital letter in front, and otherwise as they are.

    >>> capital("rare-earth magnets")
    'Rare-earth magnets'
    """
    return words[:1].upper() + words[1:]


def day_of(moment: str) -> str:
    """Return the day of an ISO moment."""
    return moment[:10]


def names_page(kind: str, named: Sequence[Mapping[str, Any]]) -> Page:
    """Return the page that lists all topics, companies or series."""
    title, path, description = _KINDS[kind]
    return Page(path, "names", {"title": title, "description": description, "kind": kind, "named": named})


def newest_first(summaries: Sequence[Summary]) -> list[Summary]:
    """Return stories by when they first went out, the newest first."""
    return sorted(summaries, key=lambda s: (s.first_published_at, s.id), reverse=True)


def cut(path: str, listed: Sequence[T], per_page: int = PER_PAGE) -> Iterator[tuple[str, Sequence[T], dict[str, str]]]:
    """Yield the pages of a list that is sorted newest first: their paths, what is on them, and where they lead.

    The first page stands at `path`. Older ones are filled from the oldest entry on and numbered from it, so that a new
    entry changes the first page and leaves those before it as they are.

    >>> [(path, rows) for path, rows, _ in cut("a.html", [5, 4, 3, 2, 1], 2)]
    [('a.html', [5, 4, 3]), ('a-page-1.html', [2, 1])]
    """
    whole = max(len(listed) // per_page - 1, 0)  # the first page has one to two pages' worth
    on_first = len(listed) - whole * per_page
    ends = [path, *(places.older(path, n) for n in range(whole, 0, -1))]
    for n, here in enumerate(ends):
        start = 0 if n == 0 else on_first + (n - 1) * per_page
        rows = listed[start : on_first + n * per_page]
        yield here, rows, {"newer": ends[n - 1] if n else "", "older": ends[n + 1] if n + 1 < len(ends) else ""}
