"""The coded words of a figures file: a million rows hold but some hundred months, places and measures.

What each word stands for is read once, in Python, with the errors a person needs, and becomes a small table beside the
rows, to be joined. Words and codes are enumerations, sorted, so that the engine compares, sorts and stores numbers
where a person reads words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from weighbridge.card import Card, Member
from weighbridge.errors import InputError, PeriodError, UnknownNameError, near_misses
from weighbridge.ledger.engine import quoted
from weighbridge.ledger.units import UNITS, unit_of
from weighbridge.model import Flow, Kind, Period, Precision
from weighbridge.sources import calendar, figure_word, figure_words

if TYPE_CHECKING:
    import duckdb

CODED = ("period", "reporter", "partner", "commodity", "measure", "precision")
DAYS = ("published", "released_at")
MOST_PROBLEMS = 20
DERIVED = "derived"  # the precision of what was worked out from other figures

_USUAL_YEARS = range(2000, 2040)  # months of others are read as well, only not known beforehand
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE = "CODE"  # in place of a type: an enumeration of the values themselves
Row = tuple[object, ...]


def usual_words(card: Card, today: date) -> dict[str, Iterable[str]]:
    """Return, by column, the words that a sound file is made of: to know them beforehand saves looking for them."""
    months = [Period.month(year, month) for year in _USUAL_YEARS for month in range(1, 13)]
    return {
        "period": [str(month) for month in months if _is_over(month, today)],
        "reporter": card.places,
        "partner": card.places,
        "commodity": [prefix + product for product in card.products for prefix in ("", "IMP_", "EXP_")],
        "measure": figure_words(unit for unit in UNITS if unit != "pct"),
        "precision": ["", DERIVED, *Precision],
    }


class Vocabulary:
    """What words of a figures file stand for. `bad` says by column which of them mean nothing, and why."""

    def __init__(self, words: Mapping[str, Iterable[str]], card: Card, today: date) -> None:
        """`words` are those of each coded column, and of days if any; `today` says what lies in the future."""
        self._card, self._today = card, today
        self.bad: dict[str, dict[str, str]] = {}
        measure = {"said": _CODE, "kind": _CODE, "unit": _CODE, "measure": _CODE, "factor": "DOUBLE", "running": "BOOL"}
        self._tables = {
            "period": ({"month": "INTEGER"}, self._month),
            "reporter": ({"reporter": _CODE}, self._place),
            "partner": ({"partner": _CODE}, self._place),
            "commodity": ({"flow": _CODE, "product": _CODE, "calendar": "VARCHAR"}, self._commodity),
            "measure": (measure, _measure),
            "precision": ({"precision": _CODE}, _precision),
        }
        self._rows = {column: self._read(column, words[column], read) for column, (_, read) in self._tables.items()}
        for column in DAYS:
            self._read(column, words.get(column, ()), self._day)

    def _read(self, column: str, words: Iterable[str], read: Callable[[str], Row]) -> list[Row]:
        rows: list[Row] = []
        bad: dict[str, str] = {}
        for word in words:
            try:
                rows.append((word, *read(word.strip())))
            except InputError as error:
                bad[word] = str(error)
                if len(bad) == MOST_PROBLEMS:  # a column with anything in it: there is no end to reading it
                    break
        if bad:
            self.bad[column] = bad
        return rows

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables of_period, of_partner, ... of the connection, and word_period, ..., the types of the words.

        `of_release` holds the release day of each calendar and month, for the reporter whose office it is of.
        """
        for column, (attributes, _) in self._tables.items():
            _make_table(connection, f"of_{column}", {"word": _CODE, **attributes}, self._rows[column], column)
        months = [Period(month) for _, month in self._rows["period"] if isinstance(month, int)]
        rules = [calendar(name) for name in sorted({str(rule) for *_, rule in self._rows["commodity"]})]
        releases = [
            (rule.reporter, rule.id, month.first, rule.release_day(month)) for rule in rules for month in months
        ]
        columns = {"reporter": "VARCHAR", "calendar": "VARCHAR", "month": "INTEGER", "day": "DATE"}
        _make_table(connection, "of_release", columns, releases)

    def remove(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Remove the tables and types of `write`, to make room for those of other words."""
        for name in (*self._tables, "release"):
            connection.execute(f"DROP TABLE of_{name}")
        types = connection.execute("SELECT type_name FROM duckdb_types() WHERE logical_type = 'ENUM' AND NOT internal")
        for (kind,) in types.fetchall():
            connection.execute(f"DROP TYPE {kind}")

    def _month(self, word: str) -> Row:
        if len(word) != 7:
            raise PeriodError(f"{word!r} is no month; write 2025-06")
        month = Period.parse(word)
        if month.first_day() > self._today:
            raise PeriodError(f"{word} lies in the future; today is {self._today}")
        if not _is_over(month, self._today):
            raise PeriodError(f"{word} is not over; today is {self._today}")
        return (month.first,)

    def _place(self, word: str) -> Row:
        if word not in self._card.places:
            raise _unknown("place", word, self._card.places, self._card.place)
        return (word,)

    def _commodity(self, word: str) -> Row:
        prefix, _, rest = word.partition("_")
        product = rest if prefix in ("IMP", "EXP") else word
        if product not in self._card.products:
            raise _unknown("product", product, self._card.products, self._card.product)
        flow = Flow.IMPORT if prefix == "IMP" else Flow.EXPORT
        return (str(flow), product, self._card.products[product].calendar)

    def _day(self, word: str) -> Row:
        if not word:
            return (None,)
        try:
            day = date.fromisoformat(word if _DAY.fullmatch(word) else "")
        except ValueError:
            raise InputError(f"{word!r} is no day; write 2025-07-20") from None
        if (day - self._today).days > 1:  # a day of grace: it may be tomorrow already where the page was printed
            raise InputError(f"{word} lies in the future; today is {self._today}")
        return (day,)


def _is_over(month: Period, today: date) -> bool:
    return month.shift(1).first_day() <= today


def _measure(word: str) -> Row:
    said = figure_word(word)
    unit = unit_of(said.unit)
    if (unit.id == "pct") == (said.kind is Kind.LEVEL):
        raise InputError(f"{word!r} counts a level in percent; write qty_t, or mom_pct for a change")
    measure = "mass" if unit.measure == "pct" else unit.measure
    return (word, str(said.kind), unit.id, measure, unit.canonical_per_unit, said.year_to_date)


def _precision(word: str) -> Row:
    known = [DERIVED, *(str(p) for p in Precision)]
    if word and word not in known:
        raise UnknownNameError("precision", word, known)
    return (word or str(Precision.ROUNDED),)


def _unknown(kind: str, word: str, codes: Mapping[str, Member], find: Callable[[str], Member]) -> InputError:
    """Return the error of a word that is no code: the code of what it names, else the codes of the near misses."""
    try:
        return InputError(f"{word!r} is no code of the card; write {find(word).id}")
    except UnknownNameError as error:
        near = dict.fromkeys([*near_misses(word, codes), *(find(name).id for name in error.near)])
        hint = " or ".join(f"{code} ({codes[code].name})" for code in list(near)[:3])
        return InputError(f"no {kind} of the card has the code {word!r}" + (f"; did you mean {hint}?" if hint else ""))


def _make_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[Row], word: str = ""
) -> None:
    """Make a table; columns of type _CODE get an enumeration of their values: code_COLUMN, and word_WORD the first."""
    values = [list(column) for column in zip(*rows, strict=True)]
    types = dict(columns)
    for (column, kind), listed in zip(columns.items(), values, strict=True):
        if kind == _CODE:
            types[column] = f"word_{word}" if column == "word" else f"code_{column}"
            codes = ", ".join(quoted(code) for code in sorted(set(map(str, listed))))
            connection.execute(f"CREATE TYPE {types[column]} AS ENUM ({codes})")
    connection.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {t}' for c, t in types.items())})")
    connection.execute(f"INSERT INTO {name} SELECT {', '.join('unnest(?)' for _ in values)}", values)


def words_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, list[str]]:
    """Return the words of each coded column of a relation, and of its days, in the order in which they first appear."""
    found = {}
    for column in (*CODED, *DAYS):
        query = f"SELECT {column} FROM {relation} GROUP BY {column} ORDER BY min(row)"
        found[column] = [word for (word,) in connection.execute(query).fetchall()]
    return found
