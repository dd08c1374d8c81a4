"""Lists show what stands, say what was changed, send nobody to what was taken back, and keep still otherwise."""

from __future__ import annotations

import json
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_short import BEGAN, US, WORLD, amended, gone, in_short
from lxml import etree

from weighbridge.card import trade_card
from weighbridge.publish import places
from weighbridge.publish.leaves.lists import by_topic, companies, corrections, search, search_index, topic, topics
from weighbridge.publish.leaves.page import PER_PAGE, cut
from weighbridge.publish.leaves.robots import changed_pages, robots, sitemap
from weighbridge.publish.summary import KeyDate, Ticker

CARD = trade_card()


def pages(made):
    return {page.path: page.says for page in made}


# ---- long lists ------------------------------------------------------------------------------------------------------


@given(st.integers(0, 400), st.integers(1, 40))
def test_every_entry_of_a_list_stands_on_exactly_one_page_in_order(n, per_page):
    listed = list(range(n, 0, -1))
    cuts = list(cut("a.html", listed, per_page))
    assert [row for _, rows, _ in cuts for row in rows] == listed
    assert len({path for path, _, _ in cuts}) == len(cuts)
    assert all(len(rows) < 2 * per_page for _, rows, _ in cuts)


@given(st.integers(0, 400), st.integers(1, 40))
def test_pages_of_a_list_lead_to_each_other_and_end(n, per_page):
    cuts = list(cut("a.html", list(range(n)), per_page))
    paths = [path for path, _, _ in cuts]
    assert [ends["older"] for *_, ends in cuts] == [*paths[1:], ""]
    assert [ends["newer"] for *_, ends in cuts] == ["", *paths[:-1]]


@given(st.integers(1, 400), st.integers(1, 40))
def test_a_new_entry_leaves_the_rows_of_all_pages_but_the_first_two_as_they_were(n, per_page):
    before = {path: list(rows) for path, rows, _ in cut("a.html", list(range(n, 0, -1)), per_page)}
    after = {path: list(rows) for path, rows, _ in cut("a.html", list(range(n + 1, 0, -1)), per_page)}
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {"a.html"}
    assert len(after.keys() - before.keys()) <= 1


# ---- topics and companies --------------------------------------------------------------------------------------------


def test_a_topic_shows_the_newest_story_first_with_its_series_and_the_dates_ahead():
    (product, stories), *_ = by_topic([in_short(1), in_short(3), in_short(2)]).items()
    says = pages(topic(product, stories, CARD))[places.topic("REPM_85051110")]
    assert [s["title"][-1] for s in says["stories"]] == ["3", "2", "1"]
    assert says["title"] == "Rare-earth magnets" and says["code"] == "HS 85051110"
    assert [one["path"] for one in says["series"]] == [places.series(US), places.series(WORLD)]
    assert says["dates"] == [{"on": "2025-08-20", "what": "July figures by partner"}]
    assert says["feeds"] == [(places.topic_feed("REPM_85051110"), "Rare-earth magnets")]


def test_dates_that_were_past_when_the_newest_story_went_out_are_ahead_of_nobody():
    old = in_short(1, key_dates=(KeyDate("2025-07-22", "past by then"), KeyDate("2025-09-01", "ahead")))
    says = next(topic("REPM_85051110", [in_short(9, key_dates=()), old], CARD)).says
    assert [d["what"] for d in says["dates"]] == ["ahead"]


def test_a_story_that_was_taken_back_is_on_no_topic_page_and_a_topic_without_stories_stays_readable():
    says = next(topic("REPM_85051110", [gone(1)], CARD)).says
    assert says["stories"] == [] and says["series"] == []
    named = topics(by_topic([gone(1), in_short(2, product="gallium", product_name="gallium")])).says["named"]
    assert [(row["name"], row["stories"]) for row in named] == [("Gallium", 1), ("Rare-earth magnets", 0)]


def test_a_story_without_a_product_has_a_topic_of_its_own():
    told = by_topic([in_short(1, product="", product_name="trade")])
    assert next(topic("other", told["other"], CARD)).says["title"] == "Trade"


def test_older_stories_stand_on_pages_of_their_own_that_carry_nothing_that_moves():
    stories = [in_short(n) for n in range(2 * PER_PAGE, 0, -1)]
    first, older = topic("REPM_85051110", stories, CARD)
    assert (len(first.says["stories"]), len(older.says["stories"])) == (PER_PAGE, PER_PAGE)
    assert older.path == places.older(first.path, 1) and not {"series", "dates", "feeds"} & older.says.keys()


def test_a_company_page_says_of_each_story_why_the_company_is_named():
    toyota = (Ticker("7203.T", "Toyota Motor", "halted a line for want of magnets"),)
    told = pages(companies([in_short(1), in_short(2, tickers=toyota), gone(3)]))
    assert [s["why"] for s in told["companies/7203-t.html"]["stories"]] == ["halted a line for want of magnets"]
    assert [(row["name"], row["stories"]) for row in told[places.COMPANIES]["named"]] == [
        ("MP Materials", 1), ("Toyota Motor", 1),
    ]  # fmt: skip


# ---- corrections -----------------------------------------------------------------------------------------------------


def test_every_notice_is_listed_newest_first_and_counted():
    told = [amended(1), amended(2, "updated", "Revised since."), gone(3), gone(4, "withdrawn"), in_short(5)]
    says = pages(corrections(told))[places.CORRECTIONS]
    assert [n["event"] for n in says["notices"]] == ["withdrawn", "killed", "updated", "corrected"]
    assert says["counts"] == {"corrected": 1, "updated": 1, "withdrawn": 1, "killed": 1}
    assert says["notices"][-1]["words"] == "It said 453 tonnes; 353 is right."


def test_a_correction_of_a_story_taken_back_since_is_listed_without_the_words_it_had():
    correction, kill = amended(1).notices[0], gone(1).notices[0]
    silent = type(correction)(correction.event, correction.at, "")
    says = next(corrections([gone(1).of_dict({**gone(1).as_dict(), "notices": [vars_of(silent), vars_of(kill)]})])).says
    assert [(n["event"], n["words"], n["taken_back"]) for n in says["notices"]] == [
        ("killed", "The figure was of another month.", True), ("corrected", "", True),
    ]  # fmt: skip


def vars_of(notice):
    return {"event": notice.event, "at": notice.at.isoformat(), "words": notice.words}


# ---- search, sitemap, robots -----------------------------------------------------------------------------------------


def test_the_search_index_has_every_story_that_stands_with_the_names_it_is_known_by():
    found = json.loads(search_index([in_short(1), in_short(2), gone(3)], CARD))["stories"]
    assert [s["path"] for s in found] == [in_short(2).path, in_short(1).path]
    assert found[0]["about"] == "rare-earth magnets · June 2025" and found[0]["day"] == "July 22, 2025"
    for word in ("353 tonnes", "HS 85051110", "United States", "MP Materials", "permanent magnets"):
        assert word in found[0]["words"]


def test_the_search_page_lists_every_story_without_any_script_and_only_its_first_page_is_for_search_engines():
    first, *older = search([in_short(n) for n in range(3 * PER_PAGE)])
    assert not first.is_hidden and older and all(page.is_hidden for page in older)
    assert sum(len(page.says["stories"]) for page in (first, *older)) == 3 * PER_PAGE


def test_the_sitemap_has_whole_addresses_with_the_moment_of_the_last_change_and_nothing_taken_back(masthead):
    changed = changed_pages([in_short(1), amended(2), gone(3)], [places.SEARCH, places.FRONT])
    ((path, content),) = sitemap(changed, masthead)
    assert path == places.SITEMAP
    urls = {url[0].text: [e.text for e in url[1:]] for url in etree.fromstring(content)}
    amendment = (BEGAN + timedelta(days=2, hours=3)).astimezone(UTC).isoformat()
    assert urls == {
        "https://news.example/index.html": [amendment],
        "https://news.example/search.html": [],
        f"https://news.example/{in_short(1).path}": ["2025-07-21T08:30:00+00:00"],
        f"https://news.example/{in_short(2).path}": [amendment],
    }


@pytest.mark.parametrize(("addresses", "parts"), [(0, 0), (10, 0), (11, 2), (25, 3)])
def test_a_sitemap_too_long_for_one_file_is_a_list_of_parts(masthead, addresses, parts):
    files = dict(sitemap({f"a&{n}.html": None for n in range(addresses)}, masthead, most=10))
    whole = etree.fromstring(files.pop(places.SITEMAP))
    assert len(files) == parts
    assert whole.tag.endswith("}sitemapindex" if parts else "}urlset")
    listed = [url[0].text for f in files.values() for url in etree.fromstring(f)] or [url[0].text for url in whole]
    assert listed == [f"https://news.example/a&{n}.html" for n in range(addresses)]
    if parts:
        assert [part[0].text for part in whole] == [masthead.address(path) for path in files]


def test_robots_are_let_in_and_told_where_the_sitemap_is(masthead):
    assert robots(masthead).decode().splitlines() == [
        "User-agent: *", "Allow: /", "", "Sitemap: https://news.example/sitemap.xml",
    ]  # fmt: skip
