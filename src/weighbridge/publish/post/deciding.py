"""Whether a letter still goes out, and without what: decided when it is built, and again just before its last dot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from weighbridge.publish.post import issues, letters, subscribers
from weighbridge.publish.post.values import (
    CONFIRMATION,
    DIGEST,
    REMINDER,
    Issue,
    Letter,
    LetterState,
    Standing,
    Subscriber,
    wanted,
)
from weighbridge.publish.public import TAKEN_BACK

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk, Publication


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of a letter. `ends_as` is None for one that goes out, without the stories in `left_out`."""

    ends_as: LetterState | None = None
    why: str = ""
    left_out: tuple[str, ...] = ()


class PublicNow:
    """The last publication of every story, brought up to date by asking for those that are new only."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._through, self._last = desk, 0, dict[str, "Publication"]()

    def look(self) -> Mapping[str, Publication]:
        """Return the last publication by story as of now."""
        for publication in self._desk.publications(after=self._through):
            self._through, self._last[publication.story] = publication.n, publication
        return self._last


@dataclass(frozen=True, slots=True)
class Whole:
    """A letter with whom it is for and the issue it is of."""

    letter: Letter
    subscriber: Subscriber
    issue: Issue | None


def whole(connection: Connection, letter: Letter) -> Whole:
    """Return a letter with its subscriber and issue as they are now."""
    issue = issues.issue_of(connection, letter.issue) if letter.issue is not None else None
    return Whole(letter, subscribers.subscriber_of(connection, letter.subscriber), issue)


def decide(connection: Connection, found: Whole, public: Mapping[str, Publication], *, at: datetime) -> Decision:
    """Return what is to become of a letter now."""
    standing = found.subscriber.standing
    if found.letter.kind == CONFIRMATION:
        return _decide_confirmation(found.subscriber, at)
    if standing is not Standing.ACTIVE:
        return Decision(LetterState.LEFT, "they had unsubscribed")
    if found.letter.kind == REMINDER:
        return Decision()
    assert found.issue is not None
    if found.letter.kind == DIGEST:
        return _decide_digest(found.letter, found.issue, public)
    return _decide_notice(connection, found.letter, found.issue, public)


def _decide_confirmation(subscriber: Subscriber, at: datetime) -> Decision:
    if subscriber.standing is Standing.PENDING and at < subscriber.asked_at + subscribers.CONFIRMED_WITHIN:
        return Decision()
    return Decision(LetterState.SPARED, "there was nothing left to confirm")


def _decide_digest(letter: Letter, issue: Issue, public: Mapping[str, Publication]) -> Decision:
    mine = [story for story in issue.content["stories"] if wanted(letter.topics, story["topic"])]
    overtaken = []
    for story in mine:
        last = public.get(story["id"])
        if last is None or last.event in TAKEN_BACK or last.version != story["version"]:
            overtaken.append(story["id"])
    if len(overtaken) == len(mine):
        return Decision(LetterState.SPARED, "every story in it had been overtaken", tuple(overtaken))
    return Decision(left_out=tuple(overtaken))


def _decide_notice(
    connection: Connection, letter: Letter, issue: Issue, public: Mapping[str, Publication]
) -> Decision:  # fmt: skip
    story = issue.content["story"]
    last = public.get(story)
    if last is not None and last.event in TAKEN_BACK and last.n != issue.publication:
        return Decision(LetterState.SPARED, f"the story was {last.event} meanwhile, which they are told instead")
    before = issues.sent_before(issue)
    if not letters.who_was_sent(connection, story, before=before, subscriber=letter.subscriber):
        return Decision(LetterState.SPARED, "the issue with the story did not reach them")
    return Decision()
