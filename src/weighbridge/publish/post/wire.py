"""The line to a mail server: one message at a time, and always clear whether the server may have taken it.

A server takes a message with the dot that ends it, and at no moment before. So what is lost before the dot was not
sent, and what is lost between the dot and the reply to it may have been.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from select import select
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from weighbridge.errors import InputError, WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.publish.post.mail import Written

_PORTS = {"smtp": 25, "smtps": 465}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TIMEOUT = 60.0  # seconds without a word from the server
_FINE, _MORE, _LATER, _NEVER = 200, 300, 400, 500  # where the kinds of replies begin
_CLOSING = 421  # the server says that it ends the line
_SYNTAX = r"smtp://NAME:PASSWORD@HOST:PORT, or smtps:// where the server wants TLS from the first byte on"


class LineError(WeighbridgeError):
    """The line to the mail server is gone or was never there; what was being sent was not taken."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server by its address; its password is never printed."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> MailServer:
        """Return the server that WEIGHBRIDGE_SMTP_URL names; raises InputError, which does not repeat the address.

        >>> MailServer.of("smtp://ann:s%40fe@mail.example.org:587")
        MailServer(host='mail.example.org', port=587, tls=False, user='ann')
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise InputError(f"WEIGHBRIDGE_SMTP_URL is no address of a mail server; one is {_SYNTAX}") from None
        if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query:
            raise InputError(f"WEIGHBRIDGE_SMTP_URL is no address of a mail server; one is {_SYNTAX}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port or _PORTS[parts.scheme], parts.scheme == "smtps", user, password)


class Taking(StrEnum):
    """What a mail server did with a message."""

    TAKEN = "taken"
    LATER = "later"  # not taken; it may be offered again
    NEVER = "never"  # not taken, and offering it again is no use
    UNKNOWN = "unknown"  # the dot was sent, and no reply came
    WITHHELD = "withheld"  # we did not send the dot


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of offering a message. `code` is None where no reply came, `closing` is the end of the line."""

    taking: Taking
    code: int | None
    words: str
    closing: bool = False


class Line:
    """An open line to a mail server; closed by `close`, or by whatever goes wrong on it."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        if smtp.sock is not None:  # the last dot goes out at once, and not when the rest has been acknowledged
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def offer(self, letter: Written, *, before_the_dot: Callable[[], bool]) -> Reply:
        """Offer a message, and return what the server did with it.

        `before_the_dot` is called when all of it has been sent but the dot; where it says no, the line is closed and
        nothing was sent. Raises LineError where the line is lost before, and InputError where the server takes nothing
        from us at all.
        """
        try:
            steps = (("mail", f"FROM:<{letter.sender}>"), ("rcpt", f"TO:<{letter.recipient}>"), ("data", ""))
            for verb, words in steps:
                code, told = self._smtp.docmd(verb, words)
                if code >= _LATER:
                    return self._refused(code, told, of_us=verb == "mail", again=code != _CLOSING)
                if code < _FINE:
                    self.close()
                    raise LineError(f"the mail server said {_words(told)!r}, which is no reply")
            self._smtp.send(_stuffed(letter.content))
        except (OSError, smtplib.SMTPException) as why:
            self.close()
            raise LineError(_told(why)) from why
        go_on = False
        try:
            go_on = before_the_dot()
        finally:
            if not go_on:
                self.close()
        if not go_on:
            return Reply(Taking.WITHHELD, None, "", closing=True)
        if self._is_over():
            self.close()
            return Reply(Taking.LATER, None, "the line was lost before the last dot", closing=True)
        try:
            self._smtp.send(b".\r\n")
            code, told = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as why:
            self.close()
            return Reply(Taking.UNKNOWN, None, f"no reply to the last dot: {_told(why)}", closing=True)
        if code >= _LATER:
            return self._refused(code, told)
        if _FINE <= code < _MORE:
            return Reply(Taking.TAKEN, code, _words(told))
        self.close()
        return Reply(Taking.UNKNOWN, None, f"no reply to the last dot: {_words(told)}", closing=True)

    def _is_over(self) -> bool:
        """Whether the server has hung up, or says something nobody asked for, which comes before hanging up."""
        line = self._smtp.sock
        try:
            return line is None or bool(select([line], [], [], 0)[0])
        except (OSError, ValueError):
            return True

    def _refused(self, code: int, told: bytes, *, of_us: bool = False, again: bool = False) -> Reply:
        if of_us and code >= _NEVER:
            self.close()
            raise InputError(f"the mail server takes no mail from WEIGHBRIDGE_SENDER: {code} {_words(told)}")
        if again:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.rset()
        if closing := code == _CLOSING:
            self.close()
        return Reply(Taking.NEVER if code >= _NEVER else Taking.LATER, code, _words(told), closing)

    def close(self) -> None:
        """Close the line without a word; a message without its dot is nothing to the server."""
        self._smtp.close()

    def end(self) -> None:
        """Say good-bye and close."""
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self.close()


def open_line(
    server: MailServer, *, name: str, timeout: float = _TIMEOUT, context: ssl.SSLContext | None = None
) -> Line:
    """Return an open line, encrypted whenever the server offers it; `name` is what we call ourselves.

    A certificate that does not hold is an error. Raises LineError where there is no line, and InputError where the
    server does not take our password, or would have it in the clear.
    """
    context = context or ssl.create_default_context()
    smtp: smtplib.SMTP | None = None
    try:
        if server.tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=timeout)
        smtp.ehlo_or_helo_if_needed()
        if not server.tls and smtp.has_extn("starttls"):
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            encrypted = True
        else:
            encrypted = server.tls
        if server.user and (encrypted or server.host in _LOOPBACK):
            smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as why:
        _drop(smtp)
        raise InputError(f"the mail server does not take our name and password ({why.smtp_code})") from None
    except (OSError, smtplib.SMTPException) as why:
        _drop(smtp)
        raise LineError(f"the mail server cannot be reached: {_told(why)}") from why
    if server.user and not encrypted and server.host not in _LOOPBACK:
        _drop(smtp)
        raise InputError("the mail server offers no encryption, and our password is not sent in the clear")
    return Line(smtp)


def _drop(smtp: smtplib.SMTP | None) -> None:
    if smtp is not None:
        smtp.close()


def _stuffed(content: bytes) -> bytes:
    """Return the lines of a message as they go over the line: one that begins with a dot begins with two."""
    content = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", content)


def _words(told: bytes) -> str:
    return " ".join(told.decode("utf-8", "replace").split())


def _told(why: BaseException) -> str:
    if isinstance(why, smtplib.SMTPResponseException):
        told = why.smtp_error
        return f"{why.smtp_code} {_words(told) if isinstance(told, bytes) else told}"
    return " ".join(str(why).split()) or type(why).__name__
