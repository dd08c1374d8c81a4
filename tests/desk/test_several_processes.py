"""Real processes at one desk: killed in the middle, writing at once, opening a new database at once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from newsroom import TABLES, in_review, published
from sqlalchemy import inspect, text

from weighbridge.desk import State, Store
from weighbridge.desk.audit import entries
from weighbridge.errors import UnknownNameError

SCRIPT = Path(__file__).with_name("append_lines.py")


def started(*words: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, SCRIPT, *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def ended(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_a_writer_that_is_killed_in_the_middle_leaves_nothing_half_done(desk, address):
    story = published(desk)
    head = desk.head()
    for _ in range(2):
        process = started(address, "stop", "rita")
        assert process.stdout.readline() == "in the middle\n"
        assert desk.story(story.id) == story, "who reads does not wait for who writes"
        process.kill()
        process.communicate()
        assert desk.head() == head and desk.verify() is None
        with pytest.raises(UnknownNameError):
            desk.story("half")
    assert in_review(desk, title="The next").state is State.IN_REVIEW, "nobody waits for the dead"
    assert desk.verify(head) is None


def test_the_lines_of_many_who_write_at_once_are_one_line(desk, address):
    before = desk.head().n
    people, each = ("rita", "ron", "ed"), 40
    for process in [started(address, "many", str(each), person) for person in people]:
        ended(process)
    with desk.store.reading() as connection:
        lines = [entry for entry in entries(connection) if entry.n > before]
    assert [entry.n for entry in lines] == list(range(before + 1, before + 1 + each * len(people)))
    assert Counter(entry.actor for entry in lines) == dict.fromkeys(people, each)
    for person in people:
        assert [entry.detail["n"] for entry in lines if entry.actor == person] == list(range(each))
    assert desk.verify() is None


def test_several_that_open_a_new_database_at_once_make_it_once(empty_address):
    for process in [started(empty_address, "open") for _ in range(4)]:
        assert ended(process) == "0\n"
    engine = Store(empty_address).engine
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    assert set(inspect(engine).get_table_names()) == {*TABLES, "alembic_version"}
    engine.dispose()
