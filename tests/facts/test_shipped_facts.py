"""Facts of the figures that ship with the package: the June 2025 story, and the laws over all cells and days."""

from __future__ import annotations

import random
from datetime import date

import pytest
from test_laws import filled_sqlite, sqlite_agrees
from tiny import cell_of

from weighbridge.errors import NotInDataError
from weighbridge.facts import explain, facts_of, measure, metrics, replay, rows_of, scan
from weighbridge.facts.sql import query
from weighbridge.ledger import Ledger, reconcile, shipped_ledger
from weighbridge.model import Flow, Period
from weighbridge.settings import Settings

JULY_20 = date(2025, 7, 20)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Ledger:
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def view(ledger):
    return ledger.view(as_of=JULY_20)


@pytest.mark.parametrize(
    ("metric", "partner", "value", "within"),
    [
        ("level", "USA", 353, (352, 354)),
        ("change_on_month_pct", "USA", 660, (657, 677)),
        ("level", "WLD", 3188, (3187, 3189)),
        ("change_on_month_pct", "WLD", 157.5, (156.4, 157.7)),
        ("change_on_year_pct", "WLD", -38.1, (-38.3, -38.0)),
        ("year_to_date", "WLD", 22319, (22318, 22320)),
        ("year_to_date_change_pct", "WLD", -18.9, (-19.5, -18.5)),
    ],
)
def test_the_june_2025_story_as_of_its_release_day(view, metric, partner, value, within):
    fact = measure(metric, cell_of(partner, "2025-06"), view=view)
    assert fact.value == value
    assert within[0] <= fact.interval.lo <= value <= fact.interval.hi <= within[1]
    assert fact.observations and "finished_magnets_only" in fact.caveats


def test_may_is_the_base_of_the_surge(view):
    assert measure("level", cell_of("WLD", "2025-05"), view=view).value == 1238
    multiple = measure("multiple_on_month", cell_of("USA", "2025-06"), view=view)
    assert multiple.value == pytest.approx(7.67, abs=0.01)
    assert "base_effect" in multiple.caveats


def test_june_led_the_scan_of_its_release(view):
    leads = scan("REPM_85051110", Period.parse("2025-06"), view=view, flow=Flow.EXPORT)
    assert {(lead.what, lead.cell.partner) for lead in leads[:2]} == {("surge", "USA"), ("surge", "WLD")}
    assert all(measure(*_asked(id), view=view).id == id for lead in leads for id in lead.facts)


def _asked(id):
    metric, _, rest = id.partition(":")
    return metric, type(cell_of("USA", "2025-06")).parse(rest.rpartition("@")[0])


def test_the_day_before_nobody_knew(ledger):
    with pytest.raises(NotInDataError):
        measure("level", cell_of("USA", "2025-06"), view=ledger.view(as_of=date(2025, 7, 19)))


def test_sqlite_gives_every_fact_of_every_cell_today(ledger):
    view = ledger.view(as_of=max(ledger.vintages()))
    connection = filled_sqlite(view)
    agreed = 0
    for cell in _cells(view):
        for metric in metrics():
            agreed += sqlite_agrees(metric, cell, view, connection)
    connection.close()
    assert agreed > 3000


def test_duckdb_gives_a_sample_of_facts_of_several_days(ledger):
    drawn = random.Random(2025)
    for as_of in (date(2020, 3, 25), JULY_20, max(ledger.vintages())):
        view = ledger.view(as_of=as_of)
        with view.connect() as connection:
            for cell in drawn.sample(_cells(view), 12):
                for fact in facts_of(cell, view=view):
                    value, interval, unit = query(fact.metric, cell, view=view, connection=connection)
                    assert value == pytest.approx(fact.value, rel=1e-9, abs=1e-9), fact
                    assert (interval.lo, interval.hi) == pytest.approx(
                        (fact.interval.lo, fact.interval.hi), rel=1e-9, abs=1e-9
                    )
                    assert unit == fact.unit


def test_a_sample_of_facts_is_replayed_from_the_archived_figures(ledger):
    drawn = random.Random(2026)
    for as_of in (JULY_20, max(ledger.vintages())):
        view, figures = ledger.view(as_of=as_of), ledger.observations(as_of=as_of)
        again = reconcile(figures, card=ledger.card)
        for cell in drawn.sample(_cells(view), 60):
            for fact in facts_of(cell, view=view):
                back = replay(fact.id, observations=figures, card=ledger.card, reconciled=again)
                assert (back.interval.lo, back.interval.hi) == pytest.approx(
                    (fact.interval.lo, fact.interval.hi), rel=1e-9, abs=1e-9
                )
                assert back.unit == fact.unit and fact.interval.holds(back.value)


def test_replay_needs_nothing_but_the_figures(ledger):
    figures = ledger.observations(as_of=JULY_20, products=["REPM_85051110"])
    back = replay(
        "change_on_month_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20",
        observations=figures,
        card=ledger.card,
    )
    assert (back.interval.lo, back.interval.hi) == pytest.approx((658.06, 671.04), abs=0.01)


def test_every_fact_has_its_value_inside_and_an_address_or_a_derivation(view):
    for row in rows_of(_cells(view), view=view):
        fact = row.fact
        assert fact.interval.holds(fact.value), fact
        assert fact.observations or "derived_not_printed" in fact.caveats, fact


def test_the_sql_shown_to_people_runs_on_the_relations_of_the_view(view):
    told = explain("share_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20", view=view)
    with view.connect() as connection:
        value, lo, hi, unit = connection.execute(told.sql).fetchone()
    assert (value, unit) == (pytest.approx(told.fact.value), "pct")
    assert lo <= value <= hi


def _cells(view):
    return sorted({*view.bounds, *(o.cell for o in view.observations)})
