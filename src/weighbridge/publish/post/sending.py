"""Handing letters over to a mail server, each exactly once as far as mail allows.

A letter's road is queued, handing over, sent. All of it is on the line but its last dot when it becomes "handing over",
and it becomes "sent" when the server has replied. Whoever is killed before the first left nothing at the server;
whoever is killed between the two leaves a letter that may have gone out: the next who has the turn makes it
"uncertain", and only a person moves it from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from weighbridge.publish.post import letters
from weighbridge.publish.post.addresses import without_address
from weighbridge.publish.post.deciding import Decision, PublicNow, Whole, decide, whole
from weighbridge.publish.post.issues import sent_before
from weighbridge.publish.post.mail import written_out
from weighbridge.publish.post.turns import turn_to_send
from weighbridge.publish.post.values import NOTICES, Letter, LetterState, joined
from weighbridge.publish.post.wire import Line, LineError, Reply, Taking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.post.mail import Written

PUT_OFF = tuple(timedelta(minutes=m) for m in (2, 10, 30, 120, 360, 720, 1440))  # how long after each attempt
_KNOCKS = (0.0, 2.0, 10.0, 30.0)  # seconds before each try to open a line
_LOST_AT_MOST = 3  # times in a row that a line may be lost with the same letter on it


@dataclass
class Sending:
    """What came of a turn: how many letters ended in which state, how many were put off, and why it ended early."""

    ended: Counter[LetterState] = field(default_factory=Counter)
    put_off: int = 0
    busy: bool = False
    stopped: str = ""


@dataclass
class Sender:
    """Hands letters over, one after the other, on lines that `connect` opens.

    `clock` and `sleep` are handed in; `gap` is how many seconds lie between two letters at least.
    """

    desk: Desk
    masthead: Masthead
    connect: Callable[[], Line]
    clock: Callable[[], datetime]
    sleep: Callable[[float], object]
    gap: float = 0.0

    def __post_init__(self) -> None:
        self._line: Line | None = None
        self._public = PublicNow(self.desk)
        self._lost: Counter[int] = Counter()

    def run(self, *, wait: timedelta = timedelta()) -> Sending:
        """Hand over everything that is due, and what becomes due while we wait; return what came of it.

        Where somebody else is sending, nothing is done. Where the server cannot be reached, what is left stays queued.
        """
        came = Sending()
        with turn_to_send(self.desk.store) as ours:
            if not ours:
                return Sending(busy=True)
            if interrupted := self._note_what_was_interrupted():
                came.ended[LetterState.UNCERTAIN] = interrupted
            until = self.clock() + wait
            try:
                while (letter := self._next(until)) is not None:
                    self._one(letter, came)
            except LineError as why:
                came.stopped = str(why)
            finally:
                if self._line is not None:
                    self._line.end()
                    self._line = None
        return came

    def _next(self, until: datetime) -> Letter | None:
        while True:
            with self.desk.store.reading() as connection:
                letter = letters.next_due(connection, at=self.clock())
                due = None if letter else letters.due_next_at(connection)
            if letter is not None or due is None or due > until:
                return letter
            self.sleep(max(0.0, (due - self.clock()).total_seconds()))

    def _note_what_was_interrupted(self) -> int:
        with self.desk.store.writing() as connection:
            found = letters.letters_in(connection, LetterState.HANDING_OVER)
            for letter in found:
                words = "the sending was interrupted before the reply to the last dot"
                letters.note(connection, letter.n, LetterState.UNCERTAIN, at=self.clock(), words=words)
        return len(found)

    def _one(self, letter: Letter, came: Sending) -> None:
        with self.desk.store.reading() as connection:
            found = whole(connection, letter)
            decision = decide(connection, found, self._public.look(), at=self.clock())
            sent_on = _sent_on(connection, found) if decision.ends_as is None else []
        if decision.ends_as is not None:
            came.ended[decision.ends_as] += self._end(letter, decision)
            return
        out = written_out(found, decision, self.masthead, at=self.clock(), sent_on=sent_on)
        line, began = self._opened(), self.clock()
        try:
            reply = line.offer(out, before_the_dot=lambda: self._hand_over(letter, decision))
        except LineError as why:
            self._line = None
            self._lost[letter.n] += 1
            if self._lost[letter.n] < _LOST_AT_MOST:
                return  # it is still queued, and the next round takes it up again
            del self._lost[letter.n]
            reply = Reply(Taking.LATER, None, str(why))
        if reply.closing:
            self._line = None
        if reply.taking is not Taking.WITHHELD:
            self._note(letter, reply, out, came)
            self.sleep(max(0.0, self.gap - (self.clock() - began).total_seconds()))

    def _opened(self) -> Line:
        if self._line is not None:
            return self._line
        for n, pause in enumerate(_KNOCKS, 1):
            self.sleep(pause)
            try:
                self._line = self.connect()
            except LineError:
                if n == len(_KNOCKS):
                    raise
            else:
                return self._line
        raise AssertionError("the last knock is answered or raises")

    def _hand_over(self, letter: Letter, decision: Decision) -> bool:
        """Note that the last dot goes out, if nothing has changed since the letter was built; only then send it."""
        with self.desk.store.writing() as connection:
            now = letters.letter_of(connection, letter.n)
            found = whole(connection, now)
            again = decide(connection, found, self._public.look(), at=self.clock())
            if now.state is not LetterState.QUEUED or again != decision:
                return False
            changes = {"attempts": now.attempts + 1, "left_out": joined(decision.left_out)}
            letters.note(connection, letter.n, LetterState.HANDING_OVER, at=self.clock(), changes=changes)
        return True

    def _end(self, letter: Letter, decision: Decision) -> int:
        with self.desk.store.writing() as connection:
            now = letters.letter_of(connection, letter.n)
            if now.state is not LetterState.QUEUED:
                return 0
            again = decide(connection, whole(connection, now), self._public.look(), at=self.clock())
            if again.ends_as is None:
                return 0
            changes = {"left_out": joined(again.left_out)}
            letters.note(connection, letter.n, again.ends_as, at=self.clock(), words=again.why, changes=changes)
        return int(again.ends_as is decision.ends_as)

    def _note(self, letter: Letter, reply: Reply, out: Written, came: Sending) -> None:
        words = without_address(reply.words, out.recipient)
        attempts = letter.attempts + 1
        state = _ENDS[reply.taking]
        at = self.clock()
        with self.desk.store.writing() as connection:
            if reply.taking is Taking.LATER and attempts <= len(PUT_OFF):
                due = at + PUT_OFF[attempts - 1]
                letters.put_off(connection, letter.n, due, at=at, words=words, code=reply.code, attempts=attempts)
                came.put_off += 1
                return
            if reply.taking is Taking.LATER:
                words = f"given up after {attempts} attempts: {words}"
            letters.note(
                connection, letter.n, state, at=at, words=words, code=reply.code, changes={"attempts": attempts}
            )
        came.ended[state] += 1


_ENDS = {
    Taking.TAKEN: LetterState.SENT,
    Taking.LATER: LetterState.REFUSED,
    Taking.NEVER: LetterState.REFUSED,
    Taking.UNKNOWN: LetterState.UNCERTAIN,
}


def _sent_on(connection: Connection, found: Whole) -> list[datetime]:
    """When the reader of a notice was sent what it tells of."""
    if found.letter.kind not in NOTICES or found.issue is None:
        return []
    story, before = found.issue.content["story"], sent_before(found.issue)
    held = letters.who_was_sent(connection, story, before=before, subscriber=found.subscriber.id)
    return [letters.receipts_of(connection, one.n)[-1].noted_at for one in held.get(found.subscriber.id, ())]
