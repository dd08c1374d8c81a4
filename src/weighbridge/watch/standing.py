"""How each public story stands, and what waits for somebody to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from weighbridge.desk import moment
from weighbridge.watch import tables as t
from weighbridge.watch.changes import days_watched
from weighbridge.watch.index import index_publications
from weighbridge.watch.values import Cause, Outcome, Recheck, Rechecked, Standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk

_SETTLED_BY = ("clear", "publish", "withdraw", "kill")
_PROPOSING = tuple(str(o) for o in Outcome if o.proposes)


def standing(desk: Desk) -> dict[str, Standing]:
    """Return how each story that the public sees stands, by its id.

    A story that went out since the last recheck was held against the data it was signed on.
    """
    index_publications(desk)
    open_now = waiting(desk)
    with desk.store.reading() as connection:
        live = select(t.watched_publications).where(t.watched_publications.c.live)
        shown = connection.execute(live.order_by(t.watched_publications.c.n)).all()
        days = days_watched(connection)
    return {
        row.story: Standing(row.story, date.fromisoformat(against), tuple(open_now.get(row.story, ())))
        for row in shown
        if (against := _against(row, days))
    }


def _against(row: Any, days: dict[str, str]) -> str:
    found = [days[product] for product in row.products.split(",") if product in days]
    return str(max(found)) if row.weighed and found else str(row.as_of)


def waiting(desk: Desk) -> dict[str, list[Rechecked]]:
    """Return by story the outcomes that propose something and that nobody has decided on since.

    What a later recheck found of the same claim takes the place of an earlier outcome, but no figure settles a doubt.
    """
    settled: dict[str, int] = {}
    for entry in desk.deeds(*_SETTLED_BY):
        settled[entry.story] = entry.n
    with desk.store.reading() as connection:
        questioned = select(t.outcomes.c.story).where(t.outcomes.c.outcome.in_(_PROPOSING)).distinct()
        joined = t.outcomes.join(t.rechecks, t.rechecks.c.n == t.outcomes.c.recheck)
        wanted = select(t.outcomes, t.rechecks.c.audit_line).select_from(joined)
        rows = connection.execute(wanted.where(t.outcomes.c.story.in_(questioned)).order_by(t.outcomes.c.recheck)).all()
    latest: dict[tuple[str, int], Rechecked] = {}
    for row in rows:
        if settled.get(row.story, 0) <= row.audit_line:
            key, found = (row.story, row.claim), _rechecked(row)
            if key not in latest or latest[key].outcome is not Outcome.IN_DOUBT or found.outcome.proposes:
                latest[key] = found
    by_story: dict[str, list[Rechecked]] = {}
    for outcome in latest.values():
        if outcome.outcome.proposes:
            by_story.setdefault(outcome.story, []).append(outcome)
    return by_story


def rechecks(desk: Desk, *, most: int = 50, with_outcomes: bool = False) -> list[Recheck]:
    """Return the newest rechecks, the last first, with their outcomes if asked for."""
    with desk.store.reading() as connection:
        rows = connection.execute(select(t.rechecks).order_by(t.rechecks.c.n.desc()).limit(most)).all()
        found = _outcomes_of(connection, [row.n for row in rows]) if with_outcomes else {}
    return [_recheck(row, found.get(row.n, ())) for row in rows]


def _outcomes_of(connection: Connection, ns: Iterable[int]) -> dict[int, tuple[Rechecked, ...]]:
    found: dict[int, tuple[Rechecked, ...]] = {}
    wanted = select(t.outcomes).where(t.outcomes.c.recheck.in_(list(ns))).order_by(t.outcomes.c.claim)
    for row in connection.execute(wanted):
        found[row.recheck] = (*found.get(row.recheck, ()), _rechecked(row))
    return found


def _rechecked(row: Any) -> Rechecked:
    outcome = Outcome(row.outcome)
    return Rechecked(row.claim, row.story, row.version, row.key, row.quote, outcome, row.was, row.now, row.why)


def _recheck(row: Any, outcomes: tuple[Rechecked, ...]) -> Recheck:
    return Recheck(
        row.n, Cause(row.cause), row.about, date.fromisoformat(row.as_of), row.ledger_commit, row.cells, row.claims,
        row.rechecked_by, moment(row.rechecked_at), outcomes,
    )  # fmt: skip
