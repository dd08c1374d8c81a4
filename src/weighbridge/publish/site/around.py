"""The pages around the stories as leaves of the site, each with a key of what it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from weighbridge.card import trade_card
from weighbridge.pages import inline
from weighbridge.publish import places
from weighbridge.publish.drawings import drawing
from weighbridge.publish.leaves.accuracy import accuracy_page
from weighbridge.publish.leaves.lists import (
    OTHER,
    by_topic,
    companies,
    corrections,
    search,
    search_index,
    topic,
    topics,
)
from weighbridge.publish.leaves.page import Page, names_page
from weighbridge.publish.leaves.pictures import NAME, card_of, first_chart, site_card
from weighbridge.publish.leaves.robots import changed_pages, robots, sitemap
from weighbridge.publish.leaves.shelf import listed, pages_of, resting
from weighbridge.publish.leaves.working import how_we_work, newsletter_page
from weighbridge.publish.site.context import BELOW, DOORS, Leaf
from weighbridge.watch import accuracy

if TYPE_CHECKING:
    from weighbridge.publish.site.context import Site, Told
    from weighbridge.publish.summary import Summary

Files = Iterator[tuple[str, bytes]]


def picture(told: Told) -> Files:
    """Yield the picture of a story that has a chart, as long as the story stands."""
    content = told.edition.content
    if first_chart(content) and not told.story.taken_back:
        yield told.beside(NAME), card_of(content, told.masthead.newsroom, told.site.kept_in)


def leaves(site: Site) -> Iterator[Leaf]:
    """Yield everything around the stories."""
    summaries = list(site.summaries.values())
    house = f"{site.masthead!r} {site.house!r}"
    each = {s.id: sha256(repr(s).encode()).hexdigest() for s in summaries}  # as JSON they take five times as long
    everything = digest([house, *each.values()])
    card = trade_card()
    yield from _topics(site, summaries, each, house)
    yield Leaf("companies", lambda: _drawn(site, companies(summaries)), everything)
    yield Leaf("corrections", lambda: _drawn(site, corrections(summaries)), everything)
    yield Leaf("search", lambda: _drawn(site, search(summaries)), everything)
    yield Leaf("search index", lambda: [(places.SEARCH_INDEX, search_index(summaries, card))], everything)
    yield Leaf("how we work", lambda: _drawn(site, [how_we_work(card, site.masthead)]), digest(house))
    yield Leaf("newsletter", lambda: _drawn(site, [newsletter_page(card, site.masthead)]), digest(house))
    yield Leaf("accuracy", lambda: _drawn(site, [_accuracy(site, summaries)]))
    yield Leaf("robots", lambda: _robots(site, summaries), everything)
    yield Leaf("card", lambda: [(places.CARD, site_card(site.masthead.newsroom, site.kept_in))], digest(house))
    yield from _series(site, summaries, each, house)


def _topics(site: Site, summaries: Sequence[Summary], each: Mapping[str, str], house: str) -> Iterator[Leaf]:
    """Topics one by one, so that a new story leaves those of other topics as they are."""
    told, card = by_topic(summaries), trade_card()
    for product, stories in told.items():

        def files(product: str = product, stories: Sequence[Summary] = stories) -> Files:
            return _drawn(site, topic(product, stories, card))

        yield Leaf(f"topic {product}", files, digest([house, *(each[s.id] for s in stories)]))
    yield Leaf("topics", lambda: _drawn(site, [topics(told)]), digest([house, *each.values()]))


def _series(site: Site, summaries: Sequence[Summary], each: Mapping[str, str], house: str) -> Iterator[Leaf]:
    """Series one by one: a page changes with a commit to the ledger, or with the stories that rest on it."""
    rest = resting(summaries)
    if not rest:  # and perhaps no figures either
        yield Leaf("series", lambda: _drawn(site, [names_page("series", [])]), digest(house))
        return
    weigher = site.desk.weigher
    day, data = weigher.newest, f"{weigher.newest} {weigher.commit}"

    def shelf(names: Mapping[str, Sequence[Summary]]) -> Iterator[tuple[Page, bytes]]:
        return pages_of(names, site.vintages.view(day), lambda chart: inline(chart, drawing(chart, site.kept_in)))

    for name, stories in sorted(rest.items()):

        def files(name: str = name, stories: Sequence[Summary] = stories) -> Files:
            for page, table in shelf({name: stories}):
                yield from _drawn(site, [page])
                yield page.says["csv"], table

        yield Leaf(f"series {name}", files, digest([house, data, *(each[s.id] for s in stories)]))

    yield Leaf(
        "series", lambda: _drawn(site, [listed(rest, site.vintages.view(day))]), digest([house, data, *sorted(rest)])
    )


def _drawn(site: Site, pages: Iterable[Page]) -> Files:
    for page in pages:
        yield page.path, site.page(page.template, page.says, page.path)


def _accuracy(site: Site, summaries: Sequence[Summary]) -> Page:
    return accuracy_page(accuracy(site.desk), summaries, through=site.record.through, head=site.record.head.hash)


def _robots(site: Site, summaries: Sequence[Summary]) -> Files:
    standing = [s for s in summaries if not s.taken_back]
    pages = {door for door, _ in (*DOORS, *BELOW)} | {
        places.SEARCH,
        places.HOW_WE_WORK,
        places.ACCURACY,
        places.CORRECTIONS,
        places.NEWSLETTER,
    }
    pages |= {places.TOPICS, places.COMPANIES, places.SERIES}
    pages |= {places.topic(s.product or OTHER) for s in standing}
    pages |= {places.company(t.symbol) for s in standing for t in s.tickers}
    pages |= {places.series(name) for s in standing for name in s.series}
    yield from sitemap(changed_pages(summaries, sorted(pages)), site.masthead)
    yield places.ROBOTS, robots(site.masthead)


def digest(rests_on: Any) -> str:
    """Return a name for what a leaf rests on, the same for the same JSON."""
    return sha256(json.dumps(rests_on, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
