"""How people write numbers, periods, hedges and relations: one table, used by the writer and the reader alike.

    english()                          the table: units, hedges with their meanings, relations, fractions
    shown(value, interval, unit)       a number with no more digits than what is known supports
    period_name, day_name              periods and days in words
    relations_for(change)              the words that may stand for a change
    meanings(), Phrases                what each phrase means to a reader of figures

This room knows no facts: it is given numbers and intervals.
"""

from weighbridge.words.lexicon import Meaning, Phrases, meanings, reader_tables
from weighbridge.words.numbers import Shown, cardinal, grouped, ordinal, range_of, shown, with_unit
from weighbridge.words.periods import day_name, month_name, period_name
from weighbridge.words.relations import fraction_phrase, ratio_phrase, relations_for
from weighbridge.words.table import Hedge, Language, Relation, english

__all__ = [
    "Hedge",
    "Language",
    "Meaning",
    "Phrases",
    "Relation",
    "Shown",
    "cardinal",
    "day_name",
    "english",
    "fraction_phrase",
    "grouped",
    "meanings",
    "month_name",
    "ordinal",
    "period_name",
    "range_of",
    "ratio_phrase",
    "reader_tables",
    "relations_for",
    "shown",
    "with_unit",
]
