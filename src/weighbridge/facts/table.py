"""A whole product as rows: what an analyst takes away, as CSV or Parquet, nothing lost and nothing executable."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from weighbridge.errors import InputError
from weighbridge.facts.measure import facts_of
from weighbridge.facts.slice import Viewed, slice_of
from weighbridge.model import Cell, Fact, Flow

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "fact_id", "metric", "flow", "reporter", "partner", "product", "period", "as_of",
    "value", "lo", "hi", "unit", "caveats", "sources",
)  # fmt: skip

# a spreadsheet runs a text that begins with one of these
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True)
class Row:
    """One fact with the addresses of the figures it rests on."""

    fact: Fact
    sources: tuple[str, ...]


def cells_of(product: str, *, view: Viewed, flow: Flow | None = None) -> list[Cell]:
    """Return the cells of a product (its id) that have bounds or prints as of the view's day, in their order."""
    taken = slice_of(view)
    return sorted(c for c in {*view.bounds, *taken.told} if c.product == product and flow in (None, c.flow))


def rows_of(cells: Iterable[Cell], *, view: Viewed) -> Iterator[Row]:
    """Yield every fact of the cells, each with its source addresses."""
    taken = slice_of(view)
    for cell in cells:
        for fact in facts_of(cell, view=view):
            found = (taken.observation(id) for id in fact.observations)
            yield Row(fact, tuple(dict.fromkeys(o.source_url for o in found if o is not None and o.source_url)))


def write_csv(rows: Iterable[Row], out: TextIO) -> int:
    """Write rows as CSV and return how many.

    Numbers are written so that they read back as they were; an unbounded end is empty. Caveats and sources are
    separated by a blank. A text that a spreadsheet would run is led by an apostrophe, and so is one that begins with
    an apostrophe, so that taking one away gives the text back.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  # the last number is the answer
        writer.writerow([_cell(field) for field in _fields(row)])
    return count


def _fields(row: Row) -> tuple[str | float | date | tuple[str, ...], ...]:
    fact, cell = row.fact, row.fact.cell
    return (
        fact.id, fact.metric, str(cell.flow), cell.reporter, cell.partner, cell.product, str(cell.period), fact.as_of,
        fact.value, fact.interval.lo, fact.interval.hi, fact.unit, fact.caveats, row.sources,
    )  # fmt: skip


def _cell(field: str | float | date | tuple[str, ...]) -> str:
    if isinstance(field, float):
        return repr(field) if isfinite(field) else ""
    text = " ".join(field) if isinstance(field, tuple) else str(field)
    return f"'{text}" if text.startswith(_FORMULA) else text


def arrow_table(rows: Iterable[Row]) -> pa.Table:
    """Return rows as an Arrow table: doubles, a day, and lists for caveats and sources; unbounded ends are null."""
    import pyarrow as pa

    lists = pa.list_(pa.string())
    kinds = {"as_of": pa.date32(), "value": pa.float64(), "lo": pa.float64(), "hi": pa.float64()}
    kinds |= {"caveats": lists, "sources": lists}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    columns: list[list[object]] = [[] for _ in COLUMNS]
    for row in rows:
        for column, field in zip(columns, _fields(row), strict=True):
            column.append(None if isinstance(field, float) and not isfinite(field) else field)
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def save_csv(rows: Iterable[Row], path: Path) -> int:
    """Write rows to a CSV file and return how many; a file that cannot be written whole is not left behind."""
    with _whole(path) as (draft, count), draft.open("w", encoding="utf-8", newline="") as out:
        count.append(write_csv(rows, out))
    return count[0]


def save_parquet(rows: Iterable[Row], path: Path) -> int:
    """Write rows to a Parquet file and return how many; a file that cannot be written whole is not left behind."""
    import pyarrow.parquet as pq

    table = arrow_table(rows)
    with _whole(path) as (draft, count):
        pq.write_table(table, draft)
        count.append(table.num_rows)
    return count[0]


class _whole:  # noqa: N801  # reads as a verb of its with-statement
    """A draft beside the file takes its place only when everything was written."""

    def __init__(self, path: Path) -> None:
        self.path, self.draft = path, path.with_name(f".{path.name}.{os.getpid()}.draft")
        self.count: list[int] = []

    def __enter__(self) -> tuple[Path, list[int]]:
        if not self.path.parent.is_dir():
            raise InputError(f"{self.path} cannot be written: there is no folder {self.path.parent}")
        return self.draft, self.count

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                self.draft.replace(self.path)
        finally:
            self.draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputError(f"{self.path} cannot be written: {error.strerror or error}") from error
