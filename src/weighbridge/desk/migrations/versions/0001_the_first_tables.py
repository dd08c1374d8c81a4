"""The first tables."""

from __future__ import annotations

from alembic import op

from weighbridge.desk.tables import guards_of_history, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables and keep the history from change."""
    connection = op.get_bind()
    metadata.create_all(connection, checkfirst=False)
    for statement in guards_of_history(connection.dialect.name):
        connection.exec_driver_sql(statement)
