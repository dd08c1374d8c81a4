"""The desk's database: a transaction a piece of work, one writer at a time, so that the audit chain is a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.errors import ConflictError, InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LOCK = 7_365_001  # any number, the same for everybody who writes to this desk
_PATIENCE_MS = 15_000


class Store:
    """A database by its address, with the tables of the desk in it.

    `sqlite:///PATH` or `postgresql+psycopg://...`; `postgres://` and `postgresql://` are understood as the latter.
    Raises InputError for any other address and for a server that cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self.url = _understood(url)

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """Return the embedded database of a folder, which is made when it is not there."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as why:
            raise InputError(f"{folder} cannot be made ({why.strerror or why}); name another WEIGHBRIDGE_HOME") from why
        return cls(f"sqlite:///{folder / 'desk.sqlite'}")

    @cached_property
    def engine(self) -> Engine:
        """The engine, made once, with the schema brought up to date."""
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import SQLAlchemyError

        from weighbridge.desk.schema import bring_up_to_date

        written_by = {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False)}
        engine = create_engine(self.url, hide_parameters=True, pool_pre_ping=True, **written_by)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        try:
            bring_up_to_date(engine)
        except SQLAlchemyError as why:
            engine.dispose()
            raise _unusable(why) from why
        except InputError:
            engine.dispose()
            raise
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment, and cannot write."""
        with _in_words(), self.engine.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection that alone writes; all of it is kept, or nothing.

        Raises ConflictError when somebody else writes for so long that waiting is no use.
        """
        with _in_words(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MS}")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection


def _understood(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    if not mark:
        raise InputError("the address of the desk's database has no scheme; one is sqlite:////srv/desk.sqlite")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        return url
    raise InputError(f"the desk runs on sqlite and postgresql, not on {scheme!r}")


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a database says in ours: text it cannot keep, a writer who does not end, a server that has gone."""
    from sqlalchemy.exc import DataError, OperationalError
    from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

    try:
        yield
    except (DataError, UnicodeEncodeError, OverflowError) as why:
        raise InputError("it holds characters or numbers that no database keeps, and that no text needs") from why
    except OperationalError as why:
        if any(sign in str(why.orig) for sign in ("database is locked", "lock timeout")):
            raise ConflictError("somebody else has been writing for long; nothing was done, try it again") from why
        raise _unusable(why) from why
    except NoConnectionLeftError as why:
        raise ConflictError("more people are at the desk than its database takes; try it again") from why


def _unusable(why: Exception) -> InputError:
    return InputError(f"the desk's database cannot be used: {getattr(why, 'orig', None) or type(why).__name__}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction; one that is to write takes the writer's lock at once, before it has read anything."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _set_up_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, not guessed by the driver
    cursor = connection.cursor()
    # Patience first: two that open a new database at once both ask for the write-ahead log. Every commit is on the
    # disk when it is told of: the head of the audit chain leaves this machine, and no line may be gone after it.
    for pragma in (f"busy_timeout={_PATIENCE_MS}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
