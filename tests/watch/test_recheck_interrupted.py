"""Killed anywhere, done by two at once, done on either engine: a recheck is noted once and nothing is missed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from postgres import own_server
from releasing import GERMANY, JULY, RISE, TOTAL, Office, figure

from weighbridge.desk import Desk, State, Store
from weighbridge.watch import Outcome, accuracy, recheck, rechecks, standing, waiting

SCRIPT = Path(__file__).with_name("rechecking.py")
REVISED = (figure("2025-06", "3240", "2025-08-20"), figure("2025-07", "5577", "2025-08-20"))


@pytest.fixture
def revised(office):
    """Three stories, one of which a revision touches, before anybody has looked at that revision."""
    for n in range(3):
        office.publishes(TOTAL if n else GERMANY, RISE if n == 2 else GERMANY, title=f"Story {n}")
    recheck(office.desk)
    office.releases(*REVISED)
    return office


def came_to(desk: Desk) -> list[object]:
    """All that a recheck leaves behind, without the ids of stories."""
    looks = rechecks(desk, with_outcomes=True)
    told = [
        (one.n, one.cause, one.cells, one.claims, [(o.quote, o.outcome, o.now) for o in one.outcomes]) for one in looks
    ]
    states = sorted(str(story.state) for story in desk.stories())
    logged = [(entry.action, entry.detail["reason"]) for entry in desk.deeds("recheck")]
    return [told, states, logged, sorted(len(waits) for waits in waiting(desk).values()),
            sorted(str(one.checked_against) for one in standing(desk).values())]  # fmt: skip


@pytest.fixture
def undisturbed(revised, tmp_path):
    """What a recheck that nobody disturbs comes to."""
    revised.desk.store.engine.dispose()
    copy = tmp_path / "undisturbed.sqlite"
    shutil.copy(tmp_path / "desk.sqlite", copy)
    desk = Desk(Store(f"sqlite:///{copy}"), revised.ledger, clock=revised.clock)
    recheck(desk)
    found = came_to(desk)
    desk.store.engine.dispose()
    assert any(outcome is Outcome.REVISED for _, outcome, _ in found[0][0][4])
    return found


def test_two_that_look_at_once_note_it_once(revised, undisturbed):
    desks = [Desk(Store(revised.desk.store.url), revised.ledger, clock=revised.clock) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(recheck, desks))
    assert sorted(len(looks) for looks in found) == [0, 1]
    assert came_to(revised.desk) == undisturbed
    for desk in desks:
        desk.store.engine.dispose()


@pytest.mark.parametrize("seed", range(int(os.environ.get("WEIGHBRIDGE_KILLS", "3"))))
def test_killed_at_any_moment_and_done_again_it_comes_to_the_same(revised, undisturbed, seed):
    rng = random.Random(seed)
    words = [sys.executable, str(SCRIPT), revised.desk.store.url, str(revised.ledger.root)]
    for _ in range(2):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0, 0.25))
            running.send_signal(signal.SIGKILL)
    assert revised.desk.verify() is None
    recheck(revised.desk)
    assert came_to(revised.desk) == undisturbed
    assert recheck(revised.desk) == []


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of our own."""
    yield from own_server()


def test_it_is_the_same_on_postgresql(tmp_path, server, revised, undisturbed):
    from newsroom import PEOPLE, Clock

    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE watched")
    there = tmp_path / "there"
    there.mkdir()
    office = Office(there, server.format("watched"), Clock())
    for id, (name, role) in PEOPLE.items():
        office.desk.add_person(id, name, role)
    office.releases(*JULY)
    for n in range(3):
        office.publishes(TOTAL if n else GERMANY, RISE if n == 2 else GERMANY, title=f"Story {n}")
    recheck(office.desk)
    office.releases(*REVISED)
    recheck(office.desk)
    assert came_to(office.desk) == undisturbed
    assert {s.state for s in office.desk.stories()} == {State.PUBLISHED, State.UNDER_RECHECK}
    assert accuracy(office.desk).claims_changed == 3
    office.desk.store.engine.dispose()
