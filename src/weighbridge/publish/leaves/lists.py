"""The lists of the site: stories by topic and by company, what was corrected, and all of them to search in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from weighbridge.facts import caveats
from weighbridge.pages import day_in_words, period_in_words
from weighbridge.publish import places
from weighbridge.publish.leaves.page import Page, capital, cut, day_of, item, names_page, newest_first
from weighbridge.publish.leaves.series import title_of

if TYPE_CHECKING:
    from weighbridge.card import Card
    from weighbridge.publish.summary import Summary

EVENTS = ("corrected", "updated", "withdrawn", "killed")
_MOST_NAMES = 8  # of a product or place that the search knows it by
OTHER = "other"  # the topic of stories that name no product


def by_topic(summaries: Sequence[Summary]) -> dict[str, list[Summary]]:
    """Return the stories by what they are about: a product's id, or `other`; the newest of each first."""
    return _grouped(summaries, lambda s: [s.product or OTHER])


def topic(product: str, stories: Sequence[Summary], card: Card) -> Iterator[Page]:
    """Yield the page of a topic, and those of its older stories."""
    shown = [s for s in stories if not s.taken_back]
    known = card.products.get(product)
    name = known.name if known else stories[0].product_name
    about = {  # on the first page only, so that those with older stories keep still
        "code": known.code if known else "",
        "caveats": [caveats()[key] for key in known.caveats] if known else [],
        "series": _series(shown, card),
        "dates": _dates_ahead(shown),
        "feeds": [(places.topic_feed(product), capital(name))],
    }
    for path, rows, ends in cut(places.topic(product), shown):
        more = {} if ends["newer"] else about
        yield Page(path, "topic", {
            "title": f"{capital(name)}{': older stories' if ends['newer'] else ''}",
            "description": f"What has been published on {name}, the newest first.",
            **more, **ends, "stories": [item(s) for s in rows],
        })  # fmt: skip


def topics(told: Mapping[str, Sequence[Summary]]) -> Page:
    """Return the list of topics, by name; `told` are the stories by topic."""
    named = [
        {"path": places.topic(product), "name": capital(stories[0].product_name), "stories": _shown(stories),
         "newest": _newest(stories)}
        for product, stories in told.items()
    ]  # fmt: skip
    return names_page("topics", _by_name(named))


def companies(summaries: Sequence[Summary]) -> Iterator[Page]:
    """Yield the page of every listed company a story concerns, and the list of them."""
    told = _grouped(summaries, lambda s: [t.symbol for t in s.tickers])
    named = []
    for symbol, stories in told.items():
        whys = {s.id: next(t for t in s.tickers if t.symbol == symbol) for s in stories}
        name = whys[stories[0].id].name
        for path, rows, ends in cut(places.company(symbol), stories):
            listed = [{**item(s), "why": whys[s.id].why} for s in rows]
            yield Page(path, "company", {
                "title": f"{name}{': older stories' if ends['newer'] else ''}",
                "description": f"Stories that concern {name} ({symbol}), and why.",
                **ends, "symbol": symbol, "name": name, "stories": listed,
            })  # fmt: skip
        row = {"name": name, "symbol": symbol, "stories": len(stories), "newest": _newest(stories)}
        named.append({"path": places.company(symbol), **row})
    yield names_page("companies", _by_name(named))


def corrections(summaries: Sequence[Summary]) -> Iterator[Page]:
    """Yield the page of everything that was corrected, updated, withdrawn or killed, the newest first."""
    told = [(notice.at, n, s, notice) for s in summaries for n, notice in enumerate(s.notices)]
    told.sort(key=lambda row: (row[0], row[2].id, row[1]), reverse=True)
    counts = {event: sum(1 for row in told if row[3].event == event) for event in EVENTS}
    notices = [
        {"event": notice.event, "at": at.isoformat(), "words": notice.words, **_story_of(s)}
        for at, _, s, notice in told
    ]
    for path, rows, ends in cut(places.CORRECTIONS, notices):
        more = {"counts": counts, "stories": len(summaries)} if not ends["newer"] else {}
        yield Page(path, "corrections", {
            "title": "Corrections: older ones" if ends["newer"] else "Corrections",
            "description": "Everything that was corrected, updated, withdrawn or killed, with what was said of it.",
            "feeds": [(places.CORRECTIONS_FEED, "Corrections")], **ends, **more, "notices": rows,
        })  # fmt: skip


def search(summaries: Sequence[Summary]) -> Iterator[Page]:
    """Yield the search page, which lists the stories also where no script runs, the older ones apart."""
    shown = [s for s in newest_first(summaries) if not s.taken_back]
    for path, rows, ends in cut(places.SEARCH, shown):
        yield Page(path, "search", {
            "title": "Older stories" if ends["newer"] else "Search",
            "description": "All stories, the newest first.",
            **ends, "stories": [item(s) for s in rows], "index": places.SEARCH_INDEX, "hidden": bool(ends["newer"]),
        })  # fmt: skip


def search_index(summaries: Sequence[Summary], card: Card) -> bytes:
    """Return what the search page looks through: each story's title, address, day, and the words it is found by."""
    found = [
        {
            "path": s.path,
            "title": s.title,
            "about": " · ".join(filter(None, (s.product_name, period_in_words(s.period)))),
            "day": day_in_words(day_of(s.first_published_at.isoformat())),
            "words": " ".join((s.standfirst, *_names(s, card))),
        }
        for s in newest_first(summaries)
        if not s.taken_back
    ]
    return json.dumps({"stories": found}, ensure_ascii=False, separators=(",", ":")).encode()


def _names(summary: Summary, card: Card) -> Iterator[str]:
    """The names a reader may look for and the title need not hold."""
    known = card.products.get(summary.product)
    if known:
        yield from (known.name, known.code, *known.names[:_MOST_NAMES])
    place = card.places.get(summary.focus)
    if place:
        yield from (place.name, *place.names[:_MOST_NAMES])
    for ticker in summary.tickers:
        yield from (ticker.symbol, ticker.name)


def _grouped(summaries: Sequence[Summary], keys: Callable[[Summary], Sequence[str]]) -> dict[str, list[Summary]]:
    told: dict[str, list[Summary]] = {}
    for summary in newest_first(summaries):
        for key in dict.fromkeys(keys(summary)):
            told.setdefault(key, []).append(summary)
    return dict(sorted(told.items()))


def _series(stories: Sequence[Summary], card: Card) -> list[dict[str, str]]:
    names = sorted({name for s in stories for name in s.series})
    return [{"path": places.series(name), "title": title_of(name, card)} for name in names]


def _dates_ahead(stories: Sequence[Summary]) -> list[dict[str, str]]:
    """The dates that stories named, those after the day the newest of them was written."""
    if not stories:
        return []
    newest = day_of(max(s.first_published_at for s in stories).isoformat())
    dates = {(d.on, d.what) for s in stories for d in s.key_dates if d.on >= newest}
    return [{"on": on, "what": what} for on, what in sorted(dates)]


def _shown(stories: Sequence[Summary]) -> int:
    return sum(1 for s in stories if not s.taken_back)


def _newest(stories: Sequence[Summary]) -> str:
    return day_of(stories[0].first_published_at.isoformat())


def _by_name(named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(named, key=lambda row: (str(row["name"]).casefold(), row["path"]))


def _story_of(summary: Summary) -> Mapping[str, Any]:
    told = item(summary)
    return {key: told[key] for key in ("path", "title", "taken_back")}
