"""Rechecking what is public: new figures, new publications, readers' reports and kills since the last look.

A look is computed without holding anything up, and written in one transaction with the stories it moves under recheck.
Where two look at once, the one that comes second finds that out and looks again: nothing is noted twice or missed. A
look that is killed has not been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from weighbridge.desk import SYSTEM, Role, actions, reader_reports, undated, written
from weighbridge.errors import ConflictError, InputError, NotInDataError, RefusedError
from weighbridge.facts import day_text, names_of_cell, read_fact_id
from weighbridge.model import Cell
from weighbridge.watch import tables as t
from weighbridge.watch.changes import (
    Figures,
    changed_cells,
    figures_of,
    figures_watched,
    keep_figures,
    products_with_news,
    released_days,
)
from weighbridge.watch.index import LINK, Watched, claims_of, index_publications, name_of_story, resting_on
from weighbridge.watch.judging import Judging, in_doubt
from weighbridge.watch.values import Cause, Recheck, Rechecked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk
    from weighbridge.ledger import View

_PATIENCE = 5  # how often a look is taken again when others come first
_LONGEST_REASON = 1_900
_WRITERS = frozenset({Role.REPORTER, Role.EDITOR, Role.DUTY_EDITOR})


@dataclass(frozen=True)
class _Last:
    """How things stood when they were last looked at."""

    n: int
    as_of: str
    commit: int
    reports: frozenset[str]
    pending: tuple[Any, ...]  # publications that no look has taken up
    figures: Figures


@dataclass(frozen=True)
class _Look:
    """What is to be written of a look."""

    cause: Cause
    about: str = ""
    cells: int = 0
    outcomes: tuple[Rechecked, ...] = ()


@dataclass(frozen=True)
class _Data:
    """The newest data, through which everything is looked at."""

    as_of: date
    commit: int
    view: View
    figures: Figures


def recheck(desk: Desk) -> list[Recheck]:
    """Hold everything public against the newest data, and return what was looked at and what came of it.

    Only claims that rest on a cell that changed since the last look are weighed again, on the old and the new data;
    what was published on older figures, what readers reported, and what rests on a killed story besides. Stories with
    a claim that is no longer true, or in doubt, go under recheck with the reason. Where nothing is new, nothing is
    written and the list is empty. Raises ConflictError when others write without pause.
    """
    for _ in range(_PATIENCE):
        index_publications(desk)
        found = _looked(desk)
        if found is None:
            return []
        last, data, looks = found
        if (written_down := _write(desk, last, data, looks, by=SYSTEM)) is not None:
            return written_down
    raise ConflictError("others recheck without pause; nothing was done, try it again")


def doubt(desk: Desk, what: str, why: str, *, by: str) -> Recheck:
    """Put in doubt what is public and rests on a figure, as when a source corrects itself or a fact is killed.

    `what` is a fact's id, a cell, or the address a source printed figures at. Returns the recheck; the stories go
    under recheck with `why`. Raises InputError for what is none of these, RefusedError for who does not write.
    """
    if not why.strip():
        raise InputError("a reason in words is needed: what the source says")
    person = desk.person(by)
    if by != SYSTEM and not (person.active and person.roles & _WRITERS):
        raise RefusedError("recheck", [f"a recheck needs the role {' or '.join(sorted(_WRITERS))}"])
    for _ in range(_PATIENCE):
        recheck(desk)
        last = _last(desk)
        data = _newest(desk, last, same=True)
        with desk.store.reading() as connection:
            claims = _on_names(connection, _names_of(what, data.view))
        judging = Judging(desk.ledger, data.view)
        looks = [_Look(Cause.SOURCE, what, 0, tuple(_doubted(judging, claim, why) for claim in claims))]
        last = replace(last, pending=())  # what came meanwhile waits for the next recheck
        if (found := _write(desk, last, data, looks, by=by)) is not None:
            return found[0]
    raise ConflictError("others recheck without pause; nothing was done, try it again")


def _doubted(judging: Judging, claim: Watched, why: str) -> Rechecked:
    """What became of a claim, and in doubt where the figures say nothing against it yet."""
    found = judging.judged(claim)
    return found if found.outcome.proposes else replace(in_doubt([claim], why)[0], was=found.was, now=found.now)


def _names_of(what: str, view: View) -> list[str]:
    if "://" in what:
        cells = {o.cell for o in view.observations if o.source_url == what}
        if not cells:
            raise InputError(f"no figure of today's data was printed at {what}")
        return [name for cell in sorted(cells) for name in names_of_cell(cell)]
    if ":" in what:
        fact = what if "@" in what else f"{what}@{view.as_of}"
        read_fact_id(fact)
        return [undated(fact)]
    try:
        return list(names_of_cell(Cell.parse(what)))
    except (ValueError, InputError):
        example = "export/CHN/USA/REPM_85051110/2025-06/mass"
        raise InputError(f"{what!r} is no fact, cell or address; a cell looks like {example}") from None


# ---- what is to be looked at -----------------------------------------------------------------------------------------


def _looked(desk: Desk) -> tuple[_Last, _Data, list[_Look]] | None:
    """What is new since the last look and what came of looking at it; None where nothing is new."""
    last = _last(desk)
    reports = [r for r in reader_reports(desk) if not r["outcome"] and r["id"] not in last.reports]
    try:
        newest, commit = desk.weigher.newest, desk.weigher.commit
    except NotInDataError:  # no figures yet, and so nothing to hold anything against
        return None
    same = last.n and (last.as_of, last.commit) == (str(newest), commit)
    if same and not last.pending and not reports:
        return None
    data = _newest(desk, last, same=bool(same))
    judging, looks = Judging(desk.ledger, data.view), []
    changed = changed_cells(last.figures, data.figures) if last.n and not same else frozenset()
    with desk.store.reading() as connection:
        touched = _on_cells(connection, changed)
        fresh = claims_of(connection, _signed_on_older(last, data))
        known = {claim.id for claim in touched}
        if not same:
            found = tuple(map(judging.judged, touched))
            looks.append(_Look(Cause.VINTAGE, f"the release of {day_text(newest)}", len(changed), found))
        if late := [claim for claim in fresh if claim.id not in known and claim.kind != LINK]:
            looks.append(_Look(Cause.PUBLICATION, "", 0, tuple(map(judging.judged, late))))
        looks += [_on_report(connection, report, judging) for report in reports]
        looks += [_on_kill(desk, connection, row) for row in last.pending if not row.live]
    return last, data, looks


def _last(desk: Desk) -> _Last:
    with desk.store.reading() as connection:
        row = connection.execute(select(t.rechecks).order_by(t.rechecks.c.n.desc()).limit(1)).first()
        about = select(t.rechecks.c.about).where(t.rechecks.c.cause == str(Cause.REPORT))
        reports = frozenset(connection.execute(about).scalars())
        killed = t.watched_publications.c.as_of == ""
        waits = t.watched_publications.c.weighed.is_(False) & or_(t.watched_publications.c.live, killed)
        pending = tuple(connection.execute(select(t.watched_publications).where(waits).order_by("n")))
        figures = figures_watched(connection)
    if row is None:
        return _Last(0, "", 0, reports, pending, figures)
    return _Last(row.n, row.as_of, row.ledger_commit, reports, pending, figures)


def _newest(desk: Desk, last: _Last, *, same: bool) -> _Data:
    """The newest data; only products with news since the last look are taken down again."""
    newest, commit = desk.weigher.newest, desk.weigher.commit
    view = desk.weigher.vintages.view(newest)
    if same:
        return _Data(newest, commit, view, last.figures)
    since, known = (date.fromisoformat(last.as_of), desk.ledger.documents_at(last.commit)) if last.n else (None, None)
    fresh = figures_of(view, products_with_news(view, since=since, known=known))
    return _Data(newest, commit, view, {**last.figures, **fresh})


def _signed_on_older(last: _Last, data: _Data) -> list[int]:
    """The publications that came since the last look and were signed on other data than the newest."""
    newest = str(data.as_of)
    return [row.n for row in last.pending if row.live and (row.as_of < newest or row.ledger_commit < data.commit)]


def _on_cells(connection: Connection, cells: Iterable[Cell]) -> list[Watched]:
    """The claims that rest on some cells, each once."""
    last: dict[str, list[int]] = {}
    for cell in cells:
        for name in names_of_cell(cell):
            last.setdefault(name, []).append(cell.period.last)
    found: dict[int, Watched] = {}
    for claim, name, until in resting_on(connection, last):
        if until is None or min(last[name]) <= until:
            found.setdefault(claim.id, claim)
    return [found[id] for id in sorted(found)]


def _on_names(connection: Connection, names: Iterable[str]) -> list[Watched]:
    found = {claim.id: claim for claim, _, _ in resting_on(connection, dict.fromkeys(names))}
    return [found[id] for id in sorted(found)]


def _on_report(connection: Connection, report: dict[str, Any], judging: Judging) -> _Look:
    """The claims of a sentence that a reader reported, weighed again."""
    quotes = {claim["quote"] for claim in report["claims"]}
    live = select(t.watched_publications.c.n).where(
        t.watched_publications.c.story == report["story"],
        t.watched_publications.c.version == report["version"],
        t.watched_publications.c.live,
    )
    claims = claims_of(connection, connection.execute(live).scalars().all())
    meant = [claim for claim in claims if claim.quote in quotes and claim.quote in report["quote"]]
    return _Look(Cause.REPORT, report["id"], 0, tuple(map(judging.judged, meant)))


def _on_kill(desk: Desk, connection: Connection, row: Any) -> _Look:
    """The claims elsewhere that rest on the same facts as a killed story, or point to it."""
    publication = desk.publications(after=row.n - 1, story=row.story)[0]
    earlier = select(func.max(t.watched_publications.c.n)).where(
        t.watched_publications.c.story == row.story, t.watched_publications.c.n < row.n
    )
    last = connection.execute(earlier).scalar()
    facts = {undated(fact) for claim in claims_of(connection, [last] if last else []) for fact in claim.facts}
    found = [c for c in _on_names(connection, [*facts, name_of_story(row.story)]) if c.story != row.story]
    why = f"{publication.slug} was killed, and this {{}}: {publication.notice}"
    outcomes = [
        *in_doubt([c for c in found if c.kind == LINK], why.format("points to it")),
        *in_doubt([c for c in found if c.kind != LINK], why.format("rests on the same fact")),
    ]
    return _Look(Cause.KILL, f"{publication.slug} ({row.story})", 0, tuple(outcomes))


# ---- what is written -------------------------------------------------------------------------------------------------


def _write(desk: Desk, last: _Last, data: _Data, looks: Sequence[_Look], *, by: str) -> list[Recheck] | None:
    """Write the looks down and move the stories they question; None, and nothing written, where others came first."""
    with desk.store.writing() as connection:
        before = connection.execute(select(func.max(t.rechecks.c.n))).scalar() or 0
        if before != last.n:
            return None
        line = desk.head().n
        found = []
        for n, look in enumerate(looks, before + 1):
            outcomes = _still_public(connection, look.outcomes)
            _insert(connection, n, look, outcomes, data, line, by, at=written(desk.clock()))
            moved = _moved(desk, connection, look, outcomes, by)
            about = (look.cells, len(outcomes), by, desk.clock(), outcomes, moved)
            found.append(Recheck(n, look.cause, look.about, data.as_of, data.commit, *about))
        if data.figures is not last.figures:
            keep_figures(connection, last.figures, data.figures, released_days(data.view))
        if taken := [row.n for row in last.pending]:
            weighed = update(t.watched_publications).where(t.watched_publications.c.n.in_(taken))
            connection.execute(weighed.values(weighed=True))
    return found


def _insert(  # noqa: PLR0913, PLR0917 - the columns of a recheck
    connection: Connection, n: int, look: _Look, outcomes: Sequence[Rechecked], data: _Data, line: int, by: str, at: str
) -> None:
    row = {"n": n, "cause": str(look.cause), "about": look.about, "as_of": str(data.as_of), "cells": look.cells}
    row |= {"ledger_commit": data.commit, "claims": len(outcomes), "audit_line": line}
    connection.execute(insert(t.rechecks), {**row, "rechecked_by": by, "rechecked_at": at})
    told = ("claim", "story", "version", "key", "quote", "was", "now", "why")
    rows = [{"recheck": n, "outcome": str(o.outcome), **{name: getattr(o, name) for name in told}} for o in outcomes]
    if rows:
        connection.execute(insert(t.outcomes), rows)


def _still_public(connection: Connection, outcomes: tuple[Rechecked, ...]) -> tuple[Rechecked, ...]:
    """The outcomes about what the public still sees: while it was looked at, a story may have been replaced."""
    live = select(t.watched_publications.c.story, t.watched_publications.c.version).where(t.watched_publications.c.live)
    stories = sorted({o.story for o in outcomes})
    shown: set[tuple[str, int]] = set()
    for at in range(0, len(stories), 400):
        some = t.watched_publications.c.story.in_(stories[at : at + 400])
        shown |= {(row.story, row.version) for row in connection.execute(live.where(some))}
    return tuple(o for o in outcomes if (o.story, o.version) in shown)


def _moved(desk: Desk, connection: Connection, look: _Look, outcomes: Iterable[Rechecked], by: str) -> tuple[str, ...]:
    """Put the stories under recheck that a look questions, and return them; those being amended stay where they are."""
    questioned: dict[str, list[Rechecked]] = {}
    for outcome in outcomes:
        if outcome.outcome.proposes:
            questioned.setdefault(outcome.story, []).append(outcome)
    moved = []
    for story, found in questioned.items():
        try:
            desk.do_in(connection, actions.Recheck(story, reason=_reason(look, found)), by=by)
        except RefusedError:
            continue
        moved.append(story)
    return tuple(moved)


def _reason(look: _Look, found: Sequence[Rechecked]) -> str:
    told = "; ".join(f"“{o.quote}” ({o.outcome}: {o.now or o.why})" for o in found)
    about = f", {look.about}" if look.about else ""
    reason = f"{str(look.cause)[:1].upper()}{str(look.cause)[1:]}{about}: {told}."
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]} …"
