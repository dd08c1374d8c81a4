"""The people and things of the desk as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a person may do; one person may hold several. Machine is what the desk does by itself, and nobody's role."""

    REPORTER = "reporter"
    EDITOR = "editor"
    DUTY_EDITOR = "duty editor"
    ADMINISTRATOR = "administrator"
    MACHINE = "machine"


class State(StrEnum):
    """Where a story is in its life."""

    LEAD = "lead"
    DRAFT = "draft"
    CHECKED = "checked"
    IN_REVIEW = "in review"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    UNDER_RECHECK = "under recheck"
    CORRECTED = "corrected"
    UPDATED = "updated"
    WITHDRAWN = "withdrawn"
    KILLED = "killed"
    ARCHIVED = "archived"


class Kind(StrEnum):
    """Whose text it is: ours, which may be published, or somebody else's, which is only checked."""

    STORY = "story"
    OUTSIDE = "outside"


class Mark(StrEnum):
    """What a reviewer says of a claim."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    SOURCED = "sourced"  # outside the data, and its cited source was opened and bears it out


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name, who answers for what they do under it."""

    id: str
    name: str
    roles: frozenset[Role]
    active: bool = True

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds one of the roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Story:
    """The state of a story at this moment; its words are in its versions.

    `revision` rises with everything that is done to the story, so that two who act on the same page find out.
    `latest` is the number of the newest version, `live` that of the one the public sees (None before publication) and
    `live_as` what it is there: published, corrected or updated; withdrawn or killed once it is gone. `amends` is
    `correction` or `update` while a new version of a published story is in the making, and `notice` what readers will
    be told of it: what was wrong or was revised, and what is right.
    """

    id: str
    kind: Kind
    state: State
    revision: int
    slug: str
    product: str
    period: str
    focus: str
    sensitive: bool
    created_by: str
    created_at: datetime
    latest: int
    live: int | None
    live_as: State | None
    amends: str
    note: str
    embargo_until: datetime | None
    scheduled_for: datetime | None
    score: float | None
    why: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a story as one person left them. It never changes; the next edit makes the next version.

    `content` is title, text, dateline, charts, references, disclosure and what else a reader sees; `content_hash` is
    its SHA-256 in canonical form.
    """

    story: str
    n: int
    content: Mapping[str, Any]
    content_hash: str
    written_by: str
    written_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Check:
    """What the checker said of a version: its report, as of which day, on which facts and with which intervals."""

    story: str
    version: int
    n: int
    as_of: str
    commit: int
    report: Mapping[str, Any]
    facts: Mapping[str, str]
    checked_by: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Waiver:
    """A claim that the data do not bear out and somebody takes the responsibility for, with the reason."""

    story: str
    claim: str
    reason: str
    waived_by: str
    waived_at: datetime


@dataclass(frozen=True, slots=True)
class Tick:
    """What a reviewer said of a claim last."""

    story: str
    claim: str
    mark: Mark
    note: str
    ticked_by: str
    ticked_at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's signature on exactly one content."""

    story: str
    version: int
    sealed: str
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody remarks on a span of a version; `where` is title or text, offsets are characters of it."""

    id: int
    story: str
    version: int
    where: str
    start: int
    end: int
    quote: str
    words: str
    written_by: str
    written_at: datetime
    settled_by: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log, bound to the line before it by its hash."""

    n: int
    at: datetime
    actor: str
    action: str
    story: str
    detail: Mapping[str, Any]
    before: str
    hash: str
