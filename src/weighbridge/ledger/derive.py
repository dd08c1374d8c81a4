"""What a commit adds: new figures told from known ones, and the views of what was current when.

Within one source (publisher) a later release of the same figure replaces the earlier one: a revision. Two sources that
differ are a conflict, and both stay. What is what follows from the figures alone, never from the order in which files
came, so that the views can be derived again from the release files at any time:

* A figure was released on the day its file tells, else on its office's day. A page of a later day that gives another
  value than an earlier page of the same source, beyond rounding, prints a revision, released on the day of that page.
* The same print that stands in several files (same cell, value, unit, address and release) counts once.

Only figures whose source speaks of their cell more than once need any of this; they are few, and kept in files of their
own, so that the many others are written once and serve as release file and as view alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.ledger.engine import quoted
from weighbridge.ledger.intake import KEY, STORED

if TYPE_CHECKING:
    import duckdb

ALONE = "figures.parquet"  # the figures of a release whose source says them once: current as they stand

_COLUMNS = ", ".join(STORED)
_KEY = ", ".join(KEY)
_DIGEST = f"hash({_KEY})"
_SORT = "product, partner, first_month, months, flow, kind, document, row"
# what makes two stored figures the same; the rest follows from it, except for the note, which may differ
_SAME = (*KEY, "value", "unit", "precision", "source_url", "released_at", "printed_at", "told")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file adds to a commit, counted; `reaches_back` when figures known before are touched by it."""

    new: int
    revised: int
    unchanged: int
    reaches_back: bool


def compare(connection: duckdb.DuckDBPyConnection, known: Sequence[Path], figures: int) -> Difference:
    """Return what the relation `figures`, so many of them, adds to the figures of the known release files.

    Leaves the relations `news` (what is new) and `several` (of old and new, those whose source speaks of their cell
    more than once, with what follows from that).
    """
    if known:
        same = " AND ".join(f"k.{c} IS NOT DISTINCT FROM f.{c}" for c in _SAME)
        connection.execute(f"""
            CREATE OR REPLACE TABLE unknown AS
            SELECT f.* FROM figures AS f ANTI JOIN read_parquet({_files(known)}) AS k ON {same}""")
        connection.execute("CREATE OR REPLACE VIEW news AS FROM unknown")
        _merge(connection, known, "unknown")
        (fresh,) = _row(connection, "SELECT count(*) FROM unknown")
    else:
        connection.execute("CREATE OR REPLACE VIEW news AS FROM figures")
        _find_several(connection, f"(SELECT {_COLUMNS}, true AS fresh FROM crowded_figures)")
        fresh = figures
    revised, back = _row(
        connection, "SELECT count(*) FILTER (fresh AND revises), count(*) FILTER (touched AND NOT fresh) FROM several"
    )
    return Difference(fresh - revised, revised, figures - fresh, bool(back))


def merge(connection: duckdb.DuckDBPyConnection, known: Sequence[Path]) -> None:
    """Make `news`, without a figure, and `several` of the known release files alone."""
    connection.execute(f"CREATE OR REPLACE VIEW news AS SELECT {_COLUMNS} FROM read_parquet({_files(known)}) LIMIT 0")
    _merge(connection, known, "news")


def _merge(connection: duckdb.DuckDBPyConnection, known: Sequence[Path], news: str) -> None:
    connection.execute(f"""
        CREATE OR REPLACE VIEW merged AS SELECT {_COLUMNS}, false AS fresh FROM read_parquet({_files(known)})
        UNION ALL SELECT {_COLUMNS}, true AS fresh FROM {news}""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE crowd AS SELECT {_DIGEST} AS digest FROM merged GROUP BY digest HAVING count(*) > 1""")
    _find_several(connection, f"merged SEMI JOIN crowd ON crowd.digest = {_DIGEST}")


def _find_several(connection: duckdb.DuckDBPyConnection, crowded: str) -> None:
    """Make the relation `several` of the relation of crowded figures, with these columns more.

    counts_from    the day the figure was released, a revision being dated by its page
    superseded_at  the day the next release of the same source replaced it
    is_copy        whether the same print stands there already
    touched        whether something new is said of this cell by this source
    revises        whether it comes after something known before

    A source's figure goes by two digests of its key, 128 bits in all; days are numbers, and rows stay narrow: what is
    sorted four times over may be a million rows.
    """
    connection.execute(f"CREATE OR REPLACE TABLE told AS SELECT {_COLUMNS}, fresh FROM {crowded}")
    connection.execute(f"""
        CREATE OR REPLACE TABLE marks AS
        WITH seen AS (
          SELECT rowid AS id, fresh, {_DIGEST} AS key_1, hash({", ".join(reversed(KEY))}) AS key_2,
            hash(value, unit, source_url) AS print, lo, hi, {_number("released_at")} AS released,
            CASE WHEN NOT told.told THEN {_number("printed_at")} END AS page,
            coalesce({_number("printed_at")}, released) AS day
          FROM told
        ), told_apart AS (
          SELECT *, min(hi) OVER earlier < lo OR max(lo) OVER earlier > hi AS differs
          FROM seen
          WINDOW earlier AS (PARTITION BY key_1, key_2 ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), dated AS (
          SELECT id, fresh, key_1, key_2, print,
            CASE WHEN differs THEN coalesce(page, released) ELSE released END AS since
          FROM told_apart
        )
        SELECT id, key_1, key_2, print, since,
          min(since) OVER (PARTITION BY key_1, key_2 ORDER BY since
            RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until,
          bool_or(fresh) OVER (PARTITION BY key_1, key_2) AS touched,
          min(since) FILTER (NOT fresh) OVER (PARTITION BY key_1, key_2) AS known_since
        FROM dated""")
    connection.execute("""
        CREATE OR REPLACE TABLE copies AS
        SELECT id FROM (
          SELECT id, row_number() OVER (PARTITION BY key_1, key_2, print, since
            ORDER BY printed_at NULLS LAST, hi - lo, precision, note, document, row) AS copy
          FROM told JOIN marks ON marks.id = told.rowid
          SEMI JOIN (SELECT key_1, print, since FROM marks GROUP BY ALL HAVING count(*) > 1) USING (key_1, print, since)
        ) WHERE copy > 1""")
    connection.execute(f"""
        CREATE OR REPLACE VIEW several AS
        SELECT {_COLUMNS}, fresh, {_day("since")} AS counts_from, {_day("until")} AS superseded_at, touched,
          coalesce(known_since < since, false) AS revises, id IN (FROM copies) AS is_copy
        FROM told JOIN marks ON marks.id = told.rowid""")


def _number(day: str) -> str:
    return f"({day} - DATE '1970-01-01')"


def _day(number: str) -> str:
    return f"(DATE '1970-01-01' + {number}::INTEGER)"


_DATED = _COLUMNS.replace("released_at", "counts_from AS released_at")
_KEPT = f"SELECT {_DATED}, superseded_at FROM several WHERE NOT is_copy"


def write_release(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, dict[str, str | int]]:
    """Write what is new into the folder; return each file's name with its first and last day and number of figures."""
    parts = {
        ALONE: f"SELECT {_COLUMNS} FROM news ANTI JOIN (SELECT row FROM told WHERE fresh) USING (row)",
        "restated.parquet": f"SELECT {_COLUMNS} FROM told WHERE fresh",
    }
    written: dict[str, dict[str, str | int]] = {}
    for name, query in parts.items():
        if figures := _write(connection, query, folder / name):
            days = f"SELECT min(released_at), max(released_at) FROM {quoted(str(folder / name))}"
            first, last = _row(connection, days)
            written[name] = {"first_day": str(first), "last_day": str(last), "figures": figures}
    return written


def write_views(connection: duckdb.DuckDBPyConnection, folder: Path, *, whole: bool) -> tuple[list[str], list[str]]:
    """Write what is current and what was superseded into the folder, and return the names of the files of each.

    When not `whole`, only what is new and not in the release's own file ALONE, which is current as it stands.
    """
    kept = _KEPT if whole else f"{_KEPT} AND touched"
    current = f"SELECT * EXCLUDE (superseded_at) FROM ({kept} AND superseded_at IS NULL)"
    if whole:
        alone = f"merged ANTI JOIN crowd ON crowd.digest = {_DIGEST}"
        current = f"SELECT {_COLUMNS} FROM {alone} UNION ALL {current}"
    history = f"{kept} AND superseded_at IS NOT NULL"

    def written(name: str, query: str) -> list[str]:
        return [name] if _write(connection, query, folder / name) else []

    return written("current.parquet", current), written("history.parquet", history)


def _write(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    """Write what the query returns, sorted, and return how many figures that were; without any there is no file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    (figures,) = _row(connection, f"COPY ({query} ORDER BY {_SORT}) TO {quoted(str(file))} (FORMAT parquet)")
    if not figures:
        file.unlink()
    return int(figures)


def _files(files: Iterable[Path]) -> str:
    return f"[{', '.join(quoted(str(file)) for file in files)}]"


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # each of these queries returns one row
    return row
