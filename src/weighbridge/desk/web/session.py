"""Who is there: a signed cookie, the token in every form, and how often somebody may try a password."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from weighbridge.desk import people, rows
from weighbridge.desk.values import Person

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "weighbridge-desk"
LASTS = timedelta(hours=12)
INVITED_FOR = timedelta(days=3)
_MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, with the token their forms carry."""

    person: Person
    csrf: str


class Sessions:
    """Signs cookies and tokens with the secret of this desk."""

    def __init__(self, secret: bytes, *, secure: bool, clock: Callable[[], datetime]) -> None:
        from itsdangerous import URLSafeSerializer

        self._secret, self._secure, self._clock = secret, secure, clock
        self._cookies = URLSafeSerializer(secret, salt="session", signer_kwargs={"digest_method": sha256})
        self._invitations = URLSafeSerializer(secret, salt="welcome", signer_kwargs={"digest_method": sha256})

    def visitor(self, request: Request, connection: Connection) -> Visitor | None:
        """Return who sent the request, None when nobody is signed in or the session has ended."""
        from itsdangerous import BadData

        try:
            told = self._cookies.loads(request.cookies.get(COOKIE, ""))
            person, epoch, nonce, until = told["p"], told["e"], told["n"], datetime.fromisoformat(told["u"])
        except (BadData, KeyError, TypeError, ValueError):
            return None
        if until <= self._clock() or people.epoch_of(connection, person) != epoch:
            return None
        return Visitor(rows.person_of(connection, person), self.token(f"session {nonce}"))

    def begin(self, response: Response, person: str, epoch: int) -> None:
        """Sign somebody in: a new session, whatever was before."""
        told = {"p": person, "e": epoch, "n": secrets.token_hex(16), "u": (self._clock() + LASTS).isoformat()}
        lasts = int(LASTS.total_seconds())
        response.set_cookie(
            COOKIE, self._cookies.dumps(told), max_age=lasts, httponly=True, samesite="lax", secure=self._secure
        )

    def end(self, response: Response) -> None:
        """Sign somebody out."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)

    def invitation(self, person: str, epoch: int) -> str:
        """Return what lets somebody set their password once: setting it begins a new epoch, and ends this."""
        told = {"p": person, "e": epoch, "u": (self._clock() + INVITED_FOR).isoformat()}
        return self._invitations.dumps(told)

    def invited(self, token: str, connection: Connection) -> str | None:
        """Return the id of whoever an invitation is for, None for one that was used, is too old, or was never made."""
        from itsdangerous import BadData

        try:
            told = self._invitations.loads(token)
            person, epoch, until = told["p"], told["e"], datetime.fromisoformat(told["u"])
        except (BadData, KeyError, TypeError, ValueError):
            return None
        current = until > self._clock() and people.epoch_of(connection, person) == epoch
        return str(person) if current else None

    def token(self, what: str) -> str:
        """Return the token of a form: of a session, or of a purpose and a day where nobody is signed in."""
        return hmac.new(self._secret, f"form {what}".encode(), sha256).hexdigest()

    def open_token(self, purpose: str) -> str:
        """Return the token of a form that anybody may send."""
        return self.token(f"{purpose} {self._clock():%Y-%m-%d}")

    def is_open_token(self, given: str, purpose: str) -> bool:
        """Whether a token is one of today's or yesterday's for that form."""
        now = self._clock()
        days = (now, now - timedelta(days=1))
        return any(same(given, self.token(f"{purpose} {day:%Y-%m-%d}")) for day in days)


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class Throttle:
    """Counts what somebody did of late, and says when it is too much. Kept in memory: a restart forgives."""

    def __init__(self, most: int, within: timedelta, *, clock: Callable[[], datetime]) -> None:
        self._most, self._within, self._clock = most, within, clock
        self._done: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, who: str) -> timedelta | None:
        """Return how long somebody has to wait, None when they may go on."""
        with self._lock:
            done = self._recent(who)
            return done[0] + self._within - self._clock() if len(done) >= self._most else None

    def count(self, who: str) -> None:
        """Note that somebody did it once more."""
        with self._lock:
            self._recent(who).append(self._clock())
            self._done.move_to_end(who)
            while len(self._done) > _MOST_KEPT:
                self._done.popitem(last=False)

    def _recent(self, who: str) -> deque[datetime]:
        done = self._done.setdefault(who, deque(maxlen=self._most))
        while done and done[0] + self._within <= self._clock():
            done.popleft()
        return done
