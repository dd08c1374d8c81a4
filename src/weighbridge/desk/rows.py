"""Rows of the database as the desk's values, and what of a story they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from weighbridge.desk import tables as t
from weighbridge.desk.moments import maybe, moment
from weighbridge.desk.values import (
    Approval,
    Check,
    Comment,
    Kind,
    Mark,
    Person,
    Role,
    State,
    Story,
    Tick,
    Version,
    Waiver,
)
from weighbridge.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row


def person_of(connection: Connection, id: str) -> Person:
    """Return a person by id; raises UnknownNameError."""
    row = connection.execute(select(t.people).where(t.people.c.id == id)).first()
    if row is None:
        raise UnknownNameError("person", id, [r.id for r in connection.execute(select(t.people.c.id))])
    return _person(row)


def people(connection: Connection) -> list[Person]:
    """Return everybody, by name."""
    return [_person(row) for row in connection.execute(select(t.people).order_by(t.people.c.name, t.people.c.id))]


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, frozenset(map(Role, filter(None, row.roles.split(",")))), row.active)


def story_of(connection: Connection, id: str) -> Story:
    """Return a story by id; raises UnknownNameError."""
    row = connection.execute(select(t.stories).where(t.stories.c.id == id)).first()
    if row is None:
        raise UnknownNameError("story", id)  # an id is drawn by chance: a near miss would be somebody else's story
    return _story(row)


def stories(connection: Connection, states: Sequence[State] | None = None) -> list[Story]:
    """Return the stories in some states, or all: best lead first, else the newest first."""
    wanted = select(t.stories)
    if states is not None:
        wanted = wanted.where(t.stories.c.state.in_([str(s) for s in states]))
    found = [_story(row) for row in connection.execute(wanted)]
    return sorted(found, key=lambda s: (-(s.score or 0) if s.state is State.LEAD else 0, -s.created_at.timestamp()))


def _story(row: Row[Any]) -> Story:
    return Story(
        row.id,
        Kind(row.kind),
        State(row.state),
        row.revision,
        row.slug,
        row.product,
        row.period,
        row.focus,
        row.sensitive,
        row.created_by,
        moment(row.created_at),
        row.latest,
        row.live,
        State(row.live_as) if row.live_as else None,
        row.amends,
        row.note,
        maybe(row.embargo_until),
        maybe(row.scheduled_for),
        row.score,
        row.why,
        row.notice,
    )


def versions(connection: Connection, story: str) -> list[Version]:
    """Return the versions of a story in order."""
    found = connection.execute(select(t.versions).where(t.versions.c.story == story).order_by(t.versions.c.n))
    return [_version(row) for row in found]


def authors(connection: Connection, story: str, *, through: int) -> list[str]:
    """Return who wrote each version of a story up to one of them, in order."""
    wanted = select(t.versions.c.written_by).where(t.versions.c.story == story, t.versions.c.n <= through)
    return [row.written_by for row in connection.execute(wanted.order_by(t.versions.c.n))]


def version_of(connection: Connection, story: str, n: int) -> Version:
    """Return one version of a story; raises UnknownNameError."""
    row = connection.execute(select(t.versions).where(t.versions.c.story == story, t.versions.c.n == n)).first()
    if row is None:
        raise UnknownNameError("version", f"{story}/{n}")
    return _version(row)


def _version(row: Row[Any]) -> Version:
    return Version(row.story, row.n, row.content, row.content_hash, row.written_by, moment(row.written_at), row.why)


def last_check(connection: Connection, story: str, version: int) -> Check | None:
    """Return the newest check of a version, None when it has not been checked."""
    wanted = select(t.checks).where(t.checks.c.story == story, t.checks.c.version == version)
    row = connection.execute(wanted.order_by(t.checks.c.n.desc()).limit(1)).first()
    return None if row is None else _check(row)


def check_of(connection: Connection, story: str, version: int, n: int) -> Check:
    """Return one check of a version; raises UnknownNameError."""
    same = (t.checks.c.story == story, t.checks.c.version == version, t.checks.c.n == n)
    row = connection.execute(select(t.checks).where(*same)).first()
    if row is None:
        raise UnknownNameError("check", f"{story}/{version}/{n}")
    return _check(row)


def _check(row: Row[Any]) -> Check:
    return Check(
        row.story,
        row.version,
        row.n,
        row.as_of,
        row.ledger_commit,
        row.report,
        row.facts,
        row.checked_by,
        moment(row.checked_at),
    )


def waivers(connection: Connection, story: str) -> list[Waiver]:
    """Return the waivers of a story in order."""
    found = connection.execute(select(t.waivers).where(t.waivers.c.story == story).order_by(t.waivers.c.id))
    return [Waiver(r.story, r.claim, r.reason, r.waived_by, moment(r.waived_at)) for r in found]


def ticks(connection: Connection, story: str) -> list[Tick]:
    """Return the ticks of a story in order; a later one of the same person on the same claim replaces an earlier."""
    found = connection.execute(select(t.ticks).where(t.ticks.c.story == story).order_by(t.ticks.c.id))
    return [Tick(r.story, r.claim, Mark(r.mark), r.note, r.ticked_by, moment(r.ticked_at)) for r in found]


def marks_by(ticks_in_order: Sequence[Tick], person: str | None = None) -> dict[str, Tick]:
    """Return the last tick of each claim, by anybody or by one person."""
    return {tick.claim: tick for tick in ticks_in_order if person in (None, tick.ticked_by)}


def approvals(connection: Connection, story: str) -> list[Approval]:
    """Return the approvals of a story in order, those that an edit has since made void included."""
    found = connection.execute(select(t.approvals).where(t.approvals.c.story == story).order_by(t.approvals.c.id))
    return [Approval(r.story, r.version, r.sealed, r.approved_by, moment(r.approved_at)) for r in found]


def comments(connection: Connection, story: str) -> list[Comment]:
    """Return the comments on a story in order, each with who settled it."""
    joined = t.comments.outerjoin(t.settlements, t.settlements.c.comment == t.comments.c.id)
    wanted = select(t.comments, t.settlements.c.settled_by).select_from(joined)
    found = connection.execute(wanted.where(t.comments.c.story == story).order_by(t.comments.c.id))
    return [
        Comment(
            r.id,
            r.story,
            r.version,
            r.place,
            r.start,
            r.stop,
            r.quote,
            r.words,
            r.written_by,
            moment(r.written_at),
            r.settled_by,
        )
        for r in found
    ]
