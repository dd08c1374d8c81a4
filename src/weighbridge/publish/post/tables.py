"""The tables of the newsletter. Consents, issues and receipts are history: they can be added to and never changed.

A subscriber's row stays when they leave, without their address: receipts go on pointing to somebody, and to nobody's
mailbox. Nothing that is pointed to is ever deleted, and so nothing points by a foreign key.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, Text, UniqueConstraint

from weighbridge.publish.tables import metadata

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False),  # "" once they have left or never confirmed
    Column("digest", Text, nullable=False),  # SHA-256 of the address, so that a consent can be found again
    Column("state", Text, nullable=False),  # pending, active, left, lapsed
    Column("topics", Text, nullable=False),  # ids of products, sorted, between commas; "" for everything
    Column("token", Text, nullable=False),  # for the links in their mail
    Column("confirmation", Text, nullable=False),  # for the link in the first mail
    Column("asked_at", Text, nullable=False),
    Column("confirmed_at", Text),
    Column("left_at", Text),
    UniqueConstraint("token"),
    UniqueConstraint("confirmation"),
    Index("subscribers_by_digest", "digest"),
    Index("subscribers_by_state", "state"),
)

consents = Table(
    "consents",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("subscriber", Text, nullable=False),
    Column("event", Text, nullable=False),  # asked, confirmed, changed, left, lapsed
    Column("topics", Text, nullable=False),
    Column("words", Text, nullable=False),  # what they were told and agreed to, "" for the other events
    Column("given_by", Text, nullable=False),  # reader, one click, machine, or a person's id
    Column("given_at", Text, nullable=False),
    Index("consents_of_subscriber", "subscriber"),
)

issues = Table(
    "issues",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),  # digest, corrected, updated, withdrawn, killed
    Column("publication", Integer),  # what a notice tells of
    Column("after", Integer, nullable=False),  # a digest holds the publications after this one
    Column("through", Integer, nullable=False),  # and up to this one
    Column("content", JSON, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    UniqueConstraint("publication"),
)

issue_stories = Table(
    "issue_stories",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("story", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Index("issue_stories_by_story", "story"),
)

letters = Table(
    "letters",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("issue", Integer),  # none for what is written to one person alone
    Column("subscriber", Text, nullable=False),
    Column("kind", Text, nullable=False),  # that of the issue, or confirmation, reminder
    Column("urgency", Integer, nullable=False),  # the lowest first
    Column("topics", Text, nullable=False),  # those of the subscriber when the issue was made
    Column("left_out", Text, nullable=False),  # ids of stories that were overtaken before it went out, between commas
    Column("state", Text, nullable=False),  # queued, handing over, sent, refused, uncertain, left, spared
    Column("attempts", Integer, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("queued_at", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    UniqueConstraint("issue", "subscriber"),
    Index("letters_by_state", "state", "urgency", "n"),
    Index("letters_of_subscriber", "subscriber"),
)

receipts = Table(
    "receipts",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("letter", Integer, nullable=False),
    Column("state", Text, nullable=False),  # the letter's from here on
    Column("code", Integer),  # the mail server's reply
    Column("words", Text, nullable=False),  # without the address
    Column("noted_by", Text, nullable=False),
    Column("noted_at", Text, nullable=False),
    Index("receipts_of_letter", "letter"),
)
