"""How long the site takes: a thousand stories into an empty folder, and again after one of them has changed.

The stories are those of the months in the shipped figures, drafted, weighed and signed as at a desk, each of them
carried over to other addresses until there are a thousand. Drawings and evidence are kept by content, as they are on a
machine that has published them one by one; the last row says what a story takes whose charts nobody has drawn yet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.row import Row, seconds

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from weighbridge.desk import Desk, Story
    from weighbridge.publish import Built, Masthead

STORIES, BASES = 1_000, 24
PEOPLE = (("rita", "Rita Rowe"), ("ed", "Ed Ames"))


def measure(*, stories: int = STORIES, bases: int = BASES) -> list[Row]:
    """Return the rows of the site: whole, after one change, after none, and one story with everything drawn anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        desk, first = furnished(home, stories, bases)
        _built(desk, home / "before", home / "kept")
        whole = seconds(lambda: _built(desk, home / "site", home / "kept"))
        again = seconds(lambda: _built(desk, home / "site", home / "kept"))
        _withdraw(desk, first)
        changed = seconds(lambda: _built(desk, home / "site", home / "kept"))
        cold = min(seconds(partial(_drawn, desk, home / f"cold-{n}")) for n in range(3))
        largest = max(
            len(page.read_bytes()) - _drawings_in(page) for page in (home / "site" / "stories").glob("*.html")
        )
    return [
        Row(f"site of {stories:,} stories, into an empty folder", whole, "s", 20.0),
        Row("site, after one change", changed, "s", 2.0),
        Row("site, nothing changed", again, "s"),
        Row("site, the largest page of a story without its charts", largest / 1000, "kB", 150.0),
        Row("site, a story with nothing drawn or worked out before", cold, "s"),
    ]


def furnished(home: Path, stories: int, bases: int) -> tuple[Desk, Story]:
    """Return a desk with so many stories that are out, and one of them."""
    from weighbridge.desk import Role, open_desk
    from weighbridge.errors import RefusedError
    from weighbridge.settings import Settings

    desk = open_desk(Settings(home))
    for (id, name), role in zip(PEOPLE, (Role.REPORTER, Role.DUTY_EDITOR), strict=True):
        desk.add_person(id, name, role)
    out: list[Story] = []
    for content in _drafts(desk):
        if len(out) == min(bases, stories):
            break
        with suppress(RefusedError):  # the figures of a month may have been revised since
            out.append(_put_out(desk, content))
    with desk.store.writing() as connection:
        for n in range(len(out), stories):
            _carried_over(connection, desk, out[n % len(out)], n)
    return desk, out[0]


def _drafts(desk: Desk) -> Iterator[dict[str, Any]]:
    """The stories of the shipped months, the newest first."""
    from weighbridge.card import trade_card
    from weighbridge.desk import of_story
    from weighbridge.errors import NotInDataError
    from weighbridge.model import Period
    from weighbridge.sources import shipped_events
    from weighbridge.story import draft

    product, view = trade_card().product("magnets"), desk.weigher.vintages.view(desk.weigher.newest)
    month = Period.parse("2026-03")
    while str(month) > "2019-01":
        for focus in ("USA", None):
            with suppress(NotInDataError):
                told = draft(product, month, view=view, events=shipped_events(), focus=focus, anyway=True)
                if told.form != "notice":
                    yield of_story(told.as_dict())
        month = month.shift(-1)


def _put_out(desk: Desk, content: Mapping[str, Any]) -> Story:
    from weighbridge.desk import Mark, actions

    story = desk.write(content, by="rita")
    desk.check(story.id, by="rita", newest=True)
    desk.do(actions.Submit(story.id), by="rita")
    with desk.looking_at(story.id, by="ed") as case:
        claims = case.claims
    for claim in claims:
        held = claim["verdict"] == "SUPPORTED"
        desk.tick(
            story.id, claim["key"], Mark.ACCEPTED if held else Mark.SOURCED, by="ed", note="" if held else "page 3"
        )
    with desk.looking_at(story.id, by="ed") as case:
        seal = case.seal
    desk.do(actions.Approve(story.id, seal=seal), by="ed")
    return desk.do(actions.Publish(story.id), by="ed")


def _carried_over(connection: Connection, desk: Desk, story: Story, n: int) -> None:
    """The same story once more, at an address of its own, as if it had gone out an hour after the one before."""
    from sqlalchemy import insert, select

    from weighbridge.desk import audit
    from weighbridge.desk import tables as t

    id, at = f"{n:012x}", desk.clock() + timedelta(hours=n)
    for table, key in ((t.stories, "id"), (t.versions, "story"), (t.checks, "story"), (t.ticks, "story"),
                       (t.approvals, "story"), (t.publications, "story")):  # fmt: skip
        column = table.c[key]
        rows = [dict(row._mapping) for row in connection.execute(select(table).where(column == story.id))]  # noqa: SLF001
        for row in rows:
            row[key] = id
            _own(row, table, n)
        connection.execute(insert(table), rows)
    audit.append(connection, at=at, actor="ed", action="publish", story=id, detail={})


def _own(row: dict[str, Any], table: Table, n: int) -> None:
    if table.name in {"ticks", "approvals"}:
        del row["id"]
    if table.name == "publications":
        row["n"] = n + 1  # they are numbered without a gap, and the stories before this one went out once each


def _withdraw(desk: Desk, story: Story) -> None:
    from weighbridge.desk import actions

    desk.do(actions.Withdraw(story.id, reason="To see what a change takes."), by="ed")


def _masthead() -> Masthead:
    from weighbridge.publish import Masthead

    return Masthead("The Bench", "https://news.example/", "https://desk.example/", "news@news.example")


def _built(desk: Desk, into: Path, kept_in: Path) -> Built:
    from weighbridge.publish import build

    return build(desk, _masthead(), into, kept_in=kept_in)


def _drawn(desk: Desk, kept_in: Path) -> None:
    """Make the files of one story with nothing kept."""
    from weighbridge.publish import read_public
    from weighbridge.publish.site import STORY_LEAVES, Site

    record = read_public(desk)
    site = Site(desk, _masthead(), record, kept_in, {}, {})
    story = next(story for story in record.stories if not story.taken_back)
    for leaf in STORY_LEAVES:
        for _ in leaf(site.told(story)):
            pass


def _drawings_in(page: Path) -> int:
    text = page.read_text(encoding="utf-8")
    return sum(len(part.partition("</svg>")[0].encode()) for part in text.split("<svg ")[1:])
