"""A road through the whole table on which the server is killed at every step; the long form of test_web_killed.py.

    python tests/desk/web/killed.py 20      twenty times, each with other moments

Each step is one request. The server gets SIGKILL at one of four moments: while the request waits at the writer's door,
after a seeded delay, at the instant the write-ahead log is written to, or when it has answered. Then it is started
again on the same database, and the story has to be as before, or as it is after one or all of the step's deeds.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import select as rows_of

from weighbridge.desk import Desk, Mark, Role, Store, actions, audit, tables
from weighbridge.ledger import Ledger, shipped_ledger
from weighbridge.settings import Settings

PEOPLE = (("rita", "Rita Reyes", Role.REPORTER), ("edgar", "Edgar Lind", Role.EDITOR),
          ("dana", "Dana Osei", Role.DUTY_EDITOR))  # fmt: skip
TEXT = (
    "China shipped 353 tonnes of rare-earth magnets to the United States in June 2025.\n\n"
    "Neodymium oxide cost $62 a kilogram at the end of the month."
)
MOMENTS = ("at the door", "after a delay", "while it is kept", "once answered")
LONGEST_DELAY = 0.04  # seconds: a request is through in less
# What a deed leaves beside its line in the log; who makes a deed leaves a row for each line, and a line for each row.
LEAVES = {
    "check": tables.checks, "waive": tables.waivers, "approve": tables.approvals, "tick": tables.ticks,
    "comment": tables.comments, "settle": tables.settlements,
}  # fmt: skip
# A check may be done again at any time, and is one more check; everything else that is sent twice stands once.
BESIDE = frozenset({"tick", "comment", "settle"})  # deeds that leave the story's row as it is


@dataclass
class Server:
    """The desk served by a process that can be killed and started again."""

    starter: subprocess.Popen[str]
    home: Path
    ledger: Ledger
    tokens: Mapping[str, str]
    pid: int = 0
    at: tuple[str, int] = ("", 0)
    starts: int = 0

    def start(self) -> None:
        assert self.starter.stdin is not None and self.starter.stdout is not None
        self.starter.stdin.write("\n")
        self.starter.stdin.flush()
        pid, address = self.starter.stdout.readline().split()
        found = urlsplit(address)
        self.pid, self.at, self.starts = int(pid), (str(found.hostname), int(found.port or 0)), self.starts + 1

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def sends(self, who: str, method: str, path: str, body: object = None) -> socket.socket:
        """Send a request, and return the line on which its answer comes."""
        content = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} /api/v1{quote(path)} HTTP/1.1\r\nhost: 127.0.0.1:{self.at[1]}\r\nconnection: close\r\n"
            f"authorization: Bearer {self.tokens[who]}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(content)}\r\n\r\n"
        )
        line = socket.create_connection(self.at, timeout=30)
        line.sendall(head.encode() + content)
        return line

    def asks(self, who: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Send a request and wait for its answer: status and JSON."""
        return answered(self.sends(who, method, path, body))


def answered(line: socket.socket) -> tuple[int, Any]:
    """Return what came over a line until its end: status and JSON; 0 where no whole answer came."""
    came = b""
    with line, suppress(ConnectionError):
        while more := line.recv(65_536):
            came += more
    head, _, body = came.partition(b"\r\n\r\n")
    if not body and b" 204 " not in head[:13] + b" ":
        return 0, None
    try:
        return int(head.split(b" ", 2)[1]), json.loads(body) if body else None
    except ValueError:  # cut in the middle
        return 0, None


@dataclass(frozen=True)
class Step:
    """A request of somebody, and the deeds it does, each in a transaction of its own."""

    who: str
    method: str
    path: str
    body: Mapping[str, Any] | Callable[[Desk, str], Mapping[str, Any]] = field(default_factory=dict)
    deeds: tuple[str, ...] = ()

    @property
    def all_deeds(self) -> tuple[str, ...]:
        return self.deeds or (self.path.rsplit("/", 1)[1].removesuffix(" newest"),)


def act(who: str, action: str, **body: str) -> Step:
    return Step(who, "POST", f"/actions/{action}", body)


def reasoned(who: str, action: str) -> Step:
    return act(who, action, reason=f"why it is done: {action}")


def claim(desk: Desk, story: str, n: int) -> str:
    with desk.looking_at(story, by="edgar") as case:
        return str(case.claims[n]["key"])


def doubtful(desk: Desk, story: str) -> dict[str, str]:
    with desk.looking_at(story, by="edgar") as case:
        key = next(str(c["key"]) for c in case.claims if c["verdict"] == "NOT_IN_DATA")
    return {"claim": key, "reason": "the price list of the exchange says so"}


def tick(n: int) -> Step:
    return Step(
        "edgar", "POST", "/ticks", lambda desk, id: {"claim": claim(desk, id, n), "mark": "accepted"}, ("tick",)
    )


def seal(desk: Desk, story: str) -> dict[str, str]:
    with desk.looking_at(story, by="edgar") as case:
        return {"seal": case.seal}


REMARK = {"where": "text", "start": 0, "end": 5, "words": "Says who?"}
WORDS = {"title": "Magnets to the US", "text": TEXT}
CHECK, SUBMIT, APPROVE = act("rita", "check newest"), act("rita", "submit"), Step(
    "edgar", "POST", "/actions/approve", seal
)  # fmt: skip
ROADS: tuple[tuple[str, tuple[Step, ...]], ...] = (
    (
        "lead",
        (
            Step("rita", "POST", "draft", {}, ("draft", "check")),
            Step("rita", "PUT", "/words", WORDS, ("edit", "check")),
            CHECK,
            Step("rita", "POST", "/actions/waive", doubtful),
            SUBMIT,
            Step("edgar", "POST", "/comments", REMARK, ("comment",)),
            Step("edgar", "POST", "/comments/1/settle", {}, ("settle",)),
            reasoned("edgar", "request changes"),
            CHECK,
            SUBMIT,
            act("edgar", "embargo", at="2001-01-01T00:00+00:00"),
            tick(0),
            tick(1),
            APPROVE,
            act("edgar", "schedule", at="2190-01-01T00:00+00:00"),
            act("edgar", "unschedule"),
            act("edgar", "publish"),
            reasoned("rita", "recheck"),
            reasoned("edgar", "clear"),
            reasoned("rita", "recheck"),
            reasoned("edgar", "correct"),
            reasoned("edgar", "reword notice"),
            Step("rita", "PUT", "/words", {**WORDS, "title": "Magnets to America"}, ("edit", "check")),
            reasoned("edgar", "abandon"),
            reasoned("edgar", "update"),
            reasoned("edgar", "withdraw"),
            act("edgar", "archive"),
        ),
    ),
    (
        "approved",
        (reasoned("dana", "kill"), act("edgar", "confirm kill"), act("edgar", "archive")),
    ),
    ("draft", (reasoned("rita", "drop"),)),
)  # fmt: skip


# ---- the story as it stands ------------------------------------------------------------------------------------------


@contextmanager
def opened(home: Path, ledger: Ledger) -> Iterator[Desk]:
    """A desk of our own on the database, for a look; the server's is another process."""
    desk = Desk(Store.in_folder(home / "desk"), ledger)
    try:
        yield desk
    finally:
        desk.store.engine.dispose()


def stands(desk: Desk, story: str) -> tuple[dict[str, Any], list[str]]:
    """Return every row of a story by table, and the deeds of its log; fails where the one does not bear out the other.

    Half a deed would be a row without its line, a line without its row, or a story that is not where its log left it.
    """
    with desk.store.reading() as connection:
        log = list(audit.entries(connection, story))
        kept = {
            table.name: [tuple(row) for row in connection.execute(rows_of(table).where(table.c.story == story))]
            for table in tables.metadata.sorted_tables
            if "story" in table.c and table is not tables.audit
        }
        row = connection.execute(rows_of(tables.stories).where(tables.stories.c.id == story)).one()
        kept["stories"] = [tuple(row)]
        commented = rows_of(tables.settlements).join(tables.comments).where(tables.comments.c.story == story)
        kept["settlements"] = [tuple(settled) for settled in connection.execute(commented)]
    deeds = [entry.action for entry in log]
    numbers = {e.detail["version"] for e in log if e.detail.get("version")} | {n for n in (row.latest,) if n}
    assert {version[1] for version in kept["versions"]} == numbers, "a version for each that the log names"
    for deed, table in LEAVES.items():
        assert len(kept[table.name]) == deeds.count(deed), f"{table.name} and the lines of {deed}"
    moves = [e for e in log if e.action not in BESIDE]
    last = [e for e in moves if "to" in e.detail][-1]
    assert (row.revision, row.state) == (len(moves), last.detail["to"]), "the story is where its log left it"
    assert desk.verify() is None, "the chain is whole"
    return kept, deeds


# ---- the road --------------------------------------------------------------------------------------------------------


@dataclass
class Road:
    """What came of the road: how often the server was killed at which moment, and how often the step had been done."""

    killed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def notes(self, moment: str, done: int) -> None:
        self.killed[moment, "done" if done else "not done"] += 1


def walk(home: Path, *, seed: int) -> Road:
    """Walk every road with a kill at each step, and return what came of it; fails where anything is half done."""
    chance, road, ledger = random.Random(seed), Road(), shipped_ledger(Settings(home))
    with opened(home, ledger) as desk:
        for id, name, role in PEOPLE:
            desk.add_person(id, name, role)
        tokens = {id: desk.make_token(id, "test", read_only=False) for id, _, _ in PEOPLE}
        stories = {begins: begun(desk, begins) for begins, _ in ROADS}
    moments = [MOMENTS[(seed + n) % len(MOMENTS)] for n in range(sum(len(steps) for _, steps in ROADS))]
    chance.shuffle(moments)
    with _started(home, ledger, tokens) as server:
        for begins, steps in ROADS:
            for step in steps:
                taken(step, stories[begins], server, moments.pop(), chance, road)
    return road


@contextmanager
def _started(home: Path, ledger: Ledger, tokens: Mapping[str, str]) -> Iterator[Server]:
    words = [sys.executable, str(Path(__file__).with_name("restarted.py")), str(home)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        server = Server(starter, home, ledger, tokens)
        server.start()
        try:
            yield server
        finally:
            with suppress(ProcessLookupError):
                server.kill()
            starter.communicate(timeout=30)


def begun(desk: Desk, how: str) -> str:
    """Return a story to begin a road with: a lead, a draft, or one that is approved."""
    if how == "lead":
        lead = desk.add_lead(product="magnets", period="2025-06", focus="USA", score=1.0, why="a test")
        assert lead is not None
        return lead.id
    words = {"title": "Magnets to the US", "text": TEXT.partition("\n")[0], "dateline": "2025-07-20"}
    story = desk.write(words, by="rita").id
    if how == "approved":
        desk.check(story, by="rita", newest=True)
        desk.do(actions.Submit(story), by="rita")
        with desk.looking_at(story, by="edgar") as case:
            for found in case.claims:
                desk.tick(story, found["key"], Mark.ACCEPTED, by="edgar")
        desk.do(actions.Approve(story, **seal(desk, story)), by="edgar")
    return story


def taken(step: Step, story: str, server: Server, moment: str, chance: random.Random, road: Road) -> None:
    """Take a step with a kill in it, and see that it is done or not, and that doing it again does it once."""
    with opened(server.home, server.ledger) as desk:
        before, log = stands(desk, story)
        body = step.body(desk, story) if callable(step.body) else step.body
    path = f"/leads/{story}/draft" if step.path == "draft" else f"/stories/{story}{step.path}"
    request = (step.who, step.method, path, body)
    status, _ = killed(server, request, moment, chance)
    server.start()
    where = f"{step.path}, killed {moment}, answered {status}"
    server.asks("dana", "GET", "/me")  # the server's own first look brings back what was in the write-ahead log
    with opened(server.home, server.ledger) as desk:
        after, deeds = stands(desk, story)
    done = tuple(deeds[len(log) :])
    assert deeds[: len(log)] == log and done == step.all_deeds[: len(done)], where
    assert all(row in after[table] for table in before if table != "stories" for row in before[table]), where
    assert done or after == before, f"{where}: as before"
    assert not 200 <= status < 300 or done == step.all_deeds, f"{where}: what was told is there"
    assert moment != "at the door" or not done, where
    road.notes(moment, len(done))
    for _ in range(1 if done else 2):
        status, answer = server.asks(*request)
        with opened(server.home, server.ledger) as desk:
            now, deeds = stands(desk, story)
        if done:
            again = deeds[len(log) + len(done) :]
            assert (now, again) == (after, []) or again == ["check"] == list(step.all_deeds), f"{where}: it stands once"
            assert 200 <= status < 300 or (status in {403, 409, 422} and answer["reasons"]), (where, status, answer)
        else:
            assert 200 <= status < 300, (where, status, answer)
            after, done = now, tuple(deeds[len(log) :])
            assert done == step.all_deeds, f"{where}: done at last"


def killed(
    server: Server, request: tuple[str, str, str, object], moment: str, chance: random.Random
) -> tuple[int, Any]:
    """Send a request, kill the server at a moment of it, and return what was answered, (0, None) for nothing."""
    database = server.home / "desk" / "desk.sqlite"
    if moment == "at the door":
        holding = sqlite3.connect(database, isolation_level=None)
        holding.execute("BEGIN IMMEDIATE")
        line = server.sends(*request)
        select.select([line], [], [], chance.uniform(0, 4 * LONGEST_DELAY))
        server.kill()
        came = answered(line)
        holding.execute("ROLLBACK")
        holding.close()
        return came
    wal = database.with_name("desk.sqlite-wal")
    was = _look(wal)
    line = server.sends(*request)
    if moment == "after a delay":
        time.sleep(chance.uniform(0, LONGEST_DELAY))
    elif moment == "while it is kept":
        while _look(wal) == was and not select.select([line], [], [], 0)[0]:
            pass
    else:
        came = answered(line)
        server.kill()
        return came
    server.kill()
    return answered(line)


def _look(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def main(rounds: int) -> None:
    """Walk the road so many times, each with other moments, and print what came of it."""
    seed, all_killed = int(time.time()), Counter[tuple[str, str]]()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for n in range(rounds):
            shutil.rmtree(home / "desk", ignore_errors=True)
            try:
                all_killed += walk(home, seed=seed + n).killed
            except BaseException:
                print(f"with seed {seed + n}", file=sys.stderr)
                raise
    for (moment, done), count in sorted(all_killed.items()):
        print(f"killed {moment:<18} {done:<9} {count:>6}")
    print(f"{sum(all_killed.values())} kills, nothing half done, nothing told that was not kept, nothing doubled")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
