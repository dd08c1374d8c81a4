"""The calendar of the site: what is next, what is overdue, and the ways of having no figure told from each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import html
from newsroom import put_out

from weighbridge.model import Interval, Period
from weighbridge.publish import Announcement, EntryStatus, announce, build, places, releases
from weighbridge.publish.calendar.there import There, there

MAGNETS = "REPM_85051110"
SERIES = f"export/CHN/USA/{MAGNETS}"


def boxes(desk, today, series=SERIES, change=lambda view: view):
    day = date.fromisoformat(today)
    (line,) = there([series], releases(desk, day), change(desk.ledger.view(as_of=day)))
    return {str(box.period): box for box in line.boxes}


def test_a_month_that_is_not_due_is_told_from_one_that_is_overdue_and_from_one_that_came(desk):
    found = boxes(desk, "2026-04-22")
    assert {period: box.there for period, box in found.items()} == {
        "2026-04": There.NOT_DUE, "2026-03": There.FIGURE, "2026-01/2026-02": There.FIGURE,
        "2025-12": There.FIGURE, "2025-11": There.FIGURE,
    }  # fmt: skip
    assert found["2026-04"].words == "not due until May 20, 2026"
    later = boxes(desk, "2026-05-22")
    assert (later["2026-04"].there, later["2026-04"].words) == (There.OVERDUE, "overdue since May 20, 2026")
    assert boxes(desk, "2026-05-20")["2026-04"].there is There.EXPECTED


def test_what_was_released_without_this_series_is_no_figure_in_print_and_not_zero(desk):
    found = boxes(desk, "2026-04-22", f"export/CHN/DEU/{MAGNETS}")
    assert (found["2026-03"].there, found["2026-03"].words) == (There.NOT_PRINTED, "no figure in print")


def test_zero_is_said_to_be_zero(desk):
    """No shipped figure is zero; this one is made so."""

    def nothing(view):
        (cell,) = [c for c in view.bounds if str(c) == f"{SERIES}/2026-03/mass"]
        bound = replace(view.bounds[cell], interval=Interval.point(0.0), best=0.0)
        return replace(view, bounds={**view.bounds, cell: bound})

    found = boxes(desk, "2026-04-22", change=nothing)["2026-03"]
    assert (found.there, found.words) == (There.ZERO, "0 t: nothing was traded")


def test_a_release_that_was_called_off_is_not_overdue(desk):
    announce(desk, Announcement("query", Period.parse("2026-04"), EntryStatus.CANCELLED, "None."), by="ed")
    assert boxes(desk, "2026-05-22")["2026-04"].there is There.CANCELLED


@pytest.fixture
def page(desk, june, clock, masthead, tmp_path):
    """The page as it stood on a day, with a story that names a day ahead."""
    clock.now = datetime(2026, 4, 22, 9, tzinfo=UTC)
    put_out(desk, {**june, "key_dates": [{"on": "2026-05-12", "what": "The suspension ends"}]})
    announce(desk, Announcement("tables", Period.parse("2026-05"), EntryStatus.CANCELLED, "None."), by="ed")
    build(desk, masthead, tmp_path / "site", kept_in=tmp_path / "kept")
    return html.document_fromstring((tmp_path / "site" / places.CALENDAR_PAGE).read_bytes())


def listed(page, section):
    rows = page.xpath(f"//section[@aria-labelledby='{section}']//li")
    return [" ".join(row.text_content().split()) for row in rows]


def test_the_page_says_what_is_next_what_is_overdue_what_lies_ahead_and_what_came(page):
    assert "Next: China, trade figures for April 2026: preliminary figures, on May 14, 2026" in " ".join(
        page.text_content().split()
    )
    assert listed(page, "overdue")[0].startswith(
        "April 18, 2026 ✗ overdue by 4 days China, trade figures for March 2026: monthly tables"
    )
    ahead = listed(page, "ahead")
    assert ahead[0].startswith("May 12, 2026 The suspension ends Named in:")
    assert [row for row in ahead if "✗ cancelled" in row] == [
        "June 18, 2026 ✗ cancelled China, trade figures for May 2026: monthly tables None."
    ]
    assert listed(page, "came")[0].startswith("April 20, 2026 ● released China, trade figures for March 2026: online")


def test_the_page_leads_to_the_file_that_calendars_subscribe_to(page):
    assert page.xpath("//main//a[@type='text/calendar']/@href") == ["calendar.ics"]
    assert page.xpath("//link[@type='text/calendar']/@href") == ["calendar.ics"]
