"""The page for editors: what waits, since when, and what every channel has carried, by whom and when."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk" / "web"))

from browsing import Browser, css
from newsroom import published
from starlette.testclient import TestClient

from weighbridge.desk import actions
from weighbridge.desk.web import application
from weighbridge.publish import SITE, Channel, build, delivering, note_site

HOSTS = ("127.0.0.1", "localhost")


@pytest.fixture
def editor(desk):
    extension = delivering(channels=(*SITE, Channel.NEWSLETTER))
    walkers = (("ed", "reviews"),)
    app = application(desk, local=True, secret=b"s" * 32, hosts=HOSTS, walkers=walkers, extensions=(extension,))
    found = Browser(TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False))
    found.sees("/sign-in")
    found.sends("/as", person="ed")
    return found


def channels(item) -> dict[str, str]:
    return {css(li, "strong")[0].text: li.get("class") for li in css(item, ".channels li")}


def test_where_nothing_was_published_nothing_is_outstanding(editor):
    page = editor.sees("/outstanding")
    assert "Nothing is outstanding" in editor.text and not css(page, ".item")
    assert [a.text for a in css(page, ".doors a[aria-current='page']")] == ["Outstanding"]


def test_what_waits_stands_first_and_what_was_carried_with_its_file_and_its_time(
    desk, editor, clock, masthead, tmp_path
):
    first = published(desk)
    note_site(desk, build(desk, masthead, tmp_path / "site", kept_in=tmp_path / "kept"))
    clock.passes(minutes=1)
    second = published(desk, title="A second story")
    page = editor.sees("/outstanding")
    one, other = css(page, ".item")
    assert channels(one) == {"page": "carried", "feeds": "carried", "ninjs": "carried", "calendar": "carried",
                             "newsletter": "waits"}  # fmt: skip
    assert set(channels(other).values()) == {"waits"}
    assert f"/stories/{first.id}" in [a.get("href") for a in css(one, "a")]
    assert f"{first.slug}-{first.id}.html" in one.text_content() and "2026-11-02 09:00 UTC" in one.text_content()
    clock.passes(minutes=11)
    _, other = css(editor.sees("/outstanding"), ".item")
    assert channels(other)["page"] == "late" and channels(other)["newsletter"] == "waits", "it waits for its next issue"
    assert second.id in css(other, "a")[0].get("href")


def test_a_kill_that_some_channel_has_not_carried_is_seen(desk, editor):
    story = published(desk)
    desk.do(actions.Kill(story.id, reason="It is wrong."), by="dana")
    assert [css(item, ".state")[0].text for item in css(editor.sees("/outstanding"), ".item")] == [
        "published",
        "killed",
    ]


def test_nobody_sees_it_without_signing_in(editor):
    stranger = TestClient(editor.client.app, base_url="http://127.0.0.1")
    assert stranger.get("/outstanding", follow_redirects=False).status_code == 303
