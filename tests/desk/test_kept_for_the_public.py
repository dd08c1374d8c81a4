"""Receipts and dates are kept alike on both engines: once, for ever, and by several at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newsroom import published

from weighbridge.desk import Desk, Store
from weighbridge.model import Period
from weighbridge.publish import (
    SITE,
    Announcement,
    EntryStatus,
    announce,
    deliveries,
    entries,
    note_site,
    outstanding,
    places,
    releases,
    revise,
)

TODAY = date(2026, 11, 2)


@dataclass
class Built:
    files: dict[str, str]
    through: int


def test_a_receipt_is_kept_once_whoever_writes_it(desk, address, ledger):
    story = published(desk)
    files = {places.story(story.slug, story.id): "a", places.FEED: "b", places.CALENDAR_FILE: "c"}
    built = Built({**files, places.beside(story.slug, story.id, "ninjs.json"): "d"}, 1)
    other = Desk(Store(address), ledger, clock=desk.clock)
    assert len(note_site(desk, built)) == len(SITE) and note_site(other, built) == []
    assert [str(d.channel) for d in deliveries(other)] == list(SITE) and outstanding(other) == []
    other.store.engine.dispose()


def test_every_change_of_a_date_is_kept_with_a_raised_sequence(desk, clock):
    assert {e.sequence for e in revise(desk, releases(desk, TODAY), [], through=0)} == {0}
    clock.passes(minutes=1)
    announce(desk, Announcement("query", Period.parse("2026-10"), EntryStatus.CANCELLED, "No release."), by="ed")
    assert revise(desk, releases(desk, TODAY), [], through=0) == entries(desk)
    changed = [e for e in entries(desk) if e.sequence]
    assert [(e.id, e.sequence, e.status, e.noted_at) for e in changed] == [
        ("release/query/2026-10", 1, EntryStatus.CANCELLED, clock.now)
    ]
