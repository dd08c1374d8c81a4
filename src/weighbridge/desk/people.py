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
    roles, name = frozenset(roles), " ".join(name.split())
    if not _ID.fullmatch(id):
        raise InputError(f"{id!r} is no id: lower-case letters, digits and hyphens, beginning with a letter, up to 40")
    if not name or len(name) > 100 or not roles:
        raise InputError("a person has a name of up to 100 characters and at least one role")
    if connection.execute(select(t.people.c.id).where(t.people.c.id == id)).first():
        raise ConflictError(f"somebody has the id {id!r} already")
    kept = {"id": id, "name": name, "roles": ",".join(sorted(roles)), "active": True, "epoch": 0}
    connection.execute(insert(t.people), {**kept, "password": _hashed(password) if password else None})
    audit.append(connection, at=at, actor=by, action="add person", detail={"person": id, "roles": sorted(roles)})
    return Person(id, name, roles)


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters")
    return _hasher().hash(password)


def require_administrator(connection: Connection, person: str, what: str) -> None:
    """Raise RefusedError unless the person is an active administrator."""
    actor = rows.person_of(connection, person)
    if not (actor.active and actor.holds(Role.ADMINISTRATOR)):
        raise RefusedError(what, [f"{what} needs the role {Role.ADMINISTRATOR}"])


def retire(connection: Connection, person: str, *, by: str, at: datetime) -> None:
    """Let somebody act no more: sessions end, tokens are void; what they did stays under their name."""
    rows.person_of(connection, person)
    gone = update(t.people).where(t.people.c.id == person)
    connection.execute(gone.values(active=False, password=None, epoch=t.people.c.epoch + 1))
    connection.execute(
        update(t.tokens)
        .where(t.tokens.c.person == person, t.tokens.c.revoked_at.is_(None))
        .values(revoked_at=written(at))
    )
    audit.append(connection, at=at, actor=by, action="retire person", detail={"person": person})


def sign_in(connection: Connection, id: str, password: str) -> tuple[Person, int] | None:
    """Return the person and the epoch of their sessions, None when id and password do not belong together.

    It takes as long for an id nobody has as for one somebody has.
    """
    from argon2.exceptions import Argon2Error

    row = connection.execute(select(t.people).where(t.people.c.id == id)).first()
    known = row.password if row is not None and row.active and row.password else _no_password()
    try:
        _hasher().verify(known, password[:LONGEST_PASSWORD])
    except Argon2Error:
        return None
    if row is None or known is not row.password:
        return None
    return rows.person_of(connection, id), row.epoch


@cache
def _no_password() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def epoch_of(connection: Connection, person: str) -> int | None:
    """Return the epoch in which a person's sessions are good, None for somebody who is not here or no longer."""
    row = connection.execute(select(t.people.c.epoch, t.people.c.active).where(t.people.c.id == person)).first()
    return row.epoch if row is not None and row.active else None


def make_token(connection: Connection, person: str, label: str, *, read_only: bool, at: datetime) -> str:
    """Return a new token for a person; it is shown this once, and only its hash is kept."""
    label = " ".join(label.split())
    if not label or len(label) > 100:
        raise InputError("a token has a label of up to 100 characters, to know it by when it is to be revoked")
    rows.person_of(connection, person)
    token = TOKEN_MARK + secrets.token_urlsafe(32)
    kept = {"hash": _token_hash(token), "person": person, "label": label, "read_only": read_only}
    connection.execute(insert(t.tokens), {**kept, "made_at": written(at)})
    audit.append(connection, at=at, actor=person, action="make token", detail={"label": label, "read_only": read_only})
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


def revoke_token(connection: Connection, person: str, label: str, *, at: datetime) -> None:
    """Make a person's tokens of that label void; raises InputError when there is none."""
    wanted = (t.tokens.c.person == person, t.tokens.c.label == label, t.tokens.c.revoked_at.is_(None))
    if connection.execute(update(t.tokens).where(*wanted).values(revoked_at=written(at))).rowcount == 0:
        raise InputError(f"{person} has no token labelled {label!r} that is in use")
    audit.append(connection, at=at, actor=person, action="revoke token", detail={"label": label})


def _token_hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()  # 256 random bits need no slow hash
