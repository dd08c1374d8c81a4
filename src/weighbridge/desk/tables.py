"""The tables of the desk, the same on SQLite and PostgreSQL. What is history can be added to and never changed.

Times are UTC as ISO text with microseconds: they sort, and both engines keep them as they were written, which the hash
chain of the audit log relies on.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _story() -> Column[str]:
    return Column("story", Text, ForeignKey("stories.id"), nullable=False)


def _person(name: str) -> Column[str]:
    return Column(name, Text, ForeignKey("people.id"), nullable=False)


people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),  # sorted, separated by commas
    Column("password", Text),  # argon2; none: may not sign in with a password
    Column("active", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),  # raised to end all sessions of the person
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", Text, primary_key=True),  # SHA-256 of the token; the token itself is shown once and kept nowhere
    _person("person"),
    Column("label", Text, nullable=False),
    Column("read_only", Boolean, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("revoked_at", Text),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("slug", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("focus", Text, nullable=False),
    Column("sensitive", Boolean, nullable=False),
    _person("created_by"),
    Column("created_at", Text, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("live", Integer),
    Column("live_as", Text),
    Column("amends", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("embargo_until", Text),
    Column("scheduled_for", Text),
    Column("score", Float),
    Column("why", Text, nullable=False),
    Column("notice", Text, nullable=False, server_default=""),  # what readers are told of an amendment
    Index("stories_by_state", "state"),
)

versions = Table(
    "versions",
    metadata,
    Column("story", Text, ForeignKey("stories.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("content", JSON, nullable=False),
    Column("content_hash", Text, nullable=False),
    _person("written_by"),
    Column("written_at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

checks = Table(
    "checks",
    metadata,
    Column("story", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("as_of", Text, nullable=False),
    Column("ledger_commit", Integer, nullable=False),
    Column("report", JSON, nullable=False),
    Column("facts", JSON, nullable=False),  # fact id without its day -> interval in words
    _person("checked_by"),
    Column("checked_at", Text, nullable=False),
    ForeignKeyConstraint(["story", "version"], ["versions.story", "versions.n"]),
)

waivers = Table(
    "waivers",
    metadata,
    Column("id", Integer, primary_key=True),
    _story(),
    Column("claim", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _person("waived_by"),
    Column("waived_at", Text, nullable=False),
    UniqueConstraint("story", "claim"),
)

openings = Table(
    "openings",
    metadata,
    Column("id", Integer, primary_key=True),
    _story(),
    Column("version", Integer, nullable=False),
    Column("claim", Text, nullable=False),
    _person("opened_by"),
    Column("opened_at", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Index("openings_of_story", "story"),
)

ticks = Table(
    "ticks",
    metadata,
    Column("id", Integer, primary_key=True),
    _story(),
    Column("version", Integer, nullable=False),
    Column("claim", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("note", Text, nullable=False),
    _person("ticked_by"),
    Column("ticked_at", Text, nullable=False),
    Index("ticks_of_story", "story"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    _story(),
    Column("version", Integer, nullable=False),
    Column("sealed", Text, nullable=False),
    _person("approved_by"),
    Column("approved_at", Text, nullable=False),
    Index("approvals_of_story", "story"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    _story(),
    Column("version", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("words", Text, nullable=False),
    _person("written_by"),
    Column("written_at", Text, nullable=False),
    Index("comments_of_story", "story"),
)

settlements = Table(
    "settlements",
    metadata,
    Column("comment", Integer, ForeignKey("comments.id"), primary_key=True),
    _person("settled_by"),
    Column("settled_at", Text, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    _story(),
    Column("version", Integer, nullable=False),
    Column("checked", Integer, nullable=False),  # the number of the check it went out on; 0 where none is known
    Column("event", Text, nullable=False),  # published, corrected, updated, withdrawn, killed
    Column("notice", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    _person("published_by"),
    Column("published_at", Text, nullable=False),
    Index("publications_of_story", "story"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    _story(),
    Column("version", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("contact", Text, nullable=False),  # never shown in public
    Column("claims", JSON, nullable=False),  # those the sentence holds, recomputed when the report came in
    Column("reported_at", Text, nullable=False),
    Index("reports_of_story", "story"),
)

answers = Table(
    "answers",
    metadata,
    Column("report", Text, ForeignKey("reports.id"), primary_key=True),
    Column("outcome", Text, nullable=False),  # corrected, updated, stands
    Column("words", Text, nullable=False),
    _person("answered_by"),
    Column("answered_at", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("detail", Text, nullable=False),  # canonical JSON, kept as the bytes that were hashed
    Column("before", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("audit_of_story", "story"),
)
