"""A letter as the bytes a mail server takes: headers that no text can break, plain text and HTML beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from weighbridge.card import trade_card
from weighbridge.desk import one_line
from weighbridge.errors import InputError
from weighbridge.pages import render_mail
from weighbridge.publish.post.addresses import require_address
from weighbridge.publish.post.subscribers import CONFIRMED_WITHIN
from weighbridge.publish.post.values import CONFIRMATION, DIGEST, NOTICES, REMINDER, wanted

if TYPE_CHECKING:
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.post.deciding import Decision, Whole
    from weighbridge.publish.post.values import Issue, Subscriber

# The older half of `email`: the newer one drops spaces between the encoded words of a long subject.
_POLICY = compat32.clone(linesep="\r\n", cte_type="7bit")
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = _UTF8.body_encoding = QP
_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be handed over: who it is from and for on the envelope, and its bytes, in lines of ASCII."""

    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


class _Unbroken:
    """The value of a header that stays on its line: a link that some programs look for only there."""

    def __init__(self, value: str) -> None:
        self._value = value

    def encode(self, **_: object) -> str:
        """Return it as it goes over the line."""
        return self._value


def written_out(
    found: Whole, decision: Decision, masthead: Masthead, *, at: datetime, sent_on: Sequence[datetime] = ()
) -> Written:
    """Return a letter as it is handed over at a moment; `sent_on` is when a notice's reader was sent what it tells of.

    Written twice, it is the same but for its date: its Message-ID is the one it was queued with.
    """
    subscriber, kind = found.subscriber, found.letter.kind
    mail = render_mail("notice" if kind in NOTICES else kind, _context(found, decision, masthead, at, sent_on))
    # The parts are told apart by what would else be chance: a letter written again is the same letter.
    boundary = f"=_{found.letter.message_id.strip('<>').partition('@')[0].replace('.', '_')}"
    message, sender = MIMEMultipart("alternative", boundary, policy=_POLICY), sender_of(masthead)
    message["From"] = formataddr((one_line(masthead.newsroom), sender), _UTF8)
    message["To"] = require_address(subscriber.address)
    subject = Header(_shortened(one_line(mail.subject)), _charset_of(mail.subject), header_name="Subject")
    message["Subject"] = subject  # type: ignore[assignment]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = found.letter.message_id
    if kind == CONFIRMATION:
        message["Auto-Submitted"] = "auto-generated"
    else:
        for name, value in _list_headers(found, masthead):
            message[name] = _Unbroken(one_line(value))  # type: ignore[assignment]
    message.attach(MIMEText(mail.text, "plain", _UTF8, policy=_POLICY))  # type: ignore[arg-type]
    message.attach(MIMEText(mail.html, "html", _UTF8, policy=_POLICY))  # type: ignore[arg-type]
    return Written(sender, subscriber.address, message.as_bytes(policy=_POLICY))


def sender_of(masthead: Masthead) -> str:
    """Return the address mail comes from; raises InputError where the settings name none that can be."""
    try:
        return require_address(masthead.sender)
    except InputError:
        if masthead.sender.endswith("@localhost"):  # of this machine alone, as before anything was set
            return masthead.sender
        raise InputError(f"WEIGHBRIDGE_SENDER is an address, as news@example.org, not {masthead.sender!r}") from None


def domain_of(masthead: Masthead) -> str:
    """Return the domain that names of messages end in."""
    return sender_of(masthead).rpartition("@")[2]


def choices_address(masthead: Masthead, subscriber: Subscriber) -> str:
    """Return where a subscriber changes what is sent to them."""
    return f"{masthead.post}newsletter/{subscriber.token}"


def leave_address(masthead: Masthead, subscriber: Subscriber) -> str:
    """Return where a subscriber ends it: a page for people, and by POST at once for their mail program."""
    return f"{masthead.post}unsubscribe/{subscriber.token}"


def confirm_address(masthead: Masthead, subscriber: Subscriber) -> str:
    """Return where somebody confirms that they asked."""
    return f"{masthead.post}confirm/{subscriber.confirmation}"


def _list_headers(found: Whole, masthead: Masthead) -> Iterable[tuple[str, str]]:
    host = urlsplit(masthead.site).hostname or "localhost"
    yield "List-Id", f"<newsletter.{host}>"
    yield "List-Unsubscribe", f"<{leave_address(masthead, found.subscriber)}>"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "Feedback-ID", f"{found.letter.issue or 0}:{found.letter.kind}:newsletter:weighbridge"


def _context(
    found: Whole, decision: Decision, masthead: Masthead, at: datetime, sent_on: Sequence[datetime]
) -> dict[str, Any]:
    subscriber = found.subscriber
    common: dict[str, Any] = {"newsroom": masthead.newsroom, "site": masthead.site, "day": at.date().isoformat()}
    if found.letter.kind == CONFIRMATION:
        until = (subscriber.asked_at + CONFIRMED_WITHIN).date().isoformat()
        confirm = confirm_address(masthead, subscriber)
        return common | {"confirm": confirm, "until": until, "topics": topics_in_words(subscriber.topics)}
    common |= {"choices": choices_address(masthead, subscriber), "leave": leave_address(masthead, subscriber)}
    confirmed = subscriber.confirmed_at.date().isoformat() if subscriber.confirmed_at else ""
    common |= {"confirmed": confirmed, "topics": topics_in_words(subscriber.topics)}
    if found.letter.kind == REMINDER:
        return common
    assert found.issue is not None
    if found.letter.kind == DIGEST:
        return common | _of_digest(found, decision, masthead, found.issue)
    return common | {
        **found.issue.content,
        "kind": found.letter.kind,
        "address": masthead.address(found.issue.content["path"]),
        "sent_on": list(dict.fromkeys(day.date().isoformat() for day in sent_on)),
    }


def _of_digest(found: Whole, decision: Decision, masthead: Masthead, issue: Issue) -> dict[str, Any]:
    topics = found.letter.topics
    shown = [
        {**story, "address": masthead.address(story["path"])}
        for story in issue.content["stories"]
        if wanted(topics, story["topic"]) and story["id"] not in decision.left_out
    ]
    groups = _grouped(shown, "stories")
    dates = _grouped([d for d in issue.content["key_dates"] if wanted(topics, d["topic"])], "dates")
    stories = [story for group in groups for story in group["stories"]]
    more = issue.content["more"] if not topics else 0
    return {
        "stories": stories, "groups": groups, "key_dates": dates, "more": more,
        "day": issue.made_at.date().isoformat(),
    }  # fmt: skip


def _grouped(items: Iterable[Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for item in items:
        groups.setdefault(item["topic"], {"name": item["topic_name"], name: []})[name].append(item)
    return list(groups.values())


def topics_in_words(topics: Sequence[str]) -> str:
    """Return topics by their names, as a list in a sentence; "" for everything.

    >>> topics_in_words(["gallium", "REPM_85051110"])
    'gallium and rare-earth magnets'
    """
    names = sorted(trade_card().products[topic].name for topic in topics)
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _charset_of(text: str) -> str | Charset:
    return "us-ascii" if text.isascii() else _UTF8


def _shortened(subject: str) -> str:
    return subject if len(subject) <= _LONGEST_SUBJECT else subject[: _LONGEST_SUBJECT - 1].rstrip() + "…"
