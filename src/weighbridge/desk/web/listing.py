"""The list of stories with what the front page says of each, in three questions to the database and no text of any."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from weighbridge.desk import rows
from weighbridge.desk import tables as t
from weighbridge.desk.actions import KILL_CONFIRMED_WITHIN, ConfirmKill, Kill
from weighbridge.desk.moments import moment
from weighbridge.desk.states import ENDED, PUBLIC, WORKED_ON
from weighbridge.desk.values import Kind, Person, Role, State
from weighbridge.desk.web.views import story_dict
from weighbridge.errors import PeriodError
from weighbridge.facts import period_text
from weighbridge.model import Period

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.card import Card

_MOST_IN_LANE = 40


def listed(connection: Connection, *states: State) -> list[dict[str, Any]]:
    """Return the stories in some states, or all, with title, coverage of the newest check, and who wrote them."""
    names = {p.id: p.name for p in rows.people(connection)}
    titles = _titles(connection)
    coverage = _coverage(connection)
    found = []
    for story in rows.stories(connection, states or None):
        title, by, at = titles.get(story.id, ("", story.created_by, None))
        told = story_dict(story)
        told |= {
            "title": title or f"Untitled: {story.slug.replace('-', ' ')}",
            "by": names.get(by, by),
            "writer": by,
            "at": at or told["created_at"],
        }
        told["coverage"] = coverage.get((story.id, story.latest))
        found.append(told)
    return found


def lanes(connection: Connection, who: Person) -> dict[str, list[dict[str, Any]]]:
    """Return the stories of the front page by lane, the ones that wait for somebody first."""
    found = [s for s in listed(connection) if s["state"] != State.LEAD]
    wrote = {row.story for row in connection.execute(_written_by(who.id))}
    ours = [s for s in found if s["kind"] == Kind.STORY]

    def of(*states: State) -> list[dict[str, Any]]:
        return [s for s in ours if s["state"] in states][:_MOST_IN_LANE]

    editor = who.holds(Role.EDITOR, Role.DUTY_EDITOR)
    mine = [s for s in ours if s["id"] in wrote and s["state"] in WORKED_ON]
    waiting = [s for s in of(State.IN_REVIEW) if editor and s["id"] not in wrote]
    return {
        "mine": [*waiting, *mine][:_MOST_IN_LANE],
        "review": of(State.IN_REVIEW),
        "approved": of(State.APPROVED),
        "scheduled": of(State.SCHEDULED),
        "work": [s for s in of(*WORKED_ON) if s["id"] not in wrote],
        "published": of(*PUBLIC, State.UNDER_RECHECK),
        "outside": [s for s in found if s["kind"] == Kind.OUTSIDE and s["state"] not in ENDED][:_MOST_IN_LANE],
        "ended": of(*ENDED),
    }


def unconfirmed_kills(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """Return the killed stories that nobody has confirmed in time, the oldest kill first, each with `killed_at`."""
    said_so = select(t.audit.c.story).where(t.audit.c.action == ConfirmKill.name)
    wanted = select(t.stories.c.id, func.max(t.audit.c.at).label("at"))
    wanted = wanted.join(t.audit, t.audit.c.story == t.stories.c.id)
    killed = (t.stories.c.state == str(State.KILLED), t.audit.c.action == Kill.name)
    wanted = wanted.where(*killed, t.stories.c.id.not_in(said_so))
    since = {row.id: row.at for row in connection.execute(wanted.group_by(t.stories.c.id))}
    late = {id: at for id, at in since.items() if is_late(moment(at), now)}
    if not late:
        return []
    found = [{**s, "killed_at": late[s["id"]]} for s in listed(connection, State.KILLED) if s["id"] in late]
    return sorted(found, key=lambda story: str(story["killed_at"]))


def is_late(killed_at: datetime | None, now: datetime) -> bool:
    """Whether a kill has waited for its second person longer than it may."""
    return killed_at is not None and now - killed_at > KILL_CONFIRMED_WITHIN


def leads(connection: Connection, card: Card) -> list[dict[str, Any]]:
    """Return the queue of leads, best first, each with a name a person reads."""
    return [{**lead, "title": lead_title(lead, card)} for lead in listed(connection, State.LEAD)]


def lead_title(lead: Mapping[str, Any], card: Card) -> str:
    """Return what a lead is about: product, partner and period."""
    product, partner = card.products.get(lead["product"]), card.places.get(lead["focus"])
    named = product.name if product else lead["product"]
    where = partner.name if partner else lead["focus"]
    return ", ".join(filter(None, (f"{named[:1].upper()}{named[1:]}", where, _month(lead["period"]))))


def _month(period: str) -> str:
    try:
        return period_text(Period.parse(period))
    except PeriodError:
        return period


def _titles(connection: Connection) -> dict[str, tuple[str, str, str]]:
    newest = and_(t.versions.c.story == t.stories.c.id, t.versions.c.n == t.stories.c.latest)
    title = t.versions.c.content["title"].as_string().label("title")
    wanted = select(t.stories.c.id, title, t.versions.c.written_by, t.versions.c.written_at)
    found = connection.execute(wanted.select_from(t.stories.join(t.versions, newest)))
    return {r.id: (r.title or "", r.written_by, r.written_at) for r in found}


def _coverage(connection: Connection) -> dict[tuple[str, int], Mapping[str, int]]:
    last = (
        select(t.checks.c.story, t.checks.c.version, func.max(t.checks.c.n).label("n"))
        .group_by(t.checks.c.story, t.checks.c.version)
        .subquery()
    )
    same = and_(t.checks.c.story == last.c.story, t.checks.c.version == last.c.version, t.checks.c.n == last.c.n)
    coverage = t.checks.c.report["coverage"].as_json().label("coverage")
    newest = and_(t.stories.c.id == t.checks.c.story, t.stories.c.latest == t.checks.c.version)
    wanted = select(t.checks.c.story, t.checks.c.version, coverage).join(last, same).join(t.stories, newest)
    return {(r.story, r.version): r.coverage for r in connection.execute(wanted)}


def _written_by(person: str) -> Any:
    return select(t.versions.c.story).where(t.versions.c.written_by == person).distinct()
