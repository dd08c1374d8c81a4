"""The audit log: every deed with who did it and when, each line bound to the one before by SHA-256.

The hash of a line covers its number, time, actor, action, story, detail and the hash before it (RFC 8785 form). Whoever
rewrites a line has to rewrite all that follow, and the head of the chain stands in every review record and every build
of the site, where it can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from weighbridge.desk import tables as t
from weighbridge.desk.canonical import canonical, digest, read_canonical
from weighbridge.desk.moments import moment, written
from weighbridge.desk.values import Entry
from weighbridge.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

BEGINNING = "0" * 64
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number of its last line and that line's hash."""

    n: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first line that does not fit, and why."""

    n: int
    why: str


def head(connection: Connection) -> Head:
    """Return the end of the chain; number 0 when nothing has been done yet."""
    row = connection.execute(select(t.audit.c.n, t.audit.c.hash).order_by(t.audit.c.n.desc()).limit(1)).first()
    return Head(row.n, row.hash) if row else Head(0, BEGINNING)


def append(
    connection: Connection, *, at: datetime, actor: str, action: str, story: str = "", detail: Mapping[str, Any]
) -> Entry:
    """Add a line to the log and return it; only inside `Store.writing`, where nobody else adds one."""
    last = head(connection)
    line = {"n": last.n + 1, "at": written(at), "actor": actor, "action": action, "story": story}
    bound = digest({**line, "detail": detail, "before": last.hash})
    connection.execute(
        insert(t.audit), {**line, "detail": canonical(dict(detail)).decode(), "before": last.hash, "hash": bound}
    )
    return Entry(last.n + 1, at, actor, action, story, detail, last.hash, bound)


def entries(connection: Connection, story: str | None = None, *, actions: Sequence[str] = ()) -> Iterator[Entry]:
    """Yield the lines in order, all of them, those of a story, or those that tell of some actions."""
    wanted = select(t.audit).order_by(t.audit.c.n)
    if actions:
        wanted = wanted.where(t.audit.c.action.in_(actions))
    for row in connection.execute(wanted if story is None else wanted.where(t.audit.c.story == story)):
        try:
            at, detail = moment(row.at), read_canonical(row.detail)
            as_hashed = canonical(detail).decode() == row.detail
        except (ValueError, RecursionError, InputError):
            at, as_hashed = BEFORE_ALL, False
        if not as_hashed:  # nobody here writes such a line; it is shown as it stands, and breaks the chain
            detail = {"not as it was written": f"{row.at} {row.detail}"}
        yield Entry(row.n, at, row.actor, row.action, row.story, detail, row.before, row.hash)


def first_break(lines: Iterable[Entry], *, expected: Head | None = None) -> Break | None:
    """Return the first line that was changed, taken out or put in; None when the chain is whole.

    `expected` is a head noted down earlier, as it stands in a review record: the chain must still hold that line.
    """
    before, n = BEGINNING, 0
    for line in lines:
        n += 1
        if line.n != n:
            return Break(n, f"line {n} is missing: line {line.n} follows line {n - 1}")
        if line.before != before:
            return Break(n, f"line {n} does not follow line {n - 1}: it names another hash as the one before")
        if line.hash != _hash(line):
            return Break(n, f"line {n} ({line.action} by {line.actor}) was changed after it was written")
        if expected is not None and expected.n == n and expected.hash != line.hash:
            return Break(n, f"line {n} is not the one that was noted down: the chain was written anew")
        before = line.hash
    if expected is not None and expected.n > n:
        return Break(n + 1, f"line {expected.n} was noted down, and the chain ends with line {n}")
    return None


def _hash(line: Entry) -> str:
    return digest(
        {
            "n": line.n,
            "at": written(line.at),
            "actor": line.actor,
            "action": line.action,
            "story": line.story,
            "detail": line.detail,
            "before": line.before,
        }
    )
