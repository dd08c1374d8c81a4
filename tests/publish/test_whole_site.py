"""The site as a whole: every link leads somewhere, every page can be used by anybody, and none asks another host."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from links import Whole
from lxml import etree, html
from newsroom import DOUBTFUL, SECOND, TRUE, Clock, published, put_out, reviewed

from tools.chromium import FOUND, Chromium
from weighbridge.desk import Desk, Store, actions
from weighbridge.pages import CARD
from weighbridge.publish import Masthead, build, places

LARGEST = 150_000  # bytes of a page without its charts
MASTHEAD = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
FIXED = (
    places.FRONT, places.SEARCH, places.CORRECTIONS, places.HOW_WE_WORK, places.ACCURACY, places.TOPICS,
    places.COMPANIES, places.SERIES,
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(staffed, ledger, weigher, tmp_path_factory):
    file = tmp_path_factory.mktemp("desk") / "desk.sqlite"
    shutil.copy(staffed, file)
    store = Store(f"sqlite:///{file}")
    found = Desk(store, ledger, clock=Clock())
    found.weigher = weigher
    yield found
    store.engine.dispose()


@pytest.fixture(scope="module")
def stories(desk, june):
    """One of each fate: as drafted with charts and tickers, plain, corrected, updated, withdrawn, killed."""
    told = {}
    told["drafted"] = put_out(desk, june)
    about = {"product": "REPM_85051110", "product_name": "rare-earth magnets", "period": "2025-06", "focus": "USA"}
    for fate, sentences in (
        ("plain", (TRUE,)), ("corrected", (TRUE, DOUBTFUL)), ("updated", (SECOND,)), ("withdrawn", (SECOND, TRUE)),
        ("killed", (TRUE, SECOND)),
    ):  # fmt: skip
        title = f"China ships more magnets, {fate} <b>&"
        told[fate] = published(desk, *sentences, title=title, **about)
    for fate, action in (("corrected", actions.Correct), ("updated", actions.Update)):
        story = desk.do(actions.Recheck(told[fate].id, reason="A reader asked."), by="ed")
        story = desk.do(action(story.id, reason="It said 3,198 tonnes; 3,188 is right."), by="dana")
        desk.edit(story.id, title=f"China ships more magnets, {fate} <b>&", text=f"{SECOND}\n\n{TRUE}", by="rita")
        desk.do(actions.Submit(story.id), by="rita")
        desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
        told[fate] = desk.do(actions.Publish(story.id), by="dana")
        desk.clock.passes(hours=1)
    told["withdrawn"] = desk.do(actions.Withdraw(told["withdrawn"].id, reason="The office asked for it."), by="dana")
    desk.clock.passes(hours=1)
    told["killed"] = desk.do(actions.Kill(told["killed"].id, reason="The figures are of another month."), by="dana")
    return told


@pytest.fixture(scope="module")
def out(desk, stories, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "site"
    build(desk, MASTHEAD, folder, kept_in=tmp_path_factory.mktemp("kept"))
    return folder


@pytest.fixture(scope="module")
def whole(out):
    return Whole(out, hosts=(MASTHEAD.site, MASTHEAD.post))


def page(whole, path) -> html.HtmlElement:
    return whole.pages[path]


def text(element) -> str:
    return " ".join(element.text_content().split())


def test_every_link_leads_somewhere_and_every_page_can_be_used_by_anybody(whole):
    assert {*FIXED, places.topic("REPM_85051110"), places.company("MP")} <= whole.pages.keys()
    assert whole.faults() == {}


def test_everything_a_reader_is_to_find_can_be_reached_from_the_front_page(whole):
    """By following links alone; what is only for machines is named in the heads of pages."""
    reached, ahead = set(), [places.FRONT]
    while ahead:
        name = ahead.pop()
        reached.add(name)
        ahead += [to for to in whole.leads_to(name) if to in whole.pages and to not in reached]
    assert whole.pages.keys() - reached == set()


def test_no_page_is_heavy(whole):
    weights = {
        name: len(re.sub(r"<svg.*?</svg>", "", told, flags=re.DOTALL).encode()) for name, told in whole.texts.items()
    }
    assert {name: weight for name, weight in weights.items() if weight >= LARGEST} == {}
    assert max(len(told.encode()) for told in whole.texts.values()) < 2 * LARGEST


def test_what_was_taken_back_is_named_nowhere_by_what_it_said(whole, stories):
    for fate in ("withdrawn", "killed"):
        title = f"China ships more magnets, {fate}"
        assert [name for name in whole.files if title.encode() in (whole.folder / name).read_bytes()] == []


def test_corrections_name_what_was_wrong_and_what_is_right(whole):
    listed = [text(entry) for entry in page(whole, places.CORRECTIONS).xpath("//article")]
    assert [entry.split()[0] for entry in listed] == ["Killed", "Withdrawn", "Updated", "Corrected"]
    assert "It said 3,198 tonnes; 3,188 is right." in listed[2]
    tally = [tuple(map(text, row)) for row in page(whole, places.CORRECTIONS).xpath("//dl[@class='tally']/div")]
    assert tally == [("correction", "1"), ("update", "1"), ("withdrawal", "1"), ("kill", "1")]


def test_accuracy_is_counted_from_what_was_published(whole):
    rows = {text(row[0]): text(row[1]) for row in page(whole, places.ACCURACY).xpath("//tbody/tr")}
    assert (rows["Stories published"], rows["Corrections"], rows["Updates"]) == ("6", "1", "1")
    assert (rows["Stories withdrawn"], rows["Stories killed"]) == ("1", "1")
    assert int(rows["Claims published"]) >= int(rows["Claims: holds"]) > 10


def test_the_page_of_a_series_has_its_table_its_chart_and_the_stories_that_rest_on_it(whole):
    name = "export/CHN/USA/REPM_85051110"
    told = page(whole, places.series(name))
    lines = {text(row[0]): [text(cell) for cell in row] for row in told.xpath("//table[@class='series']//tr")}
    assert lines["June 2025"][1:4] == ["353 t", "352.5 to 353 t", "−52%"]
    assert len(told.xpath("//figure//*[local-name()='svg']")) == 2
    assert "China ships more magnets, plain <b>&" in [text(link) for link in told.xpath("//article//a")]
    content = (whole.folder / places.series(name, "csv")).read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(content, newline="")))
    assert {"2025-06": "353.0"}.items() <= {row["period"]: row["mass_t"] for row in table}.items()


def test_the_picture_of_a_story_is_its_first_chart_and_of_one_without_the_sites(whole, stories):
    for fate, path in (("drafted", places.beside(stories["drafted"].slug, stories["drafted"].id, "card.png")),
                       ("plain", places.CARD)):  # fmt: skip
        told = page(whole, places.story(stories[fate].slug, stories[fate].id))
        (image,) = told.xpath("//meta[@property='og:image']/@content")
        assert image == f"https://news.example/{path}"
        content = (whole.folder / path).read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == CARD
        assert told.xpath("string(//meta[@property='og:image:alt']/@content)")


def test_the_search_index_names_pages_that_are_there(whole):
    found = json.loads((whole.folder / places.SEARCH_INDEX).read_bytes())["stories"]
    assert len(found) == 4 and all(story["path"] in whole.pages for story in found)


def test_the_sitemap_names_pages_that_are_there_and_that_want_to_be_found(whole):
    urls = etree.parse(whole.folder / places.SITEMAP).getroot()
    paths = {url[0].text.removeprefix(MASTHEAD.site) for url in urls}
    wanting = {
        name for name, told in whole.pages.items() if not told.xpath("//meta[@name='robots'][@content='noindex']")
    }
    assert paths <= wanting
    gone = {name for name in wanting - paths if "killed" in name or "withdrawn" in name or "page-" in name}
    assert wanting - paths - gone == set()


def test_the_same_stories_are_the_same_bytes_in_another_folder(desk, out, tmp_path):
    build(desk, MASTHEAD, tmp_path / "again")
    files = {p.relative_to(out) for p in out.rglob("*") if p.is_file() and ".weighbridge" not in p.parts}
    assert {file for file in files if (tmp_path / "again" / file).read_bytes() != (out / file).read_bytes()} == set()


# ---- in a browser ----------------------------------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and tells nobody."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def served(out):
    """The site on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def browser():
    """A browser of its own; where there is none, the tests that need it say so, and in CI they fail."""
    if FOUND is None:
        why = "no Chromium on this machine; install it, as with apt-get install chromium, to run these"
        if os.environ.get("WEIGHBRIDGE_EVERY_TEST"):
            pytest.fail(why)
        pytest.skip(why)
    with Chromium() as found:
        yield found


RESULTS = "[...document.querySelectorAll('#results a')]"


def looks_for(browser, words):
    browser.tells(f"words.value = {json.dumps(words)}; found.textContent = ''; words.dispatchEvent(new Event('input'))")
    browser.waits("found.textContent || !words.value.trim()")


def test_the_search_finds_by_words_of_the_index_and_its_links_lead_to_stories(browser, served, whole):
    browser.opens(f"{served}/{places.SEARCH}")
    looks_for(browser, "MAGNETS plain")
    assert browser.tells(f"{RESULTS}.map(a => a.textContent)") == ["China ships more magnets, plain <b>&"]
    assert browser.tells(f"{RESULTS}[0].getAttribute('href')") in whole.files
    assert browser.tells("all.hidden") is True
    looks_for(browser, "HS 85051110")
    assert browser.tells(f"{RESULTS}.length") == 4
    looks_for(browser, "a word of no story")
    assert browser.tells("found.textContent") == "No story has all these words."
    looks_for(browser, "  ")
    assert browser.tells(f"[all.hidden, {RESULTS}.length]") == [False, 0]


def test_a_link_to_a_search_shows_what_is_found(browser, served):
    browser.opens(f"{served}/{places.SEARCH}?q=plain")
    browser.waits(f"{RESULTS}.length === 1")


def test_the_search_looks_through_the_list_on_the_page_where_the_index_cannot_be_read(browser, out):
    """As from a folder, where a browser gives a script no other file."""
    browser.opens(f"file://{out / places.SEARCH}")
    looks_for(browser, "magnets plain")
    assert browser.tells(f"{RESULTS}.map(a => a.textContent)") == ["China ships more magnets, plain <b>&"]


def test_no_page_is_wider_than_a_phone(browser, served, whole):
    browser.is_as_wide_as(360)
    one_of_each = {
        *FIXED,
        places.topic("REPM_85051110"),
        places.company("MP"),
        "series/export-chn-usa-repm-85051110.html",
    }
    wide = []
    for path in sorted(one_of_each):
        browser.opens(f"{served}/{path}")
        if browser.tells("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert wide == []
