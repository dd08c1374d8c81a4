"""A series and its table say what all printed figures allow, who printed them, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_short import gone, in_short

from weighbridge.errors import InputError
from weighbridge.model import Cell, Period
from weighbridge.pages import render_chart
from weighbridge.publish.leaves.curve import chart_of
from weighbridge.publish.leaves.series import csv_of, first_cell, page_of, rows_of_series, series_of, title_of
from weighbridge.publish.leaves.shelf import MOST_STORIES, pages_of

US = "export/CHN/USA/REPM_85051110"
ORE = "import/CHN/WLD/iron_ore"


@pytest.fixture(scope="module")
def view(ledger):
    return ledger.view(as_of=date(2025, 7, 20))


@pytest.fixture(scope="module")
def rows(view):
    return rows_of_series(US, view)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_printed_month_has_its_figure_its_ends_and_its_pages(view, rows):
    june = next(row for row in rows if row.cell.period == Period.parse("2025-06"))
    assert (june.level.value, june.level.unit, june.printed) == (353, "t", True)
    assert june.level.interval.lo >= 352.5 and june.level.interval.hi <= 353.5
    assert {o.publisher for o in june.sources} >= {"unn.ua"}
    line = page_of(US, rows, view)["measures"][0]["months"][0]
    assert (line["period"], line["value_text"], line["interval_text"]) == ("2025-06", "353 t", "352.5 to 353 t")


def test_a_month_nobody_printed_has_ends_and_no_figure(view, rows):
    told = {line["period"]: line for line in page_of(US, rows, view)["measures"][0]["months"]}
    unprinted = next(row for row in rows if row.cell.period.is_month and not row.printed)
    line = told[str(unprinted.cell.period)]
    assert line["value_text"] == "" and line["interval_text"] and not line["sources"]


def test_figures_that_cannot_be_true_are_named_with_the_reason(view, rows):
    refuted = page_of(US, rows, view)["refuted"]
    assert all(item["reason"] and item["publisher"] for item in refuted)
    assert len(refuted) == sum(series_of(c.observation.cell) == US for c in view.conflicts) > 0


def test_a_series_is_told_through_one_day_only(ledger, view):
    earlier = rows_of_series(US, ledger.view(as_of=date(2025, 6, 30)))
    assert max(row.cell.period for row in earlier) < Period.parse("2025-06")


def test_csv_has_units_in_its_columns_ends_for_every_figure_and_reads_back(view, rows):
    told = {row["period"]: row for row in read(csv_of(US, rows, view))}
    assert len(told) == len({row.cell.period for row in rows})
    june = told["2025-06"]
    assert (june["series"], june["mass_t"], june["mass_t_lo"], june["mass_t_hi"]) == (US, "353.0", "352.5", "353.0")
    assert (june["printed"], june["as_of"], june["length_months"]) == ("yes", "2025-07-20", "1")
    assert "https://" in june["source_urls"] and "unn.ua" in june["publishers"]
    for row in rows:
        low, high = told[str(row.cell.period)]["mass_t_lo"], told[str(row.cell.period)]["mass_t_hi"]
        assert float(low) == pytest.approx(row.level.interval.lo)
        assert (float(high) if high else float("inf")) == pytest.approx(row.level.interval.hi)


@pytest.fixture(scope="module")
def written_as(view, rows):
    """What stands in the table where a publisher is named, by the publisher's name."""
    june = next(row for row in rows if row.cell.period == Period.parse("2025-06"))

    def publisher(name: str) -> str:
        named = replace(june, prints=(replace(june.prints[0], publisher=name),))
        _, cells = csv.reader(io.StringIO(csv_of(US, [named], view).decode(), newline=""))
        return cells[-3]

    return publisher


@given(name=st.text(max_size=20).filter(lambda text: "\0" not in text) | st.sampled_from(["=1+1", "@SUM(A1)", "'=x"]))
def test_whatever_a_publisher_is_called_a_spreadsheet_runs_nothing_and_reads_it_back(written_as, name):
    told = written_as(name)
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert name == (told.removeprefix("'"))


def test_a_chart_leaves_unknown_months_open_and_says_so(view, rows):
    chart = chart_of(US, rows, view)
    line = next(layer for layer in chart["spec"]["layer"] if layer["mark"] == {"type": "line"})["data"]["values"]
    assert [v["month"] for v in line] == sorted(v["month"] for v in line)
    assert any(v["value"] is None for v in line) and "left open" in chart["caption"]
    assert "latest 353 t in June 2025" in chart["alt"]
    assert chart["unit"] == "net weight, t a month"
    assert "<svg" in render_chart(chart["spec"], title=chart["title"], alt=chart["alt"]).svg


def test_too_few_months_are_no_chart(view, rows):
    months = [row for row in rows if row.cell.period.is_month][:2]
    assert chart_of(US, months, view) is None
    assert chart_of(US, [], view) is None


def test_a_series_no_figure_speaks_of_is_an_empty_page_and_no_error(view):
    name = "export/CHN/FRA/soybean"
    assert rows_of_series(name, view) == []
    assert page_of(name, [], view)["latest"] is None
    assert read(csv_of(name, [], view)) == []


def test_titles_are_words_and_names_are_checked(view):
    assert title_of(US, view.card) == "China's exports of rare-earth magnets to the United States"
    assert title_of(ORE, view.card) == "China's imports of iron ore from the world"
    cell = Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass")
    assert series_of(cell) == US and series_of(first_cell(US, view.card)) == US
    for name in ("export/CHN/USA", "export/CHN/QQQ/REPM_85051110", "sold/CHN/USA/REPM_85051110", "../../etc/passwd"):
        with pytest.raises(InputError, match="is no series"):
            first_cell(name, view.card)


def test_a_page_names_the_newest_stories_that_rest_on_it_and_leads_to_all(view):
    told = [in_short(n) for n in range(MOST_STORIES + 5)] + [gone(99)]
    ((page, table),) = pages_of({US: told}, view, lambda chart: chart)
    assert [s["title"] for s in page.says["stories"]] == [s.title for s in reversed(told[5:-1])]
    assert page.says["more_stories"] and page.says["topic"] == "topics/repm-85051110.html"
    assert page.says["csv"] == "series/export-chn-usa-repm-85051110.csv" and table.startswith(b"series,period,")
    ((page, _),) = pages_of({US: told[:1]}, view, lambda chart: chart)
    assert not page.says["more_stories"]
