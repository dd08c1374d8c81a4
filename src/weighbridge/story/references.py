"""Numbered references: the office first, then an agency where one printed the figure, never an accused figure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from weighbridge.model import Cell, Event, Fact, Kind, Observation
from weighbridge.sources import calendar
from weighbridge.story.context import address_of
from weighbridge.story.document import Reference, Sentence
from weighbridge.story.figures import print_of
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.phrase import Line
from weighbridge.words import period_name

MOST_PAGES = 4  # cited for one fact; more tell a reader less


@cache
def _publishers() -> dict[str, Any]:
    return tomllib.loads(files("weighbridge.story").joinpath("publishers.toml").read_text(encoding="utf-8"))


def publisher_name(host: str) -> str:
    """Return what a host is called by its readers; an unknown host goes by its own name."""
    table = _publishers()
    return str(table["agencies"].get(host) or table["names"].get(host) or host)


def is_agency(host: str) -> bool:
    """Whether the host is a news agency's."""
    return host in _publishers()["agencies"]


def is_bare(host: str) -> bool:
    """Whether the host is a number and not a name, which tells a reader nothing of who printed the page."""
    return host.replace(".", "").isdigit()


def host_of(address: str) -> str:
    """Return the host of an address without a leading www."""
    return urlsplit(address).netloc.removeprefix("www.").lower()


@dataclass(frozen=True, slots=True)
class Pages:
    """For every fact the pages that are cited for it, best first."""

    cited: Mapping[str, tuple[Observation, ...]]

    @classmethod
    def of(cls, m: Matter, facts: Sequence[Fact]) -> Pages:
        """Choose pages so that few pages carry many facts, agencies first, and none that was accused."""
        accused = {c.observation.id for c in m.view.conflicts}
        rests_on = {f.id: _telling(m, f, accused) for f in facts}
        carries = Counter(o.source_url for groups in rests_on.values() for group in groups for o in group)

        def order(o: Observation) -> tuple[bool, bool, bool, int, date, str]:
            late = o.printed_at is None or o.printed_at > m.as_of
            day = o.printed_at or date.max
            return not is_agency(o.publisher), is_bare(o.publisher), late, -carries[o.source_url], day, o.source_url

        return cls({id: tuple(min(group, key=order) for group in groups) for id, groups in rests_on.items()})


def _telling(m: Matter, fact: Fact, accused: set[str]) -> list[list[Observation]]:
    """Return groups of prints, one page of each of which must be cited: the value's own print, or one per cell."""
    usable = [o for o in m.prints(fact) if o.source_url.startswith(("http://", "https://")) and o.id not in accused]
    own = print_of(m, fact)
    if own is not None:
        same = [o for o in usable if (o.cell, o.kind, o.value) == (own.cell, own.kind, own.value)]
        if same:
            return [same]
    groups: dict[tuple[Cell, Kind], list[Observation]] = {}
    for o in usable:
        groups.setdefault((o.cell, o.kind), []).append(o)
    amounts = {cell for cell, kind in groups if kind is Kind.LEVEL}
    return [group for (cell, kind), group in groups.items() if kind is Kind.LEVEL or cell not in amounts]


class Numbering:
    """Gives references their numbers in the order in which the text first needs them; the office is number one."""

    def __init__(self, m: Matter, pages: Pages, events: Sequence[Event]) -> None:
        self._m, self._pages, self._events = m, pages, events
        self._references: list[Reference] = []
        self._numbers: dict[str, int] = {}
        self._office = False

    def finish(self, line: Line, *, office: bool = False) -> Sentence:
        """Return the line as a sentence with its references; `office` puts the office first."""
        refs: list[int] = []
        if office:
            refs.append(self._office_number())
        refs += [self._event_number(self._events[index]) for index in line.events()]
        for fact in line.facts():
            pages = {o.source_url: o for o in reversed(self._pages.cited.get(fact.id, ()))}
            refs += [self._page_number(o) for o in list(reversed(pages.values()))[:MOST_PAGES]]
        if line.facts() and not refs:
            refs.append(self._office_number())
        return line.sentence(sorted(set(refs)))

    def number_of(self, event: Event) -> int | None:
        """Return the number an event's page already has, if it has one."""
        return self._numbers.get(address_of(event))

    def references(self, used: set[int]) -> list[Reference]:
        """Return the references in order; raises nothing, as every one is used (a test holds it)."""
        return [r for r in self._references if r.n in used]

    def _office_number(self) -> int:
        m = self._m
        card = m.view.card
        title = f"{m.product.name.capitalize()}, {period_name(m.period)}: monthly trade figures"
        day = calendar(m.product.calendar).release_day(m.period).isoformat()
        return self._numbered(card.office_url, card.office, title, day)

    def _event_number(self, event: Event) -> int:
        url = address_of(event)
        return self._numbered(url, publisher_name(host_of(url)), event.title, None)

    def _page_number(self, o: Observation) -> int:
        m = self._m
        place = "" if o.cell.partner == WORLD else f" {m.naming.to} {m.place(o.cell.partner)}"
        title = f"{m.place(m.reporter)}'s {m.naming.trade}{place}, {period_name(o.cell.period)}"
        return self._numbered(
            o.source_url, publisher_name(o.publisher), title, o.printed_at.isoformat() if o.printed_at else None
        )

    def _numbered(self, url: str, publisher: str, title: str, printed_at: str | None) -> int:
        if url not in self._numbers:
            self._numbers[url] = len(self._numbers) + 1
            self._references.append(Reference(self._numbers[url], publisher, title, url, printed_at))
        return self._numbers[url]
