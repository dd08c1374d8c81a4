"""A real SMTP server on this machine, small enough to know what it does, that can be told to misbehave.

Its plan names by recipient what happens there, one word for each time somebody offers a message to them:

    "450", "550"        the reply to RCPT
    "data 451", ...     the reply to DATA, before anything is sent
    "dot 451", "dot 554"   the reply to the last dot: the message is not taken
    "drop"              the line is cut at RCPT
    "drop in data"      the line is cut while the message comes in
    "take and drop"     the message is taken, and the line is cut before the reply
    "drop at dot"       the line is cut at the last dot, and the message is not taken
    "421"               the server says at RCPT that it closes, and does
"""

from __future__ import annotations

import socketserver
import ssl
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock, Thread
from typing import Any


@dataclass
class Taken:
    """A message the server took, with its envelope."""

    sender: str
    recipient: str
    content: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class MailHost:
    """What the server knows and is told: the messages it took, and its plan by recipient."""

    plan: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: list[Taken] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)  # the recipient of every RCPT
    tls: ssl.SSLContext | None = None
    login: tuple[str, str] | None = None
    greeting: str = "220 mail.test ESMTP"
    at_recipient: Callable[[str], None] = lambda recipient: None  # called before the reply to RCPT
    at_dot: Callable[[str], None] = lambda recipient: None  # called before the reply to a dot
    after_reply: Callable[[str], None] = lambda recipient: None  # called after it
    lines: int = 0
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Taken]:
        with self.lock:
            return [one for one in self.taken if one.recipient == address]

    @property
    def recipients(self) -> list[str]:
        with self.lock:
            return sorted(one.recipient for one in self.taken)


class _Dropped(Exception):  # noqa: N818 - it ends a conversation
    pass


class _Conversation(socketserver.BaseRequestHandler):
    host: MailHost

    def handle(self) -> None:
        self.encrypted, self.user, self.sender, self.recipient = False, "", "", ""
        with self.host.lock:
            self.host.lines += 1
        self.file = self.request.makefile("rb")
        with suppress(_Dropped, OSError, ValueError):
            self.says(self.host.greeting)
            while line := self.file.readline(2000):
                verb, _, rest = line.decode("latin-1").strip().partition(" ")
                getattr(self, f"on_{verb.lower()}", self.on_other)(rest)
        self.file.close()
        self.request.close()

    def says(self, words: str) -> None:
        self.request.sendall(words.encode() + b"\r\n")

    def on_other(self, rest: str) -> None:
        self.says("502 not known here")

    def on_ehlo(self, rest: str) -> None:
        told = ["mail.test", "SIZE 10000000"]
        if self.host.tls is not None and not self.encrypted:
            told.append("STARTTLS")
        if self.host.login is not None:
            told.append("AUTH PLAIN")
        for n, line in enumerate(told, 1):
            self.says(f"250{' ' if n == len(told) else '-'}{line}")

    def on_starttls(self, rest: str) -> None:
        assert self.host.tls is not None
        self.says("220 go on")
        self.request = self.host.tls.wrap_socket(self.request, server_side=True)
        self.file, self.encrypted = self.request.makefile("rb"), True

    def on_auth(self, rest: str) -> None:
        from base64 import b64decode

        _, user, password = b64decode(rest.partition(" ")[2]).decode().split("\0")
        fits = (user, password) == self.host.login
        self.user = user if fits else ""
        self.says("235 welcome" if fits else "535 who are you")

    def on_mail(self, rest: str) -> None:
        self.sender = rest.partition("<")[2].partition(">")[0]
        self.says(f"{refusal} not from you" if (refusal := self.planned(f"from {self.sender}")) else "250 fine")

    def on_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        with self.host.lock:
            self.host.offered.append(self.recipient)
        self.host.at_recipient(self.recipient)
        self.fate = self.planned(self.recipient)
        if self.fate == "drop":
            self.cut()
        if self.fate.isdigit():
            self.says(f"{self.fate} <{self.recipient}>: not now, {self.recipient.partition('@')[0]}")
            if self.fate == "421":
                self.cut()
        else:
            self.says("250 fine")

    def on_data(self, rest: str) -> None:
        where, _, code = self.fate.partition(" ")
        if where == "data":
            self.says(f"{code} not this")
            return
        self.says("354 go on")
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise _Dropped
            lines.append(line[1:] if line.startswith(b".") else line)
            if self.fate == "drop in data":
                self.cut()
        if self.fate == "drop at dot":
            self.cut()
        if where == "dot":
            self.says(f"{code} no")
            return
        with self.host.lock:
            self.host.taken.append(
                Taken(self.sender, self.recipient, b"".join(lines), self.encrypted, self.user)
            )  # fmt: skip
        self.host.at_dot(self.recipient)
        if self.fate == "take and drop":
            self.cut()
        self.says("250 queued")
        self.host.after_reply(self.recipient)

    def on_rset(self, rest: str) -> None:
        self.says("250 fine")

    on_noop = on_rset

    def on_quit(self, rest: str) -> None:
        self.says("221 bye")
        raise _Dropped

    def planned(self, who: str) -> str:
        with self.host.lock:
            waiting = self.host.plan.get(who)
            return waiting.pop(0) if waiting else ""

    def cut(self) -> None:
        self.request.close()
        raise _Dropped


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 64


class served:  # noqa: N801 - used as `with served(host):`
    """The server of a host for the length of a block; `port` of the host is then its port."""

    def __init__(self, host: MailHost) -> None:
        self.host = host

    def __enter__(self) -> MailHost:
        kind: Any = type("Conversation", (_Conversation,), {"host": self.host})
        self.server = _Server(("127.0.0.1", self.host.port), kind)
        self.host.port = self.server.server_address[1]
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self.host

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)
