"""A claim weighed again: on the data it was signed on and on those of today, and what that comes to.

A revision is the same source's figure at a later release. Two sources that differ are a conflict, and no revision:
nothing is then proposed but that a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from weighbridge.check import Held, Reweighing, reading_of, rests_on
from weighbridge.errors import NotInDataError
from weighbridge.facts import day_text, interval_text, measure, reach_of_fact, read_fact_id
from weighbridge.model import Cell
from weighbridge.watch.changes import products_of
from weighbridge.watch.values import Outcome, Rechecked

if TYPE_CHECKING:
    from weighbridge.ledger import Ledger, View
    from weighbridge.watch.index import Watched

_REACH = 12  # months: a change on the year rests on a month that long before its own
_HELD = "SUPPORTED"
_PREFIX = "Holds: "


@dataclass
class Judging:
    """Weighs claims of what is public on the newest data and, where they fail there, on those they were signed on.

    What was signed is not weighed again where no file that came in since reaches back to its day: then it is what it
    was. Views of earlier days are made once for the products they are asked for.
    """

    ledger: Ledger
    newest: View
    _views: dict[tuple[date, frozenset[str]], View | None] = field(default_factory=dict)
    _scales: dict[int, Reweighing] = field(default_factory=dict)
    _past: dict[str, _Past] = field(default_factory=dict)
    _documents: dict[int, frozenset[str] | None] = field(default_factory=dict)

    def judged(self, claim: Watched) -> Rechecked:
        """Return what became of a claim."""
        if not claim.reading:
            return self._by_its_facts(claim)
        now = self._on(self.newest).weigh(claim.reading)
        if now.holds:
            return self._still_true(claim, now)
        if claim.verdict != _HELD and now.holds is None:
            return _told(claim, Outcome.UNCHANGED, claim.said, now.truth, "the data say as little of it as when signed")
        return self._no_longer_true(claim, now)

    def _still_true(self, claim: Watched, now: Held) -> Rechecked:
        was = _without_prefix(claim.said) if claim.verdict == _HELD else claim.said
        if claim.verdict != _HELD:
            return _told(claim, Outcome.UNCHANGED, was, now.truth, "the data now bear it out")
        same, disputed = self._same_figures(claim), self._is_disputed(_cells_of(claim))
        if disputed and self._was_revised(claim):
            why = "a source has revised its figure, and others still print the one it was signed on"
            return _told(claim, Outcome.DISAGREE, was, now.truth, why)
        if same:
            return _told(claim, Outcome.UNCHANGED, was, now.truth, "its figures are the same")
        if disputed:
            why = "another source says otherwise, and what it was signed on is still credible"
            return _told(claim, Outcome.DISPUTED, was, now.truth, why)
        return _told(claim, Outcome.WITHIN_ROUNDING, was, now.truth, "its figures moved, and what is said still holds")

    def _no_longer_true(self, claim: Watched, now: Held) -> Rechecked:
        cells = _cells_of(claim)
        products, day = products_of(cells), _signed_day(claim)
        was = self._when_signed(claim, products, day)
        if was is None or not was.holds:
            return self._never_true(claim, was, now)
        revised, disputed = self._how(day, products, cells)
        if disputed:
            why = "another source says otherwise, and no source has revised its figure"
            return _told(claim, Outcome.DISAGREE, was.truth, now.truth, why)
        if now.holds is None:
            return _told(claim, Outcome.NOT_KNOWN, was.truth, now.truth, "the data no longer tell")
        if revised:
            why = f"figures were revised in the release of {day_text(self.newest.as_of)} or before"
            return _told(claim, Outcome.REVISED, was.truth, now.truth, why)
        why = "no source has revised its figure: what was known then allowed it, and what is known now does not"
        return _told(claim, Outcome.WRONG, was.truth, now.truth, why)

    def _when_signed(self, claim: Watched, products: frozenset[str], day: date) -> Held | None:
        """What the data of the day it was signed on say of a claim, as the ledger has them now; None for no data."""
        if claim.verdict == _HELD and not any(self._reaches_back(p, day, claim.commit) for p in products):
            return Held(True, _without_prefix(claim.said), tuple(claim.facts))
        then = self._then(day, products)
        return None if then is None else self._on(then).weigh(claim.reading)

    def _reaches_back(self, product: str, day: date, commit: int) -> bool:
        """Whether a file that came in after a commit holds a figure of the product that had been released by a day."""
        if commit not in self._documents:
            self._documents[commit] = self.ledger.documents_at(commit)
        known = self._documents[commit]
        first = self._past_of(product).first_days
        return known is None or any(at <= day for document, at in first.items() if document not in known)

    def _never_true(self, claim: Watched, was: Held | None, now: Held) -> Rechecked:
        truth = was.truth if was is not None else claim.said
        if claim.verdict == _HELD and self._is_disputed(_cells_of(claim)):
            why = "it was signed on a figure that other sources contradict"
            return _told(claim, Outcome.DISAGREE, truth, now.truth, why)
        if now.holds is None:
            return _told(claim, Outcome.NOT_KNOWN, truth, now.truth, "the data no longer tell")
        if was is not None and was.holds is False:
            why = "the figures that had been released when it was signed contradict it as well"
        else:
            why = "nothing had been released on it when it was signed, and the first figures contradict it"
        return _told(claim, Outcome.WRONG, truth, now.truth, why)

    def _how(self, day: date, products: frozenset[str], cells: frozenset[str]) -> tuple[bool, bool]:
        """Whether a source revised what the claim rests on, and whether it is only that sources disagree."""
        replaced = self._replaced_since(day, products)
        if any(str(cell) in cells for cell in replaced):
            return True, False
        if self._is_disputed(cells):
            return False, True
        named = [Cell.parse(name) for name in cells if "*" not in name]
        return any(_reaches(cell, other) for other in replaced for cell in named), False

    def _was_revised(self, claim: Watched) -> bool:
        """Whether a source has revised its figure of a cell that the claim rests on since it was signed."""
        cells = _cells_of(claim)
        return any(str(cell) in cells for cell in self._replaced_since(_signed_day(claim), products_of(cells)))

    def _replaced_since(self, day: date, products: frozenset[str]) -> list[Cell]:
        return [cell for p in products for cell, since, until in self._past_of(p).replaced if since <= day < until]

    def _past_of(self, product: str) -> _Past:
        if product not in self._past:
            self._past[product] = _past(self.ledger, self.newest, product)
        return self._past[product]

    def _is_disputed(self, cells: frozenset[str]) -> bool:
        return not cells.isdisjoint(self._disputed)

    @cached_property
    def _disputed(self) -> frozenset[str]:
        return frozenset(str(conflict.observation.cell) for conflict in self.newest.conflicts)

    def _by_its_facts(self, claim: Watched) -> Rechecked:
        """What became of a claim that is no longer read as it was signed: only its figures can be held against it."""
        if self._same_figures(claim):
            return _told(claim, Outcome.UNCHANGED, claim.said, claim.said, "its figures are the same")
        why = "its figures are others, and its words are no longer read as they were when it was signed"
        return _told(claim, Outcome.IN_DOUBT, claim.said, "", why)

    def _same_figures(self, claim: Watched) -> bool:
        return all(self.interval(fact) == was for fact, was in claim.facts.items() if was)

    def interval(self, fact: str) -> str:
        """Return the interval of a fact on the newest data in words; "" where they do not tell."""
        metric, cell, other, _ = read_fact_id(fact)
        try:
            found = measure(metric, cell, view=self.newest, other=other)
        except NotInDataError:
            return ""
        return interval_text(found.interval, found.unit)

    def _then(self, day: date, products: frozenset[str]) -> View | None:
        key = (day, products)
        if key not in self._views:
            try:
                self._views[key] = self.ledger.view(as_of=day, products=products)
            except NotInDataError:
                self._views[key] = None
        return self._views[key]

    def _on(self, view: View) -> Reweighing:
        if id(view) not in self._scales:
            self._scales[id(view)] = Reweighing(view)
        return self._scales[id(view)]


@dataclass(frozen=True)
class _Past:
    """What is to be known of a product's earlier figures.

    `first_days` is by document the first day any of its figures counts from; `replaced` are cells of which a source's
    figure is no longer current, each with the days it counted from and until.
    """

    first_days: Mapping[str, date]
    replaced: tuple[tuple[Cell, date, date], ...]


def _past(ledger: Ledger, newest: View, product: str) -> _Past:
    current = [o for o in newest.observations if o.cell.product == product]
    superseded = ledger.superseded(products=[product])
    first: dict[str, date] = {}
    for o in (*current, *(o for o, _ in superseded)):
        first[o.document] = min(first.get(o.document, o.released_at), o.released_at)
    still = {(o.cell, o.kind, o.publisher, o.value, o.unit) for o in current}
    gone = [(o, until) for o, until in superseded if (o.cell, o.kind, o.publisher, o.value, o.unit) not in still]
    return _Past(first, tuple((o.cell, o.released_at, until) for o, until in gone))


def in_doubt(claims: Iterable[Watched], why: str) -> list[Rechecked]:
    """Return the claims as in doubt, whatever the figures say."""
    return [_told(claim, Outcome.IN_DOUBT, _without_prefix(claim.said), "", why) for claim in claims]


def _cells_of(claim: Watched) -> frozenset[str]:
    names = {reach.name for reach in rests_on(reading_of(claim.reading))}
    for fact in claim.facts:
        metric, cell, other, _ = read_fact_id(fact)
        names |= {reach.name for reach in reach_of_fact(metric, cell, other)}
    return frozenset(names)


def _signed_day(claim: Watched) -> date:
    """The day whose data a claim was signed on: that of its first fact, of an old text the day it tells of."""
    if claim.verdict == _HELD:
        for fact in claim.facts:
            return read_fact_id(fact)[3]
    return date.fromisoformat(claim.as_of)


def _reaches(cell: Cell, figure: Cell) -> bool:
    series = (cell.flow, cell.reporter, cell.product) == (figure.flow, figure.reporter, figure.product)
    return series and cell.period.first - _REACH <= figure.period.last and figure.period.first <= cell.period.last


def _without_prefix(said: str) -> str:
    return said.removeprefix(_PREFIX).rstrip(".")


def _told(claim: Watched, outcome: Outcome, was: str, now: str, why: str) -> Rechecked:
    return Rechecked(claim.id, claim.story, claim.version, claim.key, claim.quote, outcome, was, now, why)


def counted(found: Iterable[Rechecked]) -> Mapping[str, int]:
    """Return how many claims came out how."""
    told: dict[str, int] = {}
    for one in found:
        told[str(one.outcome)] = told.get(str(one.outcome), 0) + 1
    return told
