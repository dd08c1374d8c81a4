"""Facts: metrics as data, each fact with its interval, SQL and pedigree.

measure(metric, cell, view=...)   one fact, or the reason why the data cannot answer
facts_of(cell, view=...)          all facts of a cell
explain(fact_id, view=...)        what a fact means, its SQL, the figures and documents it rests on
query(metric, cell, view=..., connection=...)   the same fact as its SQL finds it
replay(fact_id, observations=..., card=...)     the same fact by plain arithmetic on the archived figures
scan(product, period, view=...)   what is news in a month, with scores
rows_of(cells_of(...), view=...)  a whole product as rows, for CSV and Parquet
metrics()                         what can be measured, by id
reach_of_fact, cells_of_level     which cells an answer rests on; names_of_cell: under which names it may rest on one
"""

from weighbridge.facts.measure import facts_of, measure
from weighbridge.facts.metric import Metric, caveat_sentences, caveats, metrics, read_fact_id, reference_rows
from weighbridge.facts.pedigree import Explanation, explain
from weighbridge.facts.reach import Reach, cells_of_level, every_partner, every_period, names_of_cell, reach_of_fact
from weighbridge.facts.replay import replay
from weighbridge.facts.scan import NEWSWORTHY, Lead, scan
from weighbridge.facts.slice import Viewed
from weighbridge.facts.sql import query
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
    "Reach",
    "Row",
    "Viewed",
    "arrow_table",
    "caveat_sentences",
    "caveats",
    "cells_of",
    "cells_of_level",
    "day_text",
    "definition_text",
    "every_partner",
    "every_period",
    "explain",
    "facts_of",
    "interval_text",
    "measure",
    "metrics",
    "names_of_cell",
    "number_text",
    "period_text",
    "query",
    "reach_of_fact",
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
