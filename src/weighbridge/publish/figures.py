"""The printed figures behind an edition, whole: enough to reconcile them anew and work every fact out again.

A fact rests on bounds, and bounds on all figures of the product that were current that day, not only on the few that
print its own cells. So all of them go along, as one table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING, Any

from weighbridge.errors import WeighbridgeError
from weighbridge.facts import read_fact_id
from weighbridge.publish.evidence import facts_named
from weighbridge.publish.kept import kept

if TYPE_CHECKING:
    from pathlib import Path

    from weighbridge.check import Vintages
    from weighbridge.desk import Edition
    from weighbridge.model import Cell, Observation

COLUMNS = (
    "id", "about", "kind", "value", "unit", "precision", "lo", "hi", "column", "publisher", "page", "released_at",
    "printed_at", "document", "row",
)  # fmt: skip
_MOST = 20_000  # of a product and a day; of more only those of the facts' own partners go along
_RULES = 1  # changes when the same figures would be written otherwise


def figures(edition: Edition, vintages: Vintages, kept_in: Path | None) -> dict[str, Any]:
    """Return the figures current on the days of an edition's facts, of the products these speak of, as one JSON table.

    `columns` names what stands in each of `rows`: `about` is the cell, `lo` and `hi` what the print allows in the
    measure's own unit (None where there is no end), `page` and `document` are places in `pages` (addresses) and
    `documents` (SHA-256 of the file it was read from). `vintages` has, by day, which rows were current and of which
    products they are `whole`. Kept in a folder like the evidence.
    """
    ids = facts_named(edition.report)
    name = sha256("\n".join([str(_RULES), str(_MOST), *ids]).encode()).hexdigest()[:32]
    return kept(kept_in / "figures" / f"{name}.json.gz" if kept_in else None, lambda: _gathered(ids, vintages))


def _gathered(ids: Iterable[str], vintages: Vintages) -> dict[str, Any]:
    table, days = _Table(), {}
    for day, cells in sorted(_asked(ids).items()):
        try:
            view = vintages.view(day)
        except WeighbridgeError:  # nothing had been released; the claims say so themselves
            continue
        current, whole = [], []
        for product in sorted({cell.product for cell in cells}):
            found = [o for o in view.observations if o.cell.product == product]
            if len(found) <= _MOST:
                whole.append(product)
            else:
                partners = {cell.partner for cell in cells}
                found = [o for o in found if o.cell.partner in partners][:_MOST]
            current += [table.row(o) for o in found]
        days[day.isoformat()] = {"whole": whole, "rows": sorted(set(current))}
    return table.as_dict() | {"vintages": days}


def _asked(ids: Iterable[str]) -> dict[date, set[Cell]]:
    found: dict[date, set[Cell]] = {}
    for id in ids:
        _, cell, other, day = read_fact_id(id)
        found.setdefault(day, set()).update(c for c in (cell, other) if c is not None)
    return found


class _Table:
    """Rows, each once, and the long texts they share."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Any, ...], int] = {}
        self.pages: dict[str, int] = {}
        self.documents: dict[str, int] = {}

    def row(self, o: Observation) -> int:
        """Return the place of a figure in the table."""
        told = (
            o.id, str(o.cell), str(o.kind), o.value, o.unit, str(o.precision), _end(o.interval.lo), _end(o.interval.hi),
            o.column, o.publisher, _place(self.pages, o.source_url), o.released_at.isoformat(),
            o.printed_at.isoformat() if o.printed_at else None, _place(self.documents, o.document), o.row,
        )  # fmt: skip
        return self.rows.setdefault(told, len(self.rows))

    def as_dict(self) -> dict[str, Any]:
        """Return the table as JSON."""
        rows = [list(row) for row in self.rows]
        return {"columns": list(COLUMNS), "rows": rows, "pages": list(self.pages), "documents": list(self.documents)}


def _place(known: dict[str, int], text: str) -> int:
    return known.setdefault(text, len(known))


def _end(value: float) -> float | None:
    return float(f"{value:.12g}") if isfinite(value) else None  # 2000.5, whatever the last bit says
