"""What the public has been shown: every publication in order, and the edition that went out with it.

A publication is one moment at which what readers see changed: a version went out, or a story was taken back. It is
written in the transaction that makes the change, so that whoever carries it further (site, feeds, mail) can find out
at any time what is still to be carried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from weighbridge.desk import audit, rows
from weighbridge.desk import tables as t
from weighbridge.desk.moments import moment, written
from weighbridge.desk.values import Mark, State, Story
from weighbridge.errors import UnknownNameError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

_GOES_PUBLIC = ("publish", "withdraw", "kill")


@dataclass(frozen=True, slots=True)
class Publication:
    """A moment at which what the public sees of a story changed. `n` counts those of all stories, from 1.

    `event` is published, corrected or updated (that version went out), withdrawn or killed (readers see a notice).
    `notice` is what readers are told: what was wrong and what is right, or why it was taken back.
    """

    n: int
    story: str
    slug: str
    product: str
    period: str
    focus: str
    version: int
    checked: int
    event: State
    notice: str
    sealed: str
    published_by: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as it went out: its content, the report it was signed on, and the people who answer for it, by name.

    `facts` are the ids (without the day) and intervals the report rests on; `sourced` is, by a claim's key, where a
    reviewer found what lies outside the data; `waived` the reason somebody gave, with their name. `logged` is the line
    of the audit chain that the publication is; number 0 where the log names none.
    """

    publication: Publication
    content: Mapping[str, Any]
    content_hash: str
    report: Mapping[str, Any]
    facts: Mapping[str, str]
    as_of: str
    ledger_commit: int
    checked_at: datetime | None
    authors: tuple[str, ...]
    approved_by: tuple[str, ...]
    sourced: Mapping[str, str]
    waived: Mapping[str, tuple[str, str]]
    logged: audit.Head


def note_down(  # noqa: PLR0913 - the columns of a publication
    connection: Connection, story: Story, event: State, *, by: str, at: datetime, notice: str,
    version: int, checked: int = 0, sealed: str = "",
) -> None:  # fmt: skip
    """Add a publication; only inside the transaction that changes what the public sees."""
    last = connection.execute(select(func.max(t.publications.c.n))).scalar() or 0
    row = {"n": last + 1, "story": story.id, "version": version, "event": str(event), "notice": notice}
    row |= {"checked": checked, "sealed": sealed, "published_by": by, "published_at": written(at)}
    connection.execute(insert(t.publications), row)


def publications(connection: Connection, *, after: int = 0, story: str | None = None) -> list[Publication]:
    """Return the publications in order, those after a number, of all stories or of one."""
    joined = t.publications.join(t.stories, t.stories.c.id == t.publications.c.story)
    columns = (t.stories.c.slug, t.stories.c.product, t.stories.c.period, t.stories.c.focus)
    wanted = select(t.publications, *columns).select_from(joined).where(t.publications.c.n > after)
    if story is not None:
        wanted = wanted.where(t.publications.c.story == story)
    return [_publication(row) for row in connection.execute(wanted.order_by(t.publications.c.n))]


def publication_of(connection: Connection, n: int) -> Publication:
    """Return a publication by its number; raises UnknownNameError."""
    found = publications(connection, after=n - 1)[:1]
    if not found or found[0].n != n:
        raise UnknownNameError("publication", str(n))
    return found[0]


def edition_of(connection: Connection, publication: Publication) -> Edition:
    """Return what went out with a publication; of one that took a story back, what had been out until then."""
    story, n = publication.story, publication.version
    version = rows.version_of(connection, story, n)
    shown = [p for p in publications(connection, story=story) if p.version == n and p.checked and p.n <= publication.n]
    check = rows.check_of(connection, story, n, shown[-1].checked) if shown else rows.last_check(connection, story, n)
    sealed = shown[-1].sealed if shown else ""
    names = {person.id: person.name for person in rows.people(connection)}
    keys = {claim["key"] for claim in check.report["claims"]} if check else set()
    signed_by = shown[-1].published_at if shown else publication.published_at  # what was said later is no part of it
    authors = dict.fromkeys(rows.authors(connection, story, through=n))
    signed = dict.fromkeys(a.approved_by for a in rows.approvals(connection, story) if a.sealed == sealed)
    ticks = [
        tick for tick in rows.ticks(connection, story) if tick.ticked_at <= signed_by
    ]  # later ones are no part of it
    marks = rows.marks_by([tick for tick in ticks if tick.ticked_by not in authors])
    return Edition(
        publication,
        version.content,
        version.content_hash,
        check.report if check else {"claims": [], "findings": [], "coverage": {}},
        check.facts if check else {},
        check.as_of if check else "",
        check.commit if check else 0,
        check.checked_at if check else None,
        tuple(names[person] for person in authors),
        tuple(names[person] for person in signed),
        {key: tick.note for key, tick in marks.items() if key in keys and tick.mark is Mark.SOURCED},
        {
            waiver.claim: (waiver.reason, names[waiver.waived_by])
            for waiver in rows.waivers(connection, story)
            if waiver.claim in keys and waiver.waived_at <= signed_by
        },
        _logged(connection, publication),
    )


def _logged(connection: Connection, publication: Publication) -> audit.Head:
    """The line of the log that a publication is: each is one deed, and both are written in one transaction."""
    before = [p.n for p in publications(connection, story=publication.story) if p.n < publication.n]
    of_story = (t.audit.c.story == publication.story, t.audit.c.action.in_(_GOES_PUBLIC))
    lines = select(t.audit.c.n, t.audit.c.hash).where(*of_story).order_by(t.audit.c.n).offset(len(before)).limit(1)
    found = connection.execute(lines).first()
    return audit.Head(found.n, found.hash) if found else audit.Head(0, audit.BEGINNING)


def titles(connection: Connection) -> dict[str, str]:
    """Return the title of each story as the public saw it last, by its id."""
    live = (t.versions.c.story == t.stories.c.id) & (t.versions.c.n == t.stories.c.live)
    title = t.versions.c.content["title"].as_string().label("title")
    found = connection.execute(select(t.stories.c.id, title).select_from(t.stories.join(t.versions, live)))
    return {row.id: row.title or row.id for row in found}


def notice_of(connection: Connection, story: Story, version: int | None = None) -> str:
    """Return what readers are or will be told above a version, the newest unless another one is named; "" for nothing.

    While an amendment is in the making that is the story's notice; of a version that went out, the one it went out
    with.
    """
    n = story.latest if version is None else version
    if story.amends and n == story.latest:
        return story.notice
    told = [p.notice for p in publications(connection, story=story.id) if p.version == n and p.checked]
    return told[-1] if told else ""


def _publication(row: Row[Any]) -> Publication:
    return Publication(
        row.n,
        row.story,
        row.slug,
        row.product,
        row.period,
        row.focus,
        row.version,
        row.checked,
        State(row.event),
        row.notice,
        row.sealed,
        row.published_by,
        moment(row.published_at),
    )
