"""The page of rechecks: what waits, the notice proposed, and the road from there."""

from __future__ import annotations

import pytest
from accessible import faults_of
from browsing import Browser, css
from releasing import GERMANY, TOTAL, figure
from starlette.testclient import TestClient

from weighbridge.desk import State
from weighbridge.desk.web import application
from weighbridge.watch import extension, recheck, rechecks

HOST = "http://127.0.0.1"
REVISED = figure("2025-06", "3240", "2025-08-20")


@pytest.fixture
def at_desk(office):
    app = application(
        office.desk, local=True, secret=b"s" * 32, hosts=("127.0.0.1",),
        walkers=(("rita", "drafts"), ("ed", "reviews"), ("ada", "rules")), extensions=(extension(office.desk),),
    )  # fmt: skip

    def browser(person: str) -> Browser:
        found = Browser(TestClient(app, base_url=HOST, raise_server_exceptions=False))
        found.sees("/sign-in")
        found.sends("/as", person=person)
        return found

    return browser


@pytest.fixture
def revised(office):
    """A story with a claim that a revision changed, under recheck."""
    story = office.publishes(TOTAL, GERMANY, title="China ships more magnets")
    recheck(office.desk)
    office.releases(REVISED)
    recheck(office.desk)
    return story


def test_an_editor_sees_what_changed_and_goes_on_with_the_notice_as_proposed(office, revised, at_desk):
    ed = at_desk("ed")
    ed.sees("/rechecks")
    assert "“3,188 tons”" in ed.text or "3,188 tons right then and changed now" in ed.text
    assert "came to 3,188 t" in ed.text and "came to 3,240 t" in ed.text
    assert [a.text_content() for a in css(ed.page, ".doors a[aria-current]")] == ["Rechecks"]
    ed.sends(f"/stories/{revised.id}/do", {"action": "update"})
    after = office.desk.story(revised.id)
    assert (after.state, after.amends) == (State.DRAFT, "update")
    assert "“3,188 tons”" in after.notice and "3,240 t" in after.notice
    ed.sees("/rechecks")
    assert "update in the making" in ed.text


def test_the_page_is_for_everybody(revised, at_desk):
    for person in ("ed", "rita"):
        browser = at_desk(person)
        browser.sees("/rechecks")
        assert list(faults_of(browser.last.text)) == []


def test_what_stands_is_said_to_stand_and_leaves_the_page(office, revised, at_desk):
    ed = at_desk("ed")
    ed.sees("/rechecks")
    ed.sends(f"/stories/{revised.id}/do", {"action": "clear"}, reason="the story tells of the first release")
    assert "Nothing waits." in ed.text and office.desk.story(revised.id).state is State.PUBLISHED


def test_a_reporter_sees_it_and_is_told_that_an_editor_decides(revised, at_desk):
    rita = at_desk("rita")
    rita.sees("/rechecks")
    assert "An editor decides." in rita.text and not css(rita.page, ".recheck form")


def test_nobody_who_is_not_signed_in_sees_it(at_desk):
    stranger = Browser(TestClient(at_desk("ed").client.app, base_url=HOST))
    stranger.sees("/rechecks")
    assert stranger.last.url.path == "/sign-in"


def test_recheck_now_says_what_it_came_to(office, at_desk):
    office.publishes(TOTAL)
    ed = at_desk("ed")
    ed.sees("/rechecks")
    ed.sends("/rechecks")
    assert "Recheck 1 (new figures" in ed.text
    ed.sends("/rechecks")
    assert "Nothing is new since the last recheck." in ed.text


def test_a_doubt_that_names_nothing_is_refused_with_what_was_typed(office, at_desk):
    story, ed = office.publishes(TOTAL), at_desk("ed")
    ed.sees("/rechecks")
    ed.sends("/rechecks/doubt", status=422, what="nonsense", why="it is <wrong>")
    assert ed.reasons and css(ed.page, "#what")[0].get("value") == "nonsense"
    ed.sends("/rechecks/doubt", what="export/CHN/WLD/REPM_85051110/2025-06/mass", why="customs says so")
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_nobody_doubts_who_does_not_write(office, at_desk):
    office.publishes(TOTAL)
    ada = at_desk("ada")
    ada.sees("/rechecks")
    assert not [form for form in ada.page.forms if form.action == "/rechecks/doubt"]


def test_it_is_done_by_itself_while_the_desk_is_open(office):
    office.publishes(TOTAL)
    work = extension(office.desk).work
    work()
    office.releases(REVISED)
    work()
    work()
    assert [one.claims for one in rechecks(office.desk)] == [1, 0]
