"""The metrics as data: what each is called, means, needs, and by which SQL it is recomputed (`metrics.toml`)."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from weighbridge.errors import InputError, UnknownNameError
from weighbridge.model import Cell, Fact


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that can be said of a cell in a number.

    `unit` is empty where the fact takes the unit of its measure (tonnes). `definition` is one sentence with
    placeholders: {what}, {period} and the names of the roles; `needs` says in words what must be known; `caveats`
    always ride along. `sql` recomputes it over the relations `cells` and `changes`; `cells` names the roles the SQL
    speaks of and which cell plays each, `other` the role of a cell compared with, `kind` which printed changes count.
    """

    id: str
    name: str
    unit: str
    definition: str
    needs: str
    sql: str
    cells: Mapping[str, str]
    kind: str = ""
    other: str = ""
    caveats: tuple[str, ...] = ()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("weighbridge.facts").joinpath("metrics.toml").read_text(encoding="utf-8"))


@cache
def metrics() -> Mapping[str, Metric]:
    """Return all metrics by id, in the order of the table.

    >>> metrics()["share_pct"].unit
    'pct'
    """
    table, found = _table(), {}
    for id, entry in table["metrics"].items():
        sql = _FRAGMENT.sub(lambda named: _pasted(named, table["fragments"]), entry["sql"])
        found[id] = Metric(**{**entry, "id": id, "sql": sql.strip(), "caveats": tuple(entry.get("caveats", ()))})
    return MappingProxyType(found)


_FRAGMENT = re.compile(r"\{(\w+)((?: \w+| \$\w+| \"[^\"]*\")*)\}")


def _pasted(named: re.Match[str], fragments: Mapping[str, Any]) -> str:
    fragment = fragments.get(named[1])
    if fragment is None:  # a placeholder filled in later, from the card
        return named[0]
    text: str = fragment["sql"].strip()
    for argument, given in zip(fragment["arguments"], shlex.split(named[2]), strict=True):
        text = text.replace("{" + argument + "}", given)
    return text


def metric_of(id: str) -> Metric:
    """Return the metric of that id; raises UnknownNameError with near misses."""
    try:
        return metrics()[id]
    except KeyError:
        raise UnknownNameError("metric", id, metrics()) from None


@cache
def caveats() -> Mapping[str, str]:
    """Return the sentence of each caveat by its key; a sentence may hold placeholders for a fact's details."""
    return MappingProxyType(_table()["caveats"])


def caveat_sentences(fact: Fact) -> list[str]:
    """Return the fact's caveats as sentences, in the order they ride along."""
    known = caveats()
    for key in fact.caveats:
        if key not in known:
            raise UnknownNameError("caveat", key, known)
    return [known[key].format_map(_Details(fact.detail)) for key in fact.caveats]


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "not named"


def fact_id(metric: str, cell: Cell, other: Cell | None, *, as_of: date) -> str:
    """Return the id that is enough to compute a fact again."""
    return f"{metric}:{cell}|{other}@{as_of}" if other else f"{metric}:{cell}@{as_of}"


@lru_cache(maxsize=8192)
def read_fact_id(id: str) -> tuple[str, Cell, Cell | None, date]:
    """Return metric, cell, other cell and day of a fact id; raises InputError saying what one looks like."""
    metric, _, rest = id.partition(":")
    cells, _, day = rest.rpartition("@")
    cell, _, other = cells.partition("|")
    try:
        parsed = Cell.parse(cell), Cell.parse(other) if other else None, date.fromisoformat(day)
    except ValueError:
        example = "level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20"
        raise InputError(f"{id!r} is no fact id; one looks like {example}") from None
    return metric_of(metric).id, *parsed


def reference_rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield id, name, unit, definition and needs of each metric: the rows of the metric reference."""
    for metric in metrics().values():
        unit = metric.unit or "unit of the measure"
        yield metric.id, metric.name, unit, metric.definition, metric.needs
