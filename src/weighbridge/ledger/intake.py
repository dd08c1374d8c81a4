"""A figures file checked, set by set, and brought into the form in which figures are stored.

Every check is a query that returns the bad rows; nothing of a file with a fault is taken in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from weighbridge.card import Card
from weighbridge.errors import FigureFileError, Problem
from weighbridge.ledger.document import Document
from weighbridge.ledger.engine import quoted
from weighbridge.ledger.units import INTERVAL_SQL, NUMBER
from weighbridge.ledger.vocabulary import CODED, DAYS, DERIVED, MOST_PROBLEMS, Vocabulary, usual_words, words_of
from weighbridge.sources import OPTIONAL_FIGURE_COLUMNS

# The columns of a figure in the ledger, in the order they are stored; `told`: the file itself gave released_at.
STORED = (
    "flow", "reporter", "partner", "product", "first_month", "months", "measure", "kind", "value", "unit", "precision",
    "lo", "hi", "publisher", "source_url", "word", "released_at", "printed_at", "note", "document", "row", "told",
)  # fmt: skip

# Which figures of one source are about the same: of two, the later release replaces the earlier.
KEY = ("flow", "reporter", "partner", "product", "first_month", "months", "measure", "kind", "publisher")

_ENOUGH = MOST_PROBLEMS + 1  # of one kind, to know that there are more than are told
_FREE = ("value", "publisher", "source_url", "derived", "note")
_STRAY = ("' '", "chr(9)", "chr(160)")  # spaces around a word that mean nothing; the last one does not break


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a file's rows fared: all of them, and how many were left out and why."""

    rows: int
    dropped: dict[str, int]

    @property
    def figures(self) -> int:
        """How many are left."""
        return self.rows - sum(self.dropped.values())


def load(
    connection: duckdb.DuckDBPyConnection, document: Document, *, name: str, card: Card, today: date, work: Path
) -> Loaded:
    """Read a document into the relation `figures` of the connection, in stored form, and return how its rows fared.

    `name` is what messages call the file, `work` a folder for what is needed on the way. Raises FigureFileError with
    the first twenty problems, each with its row and column, when anything in the file is wrong.
    """
    text = _text(document, work)
    vocabulary = Vocabulary(usual_words(card, today), card, today)
    last_day = date.max if today == date.max else today + timedelta(1)
    try:
        _make_given(connection, text, vocabulary)
        if _count(connection, f"given WHERE {_IS_UNUSUAL}", {"last_day": last_day}):
            _read_patiently(connection, text, vocabulary, name=name, card=card, today=today)
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise FigureFileError(f"{name} is no sound CSV", [_structural(str(error))]) from None
    rows = _count(connection, "given")
    if rows + 1 != document.lines:
        document.refuse_gaps(name)
    if not rows:
        raise FigureFileError(f"{name} has a header and no row")
    _make_figures(connection, document.sha256)
    _refuse(name, [*_repeated(connection), *_late(connection)])
    derived = _count(connection, f"given WHERE {_IS_DERIVED}")
    return Loaded(rows, {"derived, not printed": derived} if derived else {})


def _refuse(name: str, found: Iterable[Problem]) -> None:
    """Raise the error that tells the first problems, if there are any."""
    problems = sorted(set(found))
    if problems:
        raise FigureFileError(
            f"{name} cannot be taken in, and nothing of it was",
            problems[:MOST_PROBLEMS],
            more=len(problems) > MOST_PROBLEMS,
        )


def _text(document: Document, work: Path) -> str:
    """Return the relation of the file's rows as they stand, all columns being text."""
    file = document.file
    if document.has_returns:
        file = work / "readable.csv"
        document.write_readable(file)
    types = ", ".join(f"{quoted(c)}: 'VARCHAR'" for c in document.columns)
    never_null = ", ".join(map(quoted, document.columns))
    absent = "".join(f", '' AS {c}" for c in OPTIONAL_FIGURE_COLUMNS if c not in document.columns)
    return f"""(SELECT *{absent} FROM read_csv({quoted(str(file))}, header = true, columns = {{{types}}},
      auto_detect = false, force_not_null = [{never_null}], delim = ',', quote = '"', escape = '"',
      strict_mode = true, null_padding = false))"""


def _make_given(connection: duckdb.DuckDBPyConnection, text: str, vocabulary: Vocabulary) -> None:
    """Make the relation `given`: the rows with their numbers, coded words as codes, and NULL for an unknown word."""
    vocabulary.write(connection)
    coded = [f"try_cast({c} AS word_{c}) AS {c}" for c in CODED]
    days = [f"CASE WHEN {c} <> '' THEN coalesce({_AS_DAY.format(c)}, {_NO_DAY}) END AS {c}" for c in DAYS]
    connection.execute(f"CREATE TABLE coded_rows AS SELECT {', '.join([*coded, *days, *_FREE])} FROM {text}")
    # the engine numbers the rows of a table from 0, in the order of the file; the header is row 1
    connection.execute("CREATE OR REPLACE VIEW given AS SELECT rowid + 2 AS row, * FROM coded_rows")


def _read_patiently(
    connection: duckdb.DuckDBPyConnection, text: str, usual: Vocabulary, *, name: str, card: Card, today: date
) -> None:
    """Make `given` once more, of whatever words the file has, without stray spaces; refuse those that mean nothing."""
    connection.execute("DROP VIEW given")
    connection.execute("DROP TABLE coded_rows")
    usual.remove(connection)
    connection.execute(f"CREATE TABLE raw AS SELECT * FROM {text}")
    trimmed = ", ".join(f"trim({c}, concat({', '.join(_STRAY)})) AS {c}" for c in (*CODED, *DAYS, *_FREE))
    connection.execute(f"CREATE VIEW given AS SELECT rowid + 2 AS row, {trimmed} FROM raw")
    vocabulary = Vocabulary(words_of(connection, "given"), card, today)
    _refuse(name, [*_meaningless(connection, vocabulary.bad), *_faults(connection)])
    _make_given(connection, "(SELECT * FROM given ORDER BY row)", vocabulary)


def _structural(told: str) -> Problem:
    """Return what the engine's reader found wrong in our words, with the row."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    place = next((line.partition("Line:")[2] for line in lines if "Line:" in line), "")
    row = int("".join(filter(str.isdigit, place)) or 1)
    if counts := next((line for line in lines if line.startswith("Expected Number of Columns")), ""):
        wanted, found = (int(word) for word in counts.split() if word.isdigit())
        return Problem(row, "", f"it has {found} columns where the header names {wanted}")
    if "quote" in told or "Maximum line size" in told:
        return Problem(row, "", "a quote is opened and not closed, or something follows a closing quote")
    return Problem(row, "", lines[0].rstrip(". "))


_IS_DERIVED = f"(derived = '1' OR given.precision::VARCHAR = '{DERIVED}')"
_IS_NUMBER = f"regexp_full_match(value, '{NUMBER}')"
_AS_NUMBER = f"CASE WHEN {_IS_NUMBER} THEN value::DOUBLE END"
_IS_PERCENT = "ends_with(measure::VARCHAR, '_pct')"
_AS_DAY = "CASE WHEN strlen({0}) = 10 THEN try_cast({0} AS DATE) END"
_NO_DAY = "'-infinity'::DATE"
# Where, of which column, and what to say of the value found there.
_CHECKS = (
    (f"NOT {_IS_NUMBER}", "value", "{0!r} is no number; write 1238 or 5.7, without separators or units"),
    (f"{_AS_NUMBER} < 0 AND NOT {_IS_PERCENT}", "value", "{0} is negative; nothing traded is less than nothing"),
    (f"{_AS_NUMBER} < -100 AND {_IS_PERCENT}", "value", "a fall of more than 100 percent ({0}) is impossible"),
    (
        f"measure::VARCHAR = 'share_pct' AND ({_AS_NUMBER} < 0 OR {_AS_NUMBER} > 100)",
        "value",
        "a share of {0} percent is impossible",
    ),
    ("derived NOT IN ('', '0', '1')", "derived", "{0!r} is neither 0 nor 1"),
    ("publisher = '' AND source_url = ''", "publisher", "nobody is said to have printed it"),
    (
        "regexp_matches(source_url, '^[A-Za-z][A-Za-z0-9+.-]*:') AND NOT regexp_matches(source_url, '^https?://')",
        "source_url",
        "{0!r} is no web address; write https://... or leave it empty",
    ),
)
# What a sound and tidy file does not hold, asked in one cheap question; whether it is a fault is found out patiently.
# Whatever _CHECKS find is in it.
_IS_UNUSUAL = " OR ".join(
    [
        *(f"{c} IS NULL" for c in CODED),
        *(f"{c} = {_NO_DAY} OR {c} > $last_day" for c in DAYS),
        f"NOT {_IS_NUMBER}",
        f"(starts_with(value, '-') AND NOT ({_IS_PERCENT} AND try_cast(value AS DOUBLE) >= -100))",
        "(measure::VARCHAR = 'share_pct' AND NOT try_cast(value AS DOUBLE) BETWEEN 0 AND 100)",
        "derived NOT IN ('', '0', '1')",
        "publisher = ''",
        "NOT (source_url = '' OR starts_with(source_url, 'https://') OR starts_with(source_url, 'http://'))",
        *(f"starts_with(publisher, {s}) OR ends_with(publisher, {s}) OR ends_with(source_url, {s})" for s in _STRAY),
    ]
)


def _meaningless(connection: duckdb.DuckDBPyConnection, bad: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    """Yield the first rows of each column whose word means nothing, with why."""
    for column, words in bad.items():
        query = f"""
            SELECT row, {column} FROM given WHERE {column} IN (SELECT unnest(?)) ORDER BY row LIMIT {_ENOUGH}"""
        for row, word in connection.execute(query, [list(words)]).fetchall():
            yield Problem(row, column, words[word])


def _faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Yield the first rows of each kind of fault that can be told from a row as it stands."""
    for where, column, say in _CHECKS:
        found = connection.execute(f"SELECT row, {column} FROM given WHERE {where} ORDER BY row LIMIT {_ENOUGH}")
        yield from (Problem(row, column, say.format(value)) for row, value in found.fetchall())


def _repeated(connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Yield the rows that stand in the file twice: those with a digest in common, compared in full."""
    columns = ", ".join((*CODED, *DAYS, *_FREE))
    connection.execute(f"""
        CREATE TABLE alike AS SELECT hash({columns}) AS digest
        FROM given SEMI JOIN crowded USING (row) GROUP BY digest HAVING count(*) > 1""")
    found = connection.execute(f"""
        SELECT row, earlier FROM (
          SELECT row, min(row) OVER (PARTITION BY {columns}) AS earlier
          FROM given SEMI JOIN crowded USING (row) SEMI JOIN alike ON alike.digest = hash({columns})
        ) WHERE row > earlier ORDER BY row LIMIT {_ENOUGH}""")
    yield from (Problem(row, "", f"it stands already in row {earlier}") for row, earlier in found.fetchall())


def _make_figures(connection: duckdb.DuckDBPyConnection, sha256: str) -> None:
    """Make the view `figures` of the rows that are taken in, in stored form.

    `crowded_figures` are those whose source speaks of their cell more than once, `crowded` holds their rows.
    """
    connection.execute(f"CREATE TYPE code_document AS ENUM ({quoted(sha256)})")
    connection.execute(f"CREATE VIEW coded AS {_CODED_ROWS.format(rows='given', sha256=sha256)}")
    digest = f"hash({', '.join(KEY)})"
    connection.execute(f"""
        CREATE TABLE crowds AS
        SELECT {digest} AS digest, count(*) AS figures, min(row) AS first, max(row) AS last
        FROM coded GROUP BY digest HAVING figures > 1""")
    connection.execute("""
        CREATE TABLE crowded AS SELECT unnest([first, last]) AS row FROM crowds WHERE figures = 2""")
    if _count(connection, "crowds WHERE figures > 2"):
        connection.execute(f"""
            INSERT INTO crowded
            SELECT row FROM coded SEMI JOIN (FROM crowds WHERE figures > 2) AS c ON c.digest = {digest}""")
    few = _CODED_ROWS.format(rows="(FROM given SEMI JOIN crowded USING (row)) AS given", sha256=sha256)
    for name, table in (("figures", "coded"), ("crowded_figures", f"({few})")):
        connection.execute(
            f"CREATE VIEW {name} AS SELECT {', '.join(STORED)} FROM ({INTERVAL_SQL.format(table=table)})"
        )


# Rows with their words put into codes.
_CODED_ROWS = f"""
    SELECT c.flow, r.reporter, w.partner, c.product,
      CASE WHEN running THEN p.month - p.month % 12 ELSE p.month END AS first_month,
      CASE WHEN running THEN p.month % 12 + 1 ELSE 1 END AS months,
      m.measure, m.kind, value, m.unit, m.factor AS unit_factor, s.precision,
      CASE WHEN publisher = '' THEN source_url ELSE publisher END AS publisher, source_url, m.said AS word,
      coalesce(given.released_at, least(l.day, published)) AS released_at, published AS printed_at, note,
      '{{sha256}}'::code_document AS document, given.row::INTEGER AS row, given.released_at IS NOT NULL AS told
    FROM {{rows}}
    JOIN of_commodity AS c ON c.word = given.commodity JOIN of_measure AS m ON m.word = given.measure
    JOIN of_reporter AS r ON r.word = given.reporter JOIN of_partner AS w ON w.word = given.partner
    JOIN of_period AS p ON p.word = given.period JOIN of_precision AS s ON s.word = given.precision
    LEFT JOIN of_release AS l ON l.calendar = c.calendar AND l.month = p.month AND l.reporter = r.reporter::VARCHAR
    WHERE NOT {_IS_DERIVED}"""


def _late(connection: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    """Yield the rows whose days cannot be: released after the page that printed it, or on no day anybody knows."""
    found = connection.execute(f"""
        SELECT row, released_at, printed_at FROM coded WHERE released_at IS NULL OR (told AND released_at > printed_at)
        ORDER BY row LIMIT {_ENOUGH}""")
    for row, released_at, printed_at in found.fetchall():
        if released_at is None:
            yield Problem(
                row, "released_at", "no release calendar of this reporter is known; give its day, or published"
            )
        else:
            yield Problem(row, "released_at", f"{released_at} comes after the page of {printed_at} that printed it")


def _count(connection: duckdb.DuckDBPyConnection, source: str, given: Mapping[str, object] | None = None) -> int:
    row = connection.execute(f"SELECT count(*) FROM {source}", dict(given or {})).fetchone()
    return int(row[0]) if row else 0
