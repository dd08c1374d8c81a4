"""A simulated year: what was published is held against every release, and what is wrong is put right in public."""

from __future__ import annotations

import filecmp
import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from killed_days import BUSY, killed_day, what_came_of
from year import MASTHEAD, Newsroom, mistakes, releases

from weighbridge.desk import State, reader_reports
from weighbridge.publish import build
from weighbridge.publish.deliveries import SITE, deliveries, outstanding
from weighbridge.watch import Outcome, accuracy, rechecks, standing, waiting


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> list[tuple[date, Path]]:
    """The days of release of the year, each with its file."""
    return releases(tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="module")
def eves(tmp_path_factory) -> dict[date, Path]:
    """Where newsrooms are kept as they stood before some days, to go on from."""
    return {day: tmp_path_factory.mktemp("eve") / str(day) for day in BUSY}


@pytest.fixture(scope="module")
def lived(tmp_path_factory, released, eves) -> Newsroom:
    """A newsroom that has lived through the year."""
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"))
    for day, figures in released:
        if day in eves:
            shutil.copytree(newsroom.folder, eves[day])
        newsroom.lives(day, figures)
    return newsroom


@pytest.fixture(scope="module")
def looks(lived):
    """Every look at what was public, the first first, with what came of each claim."""
    return rechecks(lived.desk, most=10_000, with_outcomes=True)[::-1]


def amended(lived: Newsroom, event: State) -> list[tuple[str, str, date]]:
    shown = lived.desk.publications()
    return [(p.product, p.period, p.published_at.date()) for p in shown if p.event is event]


def test_a_newsroom_publishes_every_month_and_its_books_are_whole(lived):
    published = amended(lived, State.PUBLISHED)
    assert len(published) == len(lived.desk.stories(*State)) - len(lived.desk.stories(State.ARCHIVED))
    assert {(day.year, day.month) for _, _, day in published} >= {(2025, month) for month in range(4, 13)}
    assert lived.desk.verify() is None


def test_seeded_revisions_end_as_updates_and_as_nothing_else(lived):
    assert sorted(amended(lived, State.UPDATED)) == [
        ("RE_PRODUCTS", "2025-07", date(2025, 9, 18)),
        ("gallium", "2025-06", date(2025, 8, 20)),
        ("terbium", "2025-06", date(2025, 8, 20)),
    ]


def test_seeded_mistakes_and_late_figures_end_as_corrections_and_as_nothing_else(lived):
    corrected = amended(lived, State.CORRECTED)
    reported = [(m.product, m.period, m.reported_on) for m in mistakes()]
    assert [c for c in corrected if c in reported] == reported
    late = [c for c in corrected if c not in reported]
    assert late and {product for product, _, _ in late} == {"terbium"}
    assert {day for _, _, day in late} == {date(2025, 9, 18)}


def test_a_figure_said_again_with_one_more_digit_changes_nothing(lived, looks):
    again = [o for look in looks if look.as_of == date(2025, 7, 20) for o in look.outcomes if "Chile" in o.was]
    assert again
    assert {o.outcome for o in again} <= {Outcome.UNCHANGED, Outcome.WITHIN_ROUNDING}


def test_what_was_right_then_is_told_from_what_was_wrong_then_by_the_data_of_both_days(looks):
    found = {(o.outcome, o.quote) for look in looks for o in look.outcomes if o.outcome.proposes}
    assert (Outcome.REVISED, "jump 69% in July") in found
    assert (Outcome.REVISED, "4.26 tonnes") in found
    wrong = [quote for outcome, quote in found if outcome is Outcome.WRONG]
    assert wrong and all("since" in quote for quote in wrong)


def test_readers_are_told_what_was_said_and_what_is_so(lived):
    (update,) = [p for p in lived.desk.publications() if p.product == "RE_PRODUCTS" and p.event is State.UPDATED]
    assert "revised" in update.notice and "69%" in update.notice and "74%" in update.notice
    page = (lived.site / f"stories/{update.slug}-{update.story}.html").read_text(encoding="utf-8")
    assert update.notice.split(";")[0][:60] in page
    assert (lived.site / f"stories/{update.slug}-{update.story}/version-1.html").exists()


def test_every_reader_was_answered_and_nothing_waits(lived):
    assert [r["outcome"] for r in reader_reports(lived.desk)] == ["corrected"] * len(mistakes())
    undecided = [o for found in waiting(lived.desk).values() for o in found]
    assert not [o for o in undecided if o.outcome in {Outcome.REVISED, Outcome.WRONG}]
    assert not lived.desk.stories(State.UNDER_RECHECK)


def test_every_channel_has_one_receipt_for_every_publication(lived):
    publications = lived.desk.publications()
    receipts = deliveries(lived.desk)
    assert Counter((r.publication, r.channel) for r in receipts) == {(p.n, c): 1 for p in publications for c in SITE}
    assert not outstanding(lived.desk)


def test_the_site_is_the_one_that_is_built_from_nothing(lived, tmp_path):
    """Thirty rebuilds, each of what had changed, come to the bytes of one."""
    kept, standings = lived.folder / "kept", standing(lived.desk)
    built = build(lived.desk, MASTHEAD, tmp_path / "site", kept_in=kept, standings=standings)
    there = {str(path.relative_to(lived.site)) for path in lived.site.rglob("*") if path.is_file()}
    assert built.files.keys() <= there
    _, different, missing = filecmp.cmpfiles(lived.site, built.into, sorted(built.files), shallow=False)
    assert (different, missing) == ([], [])


def test_the_newsrooms_record_is_what_happened(lived):
    record = accuracy(lived.desk)
    events = Counter(p.event for p in lived.desk.publications())
    assert record.stories_published == events[State.PUBLISHED]
    assert (record.updates, record.corrections) == (events[State.UPDATED], events[State.CORRECTED])
    assert (record.reports, record.reports_answered) == (len(mistakes()), len(mistakes()))
    assert record.claims_rechecked >= record.claims_changed + record.claims_wrong > 0
    assert record.fixes_open == 0


def test_the_end_of_the_books_stands_in_the_site(lived):
    told = json.loads((lived.site / "site.json").read_text(encoding="utf-8"))
    assert lived.desk.verify() is None
    assert str(told).count(lived.desk.head().hash) == 1


@pytest.mark.parametrize("day", BUSY, ids=str)
@pytest.mark.parametrize("seed", range(2))
def test_a_day_that_is_killed_again_and_again_ends_as_it_would_have(lived, released, eves, tmp_path, day, seed):
    """SIGKILL at seeded moments of a day, until it is through; `make soak` does it with a hundred seeds."""
    figures = dict(released)[day]
    folder = tmp_path / "newsroom"
    assert killed_day(eves[day], folder, day, figures, seed=seed)
    assert what_came_of(Newsroom(folder), until=day) == what_came_of(lived, until=day)
