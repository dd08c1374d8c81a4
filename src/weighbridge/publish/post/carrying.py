"""How each publication reached the subscribers, worked out from issues and letters."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from weighbridge.publish.post import letters
from weighbridge.publish.post import tables as t
from weighbridge.publish.post.values import DIGEST, LetterState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Publication

OPEN = (LetterState.QUEUED, LetterState.HANDING_OVER, LetterState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Carrier:
    """How a publication reached the subscribers: carried by an issue, overtaken by a later one, or wanted by nobody."""

    issue: int | None
    outcome: str


def carriers(connection: Connection, publications: Sequence[Publication]) -> dict[int, Carrier]:
    """Return by its number how each publication was carried; one with a letter still open, or in no issue, is not.

    What came out before the first digest looked back to, nobody is told of.
    """
    stories = connection.execute(select(t.issue_stories.c.issue, t.issue_stories.c.story))
    held = {(row.issue, row.story) for row in stories}
    columns = (t.issues.c.n, t.issues.c.kind, t.issues.c.publication, t.issues.c.after, t.issues.c.through)
    told = connection.execute(select(*columns).order_by(t.issues.c.n)).all()
    notices = {row.publication: row.n for row in told if row.publication is not None}
    digests = [row for row in told if row.kind == DIGEST]
    ends = [row.through for row in digests]  # each begins where the one before ended
    counted = letters.counts(connection)
    found: dict[int, Carrier] = {}
    for p in publications:
        at = bisect_left(ends, p.n)
        if p.n in notices:
            found |= _of_issue(p.n, notices[p.n], counted)
        elif digests and p.n <= digests[0].after:
            found[p.n] = Carrier(None, "nobody")
        elif at < len(digests) and (digests[at].n, p.story) not in held:
            found[p.n] = Carrier(digests[at].n, "overtaken")
        elif at < len(digests):
            found |= _of_issue(p.n, digests[at].n, counted)
    return found


def _of_issue(n: int, issue: int, counted: Mapping[int | None, Counter[LetterState]]) -> dict[int, Carrier]:
    states = counted.get(issue, Counter())
    if any(states[state] for state in OPEN):
        return {}
    return {n: Carrier(issue, "carried" if states[LetterState.SENT] else "nobody")}
