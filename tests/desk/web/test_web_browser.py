"""The review page in a real browser: the keys, the evidence in place, how long it was open, and every width."""

from __future__ import annotations

import os
import threading

import pytest
import uvicorn
from browsing import keys

from tools.chromium import FOUND, Chromium
from weighbridge.desk import actions


@pytest.fixture
def served(app):
    """The desk, served on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    sockets = [server.config.bind_socket()]
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    sockets[0].close()


@pytest.fixture
def browser():
    """A browser of its own; where there is none, the tests that need it say so, and in CI they fail."""
    if FOUND is None:
        why = "no Chromium on this machine; install it, as with apt-get install chromium, to run these"
        if os.environ.get("WEIGHBRIDGE_EVERY_TEST"):
            pytest.fail(why)
        pytest.skip(why)
    with Chromium() as found:
        yield found


def signs_in(browser, served, person):
    browser.opens(f"{served}/sign-in")
    browser.tells(f"document.querySelector('button[value={person}]').click()")
    browser.waits("document.querySelector('.switcher [aria-pressed=true]')")


@pytest.fixture
def review(browser, served, desk, written):
    """The review page of a story that waits for its editor."""
    desk.do(actions.Submit(written), by="rita")
    signs_in(browser, served, "edgar")
    browser.opens(f"{served}/stories/{written}")
    return written


SHOWN = "document.querySelector('#evidence').dataset.claim"


def test_the_keys_walk_through_the_claims_and_tick_them(browser, desk, review):
    (first, _), (second, _), *_ = keys(desk, review)
    assert browser.tells(SHOWN) == first
    browser.presses("j")
    browser.waits(f"{SHOWN} === '{second}'")
    assert browser.tells("document.activeElement.id") == "evidence"
    assert browser.tells("[...document.querySelectorAll('.claim.open')].every(s => s.dataset.claim === '2')")
    browser.presses("k")
    browser.waits(f"{SHOWN} === '{first}'")
    browser.presses("a")
    browser.waits(f"document.querySelector('#ticked')?.textContent === '1' && {SHOWN} === '{second}'")
    browser.presses("f")
    browser.waits("document.querySelector('#ticked')?.textContent === '2'")
    with desk.looking_at(review, by="edgar") as case:
        assert {key: str(tick.mark) for key, tick in case.marks.items()} == {first: "accepted", second: "flagged"}


def test_a_letter_in_a_field_is_a_letter(browser, desk, review):
    browser.tells("document.querySelector('#note').focus()")
    browser.presses("a")
    assert browser.tells("document.querySelector('#note').value") == "a"
    assert browser.tells("document.querySelector('#ticked').textContent") == "0"


def test_keys_that_are_put_out_of_work_do_nothing(browser, desk, review):
    first = browser.tells(SHOWN)
    browser.tells("document.querySelector('#keys-off').click(); document.querySelector('#main').focus()")
    browser.presses("j")
    assert browser.tells(SHOWN) == first


def test_the_key_e_opens_the_paragraph_of_the_claim(browser, review):
    browser.presses("j")
    browser.waits("document.querySelector('.tag a[aria-current]') && document.activeElement.id === 'evidence'")
    browser.presses("e")
    browser.waits("document.querySelector('#words')?.value.startsWith('China shipped 353')")


def test_for_how_long_evidence_was_open_is_told(browser, desk, review):
    first = browser.tells(SHOWN)
    began = browser.tells("performance.now()")
    browser.waits(f"performance.now() - {began} > 1200")
    browser.presses("j")
    browser.waits(f"{SHOWN} !== '{first}'")
    browser.tells("fetch('/assets/none')")
    for _ in range(200):
        looked = next(c["opened_seconds"] for c in desk.record(review)["claims"] if c["key"] == first)
        if looked.get("edgar", 0) > 1:
            return
    raise AssertionError(looked)


@pytest.mark.parametrize("width", [390, 768, 1300])
def test_no_page_is_wider_than_its_window(browser, served, review, width):
    browser.is_as_wide_as(width)
    for path in ("/", f"/stories/{review}", f"/stories/{review}?edit=0", "/check", f"/stories/{review}/record"):
        browser.opens(f"{served}{path}")
        browser.waits(f"location.pathname === '{path.partition('?')[0]}' && document.readyState === 'complete'")
        assert browser.tells("document.documentElement.scrollWidth") <= width, path


def test_what_is_pressed_is_at_least_24_pixels_large(browser, served, review):
    """WCAG 2.2, 2.5.8; links within a sentence are excepted."""
    browser.is_as_wide_as(390)
    browser.opens(f"{served}/stories/{review}")
    small = browser.tells(
        "[...document.querySelectorAll('button, summary, input:not([type=hidden]), select')]"
        ".concat([...document.querySelectorAll('.step a, .doors a, .edit-here')])"
        ".filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])"
        ".filter(([_, r]) => r.width && (r.height < 24 || r.width < 24)).map(([html, _]) => html)"
    )
    assert small == []


ACTIVE = "document.activeElement === document.body ? '' : document.activeElement.outerHTML.slice(0, 120)"


def test_the_whole_page_is_reached_by_tab_and_left_again(browser, review):
    """No keyboard trap: tabbing passes every control once and comes back to the beginning."""
    seen = []
    for _ in range(120):
        browser.presses("Tab")
        here = browser.tells(ACTIVE)
        if seen and here in {"", seen[0]}:
            break
        seen.append(here)
    assert "Skip to the work" in browser.tells("document.querySelector('a.skip').textContent")
    assert len(seen) > 15
    assert any('value="accepted"' in one for one in seen)


def test_nothing_is_refused_by_the_policy_of_the_page(browser, served, review):
    browser.opens(f"{served}/stories/{review}")
    browser.waits("[...document.images].every(i => i.complete || i.loading === 'lazy')")
    assert browser.tells("getComputedStyle(document.body).fontFamily").startswith("Charter")
    assert browser.tells("document.styleSheets.length") == 1
