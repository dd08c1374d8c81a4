"""The ledger as it stood on a day: the figures, what they allow for each cell, and what cannot all be true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.card import Card
from weighbridge.ledger import kept
from weighbridge.ledger.engine import connect
from weighbridge.model import Bound, Cell, Conflict, Flow, Kind, Observation, Period

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class View:
    """One vintage. Bounds are in the units people read (tonnes for mass), printed changes in percent."""

    as_of: date
    card: Card
    bounds: Mapping[Cell, Bound]
    observations: tuple[Observation, ...]
    conflicts: tuple[Conflict, ...]

    def bound(self, cell: Cell) -> Bound | None:
        """Return what the figures allow for a cell, None when they say nothing."""
        return self.bounds.get(cell)

    def printed(self, cell: Cell, kind: Kind | None = None) -> tuple[Observation, ...]:
        """Return the credible prints about a cell, best first; figures proven wrong are left out.

        Best is the tightest, then the one from the page that prints most of that release, then the earliest page.
        """
        return tuple(o for o in self._credible.get(cell, ()) if kind in (None, o.kind))

    def observation(self, id: str) -> Observation | None:
        """Return the figure of that id, None when this vintage has none."""
        return self._by_id.get(id)

    def periods(self, product: str, flow: Flow) -> tuple[Period, ...]:
        """Return the months for which some figure of the product was printed, in order."""
        found = {
            o.cell.period.last_month for o in self.observations if (o.cell.product, o.cell.flow) == (product, flow)
        }
        return tuple(sorted(found))

    def latest_period(self, product: str, flow: Flow) -> Period | None:
        """Return the last month for which some figure of the product was printed, None without any."""
        months = self.periods(product, flow)
        return months[-1] if months else None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return a database, closed to the world, that holds this vintage as the relations `cells` and `changes`.

        cells: flow, reporter, partner, product, period, first_month, months, measure, lo, hi, best, unit, printed.
        changes: the same key, then kind, value, lo, hi (percent), standing (0 is the best print), publisher,
        source_url, printed_at.
        """
        connection = connect()
        key = (
            "flow TEXT, reporter TEXT, partner TEXT, product TEXT, period TEXT, "
            "first_month INT, months INT, measure TEXT"
        )
        _filled(
            connection,
            f"cells ({key}, lo DOUBLE, hi DOUBLE, best DOUBLE, unit TEXT, printed BOOL)",
            ((*_key(c), b.interval.lo, b.interval.hi, b.best, b.unit, b.printed) for c, b in self.bounds.items()),
        )
        _filled(
            connection,
            f"""changes ({key}, kind TEXT, value DOUBLE, lo DOUBLE, hi DOUBLE, standing INT,
                publisher TEXT, source_url TEXT, printed_at DATE)""",
            (row for cell in self._credible for row in self._changes(cell)),
        )
        return connection

    def _changes(self, cell: Cell) -> Iterable[tuple[object, ...]]:
        for kind in (Kind.CHANGE_ON_PREVIOUS, Kind.CHANGE_ON_YEAR, Kind.SHARE_OF_WORLD):
            for standing, o in enumerate(self.printed(cell, kind)):
                yield (*_key(cell), str(kind), float(o.value), o.interval.lo, o.interval.hi, standing,
                       o.publisher, o.source_url, o.printed_at)  # fmt: skip

    @cached_property
    def _by_id(self) -> dict[str, Observation]:
        return {o.id: o for o in self.observations}

    @cached_property
    def _credible(self) -> dict[Cell, tuple[Observation, ...]]:
        refuted = {c.observation.id for c in self.conflicts if c.certainty == "proven"}
        fullness = Counter((o.publisher, o.cell.period.last) for o in self.observations)
        found: dict[Cell, list[Observation]] = {}
        for o in self.observations:
            if o.id not in refuted:
                found.setdefault(o.cell, []).append(o)
        latest = date.max

        def standing(o: Observation) -> tuple[object, ...]:
            return (
                float(f"{o.interval.width:.6g}"),  # 0.1 around 353.1 is no wider than around 353.2
                -fullness[o.publisher, o.cell.period.last],
                o.printed_at or latest,
                o.publisher,
                o.source_url,
            )

        return {cell: tuple(sorted(said, key=standing)) for cell, said in found.items()}


def reconciled_view(observations: Sequence[Observation], *, as_of: date, card: Card, kept_in: Path | None) -> View:
    """Return the view of a day's figures, their bounds read back from `kept_in` where they are known.

    Products never constrain each other, so each is reconciled and kept on its own, under the digest of its figures.
    """
    bounds: dict[Cell, Bound] = {}
    conflicts: list[Conflict] = []
    products: dict[str, list[Observation]] = {}
    for o in observations:
        products.setdefault(o.cell.product, []).append(o)
    for product, said in sorted(products.items()):
        found = kept.reconciled(product, said, card=card, folder=kept_in)
        bounds.update(found.bounds)
        conflicts += found.conflicts
    conflicts.sort(key=lambda c: -c.severity)
    return View(as_of, card, bounds, tuple(observations), tuple(conflicts))


def _key(cell: Cell) -> tuple[str, str, str, str, str, int, int, str]:
    return (str(cell.flow), cell.reporter, cell.partner, cell.product, str(cell.period), cell.period.first,
            cell.period.months, cell.measure)  # fmt: skip


def _filled(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    import pyarrow as pa

    connection.execute(f"CREATE TABLE {table}")
    listed = list(rows)
    if listed:
        name = table.split(" ", 1)[0]
        columns = {f"c{n:02d}": pa.array(values) for n, values in enumerate(zip(*listed, strict=True))}
        connection.register("given", pa.table(columns))
        connection.execute(f"INSERT INTO {name} SELECT * FROM given")
        connection.unregister("given")
