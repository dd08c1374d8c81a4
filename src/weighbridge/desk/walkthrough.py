"""The walk-through: three people and one drafted story, so that somebody who opens the desk can try all of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from weighbridge.desk import rows
from weighbridge.desk.content import of_story
from weighbridge.desk.values import Role
from weighbridge.errors import WeighbridgeError
from weighbridge.model import Period

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk

# Who walks through: id, name, role, and what the role is there for.
PEOPLE = (
    ("rita", "Rita Reyes", Role.REPORTER, "drafts, edits, checks and submits; cannot sign"),
    ("edgar", "Edgar Lind", Role.EDITOR, "reviews claim by claim, approves, publishes, corrects"),
    ("dana", "Dana Osei", Role.DUTY_EDITOR, "does what an editor does, and kills what nobody may use"),
)
_PRODUCT, _PERIOD, _FOCUS, _DAY = "magnets", "2025-06", "USA", date(2025, 7, 20)  # the case that started it


def set_up(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Make the three people and a drafted story where they are not there yet; return each one's id and what they do."""
    with desk.store.reading() as connection:
        there = {person.id for person in rows.people(connection)}
    for id, name, role, _ in PEOPLE:
        if id not in there:
            desk.add_person(id, name, role)
    if not desk.stories():
        _draft(desk)
    return tuple((id, hint) for id, _, _, hint in PEOPLE)


def _draft(desk: Desk) -> None:
    """Draft the June 2025 story as its reporter would have on the day; a ledger without that month gets none."""
    from weighbridge.card import trade_card
    from weighbridge.sources import shipped_events
    from weighbridge.story import draft

    product = trade_card().product(_PRODUCT)
    try:
        view = desk.weigher.vintages.view(_DAY)
        told = draft(product, Period.parse(_PERIOD), view=view, events=shipped_events(), focus=_FOCUS, anyway=True)
        story = desk.write(of_story(told.as_dict()), by=PEOPLE[0][0], why="drafted by machine")
        desk.check(story.id, by=PEOPLE[0][0])
    except WeighbridgeError:
        return
