"""Figures in print: the format of a figures file, one printed figure a row.

The file is CSV in UTF-8 with these columns; further columns are refused, so that a misspelt one is not lost.

    period       YYYY-MM; of a running total, its last month
    reporter, partner   ISO 3166 alpha-3, or WLD, EU27 and the continents
    commodity    a product id of the card; led by IMP_ it is an import, by EXP_ or nothing an export
    measure      qty_UNIT, ytd_UNIT, mom_pct, yoy_pct, ytd_yoy_pct or share_pct
    value        the number as printed
    precision    exact, rounded, truncated, nearly, about or more_than; `derived` rows are not taken in
    published    the day of the page, or nothing
    publisher, source_url, derived, note
    released_at  optional: the day the office released it, where that differs from its calendar
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from weighbridge.errors import UnknownNameError
from weighbridge.model import Kind

FIGURE_COLUMNS = (
    "period", "reporter", "partner", "commodity", "measure", "value", "precision",
    "published", "publisher", "source_url", "derived", "note",
)  # fmt: skip
OPTIONAL_FIGURE_COLUMNS = ("released_at",)

_PERCENTS = {
    "mom_pct": (Kind.CHANGE_ON_PREVIOUS, False),
    "yoy_pct": (Kind.CHANGE_ON_YEAR, False),
    "ytd_yoy_pct": (Kind.CHANGE_ON_YEAR, True),
    "share_pct": (Kind.SHARE_OF_WORLD, False),
}


_LEVELS = {"qty": False, "ytd": True}


@dataclass(frozen=True, slots=True)
class FigureWord:
    """What a measure word says: a level or a change, in which unit, of the month or of the year to date."""

    kind: Kind
    unit: str
    year_to_date: bool


def figure_word(word: str) -> FigureWord:
    """Return what a measure word of a figures file says; the unit of a level is left as written.

    Raises UnknownNameError, with the near misses, for a word that is no measure.

    >>> figure_word("ytd_kt")
    FigureWord(kind=<Kind.LEVEL: 'level'>, unit='kt', year_to_date=True)
    """
    if word in _PERCENTS:
        kind, year_to_date = _PERCENTS[word]
        return FigureWord(kind, "pct", year_to_date)
    head, _, unit = word.partition("_")
    if head in _LEVELS and unit:
        return FigureWord(Kind.LEVEL, unit, _LEVELS[head])
    raise UnknownNameError("measure", word, figure_words(["t", "kg", "usd"]))


def figure_words(units: Iterable[str]) -> tuple[str, ...]:
    """Return all measure words of a figures file that counts levels in these units.

    >>> figure_words(["t"])
    ('mom_pct', 'yoy_pct', 'ytd_yoy_pct', 'share_pct', 'qty_t', 'ytd_t')
    """
    return (*_PERCENTS, *(f"{head}_{unit}" for unit in units for head in _LEVELS))


def shipped_figures() -> Path:
    """Return the path of the figures in print that ship with the package.

    >>> shipped_figures().name
    'figures.csv'
    """
    return Path(str(files("weighbridge"))) / "data" / "figures.csv"
