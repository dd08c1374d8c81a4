"""The ledger as it stood on a day: figures, bounds kept by content, relations for facts."""

from __future__ import annotations

from datetime import date

import pytest
from figurefile import LATEST, NOW, figure, ledger_at, write

from weighbridge.errors import NotInDataError
from weighbridge.model import Cell, Flow, Kind, Period

JUNE_US = Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass")


@pytest.fixture
def ledger(tmp_path):
    rows = [
        figure(),
        figure(value="353.2", publisher="scmp.com", source_url="https://scmp.com/a", published="2025-07-21"),
        figure(value="353.1", publisher="customs.example", source_url="https://customs.example/a"),
        figure(value="353.15", publisher="late.example", source_url="https://late.example/a", published="2025-09-21"),
        figure(value="900", publisher="customs.example", source_url="https://customs.example/a", partner="DEU"),
        figure(measure="mom_pct", value="660"),
        figure(measure="share_pct", value="11.1"),
        figure(period="2025-05", value="46", published="2025-06-20"),
        figure(commodity="gallium", period="2025-07", value="3.5", published="2025-08-20"),
        figure(commodity="IMP_soybean", partner="BRA", measure="qty_10kt", value="1062"),
    ]
    ledger = ledger_at(tmp_path)
    ledger.ingest(write(tmp_path / "some.csv", rows), fetched_at=NOW)
    return ledger


def test_bounds_are_in_the_unit_people_read(ledger):
    bound = ledger.view(as_of=LATEST).bound(JUNE_US)
    assert (bound.unit, bound.printed) == ("t", True)
    assert bound.interval.holds(353.15) and bound.interval.width < 0.02
    assert ledger.view(as_of=LATEST).bound(JUNE_US.of("KOR")) is None


def test_prints_come_best_first(ledger):
    """The tightest; of equals, that of the page which prints most of the release; then the earliest."""
    view = ledger.view(as_of=LATEST)
    assert [o.value for o in view.printed(JUNE_US, Kind.LEVEL)] == ["353.15", "353.1", "353.2", "353"]
    assert [o.value for o in view.printed(JUNE_US, Kind.CHANGE_ON_PREVIOUS)] == ["660"]
    assert len(view.printed(JUNE_US)) == 6


def test_a_figure_is_found_by_its_id(ledger):
    view = ledger.view(as_of=LATEST)
    assert all(view.observation(o.id) == o for o in view.observations)
    assert view.observation("0" * 12) is None


def test_periods_are_those_of_some_figure(ledger):
    view = ledger.view(as_of=LATEST)
    assert [str(p) for p in view.periods("REPM_85051110", Flow.EXPORT)] == ["2025-05", "2025-06"]
    assert view.latest_period("gallium", Flow.EXPORT) == Period.parse("2025-07")
    assert view.latest_period("soybean", Flow.EXPORT) is None


def test_a_day_before_any_release_names_the_first(ledger):
    with pytest.raises(
        NotInDataError, match=r"nothing had been released by 2025-06-19; the first figures came on 2025-06-20"
    ):
        ledger.view(as_of=date(2025, 6, 19))
    with pytest.raises(NotInDataError, match=r"the first figures came on 2025-08-20"):
        ledger.view(as_of=date(2025, 7, 20), products=["gallium"])
    with pytest.raises(NotInDataError, match=r"nothing had been released by 2026-06-01$"):
        ledger.view(as_of=LATEST, products=["terbium"])


def test_its_relations_hold_what_the_view_holds(ledger):
    view = ledger.view(as_of=LATEST)
    with view.connect() as connection:
        cells = connection.execute("SELECT partner, period, lo, hi, best, unit, printed FROM cells").fetchall()
        assert len(cells) == len(view.bounds)
        bound = view.bounds[JUNE_US]
        assert ("USA", "2025-06", bound.interval.lo, bound.interval.hi, bound.best, "t", True) in cells
        changes = connection.execute(
            "SELECT kind, value, lo, hi, standing, publisher FROM changes ORDER BY kind"
        ).fetchall()
    assert changes == [
        ("change_on_previous", 660.0, 659.5, 660.5, 0, "reuters.com"),
        ("share_of_world", 11.1, pytest.approx(11.05), pytest.approx(11.15), 0, "reuters.com"),
    ]


def test_bounds_are_kept_and_read_back(ledger):
    first = ledger.view(as_of=LATEST)
    kept = {p: p.stat().st_mtime_ns for p in (ledger.root / "bounds").rglob("*.json")}
    assert {p.parent.name for p in kept} == {"REPM_85051110", "gallium", "soybean"}
    assert ledger.view(as_of=LATEST) == first
    assert {p: p.stat().st_mtime_ns for p in (ledger.root / "bounds").rglob("*.json")} == kept


def test_a_product_alone_has_the_bounds_it_has_among_others(ledger):
    whole, alone = ledger.view(as_of=LATEST), ledger.view(as_of=LATEST, products=["gallium"])
    assert alone.bounds == {c: b for c, b in whole.bounds.items() if c.product == "gallium"}


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"bounds": [[1]], "conflicts": []}', '{"bounds": 3}'])
def test_damaged_bounds_are_worked_out_again(ledger, damage):
    first = ledger.view(as_of=LATEST)
    for file in (ledger.root / "bounds").rglob("*.json"):
        file.write_text(damage)
    assert ledger.view(as_of=LATEST) == first


def test_bounds_that_cannot_be_kept_are_given_all_the_same(ledger):
    (ledger.root / "bounds").write_text("a file where the folder should be")
    assert ledger.view(as_of=LATEST).bound(JUNE_US)
