"""What was carried to which channel, and the dates of the calendar with every change of them."""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op
from sqlalchemy import Column, Integer, Text

revision = "0003"
down_revision = "0002"

_HISTORY = {
    "deliveries": ("publication", "channel"),
    "calendar_entries": ("entry", "sequence"),
    "calendar_notices": ("n",),
}


def upgrade() -> None:
    """Make the tables, and let the database keep what is in them."""
    op.create_table(
        "deliveries",
        Column("publication", Integer, primary_key=True, autoincrement=False),
        Column("channel", Text, primary_key=True),
        *_texts("outcome", "carrier", "digest", "delivered_at"),
    )
    op.create_table(
        "calendar_entries",
        Column("entry", Text, primary_key=True),
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        *_texts("day", "status", "title", "words", "address", "topic", "noted_at"),
    )
    op.create_table(
        "calendar_notices",
        Column("n", Integer, primary_key=True, autoincrement=False),
        *_texts("calendar", "period", "day", "status", "words", "address", "noted_by", "noted_at"),
    )
    op.create_index("calendar_notices_of_release", "calendar_notices", ["calendar", "period"])
    for table, key in _HISTORY.items():
        for statement in _guards(op.get_bind().dialect.name, table, key):
            op.execute(statement)


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
