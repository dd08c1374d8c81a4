"""The canonical SQL of a fact: bound, run on a view's relations, and rendered for people and other engines."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any, Protocol

from weighbridge.errors import InputError, NotInDataError
from weighbridge.facts.metric import metric_of
from weighbridge.facts.roles import roles_of
from weighbridge.facts.slice import Viewed, slice_of
from weighbridge.model import Cell, Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECTS = ("duckdb", "postgres", "sqlite")
_PARAMETER = re.compile(r"\$(\w+)")


class Connection(Protocol):
    """What runs the SQL: a DuckDB connection that holds the relations `cells` and `changes`."""

    def execute(self, query: str, parameters: Any) -> Any:
        """Return what has the rows of the answer."""


def canonical(metric: str, view: Viewed) -> str:
    """Return the metric's SQL in DuckDB's dialect, with its bind parameters."""
    regions = sorted(slice_of(view).regions)
    quoted = ", ".join("'" + code.replace("'", "''") + "'" for code in regions)
    return metric_of(metric).sql.replace("{regions}", quoted)


def bindings(metric: str, cell: Cell, *, view: Viewed, other: Cell | None = None) -> dict[str, str | int]:
    """Return the value of each bind parameter of the metric's SQL."""
    taken = slice_of(view)
    bound: dict[str, str | int] = {"kind": metric_of(metric).kind if other is None else "none"}
    if metric == "share_change_pp":
        bound["kind"] = metric_of(metric).kind
    for role, played in roles_of(metric, cell, other, lambda c: taken.level(c) is not None).items():
        bound[f"{role}_flow"], bound[f"{role}_reporter"] = str(played.flow), played.reporter
        bound[f"{role}_partner"], bound[f"{role}_product"] = played.partner, played.product
        bound[f"{role}_measure"] = played.measure
        bound[f"{role}_first"], bound[f"{role}_months"] = played.period.first, played.period.months
    return {name: bound[name] for name in dict.fromkeys(_PARAMETER.findall(canonical(metric, view)))}


def query(
    metric: str, cell: Cell, *, view: Viewed, connection: Connection, other: Cell | None = None
) -> tuple[float, Interval, str]:
    """Return value, interval and unit of a fact as its SQL finds them; raises NotInDataError when it finds no row."""
    bound = bindings(metric, cell, view=view, other=other)
    row = connection.execute(canonical(metric, view), bound).fetchone()
    return read_row(row, metric, cell, view)


def read_row(row: Any, metric: str, cell: Cell, view: Viewed) -> tuple[float, Interval, str]:
    """Return what a row of a metric's SQL says: value, interval (a missing end is unbounded) and unit."""
    if row is None or row[0] is None:
        raise NotInDataError(f"{metric} of {cell} does not follow from what was released by {view.as_of}")
    lo = -inf if row[1] is None else float(row[1])
    hi = inf if row[2] is None else float(row[2])
    return min(max(float(row[0]), lo), hi), Interval(lo, hi), str(row[3])


def runnable(metric: str, cell: Cell, *, view: Viewed, other: Cell | None = None, dialect: str = "duckdb") -> str:
    """Return the SQL with its parameters written in; raises InputError unless for `duckdb`, `postgres` or `sqlite`."""
    return _render(canonical(metric, view), bindings(metric, cell, view=view, other=other), dialect)


def rendered(metric: str, *, view: Viewed, dialect: str) -> str:
    """Return the SQL of a metric for another engine, its bind parameters left named."""
    return _render(canonical(metric, view), None, dialect)


def _render(text: str, bound: Mapping[str, str | int] | None, dialect: str) -> str:
    if dialect not in DIALECTS:
        raise InputError(f"SQL can be shown for {', '.join(DIALECTS)}, not for {dialect!r}")
    if bound is not None and dialect == "duckdb":  # as written, without the weight of a parser
        return _PARAMETER.sub(lambda named: _literal(bound[named[1]]), text)
    import sqlglot
    from sqlglot import expressions as exp

    tree = sqlglot.parse_one(text, read="duckdb")
    if bound is not None:
        # values become literals of the syntax tree, so that no text of a cell is ever read as SQL
        for node in list(tree.find_all(exp.Parameter, exp.Placeholder)):
            name = node.name if isinstance(node, exp.Placeholder) else node.this.name
            given = bound[name]
            node.replace(exp.Literal.string(given) if isinstance(given, str) else exp.Literal.number(given))
    return tree.sql(dialect=dialect, pretty=True)


def _literal(given: str | int) -> str:
    return str(given) if isinstance(given, int) else "'" + given.replace("'", "''") + "'"
