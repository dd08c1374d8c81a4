"""Facts: metrics as data, each fact with its interval, SQL and pedigree.

measure(metric, cell, view=...)   one fact, or the reason why the data cannot answer
facts_of(cell, view=...)          all facts of a cell
metrics()                         what can be measured, by id
"""

from weighbridge.facts.measure import facts_of, measure
from weighbridge.facts.metric import Metric, caveat_sentences, caveats, metrics, read_fact_id, reference_rows

__all__ = [
    "Metric",
    "caveat_sentences",
    "caveats",
    "facts_of",
    "measure",
    "metrics",
    "read_fact_id",
    "reference_rows",
]
