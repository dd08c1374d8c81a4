"""The first tables, with the history kept from change, and the machine as the first who acts.

A migration that has run somewhere is never changed; the next change of the tables is the next migration.
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
    column,
    table,
)

revision = "0001"
down_revision = None

# What is history, and the columns that name a row of it.
HISTORY = {
    "versions": ("story", "n"),
    "checks": ("story", "version", "n"),
    "waivers": ("id",),
    "openings": ("id",),
    "ticks": ("id",),
    "approvals": ("id",),
    "comments": ("id",),
    "settlements": ("comment",),
    "reports": ("id",),
    "answers": ("report",),
    "audit": ("n",),
}


def upgrade() -> None:
    """Make all tables and keep the history from change."""
    _people()
    _stories()
    _review()
    _readers()
    _audit()
    for statement in _guards_of_history(op.get_bind().dialect.name):
        op.execute(statement)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _key(name: str, to: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(to), nullable=False, primary_key=primary_key)


def _people() -> None:
    op.create_table(
        "people",
        Column("id", Text, primary_key=True),
        _text("name"),
        _text("roles"),
        _text("password", nullable=True),
        Column("active", Boolean, nullable=False),
        Column("epoch", Integer, nullable=False),
    )
    machine = {"id": "system", "name": "The machine", "roles": "machine", "active": True, "epoch": 0}
    op.bulk_insert(table("people", *map(column, machine)), [machine])
    op.create_table(
        "tokens",
        Column("hash", Text, primary_key=True),
        _key("person", "people.id"),
        _text("label"),
        Column("read_only", Boolean, nullable=False),
        _text("made_at"),
        _text("revoked_at", nullable=True),
    )


def _stories() -> None:
    op.create_table(
        "stories",
        Column("id", Text, primary_key=True),
        _text("kind"),
        _text("state"),
        Column("revision", Integer, nullable=False),
        _text("slug"),
        _text("product"),
        _text("period"),
        _text("focus"),
        Column("sensitive", Boolean, nullable=False),
        _key("created_by", "people.id"),
        _text("created_at"),
        Column("latest", Integer, nullable=False),
        Column("live", Integer),
        _text("live_as", nullable=True),
        _text("amends"),
        _text("note"),
        _text("embargo_until", nullable=True),
        _text("scheduled_for", nullable=True),
        Column("score", Float),
        _text("why"),
    )
    op.create_index("stories_by_state", "stories", ["state"])
    op.create_table(
        "versions",
        _key("story", "stories.id", primary_key=True),
        Column("n", Integer, primary_key=True),
        Column("content", JSON, nullable=False),
        _text("content_hash"),
        _key("written_by", "people.id"),
        _text("written_at"),
        _text("why"),
    )
    op.create_table(
        "checks",
        Column("story", Text, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("n", Integer, primary_key=True),
        _text("as_of"),
        Column("ledger_commit", Integer, nullable=False),
        Column("report", JSON, nullable=False),
        Column("facts", JSON, nullable=False),
        _key("checked_by", "people.id"),
        _text("checked_at"),
        ForeignKeyConstraint(["story", "version"], ["versions.story", "versions.n"]),
    )


def _review() -> None:
    op.create_table(
        "waivers",
        Column("id", Integer, primary_key=True),
        _key("story", "stories.id"),
        _text("claim"),
        _text("reason"),
        _key("waived_by", "people.id"),
        _text("waived_at"),
        UniqueConstraint("story", "claim"),
    )
    op.create_table(
        "openings",
        Column("id", Integer, primary_key=True),
        _key("story", "stories.id"),
        Column("version", Integer, nullable=False),
        _text("claim"),
        _key("opened_by", "people.id"),
        _text("opened_at"),
        Column("seconds", Float, nullable=False),
    )
    op.create_index("openings_of_story", "openings", ["story"])
    op.create_table(
        "ticks",
        Column("id", Integer, primary_key=True),
        _key("story", "stories.id"),
        Column("version", Integer, nullable=False),
        _text("claim"),
        _text("mark"),
        _text("note"),
        _key("ticked_by", "people.id"),
        _text("ticked_at"),
    )
    op.create_index("ticks_of_story", "ticks", ["story"])
    op.create_table(
        "approvals",
        Column("id", Integer, primary_key=True),
        _key("story", "stories.id"),
        Column("version", Integer, nullable=False),
        _text("sealed"),
        _key("approved_by", "people.id"),
        _text("approved_at"),
    )
    op.create_index("approvals_of_story", "approvals", ["story"])
    op.create_table(
        "comments",
        Column("id", Integer, primary_key=True),
        _key("story", "stories.id"),
        Column("version", Integer, nullable=False),
        _text("place"),
        Column("start", Integer, nullable=False),
        Column("stop", Integer, nullable=False),
        _text("quote"),
        _text("words"),
        _key("written_by", "people.id"),
        _text("written_at"),
    )
    op.create_index("comments_of_story", "comments", ["story"])
    op.create_table(
        "settlements",
        Column("comment", Integer, ForeignKey("comments.id"), primary_key=True),
        _key("settled_by", "people.id"),
        _text("settled_at"),
    )


def _readers() -> None:
    op.create_table(
        "reports",
        Column("id", Text, primary_key=True),
        _key("story", "stories.id"),
        Column("version", Integer, nullable=False),
        _text("quote"),
        _text("words"),
        _text("contact"),
        Column("claims", JSON, nullable=False),
        _text("reported_at"),
    )
    op.create_index("reports_of_story", "reports", ["story"])
    op.create_table(
        "answers",
        _key("report", "reports.id", primary_key=True),
        _text("outcome"),
        _text("words"),
        _key("answered_by", "people.id"),
        _text("answered_at"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        Column("n", Integer, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("at", "actor", "action", "story", "detail", "before", "hash")),
    )
    op.create_index("audit_of_story", "audit", ["story"])


def _guards_of_history(dialect: str) -> Iterator[str]:
    """Yield the statements that make a database refuse to change or delete a row of the history.

    SQLite's INSERT OR REPLACE deletes without a word, so a row that takes the place of another is refused there too.
    Raises ValueError for another dialect than sqlite or postgresql.
    """
    if dialect == "sqlite":
        for name, key in HISTORY.items():
            refuse = f"BEGIN SELECT RAISE(ABORT, '{name} is history and is never changed'); END"
            for verb in ("UPDATE", "DELETE"):
                yield f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} {refuse}"
            same = " AND ".join(f"{part} = NEW.{part}" for part in key)
            there = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 - our own names
            yield f"CREATE TRIGGER {name}_no_replace BEFORE INSERT ON {name} WHEN {there} {refuse}"
        return
    if dialect != "postgresql":
        raise ValueError(f"history on {dialect} cannot be kept from change; sqlite and postgresql are known")
    yield (
        "CREATE FUNCTION history_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is history and is never changed', TG_TABLE_NAME; END $$"
    )
    for name in HISTORY:
        yield (
            f"CREATE TRIGGER {name}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()"
        )
