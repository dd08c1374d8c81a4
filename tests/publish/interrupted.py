"""The fan-out killed anywhere, by one and by two at once; the long form of test_interrupted.py.

    python tests/publish/interrupted.py 100      a hundred seeds, each with other moments

Each seed lives through four deeds: an issue of the newsletter; a correction, a kill and a new story at once; another
issue; a withdrawal and a release that is moved. After each, whoever carries is killed a few times: at a counted moment
of the work (before a file gets its name, at the beginning or the end of a transaction), after a delay, or while the
mail server has a message and has not replied; sometimes two carry at once. Then everything is carried to its end, and
nothing may be missing or doubled anywhere.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk"))
sys.path.insert(0, str(Path(__file__).resolve().parent / "post"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from carrying import CHANNELS, MASTHEAD, courier_of, opened
from mailserver import MailHost, served
from newsroom import PEOPLE, SECOND, TRUE, Clock, approved, published, reviewed
from sqlalchemy import select as rows_of

from weighbridge.desk import Desk, Store, actions
from weighbridge.ledger import shipped_ledger
from weighbridge.model import Period
from weighbridge.publish import (
    Announcement,
    EntryStatus,
    LetterState,
    Newsletter,
    Settlement,
    announce,
    build,
    deliveries,
    outstanding,
    places,
)
from weighbridge.publish.post import tables as of_post
from weighbridge.publish.tables import calendar_entries
from weighbridge.settings import Settings

HERE = Path(__file__).resolve().parent
READERS = ("ann@reader.example", "bo@reader.example", "cy@reader.example")
HEARING = {"on": "2026-12-01", "what": "The trade court hears the case"}
STORIES = {"a": "China ships more magnets", "b": "Exports to the world rose", "c": "To be killed", "d": "Not out yet"}
LONGEST_DELAY = 0.6  # seconds; a whole round takes about as long


@dataclass
class World:
    """A newsroom as it was before anything was carried, to be copied for each seed."""

    folder: Path
    stories: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "desk.sqlite"

    @property
    def home(self) -> Path:
        return self.folder / "home"


def world(folder: Path) -> World:
    """Make the newsroom: three stories are out, a correction and a fourth are signed, three readers have confirmed."""
    made = World(folder)
    desk = Desk(Store(f"sqlite:///{made.database}"), shipped_ledger(Settings(made.home)), clock=Clock())
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    for key in "abc":
        sentence = SECOND if key == "b" else TRUE
        made.stories[key] = published(desk, sentence, title=STORIES[key], key_dates=[HEARING] * (key == "c")).id
    made.stories["d"] = approved(desk, title=STORIES["d"]).id
    b = desk.story(made.stories["b"])
    desk.do(actions.Recheck(b.id, reason="A reader wrote."), by="ed")
    desk.do(actions.Correct(b.id, reason="It is shipments, not exports."), by="ed")
    desk.edit(b.id, title=STORIES["b"], text=f"{SECOND} {TRUE}", by="rita")
    desk.do(actions.Submit(b.id), by="rita")
    desk.do(actions.Approve(b.id, seal=reviewed(desk, b, "eva")), by="eva")
    newsletter = Newsletter(desk, MASTHEAD)
    for address in READERS:
        newsletter.ask(address)
    with desk.store.reading() as connection:
        asked = connection.execute(rows_of(of_post.subscribers.c.confirmation)).scalars().all()
    for confirmation in asked:
        assert newsletter.confirm(confirmation) is not None
    desk.store.engine.dispose()
    return made


class Starter:
    """A process that carries in children, which can be killed."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, HERE / "carrying.py"], stdin=pipe, stdout=pipe, text=True)
        self.child = 0

    def begin(self, given: dict[str, Any]) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        self.child = int(self.process.stdout.readline())

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)

    def lives_for(self, seconds: float) -> None:
        """Let the child work for a while, unless it ends before."""
        select.select([self.process.stdout], [], [], seconds)

    def end(self) -> tuple[int, int]:
        """The exit code of the child, and how many moments it saw."""
        assert self.process.stdout is not None
        code, moments = self.process.stdout.readline().split()
        return int(code), int(moments)

    def close(self) -> None:
        self.process.communicate(timeout=60)


@contextmanager
def starters() -> Iterator[tuple[Starter, Starter]]:
    both = Starter(), Starter()
    try:
        yield both
    finally:
        for one in both:
            one.close()


@dataclass
class Life:
    """One seed: a copy of the world that is lived in, carried from, and killed."""

    world: World
    folder: Path
    host: MailHost
    pair: tuple[Starter, Starter]
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    moments: int = 60

    def __post_init__(self) -> None:
        self.folder.mkdir()
        shutil.copy(self.world.database, self.folder / "desk.sqlite")
        self.given = {
            "database": str(self.folder / "desk.sqlite"), "home": str(self.world.home), "smtp": self.host.url,
            "out": str(self.folder / "site"), "kept": str(self.world.folder / "kept"), "at": Clock().now.isoformat(),
            "dies_at": 0,
        }  # fmt: skip
        self.desk = opened(self.given)
        self.newsletter = Newsletter(self.desk, MASTHEAD)

    def lives(self) -> None:
        stories, desk = self.world.stories, self.desk
        self.carried()
        self.newsletter.make_digest(by="ed")
        self.carried()
        deeds = [
            lambda: desk.do(actions.Publish(stories["b"]), by="dana"),
            lambda: desk.do(actions.Kill(stories["c"], reason="Its source was forged."), by="dana"),
            lambda: desk.do(actions.Publish(stories["d"]), by="dana"),
        ]
        self.chance.shuffle(deeds)
        for deed in deeds:
            deed()
            if self.chance.random() < 0.5:
                self.interrupted()
        self.carried()
        self.newsletter.make_digest(by="ed")
        self.carried()
        desk.do(actions.Withdraw(stories["a"], reason="The office asked for it."), by="dana")
        moved = Announcement("query", Period.parse("2026-10"), EntryStatus.CONFIRMED, "Moved.", day=date(2026, 11, 21))
        announce(desk, moved, by="ed")
        self.carried()
        self.to_its_end()

    def carried(self) -> None:
        for _ in range(self.chance.randrange(4)):
            self.interrupted()

    def interrupted(self) -> None:
        """Carry and be killed in one of three ways, perhaps with a second one that carries at the same time."""
        first, second = self.pair
        beside = self.chance.random() < 0.3
        if beside:
            second.begin(self.given)
        how = self.chance.choice(("at a moment", "after a delay", "at the dot"))
        dies_at = self.chance.randrange(1, self.moments) if how == "at a moment" else 0
        reached = Event()
        first.begin({**self.given, "dies_at": dies_at})
        if how == "at the dot":

            def at_dot(recipient: str) -> None:
                reached.set()
                first.kill()

            self.host.at_dot = at_dot
        elif how == "after a delay":
            first.lives_for(self.chance.uniform(0, LONGEST_DELAY))
            first.kill()
        code, seen = first.end()
        assert code in (0, -signal.SIGKILL), code
        self.moments = max(self.moments, seen)
        self.kills[how if code else "ended before"] += 1
        if beside:
            code, _ = second.end()
            assert code in (0, 70), "who works beside a dead one comes to the end, or tells why not"
            self.kills["two at once"] += 1
        self.host.at_dot = lambda recipient: None

    def to_its_end(self) -> None:
        """Carry to the end; a person finds out about each letter nobody knows of, and says so."""
        courier = courier_of(self.desk, self.given)
        came = courier.deliver()
        for one in self.newsletter.status().uncertain:
            found = Settlement.SENT if one.letter.message_id in self.taken else Settlement.AGAIN
            self.newsletter.settle(one.letter.n, found, by="ed", note="the server's log says so")
        came = courier.deliver()
        if came.waiting:  # what came out after the last issue waits for the next
            self.newsletter.make_digest(by="ed")
            came = courier.deliver()
        assert came.waiting == (), came.waiting

    @property
    def taken(self) -> Counter[str]:
        """How often the mail server took each message."""
        with self.host.lock:
            return Counter(str(message_from_bytes(one.content)["Message-ID"]) for one in self.host.taken)

    # ---- nothing is missing, nothing is doubled ----------------------------------------------------------------------

    def holds(self) -> None:
        shown = self.desk.publications()
        assert outstanding(self.desk, CHANNELS) == []
        receipts = Counter((d.publication, d.channel) for d in deliveries(self.desk))
        assert receipts == Counter({(p.n, c): 1 for p in shown for c in CHANNELS})
        self.the_site_is_that_of_nobody_killed()
        self.the_receipts_name_what_is_there()
        self.every_letter_was_sent_once()
        self.the_calendar_was_told_of_every_change_once()
        assert self.desk.verify() is None

    def the_site_is_that_of_nobody_killed(self) -> None:
        fresh = self.folder / "fresh"
        build(self.desk, MASTHEAD, fresh, kept_in=Path(self.given["kept"]))
        assert contents(Path(self.given["out"])) == contents(fresh)

    def the_receipts_name_what_is_there(self) -> None:
        out, last = Path(self.given["out"]), {p.story: p for p in self.desk.publications()}
        by_key = {(d.publication, str(d.channel)): d for d in deliveries(self.desk)}
        for story in ("a", "c"):  # nothing changed of these since they were taken back
            p = last[self.world.stories[story]]
            page = by_key[p.n, "page"]
            assert page.carrier == places.story(p.slug, p.story) and page.outcome == "carried"
            assert sha256((out / page.carrier).read_bytes()).hexdigest() == page.digest

    def every_letter_was_sent_once(self) -> None:
        with self.desk.store.reading() as connection:
            letters = connection.execute(rows_of(of_post.letters)).all()
        assert len({(row.issue, row.subscriber) for row in letters if row.issue}) == sum(1 for r in letters if r.issue)
        ends = {LetterState.SENT, LetterState.SPARED, LetterState.LEFT}
        assert {row.state for row in letters} <= {str(state) for state in ends}
        assert self.taken == Counter(row.message_id for row in letters if row.state == LetterState.SENT)

    def the_calendar_was_told_of_every_change_once(self) -> None:
        t = calendar_entries
        with self.desk.store.reading() as connection:
            rows = connection.execute(rows_of(t).order_by(t.c.entry, t.c.sequence)).all()
        changes: dict[str, list[Any]] = {}
        for row in rows:
            changes.setdefault(row.entry, []).append(row)
        for said in changes.values():
            assert [row.sequence for row in said] == list(range(len(said)))
            assert all(one[2:-1] != other[2:-1] for one, other in pairwise(said))
        assert {id: len(said) for id, said in changes.items() if len(said) > 1}.keys() <= {
            "release/query/2026-10", *(id for id in changes if id.startswith(f"date/{self.world.stories['c']}/"))
        }  # fmt: skip

    def close(self) -> None:
        self.desk.store.engine.dispose()
        shutil.rmtree(self.folder)


def contents(folder: Path) -> dict[str, bytes]:
    """The files that readers are served."""
    found = {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return {name: content for name, content in found.items() if not name.startswith(".weighbridge")}


def lived(made: World, folder: Path, pair: tuple[Starter, Starter], seed: int) -> Counter[str]:
    """Live through one seed, and return in which ways it was killed."""
    with served(MailHost()) as host:
        life = Life(made, folder, host, pair, random.Random(seed))
        try:
            life.lives()
            life.holds()
        except BaseException:
            print(f"seed {seed} in {life.folder}", file=sys.stderr)
            raise
        life.close()
        return life.kills


def main(seeds: int, first: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="wb-interrupted-"))
    made, kills = world(folder), Counter[str]()
    with starters() as pair:
        for seed in range(first, first + seeds):
            kills += lived(made, folder / f"seed-{seed}", pair, seed)
            print(f"\r{seed - first + 1} of {seeds}: {dict(kills)}", end="", flush=True)
    print()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
