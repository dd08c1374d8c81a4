"""The index of what is public by what it rests on, and the history of rechecks."""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, Integer, Text

revision = "0005"
down_revision = "0004"

_HISTORY = {"rechecks": ("n",), "recheck_outcomes": ("recheck", "claim")}


def upgrade() -> None:
    """Make the tables, and let the database keep what is history."""
    op.create_table(
        "watched_publications",
        _number("n"),
        *_texts("story", "as_of", "products"),
        *(Column(name, Integer, nullable=False) for name in ("version", "ledger_commit")),
        *(Column(name, Boolean, nullable=False) for name in ("live", "weighed")),
    )
    op.create_index("watched_publications_of_story", "watched_publications", ["story"])
    op.create_table(
        "watched_claims",
        _number("id"),
        Column("publication", Integer, ForeignKey("watched_publications.n"), nullable=False),
        *_texts("key", "quote", "kind", "verdict", "said", "reading", "facts"),
    )
    op.create_index("watched_claims_of_publication", "watched_claims", ["publication"])
    op.create_table(
        "watched_names",
        Column("name", Text, primary_key=True),
        Column("claim", Integer, ForeignKey("watched_claims.id"), primary_key=True),
        Column("until", Integer),
    )
    op.create_index("watched_names_of_claim", "watched_names", ["claim"])
    op.create_table("watched_figures", Column("product", Text, primary_key=True), *_texts("released_at", "cells"))
    op.create_table(
        "rechecks",
        _number("n"),
        *_texts("cause", "about", "as_of", "rechecked_by", "rechecked_at"),
        *(Column(name, Integer, nullable=False) for name in ("ledger_commit", "cells", "claims", "audit_line")),
    )
    op.create_table(
        "recheck_outcomes",
        Column("recheck", Integer, primary_key=True, autoincrement=False),
        _number("claim"),
        Column("version", Integer, nullable=False),
        *_texts("story", "key", "quote", "outcome", "was", "now", "why"),
    )
    op.create_index("recheck_outcomes_of_story", "recheck_outcomes", ["story"])
    for table, key in _HISTORY.items():
        for statement in _guards(op.get_bind().dialect.name, table, key):
            op.execute(statement)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


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
