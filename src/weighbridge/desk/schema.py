"""Bringing a desk's database to the schema of this program, by Alembic's migrations."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from weighbridge.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOCK = 7_365_000  # any number but that of the writers, the same for everybody who starts


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing; a database that is newer than the program raises InputError.

    Where none is missing, Alembic is not even imported, and no lock is taken.
    """
    known = _revisions()
    with engine.connect() as connection, connection.begin():
        if _revision(connection, known) == known[-1]:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")  # two that start at once
        if _revision(connection, known) != known[-1]:
            _run_what_is_missing(connection)


def _revisions() -> list[str]:
    names = (file.name for file in files("weighbridge.desk").joinpath("migrations", "versions").iterdir())
    return sorted(name.partition("_")[0] for name in names if name.endswith(".py"))


def _revision(connection: Connection, known: list[str]) -> str | None:
    from sqlalchemy import inspect

    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if found is not None and found not in known:
        raise InputError(
            f"the desk's database was made by a newer Weighbridge (schema {found}, known up to {known[-1]})"
        )
    return None if found is None else str(found)


def _run_what_is_missing(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(files("weighbridge.desk").joinpath("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
