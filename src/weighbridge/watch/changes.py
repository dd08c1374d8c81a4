"""What the data of a day allow for each cell, digested, and which cells are other than at the last look."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from weighbridge.model import Cell
from weighbridge.watch import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.ledger import View
    from weighbridge.model import Bound

Figures = Mapping[str, Mapping[str, str]]  # product to cell to digest
_FIGURES = "{:.9g}"  # of a bound that count: a solver's last digits are no news


def figures_of(view: View, products: Collection[str]) -> Figures:
    """Return for each cell of some products a digest of its bounds and of what is printed about it.

    The day and the order play no part, nor who prints the same as another; whether a print is refuted does.
    """
    wanted = frozenset(products)
    refuted = {c.observation.id for c in view.conflicts if c.certainty == "proven"}
    disputed = {c.observation.cell for c in view.conflicts}
    printed: dict[Cell, set[str]] = {}
    for o in view.observations:
        if o.cell.product in wanted:
            mark = "refuted" if o.cell in disputed and o.id in refuted else ""
            told = f"{o.kind} {_number(o.interval.lo)} {_number(o.interval.hi)} {o.value} {mark}"
            printed.setdefault(o.cell, set()).add(told)
    found: dict[str, dict[str, str]] = {product: {} for product in wanted}
    for cell in {*printed, *(cell for cell in view.bounds if cell.product in wanted)}:
        found[cell.product][str(cell)] = _digest(view.bounds.get(cell), printed.get(cell, ()))
    return found


def products_with_news(view: View, *, since: date | None, known: Collection[str] | None) -> frozenset[str]:
    """Return the products with a figure that was released after a day or stands in a file not known; all for None.

    Products never constrain each other: what is allowed for the cells of any other product is what it was.
    """
    if since is None or known is None:
        return frozenset({c.product for c in view.bounds} | {o.cell.product for o in view.observations})
    return frozenset(o.cell.product for o in view.observations if o.released_at > since or o.document not in known)


def _digest(bound: Bound | None, printed: Iterable[str]) -> str:
    told = [] if bound is None else [_number(bound.interval.lo), _number(bound.interval.hi), _number(bound.best)]
    told += ["printed"] if bound is not None and bound.printed else []
    return blake2b("|".join([*told, *sorted(printed)]).encode(), digest_size=8).hexdigest()


def _number(value: float) -> str:
    return _FIGURES.format(value)


def changed_cells(before: Figures, now: Figures) -> frozenset[Cell]:
    """Return the cells that are new, gone or other.

    >>> [str(c.period) for c in changed_cells({"P": {"export/A/B/P/2025-06/mass": "x"}}, {"P": {}})]
    ['2025-06']
    """
    found: set[str] = set()
    for product in before.keys() | now.keys():
        old, new = before.get(product, {}), now.get(product, {})
        if old != new:
            found |= {cell for cell in old.keys() | new.keys() if old.get(cell) != new.get(cell)}
    return frozenset(map(Cell.parse, found))


def figures_watched(connection: Connection) -> Figures:
    """Return the figures as they were last looked at; empty before the first look."""
    rows = connection.execute(select(t.watched_figures.c.product, t.watched_figures.c.cells))
    return {row.product: json.loads(row.cells) for row in rows}


def released_days(view: View) -> dict[str, str]:
    """Return the day of each product's newest release, as text."""
    days: dict[str, str] = {}
    for o in view.observations:
        days[o.cell.product] = max(days.get(o.cell.product, ""), str(o.released_at))
    return days


def days_watched(connection: Connection) -> dict[str, str]:
    """Return by product the day of the newest release that was looked at."""
    rows = connection.execute(select(t.watched_figures.c.product, t.watched_figures.c.released_at))
    return {row.product: row.released_at for row in rows}


def keep_figures(connection: Connection, before: Figures, now: Figures, days: Mapping[str, str]) -> None:
    """Put the figures of a look in the place of those of the one before; only what is other is written."""
    known = days_watched(connection)
    other = {p for p in before.keys() | now.keys() if before.get(p) != now.get(p) or known.get(p) != days.get(p)}
    if other:
        connection.execute(delete(t.watched_figures).where(t.watched_figures.c.product.in_(sorted(other))))
    if rows := [_row(product, now[product], days[product]) for product in sorted(other & now.keys())]:
        connection.execute(insert(t.watched_figures), rows)


def _row(product: str, cells: Mapping[str, str], day: str) -> dict[str, str]:
    return {"product": product, "released_at": day, "cells": json.dumps(cells, separators=(",", ":"))}


def products_of(cells: Iterable[str]) -> frozenset[str]:
    """Return the products that some cells, named in full or with a star, are of."""
    return frozenset(name.split("/")[3] for name in cells if name.count("/") == 5)
