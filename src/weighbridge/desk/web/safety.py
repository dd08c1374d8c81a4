"""What stands before every page: known hosts, bounded bodies, no foreign forms, and the headers that bind a browser."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

from weighbridge.pages import desk_policy

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4_000_000  # bytes; the longest text the desk works on, written as a form, stays below
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Guarded:
    """An application behind its guards: a host that is not ours is refused, a body too large is not read to its end."""

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], secure: bool) -> None:
        self._app, self._hosts, self._secure = app, frozenset(h.lower() for h in hosts), secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers on whatever the answer is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = _Kept(send, self._secure)
        if not self.knows(_header(scope, b"host")):
            await _plain(kept, 400, "This desk does not answer under that name.")
            return
        if _too_long(_header(scope, b"content-length")):
            await _plain(kept, 413, _TOO_LARGE)
            return
        await self._app(scope, _Bounded(receive), kept)

    def knows(self, host: str) -> bool:
        """Whether a Host header names this desk, with or without a port."""
        try:
            found = urlsplit(f"//{host}")
            name, _ = found.hostname, found.port
        except ValueError:
            return False
        return bool(name) and name in self._hosts and not {"/", "@", "?", "#"} & set(host)


_TOO_LARGE = f"That is more than {LARGEST_BODY // 1_000_000} MB; the desk reads no more at once."


class _Bounded:
    def __init__(self, receive: Receive) -> None:
        self._receive, self._left = receive, LARGEST_BODY

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _TOO_LARGE)
        return message


class _Kept:
    def __init__(self, send: Send, secure: bool) -> None:
        self._send, self._secure = send, secure

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message["headers"]}
            more = [(n.encode(), v.encode()) for n, v in headers(self._secure) if n.encode() not in there]
            message = {**message, "headers": [*message["headers"], *more]}
        await self._send(message)


def headers(secure: bool) -> Iterable[tuple[str, str]]:
    """Return the headers every answer carries unless it brings its own."""
    yield "content-security-policy", desk_policy()
    yield "x-content-type-options", "nosniff"
    yield "x-frame-options", "DENY"
    yield "referrer-policy", "same-origin"
    yield "cross-origin-opener-policy", "same-origin"
    yield "cross-origin-resource-policy", "same-origin"
    yield "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"
    yield "cache-control", "no-store"
    if secure:
        yield "strict-transport-security", "max-age=31536000"


def from_elsewhere(request: Request) -> bool:
    """Whether a browser says that the request was begun by a page of another site."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()


def own_path(wanted: str, otherwise: str = "/") -> str:
    r"""Return a path of this desk to go on to, never another site.

    >>> own_path("/stories/1?claim=2"), own_path("//evil.example"), own_path("/\\evil.example"), own_path("https://x.org")
    ('/stories/1?claim=2', '/', '/', '/')
    """
    fine = wanted.startswith("/") and not wanted.startswith("//") and len(wanted) <= 500
    return wanted if fine and all(c.isprintable() and c not in "\\ " and ord(c) < 128 for c in wanted) else otherwise


def cell(text: object) -> str:
    r"""Return a text for a cell of a CSV that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell("-6%"), cell("6%"), cell("\t=1")
    ("'=1+1", "'-6%", '6%', "'\t=1")
    """
    told = str(text if text is not None else "").replace("\r", " ").replace("\n", " ")
    return (
        f"'{told}" if told[:1] in "=+-@\t＝＋－＠" and told else told
    )  # the wide ones become plain in some spreadsheets


def _too_long(length: str) -> bool:
    return bool(length) and (not length.isascii() or not length.isdigit() or int(length[:20]) > LARGEST_BODY)


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else ""


async def _plain(send: Any, status: int, words: str) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": words.encode()})
