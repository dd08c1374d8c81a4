"""Whatever stops an ingest, the ledger is as it was or as it should be, and the same ingest can be repeated."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest
from figurefile import LATEST, NOW, figure, ledger_at, write

from weighbridge.errors import FigureFileError, InternalError, LedgerError
from weighbridge.ledger import STEPS
from weighbridge.ledger.document import examine
from weighbridge.ledger.workplace import Workplace, refusals_told

# An ingest in a process of its own, which does at one of its steps what a test wants there.
ALONE = """
import os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from weighbridge.card import trade_card
from weighbridge.errors import WeighbridgeError
from weighbridge.ledger import Ledger

root, file, at, deed = sys.argv[1:]

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def fill():
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))

def wait():
    global at
    at = ""
    print("waiting", flush=True)
    sys.stdin.readline()

def step(name):
    if name == at:
        {"kill": kill, "fill": fill, "wait": wait}[deed]()

try:
    if at == "start":
        step("start")
    ledger = Ledger(Path(root), trade_card(), step=step)
    summary = ledger.ingest(Path(file), fetched_at=datetime(2026, 6, 1, tzinfo=UTC))
    print(summary.new, summary.commit)
except WeighbridgeError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def alone(ledger, file, at="never", deed="kill"):
    command = [sys.executable, "-c", ALONE, str(ledger.root), str(file), at, deed]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def ledger(tmp_path):
    """A ledger with two figures in it."""
    ledger = ledger_at(tmp_path)
    ledger.ingest(write(tmp_path / "july.csv", [figure(), figure(partner="JPN")]), fetched_at=NOW)
    return ledger


@pytest.fixture
def august(tmp_path):
    """A file with a revision and a new figure."""
    rows = [figure(value="360", published="2025-08-20"), figure(partner="DEU")]
    return write(tmp_path / "august.csv", rows)


def shown(ledger):
    return sorted((o.cell.partner, o.value) for o in ledger.observations(as_of=LATEST))


BEFORE = [("JPN", "353"), ("USA", "353")]
AFTER = [("DEU", "353"), ("JPN", "353"), ("USA", "360")]


@pytest.mark.parametrize("at", ["start", *STEPS])
def test_a_kill_at_any_step_leaves_the_ledger_readable_and_the_ingest_repeatable(ledger, august, at):
    killed = alone(ledger, august, at)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert shown(ledger) == (AFTER if at == "committed" else BEFORE)
    again = ledger.ingest(august, fetched_at=NOW)
    assert again.already_known is (at == "committed")
    assert shown(ledger) == AFTER
    assert len(ledger.latest().releases) == 3  # nothing twice


@pytest.mark.parametrize("at", ["start", *STEPS[:-1]])
def test_a_kill_in_the_first_ingest_leaves_an_empty_ledger_that_takes_it_in(tmp_path, august, at):
    ledger = ledger_at(tmp_path)
    killed = alone(ledger, august, at)
    killed.communicate()
    assert ledger.latest() is None
    assert ledger.ingest(august, fetched_at=NOW).commit == 1


@pytest.mark.parametrize("at", ["start", *STEPS[:-1]])
def test_a_disk_that_takes_no_more_is_told_and_nothing_is_lost(ledger, august, at):
    before = {p for p in ledger.root.rglob("*") if "scratch" not in p.parts and "documents" not in p.parts}
    refused = alone(ledger, august, at, "fill")
    _, told = refused.communicate()
    assert refused.returncode == 1, told
    assert "Traceback" not in told
    assert told.startswith(f"LedgerError: the ledger in {ledger.root} could not be written, and is as it was: ")
    assert shown(ledger) == BEFORE
    assert {p for p in ledger.root.rglob("*") if "scratch" not in p.parts and "documents" not in p.parts} == before
    assert not list((ledger.root / "scratch").iterdir())
    assert ledger.ingest(august, fetched_at=NOW).new == 1
    assert shown(ledger) == AFTER


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/x"), "the disk is full"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "the disk is full"),
        (OSError(errno.EFBIG, os.strerror(errno.EFBIG)), "the file system takes no file of that size"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/x"), r"Permission denied \(/srv/x\)"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/x"), r"Read-only file system \(/srv/x\)"),
    ],
)
def test_what_the_disk_refuses_is_told_in_words(error, said):
    with pytest.raises(LedgerError, match=f"it could not be written: {said}"), refusals_told("it could not be written"):
        raise error


def test_what_only_we_can_mend_is_told_as_ours():
    told = r"^it broke \(BinderException: no such column\); please report it$"
    with pytest.raises(InternalError, match=told), refusals_told("it broke"):
        raise duckdb.BinderException("no such column")


def test_two_ingests_at_once_are_both_in(ledger, august, tmp_path):
    """The one that waits with its commit planned loses the race, and plans anew on what the other has committed."""
    september = write(tmp_path / "september.csv", [figure(value="370", published="2025-09-20"), figure(partner="KOR")])
    slow = alone(ledger, august, "placed", "wait")
    assert slow.stdout.readline() == "waiting\n"
    ledger.ingest(september, fetched_at=NOW)
    out, err = slow.communicate("go on\n")
    assert (out.split(), err) == (["1", "3"], "")
    assert shown(ledger) == [("DEU", "353"), ("JPN", "353"), ("KOR", "353"), ("USA", "370")]
    assert [
        sorted(o.value for o in ledger.observations(as_of=day) if o.cell.partner == "USA") for day in ledger.vintages()
    ] == [
        ["353"],
        ["360"],
        ["370"],
    ]
    listed = {file.split("/")[1] for file in [*ledger.latest().releases, *ledger.latest().current]}
    placed = {p.name for room in ("releases", "views") for p in (ledger.root / room).iterdir()}
    assert listed <= placed


def test_the_same_file_twice_at_once_is_in_once(ledger, august):
    slow = alone(ledger, august, "loaded", "wait")
    assert slow.stdout.readline() == "waiting\n"
    ledger.ingest(august, fetched_at=NOW)
    out, err = slow.communicate("go on\n")
    assert (out.split(), err) == (["0", "None"], "")
    assert (ledger.latest().number, shown(ledger)) == (2, AFTER)


def test_many_ingests_at_once_lose_nothing_and_readers_never_see_a_part(ledger, tmp_path):
    """Four processes write two figures each, while a reader reads: always whole files, never one of the two."""
    partners = [("DEU", "KOR"), ("VNM", "IND"), ("THA", "ITA"), ("NLD", "FRA")]
    files = [write(tmp_path / f"{a}.csv", [figure(partner=a), figure(partner=b)]) for a, b in partners]
    done, torn = Event(), []

    def read():
        while not done.is_set():
            there = {o.cell.partner for o in ledger.observations(as_of=LATEST)}
            torn.extend(pair for pair in partners if len(there & set(pair)) == 1)

    reader = Thread(target=read)
    reader.start()
    writers = [alone(ledger, file) for file in files]
    told = [writer.communicate() for writer in writers]
    done.set()
    reader.join()
    assert [(out.split()[0], err) for out, err in told] == [("2", "")] * 4
    assert sorted(int(out.split()[1]) for out, _ in told) == [2, 3, 4, 5]
    assert not torn
    assert len(shown(ledger)) == 2 + 8


def test_a_reader_sees_the_old_state_until_the_commit_and_the_new_one_then(ledger, august):
    states = []
    ledger.watched(lambda name: states.append((name, shown(ledger)))).ingest(august, fetched_at=NOW)
    assert states == [(name, AFTER if name == "committed" else BEFORE) for name in STEPS]


def test_a_reader_who_holds_an_old_commit_still_finds_its_files(ledger, august):
    old = ledger.latest()
    ledger.ingest(august, fetched_at=NOW)
    ledger.rebuild(fetched_at=NOW)
    assert all((ledger.root / file).is_file() for file in [*old.current, *old.history, *old.releases])


def test_a_rebuild_that_is_overtaken_keeps_what_the_other_committed(ledger, august):
    """The other one commits while the views are being derived."""
    overtaken = []

    def step(name):
        if name == "written" and not overtaken:
            overtaken.append(ledger.ingest(august, fetched_at=NOW))

    assert ledger.watched(step).rebuild(fetched_at=NOW) == 3
    assert shown(ledger) == AFTER


def test_a_file_that_has_changed_since_it_was_looked_at_is_refused(ledger, august):
    seen = examine(august)
    with august.open("a") as growing:
        growing.write("2025-06,CHN")
    with Workplace.opened(ledger.root) as work, pytest.raises(FigureFileError, match="changes while it is read"):
        work.copied(seen)


def test_what_is_no_file_is_refused(ledger):
    with pytest.raises(FigureFileError, match="is no file; give a CSV file of figures"):
        ledger.ingest(Path(os.devnull), fetched_at=NOW)
    assert shown(ledger) == BEFORE
