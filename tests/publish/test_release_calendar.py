"""The calendar: when offices release, what is overdue, and how every change of a date reaches a reader's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import published

from weighbridge.card import trade_card
from weighbridge.desk import actions
from weighbridge.errors import InputError, RefusedError, UnknownNameError
from weighbridge.model import Period
from weighbridge.publish import Masthead, read_public
from weighbridge.publish.calendar import (
    Announcement,
    Due,
    Entry,
    Status,
    announce,
    calendar_file,
    entries,
    releases,
    revise,
)
from weighbridge.publish.calendar.entries import of_release, of_stories
from weighbridge.publish.calendar.releases import released
from weighbridge.publish.public import edition
from weighbridge.publish.summary import summary_of

GOLDEN = Path(__file__).with_name("golden") / "calendar.ics"
HEARING = {"on": "2026-12-01", "what": "The trade court hears the case"}
JULY = Period.parse("2025-07")


def of(found, calendar, period):
    """The one release of a calendar for a month."""
    (one,) = [r for r in found if (r.calendar.id, str(r.period)) == (calendar, period)]
    return one


def summaries(desk):
    return [summary_of(s, edition(desk, s) if s.shown else None) for s in read_public(desk).stories]


def kept(desk, today):
    record = read_public(desk)
    return revise(desk, releases(desk, today), summaries(desk), through=record.through)


def said(status=Status.CONFIRMED, day=date(2026, 11, 21), period="2026-10", **more):
    return Announcement("query", Period.parse(period), status, "Moved for a holiday.", day=day, **more)


def changes(before, after):
    """The ids whose sequence was raised, with the new one."""
    was = {e.id: e.sequence for e in before}
    return {e.id: e.sequence for e in after if was.get(e.id) != e.sequence}


# ---- when, and where it stands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "calendar", "period", "day", "status", "due"),
    [
        ("2025-08-01", "query", "2025-06", "2025-07-20", Status.CONFIRMED, Due.RELEASED),
        ("2025-08-19", "query", "2025-07", "2025-08-20", Status.TENTATIVE, Due.NOT_DUE),  # nobody reported it yet
        ("2026-04-20", "query", "2026-03", "2026-04-20", Status.CONFIRMED, Due.RELEASED),
        ("2026-05-19", "query", "2026-04", "2026-05-20", Status.TENTATIVE, Due.NOT_DUE),
        ("2026-05-20", "query", "2026-04", "2026-05-20", Status.TENTATIVE, Due.EXPECTED),
        ("2026-05-21", "query", "2026-04", "2026-05-20", Status.TENTATIVE, Due.OVERDUE),
        ("2025-03-01", "flash", "2025-04", "2025-05-09", Status.CONFIRMED, Due.NOT_DUE),  # the office announced the day
        ("2026-03-20", "query", "2026-02", "2026-03-20", Status.CONFIRMED, Due.RELEASED),
    ],
)
def test_a_release_is_due_overdue_or_there_by_the_calendar_and_the_ledger(
    desk, today, calendar, period, day, status, due
):
    found = of(releases(desk, date.fromisoformat(today)), calendar, period)
    assert (str(found.day), found.status, found.due) == (day, status, due)


def test_january_has_no_release_of_its_own_and_is_never_overdue(desk):
    found = releases(desk, date(2026, 2, 25))
    assert not [r for r in found if r.period.month_of_year == 1]
    assert [str(m) for m in of(found, "query", "2026-02").months] == ["2026-01", "2026-02"]
    assert not [r for r in found if r.due is Due.OVERDUE and r.day > date(2026, 2, 1)]


def test_what_nobody_released_is_told_from_what_is_not_due_and_from_what_came(desk):
    """Nothing of a month in the ledger says nothing of what was shipped: it is overdue, or not due, never zero."""
    found = {r.due for r in releases(desk, date(2026, 5, 25))}
    assert found == {Due.NOT_DUE, Due.OVERDUE, Due.RELEASED, Due.MISSED}


def test_a_release_that_later_ones_followed_is_no_longer_waited_for(desk):
    """The monthly tables of September 2025 printed nothing we took in; those of November did."""
    found = releases(desk, date(2026, 1, 2))
    assert of(found, "tables", "2025-09").due is Due.MISSED
    assert of(found, "tables", "2025-11").due is Due.RELEASED
    assert not [r for r in found if r.due is Due.OVERDUE]


@given(st.dates(date(2016, 1, 1), date(2030, 12, 31)), st.data())
def test_law_where_a_release_stands_follows_from_its_day_and_from_what_was_seen(today, data):
    card = trade_card()
    now = Period.month(today.year, today.month)
    months = [now.shift(n) for n in range(-14, 2)]
    seen = data.draw(
        st.dictionaries(st.tuples(st.sampled_from(sorted(card.products)), st.sampled_from(months)), st.just(today))
    )
    for r in released(card, seen, {}, today=today):
        there = any((p, r.period) in seen for p in r.products)
        assert (r.due is Due.RELEASED) == there == (r.first_seen_at is not None)
        if not there:
            later = any(p in r.products and m > r.period for p, m in seen)
            late = Due.MISSED if later else Due.OVERDUE
            assert r.due is (Due.NOT_DUE if r.day > today else Due.EXPECTED if r.day == today else late)
        assert r.day >= r.period.shift(1).first_day() or there, "no month is released before it is over"
        assert {card.products[p].calendar for p in r.products} <= {r.calendar.id}


# ---- what an office announced ----------------------------------------------------------------------------------------


def test_an_announced_day_counts_before_the_usual_one_and_the_newest_announcement_before_older_ones(desk):
    today = date(2026, 11, 2)
    announce(desk, said(Status.TENTATIVE), by="ed")
    announce(desk, said(day=date(2026, 11, 23), address="http://english.customs.gov.cn/notice"), by="eva")
    found = of(releases(desk, today), "query", "2026-10")
    assert (found.day, found.status, found.words) == (date(2026, 11, 23), Status.CONFIRMED, "Moved for a holiday.")
    assert found.address == "http://english.customs.gov.cn/notice"


def test_a_cancelled_release_is_not_overdue_and_keeps_the_day_it_was_expected_on(desk):
    announce(desk, said(Status.CANCELLED, day=None), by="ed")
    found = of(releases(desk, date(2026, 11, 25)), "query", "2026-10")
    assert (found.due, found.status, found.day) == (Due.CANCELLED, Status.CANCELLED, date(2026, 11, 20))


def test_only_editors_note_down_what_an_office_announced(desk):
    for person in ("rita", "ada"):
        with pytest.raises(RefusedError, match="editor"):
            announce(desk, said(), by=person)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"period": "2026-01"}, "comes out together with 2026-02"),
        ({"period": "2026-Q1"}, "named by its last month, as 2026-03"),
        ({"day": date(2026, 10, 31)}, "too early"),
        ({"day": None}, "which day"),
        ({"address": "javascript:alert(1)"}, "no address"),
        ({"address": "https://a.example/\r\nX: y"}, "no address"),
    ],
)
def test_an_announcement_that_cannot_be_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=says):
        said(**{"day": date(2026, 11, 21), **wrong})


def test_a_calendar_nobody_knows_is_refused_with_the_near_miss():
    with pytest.raises(UnknownNameError, match="query"):
        Announcement("qery", JULY, Status.CONFIRMED, "x", day=date(2025, 8, 20))


# ---- how changes are kept --------------------------------------------------------------------------------------------


def test_what_has_not_changed_keeps_its_sequence_and_the_moment_it_was_noted(desk, clock):
    today = date(2026, 11, 2)
    first = kept(desk, today)
    clock.passes(hours=5)
    assert kept(desk, today) == first == entries(desk)
    assert {e.sequence for e in first} == {0}


def test_every_change_of_a_release_raises_its_sequence_and_that_of_no_other(desk, clock):
    today, id = date(2026, 11, 2), "release/query/2026-10"
    seen = [kept(desk, today)]
    for one in (said(), said(day=date(2026, 11, 22)), said(Status.CANCELLED, day=None)):
        clock.passes(minutes=1)
        announce(desk, one, by="ed")
        seen.append(kept(desk, today))
        assert changes(seen[-2], seen[-1]) == {id: len(seen) - 1}
    last = next(e for e in seen[-1] if e.id == id)
    assert (last.status, last.day) == (Status.CANCELLED, date(2026, 11, 22)), "a cancelled date stays on its day"
    assert last.noted_at == clock.now and last.first_noted_at == clock.now - timedelta(minutes=3)


def test_a_day_that_a_story_names_is_there_once_however_many_stories_name_it(desk, clock):
    one = published(
        desk,
        key_dates=[HEARING, {"on": "2026-12-20", "what": "Chinese customs releases the figures for November 2026"}],
    )
    clock.passes(hours=1)
    published(desk, title="Another story", key_dates=[HEARING])
    named = [e for e in kept(desk, date(2026, 11, 2)) if not e.is_release]
    assert [(str(e.day), e.title, e.words) for e in named] == [
        ("2026-12-01", "The trade court hears the case", "Named in: China ships more magnets")
    ], "an office's release has an entry of its own"
    assert one.id in named[0].id and named[0].address.startswith("stories/")


@pytest.mark.parametrize("action", [actions.Withdraw, actions.Kill])
def test_a_date_of_a_story_that_was_taken_back_is_cancelled_stays_and_says_nothing_of_it(desk, clock, action):
    today = date(2026, 11, 2)
    story = published(desk, key_dates=[HEARING])
    first = kept(desk, today)
    desk.do(action(story.id, reason="It rests on a forged document."), by="dana")
    second = kept(desk, today)
    (id,) = [e.id for e in first if not e.is_release]
    assert changes(first, second) == {id: 1}
    (gone,) = [e for e in second if e.id == id]
    assert gone.status is Status.CANCELLED and gone.day == date(2026, 12, 1)
    assert "court" not in f"{gone.title}{gone.words}"
    assert kept(desk, today) == second, "and is cancelled once"


def test_who_works_with_what_was_public_before_does_not_bring_a_cancelled_date_back(desk):
    today = date(2026, 11, 2)
    story = published(desk, key_dates=[HEARING])
    stale, through = summaries(desk), read_public(desk).through
    kept(desk, today)
    desk.do(actions.Kill(story.id, reason="It is wrong."), by="dana")
    after = kept(desk, today)
    assert revise(desk, releases(desk, today), stale, through=through) == after


def test_a_key_date_that_is_no_day_is_left_out(desk):
    published(desk, key_dates=[{"on": "next week", "what": "Something"}, {"on": "2026-02-30", "what": "Never"}])
    assert not [e for e in kept(desk, date(2026, 11, 2)) if not e.is_release]


# ---- iCalendar -------------------------------------------------------------------------------------------------------


NOTED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SOME = Entry(
    "date/0123456789ab/1", date(2026, 12, 1), Status.CONFIRMED, "The court; hears, the case", "Named in: Ü\nline",
    "stories/a-0123456789ab.html", "Rare-earth magnets", 2, NOTED, NOTED - timedelta(days=3),
)  # fmt: skip


def lines(file: bytes) -> list[str]:
    """The content lines of a file, unfolded, as RFC 5545 3.1 says."""
    assert file.endswith(b"\r\n") and b"\n" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n")), "no line has more than 75 octets"
    return file.decode().replace("\r\n ", "").splitlines()


def test_the_file_is_icalendar_and_says_of_each_date_what_a_calendar_needs(masthead):
    said = lines(calendar_file([SOME], masthead, today=TODAY))
    assert said[0] == "BEGIN:VCALENDAR" and said[-1] == "END:VCALENDAR"
    event = dict(line.split(":", 1) for line in said[said.index("BEGIN:VEVENT") : said.index("END:VEVENT")])
    assert len(event.pop("UID")) == 36
    assert event == {
        "BEGIN": "VEVENT", "DTSTAMP": "20261102T090000Z", "CREATED": "20261030T090000Z",
        "LAST-MODIFIED": "20261102T090000Z", "SEQUENCE": "2", "DTSTART;VALUE=DATE": "20261201", "DURATION": "P1D",
        "TRANSP": "TRANSPARENT", "STATUS": "CONFIRMED", "SUMMARY": r"The court\; hears\, the case",
        "DESCRIPTION": r"Named in: Ü\nline", "CATEGORIES": "Rare-earth magnets",
        "URL": "https://news.example/stories/a-0123456789ab.html",
    }  # fmt: skip
    head = dict(line.split(":", 1) for line in said[1 : said.index("BEGIN:VEVENT")])
    assert {name.partition(";")[0] for name in head} >= {"PRODID", "VERSION", "NAME", "REFRESH-INTERVAL", "SOURCE"}
    assert head["SOURCE;VALUE=URI"] == "https://news.example/calendar.ics"


def test_the_same_dates_are_the_same_bytes_on_another_day_and_under_another_address_the_same_uid(masthead):
    moved = Masthead("N", "https://elsewhere.example/", masthead.post, masthead.sender)
    assert calendar_file([SOME], masthead, today=TODAY) == calendar_file([SOME], masthead, today=TODAY + timedelta(9))
    uids = [[x for x in lines(calendar_file([SOME], m, today=TODAY)) if x.startswith("UID")] for m in (masthead, moved)]
    assert uids[0] == uids[1]


def test_what_is_long_past_is_left_out_and_what_was_cancelled_is_not(masthead):
    old = replace(SOME, id="date/0/1", day=TODAY - timedelta(days=500))
    cancelled = replace(SOME, id="date/0/2", status=Status.CANCELLED, sequence=3)
    said = lines(calendar_file([old, cancelled], masthead, today=TODAY))
    assert said.count("BEGIN:VEVENT") == 1 and "STATUS:CANCELLED" in said and "SEQUENCE:3" in said


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200)


@given(TEXT, TEXT, st.integers(0, 99), st.sampled_from(Status), st.dates(TODAY, date(2030, 1, 1)))
def test_law_whatever_a_date_says_another_reader_of_icalendar_reads_the_same(title, words, n, status, day):
    masthead = Masthead("N", "https://news.example/", "https://desk.example/", "news@news.example")
    entry = replace(SOME, title=title, words=words, sequence=n, status=status, day=day)
    file = calendar_file([entry], masthead, today=TODAY)
    lines(file)
    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, words)
    assert (event["SEQUENCE"], event["STATUS"], event["DTSTART"].dt) == (n, str(status).upper(), day)


def test_the_file_of_a_day_is_the_one_that_was_read_and_found_right(desk, masthead):
    announce(desk, said(address="http://english.customs.gov.cn/notice"), by="ed")
    announce(desk, Announcement("query", Period.parse("2026-11"), Status.CANCELLED, "No release this month."), by="ed")
    near = [e for e in kept(desk, TODAY) if date(2026, 10, 1) <= e.day <= date(2026, 12, 31)]
    assert calendar_file(near, masthead, today=TODAY).decode() == GOLDEN.read_bytes().decode()


def test_every_release_has_a_title_that_says_what_and_when():
    found = [of_release(r) for r in released(trade_card(), {}, {}, today=TODAY)]
    assert len({e.title for e in found}) == len(found)
    assert not list(of_stories([]))
