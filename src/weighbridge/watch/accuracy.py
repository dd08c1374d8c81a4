"""How right the newsroom was, computed from its history and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from weighbridge.desk import State, moment, reader_reports
from weighbridge.watch import tables as t
from weighbridge.watch.index import LINK, index_publications
from weighbridge.watch.values import Outcome

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Publication

_TAKEN_BACK = frozenset({State.WITHDRAWN, State.KILLED})
_AMENDED = frozenset({State.CORRECTED, State.UPDATED})


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The newsroom's record. Counts are of everything that was ever public.

    A claim counts once a story, however often the story was amended around it. `claims_changed` are claims that were
    right when published and that a revision changed, `claims_wrong` those that were wrong when published, both as a
    recheck found them. A fix takes from the moment the question arose (a recheck, or the reader's report that was
    before it) until the amended version was out or the story was taken back; `fixes_open` are questions without an end.
    """

    stories_published: int
    stories_updated: int
    stories_corrected: int
    stories_withdrawn: int
    stories_killed: int
    claims_published: int
    claims_rechecked: int
    rechecks: int
    claims_changed: int
    claims_wrong: int
    corrections: int
    updates: int
    median_time_to_fix: timedelta | None
    fixes: int
    fixes_open: int
    reports: int
    reports_answered: int
    reports_by_outcome: tuple[tuple[str, int], ...]
    median_time_to_answer: timedelta | None

    @property
    def share_wrong(self) -> float | None:
        """The share of published claims found wrong, from 0 to 1; None before anything was published."""
        return self.claims_wrong / self.claims_published if self.claims_published else None


def accuracy(desk: Desk) -> Accuracy:
    """Return the newsroom's record as its publications, rechecks and reports tell it."""
    index_publications(desk)
    publications, reports = desk.publications(), reader_reports(desk)
    with desk.store.reading() as connection:
        claims = t.watched_claims.join(
            t.watched_publications, t.watched_publications.c.n == t.watched_claims.c.publication
        )
        each = select(t.watched_publications.c.story, t.watched_claims.c.key).select_from(claims)
        published = connection.execute(
            select(func.count()).select_from(each.where(t.watched_claims.c.kind != LINK).distinct().subquery())
        ).scalar_one()
        looked = select(t.outcomes.c.story, t.outcomes.c.key).distinct().subquery()
        rechecked = connection.execute(select(func.count()).select_from(looked)).scalar_one()
        rechecks = connection.execute(select(func.count()).select_from(t.rechecks)).scalar_one()
        told = select(t.outcomes.c.outcome, t.outcomes.c.story, t.outcomes.c.key).distinct()
        became = [row.outcome for row in connection.execute(told)]
    fixes, still_open = _fixes(desk, publications, [(r["story"], moment(r["at"])) for r in reports])
    answered = [r for r in reports if r["outcome"]]
    outcomes = sorted({str(r["outcome"]) for r in answered})
    return Accuracy(
        stories_published=len({p.story for p in publications if p.event not in _TAKEN_BACK}),
        **{f"stories_{event}": _stories(publications, State(event)) for event in _EVENTS},
        claims_published=published,
        claims_rechecked=rechecked,
        rechecks=rechecks,
        claims_changed=became.count(str(Outcome.REVISED)),
        claims_wrong=became.count(str(Outcome.WRONG)),
        corrections=sum(p.event is State.CORRECTED for p in publications),
        updates=sum(p.event is State.UPDATED for p in publications),
        median_time_to_fix=_median(fixes),
        fixes=len(fixes),
        fixes_open=still_open,
        reports=len(reports),
        reports_answered=len(answered),
        reports_by_outcome=tuple((o, sum(r["outcome"] == o for r in answered)) for o in outcomes),
        median_time_to_answer=_median([moment(r["answered_at"]) - moment(r["at"]) for r in answered]),
    )


_EVENTS = ("updated", "corrected", "withdrawn", "killed")


def _stories(publications: Iterable[Publication], event: State) -> int:
    return len({p.story for p in publications if p.event is event})


def _median(times: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(t.total_seconds() for t in times)) if times else None


def _fixes(
    desk: Desk, publications: Iterable[Publication], reports: Iterable[tuple[str, datetime]]
) -> tuple[list[timedelta], int]:
    """How long each fix took, and how many questions are still open: neither fixed nor cleared."""
    told: list[tuple[datetime, int, str, str]] = [(at, -1, story, "report") for story, at in reports]
    told += [(e.at, e.n, e.story, e.action) for e in desk.deeds("recheck", "clear", "publish", "withdraw", "kill")]
    fixed = {(p.story, p.published_at) for p in publications if p.event in _AMENDED | _TAKEN_BACK}
    since: dict[str, datetime] = {}
    asked: dict[str, datetime] = {}
    found: list[timedelta] = []
    for at, _, story, action in sorted(told):
        if action == "report":
            asked.setdefault(story, at)
        elif action == "recheck":
            since.setdefault(story, asked.get(story, at))
        elif action == "clear":
            since.pop(story, None)
            asked.pop(story, None)
        elif (began := since.pop(story, None)) is not None and (story, at) in fixed:
            found.append(at - began)
            asked.pop(story, None)
    return found, len(since)
