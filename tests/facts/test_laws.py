"""Three paths to a fact that must agree: the fast one, its SQL on two engines, and the replay of the figures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import TinyView, cell_of, read_table

from weighbridge.errors import NotInDataError
from weighbridge.facts import measure, metrics, replay
from weighbridge.facts.sql import bindings, canonical, query, read_row, rendered, runnable
from weighbridge.model import Cell, Fact, Interval, Kind

KEYS = "flow TEXT, reporter TEXT, partner TEXT, product TEXT, period TEXT, first_month INT, months INT, measure TEXT"
RELATIONS = (
    f"CREATE TABLE cells ({KEYS}, lo DOUBLE, hi DOUBLE, best DOUBLE, unit TEXT, printed BOOLEAN)",
    f"CREATE TABLE changes ({KEYS}, kind TEXT, value DOUBLE, lo DOUBLE, hi DOUBLE, standing INT)",
)


def _key(cell: Cell) -> list[object]:
    period = cell.period
    return [
        str(cell.flow),
        cell.reporter,
        cell.partner,
        cell.product,
        str(period),
        period.first,
        period.months,
        cell.measure,
    ]


def _rows(view: TinyView) -> tuple[list[list[object]], list[list[object]]]:
    cells = [[*_key(c), b.interval.lo, b.interval.hi, b.best, b.unit, b.printed] for c, b in view.bounds.items()]
    changes = []
    for o in view.observations:
        credible = view.printed(o.cell, o.kind)
        if o.kind is not Kind.LEVEL and o in credible:  # what is proven wrong decides nothing
            standing = credible.index(o)
            changes.append([*_key(o.cell), str(o.kind), float(o.value), o.interval.lo, o.interval.hi, standing])
    return cells, changes


def _filled(connection, view: TinyView):
    for statement in RELATIONS:
        connection.execute(statement)
    for name, rows in zip(("cells", "changes"), _rows(view), strict=True):
        if rows:
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return connection


def filled_sqlite(view: TinyView) -> sqlite3.Connection:
    connection = _filled(sqlite3.connect(":memory:"), view)
    connection.execute("CREATE INDEX of_series ON cells (product, partner, flow, first_month, months)")
    connection.create_function("FLOOR", 1, lambda x: None if x is None else float(x // 1))
    return connection


def _same(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1.0)


def _agree(one: tuple[Interval, str], two: tuple[Interval, str]) -> bool:
    return _same(one[0].lo, two[0].lo) and _same(one[0].hi, two[0].hi) and one[1] == two[1]


def _fast(metric: str, cell: Cell, view: TinyView) -> Fact | None:
    try:
        return measure(metric, cell, view=view)
    except NotInDataError:
        return None


def _by_sqlite(metric: str, cell: Cell, view: TinyView, connection: sqlite3.Connection):
    row = connection.execute(_sqlite_text(metric, view), bindings(metric, cell, view=view)).fetchone()
    try:
        return read_row(row, metric, cell, view)
    except NotInDataError:
        return None


_TEXTS: dict[str, str] = {}


def _sqlite_text(metric: str, view: TinyView) -> str:
    if metric not in _TEXTS:
        _TEXTS[metric] = rendered(metric, view=view, dialect="sqlite")
    return _TEXTS[metric]


@dataclass(frozen=True)
class Reconciled:
    """What reconcile hands on, taken from a tiny view."""

    bounds: dict
    conflicts: tuple = ()


def _replayed(metric: str, cell: Cell, view: TinyView) -> Fact | None:
    id = f"{metric}:{cell}@{view.as_of}"
    try:
        return replay(id, observations=view.observations, card=view.card, reconciled=Reconciled(view.bounds))
    except NotInDataError:
        return None


# ---- any data ------------------------------------------------------------------------------------------------------

PERIODS = ["2024-05", "2024-06", "2025-03", "2025-04", "2025-05", "2025-06"]
PERIODS += ["2025-01/2025-03", "2025-01/2025-06", "2024-01/2024-06", "2025-Q2"]
PARTNERS = ["WLD", "USA", "DEU", "JPN", "EU27"]


def _figure(partner: str, period: str) -> st.SearchStrategy[str]:
    scale = (10 if partner == "WLD" else 1) * (6 if "/" in period or "Q" in period else 1)
    levels = st.integers(0, 60 * scale).map(str)
    wide = st.tuples(st.integers(0, 40 * scale), st.integers(0, 30 * scale)).map(lambda p: f"{p[0]}..{p[0] + p[1]}")
    changes = st.tuples(st.integers(-99, 300), st.sampled_from("mys")).map(
        lambda p: f"{abs(p[0]) if p[1] == 's' else p[0]}%{p[1]}"
    )
    more = st.tuples(st.integers(0, 99), st.sampled_from("my")).map(lambda p: f"{p[0]}+%{p[1]}")
    above = st.integers(0, 60 * scale).map(lambda n: f"{n}+")
    return st.one_of(levels, levels, levels, wide, changes, more, above).map(
        lambda figure: f"{partner} {period} {figure}"
    )


figures = [st.none() | _figure(partner, period) for partner in PARTNERS for period in PERIODS]
prints = st.lists(
    st.tuples(st.sampled_from(PARTNERS), st.sampled_from(PERIODS)).flatmap(lambda p: _figure(*p)), max_size=8
)
tables = st.tuples(st.tuples(*figures), prints).map(lambda t: "\n".join(f for f in (*t[0], *t[1]) if f))
steps = st.lists(st.integers(1, 999), min_size=14, max_size=30)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_fast_path_sqlite_and_replay_agree_on_any_data(table):
    view = read_table(table)
    connection = filled_sqlite(view)
    try:
        for cell in [
            cell_of(partner, period) for partner in PARTNERS for period in ("2025-05", "2025-06", *PERIODS[-3:])
        ]:
            for metric in metrics():
                all_agree(metric, cell, view, connection)
    finally:
        connection.close()


@settings(max_examples=40, deadline=None)
@given(steps, st.integers(0, 5))
def test_records_and_streaks_agree_on_long_series(levels, gap):
    months = [(2024 * 12 + n) for n in range(len(levels))]
    lines = [
        f"WLD {m // 12}-{m % 12 + 1:02d} {v}"
        for n, (m, v) in enumerate(zip(months, levels, strict=True))
        if not gap or n % 7 != gap
    ]
    view = read_table("\n".join(lines))
    connection = filled_sqlite(view)
    try:
        for cell in view.bounds:
            for metric in (
                "high_months",
                "low_months",
                "highest_since",
                "lowest_since",
                "record_high",
                "record_low",
                "streak",
            ):
                all_agree(metric, cell, view, connection)
    finally:
        connection.close()


def sqlite_agrees(metric: str, cell: Cell, view, connection: sqlite3.Connection) -> bool:
    """Whether there is such a fact; fails when the SQL on sqlite says otherwise than the fast path."""
    fast, other = _fast(metric, cell, view), _by_sqlite(metric, cell, view, connection)
    assert (fast is None) == (other is None), (metric, cell, fast, other)
    if fast is None:
        return False
    assert _same(fast.value, other[0]) and _agree((fast.interval, fast.unit), other[1:]), (fast, other)
    return True


def all_agree(metric: str, cell: Cell, view, connection: sqlite3.Connection) -> None:
    fast, again = _fast(metric, cell, view), _replayed(metric, cell, view)
    assert sqlite_agrees(metric, cell, view, connection) is (again is not None), (metric, cell, fast, again)
    if fast is not None and again is not None:
        assert _agree((fast.interval, fast.unit), (again.interval, again.unit)), (fast, again)


JUNE = """
    WLD 2025-05 1238
    WLD 2025-06 3188
    WLD 2025-06 157.5%m
    WLD 2025-01/2025-06 22319
    USA 2025-04 246
    USA 2025-05 46
    USA 2025-06 353
    USA 2025-06 660%m
    DEU 2025-06 764
    JPN 2025-06 131
"""


@pytest.mark.parametrize("metric", list(metrics()))
def test_the_canonical_sql_runs_on_duckdb_and_agrees(metric):
    view = read_table(JUNE)
    with duckdb.connect() as connection:
        _filled(connection, view)
        for cell in view.bounds:
            fast = _fast(metric, cell, view)
            if fast is None:
                with pytest.raises(NotInDataError):
                    query(metric, cell, view=view, connection=connection)
            else:
                value, interval, unit = query(metric, cell, view=view, connection=connection)
                assert _same(fast.value, value) and _agree((fast.interval, fast.unit), (interval, unit)), (
                    fast,
                    interval,
                )


@pytest.mark.parametrize("metric", [m.id for m in metrics().values() if m.other and m.id != "unit_value"])
def test_a_base_of_ones_own_gives_the_same_on_all_paths(metric):
    cell = cell_of("USA", "2025-06")
    other = cell_of("DEU", "2025-06") if metric in ("share_pct", "contribution_pp") else cell_of("USA", "2025-04")
    view = read_table(JUNE + "DEU 2025-05 209\nWLD 2025-04 2626\nUSA 2025-01/2025-06 2511")
    fast = measure(metric, cell, view=view, other=other)
    with duckdb.connect() as connection:
        value, interval, unit = query(metric, cell, view=view, connection=_filled(connection, view), other=other)
    again = replay(fast.id, observations=view.observations, card=view.card, reconciled=Reconciled(view.bounds))
    assert _same(fast.value, value) and _agree((fast.interval, fast.unit), (interval, unit))
    assert _agree((fast.interval, fast.unit), (again.interval, again.unit))


@pytest.mark.parametrize("metric", list(metrics()))
def test_every_metric_is_rendered_for_postgres(metric):
    text = rendered(metric, view=read_table(JUNE), dialect="postgres")
    assert "now_first" in text and "{" not in text


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_a_cell_that_reads_like_sql_stays_a_text(dialect):
    cell = Cell.parse("export/CHN/USA/x'; DROP TABLE cells; --/2025-06/mass")
    text = runnable("level", cell, view=read_table(JUNE), dialect=dialect)
    with duckdb.connect() as connection:
        _filled(connection, read_table(JUNE))
        assert connection.execute(text).fetchall() == []
        assert connection.execute("SELECT count(*) FROM cells").fetchone() != (0,)


def test_the_sql_names_only_parameters_it_binds():
    view = read_table(JUNE)
    for metric in metrics():
        bound = bindings(metric, cell_of("USA", "2025-06"), view=view)
        assert all(f"${name}" in canonical(metric, view) for name in bound), metric


def test_as_of_belongs_to_the_id():
    early = read_table(JUNE, as_of=date(2025, 7, 19))
    assert measure("level", cell_of("USA", "2025-06"), view=early).id.endswith("@2025-07-19")
