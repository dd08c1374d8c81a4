"""The desk as one object: what pages, API and command line ask of it, and nothing else opens the database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from weighbridge.desk import audit, content, people, public, review, rows
from weighbridge.desk import tables as t
from weighbridge.desk.actions import Action, CheckText, Edit, Publish, add_version, perform, perform_in, refusals
from weighbridge.desk.case import Case
from weighbridge.desk.moments import written
from weighbridge.desk.typed import said
from weighbridge.desk.values import Kind, Mark, Person, Role, State, Story
from weighbridge.desk.weighing import Weigher
from weighbridge.errors import ConflictError, InputError, RefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.check import Document
    from weighbridge.desk.public import Edition, Publication
    from weighbridge.desk.store import Store
    from weighbridge.desk.values import Entry
    from weighbridge.ledger import Ledger

Clock = Callable[[], datetime]
SYSTEM = "system"  # what the machine does by itself stands in the log under this name


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class Desk:
    """A newsroom's desk on one database and one ledger.

    `sensitive` are the ids of products whose stories need two approvals. Everything that writes takes the id of the
    person who does it. Raises RefusedError where the rules say no, ConflictError where somebody else was faster.
    """

    def __init__(
        self, store: Store, ledger: Ledger, *, clock: Clock = utc_now, sensitive: frozenset[str] = frozenset()
    ) -> None:
        self.store, self.ledger, self.clock, self.sensitive = store, ledger, clock, sensitive
        self.weigher = Weigher(ledger)

    # ---- people ------------------------------------------------------------------------------------------------------

    def add_person(self, id: str, name: str, *roles: Role, by: str = SYSTEM, password: str | None = None) -> Person:
        """Add somebody, as an administrator does it, or the machine for whoever sits at it."""
        with self._house(by, "add person") as connection:
            return people.add_person(connection, id, name, roles, by=by, at=self.clock(), password=password)

    def retire(self, person: str, *, by: str = SYSTEM) -> None:
        """Let somebody act no more: sessions end, tokens are void; what they did stays under their name."""
        with self._house(by, "retire person") as connection:
            people.retire(connection, person, by=by, at=self.clock())

    def set_password(self, person: str, password: str, *, by: str = SYSTEM) -> None:
        """Give somebody another password; everybody may do so for themselves."""
        with self._house(by, "set password", own=person) as connection:
            people.set_password(connection, person, password, by=by, at=self.clock())

    def make_token(self, person: str, label: str, *, read_only: bool, by: str = SYSTEM) -> str:
        """Return a new token for a person, which is shown this once; everybody may make their own."""
        with self._house(by, "make token", own=person) as connection:
            return people.make_token(connection, person, label, read_only=read_only, at=self.clock(), by=by)

    def revoke_token(self, person: str, label: str, *, by: str = SYSTEM) -> None:
        """Make a person's tokens of that label void; everybody may do so with their own."""
        with self._house(by, "revoke token", own=person) as connection:
            people.revoke_token(connection, person, label, at=self.clock(), by=by)

    @contextmanager
    def _house(self, by: str, what: str, own: str | None = None) -> Iterator[Connection]:
        with self.store.writing() as connection:
            if by == own:
                people.require_active(connection, by, what)
            elif by != SYSTEM:
                people.require_administrator(connection, by, what)
            yield connection

    def everybody(self) -> list[Person]:
        """Return everybody who works or worked here, by name; the machine is nobody."""
        with self.store.reading() as connection:
            return [person for person in rows.people(connection) if not person.holds(Role.MACHINE)]

    def person(self, id: str) -> Person:
        """Return a person by id; raises UnknownNameError."""
        with self.store.reading() as connection:
            return rows.person_of(connection, id)

    def sign_in(self, id: str, password: str) -> tuple[Person, int] | None:
        """Return the person and the epoch of their sessions, None when id and password do not belong together."""
        with self.store.reading() as connection:
            return people.sign_in(connection, id, password)

    def bearer_of(self, token: str) -> people.Bearer | None:
        """Return whose token it is and whether it may only read, None for one that is not in use."""
        with self.store.reading() as connection:
            return people.bearer_of(connection, token)

    # ---- beginnings --------------------------------------------------------------------------------------------------

    def add_lead(
        self, *, product: str, period: str, focus: str, score: float, why: str, by: str = SYSTEM
    ) -> Story | None:
        """Put a lead into the queue and return it; None when that product, period and focus is a story already."""
        with self.store.writing() as connection:
            same = (t.stories.c.product == product, t.stories.c.period == period, t.stories.c.focus == focus)
            if connection.execute(select(t.stories.c.id).where(*same, t.stories.c.kind == str(Kind.STORY))).first():
                return None
            slug = "-".join(filter(None, (product, period, focus))).lower().replace("_", "-")
            return self._begin(connection, by, Kind.STORY, State.LEAD, slug, product, period, focus, score, why)

    def write(self, words: Mapping[str, Any], *, by: str, why: str = "written by hand") -> Story:
        """Begin a story of our own with a first version, and return it as a draft."""
        return self._with_words(words, Kind.STORY, by, why)

    def take_in(self, document: Document, *, by: str) -> Story:
        """Begin the check of somebody else's text, and return it as a draft."""
        return self._with_words(content.of_outside_text(document), Kind.OUTSIDE, by, "as it was handed in")

    def _with_words(self, words: Mapping[str, Any], kind: Kind, by: str, why: str) -> Story:
        words, why = content.require_content(words), said(why, "a story")
        with self.store.writing() as connection:
            actor = rows.person_of(connection, by)
            if not (actor.active and actor.holds(Role.REPORTER, Role.EDITOR, Role.DUTY_EDITOR)):
                raise RefusedError("write", ["writing needs the role reporter, editor or duty editor"])
            slug = _slug(words["title"] or words["text"])
            product, period, focus = (words.get(key) or "" for key in ("product", "period", "focus"))
            story = self._begin(connection, by, kind, State.DRAFT, slug, product, period, focus, None, why)
            add_version(connection, story.id, 1, words, by, self.clock(), why)
            connection.execute(update(t.stories).where(t.stories.c.id == story.id).values(latest=1))
            return rows.story_of(connection, story.id)

    def _begin(  # noqa: PLR0913, PLR0917 - the columns of a story
        self,
        connection: Connection,
        by: str,
        kind: Kind,
        state: State,
        slug: str,
        product: str,
        period: str,
        focus: str,
        score: float | None,
        why: str,
    ) -> Story:
        id, at = secrets.token_hex(6), self.clock()
        row = {"id": id, "kind": str(kind), "state": str(state), "revision": 1, "slug": slug, "product": product}
        row |= {"period": period, "focus": focus, "sensitive": product in self.sensitive, "latest": 0, "amends": ""}
        row |= {"created_by": by, "created_at": written(at), "note": "", "score": score, "why": why}
        connection.execute(insert(t.stories), row)
        told = {"kind": str(kind), "to": str(state), "slug": slug, "why": why}
        audit.append(connection, at=at, actor=by, action="begin", story=id, detail=told)
        return rows.story_of(connection, id)

    # ---- deeds -------------------------------------------------------------------------------------------------------

    def do(self, action: Action, *, by: str) -> Story:
        """Do something to a story, and return it as it then stands."""
        return perform(action, by, store=self.store, weigher=self.weigher, at=self.clock())

    def do_in(self, connection: Connection, action: Action, *, by: str) -> Story:
        """Do something to a story as part of what is being written on a connection of `store.writing`."""
        return perform_in(connection, action, by, weigher=self.weigher, at=self.clock())

    def edit(self, story: str, *, title: str, text: str, by: str, revision: int | None = None, why: str = "") -> Story:
        """Change the words and weigh them at once; saving without a change does nothing at all."""
        with self.store.reading() as connection:
            found = rows.story_of(connection, story)
            before = rows.version_of(connection, story, found.latest)
            check = rows.last_check(connection, story, found.latest)
        words = content.edited(before.content, title=title, text=text)
        after = self.do(Edit(story, revision, content=words, why=why), by=by)
        if after.latest == found.latest:
            return after
        moved_on = check is not None and check.as_of > str(self.weigher.day_for(before.content))
        return self.check(story, by=by, newest=moved_on)  # who looked through newer data goes on doing so

    def check(self, story: str, *, by: str, newest: bool = False) -> Story:
        """Weigh the newest version as of its day, or of the newest release, and keep the report."""
        with self.store.reading() as connection:
            found = rows.story_of(connection, story)
            version = rows.version_of(connection, story, found.latest)
        day = self.weigher.newest if newest else self.weigher.day_for(version.content)
        weighed = self.weigher.weigh(story, version.content, as_of=day)
        return self.do(CheckText(story, weighed=weighed, version=version.n), by=by)

    def refusals(self, action: Action, *, by: str) -> list[str]:
        """Return why an action would be refused now; nothing when it would be done."""
        with self.store.reading() as connection:
            actor = rows.person_of(connection, by)
            return refusals(action, actor, connection=connection, weigher=self.weigher, at=self.clock())

    # ---- review ------------------------------------------------------------------------------------------------------

    def tick(self, story: str, claim: str, mark: Mark, *, by: str, note: str = "") -> None:
        """Record what a reviewer says of a claim."""
        with self._case(story, by, writes=True) as case:
            review.tick(case, claim, mark, note)

    def opened(self, story: str, claim: str, seconds: float, *, by: str) -> None:
        """Record that somebody had the evidence of a claim open."""
        with self._case(story, by, writes=True) as case:
            review.opened(case, claim, seconds)

    def comment(self, story: str, *, where: str, start: int, end: int, words: str, by: str) -> int:
        """Remark on a span of the newest version, and return the comment's number."""
        with self._case(story, by, writes=True) as case:
            return review.comment(case, where=where, start=start, end=end, words=words)

    def settle(self, story: str, comment: int, *, by: str) -> None:
        """Mark a comment as settled."""
        with self._case(story, by, writes=True) as case:
            review.settle(case, comment)

    def embargo(self, story: str, until: datetime | None, *, by: str) -> Story:
        """Hold a story back until a moment, or let it go; not once it has been public."""
        with self._case(story, by, writes=True) as case:
            if not case.actor.holds(Role.EDITOR, Role.DUTY_EDITOR):
                raise RefusedError("embargo", ["an embargo is set by an editor or duty editor"])
            if case.story.live is not None:
                raise RefusedError("embargo", ["the story has been published; it can no longer be held back"])
            if until == case.story.embargo_until:
                return case.story
            changes = {"embargo_until": written(until) if until else None, "revision": case.story.revision + 1}
            case.connection.execute(update(t.stories).where(t.stories.c.id == story).values(**changes))
            told = {"until": changes["embargo_until"]}
            audit.append(case.connection, at=case.at, actor=by, action="embargo", story=story, detail=told)
            return rows.story_of(case.connection, story)

    def record(self, story: str, *, version: int | None = None) -> dict[str, Any]:
        """Return the review record of a story: of its newest version, or of another one."""
        with self.store.reading() as connection:
            return review.record(connection, story, at=self.clock(), version=version)

    # ---- looking -----------------------------------------------------------------------------------------------------

    @contextmanager
    def looking_at(self, story: str, *, by: str) -> Iterator[Case]:
        """Yield the case of a story for somebody who looks at it; what is read in the block is of one moment."""
        with self._case(story, by, writes=False) as case:
            yield case

    @contextmanager
    def _case(self, story: str, by: str, *, writes: bool) -> Iterator[Case]:
        with self.store.writing() if writes else self.store.reading() as connection:
            actor = rows.person_of(connection, by)
            if writes and not actor.active:
                raise RefusedError("this", [f"{actor.name} no longer works here"])
            yield Case(connection, rows.story_of(connection, story), actor, self.clock(), self.weigher)

    def publications(self, *, after: int = 0, story: str | None = None) -> list[Publication]:
        """Return in order every moment at which what the public sees changed, those after a number."""
        with self.store.reading() as connection:
            return public.publications(connection, after=after, story=story)

    def titles(self) -> dict[str, str]:
        """Return the title of each story as the public saw it last, by its id."""
        with self.store.reading() as connection:
            return public.titles(connection)

    def shown(self) -> tuple[list[Publication], audit.Head]:
        """Return all publications, and the end of the audit chain at that same moment."""
        with self.store.reading() as connection:
            return public.publications(connection), audit.head(connection)

    def edition(self, publication: Publication) -> Edition:
        """Return what went out with a publication; of one that took a story back, what had been out until then."""
        with self.store.reading() as connection:
            return public.edition_of(connection, publication)

    def stories(self, *states: State) -> list[Story]:
        """Return the stories in these states, all without any."""
        with self.store.reading() as connection:
            return rows.stories(connection, states or None)

    def story(self, name: str) -> Story:
        """Return a story by id, or by slug when only one has it; raises UnknownNameError, InputError for several."""
        with self.store.reading() as connection:
            named = connection.execute(select(t.stories.c.id).where(t.stories.c.slug == name)).all()
            if len(named) > 1:
                ids = ", ".join(sorted(row.id for row in named))
                raise InputError(f"{len(named)} stories are called {name!r}; say which by its id: {ids}")
            return rows.story_of(connection, named[0].id if named else name)

    def deeds(self, *names: str) -> list[Entry]:
        """Return the lines of the log that tell of these actions, in order."""
        with self.store.reading() as connection:
            return list(audit.entries(connection, actions=names))

    def head(self) -> audit.Head:
        """Return the end of the audit chain, to be noted down elsewhere."""
        with self.store.reading() as connection:
            return audit.head(connection)

    def verify(self, expected: audit.Head | None = None) -> audit.Break | None:
        """Return the first broken line of the audit log, None when the chain is whole."""
        with self.store.reading() as connection:
            return audit.first_break(audit.entries(connection), expected=expected)

    # ---- by the clock ------------------------------------------------------------------------------------------------

    def due(self) -> list[Story]:
        """Return the scheduled stories whose moment has come."""
        now = self.clock()
        return [s for s in self.stories(State.SCHEDULED) if s.scheduled_for is not None and s.scheduled_for <= now]

    def publish_due(self) -> dict[str, list[str]]:
        """Publish what is due, and return its ids, each with the reasons why it did not go out, none for what did.

        Done twice, or by two at once, nothing goes out twice. What is refused stays scheduled, in everybody's sight.
        """
        came_of_it: dict[str, list[str]] = {}
        for story in self.due():
            try:
                self.do(Publish(story.id, story.revision), by=SYSTEM)
                came_of_it[story.id] = []
            except RefusedError as why:
                came_of_it[story.id] = list(why.reasons)
            except ConflictError:  # somebody was faster; the next look finds what came of it
                continue
        return came_of_it


def _slug(words: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in words.lower()[:80])
    return "-".join(filter(None, kept.split("-")))[:60].strip("-") or "untitled"


def require_moment(text: str) -> datetime:
    """Return a moment from a form; raises InputError for a text that is none or has no time zone."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{text!r} is no moment; write it as 2025-07-20T08:30+00:00") from None
    written(found)
    return found
