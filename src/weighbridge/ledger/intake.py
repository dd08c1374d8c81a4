"""A figures file taken apart and checked, set by set: nothing of a file with a fault is taken in.

Every check is a query that returns the bad rows. The coded columns hold few distinct words, so each word is read once,
in Python, with the errors a person needs; the numbers are read by the engine.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.card import Card
from weighbridge.errors import FigureFileError, InputError, PeriodError, UnknownNameError
from weighbridge.ledger.engine import quoted
from weighbridge.ledger.units import INTERVAL_SQL, unit_of
from weighbridge.model import Flow, Kind, Period, Precision
from weighbridge.sources import FIGURE_COLUMNS, OPTIONAL_FIGURE_COLUMNS, calendar, figure_word

if TYPE_CHECKING:
    import duckdb

MOST_PROBLEMS = 20
_LONGEST_LINE = 1_000_000  # characters; a line beyond it is no line of a figures file

# the columns of a figure in the ledger, in the order they are stored
STORED = (
    "flow", "reporter", "partner", "product", "first_month", "months", "measure", "kind", "value", "unit", "precision",
    "lo", "hi", "publisher", "source_url", "word", "released_at", "printed_at", "note", "document", "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a file's rows fared: all of them, and how many were left out and why."""

    rows: int
    dropped: dict[str, int]


def load(connection: duckdb.DuckDBPyConnection, file: Path, *, card: Card, document: str, today: date) -> Loaded:
    """Read a figures file into the table `figures` of the connection, in stored form, and return how its rows fared.

    Raises FigureFileError with up to twenty problems, each with its row, when anything in the file is wrong.
    """
    columns = _header(file)
    _read_raw(connection, file, columns)
    problems = list(_problems(connection, _Words(connection, card, today)))
    if problems:
        raise FigureFileError(_told(file, problems))
    rows = _count(connection, "raw")
    derived = _count(connection, "raw WHERE derived = '1' OR precision = 'derived'")
    _store(connection, document)
    return Loaded(rows, {"derived, not printed": derived} if derived else {})


def _header(file: Path) -> tuple[str, ...]:
    """Return the column names, after looking at the bytes: UTF-8 throughout, no NUL, lines of a sane length."""
    if not file.is_file():
        raise FigureFileError(f"{file} is {'a folder' if file.is_dir() else 'not there'}; give a CSV file of figures")
    decoder, row, width = codecs.getincrementaldecoder("utf-8-sig")(), 1, 0
    first: list[str] = []
    with file.open("rb") as lines:
        for line in _lines(lines):
            width = max(width, len(line))
            if b"\0" in line:
                raise FigureFileError(f"{file.name} row {row} holds a NUL byte; it is no text file")
            try:
                text = decoder.decode(line)
            except UnicodeDecodeError as error:
                raise FigureFileError(
                    f"{file.name} row {row} is not UTF-8 (byte {line[error.start]:#x}); save the file as UTF-8"
                ) from None
            if row == 1:
                first = next(csv.reader(io.StringIO(text)), [])
            row += 1
    if width > _LONGEST_LINE:
        raise FigureFileError(f"{file.name} has a line of {width:,} characters; a quote is missing or it is no CSV")
    if not first:
        raise FigureFileError(f"{file.name} is empty; its first row names the columns: {', '.join(FIGURE_COLUMNS)}")
    return _columns(file, tuple(first))


def _lines(file: io.BufferedReader) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE + 2):
        yield line


def _columns(file: Path, found: tuple[str, ...]) -> tuple[str, ...]:
    if found[0].lstrip().startswith("<"):
        raise FigureFileError(f"{file.name} is a web page, not a CSV file")
    missing = [c for c in FIGURE_COLUMNS if c not in found]
    strange = [c for c in found if c not in FIGURE_COLUMNS + OPTIONAL_FIGURE_COLUMNS]
    if missing or strange or len(set(found)) != len(found):
        said = [f"lacks the column {', '.join(missing)}"] if missing else []
        said += [f"has the unknown column {', '.join(map(repr, strange))}"] if strange else []
        said += ["names a column twice"] if len(set(found)) != len(found) else []
        raise FigureFileError(f"{file.name} {' and '.join(said)}; the columns are {', '.join(FIGURE_COLUMNS)}")
    return found


def _read_raw(connection: duckdb.DuckDBPyConnection, file: Path, columns: tuple[str, ...]) -> None:
    import duckdb

    types = ", ".join(f"{quoted(c)}: 'VARCHAR'" for c in columns)
    extra = "" if "released_at" in columns else ", '' AS released_at"
    words = ", ".join(f"trim(coalesce({c}, '')) AS {c}" for c in columns)
    try:
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE raw AS
            SELECT row_number() OVER () + 1 AS row, {words}{extra}
            FROM read_csv({quoted(str(file))}, header = true, columns = {{{types}}}, auto_detect = false, delim = ',',
                          quote = '"', escape = '"', strict_mode = true, null_padding = false, nullstr = '\\N')""")
    except duckdb.Error as error:
        raise FigureFileError(f"{file.name} is no sound CSV: {_first_line(error)}") from None
    if not _count(connection, "raw"):
        raise FigureFileError(f"{file.name} has a header and no row")


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    place = next((line[line.index("Line:") :] for line in lines if "Line:" in line), "")
    why = next((line for line in lines if line.startswith(("Expected", "Value", "Maximum", "It was not"))), lines[-1])
    return f"{place.replace('Line:', 'row')}: {why}".strip(": ")


class _Words:
    """The distinct words of each coded column, read once; what each stands for becomes a small table to join."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, card: Card, today: date) -> None:
        self.connection, self.card, self.today = connection, card, today
        self.bad: dict[str, dict[str, str]] = {}
        self._read("reporter", self._place)
        self._read("partner", self._place)
        self._read("commodity", self._commodity, "flow VARCHAR, product VARCHAR")
        self._read(
            "measure", _measure, "kind VARCHAR, unit VARCHAR, measures VARCHAR, unit_factor DOUBLE, running BOOL"
        )
        self._read("period", self._period, "month INTEGER")
        self._read("precision", _precision, "read_precision VARCHAR")
        self._read("published", _day, "printed_at DATE")
        self._read("released_at", _day, "told_at DATE")
        self._releases()

    def _read(self, column: str, read: Callable[[str], tuple[object, ...]], columns: str = "") -> None:
        words = [w for (w,) in self.connection.execute(f"SELECT DISTINCT {column} FROM raw").fetchall()]
        rows: list[tuple[object, ...]] = []
        self.bad[column] = {}
        for word in words:
            try:
                rows.append((word, *read(word)))
            except InputError as error:
                self.bad[column][word] = str(error)
        if columns:
            _table(self.connection, f"of_{column}", f"word VARCHAR, {columns}", rows)

    def _place(self, word: str) -> tuple[object, ...]:
        if word not in self.card.places:
            raise UnknownNameError("place of the card", word, self.card.places)
        return ()

    def _commodity(self, word: str) -> tuple[object, ...]:
        prefix, _, rest = word.partition("_")
        product = rest if prefix in ("IMP", "EXP") else word
        if product not in self.card.products:
            raise UnknownNameError("product of the card", word, self.card.products)
        return (str(Flow.IMPORT if prefix == "IMP" else Flow.EXPORT), product)

    def _period(self, word: str) -> tuple[object, ...]:
        if len(word) != 7:
            raise PeriodError(f"{word!r} is no month; write 2025-06")
        month = Period.parse(word)
        if month.first_day() > self.today:
            raise PeriodError(f"{word} lies in the future")
        return (month.first,)

    def _releases(self) -> None:
        """A table of the office's release day of each product and month."""
        if self.bad["commodity"] or self.bad["period"]:
            return
        pairs = self.connection.execute("""
            SELECT DISTINCT c.product, p.month FROM raw JOIN of_commodity AS c ON c.word = raw.commodity
            JOIN of_period AS p ON p.word = raw.period""").fetchall()
        rows = [
            (product, month, calendar(self.card.products[product].calendar).release_day(Period(month)))
            for product, month in pairs
        ]
        _table(self.connection, "of_release", "product VARCHAR, month INTEGER, release_day DATE", rows)


def _measure(word: str) -> tuple[object, ...]:
    said = figure_word(word)
    unit = unit_of(said.unit)
    if (unit.id == "pct") == (said.kind is Kind.LEVEL):
        raise InputError(f"{word!r} counts a level in percent; write qty_t, or mom_pct for a change")
    measure = "mass" if unit.measure == "pct" else unit.measure
    return (str(said.kind), unit.id, measure, unit.canonical_per_unit, said.year_to_date)


def _precision(word: str) -> tuple[object, ...]:
    known = ["derived", *(str(p) for p in Precision)]
    if word and word not in known:
        raise UnknownNameError("precision", word, known)
    return (word or str(Precision.ROUNDED),)


def _day(word: str) -> tuple[object, ...]:
    if not word:
        return (None,)
    try:
        return (date.fromisoformat(word),)
    except ValueError:
        raise InputError(f"{word!r} is no day; write 2025-07-20") from None


def _problems(connection: duckdb.DuckDBPyConnection, words: _Words) -> Iterator[tuple[int, str]]:
    """Yield the problems of the file, each with its row, the words first."""
    for column, bad in words.bad.items():
        for word, why in list(bad.items())[:MOST_PROBLEMS]:
            query = f"SELECT row FROM raw WHERE {column} = ? ORDER BY row LIMIT {MOST_PROBLEMS}"
            yield from ((row, f"{column}: {why}") for (row,) in connection.execute(query, [word]).fetchall())
    for query, say in _CHECKS:
        found = connection.execute(f"{query} ORDER BY row LIMIT {MOST_PROBLEMS}").fetchall()
        yield from ((row, say.format(*rest)) for row, *rest in found)
    if words.bad["period"] or words.bad["published"] or words.bad["released_at"]:
        return
    found = connection.execute(f"""
        SELECT row, raw.released_at, raw.published FROM raw JOIN of_published AS p ON p.word = raw.published
        JOIN of_released_at AS r ON r.word = raw.released_at WHERE told_at > printed_at
        ORDER BY row LIMIT {MOST_PROBLEMS}""").fetchall()
    yield from (
        (row, f"released_at: {told} comes after the page of {page} that printed it") for row, told, page in found
    )


_NUMBER = r"[+-]?[0-9]{1,15}(\.[0-9]{1,12})?"
_AS_NUMBER = f"CASE WHEN regexp_full_match(value, '{_NUMBER}') THEN value::DOUBLE END"
_CHECKS = (
    (
        f"SELECT row, value FROM raw WHERE NOT regexp_full_match(value, '{_NUMBER}')",
        "value: {0!r} is no number; write 1238 or 5.7, without separators or units",
    ),
    (
        f"SELECT row, value FROM raw WHERE {_AS_NUMBER} < 0 AND NOT ends_with(measure, '_pct')",
        "value: {0} is negative; nothing traded is less than nothing",
    ),
    (
        f"SELECT row, value FROM raw WHERE {_AS_NUMBER} < -100 AND ends_with(measure, '_pct')",
        "value: a fall of more than 100 percent ({0}) is impossible",
    ),
    (
        f"SELECT row, value FROM raw WHERE measure = 'share_pct' AND ({_AS_NUMBER} < 0 OR {_AS_NUMBER} > 100)",
        "value: a share of {0} percent is impossible",
    ),
    ("SELECT row, derived FROM raw WHERE derived NOT IN ('', '0', '1')", "derived: {0!r} is neither 0 nor 1"),
    ("SELECT row FROM raw WHERE publisher = '' AND source_url = ''", "publisher: nobody is said to have printed it"),
    (
        f"""SELECT max(row) AS row, min(row) AS earlier FROM raw GROUP BY {", ".join(FIGURE_COLUMNS)}, released_at
            HAVING count(*) > 1""",
        "the row stands already in row {0}",
    ),
)


def _told(file: Path, problems: list[tuple[int, str]]) -> str:
    shown = sorted(set(problems))[:MOST_PROBLEMS]
    more = f"\n  and {len(problems) - len(shown)} more" if len(problems) > len(shown) else ""
    lines = "".join(f"\n  row {row}: {why}" for row, why in shown)
    return f"{file.name} cannot be taken in, and nothing of it was:{lines}{more}"


def _store(connection: duckdb.DuckDBPyConnection, document: str) -> None:
    """Make the table `figures` of the rows that are taken in, in stored form."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW coded AS
        SELECT c.flow, reporter, partner, c.product,
          CASE WHEN running THEN p.month - p.month % 12 ELSE p.month END AS first_month,
          CASE WHEN running THEN p.month % 12 + 1 ELSE 1 END AS months,
          m.measures AS measure, m.kind, value, m.unit, m.unit_factor, s.read_precision AS precision,
          CASE WHEN publisher = '' THEN source_url ELSE publisher END AS publisher, source_url, raw.measure AS word,
          coalesce(t.told_at, least(release_day, d.printed_at)) AS released_at, d.printed_at, note,
          {quoted(document)} AS document, row::INTEGER AS row, t.told_at IS NOT NULL AS told
        FROM raw
        JOIN of_commodity AS c ON c.word = raw.commodity JOIN of_measure AS m ON m.word = raw.measure
        JOIN of_period AS p ON p.word = raw.period JOIN of_precision AS s ON s.word = raw.precision
        JOIN of_published AS d ON d.word = raw.published JOIN of_released_at AS t ON t.word = raw.released_at
        JOIN of_release AS r ON r.product = c.product AND r.month = p.month
        WHERE derived <> '1' AND s.read_precision <> 'derived'""")
    columns = ", ".join(STORED)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE figures AS SELECT {columns}, told FROM ({INTERVAL_SQL.format(table='coded')})"
    )


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            connection.execute(
                f"INSERT INTO {name} VALUES {', '.join([f'({marks})'] * len(part))}", [v for row in part for v in row]
            )


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(row[0]) if row else 0
