"""What a commit adds: new figures told from known ones, revisions stamped, release files and views written.

Within one source (publisher) a later release of the same figure replaces the earlier one. Two sources that differ are a
conflict, and both stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.ledger.commits import Commit
from weighbridge.ledger.engine import quoted
from weighbridge.ledger.intake import STORED

if TYPE_CHECKING:
    import duckdb

_KEY = ("flow", "reporter", "partner", "product", "first_month", "months", "measure", "kind", "publisher")
_SAME = (*_KEY, "value", "unit", "precision", "source_url")
_SORT = "product, partner, first_month, months, flow, kind, document, row"
_COLUMNS = ", ".join(STORED)


def compare_with(connection: duckdb.DuckDBPyConnection, root: Path, base: Commit | None) -> tuple[int, int, int]:
    """Make the tables `fresh` (what is new against a commit) and `merged` (everything); return new, revised, unchanged.

    A figure of a source that stands there already with another value, on a page of a later day, was released that day.
    """
    known = f"read_parquet([{_listed(base, root)}])" if base else f"(SELECT {_COLUMNS} FROM figures WHERE false)"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW known AS SELECT {_COLUMNS} FROM {known}")
    if base is None:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {_COLUMNS}, false AS revises FROM figures")
    else:
        _tell_fresh(connection)
    counted = connection.execute("SELECT count(*), count(*) FILTER (revises) FROM fresh").fetchone() or (0, 0)
    total = (connection.execute("SELECT count(*) FROM figures").fetchone() or (0,))[0]
    if base is None:
        connection.execute("CREATE OR REPLACE TEMP VIEW merged AS SELECT * EXCLUDE (revises) FROM fresh")
    else:
        connection.execute(
            "CREATE OR REPLACE TEMP VIEW merged AS SELECT * FROM known UNION ALL SELECT * EXCLUDE (revises) FROM fresh"
        )
    return counted[0] - counted[1], counted[1], total - counted[0]


def _tell_fresh(connection: duckdb.DuckDBPyConnection) -> None:
    same = " AND ".join(f"k.{c} IS NOT DISTINCT FROM f.{c}" for c in _SAME)
    key = " AND ".join(f"k.{c} = f.{c}" for c in _KEY)
    columns = _COLUMNS.replace("released_at", "coalesce(revised_at, released_at) AS released_at")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT {columns}, revised_at IS NOT NULL OR (told AND replaces) AS revises FROM (
          SELECT f.*,
            CASE WHEN NOT told AND EXISTS (
              SELECT 1 FROM known AS k WHERE {key} AND (k.hi < f.lo OR k.lo > f.hi)
                AND coalesce(k.printed_at, k.released_at) < f.printed_at) THEN f.printed_at END AS revised_at,
            EXISTS (SELECT 1 FROM known AS k WHERE {key} AND k.released_at < f.released_at) AS replaces
          FROM figures AS f
          WHERE NOT EXISTS (
            SELECT 1 FROM known AS k WHERE {same} AND (NOT f.told OR k.released_at = f.released_at)))""")


def write_releases(connection: duckdb.DuckDBPyConnection, root: Path, token: str) -> dict[str, str]:
    """Write the new figures, one file a release day, and return each day's file relative to the ledger."""
    days = [day for (day,) in connection.execute("SELECT DISTINCT released_at FROM fresh ORDER BY 1").fetchall()]
    folder = root / "releases" / token
    folder.mkdir(parents=True)
    if not days:
        return {}
    connection.execute(f"""
        COPY (SELECT {_COLUMNS}, released_at AS day FROM fresh ORDER BY {_SORT})
        TO {quoted(str(folder))}
        (FORMAT parquet, PARTITION_BY (day), OVERWRITE_OR_IGNORE, FILENAME_PATTERN 'figures')""")
    written = {}
    for day in days:
        (file,) = sorted((folder / f"day={day}").iterdir())
        file.replace(folder / f"{day}.parquet")
        (folder / f"day={day}").rmdir()
        written[str(day)] = f"releases/{token}/{day}.parquet"
    return written


def write_views(connection: duckdb.DuckDBPyConnection, root: Path, token: str) -> tuple[str, str]:
    """Write `current` and `history` of the table `merged`, and return their paths relative to the ledger."""
    folder = root / "views" / token
    folder.mkdir(parents=True)
    key = ", ".join(_KEY)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE replaced AS
        SELECT *, min(next_day) OVER (PARTITION BY {key}, released_at) AS superseded_at FROM (
          SELECT {_COLUMNS}, lead(released_at) OVER (PARTITION BY {key} ORDER BY released_at) AS following,
            CASE WHEN following > released_at THEN following END AS next_day
          FROM merged SEMI JOIN (
            SELECT {key} FROM merged GROUP BY {key} HAVING min(released_at) < max(released_at)) USING ({key}))""")
    current, history = f"views/{token}/current.parquet", f"views/{token}/history.parquet"
    replaced = "SELECT document, row FROM replaced WHERE superseded_at IS NOT NULL"
    connection.execute(f"""
        COPY (SELECT {_COLUMNS} FROM merged ANTI JOIN ({replaced}) USING (document, row) ORDER BY {_SORT})
        TO {quoted(str(root / current))} (FORMAT parquet)""")
    connection.execute(f"""
        COPY (SELECT {_COLUMNS}, superseded_at FROM replaced WHERE superseded_at IS NOT NULL ORDER BY {_SORT})
        TO {quoted(str(root / history))} (FORMAT parquet)""")
    connection.execute("DROP TABLE replaced")
    return current, history


def _listed(base: Commit, root: Path) -> str:
    return ", ".join(quoted(str(root / f)) for files in base.releases.values() for f in files)
