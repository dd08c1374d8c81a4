"""Letters and their receipts: one row for each message to each subscriber, and a line for everything that became of it.

A letter's state is always that of its last receipt; both are written in one transaction.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from weighbridge.desk import moment, written
from weighbridge.errors import UnknownNameError
from weighbridge.publish.post import tables as t
from weighbridge.publish.post.values import (
    DIGEST,
    URGENCY,
    Issue,
    Letter,
    LetterState,
    Receipt,
    Subscriber,
    joined,
    split,
    wanted,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

MACHINE = "machine"
MAY_HAVE_BEEN_READ = (LetterState.SENT, LetterState.UNCERTAIN, LetterState.HANDING_OVER)
_PART = 2_000  # rows in one statement


def queue_alone(connection: Connection, subscriber: str, kind: str, *, at: datetime, domain: str) -> None:
    """Queue a letter to one person alone: a confirmation, or a reminder of how to change what they chose."""
    _queue(connection, [(subscriber, ())], None, kind, at=at, domain=domain)


def queue_issue(
    connection: Connection, issue: Issue, to: Iterable[Subscriber], *, at: datetime, domain: str
) -> int:  # fmt: skip
    """Queue an issue for these subscribers and return how many; only where the issue is made."""
    return _queue(connection, [(s.id, s.topics) for s in to], issue.n, issue.kind, at=at, domain=domain)


def _queue(
    connection: Connection, to: Sequence[tuple[str, tuple[str, ...]]], issue: int | None, kind: str, *, at: datetime,
    domain: str,
) -> int:  # fmt: skip
    last = connection.execute(select(func.max(t.letters.c.n))).scalar() or 0
    noted = connection.execute(select(func.max(t.receipts.c.n))).scalar() or 0
    row = {"issue": issue, "kind": kind, "urgency": URGENCY[kind], "left_out": "", "attempts": 0}
    row |= {"state": str(LetterState.QUEUED), "queued_at": written(at), "due_at": written(at)}
    for start in range(0, len(to), _PART):
        part = list(enumerate(to[start : start + _PART], start + 1))
        connection.execute(
            insert(t.letters),
            [
                row
                | {"n": last + n, "subscriber": subscriber, "topics": joined(topics)}
                | {"message_id": f"<{last + n}.{secrets.token_hex(10)}@{domain}>"}
                for n, (subscriber, topics) in part
            ],
        )
        receipt = {"state": str(LetterState.QUEUED), "code": None, "words": "", "noted_by": MACHINE}
        receipt |= {"noted_at": written(at)}
        connection.execute(insert(t.receipts), [receipt | {"n": noted + n, "letter": last + n} for n, _ in part])
    return len(to)


def note(  # noqa: PLR0913 - what a receipt is made of
    connection: Connection, letter: int, state: LetterState, *, at: datetime, words: str = "", code: int | None = None,
    by: str = MACHINE, changes: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Write what became of a letter: its state, and the receipt."""
    connection.execute(update(t.letters).where(t.letters.c.n == letter).values(state=str(state), **(changes or {})))
    last = connection.execute(select(func.max(t.receipts.c.n))).scalar() or 0
    row = {"n": last + 1, "letter": letter, "state": str(state), "code": code, "words": words}
    connection.execute(insert(t.receipts), row | {"noted_by": by, "noted_at": written(at)})


def put_off(  # noqa: PLR0913 - what a receipt is made of
    connection: Connection, letter: int, due_at: datetime, *, at: datetime, words: str, code: int | None, attempts: int,
    by: str = MACHINE,
) -> None:  # fmt: skip
    """Queue a letter once more, for later."""
    later = {"due_at": written(due_at), "attempts": attempts}
    note(connection, letter, LetterState.QUEUED, at=at, words=words, code=code, by=by, changes=later)


def next_due(connection: Connection, *, at: datetime) -> Letter | None:
    """Return the most urgent letter that is due."""
    due = select(t.letters).where(t.letters.c.state == str(LetterState.QUEUED), t.letters.c.due_at <= written(at))
    row = connection.execute(due.order_by(t.letters.c.urgency, t.letters.c.n).limit(1)).first()
    return _letter(row) if row else None


def due_next_at(connection: Connection) -> datetime | None:
    """Return when the next queued letter is due, None when none is queued."""
    queued = select(func.min(t.letters.c.due_at)).where(t.letters.c.state == str(LetterState.QUEUED))
    found = connection.execute(queued).scalar()
    return moment(found) if found else None


def letter_of(connection: Connection, n: int) -> Letter:
    """Return a letter by its number; raises UnknownNameError."""
    row = connection.execute(select(t.letters).where(t.letters.c.n == n)).first()
    if row is None:
        raise UnknownNameError("letter", str(n))
    return _letter(row)


def letters_in(connection: Connection, *states: LetterState) -> list[Letter]:
    """Return the letters in these states, in order."""
    found = select(t.letters).where(t.letters.c.state.in_([str(s) for s in states])).order_by(t.letters.c.n)
    return [_letter(row) for row in connection.execute(found)]


def receipts_of(connection: Connection, letter: int) -> list[Receipt]:
    """Return everything that became of a letter, in order."""
    found = select(t.receipts).where(t.receipts.c.letter == letter).order_by(t.receipts.c.n)
    return [
        Receipt(row.letter, LetterState(row.state), row.code, row.words, row.noted_by, moment(row.noted_at))
        for row in connection.execute(found)
    ]


def of_late(connection: Connection, subscriber: str, *, since: datetime) -> int:
    """Return how many letters were written to somebody alone since a moment."""
    alone = (t.letters.c.subscriber == subscriber, t.letters.c.issue.is_(None), t.letters.c.queued_at > written(since))
    return connection.execute(select(func.count()).select_from(t.letters).where(*alone)).scalar() or 0


def counts(connection: Connection) -> dict[int | None, Counter[LetterState]]:
    """Return for each issue, and None for what was written to people alone, how many letters are in each state."""
    found: dict[int | None, Counter[LetterState]] = {}
    grouped = select(t.letters.c.issue, t.letters.c.state, func.count()).group_by(t.letters.c.issue, t.letters.c.state)
    for issue, state, many in connection.execute(grouped):
        found.setdefault(issue, Counter())[LetterState(state)] = many
    return found


def who_was_sent(
    connection: Connection, story: str, *, before: int, subscriber: str | None = None
) -> dict[str, list[Letter]]:
    """Return by subscriber the letters that brought them a version of a story before that one.

    A letter that may have been read counts: sent, uncertain, or on its way at this moment. One from which the story had
    been left out, or which was for other topics, does not.
    """
    held = select(t.letters, t.issue_stories.c.topic).join(
        t.issue_stories, t.issue_stories.c.issue == t.letters.c.issue
    )
    held = held.where(
        t.issue_stories.c.story == story,
        t.issue_stories.c.version < before,
        t.letters.c.kind == DIGEST,
        t.letters.c.state.in_([str(state) for state in MAY_HAVE_BEEN_READ]),
    )
    if subscriber is not None:
        held = held.where(t.letters.c.subscriber == subscriber)
    found: dict[str, list[Letter]] = {}
    for row in connection.execute(held.order_by(t.letters.c.n)):
        letter = _letter(row)
        if story not in letter.left_out and wanted(letter.topics, row.topic):
            found.setdefault(letter.subscriber, []).append(letter)
    return found


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        row.n,
        row.issue,
        row.subscriber,
        row.kind,
        split(row.topics),
        split(row.left_out),
        LetterState(row.state),
        row.attempts,
        row.message_id,
        moment(row.queued_at),
        moment(row.due_at),
    )
