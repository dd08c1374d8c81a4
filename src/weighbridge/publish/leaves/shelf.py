"""The pages of all series that stories rest on, each with its table to take away, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from weighbridge.publish import places
from weighbridge.publish.leaves.curve import chart_of
from weighbridge.publish.leaves.page import Page, item, names_page, newest_first
from weighbridge.publish.leaves.series import csv_of, page_of, rows_of_series, title_of

if TYPE_CHECKING:
    from weighbridge.ledger import View
    from weighbridge.publish.summary import Summary
MOST_STORIES = 25  # named on the page of a series; the page of its topic has all


def pages_of(
    names: Mapping[str, Sequence[Summary]], view: View, drawn: Callable[[Mapping[str, Any]], Any]
) -> Iterator[tuple[Page, bytes]]:
    """Yield the page of each series with its CSV; `names` has the stories that rest on it, `drawn` draws a chart."""
    for name, stories in sorted(names.items()):
        rows = rows_of_series(name, view)
        chart = chart_of(name, rows, view)
        standing = [s for s in newest_first(stories) if not s.taken_back]
        says = {
            **page_of(name, rows, view),
            "description": f"{title_of(name, view.card)}, period by period, with what all figures in print allow.",
            "chart": drawn(chart) if chart else None,
            "csv": places.series(name, "csv"),
            "topic": places.topic(name.split("/")[3]),
            "stories": [item(s) for s in standing[:MOST_STORIES]],
            "more_stories": len(standing) > MOST_STORIES,
        }
        yield Page(places.series(name), "series", says), csv_of(name, rows, view)


def resting(summaries: Iterable[Summary]) -> dict[str, list[Summary]]:
    """Return the series that stories rest on, each with these stories."""
    found: dict[str, list[Summary]] = {}
    for summary in summaries:
        for name in summary.series:
            found.setdefault(name, []).append(summary)
    return found


def listed(names: Iterable[str], view: View) -> Page:
    """Return the list of all series, by title."""
    return names_page("series", sorted((_named(name, view) for name in names), key=lambda row: row["name"].casefold()))


def _named(name: str, view: View) -> dict[str, str]:
    newest = max((row.cell.period.last_month for row in rows_of_series(name, view)), default=None)
    links = {"path": places.series(name), "csv": places.series(name, "csv")}
    return {**links, "name": title_of(name, view.card), "newest": str(newest or "")}
