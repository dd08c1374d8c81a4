"""Issues: what goes out to several at once, with its content as it was when the issue was made.

A digest holds the stories that came out or changed since the last one. A notice tells of one publication that made
what was sent before no longer true: a correction, an update, a withdrawal, a kill. Each is made once, whoever asks how
often, and together with its letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from weighbridge.card import trade_card
from weighbridge.desk import moment, written
from weighbridge.errors import ConflictError, UnknownNameError
from weighbridge.pages import period_in_words
from weighbridge.publish import places
from weighbridge.publish.post import letters, subscribers
from weighbridge.publish.post import tables as t
from weighbridge.publish.post.values import DIGEST, NOTICES, Issue, Standing, wanted
from weighbridge.publish.public import edition, read_public
from weighbridge.publish.summary import Summary, summary_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from weighbridge.desk import Desk, Publication
    from weighbridge.publish.public import PublicRecord

FIRST_GOES_BACK = timedelta(days=7)
MOST_STORIES = 40  # in one digest, the newest; the site has them all
_TRIES = 5


def make_digest(desk: Desk, *, by: str, at: datetime, domain: str) -> Issue | None:
    """Return a new digest with its letters queued, None when no story came out or changed since the last one."""
    for _ in range(_TRIES):
        with desk.store.reading() as connection:
            before = _last_digest(connection)
        content = digest_content(desk, before, at=at)
        if content is None:
            return None
        with desk.store.writing() as connection:
            if _last_digest(connection) != before:  # somebody else made one meanwhile: this one holds less now
                continue
            issue = _insert(connection, DIGEST, content, by=by, at=at)
            to = subscribers.subscribers(connection, Standing.ACTIVE)
            letters.queue_issue(connection, issue, [s for s in to if concerns(content, s.topics)], at=at, domain=domain)
            return issue
    raise ConflictError("others make digests all the time; nothing was made, try it again")


def digest_content(desk: Desk, before: int | None, *, at: datetime) -> dict[str, Any] | None:
    """Return what a digest made now would hold, None when that is nothing; `before` is where the last one ended.

    The first digest goes back a week. Stories that were taken back are in none.
    """
    record = read_public(desk)
    after = _a_week_ago(record, at) if before is None else before
    fresh = [story for story in record.stories if story.last.n > after and not story.taken_back]
    if not fresh:
        return None
    shown = [summary_of(story, edition(desk, story)) for story in fresh[:MOST_STORIES]]
    new = {story.id for story in fresh if story.first.n > after}
    return {
        "after": after,
        "through": record.through,
        "stories": [_item(one, new=one.id in new) for one in shown],
        "more": len(fresh) - len(shown),
        "key_dates": list(_key_dates(desk, record, shown, today=at.date().isoformat())),
    }


def make_notices(desk: Desk, *, at: datetime, domain: str) -> list[Issue]:
    """Return the notices that had not been made yet, each with a letter to everybody who was sent what it tells of."""
    made = []
    with desk.store.reading() as connection:
        told = _last_notice(connection)
    for publication in desk.publications(after=told):
        if str(publication.event) not in NOTICES:
            continue
        content = _notice_content(desk, publication)
        with desk.store.writing() as connection:
            if _last_notice(connection) >= publication.n:  # somebody else was faster
                continue
            issue = _insert(connection, str(publication.event), content, by="machine", at=at, of=publication.n)
            sent = letters.who_was_sent(connection, publication.story, before=sent_before(issue))
            to = [subscribers.subscriber_of(connection, id) for id in sent]
            letters.queue_issue(connection, issue, to, at=at, domain=domain)
            made.append(issue)
    return made


def sent_before(notice: Issue) -> int:
    """Return the version from which on a notice says nothing new: the corrected one, or none that is taken back."""
    return int(notice.content["version"]) + (notice.kind in {"withdrawn", "killed"})


def issue_of(connection: Connection, n: int) -> Issue:
    """Return an issue by its number; raises UnknownNameError."""
    row = connection.execute(select(t.issues).where(t.issues.c.n == n)).first()
    if row is None:
        raise UnknownNameError("issue", str(n))
    return _issue(row)


def all_issues(connection: Connection) -> list[Issue]:
    """Return all issues, the newest first."""
    return [_issue(row) for row in connection.execute(select(t.issues).order_by(t.issues.c.n.desc()))]


def _insert(
    connection: Connection, kind: str, content: Mapping[str, Any], *, by: str, at: datetime, of: int | None = None
) -> Issue:
    n = (connection.execute(select(func.max(t.issues.c.n))).scalar() or 0) + 1
    issue = Issue(n, kind, of, content.get("after", 0), content.get("through", 0), content, by, at)
    row = {"n": n, "kind": kind, "publication": of, "after": issue.after, "through": issue.through}
    connection.execute(
        insert(t.issues), row | {"content": dict(content), "made_by": by, "made_at": written(at)}
    )  # fmt: skip
    if held := [
        {"issue": n, "story": s["id"], "version": s["version"], "topic": s["topic"]} for s in content.get("stories", ())
    ]:
        connection.execute(insert(t.issue_stories), held)
    return issue


def _item(summary: Summary, *, new: bool) -> dict[str, Any]:
    return {
        "id": summary.id,
        "version": summary.version,
        "new": new,
        "event": summary.event,
        "topic": summary.product,
        "topic_name": topic_name(summary.product) or summary.product_name,
        "path": summary.path,
        "title": summary.title,
        "standfirst": summary.standfirst,
        "notice": summary.notices[-1].words if summary.notices and summary.event != "published" else "",
        "changed_at": written(summary.changed_at),
    }


def _key_dates(
    desk: Desk, record: PublicRecord, shown: Sequence[Summary], *, today: str
) -> Iterator[dict[str, str]]:  # fmt: skip
    """The days ahead by topic, from the newest story of each topic; those the digest shows are at hand already."""
    at_hand = {summary.id: summary for summary in shown}
    found: dict[tuple[str, str], set[str]] = {}
    names: dict[str, str] = {}
    seen: set[str] = set()
    for story in record.stories:
        topic = story.last.product
        if story.taken_back or topic in seen:
            continue
        seen.add(topic)
        summary = at_hand.get(story.id) or summary_of(story, edition(desk, story))
        names[topic] = topic_name(topic) or summary.product_name
        for day in summary.key_dates:
            if day.on >= today:
                found.setdefault((day.on, day.what), set()).add(topic)
    for (on, what), topics in sorted(found.items()):
        for topic in sorted(topics):
            yield {"on": on, "what": what, "topic": topic, "topic_name": names[topic]}


def _notice_content(desk: Desk, publication: Publication) -> dict[str, Any]:
    """What a notice says; of a story that was taken back no word is left, only what it was about."""
    name = topic_name(publication.product) or "trade"
    about = ", ".join(filter(None, (name, period_in_words(publication.period) if publication.period else "")))
    gone = str(publication.event) in {"withdrawn", "killed"}
    return {
        "story": publication.story,
        "version": publication.version,
        "topic": publication.product,
        "topic_name": name,
        "path": places.story(publication.slug, publication.story),
        "title": f"a story about {about}" if gone else desk.edition(publication).content["title"],
        "notice": publication.notice,
        "published_at": written(publication.published_at),
    }


def topic_name(topic: str) -> str:
    """Return a topic as a reader knows it, "" for one that the card does not know."""
    products = trade_card().products
    return products[topic].name if topic in products else ""


def _a_week_ago(record: PublicRecord, at: datetime) -> int:
    old = (p.n for story in record.stories for p in story.publications if p.published_at < at - FIRST_GOES_BACK)
    return max(old, default=0)


def concerns(content: Mapping[str, Any], topics: tuple[str, ...]) -> bool:
    """Whether a digest holds something for somebody with these topics."""
    return any(wanted(topics, story["topic"]) for story in content["stories"])


def _last_digest(connection: Connection) -> int | None:
    found = select(func.max(t.issues.c.through)).where(t.issues.c.kind == DIGEST)
    return connection.execute(found).scalar()


def _last_notice(connection: Connection) -> int:
    return connection.execute(select(func.max(t.issues.c.publication))).scalar() or 0


def _issue(row: Row[Any]) -> Issue:
    return Issue(
        row.n, row.kind, row.publication, row.after, row.through, row.content, row.made_by, moment(row.made_at)
    )
