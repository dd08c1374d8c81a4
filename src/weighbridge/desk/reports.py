"""What readers say of a sentence: kept with the claims of the sentence recomputed, answered by an editor, in public."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from weighbridge.desk import audit, public, rows
from weighbridge.desk import tables as t
from weighbridge.desk.moments import moment, written
from weighbridge.desk.states import EDITORS
from weighbridge.desk.typed import one_line, said
from weighbridge.desk.values import State, Story, Version
from weighbridge.desk.weighing import sentences
from weighbridge.errors import ConflictError, InputError, RefusedError, UnknownNameError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk.desk import Desk

OUTCOMES = ("corrected", "updated", "stands")
LONGEST_CONTACT = 200
_TAKEN_BACK = frozenset({State.KILLED, State.WITHDRAWN})


def public_version(connection: Connection, story: str) -> tuple[Story, Version]:
    """Return a story and the version of it that the public sees, also when only a notice is left of it.

    Raises UnknownNameError for a story that was never published, without a word on whether there is one.
    """
    row = connection.execute(select(t.stories.c.live).where(t.stories.c.id == story)).first()
    if row is None or row.live is None:
        raise UnknownNameError("published story", story)
    return rows.story_of(connection, story), rows.version_of(connection, story, row.live)


def is_taken_back(story: Story) -> bool:
    """Whether readers see a notice instead of the story."""
    return story.state in _TAKEN_BACK


def readable(content: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Return the sentences of a content by number: title or text, begin and end."""
    found = [("title", *span) for span in sentences(content["title"])]
    return found + [("text", *span) for span in sentences(content["text"])]


def file_report(desk: Desk, story: str, *, version: int, sentence: int, words: str, contact: str = "") -> str:
    """Keep what a reader says of a sentence of what is public, its claims recomputed on the newest data; return its id.

    Raises UnknownNameError, InputError for no words or too many, and ConflictError when the page has changed.
    """
    words, contact = said(words, "a report"), one_line(contact)
    if len(contact) > LONGEST_CONTACT:
        raise InputError(f"up to {LONGEST_CONTACT} characters are kept of where you can be reached")
    with desk.store.reading() as connection:
        found, public = public_version(connection, story)
        check = rows.last_check(connection, story, public.n)
    if is_taken_back(found):
        raise ConflictError("this story was taken back; there is no sentence of it to report any more")
    if version != public.n:
        raise ConflictError("the story was replaced since you opened it; look whether the sentence still stands there")
    spans = readable(public.content)
    if not 0 <= sentence < len(spans):
        raise InputError(f"the story has {len(spans)} sentences")
    where, start, end = spans[sentence]
    quote = public.content[where][start:end]
    was = {c["key"]: c["verdict"] for c in check.report["claims"]} if check else {}
    weighed = desk.weigher.weigh(story, public.content, as_of=desk.weigher.newest)
    claims = [
        {key: c[key] for key in ("quote", "verdict", "reason", "suggestion", "facts", "caveats")}
        | {"published_as": was.get(c["key"], "")}
        for c in weighed.report["claims"]
        if c["in"] == where and c["start"] < end and start < c["end"]
    ]
    id = secrets.token_hex(6)
    with desk.store.writing() as connection:
        at = desk.clock()
        row = {"id": id, "story": story, "version": public.n, "quote": quote, "words": words, "contact": contact}
        connection.execute(insert(t.reports), {**row, "claims": claims, "reported_at": written(at)})
        audit.append(
            connection, at=at, actor="reader", action="report", story=story, detail={"report": id, "quote": quote}
        )
    return id


def answer(desk: Desk, report: str, *, outcome: str, words: str, by: str) -> None:
    """Answer a report, once, in public; raises RefusedError for who is no editor, ConflictError the second time."""
    words = said(words, "an answer")
    if outcome not in OUTCOMES:
        raise InputError(f"what came of it is {', '.join(OUTCOMES)}, not {outcome[:40]!r}")
    with desk.store.writing() as connection:
        actor = rows.person_of(connection, by)
        if not (actor.active and actor.roles & EDITORS):
            raise RefusedError("answer", [f"answering readers needs the role {' or '.join(sorted(EDITORS))}"])
        found = connection.execute(select(t.reports.c.story).where(t.reports.c.id == report)).first()
        if found is None:
            raise UnknownNameError("report", report)
        if connection.execute(select(t.answers.c.report).where(t.answers.c.report == report)).first():
            raise ConflictError("that report was answered by somebody else meanwhile")
        at = desk.clock()
        row = {"report": report, "outcome": outcome, "words": words, "answered_by": by, "answered_at": written(at)}
        connection.execute(insert(t.answers), row)
        told = {"report": report, "outcome": outcome, "words": words}
        audit.append(connection, at=at, actor=by, action="answer", story=found.story, detail=told)


def reports(connection: Connection, *, most: int = 500) -> list[dict[str, Any]]:
    """Return the reports, those that wait for an answer first and the oldest of them before all, with their answers."""
    joined = t.reports.outerjoin(t.answers, t.answers.c.report == t.reports.c.id)
    wanted = select(t.reports, t.answers.c.outcome, t.answers.c.words.label("answer"), t.answers.c.answered_by,
                    t.answers.c.answered_at).select_from(joined)  # fmt: skip
    names = {p.id: p.name for p in rows.people(connection)}
    titles = public.titles(connection)
    found = [_report(row, names, titles) for row in connection.execute(wanted)]
    waiting = sorted((r for r in found if not r["outcome"]), key=lambda r: r["at"])
    answered = sorted((r for r in found if r["outcome"]), key=lambda r: r["answered_at"], reverse=True)
    return [*waiting, *answered][:most]


def reader_reports(desk: Desk) -> list[dict[str, Any]]:
    """Return all that readers reported, with what came of it; what waits for an answer first."""
    with desk.store.reading() as connection:
        return reports(connection, most=1_000_000)


def _report(row: Any, names: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, Any]:
    took = moment(row.answered_at) - moment(row.reported_at) if row.answered_at else None
    return {
        "id": row.id,
        "story": row.story,
        "title": titles.get(row.story, row.story),
        "version": row.version,
        "quote": row.quote,
        "words": row.words,
        "contact": row.contact,
        "claims": row.claims,
        "at": row.reported_at,
        "outcome": row.outcome,
        "answer": row.answer,
        "answered_by": names.get(row.answered_by, row.answered_by),
        "answered_at": row.answered_at,
        "took": in_words(took) if took is not None else "",
    }


def in_words(took: timedelta) -> str:
    """Return how long something took, in the largest unit that fits.

    >>> in_words(timedelta(minutes=90)), in_words(timedelta(days=3, hours=2)), in_words(timedelta(seconds=20))
    ('1 hour', '3 days', '0 minutes')
    """
    minutes = int(took.total_seconds() // 60)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size or size == 1:
            n = minutes // size
            return f"{n} {name}{'' if n == 1 else 's'}"
    raise AssertionError
