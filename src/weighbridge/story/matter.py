"""What a story is about: one product, period and partner, seen through one view, and its facts on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from math import isclose
from typing import TypeVar

from weighbridge.card import Product
from weighbridge.errors import NotInDataError
from weighbridge.facts import Viewed, measure
from weighbridge.model import Cell, Event, Fact, Flow, Kind, Observation, Period
from weighbridge.story.naming import Naming, naming_of
from weighbridge.words import period_name

WORLD = "WLD"
T = TypeVar("T")
_FRESH = 300  # days after the month's first within which its name alone says which year


@dataclass(frozen=True)
class Matter:
    """One story's subject. `period` is the month asked for, or January and February where only both are known."""

    view: Viewed
    product: Product
    flow: Flow
    period: Period
    focus: str
    events: tuple[Event, ...]
    reporter: str = "CHN"
    measure: str = "mass"
    _known: dict[tuple[str, Cell, Cell | None], Fact | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def as_of(self) -> date:
        """The day through whose data we look."""
        return self.view.as_of

    @property
    def naming(self) -> Naming:
        """The words for the product and the flow."""
        return naming_of(self.product, self.flow)

    @property
    def is_world(self) -> bool:
        """Whether the story is about all partners together."""
        return self.focus == WORLD

    def about(self, partner: str) -> Matter:
        """Return the same subject for another partner; facts found so far are shared."""
        return replace(self, focus=partner)

    def cell(self, partner: str | None = None, period: Period | None = None) -> Cell:
        """Return the cell of a partner (the focus) in a period (the story's)."""
        return Cell(
            self.flow, self.reporter, partner or self.focus, self.product.id, period or self.period, self.measure
        )

    def fact(
        self, metric: str, partner: str | None = None, period: Period | None = None, other: Cell | None = None
    ) -> Fact | None:
        """Return the fact, or None when the data cannot answer."""
        key = (metric, self.cell(partner, period), other)
        if key not in self._known:
            try:
                fact = measure(metric, key[1], view=self.view, other=other)
            except NotInDataError:
                self._known[key] = None
            else:
                self._known[key] = None if self._is_doubtful(fact) else fact
        return self._known[key]

    def _is_doubtful(self, fact: Fact) -> bool:
        """Whether a fact stands in print only on pages that have an amount wrong, which nobody else bears out."""
        prints = self.prints(fact)
        own = [o for o in prints if o.unit == fact.unit and isclose(float(o.value), fact.value)]
        return bool(prints) and all(o.source_url in self._doubtful for o in own or prints)

    @cached_property
    def _doubtful(self) -> frozenset[str]:
        """The pages that print an amount proven wrong: their other figures may come from the same mistake."""
        wrong = (c.observation for c in self.view.conflicts if c.certainty == "proven")
        return frozenset(o.source_url for o in wrong if o.kind is Kind.LEVEL)

    def facts_found(self) -> list[Fact]:
        """Return every fact asked for so far that the data could answer."""
        return [fact for fact in self._known.values() if fact is not None]

    def prints(self, fact: Fact) -> tuple[Observation, ...]:
        """Return the figures a fact rests on."""
        index = _observations(self.view)
        return tuple(index[id] for id in fact.observations if id in index)

    def when(self, period: Period) -> str:
        """Return a period in words, without the year where the story's own twelvemonth makes it plain."""
        fresh = (self.as_of - self.period.last_month.first_day()).days < _FRESH
        return period_name(period, near=self.period if fresh else None)

    def place(self, partner: str) -> str:
        """Return a place's name in a sentence."""
        return self.view.card.places[partner].name

    def pick(self, slot: str, choices: list[T]) -> T:
        """Return one of the ways of saying a thing: always the same for the same story, varied between stories."""
        seed = "|".join((slot, self.product.id, self.focus, str(self.period)))
        return choices[int.from_bytes(blake2b(seed.encode(), digest_size=4).digest(), "big") % len(choices)]


_INDEX: list[tuple[Viewed, dict[str, Observation]]] = []


def _observations(view: Viewed) -> dict[str, Observation]:
    for known, index in _INDEX:
        if known is view:
            return index
    index = {o.id: o for o in view.observations}
    _INDEX.insert(0, (view, index))
    del _INDEX[4:]
    return index
