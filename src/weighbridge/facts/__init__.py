"""Facts: metrics as data, each fact with its interval, SQL and pedigree.

measure(metric, cell, view=...)   one fact, or the reason why the data cannot answer
facts_of(cell, view=...)          all facts of a cell
explain(fact_id, view=...)        what a fact means, its SQL, the figures and documents it rests on
scan(product, period, view=...)   what is news in a month, with scores
rows_of(cells_of(...), view=...)  a whole product as rows, for CSV and Parquet
metrics()                         what can be measured, by id
"""

from weighbridge.facts.measure import facts_of, measure
from weighbridge.facts.metric import Metric, caveat_sentences, caveats, metrics, read_fact_id, reference_rows
from weighbridge.facts.pedigree import Explanation, explain
from weighbridge.facts.replay import replay
from weighbridge.facts.scan import NEWSWORTHY, Lead, scan
from weighbridge.facts.slice import Viewed
from weighbridge.facts.table import COLUMNS, Row, arrow_table, cells_of, rows_of, save_csv, save_parquet, write_csv
from weighbridge.facts.text import (
    day_text,
    definition_text,
    interval_text,
    number_text,
    period_text,
    trade_text,
    unit_text,
    value_text,
)

__all__ = [
    "COLUMNS",
    "NEWSWORTHY",
    "Explanation",
    "Lead",
    "Metric",
    "Row",
    "Viewed",
    "arrow_table",
    "caveat_sentences",
    "caveats",
    "cells_of",
    "day_text",
    "definition_text",
    "explain",
    "facts_of",
    "interval_text",
    "measure",
    "metrics",
    "number_text",
    "period_text",
    "read_fact_id",
    "reference_rows",
    "replay",
    "rows_of",
    "save_csv",
    "save_parquet",
    "scan",
    "trade_text",
    "unit_text",
    "value_text",
    "write_csv",
]
