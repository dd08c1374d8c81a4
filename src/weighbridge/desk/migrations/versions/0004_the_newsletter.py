"""The newsletter: who gets it, what they agreed to, what was written to them, and what became of each letter."""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op
from sqlalchemy import JSON, Column, Integer, Text, UniqueConstraint

revision = "0004"
down_revision = "0003"

_HISTORY = {"consents": ("n",), "issues": ("n",), "issue_stories": ("issue", "story"), "receipts": ("n",)}
_INDEXES = {
    "subscribers_by_digest": ("subscribers", "digest"),
    "subscribers_by_state": ("subscribers", "state"),
    "consents_of_subscriber": ("consents", "subscriber"),
    "issue_stories_by_story": ("issue_stories", "story"),
    "letters_by_state": ("letters", "state", "urgency", "n"),
    "letters_of_subscriber": ("letters", "subscriber"),
    "receipts_of_letter": ("receipts", "letter"),
}


def upgrade() -> None:
    """Make the tables, and let the database keep what is history."""
    op.create_table(
        "subscribers",
        Column("id", Text, primary_key=True),
        *_texts("address", "digest", "state", "topics", "token", "confirmation", "asked_at"),
        Column("confirmed_at", Text),
        Column("left_at", Text),
        UniqueConstraint("token"),
        UniqueConstraint("confirmation"),
    )
    op.create_table("consents", _number(), *_texts("subscriber", "event", "topics", "words", "given_by", "given_at"))
    op.create_table(
        "issues",
        _number(),
        *_texts("kind"),
        Column("publication", Integer),
        *(Column(name, Integer, nullable=False) for name in ("after", "through")),
        Column("content", JSON, nullable=False),
        *_texts("made_by", "made_at"),
        UniqueConstraint("publication"),
    )
    op.create_table(
        "issue_stories",
        Column("issue", Integer, primary_key=True, autoincrement=False),
        Column("story", Text, primary_key=True),
        Column("version", Integer, nullable=False),
        *_texts("topic"),
    )
    op.create_table(
        "letters",
        _number(),
        Column("issue", Integer),
        *_texts("subscriber", "kind"),
        Column("urgency", Integer, nullable=False),
        *_texts("topics", "left_out", "state"),
        Column("attempts", Integer, nullable=False),
        *_texts("message_id", "queued_at", "due_at"),
        UniqueConstraint("issue", "subscriber"),
    )
    op.create_table(
        "receipts",
        _number(),
        Column("letter", Integer, nullable=False),
        *_texts("state"),
        Column("code", Integer),
        *_texts("words", "noted_by", "noted_at"),
    )
    for index, (table, *columns) in _INDEXES.items():
        op.create_index(index, table, columns)
    for table, key in _HISTORY.items():
        for statement in _guards(op.get_bind().dialect.name, table, key):
            op.execute(statement)


def _number() -> Column[int]:
    return Column("n", Integer, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _guards(dialect: str, table: str, key: tuple[str, ...]) -> Iterator[str]:
    """Yield the statements that make a database refuse to change or delete what is in a table."""
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is history and is never changed'); END"
        for verb in ("UPDATE", "DELETE"):
            yield f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}"
        same = " AND ".join(f"{name} = NEW.{name}" for name in key)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own
        yield f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}"
        return
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()"
    )
