"""What reviewers do short of a change of state: open claims, tick them, comment; and the record of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from weighbridge.desk import audit, public, rows
from weighbridge.desk import tables as t
from weighbridge.desk.canonical import sealed
from weighbridge.desk.case import Case
from weighbridge.desk.moments import written
from weighbridge.desk.states import EDITORS, READY
from weighbridge.desk.typed import said
from weighbridge.desk.values import Mark, State
from weighbridge.errors import InputError, RefusedError, UnknownNameError

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_SECONDS = 3_600.0  # a claim left open over lunch was not read for an hour


def tick(case: Case, claim: str, mark: Mark, note: str = "") -> None:
    """Record what the actor says of a claim of the newest version; saying the same again changes nothing.

    Raises RefusedError for an author and anybody who is no editor, for a text that is not in review, for accepting
    what the data contradict, and for calling sourced what the data decide.
    """
    if case.story.state is not State.IN_REVIEW:
        raise RefusedError("tick", [f"claims are ticked in review, and this story is {case.story.state}"])
    if not case.actor.roles & EDITORS:
        raise RefusedError("tick", [f"ticking needs the role {' or '.join(sorted(EDITORS))}"])
    if case.actor.id in case.authors:
        raise RefusedError("tick", [f"{case.actor.name} wrote this text; somebody else has to review it"])
    found = _claim(case, claim)
    if mark is Mark.ACCEPTED and found["verdict"] == "CONTRADICTED":
        raise RefusedError("tick", [f"the data contradict “{found['quote']}”; flag it, or have the text mended"])
    if mark is Mark.ACCEPTED and found["verdict"] != "SUPPORTED" and not case.settled(found):
        raise RefusedError("tick", [f"“{found['quote']}” is not borne out; tick it as sourced, or have it waived"])
    if mark is Mark.SOURCED and found["verdict"] not in {"NOT_IN_DATA", "NOT_UNDERSTOOD"}:
        raise RefusedError("tick", [f"the data decide “{found['quote']}”; accept or flag it"])
    note = said(note, "a note", empty=True)
    if mark is Mark.SOURCED and not note:
        raise InputError("name the source you opened: its address, or what it is and where in it the figure stands")
    before = case.marks.get(claim)
    if before is not None and (before.mark, before.note) == (mark, note):  # sent twice, said once
        return
    row = {"story": case.story.id, "version": case.story.latest, "claim": claim, "mark": str(mark), "note": note}
    case.connection.execute(insert(t.ticks), {**row, "ticked_by": case.actor.id, "ticked_at": written(case.at)})
    told = {
        "claim": claim,
        "quote": found["quote"],
        "verdict": found["verdict"],
        "mark": str(mark),
        "note": note,
    }
    audit.append(case.connection, at=case.at, actor=case.actor.id, action="tick", story=case.story.id, detail=told)


def opened(case: Case, claim: str, seconds: float) -> None:
    """Record that the actor had the evidence of a claim open for that long."""
    _claim(case, claim)
    if not 0 <= seconds < float("inf"):
        raise InputError(f"{seconds} is no number of seconds")
    row = {"story": case.story.id, "version": case.story.latest, "claim": claim, "opened_by": case.actor.id}
    row |= {"opened_at": written(case.at), "seconds": min(float(seconds), MOST_SECONDS)}
    case.connection.execute(insert(t.openings), row)


def comment(case: Case, *, where: str, start: int, end: int, words: str) -> int:
    """Remark on a span of the newest version, and return the number of the comment; sent twice, it stands once."""
    text = case.version.content.get(where) if where in {"title", "text"} else None
    if text is None or not 0 <= start < end <= len(text):
        raise InputError("a comment is on a span of the title or the text of the newest version")
    words = said(words, "a comment")
    for there in rows.comments(case.connection, case.story.id):
        same = (there.version, there.where, there.start, there.end, there.words, there.written_by)
        if there.settled_by is None and same == (case.story.latest, where, start, end, words, case.actor.id):
            return there.id
    row = {"story": case.story.id, "version": case.story.latest, "place": where, "start": start, "stop": end}
    row |= {
        "quote": text[start:end],
        "words": words,
        "written_by": case.actor.id,
        "written_at": written(case.at),
    }
    made = case.connection.execute(insert(t.comments), row).inserted_primary_key
    assert made is not None
    told = {"comment": made[0], "quote": text[start:end]}
    audit.append(case.connection, at=case.at, actor=case.actor.id, action="comment", story=case.story.id, detail=told)
    return int(made[0])


def settle(case: Case, comment: int) -> None:
    """Mark a comment as settled; doing it again changes nothing."""
    found = next((c for c in rows.comments(case.connection, case.story.id) if c.id == comment), None)
    if found is None:
        raise UnknownNameError("comment", str(comment))
    if found.settled_by is None:
        row = {"comment": comment, "settled_by": case.actor.id, "settled_at": written(case.at)}
        case.connection.execute(insert(t.settlements), row)
        told = {"comment": comment}
        audit.append(
            case.connection, at=case.at, actor=case.actor.id, action="settle", story=case.story.id, detail=told
        )


def _claim(case: Case, key: str) -> Mapping[str, Any]:
    for claim in case.claims:
        if claim["key"] == key:
            return claim
    raise UnknownNameError("claim", key)


def record(connection: Connection, story: str, *, at: datetime, version: int | None = None) -> dict[str, Any]:
    """Return the review record of a story as one JSON value, fit as evidence of human review.

    Who wrote which version, what the checker said, who opened and ticked which claim and for how long, what was waived
    and why, who signed which hash, everything in the audit log, and the head of the log's chain. The claims are those
    of one version, the newest unless another one is named.
    """
    found, last = rows.story_of(connection, story), audit.head(connection)
    names = {p.id: p.name for p in rows.people(connection)}
    shown = found.latest if version is None else version
    check, waivers = rows.last_check(connection, story, shown), rows.waivers(connection, story)
    keys = {claim["key"] for claim in check.report["claims"]} if check else set()
    seal = (
        sealed(
            rows.version_of(connection, story, shown),
            check,
            [w for w in waivers if w.claim in keys],
            public.notice_of(connection, found, shown),
        )
        if shown
        else ""
    )
    looked: dict[str, dict[str, float]] = {}
    for row in connection.execute(select(t.openings).where(t.openings.c.story == story).order_by(t.openings.c.id)):
        by = looked.setdefault(row.claim, {})
        by[row.opened_by] = by.get(row.opened_by, 0.0) + row.seconds
    ticks = rows.ticks(connection, story)
    return {
        "story": story,
        "slug": found.slug,
        "state": str(found.state),
        "version": shown,
        "seal": seal,
        "written_out_at": written(at),
        "people": {id: names[id] for id in sorted(_named(connection, story) & names.keys())},
        "versions": [
            {"n": v.n, "content_hash": v.content_hash, "by": v.written_by, "at": written(v.written_at), "why": v.why}
            for v in rows.versions(connection, story)
        ],
        "checked": _checked(check),
        "claims": [
            {key: claim[key] for key in ("key", "in", "start", "end", "quote", "kind", "verdict", "reason", "facts")}
            | {
                "opened_seconds": looked.get(claim["key"], {}),
                "ticks": [
                    {"by": m.ticked_by, "mark": str(m.mark), "note": m.note, "at": written(m.ticked_at)}
                    for m in ticks
                    if m.claim == claim["key"]
                ],
            }
            for claim in (check.report["claims"] if check else ())
        ],
        "waivers": [
            {"claim": w.claim, "reason": w.reason, "by": w.waived_by, "at": written(w.waived_at)} for w in waivers
        ],
        "approvals": [
            {"version": a.version, "sealed": a.sealed, "by": a.approved_by, "at": written(a.approved_at)}
            for a in rows.approvals(connection, story)
        ],
        "comments": [
            {
                "quote": c.quote,
                "words": c.words,
                "by": c.written_by,
                "at": written(c.written_at),
                "settled": c.settled_by,
            }
            for c in rows.comments(connection, story)
        ],
        "history": [
            {"n": e.n, "at": written(e.at), "by": e.actor, "action": e.action, "detail": dict(e.detail), "hash": e.hash}
            for e in audit.entries(connection, story)
        ],
        "publications": [
            {
                "n": p.n,
                "version": p.version,
                "event": str(p.event),
                "notice": p.notice,
                "seal": p.sealed,
                "by": p.published_by,
                "at": written(p.published_at),
            }
            for p in public.publications(connection, story=story)
        ],
        "ready": found.state in READY,
        "chain": {"n": last.n, "hash": last.hash},
    }


def _checked(check: Any) -> dict[str, Any] | None:
    if check is None:
        return None
    told = {"version": check.version, "as_of": check.as_of, "commit": check.commit, "at": written(check.checked_at)}
    return told | {"coverage": check.report["coverage"], "facts": dict(check.facts)}


def _named(connection: Connection, story: str) -> set[str]:
    opened_by = connection.execute(select(t.openings.c.opened_by).where(t.openings.c.story == story).distinct())
    return {entry.actor for entry in audit.entries(connection, story)} | {row.opened_by for row in opened_by}
