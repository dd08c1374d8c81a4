"""The tables of the watch: an index of what is public, derived and made anew at any time, and the history of rechecks.

watched_publications   which publications are in the index, and which of them the public sees now
watched_claims         the claims of each, with the reading they were judged by
watched_names          the cells, series, facts and stories that each claim of what is public rests on
watched_figures        what the data allowed for each cell when it was last looked at
rechecks, outcomes     history: each look, and what it said of each claim; added to and never changed
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

watched_publications = Table(
    "watched_publications",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),  # that of the publication
    Column("story", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("as_of", Text, nullable=False),  # the day whose data it was signed on; "" where it took a story back
    Column("ledger_commit", Integer, nullable=False),
    Column("products", Text, nullable=False),  # those its claims speak of, between commas
    Column("live", Boolean, nullable=False),  # whether the public sees it now
    Column("weighed", Boolean, nullable=False),  # whether it has been held against the data watched
    Index("watched_publications_of_story", "story"),
)

watched_claims = Table(
    "watched_claims",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("publication", Integer, ForeignKey("watched_publications.n"), nullable=False),
    Column("key", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # as signed
    Column("said", Text, nullable=False),  # the reason of that verdict
    Column("reading", Text, nullable=False),  # "" where it was not read again as it was signed
    Column("facts", Text, nullable=False),  # fact id to interval in words, as JSON
    Index("watched_claims_of_publication", "publication"),
)

watched_names = Table(
    "watched_names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("claim", Integer, ForeignKey("watched_claims.id"), primary_key=True),
    Column("until", Integer),  # the last month of a series that counts
    Index("watched_names_of_claim", "claim"),
)

watched_figures = Table(
    "watched_figures",
    metadata,
    Column("product", Text, primary_key=True),
    Column("released_at", Text, nullable=False),  # the day of the product's newest release
    Column("cells", Text, nullable=False),  # cell to a digest of what the data allow for it, as JSON
)

rechecks = Table(
    "rechecks",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("cause", Text, nullable=False),
    Column("about", Text, nullable=False),  # the report, the story or the source that gave rise to it
    Column("as_of", Text, nullable=False),
    Column("ledger_commit", Integer, nullable=False),
    Column("cells", Integer, nullable=False),  # how many cells had changed
    Column("claims", Integer, nullable=False),  # how many claims were weighed again
    Column("audit_line", Integer, nullable=False),  # the end of the audit log then
    Column("rechecked_by", Text, nullable=False),
    Column("rechecked_at", Text, nullable=False),
)

outcomes = Table(
    "recheck_outcomes",
    metadata,
    Column("recheck", Integer, primary_key=True, autoincrement=False),
    Column("claim", Integer, primary_key=True, autoincrement=False),
    Column("story", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("now", Text, nullable=False),
    Column("why", Text, nullable=False),
    Index("recheck_outcomes_of_story", "story"),
)
