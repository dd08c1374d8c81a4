"""How the desk answers: the review page to one reader, and under load, on SQLite, from a server process of its own.

The load is made by this same machine, on the same cores. Beside the review page stands a bare answer of about its size
from the same server in the same minute: the desk's own style sheet, sent from memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

from bench.command import WEIGHBRIDGE
from bench.row import Row

SECONDS, READERS, EDITORS = 60.0, 200, 20
ALONE, PAUSE = 100, (2.0, 6.0)  # pages one reader looks at; seconds somebody looks at a page before the next
TIMEOUT = 10.0
TEXT = "China shipped {n} tonnes of rare-earth magnets to the United States in June 2025, up 660% from May."


def measure(*, seconds: float = SECONDS, readers: int = READERS, editors: int = EDITORS) -> list[Row]:
    """Return the rows of the desk: the review page alone, then under load; raises CalledProcessError without a server.

    A reader looks at a page for two to six seconds before the next, an editor at what came of a deed likewise. Whoever
    is refused for a lost race has been answered; any 5xx, and whatever takes ten seconds, is an error.
    """
    with tempfile.TemporaryDirectory() as folder:
        people = _furnished(Path(folder), editors)
        with _served(Path(folder)) as address:
            return asyncio.run(_measured(address, people, seconds, readers))


# ---- the server ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _People:
    tokens: tuple[str, ...]  # of the editors, each with a story of somebody else's that they review, and one they write
    reviewed: tuple[str, ...]
    written: tuple[str, ...]


def _furnished(home: Path, editors: int) -> _People:
    from weighbridge.desk import Role, actions, open_desk
    from weighbridge.settings import Settings

    desk = open_desk(Settings(home))
    for id, role in (("rita", Role.REPORTER), ("edgar", Role.EDITOR), ("dana", Role.DUTY_EDITOR)):
        desk.add_person(id, id.capitalize(), role)
    tokens: list[str] = []
    reviewed: list[str] = []
    written: list[str] = []
    for n in range(editors):
        id = f"editor-{n}"
        desk.add_person(id, f"Editor {n}", Role.EDITOR)
        tokens.append(desk.make_token(id, "bench", read_only=False))
        for by, stories in (("rita", reviewed), (id, written)):
            text = "\n\n".join(TEXT.format(n=353) for _ in range(6))
            words = {"title": f"Magnets {n}", "text": text, "dateline": "2025-07-20"}
            stories.append(desk.write(words, by=by).id)
            desk.check(stories[-1], by=by)
        desk.do(actions.Submit(reviewed[-1]), by="rita")
    desk.store.engine.dispose()
    return _People(tuple(tokens), tuple(reviewed), tuple(written))


@contextmanager
def _served(home: Path) -> Iterator[str]:
    words = [*WEIGHBRIDGE, "desk", "--port", "0", "--no-browser"]
    environment = {**os.environ, "WEIGHBRIDGE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            address = re.search(r"http://\S+", server.stdout.readline())
            if address is None:
                raise subprocess.CalledProcessError(server.wait(), words)
            yield address[0]
        finally:
            server.kill()


# ---- the load --------------------------------------------------------------------------------------------------------


@dataclass
class _Seen:
    """What those at the desk have seen: seconds of each kind of answer, and what was no answer."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def note(self, what: str, status: int, seconds: float) -> None:
        self.took.setdefault(what, []).append(seconds)
        if status >= 500 or status in {400, 401, 404} or not status:
            self.errors.append(f"{what}: {status or 'no answer'}")


@dataclass
class _Line:
    """A connection that is kept open, as a browser keeps it."""

    address: tuple[str, int]
    head: Mapping[str, str]
    seen: _Seen
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def asks(self, what: str, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        start = perf_counter()
        try:
            status, content = await asyncio.wait_for(self._asked_as_browsers_do(method, path, body), TIMEOUT)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            status, content = 0, b""
            self.close()
        self.seen.note(what, status, perf_counter() - start)
        return status, content

    async def _asked_as_browsers_do(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        """Ask, and once more when the server closed a kept line at that very moment, before it said anything."""
        kept = self.streams is not None
        try:
            return await self._asked(method, path, body)
        except (ConnectionError, asyncio.IncompleteReadError) as gone:
            if not kept or (isinstance(gone, asyncio.IncompleteReadError) and gone.partial):
                raise
            self.close()
            return await self._asked(method, path, body)

    async def _asked(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        if self.streams is not None and self.streams[0].at_eof():  # the server closes what is idle for five seconds
            self.close()
        if self.streams is None:
            self.streams = await asyncio.open_connection(*self.address, limit=1 << 20)
        reader, writer = self.streams
        content = b"" if body is None else json.dumps(body).encode()
        head = {"host": f"127.0.0.1:{self.address[1]}", "content-length": str(len(content)), **self.head}
        if content:
            head["content-type"] = "application/json"
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = told.partition("\r\ncontent-length:")[2].partition("\r\n")[0]
        answer = await reader.readexactly(int(length)) if length else b""
        if "\r\nconnection: close" in told:
            self.close()
        return int(told.split(" ", 2)[1]), answer

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def _measured(address: str, people: _People, seconds: float, readers: int) -> list[Row]:
    found = urlsplit(address)
    at = (str(found.hostname), int(found.port or 0))
    cookie = await asyncio.to_thread(_cookie_of, address)
    alone, crowd = _Seen(), _Seen()
    page = f"/stories/{people.reviewed[0]}"
    one = _Line(at, {"cookie": cookie}, alone)
    _, shown = await one.asks("first", "GET", page)
    sheet = re.search(r'href="(/[^"]+\.css)"', shown.decode())
    assert sheet is not None, "a page names its style sheet"
    bare = sheet[1]
    _, sent = await one.asks("first", "GET", bare)
    for _ in range(ALONE):
        await one.asks("page", "GET", page)
        await one.asks("bare", "GET", bare)
    one.close()
    until = perf_counter() + seconds
    reading = [_reads(_Line(at, {"cookie": cookie}, crowd), people, bare, until, n) for n in range(readers)]
    editing = [_edits(at, crowd, people, until, n) for n in range(len(people.tokens))]
    await asyncio.gather(*reading, *editing)
    for told in (*alone.errors, *crowd.errors)[:10]:
        print(told, file=sys.stderr)
    asked = sum(len(took) for what, took in crowd.took.items() if what != "bare")
    load = f"{readers} readers and {len(people.tokens)} editors"
    return [
        Row("review page, one reader, p95", _p95(alone.took["page"]), "ms", 100.0),
        Row(
            f"a bare answer ({len(sent) // 1000} kB; the page has {len(shown) // 1000}), one reader, p95",
            _p95(alone.took["bare"]),
            "ms",
        ),
        Row(f"the desk under load ({load}): errors", float(len(crowd.errors) + len(alone.errors)), "errors", 0.0),
        Row("the desk under load: requests a second", asked / seconds, "/s"),
        Row("the desk under load: review page, p50", _median(crowd.took.get("page", [])), "ms"),
        Row("the desk under load: review page, p95", _p95(crowd.took.get("page", [])), "ms"),
        Row("the desk under load: the bare answer, p95", _p95(crowd.took.get("bare", [])), "ms"),
        Row("the desk under load: what editors do, p95", _p95(crowd.took.get("deed", [])), "ms"),
    ]


async def _reads(line: _Line, people: _People, bare: str, until: float, n: int) -> None:
    chance = random.Random(n)
    await asyncio.sleep(chance.uniform(0, PAUSE[1]))  # not all come in at once
    while perf_counter() < until:
        if chance.random() < 0.1:
            await line.asks("bare", "GET", bare)
        else:
            await line.asks("page", "GET", f"/stories/{chance.choice(people.reviewed)}")
        await asyncio.sleep(chance.uniform(*PAUSE))
    line.close()


async def _edits(at: tuple[str, int], seen: _Seen, people: _People, until: float, n: int) -> None:
    chance, story, own = random.Random(-n - 1), people.reviewed[n], people.written[n]
    line = _Line(at, {"authorization": f"Bearer {people.tokens[n]}"}, seen)
    _, told = await line.asks("deed", "GET", f"/api/v1/stories/{story}")
    claims = [claim["key"] for claim in json.loads(told)["claims"]] if told else []
    for turn in range(1_000_000):
        await asyncio.sleep(chance.uniform(*PAUSE))
        if perf_counter() >= until:
            break
        mark = {"claim": chance.choice(claims), "mark": chance.choice(("accepted", "flagged"))}
        remark = {"where": "text", "start": 0, "end": 5, "words": f"Is that so? {turn}"}
        words = {"title": f"Magnets {n}.{turn}", "text": TEXT.format(n=353 + turn % 2)}
        what: tuple[tuple[str, str, object], ...] = (
            ("POST", f"{story}/ticks", mark), ("POST", f"{story}/comments", remark), ("PUT", f"{own}/words", words),
            ("POST", f"{own}/actions/check", {}), ("POST", f"{own}/actions/submit", {}),
        )  # fmt: skip
        method, path, body = what[turn % len(what)]
        await line.asks("deed", method, f"/api/v1/stories/{path}", body)
    line.close()


def _cookie_of(address: str) -> str:
    """Return the cookie of somebody who has come in by the walk-through's own page."""
    import httpx2

    with httpx2.Client(base_url=address, trust_env=False, timeout=60) as client:
        token = re.search(r'name="csrf" value="([^"]+)"', client.get("/sign-in").text)
        assert token is not None
        client.post("/as", data={"person": "edgar", "csrf": token[1]})
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def _p95(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] * 1000 if len(took) > 1 else float("nan")


def _median(took: list[float]) -> float:
    return sorted(took)[len(took) // 2] * 1000 if took else float("nan")
