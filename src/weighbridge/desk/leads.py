"""From a release to the queue of leads, and from a lead to a checked draft."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from weighbridge.desk import rows
from weighbridge.desk.actions import Draft, Edit
from weighbridge.desk.content import of_story
from weighbridge.desk.states import WRITERS
from weighbridge.desk.values import State, Story
from weighbridge.errors import NotInDataError, RefusedError
from weighbridge.facts import Lead, scan
from weighbridge.model import Flow, Period

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.ledger import View

STILL_NEWS = timedelta(days=365)  # a product whose newest figures came out earlier than that has no news


def scan_into_queue(desk: Desk, *, by: str) -> list[Story]:
    """Put what is news in the newest month of each product into the queue, and return what was not in it yet.

    One lead for each product, month and partner, with the score and the reason of its biggest news. Raises
    NotInDataError for an empty ledger and RefusedError for somebody who does not write.
    """
    actor = desk.person(by)
    if not (actor.active and actor.roles & WRITERS):
        raise RefusedError("scan", [f"scanning needs the role {' or '.join(sorted(WRITERS))}"])
    view = desk.weigher.vintages.view(desk.weigher.newest)
    best: dict[tuple[str, str, str], Lead] = {}
    for product, flow, month in newest_months(view):
        try:
            found = scan(product, month, view=view, flow=flow)
        except NotInDataError:  # the month is known of a part only, and of no cell that is news
            continue
        for lead in found:
            key = (lead.cell.product, str(lead.cell.period), lead.cell.partner)
            if lead.is_news and (key not in best or lead.score > best[key].score):
                best[key] = lead
    added = [
        desk.add_lead(product=product, period=period, focus=focus, score=round(lead.score, 2), why=lead.why, by=by)
        for (product, period, focus), lead in best.items()
        if _content(view, product, period, focus) is not None
    ]
    return [story for story in added if story is not None]


def newest_months(view: View) -> list[tuple[str, Flow, Period]]:
    """Return product, flow and month of the newest figures of each product, without those released too long ago."""
    months: dict[tuple[str, Flow], Period] = {}
    released: dict[tuple[str, Flow, Period], date] = {}
    for o in view.observations:
        key, month = (o.cell.product, o.cell.flow), o.cell.period.last_month
        months[key] = max(months.get(key, month), month)
        released[*key, month] = max(released.get((*key, month), o.released_at), o.released_at)
    newest = max(released.values(), default=None)
    return sorted(
        (*key, month) for key, month in months.items() if newest and newest - released[*key, month] <= STILL_NEWS
    )


def draft_lead(desk: Desk, story: str, *, by: str, revision: int | None = None, as_of: date | None = None) -> Story:
    """Draft a lead with the data as of a day, by default of the newest release, check the draft, and return it.

    Raises NotInDataError where the data do not carry a story, RefusedError and ConflictError as every action does.
    """
    with desk.store.reading() as connection:
        lead = rows.story_of(connection, story)
    if lead.state is not State.LEAD:
        raise RefusedError("draft", [f"only a lead is drafted, and this story is {lead.state}"])
    day = as_of or desk.weigher.newest
    view = desk.weigher.vintages.view(day)
    words = _content(view, lead.product, lead.period, lead.focus)
    if words is None:
        raise NotInDataError(f"the data released by {day} do not carry a story of {lead.slug}")
    desk.do(Draft(story, revision, content=words, why="drafted by machine"), by=by)
    return desk.check(story, by=by)


def draft_anew(desk: Desk, story: str, *, by: str, revision: int | None = None) -> Story:
    """Word a story anew from the newest data, in a new version, check it, and return it.

    That is what an update begins with; whoever added sentences of their own finds them in the version before. Raises
    NotInDataError where the data carry no such story, RefusedError and ConflictError as every action does.
    """
    with desk.store.reading() as connection:
        told = rows.story_of(connection, story)
    view = desk.weigher.vintages.view(desk.weigher.newest)
    words = _content(view, told.product, told.period, told.focus) if told.product and told.period else None
    if words is None:
        raise NotInDataError(f"{told.slug} is no story that the data carry; its words are edited by hand")
    desk.do(Edit(story, revision, content=words, why="drafted anew from the newest data"), by=by)
    return desk.check(story, by=by, newest=True)


def _content(view: View, product: str, period: str, focus: str) -> dict[str, Any] | None:
    """The content of the drafted story, None where the data do not carry one."""
    from weighbridge.sources import shipped_events
    from weighbridge.story import draft

    member, when = view.card.product(product), Period.parse(period)
    try:
        told = draft(member, when, view=view, events=shipped_events(), focus=focus or None, anyway=True)
    except NotInDataError:
        return None
    return of_story(told.as_dict())
