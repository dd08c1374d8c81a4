"""Who gets the newsletter: asked for, confirmed, chosen, left, each with a line that says what was agreed to and when.

All of it works on a connection within somebody's transaction. Nobody learns from outside whether an address is known:
whoever asks is told the same, and only the mail that follows differs.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from weighbridge.card import trade_card
from weighbridge.desk import moment, written
from weighbridge.errors import InputError, UnknownNameError
from weighbridge.publish.post import letters
from weighbridge.publish.post import tables as t
from weighbridge.publish.post.addresses import digest_of, require_address
from weighbridge.publish.post.values import CONFIRMATION, REMINDER, Standing, Subscriber, joined, split

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

CONFIRMED_WITHIN = timedelta(days=3)
_AGAIN_AFTER, _MOST_A_DAY = timedelta(minutes=10), 3  # mails to one address that somebody, perhaps not they, asked for
CONSENT = (
    "Send the newsletter to my address: stories and dates ahead on the topics I chose, and a mail whenever a story I "
    "was sent is corrected, updated or taken back. I can end it at any time by the link in every mail; then my address "
    "is deleted. It is used for nothing else and given to nobody."
)


def ask(connection: Connection, address: str, topics: Iterable[str], *, at: datetime, domain: str) -> None:
    """Take in that somebody wants the newsletter, and queue the mail that asks them to confirm.

    Who gets it already is sent the link to their choices instead. More than a few mails to one address are not queued,
    whoever asks. Raises InputError for no address and UnknownNameError for no topic.
    """
    address, chosen = require_address(address), _known(topics)
    found = _by_address(connection, address)
    if found is None:
        row: dict[str, Any] = {"id": secrets.token_hex(8), "address": address, "digest": digest_of(address)}
        row |= {"state": str(Standing.PENDING), "topics": joined(chosen), "asked_at": written(at)}
        row |= {"token": secrets.token_urlsafe(24), "confirmation": secrets.token_urlsafe(24)}
        connection.execute(insert(t.subscribers), row)
        _agree(connection, row["id"], "asked", chosen, by="reader", at=at, words=CONSENT)
        letters.queue_alone(connection, row["id"], CONFIRMATION, at=at, domain=domain)
        return
    if letters.of_late(connection, found.id, since=at - _AGAIN_AFTER) > 0:
        return
    if letters.of_late(connection, found.id, since=at - timedelta(days=1)) >= _MOST_A_DAY:
        return
    if found.standing is Standing.PENDING:
        values = {"asked_at": written(at), "topics": joined(chosen)}
        connection.execute(update(t.subscribers).where(t.subscribers.c.id == found.id).values(**values))
        _agree(connection, found.id, "asked", chosen, by="reader", at=at, words=CONSENT)
    kind = CONFIRMATION if found.standing is Standing.PENDING else REMINDER
    letters.queue_alone(connection, found.id, kind, at=at, domain=domain)


def to_confirm(connection: Connection, confirmation: str, *, at: datetime) -> Subscriber | None:
    """Return whom a link to confirm belongs to; None for one that was never made, is too old, or whose owner left."""
    row = connection.execute(select(t.subscribers).where(t.subscribers.c.confirmation == confirmation)).first()
    found = _subscriber(row) if row else None
    if found is None or found.standing in {Standing.LEFT, Standing.LAPSED}:
        return None
    return found if found.standing is Standing.ACTIVE or at < found.asked_at + CONFIRMED_WITHIN else None


def confirm(connection: Connection, confirmation: str, *, at: datetime) -> Subscriber | None:
    """Make somebody who asked a subscriber, once and for all; None where `to_confirm` finds none."""
    found = to_confirm(connection, confirmation, at=at)
    if found is None or found.standing is Standing.ACTIVE:
        return found
    values = {"state": str(Standing.ACTIVE), "confirmed_at": written(at)}
    connection.execute(update(t.subscribers).where(t.subscribers.c.id == found.id).values(**values))
    _agree(connection, found.id, "confirmed", found.topics, by="reader", at=at, words=CONSENT)
    return to_confirm(connection, confirmation, at=at)


def by_token(connection: Connection, token: str) -> Subscriber | None:
    """Return whose mail a link comes from, None for a link that was never made; who has left is found as well."""
    row = connection.execute(select(t.subscribers).where(t.subscribers.c.token == token)).first()
    return _subscriber(row) if row else None


def choose(connection: Connection, subscriber: Subscriber, topics: Iterable[str], *, at: datetime) -> None:
    """Change what somebody is told of; raises InputError for who has left."""
    chosen = _known(topics)
    if subscriber.standing is not Standing.ACTIVE:
        raise InputError("nothing is sent to this address; subscribe to it again")
    if joined(chosen) == joined(subscriber.topics):
        return
    changed = update(t.subscribers).where(t.subscribers.c.id == subscriber.id).values(topics=joined(chosen))
    connection.execute(changed)
    _agree(connection, subscriber.id, "changed", chosen, by="reader", at=at)


def leave(connection: Connection, subscriber: Subscriber, *, by: str, at: datetime) -> None:
    """Let somebody go and delete their address; done again, it changes nothing."""
    if subscriber.standing in {Standing.LEFT, Standing.LAPSED}:
        return
    _let_go(connection, subscriber, Standing.LEFT, by=by, at=at)


def let_lapse(connection: Connection, *, at: datetime) -> int:
    """Delete the addresses of those who asked and did not confirm in time; return how many."""
    found = [_subscriber(row) for row in connection.execute(_late(at))]
    for one in found:
        _let_go(connection, one, Standing.LAPSED, by="machine", at=at)
    return len(found)


def some_lapse(connection: Connection, *, at: datetime) -> bool:
    """Whether somebody asked and did not confirm in time."""
    return connection.execute(_late(at).limit(1)).first() is not None


def _late(at: datetime) -> Select[Any]:
    pending, asked_at = t.subscribers.c.state == str(Standing.PENDING), t.subscribers.c.asked_at
    return select(t.subscribers).where(pending, asked_at <= written(at - CONFIRMED_WITHIN))


def counts(connection: Connection) -> Counter[Standing]:
    """Return how many are in each standing."""
    grouped = select(t.subscribers.c.state, func.count()).group_by(t.subscribers.c.state)
    return Counter({Standing(state): many for state, many in connection.execute(grouped)})


def subscriber_of(connection: Connection, id: str) -> Subscriber:
    """Return a subscriber by id; raises UnknownNameError."""
    row = connection.execute(select(t.subscribers).where(t.subscribers.c.id == id)).first()
    if row is None:
        raise UnknownNameError("subscriber", id)
    return _subscriber(row)


def subscribers(connection: Connection, *standings: Standing, address: str = "") -> list[Subscriber]:
    """Return the subscribers in these standings, all without any, or everybody who ever was at an address."""
    found = select(t.subscribers).order_by(t.subscribers.c.asked_at, t.subscribers.c.id)
    if standings:
        found = found.where(t.subscribers.c.state.in_([str(s) for s in standings]))
    if address:
        found = found.where(t.subscribers.c.digest == digest_of(require_address(address)))
    return [_subscriber(row) for row in connection.execute(found)]


def consents(connection: Connection, subscriber: str) -> list[dict[str, str]]:
    """Return what somebody agreed to, in order: event, topics, words, by whom and when."""
    found = select(t.consents).where(t.consents.c.subscriber == subscriber).order_by(t.consents.c.n)
    kept = ("event", "topics", "words", "given_by", "given_at")
    return [{name: getattr(row, name) for name in kept} for row in connection.execute(found)]


def _known(topics: Iterable[str]) -> tuple[str, ...]:
    card = trade_card()
    for topic in (chosen := tuple(topics)):
        if topic not in card.products:
            raise UnknownNameError("topic", topic[:40], card.products)
    return () if set(chosen) == set(card.products) else chosen


def _by_address(connection: Connection, address: str) -> Subscriber | None:
    there = [str(Standing.PENDING), str(Standing.ACTIVE)]
    same = (t.subscribers.c.digest == digest_of(address), t.subscribers.c.state.in_(there))
    row = connection.execute(select(t.subscribers).where(*same)).first()
    return _subscriber(row) if row else None


def _let_go(connection: Connection, subscriber: Subscriber, standing: Standing, *, by: str, at: datetime) -> None:
    values = {"state": str(standing), "address": "", "left_at": written(at)}
    connection.execute(update(t.subscribers).where(t.subscribers.c.id == subscriber.id).values(**values))
    _agree(connection, subscriber.id, str(standing), subscriber.topics, by=by, at=at)


def _agree(
    connection: Connection, subscriber: str, event: str, topics: Iterable[str], *, by: str, at: datetime,
    words: str = "",
) -> None:  # fmt: skip
    last = connection.execute(select(func.max(t.consents.c.n))).scalar() or 0
    row = {"n": last + 1, "subscriber": subscriber, "event": event, "topics": joined(tuple(topics)), "words": words}
    connection.execute(insert(t.consents), row | {"given_by": by, "given_at": written(at)})


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        row.id,
        row.address,
        Standing(row.state),
        split(row.topics),
        row.token,
        row.confirmation,
        moment(row.asked_at),
        moment(row.confirmed_at) if row.confirmed_at else None,
        moment(row.left_at) if row.left_at else None,
    )
