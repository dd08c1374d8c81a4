"""The pedigree of a fact: what it means, the SQL that recomputes it, and the figures and documents it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from weighbridge.card import Card
from weighbridge.errors import InputError
from weighbridge.facts.measure import measure
from weighbridge.facts.metric import caveat_sentences, read_fact_id
from weighbridge.facts.roles import roles_of
from weighbridge.facts.slice import Viewed, slice_of
from weighbridge.facts.sql import runnable
from weighbridge.facts.text import definition_text, interval_text, period_text, trade_text, unit_text, value_text
from weighbridge.model import Fact, Observation


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fact laid open.

    `definition` is a sentence about this very fact, `sql` runs as it stands on the relations of the view, and
    `observations` are the printed figures the fact rests on, with publisher, address, day and value as printed.
    """

    fact: Fact
    definition: str
    value_text: str
    interval_text: str
    caveats: tuple[str, ...]
    observations: tuple[Observation, ...]
    sql: str

    def as_dict(self, card: Card) -> dict[str, Any]:
        """Return it as pages show it; each source with what it printed and of what that is a figure."""
        return {
            "definition": self.definition,
            "value_text": self.value_text,
            "interval_text": self.interval_text,
            "caveats": list(self.caveats),
            "sources": [
                {
                    "publisher": o.publisher,
                    "url": o.source_url,
                    "printed_at": o.printed_at.isoformat() if o.printed_at else None,
                    "value": f"{o.value}{unit_text(o.unit)}",
                    "what": f"{trade_text(o.cell, card)}, {period_text(o.cell.period)}",
                }
                for o in self.observations
            ],
            "sql": self.sql,
        }


def explain(fact_id: str, *, view: Viewed, dialect: str = "duckdb") -> Explanation:
    """Return the pedigree of a fact; its SQL for `duckdb`, `postgres` or `sqlite`.

    Raises InputError for a text that is no fact id or belongs to another day than the view, NotInDataError when the
    data cannot answer.
    """
    metric, cell, other, day = read_fact_id(fact_id)
    if day != view.as_of:
        raise InputError(f"{fact_id!r} is a fact as of {day}, and this is a view as of {view.as_of}")
    taken = slice_of(view)
    taken.require(cell, other)
    fact = measure(metric, cell, view=view, other=other)
    roles = roles_of(metric, cell, other, lambda c: taken.level(c) is not None)
    found = (taken.observation(id) for id in fact.observations)
    return Explanation(
        fact,
        definition_text(fact, roles, view.card),
        value_text(fact),
        interval_text(fact.interval, fact.unit),
        tuple(caveat_sentences(fact)),
        tuple(o for o in found if o is not None),
        runnable(metric, cell, view=view, other=other, dialect=dialect),
    )


def day_of(fact_id: str) -> date:
    """Return the day whose view answers for a fact id."""
    return read_fact_id(fact_id)[3]
