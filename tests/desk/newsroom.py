"""What the tests of the desk play with: a clock that is set, people, texts whose verdicts are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table

from weighbridge.desk import Desk, Mark, Role, Story, actions
from weighbridge.desk import tables as of_desk
from weighbridge.publish import tables as of_publish
from weighbridge.publish.post import tables as of_post
from weighbridge.watch import tables as of_watch

# The tables of every room, each after those it points to. The database of a desk holds all of them.
ALL_METADATA = (of_desk.metadata, of_publish.metadata, of_watch.metadata)
assert of_post.metadata is of_publish.metadata
TABLES: dict[str, Table] = {t.name: t for metadata in ALL_METADATA for t in metadata.sorted_tables}

PEOPLE = {
    "rita": ("Rita Rowe", Role.REPORTER),
    "ron": ("Ron Reed", Role.REPORTER),
    "ed": ("Ed Ames", Role.EDITOR),
    "eva": ("Eva Ek", Role.EDITOR),
    "dana": ("Dana Dow", Role.DUTY_EDITOR),
    "dirk": ("Dirk Dahl", Role.DUTY_EDITOR),
    "ada": ("Ada Ash", Role.ADMINISTRATOR),
}
TRUE = "China shipped 353 tonnes of rare-earth magnets to the United States in June 2025, up 660% from May."
SECOND = "Exports to the world rose to 3,188 tonnes in June 2025."
DOUBTFUL = "Neodymium oxide cost $62 a kilogram at the end of the month."
WRONG = "China shipped 453 tonnes of rare-earth magnets to the United States in June 2025."


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def words(*sentences: str, title: str = "China ships more magnets", **more: object) -> dict[str, object]:
    """The content of a story of these sentences, seen through the newest data."""
    content = {
        "title": title,
        "text": "\n\n".join(sentences or (TRUE,)),
        "dateline": "2025-07-20",
        "as_of": "2026-11-01",
    }
    return {**content, **more}


def in_review(desk: Desk, *sentences: str, by: str = "rita", **more: object) -> Story:
    """A story written, checked and handed to the editors."""
    story = desk.write(words(*sentences, **more), by=by)
    desk.check(story.id, by=by)
    return desk.do(actions.Submit(story.id), by=by)


def reviewed(desk: Desk, story: Story, by: str) -> str:
    """Tick every claim as a reviewer does, and return the seal of what was seen."""
    with desk.looking_at(story.id, by=by) as case:
        claims = case.claims
    for claim in claims:
        supported = claim["verdict"] == "SUPPORTED"
        note = "" if supported else "price list of the exchange, page 3"
        desk.tick(story.id, claim["key"], Mark.ACCEPTED if supported else Mark.SOURCED, by=by, note=note)
    return seal_of(desk, story)


def seal_of(desk: Desk, story: Story) -> str:
    with desk.looking_at(story.id, by="ada") as case:
        return case.seal


def claims_of(desk: Desk, story: Story) -> dict[str, dict[str, object]]:
    """The claims of a story by what they quote."""
    with desk.looking_at(story.id, by="ada") as case:
        return {claim["quote"]: dict(claim) for claim in case.claims}


def approved(desk: Desk, *sentences: str, by: str = "ed", **more: object) -> Story:
    """A story that an editor has signed."""
    story = in_review(desk, *sentences, **more)
    return desk.do(actions.Approve(story.id, seal=reviewed(desk, story, by)), by=by)


def published(desk: Desk, *sentences: str, **more: object) -> Story:
    """A story that is out."""
    return desk.do(actions.Publish(approved(desk, *sentences, **more).id), by="dana")


def put_out(desk: Desk, content: Mapping[str, object]) -> Story:
    """A story of this content that is out, seen through the newest data."""
    story = desk.write(content, by="rita")
    desk.check(story.id, by="rita", newest=True)
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    return desk.do(actions.Publish(story.id), by="dana")
