"""The letters as they are read: those of the golden files, word for word, and in order for whoever listens to them."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from correspondence import ANN, BOB, MAGNETS, subscribed
from golden_mails import GOLDEN, documents
from lxml import html
from newsroom import TRUE, put_out, words

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "desk" / "web"))

from accessible import faults_of


def test_the_letters_are_those_of_the_golden_files(desk, masthead, clock, host):
    """Written anew by golden_mails.py, and read before they are committed."""
    made = documents(desk, masthead, clock, host)
    kept = {file.name: file.read_text(encoding="utf-8") for file in GOLDEN.iterdir()}
    assert made.keys() == kept.keys()
    for name, text in made.items():
        assert text == kept[name], name


@pytest.mark.parametrize("name", sorted(file.name for file in GOLDEN.glob("*.html")))
def test_a_letter_is_in_order_for_whoever_listens_to_it(name):
    text = (GOLDEN / name).read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert page.get("lang") == "en" and page.findtext(".//title")
    levels = [int(e.tag[1]) for e in page.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(a.text_content().strip() and a.get("href").startswith("https://") for a in page.xpath("//a"))
    assert len(text.encode()) < 20_000, "larger ones are cut off by some mail programs"


def test_the_pages_meet_what_a_machine_can_check(desk, newsletter, sends, host):
    from browsing import Browser
    from newsroom import PEOPLE
    from starlette.testclient import TestClient

    from weighbridge.desk.web import application
    from weighbridge.publish.post import newsletter_extension

    put_out(desk, words(TRUE, product=MAGNETS))
    (ann, bob) = subscribed(newsletter, ANN, BOB)
    newsletter.ask("dan@example.org", ["gallium"])
    dan = newsletter.subscribers(address="dan@example.org")[0]
    host.plan[BOB] = ["take and drop"]
    newsletter.make_digest()
    sends()
    newsletter.leave(bob.token)
    app = application(
        desk, local=True, secret=b"s" * 32, hosts=("127.0.0.1",), walkers=[(id, "works") for id in PEOPLE],
        extensions=(newsletter_extension(newsletter),),
    )  # fmt: skip
    browser = Browser(TestClient(app, base_url="http://127.0.0.1"))
    told = {}
    for path in ("subscribe", f"confirm/{dan.confirmation}", f"confirm/{ann.confirmation}", f"unsubscribe/{ann.token}",
                 f"unsubscribe/{bob.token}", f"newsletter/{ann.token}"):  # fmt: skip
        browser.sees(f"/{path}")
        told[path] = browser.last.text
    browser.sees("/subscribe")
    browser.sends("/subscribe", address="x", status=422)
    told["refused"] = browser.last.text
    browser.sees("/confirm/x", status=404)
    told["too old"] = browser.last.text
    browser.sees("/sign-in")
    browser.sends("/as", person="ed")
    browser.sees("/post")
    told["status"] = browser.last.text
    faults = {name: found for name, text in told.items() if (found := list(faults_of(text)))}
    assert not faults
