"""What an ingest adds: shipped figures, a file that extends them, days of release, and what lies on the disk then."""

from __future__ import annotations

import csv
import json
import os
from datetime import date, datetime, timedelta

import pytest
from figurefile import LATEST, NOW, figure, ledger_at, seen, write

from weighbridge.errors import LedgerError, NotInDataError
from weighbridge.ledger import STEPS, shipped_ledger
from weighbridge.model import Flow, Kind, Period, Precision
from weighbridge.settings import Settings
from weighbridge.sources import shipped_figures


def take_in(ledger, file, rows, **more):
    return ledger.ingest(write(file, rows), fetched_at=NOW, **more)


def counts(summary):
    return summary.new, summary.revised, summary.unchanged


def test_the_shipped_figures_are_all_taken_in_once(tmp_path):
    ledger = ledger_at(tmp_path)
    first = ledger.ingest(shipped_figures(), fetched_at=NOW)
    with shipped_figures().open(encoding="utf-8", newline="") as lines:
        rows = sum(1 for _ in csv.DictReader(lines))
    assert (first.rows, *counts(first), first.dropped, first.commit) == (rows, rows, 0, 0, {}, 1)
    again = ledger.ingest(shipped_figures(), fetched_at=NOW)
    assert again.already_known
    assert (again.commit, ledger.latest().number) == (None, 1)


def test_a_known_file_is_recognised_by_its_bytes_under_any_name(tmp_path):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "july.csv", [figure()])
    (tmp_path / "july.csv").rename(tmp_path / "final.csv")
    before = {p: p.stat().st_mtime_ns for p in ledger.root.rglob("*")}
    assert ledger.ingest(tmp_path / "final.csv", fetched_at=NOW).already_known
    assert {p: p.stat().st_mtime_ns for p in ledger.root.rglob("*")} == before


def test_a_file_that_extends_the_shipped_one_adds_only_what_is_new(tmp_path):
    ledger = ledger_at(tmp_path)
    ledger.ingest(shipped_figures(), fetched_at=NOW)
    longer = tmp_path / "longer.csv"
    more = "2026-04,CHN,USA,REPM_85051110,qty_t,512,rounded,2026-05-20,reuters.com,https://www.reuters.com/may,0,\n"
    longer.write_text(shipped_figures().read_text(encoding="utf-8") + more, encoding="utf-8")
    before = ledger.observations(as_of=date(2026, 5, 19))
    summary = ledger.ingest(longer, fetched_at=NOW)
    assert counts(summary) == (1, 0, summary.rows - 1)
    assert ledger.observations(as_of=date(2026, 5, 19)) == before
    (added,) = set(ledger.observations(as_of=date(2026, 5, 20))) - set(before)
    assert (added.value, added.document, added.row) == ("512", summary.document, summary.rows + 1)


def test_derived_rows_are_left_out_and_said_so(tmp_path):
    rows = [figure(), figure(partner="JPN", derived="1"), figure(partner="DEU", precision="derived")]
    ledger = ledger_at(tmp_path)
    summary = take_in(ledger, tmp_path / "july.csv", rows)
    assert (summary.rows, *counts(summary), summary.dropped) == (3, 1, 0, 0, {"derived, not printed": 2})
    assert [o.cell.partner for o in ledger.observations(as_of=LATEST)] == ["USA"]


def test_a_file_of_derived_rows_alone_is_known_afterwards(tmp_path):
    ledger = ledger_at(tmp_path)
    summary = take_in(ledger, tmp_path / "july.csv", [figure(derived="1")])
    assert (counts(summary), summary.commit) == ((0, 0, 0), 1)
    assert take_in(ledger, tmp_path / "july.csv", [figure(derived="1")]).already_known
    assert ledger.vintages() == []
    assert take_in(ledger, tmp_path / "june.csv", [figure()]).new == 1


def test_a_row_becomes_an_observation_with_all_it_says(tmp_path):
    ledger = ledger_at(tmp_path)
    row = figure(
        commodity="IMP_soybean", partner="BRA", measure="ytd_10kt", value="12.5", precision="truncated", note="a, b"
    )
    summary = take_in(ledger, tmp_path / "july.csv", [row])
    (o,) = ledger.observations(as_of=LATEST)
    assert (o.cell.flow, o.cell.reporter, o.cell.partner, o.cell.product) == (Flow.IMPORT, "CHN", "BRA", "soybean")
    assert (o.cell.period, o.cell.measure, o.kind) == (Period.parse("2025-01/2025-06"), "mass", Kind.LEVEL)
    assert (o.value, o.unit, o.precision, o.column) == ("12.5", "10kt", Precision.TRUNCATED, "ytd_10kt")
    assert (o.interval.lo, o.interval.hi) == pytest.approx((125_000_000, 126_000_000))
    assert (o.publisher, o.source_url, o.note) == ("reuters.com", "https://www.reuters.com/june", "a, b")
    assert (o.printed_at, o.document, o.row) == (date(2025, 7, 20), summary.document, 2)


@pytest.mark.parametrize(
    ("word", "kind", "measure", "period"),
    [
        ("qty_t", Kind.LEVEL, "mass", "2025-06"),
        ("ytd_kg", Kind.LEVEL, "mass", "2025-01/2025-06"),
        ("qty_usd", Kind.LEVEL, "value_usd", "2025-06"),
        ("qty_items", Kind.LEVEL, "items", "2025-06"),
        ("mom_pct", Kind.CHANGE_ON_PREVIOUS, "mass", "2025-06"),
        ("yoy_pct", Kind.CHANGE_ON_YEAR, "mass", "2025-06"),
        ("ytd_yoy_pct", Kind.CHANGE_ON_YEAR, "mass", "2025-01/2025-06"),
        ("share_pct", Kind.SHARE_OF_WORLD, "mass", "2025-06"),
    ],
)
def test_a_measure_word_says_kind_measure_and_span(tmp_path, word, kind, measure, period):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "july.csv", [figure(measure=word, value="12")])
    (o,) = ledger.observations(as_of=LATEST)
    assert (o.kind, o.cell.measure, str(o.cell.period), o.column) == (kind, measure, period, word)


def test_january_to_date_is_january(tmp_path):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "march.csv", [figure(period="2025-01", measure="ytd_t", published="2025-03-20")])
    (o,) = ledger.observations(as_of=LATEST)
    assert str(o.cell.period) == "2025-01"


@pytest.mark.parametrize(
    ("changes", "released_at"),
    [
        ({}, "2025-07-20"),  # the office's day of the query
        ({"published": "2025-07-25"}, "2025-07-20"),  # the page came later
        ({"published": "2025-07-18"}, "2025-07-18"),  # never later than the page
        ({"published": ""}, "2025-07-20"),
        ({"commodity": "RE_ALL"}, "2025-07-14"),  # the preliminary figures
        ({"commodity": "RE_PRODUCTS"}, "2025-07-18"),
        ({"period": "2025-01", "published": "2025-03-25"}, "2025-03-20"),  # together with February
        ({"released_at": "2025-07-19"}, "2025-07-19"),  # told by the file
        ({"released_at": "2025-07-21", "published": ""}, "2025-07-21"),
        ({"reporter": "JPN"}, "2025-07-20"),  # of another office only the page's day is known
        ({"reporter": "JPN", "published": "2025-08-02"}, "2025-08-02"),
        ({"reporter": "JPN", "published": "2025-08-02", "released_at": "2025-07-30"}, "2025-07-30"),
    ],
)
def test_a_figure_was_released_on_its_offices_day_or_with_its_page(tmp_path, changes, released_at):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "july.csv", [figure(**changes)])
    assert [str(day) for day in ledger.vintages()] == [released_at]
    day = date.fromisoformat(released_at)
    assert ledger.observations(as_of=day - timedelta(1)) == []
    assert [o.released_at for o in ledger.observations(as_of=day)] == [day]


def test_a_page_without_a_publisher_is_its_own_source(tmp_path):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "july.csv", [figure(publisher="")])
    assert [o.publisher for o in ledger.observations(as_of=LATEST)] == ["https://www.reuters.com/june"]


# ---- the ledger of a machine -----------------------------------------------------------------------------------------


def test_the_shipped_ledger_takes_the_shipped_figures_in_once(tmp_path):
    settings = Settings(tmp_path)
    first = shipped_ledger(settings)
    files = sorted(first.root.rglob("*"))
    again = shipped_ledger(settings)
    assert (again.latest().number, sorted(again.root.rglob("*"))) == (1, files)


def test_a_clock_that_is_slow_keeps_no_shipped_figure_out(tmp_path):
    ledger = shipped_ledger(Settings(tmp_path), clock=lambda: datetime(1970, 1, 1).astimezone())
    assert max(ledger.vintages()) > date(2026, 1, 1)


def test_figures_taken_in_first_do_not_keep_the_shipped_ones_out(tmp_path):
    settings = Settings(tmp_path)
    ledger = shipped_ledger(settings)
    own = take_in(ledger_at(tmp_path), tmp_path / "july.csv", [figure(value="354", publisher="example.org")])
    assert (own.new, own.commit) == (1, 2)
    assert len(shipped_ledger(settings).latest().documents) == 2
    assert ledger.latest().number == 2


def test_an_empty_ledger_says_how_to_fill_it(tmp_path):
    with pytest.raises(NotInDataError, match=r"is empty; take figures in with: weighbridge ingest FILE"):
        ledger_at(tmp_path).vintages()


# ---- the disk --------------------------------------------------------------------------------------------------------


def test_a_commit_lists_all_it_needs_and_the_archived_file(tmp_path):
    ledger = ledger_at(tmp_path)
    summary = take_in(ledger, tmp_path / "july.csv", [figure(), figure(value="354", published="2025-08-20")])
    told = json.loads((ledger.root / "commits" / "000001.json").read_text())
    assert told["documents"][summary.document] == {"name": "july.csv", "rows": 2, "fetched_at": NOW.isoformat()}
    (release,) = told["releases"]
    assert told["releases"][release] == {"first_day": "2025-07-20", "last_day": "2025-07-20", "figures": 2}
    assert all((ledger.root / file).is_file() for file in [*told["releases"], *told["current"], *told["history"]])
    archived = ledger.root / "documents" / f"{summary.document}.csv"
    assert archived.read_bytes() == (tmp_path / "july.csv").read_bytes()


def test_steps_are_told_in_order(tmp_path):
    told = []
    take_in(ledger_at(tmp_path).watched(told.append), tmp_path / "july.csv", [figure()])
    assert tuple(told) == STEPS


def test_what_a_killed_ingest_left_is_removed_a_day_later(tmp_path):
    ledger = ledger_at(tmp_path)
    old, young = ledger.root / "scratch" / "old", ledger.root / "scratch" / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
        (folder / "document.csv").write_text("half")
    os.utime(old, (0, 0))
    take_in(ledger, tmp_path / "july.csv", [figure()])
    assert [p.name for p in (ledger.root / "scratch").iterdir()] == ["young"]


def test_many_small_files_become_one_view_again(tmp_path):
    ledger = ledger_at(tmp_path)
    files = []
    for n in range(26):
        take_in(ledger, tmp_path / "daily.csv", [figure(publisher=f"page{n}", value=str(n))])
        files.append(len(ledger.latest().current))
    assert (max(files), files[-1]) == (24, 2)
    assert len(ledger.latest().releases) == 26
    assert sorted(int(o.value) for o in ledger.observations(as_of=LATEST)) == list(range(26))


@pytest.mark.parametrize("what", ["current", "releases"])
def test_a_damaged_file_is_told_with_the_way_out(tmp_path, what):
    ledger = ledger_at(tmp_path)
    take_in(ledger, tmp_path / "july.csv", [figure(), figure(value="400", published="2025-08-20")])
    before = seen(ledger)
    view = ledger.root / ledger.latest().current[0]
    view.write_bytes(b"PAR1 damaged")
    with pytest.raises(LedgerError, match=r"missing or damaged .*weighbridge ingest --rebuild"):
        ledger.observations(as_of=LATEST)
    if what == "releases":
        for file in ledger.latest().releases:
            (ledger.root / file).unlink()
        with pytest.raises(LedgerError, match="could not be rebuilt, and is as it was"):
            ledger.rebuild(fetched_at=NOW)
        assert ledger.latest().number == 1
    else:
        assert ledger.rebuild(fetched_at=NOW) == 2
        assert seen(ledger) == before
