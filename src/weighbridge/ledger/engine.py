"""The engine: DuckDB connections that are closed to the world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


def connect(*, reach: Iterable[Path] = (), scratch: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return an empty in-memory database that can touch nothing but the folders and files of `reach`.

    Extensions are neither installed nor loaded, the configuration is locked, variables of the program are no tables,
    and without `reach` no file can be opened. `scratch` is a folder for what does not fit into memory; without one,
    what does not fit is refused.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": "400MB",
            "threads": "2",
            "preserve_insertion_order": "true",
        }
    )
    paths = [*reach, *([scratch] if scratch else [])]
    folders = [str(p) for p in paths if p.is_dir()]
    single = [str(p) for p in paths if not p.is_dir()]
    connection.execute(f"SET temp_directory = {quoted(str(scratch) if scratch else '')}")
    if folders:
        connection.execute(f"SET allowed_directories = [{', '.join(map(quoted, folders))}]")
    if single:
        connection.execute(f"SET allowed_paths = [{', '.join(map(quoted, single))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


@contextmanager
def interruptions_kept() -> Iterator[None]:
    """Keep an interruption by the person what it is; the engine at work makes an error of its own of it."""
    try:
        yield
    except (RuntimeError, duckdb.InterruptException) as error:
        if "interrupted" in str(error).casefold():
            raise KeyboardInterrupt from error
        raise


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
