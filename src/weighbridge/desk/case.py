"""A case: all that bears on whether something may be done to a story now, read in one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from weighbridge.desk import public, rows
from weighbridge.desk.canonical import sealed
from weighbridge.desk.values import Approval, Check, Entry, Mark, Person, State, Story, Tick, Version, Waiver

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk.weighing import Weigher


@dataclass(frozen=True)
class Case:
    """A story with everything its guards look at; what is not looked at is not read."""

    connection: Connection
    story: Story
    actor: Person
    at: datetime
    weigher: Weigher

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, in order."""
        return rows.versions(self.connection, self.story.id)

    @cached_property
    def version(self) -> Version:
        """The newest version."""
        return rows.version_of(self.connection, self.story.id, self.story.latest)

    @cached_property
    def check(self) -> Check | None:
        """The newest check of the newest version."""
        return rows.last_check(self.connection, self.story.id, self.story.latest)

    @cached_property
    def claims(self) -> list[Mapping[str, Any]]:
        """The claims of the newest version, as the newest check found them."""
        return list(self.check.report["claims"]) if self.check else []

    @cached_property
    def waivers(self) -> list[Waiver]:
        """The waivers that still bear on a claim of the newest version."""
        keys = {claim["key"] for claim in self.claims}
        return [w for w in rows.waivers(self.connection, self.story.id) if w.claim in keys]

    @cached_property
    def ticks(self) -> list[Tick]:
        """The ticks on claims that still stand, in order."""
        keys = {claim["key"] for claim in self.claims}
        return [tick for tick in rows.ticks(self.connection, self.story.id) if tick.claim in keys]

    @cached_property
    def marks(self) -> dict[str, Tick]:
        """What the actor said of each claim last."""
        return rows.marks_by(self.ticks, self.actor.id)

    @cached_property
    def seal(self) -> str:
        """The hash of the content as it stands: words, claims with verdicts and intervals, waivers, the notice."""
        return sealed(self.version, self.check, self.waivers, public.notice_of(self.connection, self.story))

    @cached_property
    def approvals(self) -> list[Approval]:
        """The approvals of the content as it stands, one a person, of those who neither wrote nor waived since."""
        barred = self.authors | {w.waived_by for w in self.waivers}
        found = {a.approved_by: a for a in rows.approvals(self.connection, self.story.id) if a.sealed == self.seal}
        return [approval for person, approval in found.items() if person not in barred]

    @cached_property
    def authors(self) -> frozenset[str]:
        """Everybody who wrote or edited any version."""
        return frozenset(v.written_by for v in self.versions)

    @cached_property
    def history(self) -> list[Entry]:
        """The audit log of the story."""
        from weighbridge.desk import audit

        return list(audit.entries(self.connection, self.story.id))

    @property
    def killed_at(self) -> datetime | None:
        """When it was killed, as long as nobody has confirmed that; else None."""
        if self.story.state is not State.KILLED or any(e.action == "confirm kill" for e in self.history):
            return None
        return next((e.at for e in reversed(self.history) if e.action == "kill"), None)

    @property
    def needed_approvals(self) -> int:
        """How many people have to sign: two for a sensitive product."""
        return 2 if self.story.sensitive else 1

    def settled(self, claim: Mapping[str, Any]) -> bool:
        """Whether a claim outside the data has a waiver, or a reviewer who opened its source and bears it out."""
        return claim["key"] in self._waived or claim["key"] in self._sourced

    @cached_property
    def _waived(self) -> frozenset[str]:
        return frozenset(w.claim for w in self.waivers)

    @cached_property
    def _sourced(self) -> frozenset[str]:
        """The claims whose last tick says sourced; that of somebody who has become an author counts no more."""
        reviewed = [tick for tick in self.ticks if tick.ticked_by not in self.authors]
        return frozenset(tick.claim for tick in rows.marks_by(reviewed).values() if tick.mark is Mark.SOURCED)
