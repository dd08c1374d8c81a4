"""Everything the public has been shown, story by story, read from the desk in one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from weighbridge.desk import Publication, State

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Edition, Head

TAKEN_BACK = frozenset({State.WITHDRAWN, State.KILLED})


@dataclass(frozen=True, slots=True)
class PublicStory:
    """A story as the public has seen it. `publications` are in order and at least one; words are in their editions."""

    publications: tuple[Publication, ...]

    @property
    def id(self) -> str:
        """The story's id, the same for ever."""
        return self.last.story

    @property
    def slug(self) -> str:
        """The words in its address."""
        return self.last.slug

    @property
    def first(self) -> Publication:
        """The moment it first went out."""
        return self.publications[0]

    @property
    def last(self) -> Publication:
        """The moment at which it last changed for readers."""
        return self.publications[-1]

    @property
    def taken_back(self) -> bool:
        """Whether readers see a notice instead of the story."""
        return self.last.event in TAKEN_BACK

    @property
    def shown(self) -> tuple[Publication, ...]:
        """The publications that put a version out, in order."""
        return tuple(p for p in self.publications if p.event not in TAKEN_BACK)

    @property
    def changed_at(self) -> datetime:
        """When it last changed for readers."""
        return self.last.published_at


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """All stories the public has been shown, the one that changed last first, and the head of the audit chain then."""

    stories: tuple[PublicStory, ...]
    head: Head

    @property
    def through(self) -> int:
        """The number of the newest publication in it; 0 for none."""
        return max((story.last.n for story in self.stories), default=0)


def read_public(desk: Desk) -> PublicRecord:
    """Return everything the public has been shown, without the words: those are read edition by edition."""
    publications, head = desk.shown()
    told: dict[str, list[Publication]] = {}
    for publication in publications:
        told.setdefault(publication.story, []).append(publication)
    stories = sorted((PublicStory(tuple(one)) for one in told.values()), key=lambda s: -s.last.n)
    return PublicRecord(tuple(stories), head)


def edition(desk: Desk, story: PublicStory, version: int | None = None) -> Edition:
    """Return the edition readers see now, or the last one of an earlier version."""
    wanted = [p for p in story.shown if version in (None, p.version)]
    return desk.edition(wanted[-1])
