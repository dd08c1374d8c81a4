"""Bringing a desk's database to the schema of this program, by Alembic's migrations."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing; a database that is newer than the program raises InputError."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util.exc import CommandError

    from weighbridge.errors import InputError

    config = Config()
    config.set_main_option("script_location", str(files("weighbridge.desk").joinpath("migrations")))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7365000)")  # two that start at once
        else:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)")

        def missing(revision: object, _: object) -> list[object]:
            return list(scripts._upgrade_revs("head", revision))  # type: ignore[arg-type] # noqa: SLF001 - Alembic's own way

        try:
            with EnvironmentContext(config, scripts, fn=missing) as environment:
                environment.configure(connection=connection, transactional_ddl=True)
                environment.run_migrations()
        except CommandError as why:
            raise InputError(f"the desk's database was made by a newer Weighbridge: {why}") from why
