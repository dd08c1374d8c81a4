"""What the newsletter speaks of, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from weighbridge.publish.post.addresses import masked


class Standing(StrEnum):
    """Where somebody stands with the newsletter."""

    PENDING = "pending"  # asked, and has not confirmed yet
    ACTIVE = "active"
    LEFT = "left"
    LAPSED = "lapsed"  # asked, and never confirmed


class LetterState(StrEnum):
    """Where a letter is on its way. Only the first two are ever handed to a mail server."""

    QUEUED = "queued"
    HANDING_OVER = "handing over"  # from just before the final dot to the receipt
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # the final dot went out and no reply came back: a person settles it
    LEFT = "left"  # they had unsubscribed before it went out
    SPARED = "spared"  # there was nothing left to tell them


class Settlement(StrEnum):
    """What a person says of an uncertain letter."""

    SENT = "sent"
    AGAIN = "again"  # it did not arrive, and is sent once more
    DROPPED = "dropped"  # it did not arrive, and is not sent any more


DIGEST, CONFIRMATION, REMINDER = "digest", "confirmation", "reminder"
NOTICES = ("corrected", "updated", "withdrawn", "killed")
URGENCY = {CONFIRMATION: 1, REMINDER: 1, **dict.fromkeys(NOTICES, 2), DIGEST: 3}


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets the newsletter, or asked for it. `topics` are ids of products, none for everything.

    Printed, it shows neither the address nor the tokens, which let whoever has them speak for its owner.
    """

    id: str
    address: str = field(repr=False)
    standing: Standing
    topics: tuple[str, ...]
    token: str = field(repr=False)
    confirmation: str = field(repr=False)
    asked_at: datetime
    confirmed_at: datetime | None
    left_at: datetime | None

    @property
    def masked(self) -> str:
        """The address so that its owner knows it and nobody else learns it; "" once it is deleted."""
        return masked(self.address)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that goes out to several: a digest, or the notice of one publication."""

    n: int
    kind: str
    publication: int | None
    after: int
    through: int
    content: Mapping[str, Any]
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one subscriber. `issue` is None for what is written to them alone."""

    n: int
    issue: int | None
    subscriber: str
    kind: str
    topics: tuple[str, ...]
    left_out: tuple[str, ...]
    state: LetterState
    attempts: int
    message_id: str
    queued_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a letter at one moment. `code` is the mail server's reply, None where it gave none."""

    letter: int
    state: LetterState
    code: int | None
    words: str
    noted_by: str
    noted_at: datetime


def joined(names: tuple[str, ...] | list[str]) -> str:
    """Return names as the tables keep them: sorted, between commas."""
    return ",".join(sorted(set(names)))


def split(text: str) -> tuple[str, ...]:
    """Return the names of such a text.

    >>> split(joined(["b", "a", "b"])), split("")
    (('a', 'b'), ())
    """
    return tuple(filter(None, text.split(",")))


def wanted(topics: tuple[str, ...], topic: str) -> bool:
    """Whether somebody with these topics is told of a story of that one."""
    return not topics or topic in topics
