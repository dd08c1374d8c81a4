"""Who works here: people with roles, passwords (argon2id) and tokens, of which only a hash is kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from weighbridge.desk import audit, rows
from weighbridge.desk import tables as t
from weighbridge.desk.moments import written
from weighbridge.desk.typed import one_line
from weighbridge.desk.values import Person, Role
from weighbridge.errors import ConflictError, InputError, RefusedError

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from sqlalchemy import Connection

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1_000
TOKEN_MARK = "wb_"  # noqa: S105 - how a token begins, so that one that leaked is known for what it is
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


class Bearer(NamedTuple):
    """Whose token it is, and whether it may only read."""

    person: Person
    read_only: bool


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def add_person(
    connection: Connection,
    id: str,
    name: str,
    roles: Iterable[Role],
    *,
    by: str,
    at: datetime,
    password: str | None = None,
) -> Person:
    """Add somebody; raises InputError for a bad id or name and ConflictError for an id that is taken."""
    roles, name = frozenset(roles), one_line(name)
    if not _ID.fullmatch(id):
        raise InputError(f"{id!r} is no id: lower-case letters, digits and hyphens, beginning with a letter, up to 40")
    if not name or len(name) > 100 or not roles:
        raise InputError("a person has a name of up to 100 characters and at least one role")
    if Role.MACHINE in roles:
        raise InputError("the role machine is that of the desk itself")
    if connection.execute(select(t.people.c.id).where(t.people.c.id == id)).first():
        raise ConflictError(f"somebody has the id {id!r} already")
    kept = {"id": id, "name": name, "roles": ",".join(sorted(roles)), "active": True, "epoch": 0}
    connection.execute(insert(t.people), {**kept, "password": _hashed(password) if password else None})
    audit.append(connection, at=at, actor=by, action="add person", detail={"person": id, "roles": sorted(roles)})
    return Person(id, name, roles)


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters")
    return _hasher().hash(password.encode("utf-8", "replace"))


def require_administrator(connection: Connection, person: str, what: str) -> None:
    """Raise RefusedError unless the person is an active administrator."""
    actor = rows.person_of(connection, person)
    if not (actor.active and actor.holds(Role.ADMINISTRATOR)):
        raise RefusedError(what, [f"{what} needs the role {Role.ADMINISTRATOR}"])


def retire(connection: Connection, person: str, *, by: str, at: datetime) -> None:
    """Let somebody act no more: sessions end, tokens are void; what they did stays under their name.

    Raises RefusedError for the machine, and for the last administrator. Doing it again changes nothing.
    """
    gone = rows.person_of(connection, person)
    if gone.holds(Role.MACHINE):
        raise RefusedError("retire person", ["the machine does not retire"])
    if not gone.active:
        return
    left = [p for p in rows.people(connection) if p.active and p.holds(Role.ADMINISTRATOR) and p.id != person]
    if gone.holds(Role.ADMINISTRATOR) and not left:
        raise RefusedError("retire person", [f"{gone.name} is the last administrator; add another one first"])
    row = update(t.people).where(t.people.c.id == person)
    connection.execute(row.values(active=False, password=None, epoch=t.people.c.epoch + 1))
    connection.execute(
        update(t.tokens)
        .where(t.tokens.c.person == person, t.tokens.c.revoked_at.is_(None))
        .values(revoked_at=written(at))
    )
    audit.append(connection, at=at, actor=by, action="retire person", detail={"person": person})


def set_password(connection: Connection, person: str, password: str, *, by: str, at: datetime) -> None:
    """Give somebody a password, instead of the one they had; their sessions end."""
    require_active(connection, person, "set password")
    row = update(t.people).where(t.people.c.id == person)
    connection.execute(row.values(password=_hashed(password), epoch=t.people.c.epoch + 1))
    audit.append(connection, at=at, actor=by, action="set password", detail={"person": person})


def require_active(connection: Connection, person: str, what: str) -> Person:
    """Return somebody who works here; raises RefusedError for one who no longer does, and for the machine."""
    found = rows.person_of(connection, person)
    if not found.active or found.holds(Role.MACHINE):
        raise RefusedError(what, [f"{found.name} {'is nobody' if found.active else 'no longer works here'}"])
    return found


def sign_in(connection: Connection, id: str, password: str) -> tuple[Person, int] | None:
    """Return the person and the epoch of their sessions, None when id and password do not belong together.

    It takes as long for an id nobody has as for one somebody has.
    """
    from argon2.exceptions import Argon2Error

    nobodys = _nobodys_hash()  # before anything is known, so that making it tells nothing either
    row = connection.execute(select(t.people).where(t.people.c.id == one_line(id))).first()
    kept = row.password if row is not None and row.active else None
    try:
        _hasher().verify(kept or nobodys, password[: LONGEST_PASSWORD + 1].encode("utf-8", "replace"))
    except Argon2Error:
        return None
    return (rows.person_of(connection, row.id), row.epoch) if row is not None and kept else None


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def somebody_rules(connection: Connection) -> bool:
    """Return whether an administrator is here who can sign in."""
    able = select(t.people.c.roles).where(t.people.c.active, t.people.c.password.is_not(None))
    return any(Role.ADMINISTRATOR in row.roles.split(",") for row in connection.execute(able))


def somebody_has_a_password(connection: Connection) -> bool:
    """Return whether anybody signs in with a password: a newsroom's desk, and no walk-through."""
    return (
        connection.execute(select(t.people.c.id).where(t.people.c.password.is_not(None)).limit(1)).first() is not None
    )


def epoch_of(connection: Connection, person: str) -> int | None:
    """Return the epoch in which a person's sessions are good, None for somebody who is not here or no longer."""
    row = connection.execute(select(t.people.c.epoch, t.people.c.active).where(t.people.c.id == person)).first()
    return row.epoch if row is not None and row.active else None


def make_token(
    connection: Connection, person: str, label: str, *, read_only: bool, at: datetime, by: str | None = None
) -> str:
    """Return a new token for a person; it is shown this once, and only its hash is kept."""
    label = one_line(label)
    if not label or len(label) > 100:
        raise InputError("a token has a label of up to 100 characters, to know it by when it is to be revoked")
    require_active(connection, person, "make token")
    token = TOKEN_MARK + secrets.token_urlsafe(32)
    kept = {"hash": _token_hash(token), "person": person, "label": label, "read_only": read_only}
    connection.execute(insert(t.tokens), {**kept, "made_at": written(at)})
    told = {"person": person, "label": label, "read_only": read_only}
    audit.append(connection, at=at, actor=by or person, action="make token", detail=told)
    return token


def bearer_of(connection: Connection, token: str) -> Bearer | None:
    """Return whose token it is, None for one that is unknown, revoked, or of somebody who is no longer here."""
    row = connection.execute(
        select(t.tokens).where(t.tokens.c.hash == _token_hash(token), t.tokens.c.revoked_at.is_(None))
    ).first()
    if row is None:
        return None
    person = rows.person_of(connection, row.person)
    return Bearer(person, row.read_only) if person.active else None


def revoke_token(connection: Connection, person: str, label: str, *, at: datetime, by: str | None = None) -> None:
    """Make a person's tokens of that label void; raises InputError when there is none."""
    label = one_line(label)
    wanted = (t.tokens.c.person == person, t.tokens.c.label == label, t.tokens.c.revoked_at.is_(None))
    if connection.execute(update(t.tokens).where(*wanted).values(revoked_at=written(at))).rowcount == 0:
        raise InputError(f"{person} has no token labelled {label!r} that is in use")
    told = {"person": person, "label": label}
    audit.append(connection, at=at, actor=by or person, action="revoke token", detail=told)


def _token_hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()  # 256 random bits need no slow hash
