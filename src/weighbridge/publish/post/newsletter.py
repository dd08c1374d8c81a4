"""The newsletter as one object: what the pages for readers, the command line and the desk's own clock ask of it."""

from __future__ import annotations

import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from weighbridge.desk import said
from weighbridge.errors import InputError, RefusedError
from weighbridge.publish.post import issues, letters, subscribers
from weighbridge.publish.post.carrying import Carrier, carriers
from weighbridge.publish.post.deciding import Decision, Whole
from weighbridge.publish.post.mail import domain_of, written_out
from weighbridge.publish.post.sending import Sender, Sending
from weighbridge.publish.post.values import (
    DIGEST,
    Issue,
    Letter,
    LetterState,
    Receipt,
    Settlement,
    Standing,
    Subscriber,
)
from weighbridge.publish.post.wire import Line, MailServer, open_line

if TYPE_CHECKING:
    from weighbridge.desk import Desk
    from weighbridge.publish.masthead import Masthead

PER_MINUTE = 120  # letters; most servers think more of a new sender to be spam
_REST = timedelta(minutes=1)  # after the server could not be reached, before the desk tries it again by itself


@dataclass(frozen=True, slots=True)
class IssueStatus:
    """An issue and how many of its letters are in each state. `issue` is None for what is written to people alone."""

    issue: Issue | None
    letters: Counter[LetterState]


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A letter of which nobody knows whether it arrived, with whom it is for and what is known of it."""

    letter: Letter
    subscriber: Subscriber
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class NewsletterStatus:
    """Where the newsletter stands: its issues, the newest first, what nobody knows, and who gets it."""

    issues: tuple[IssueStatus, ...]
    uncertain: tuple[Uncertain, ...]
    due_next_at: datetime | None
    subscribers: Counter[Standing]

    @property
    def queued(self) -> int:
        """How many letters wait to be handed over."""
        return sum(one.letters[LetterState.QUEUED] for one in self.issues)


class Newsletter:
    """The newsletter of a desk under a masthead. `smtp_url` is the mail server's address, "" for none yet."""

    def __init__(
        self, desk: Desk, masthead: Masthead, *, smtp_url: str = "", context: ssl.SSLContext | None = None
    ) -> None:
        self.desk, self.masthead, self._smtp_url, self._context = desk, masthead, smtp_url, context
        self._rests_until: datetime | None = None

    @property
    def has_server(self) -> bool:
        """Whether a mail server is set."""
        return bool(self._smtp_url)

    # ---- readers -----------------------------------------------------------------------------------------------------

    def ask(self, address: str, topics: Iterable[str] = ()) -> None:
        """Take in that somebody wants the newsletter; no topic is all of them. Raises InputError for no address."""
        at, domain = self.desk.clock(), domain_of(self.masthead)
        with self.desk.store.writing() as connection:
            subscribers.ask(connection, address, topics, at=at, domain=domain)

    def to_confirm(self, confirmation: str) -> Subscriber | None:
        """Return whom a link to confirm belongs to, None for one that is not or no longer good."""
        with self.desk.store.reading() as connection:
            return subscribers.to_confirm(connection, confirmation, at=self.desk.clock())

    def confirm(self, confirmation: str) -> Subscriber | None:
        """Make somebody who asked a subscriber and return them, None for a link that is not or no longer good."""
        with self.desk.store.writing() as connection:
            return subscribers.confirm(connection, confirmation, at=self.desk.clock())

    def subscriber(self, token: str) -> Subscriber | None:
        """Return whose mail a link comes from, None for a link that was never made."""
        with self.desk.store.reading() as connection:
            return subscribers.by_token(connection, token)

    def choose(self, token: str, topics: Iterable[str]) -> Subscriber | None:
        """Change what somebody is told of and return them; raises InputError for who has left."""
        with self.desk.store.writing() as connection:
            if found := subscribers.by_token(connection, token):
                subscribers.choose(connection, found, topics, at=self.desk.clock())
            return subscribers.by_token(connection, token)

    def leave(self, token: str, *, by: str = "reader") -> bool:
        """Let somebody go and delete their address; false for a link that was never made."""
        with self.desk.store.writing() as connection:
            if found := subscribers.by_token(connection, token):
                subscribers.leave(connection, found, by=by, at=self.desk.clock())
            return found is not None

    # ---- the newsroom ------------------------------------------------------------------------------------------------

    def subscribers(self, *standings: Standing, address: str = "") -> list[Subscriber]:
        """Return the subscribers, or everybody who ever was at an address."""
        with self.desk.store.reading() as connection:
            return subscribers.subscribers(connection, *standings, address=address)

    def consents(self, subscriber: str) -> list[dict[str, str]]:
        """Return what somebody agreed to, in order."""
        with self.desk.store.reading() as connection:
            return subscribers.consents(connection, subscriber)

    def remove(self, subscriber: str, *, by: str) -> Subscriber:
        """Let somebody go at the newsroom's hand, as they asked by word of mouth, and delete their address."""
        self._require_person(by, "remove")
        with self.desk.store.writing() as connection:
            found = subscribers.subscriber_of(connection, subscriber)
            subscribers.leave(connection, found, by=by, at=self.desk.clock())
            return subscribers.subscriber_of(connection, subscriber)

    def make_notices(self) -> list[Issue]:
        """Return the notices that were still to be made: of corrections, updates, withdrawals and kills."""
        return issues.make_notices(self.desk, at=self.desk.clock(), domain=domain_of(self.masthead))

    def make_digest(self, *, by: str = "machine") -> Issue | None:
        """Return a new digest with its letters queued, None when nothing has come out since the last one.

        Notices come first: nobody reads of a corrected story in a digest before they are told what was wrong.
        """
        self.make_notices()
        return issues.make_digest(self.desk, by=by, at=self.desk.clock(), domain=domain_of(self.masthead))

    def preview(self, topics: Sequence[str] = ()) -> bytes | None:
        """Return the digest as somebody with these topics would get it now, as a mail; None when it would be empty."""
        at = self.desk.clock()
        with self.desk.store.reading() as connection:
            last = max((i.through for i in issues.all_issues(connection) if i.kind == DIGEST), default=None)
        content = issues.digest_content(self.desk, last, at=at)
        if content is None or not issues.concerns(content, tuple(topics)):
            return None
        chosen, nobody = tuple(topics), "somebody@example.org"
        reader = Subscriber("", nobody, Standing.ACTIVE, chosen, "TOKEN", "", at, at, None)
        letter = Letter(0, 0, "", DIGEST, chosen, (), LetterState.QUEUED, 0, "<preview@example.org>", at, at)
        issue = Issue(0, DIGEST, None, content["after"], content["through"], content, "", at)
        return written_out(Whole(letter, reader, issue), Decision(), self.masthead, at=at).content

    def send(
        self,
        *,
        wait: timedelta = timedelta(),
        per_minute: int = PER_MINUTE,
        sleep: Callable[[float], object] = time.sleep,
        connect: Callable[[], Line] | None = None,
    ) -> Sending:
        """Hand over every letter that is due, and return what came of it; raises InputError where no server is set."""
        sender = Sender(
            self.desk, self.masthead, connect or self._connection(), self.desk.clock, sleep,
            gap=60 / per_minute if per_minute else 0.0,
        )  # fmt: skip
        return sender.run(wait=wait)

    def work(self) -> None:
        """Do what is to be done by itself: make notices, hand over what is due, forget who never confirmed."""
        at = self.desk.clock()
        with self.desk.store.reading() as connection:
            late = subscribers.some_lapse(connection, at=at)
        if late:
            with self.desk.store.writing() as connection:
                subscribers.let_lapse(connection, at=at)
        self.make_notices()
        if not self._smtp_url or (self._rests_until is not None and at < self._rests_until):
            return
        with self.desk.store.reading() as connection:
            something = letters.next_due(connection, at=at) or letters.letters_in(connection, LetterState.HANDING_OVER)
        if something:
            self._rests_until = at + _REST  # where what follows ends in an error
            came = self.send()
            self._rests_until = at + _REST if came.stopped else None

    def status(self) -> NewsletterStatus:
        """Return where the newsletter stands."""
        with self.desk.store.reading() as connection:
            counted = letters.counts(connection)
            told = [IssueStatus(issue, counted.get(issue.n, Counter())) for issue in issues.all_issues(connection)]
            if None in counted:
                told.append(IssueStatus(None, counted[None]))
            open_ones = letters.letters_in(connection, LetterState.UNCERTAIN)
            uncertain = [
                Uncertain(
                    letter,
                    subscribers.subscriber_of(connection, letter.subscriber),
                    tuple(letters.receipts_of(connection, letter.n)),
                )
                for letter in open_ones
            ]
            people = subscribers.counts(connection)
            return NewsletterStatus(tuple(told), tuple(uncertain), letters.due_next_at(connection), people)

    def settle(self, letter: int, outcome: Settlement, *, by: str, note: str = "") -> Letter:
        """Say of an uncertain letter what became of it, as a person found out; return it as it then stands.

        Raises RefusedError for a letter that is not uncertain, and for who does not work here.
        """
        self._require_person(by, "settle")
        words, at = said(note, "settling", empty=True), self.desk.clock()
        with self.desk.store.writing() as connection:
            found = letters.letter_of(connection, letter)
            if found.state is not LetterState.UNCERTAIN:
                raise RefusedError("settle", [f"letter {letter} is {found.state}; what is uncertain is settled"])
            ends = {Settlement.SENT: LetterState.SENT, Settlement.DROPPED: LetterState.REFUSED}
            if outcome is Settlement.AGAIN:
                letters.put_off(connection, letter, at, at=at, words=words, code=None, attempts=found.attempts, by=by)
            else:
                letters.note(connection, letter, ends[outcome], at=at, words=words, by=by)
            return letters.letter_of(connection, letter)

    def carriers(self) -> dict[int, Carrier]:
        """Return how each publication reached the subscribers, by its number, once none of its letters is open."""
        with self.desk.store.reading() as connection:
            return carriers(connection, self.desk.publications())

    def _require_person(self, by: str, what: str) -> None:
        person = self.desk.person(by)
        if not person.active:
            raise RefusedError(what, [f"{person.name} no longer works here"])

    def _connection(self) -> Callable[[], Line]:
        if not self._smtp_url:
            raise InputError("no mail server is set; name one by WEIGHBRIDGE_SMTP_URL, as smtp://mail.example.org:587")
        server, name = MailServer.of(self._smtp_url), urlsplit(self.masthead.post).hostname or "localhost"
        return lambda: open_line(server, name=name, context=self._context)
