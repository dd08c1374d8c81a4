"""A text weighed on the data of a day, and again on those of the other day that matters where figures were revised.

A figure that was right when written and revised since is no mistake: the claim holds, with a caveat. The other day is
the dateline when the text is read with later data, else the latest. Weighing twice costs twice, so it is done only
where a source has replaced a figure between the two days that a claim of the text rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from weighbridge.check.checker import check
from weighbridge.check.claim import Claim, Verdict
from weighbridge.facts import day_text, read_fact_id

if TYPE_CHECKING:
    from weighbridge.check.document import Document
    from weighbridge.check.report import Report
    from weighbridge.ledger import Ledger, View
    from weighbridge.model import Cell, Observation

_REACH = 12  # months: a change on the year rests on a month that long before its own
_MOST_VIEWS = 32  # kept at a time; a folder of texts is read day by day

Replaced = tuple["Observation", ...]


class Vintages:
    """The views of a ledger by day, each made once, through which texts are weighed."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._views: dict[date, View] = {}
        self._replaced: dict[tuple[date, date], Replaced] = {}

    @cached_property
    def days(self) -> list[date]:
        """The days on which something was released, in order."""
        return self.ledger.vintages()

    def view(self, day: date) -> View:
        """Return the ledger as it stood that day; raises NotInDataError when nothing had been released yet."""
        released = max((d for d in self.days if d <= day), default=day)
        if released not in self._views:
            if len(self._views) >= _MOST_VIEWS:
                del self._views[next(iter(self._views))]
            self._views[released] = self.ledger.view(as_of=released)
        if day != released and day not in self._views:  # nothing was released in between: the same data, another day
            self._views[day] = replace(self._views[released], as_of=day)
        return self._views[day]

    def check(self, document: Document, *, as_of: date) -> Report:
        """Return the report on a document, what was revised since it was written told from what was wrong."""
        view = self.view(as_of)
        report = check(document, view=view, card=view.card, as_of=as_of)
        other = self._other_day(document, as_of=as_of)
        if other is None or not (replaced := self._replaced_between(*sorted((as_of, other)))):
            return report
        doubtful = Verdict.CONTRADICTED if other < as_of else Verdict.SUPPORTED
        if not any(c.verdict is doubtful and rests_on(c, replaced) for c in report.claims):
            return report
        seen = self.view(other)
        again = check(document, view=seen, card=seen.card, as_of=other)
        return right_when_written(report, again) if other < as_of else revised_since(report, again)

    def _other_day(self, document: Document, *, as_of: date) -> date | None:
        if not self.days:
            return None
        if document.dateline and self.days[0] <= document.dateline < as_of:
            return document.dateline
        return self.days[-1] if self.days[-1] > as_of else None

    def _replaced_between(self, older: date, newer: date) -> Replaced:
        """Return the figures current on the older day that their own source had replaced by the newer."""
        commit = self.ledger.latest()
        if commit is None or not commit.history:
            return ()
        if (older, newer) not in self._replaced:
            before, after = (self.ledger.observations(as_of=day) for day in (older, newer))
            still = {(o.cell, o.kind, o.publisher, o.value, o.unit) for o in after}
            self._replaced[older, newer] = tuple(
                o for o in before if (o.cell, o.kind, o.publisher, o.value, o.unit) not in still
            )
        return self._replaced[older, newer]


def rests_on(claim: Claim, replaced: Iterable[Observation]) -> bool:
    """Whether one of the figures is of a series and a time that the facts of a claim rest on."""
    cells: list[Cell] = []
    for fact in claim.facts:
        _, cell, other, _ = read_fact_id(fact)
        cells += [c for c in (cell, other) if c is not None]
    return any(_reaches(cell, o.cell) for o in replaced for cell in cells)


def _reaches(cell: Cell, figure: Cell) -> bool:
    series = (cell.flow, cell.reporter, cell.product) == (figure.flow, figure.reporter, figure.product)
    return series and cell.period.first - _REACH <= figure.period.last and figure.period.first <= cell.period.last


def right_when_written(report: Report, then: Report) -> Report:
    """Return the report with each claim that is contradicted now, and held by the data of `then`, supported.

    The caveat says what the revised figures are; the facts of both days stand behind the claim.
    """
    held = {_place(c): c for c in then.claims if c.verdict is Verdict.SUPPORTED}

    def settled(claim: Claim) -> Claim:
        was = held.get(_place(claim))
        if was is None or claim.verdict is not Verdict.CONTRADICTED:
            return claim
        caveat = f"This was right when written and has been revised since: {claim.suggestion or claim.reason}"
        return replace(was, facts=(*was.facts, *claim.facts), caveats=(*was.caveats, caveat))

    return replace(report, claims=tuple(map(settled, report.claims)))


def revised_since(report: Report, later: Report) -> Report:
    """Return the report with a caveat on each claim that holds on its day and that the data of `later` contradict."""
    told = {_place(c): c for c in later.claims if c.verdict is Verdict.CONTRADICTED}

    def settled(claim: Claim) -> Claim:
        now = told.get(_place(claim))
        if now is None or claim.verdict is not Verdict.SUPPORTED:
            return claim
        caveat = f"This has been revised since; as of {day_text(later.as_of)}: {now.suggestion or now.reason}"
        return replace(claim, facts=(*claim.facts, *now.facts), caveats=(*claim.caveats, caveat))

    return replace(report, claims=tuple(map(settled, report.claims)))


def _place(claim: Claim) -> tuple[str, int, int, str]:
    return claim.where, claim.start, claim.end, claim.kind
