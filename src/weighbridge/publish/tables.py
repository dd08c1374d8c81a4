"""The tables of publish. What is history can be added to and never changed; the desk's migrations make them.

They point to publications and people by number and id, without a foreign key: the desk never deletes either.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

deliveries = Table(
    "deliveries",
    metadata,
    Column("publication", Integer, primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
    Column("outcome", Text, nullable=False),  # carried, overtaken, nobody
    Column("carrier", Text, nullable=False),  # the file of the site or the issue of the newsletter that carried it
    Column("digest", Text, nullable=False),  # SHA-256 of that file, "" where there is none
    Column("delivered_at", Text, nullable=False),
)

calendar_entries = Table(
    "calendar_entries",
    metadata,
    Column("entry", Text, primary_key=True),  # release/query/2025-06, story/0123456789ab/1
    Column("sequence", Integer, primary_key=True, autoincrement=False),  # from 0, raised by every change
    Column("day", Text, nullable=False),
    Column("status", Text, nullable=False),  # tentative, confirmed, cancelled
    Column("title", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("address", Text, nullable=False),  # a whole one, or a path of the site
    Column("topic", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
)

calendar_notices = Table(
    "calendar_notices",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("calendar", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("address", Text, nullable=False),  # where the office says so
    Column("noted_by", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
    Index("calendar_notices_of_release", "calendar", "period"),
)
