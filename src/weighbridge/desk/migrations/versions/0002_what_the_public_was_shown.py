"""What the public was shown, moment by moment, and what readers are told of an amendment.

What went out before this table was there is read from the log, so that nothing public is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, Text, column, select, table

revision = "0002"
down_revision = "0001"

_EVENTS = {"withdraw": "withdrawn", "kill": "killed"}


def upgrade() -> None:
    """Make the table and fill it from the log."""
    op.add_column("stories", Column("notice", Text, nullable=False, server_default=""))
    op.create_table(
        "publications",
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("story", Text, ForeignKey("stories.id"), nullable=False),
        Column("version", Integer, nullable=False),
        Column("checked", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("event", "notice", "sealed")),
        Column("published_by", Text, ForeignKey("people.id"), nullable=False),
        Column("published_at", Text, nullable=False),
    )
    op.create_index("publications_of_story", "publications", ["story"])
    if there := list(_from_the_log()):
        op.bulk_insert(table("publications", *map(column, there[0])), there)
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _from_the_log() -> Iterator[dict[str, Any]]:
    log = table("audit", *map(column, ("n", "at", "actor", "action", "story", "detail")))
    checks = table("checks", *map(column, ("story", "version", "n", "checked_at")))
    connection, live, n = op.get_bind(), {}, 0
    deeds = log.c.action.in_(["publish", *_EVENTS])
    for row in connection.execute(select(log).where(deeds).order_by(log.c.n)).all():
        told = json.loads(row.detail)
        if row.action == "publish":
            live[row.story] = told["version"]
        elif row.story not in live:
            continue
        before = (checks.c.story == row.story, checks.c.version == live[row.story], checks.c.checked_at <= row.at)
        last = connection.execute(select(checks.c.n).where(*before).order_by(checks.c.n.desc()).limit(1)).scalar()
        out = row.action == "publish"
        n += 1
        yield {
            "n": n,
            "story": row.story,
            "version": live[row.story],
            "checked": last or 0 if out else 0,
            "event": told["to"] if out else _EVENTS[row.action],
            "notice": told.get("reason", ""),
            "sealed": told.get("seal", ""),
            "published_by": row.actor,
            "published_at": row.at,
        }


def _guards(dialect: str) -> Iterator[str]:
    """Yield the statements that make a database refuse to change or delete what the public was shown."""
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'publications is history and is never changed'); END"
        for verb in ("UPDATE", "DELETE"):
            yield f"CREATE TRIGGER publications_no_{verb.lower()} BEFORE {verb} ON publications {refuse}"
        there = "EXISTS (SELECT 1 FROM publications WHERE n = NEW.n)"
        yield f"CREATE TRIGGER publications_no_replace BEFORE INSERT ON publications WHEN {there} {refuse}"
        return
    yield (
        "CREATE TRIGGER publications_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON publications "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()"
    )
