"""One sender at a time: whoever has the turn knows that no other process is handing a letter over at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.errors import InputError

if TYPE_CHECKING:
    from weighbridge.desk import Store

_LOCK = 7_365_025  # any number but those of the desk, the same for every sender


@contextmanager
def turn_to_send(store: Store) -> Iterator[bool]:
    """Yield whether it is our turn, for as long as the block runs; false while another process sends.

    The turn ends with the process that has it, however that ends: on SQLite it is a lock on a file beside the database,
    on PostgreSQL one of the server's, held by a connection of its own.
    """
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            ours = bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar())
            try:
                yield ours
            finally:
                if ours:
                    connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK})")
        return
    import fcntl

    name = f"{store.engine.url.database}.sending"
    try:
        file = Path(name).open("a", encoding="ascii")  # noqa: SIM115 - closed by the block below
    except OSError as why:
        raise InputError(f"{name} cannot be opened ({why.strerror}); whoever sends has to write there") from why
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
