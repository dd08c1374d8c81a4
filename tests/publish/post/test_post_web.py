"""The newsletter in a browser and to a mail program: no GET changes anything, one POST ends it."""

from __future__ import annotations

import re
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from correspondence import ANN, BOB, MAGNETS, states, subscribed
from newsroom import PEOPLE, TRUE, put_out, words
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "desk" / "web"))

from browsing import Browser

from weighbridge.desk.web import application
from weighbridge.publish.post import Newsletter, Standing, newsletter_extension

WALKERS = tuple((id, "works") for id in PEOPLE)


@pytest.fixture
def app(desk, newsletter):
    added = (newsletter_extension(newsletter),)
    return application(
        desk, local=True, secret=b"s" * 32, hosts=("127.0.0.1", "localhost"), walkers=WALKERS, extensions=added
    )


@pytest.fixture
def client(app):
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def reader(client) -> Browser:
    """Somebody who has no account and no cookie."""
    return Browser(client)


@pytest.fixture
def editor(app) -> Browser:
    found = Browser(TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False))
    found.sees("/sign-in")
    found.sends("/as", person="ed")
    return found


@pytest.fixture
def ann(newsletter):
    return subscribed(newsletter, ANN, topics=("gallium",))[0]


def path_of(address: str) -> str:
    return re.sub(r"^https://desk\.example", "", address)


def state_of(newsletter: Newsletter) -> object:
    """Everything that a page could have changed."""
    return newsletter.subscribers(), [newsletter.consents(s.id) for s in newsletter.subscribers()], newsletter.status()


def test_a_reader_subscribes_and_confirms_with_nothing_but_pages_and_a_mail(reader, newsletter, sends, host, client):
    reader.sees("/subscribe")
    reader.sends("/subscribe", address=ANN, **{"topic-gallium": "yes", "topic-everything": ""})
    assert "Look into your mailbox." in reader.text and "ann@" not in reader.text
    sends()
    link = re.search(r"https://desk\.example/confirm/\S+", host.taken[0].message.get_body(("plain",)).get_content())[0]
    reader.sees(path_of(link))
    assert "to a…@example.org" in reader.text and "on gallium" in reader.text and ANN not in reader.last.text
    assert newsletter.subscribers()[0].standing is Standing.PENDING, "a scanner that follows links confirms nothing"
    reader.sends(path_of(link))
    assert "You get the newsletter now" in reader.text
    assert newsletter.subscribers()[0].standing is Standing.ACTIVE
    assert not client.cookies, "no cookie for a reader"


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(reader, ann, client):
    told = []
    for address in (ANN, BOB):
        reader.sees("/subscribe")
        reader.sends("/subscribe", address=address)
        told.append(reader.last.text)
    assert told[0] == told[1]


def test_what_is_no_address_is_given_back_with_what_was_chosen(reader, newsletter):
    reader.sees("/subscribe")
    reader.sends("/subscribe", address="ann@", status=422, **{"topic-gallium": "yes", "topic-everything": ""})
    assert "no address mail can be sent to" in reader.text
    form = dict(reader.form("/subscribe").form_values())
    assert (form["address"], form["topic-gallium"], form.get("topic-everything")) == ("ann@", "yes", None)
    assert newsletter.subscribers() == []


def test_a_program_that_fills_in_every_field_subscribes_nobody(reader, newsletter):
    reader.sees("/subscribe")
    reader.sends("/subscribe", address=BOB, website="https://spam.example")
    assert "Look into your mailbox." in reader.text and newsletter.subscribers() == []


def test_a_form_of_another_site_subscribes_nobody(client, newsletter):
    answer = client.post("/subscribe", data={"address": BOB}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert client.post("/subscribe", data={"address": BOB}).status_code == 403
    assert newsletter.subscribers() == []


def test_so_many_from_one_place_and_no_more(reader, newsletter):
    for n in range(10):
        reader.sees("/subscribe")
        reader.sends("/subscribe", address=f"reader{n}@example.org")
    reader.sees("/subscribe")
    reader.sends("/subscribe", address=BOB, status=429)
    assert reader.last.headers["retry-after"] and len(newsletter.subscribers()) == 10


def test_a_link_that_is_too_old_or_broken_is_said_to_be(reader, newsletter, clock):
    newsletter.ask(ANN)
    clock.passes(days=4)
    (asked,) = newsletter.subscribers()
    reader.sees(f"/confirm/{asked.confirmation}", status=404)
    assert "no longer good" in reader.text
    for path in ("/confirm/x", "/unsubscribe/x", "/newsletter/x", "/unsubscribe/" + "x" * 500, "/newsletter/%00"):
        reader.sees(path, status=404)


def test_no_get_and_no_head_changes_anything(client, newsletter, ann):
    newsletter.ask(BOB)
    pending = newsletter.subscribers(address=BOB)[0]
    before = state_of(newsletter)
    for path in (f"/unsubscribe/{ann.token}", f"/newsletter/{ann.token}", f"/confirm/{pending.confirmation}",
                 f"/unsubscribe/{ann.token}?List-Unsubscribe=One-Click", "/subscribe", "/post"):  # fmt: skip
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            client.request(method, path)
    assert state_of(newsletter) == before


@pytest.mark.parametrize("how", ["urlencoded", "multipart"])
def test_a_mail_program_ends_it_in_one_post_without_cookie_token_or_page(app, newsletter, ann, host, desk, sends, how):
    """As RFC 8058 has it: the address from the header, the body it names, any origin, and no redirect."""
    put_out(desk, words("Gallium is a metal.", product="gallium"))
    newsletter.make_digest()
    sends()
    head = message_from_bytes(host.taken[0].content, policy=default)
    link = head["List-Unsubscribe"].strip().strip("<>")
    assert link.startswith("https://") and head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    field = dict([head["List-Unsubscribe-Post"].split("=")])
    sent = {"data": field} if how == "urlencoded" else {"files": {k: (None, v) for k, v in field.items()}}
    program = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    for _ in range(2):
        answer = program.post(path_of(link), headers={"sec-fetch-site": "cross-site"}, **sent)
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    (left,) = newsletter.subscribers()
    assert (left.standing, left.address) == (Standing.LEFT, "")
    assert newsletter.consents(left.id)[-1]["given_by"] == "one click"


def test_a_post_that_does_not_say_one_click_ends_nothing(client, newsletter, ann):
    for data in ({}, {"List-Unsubscribe": "no"}, {"csrf": "x"}):
        assert client.post(f"/unsubscribe/{ann.token}", data=data).status_code == 422
    assert newsletter.subscribers()[0].standing is Standing.ACTIVE


def test_a_reader_ends_it_with_the_button_and_whoever_was_passed_the_mail_sees_whose_it_is(reader, newsletter, ann):
    reader.sees(f"/unsubscribe/{ann.token}")
    assert "sent to a…@example.org. If that is not you, this mail was passed on to you" in reader.text
    reader.client.headers["accept"] = "text/html"
    reader.sends(f"/unsubscribe/{ann.token}")
    assert "Nothing more is sent to you" in reader.text
    assert newsletter.consents(ann.id)[-1]["given_by"] == "reader"
    reader.sees(f"/newsletter/{ann.token}")
    assert "Nothing more is sent to you" in reader.text


def test_a_reader_chooses_other_topics(reader, newsletter, ann):
    reader.sees(f"/newsletter/{ann.token}")
    form = dict(reader.form(f"/newsletter/{ann.token}").form_values())
    assert form == {"topic-gallium": "yes"}
    reader.sends(f"/newsletter/{ann.token}", **{f"topic-{MAGNETS}": "yes"})
    assert "Saved: the newsletter is sent to you on gallium and rare-earth magnets." in reader.text
    assert newsletter.subscriber(ann.token).topics == (MAGNETS, "gallium")
    reader.sends(f"/newsletter/{ann.token}", **{"topic-everything": "yes"})
    assert newsletter.subscriber(ann.token).topics == ()


def test_no_page_with_a_personal_link_tells_other_sites_where_one_came_from(client, ann):
    for path in (f"/unsubscribe/{ann.token}", f"/newsletter/{ann.token}"):
        answer = client.get(path)
        assert answer.headers["referrer-policy"] == "no-referrer" and answer.headers["cache-control"] == "no-store"
        assert 'name="robots" content="noindex"' in answer.text and ANN not in answer.text


def test_the_page_for_editors_shows_what_nobody_knows_and_settles_it(editor, desk, newsletter, host, sends, app):
    put_out(desk, words(TRUE, product=MAGNETS))
    subscribed(newsletter, ANN, BOB)
    host.plan[BOB] = ["take and drop"]
    newsletter.make_digest()
    sends()
    editor.sees("/post")
    assert "Letter 4 of issue 1 to b…@example.org" in editor.text and BOB not in editor.last.text
    editor.sends("/post/letters/4", outcome="sent", note="queued as 4Zk1")
    assert "Nobody knows" not in editor.text and states(newsletter, "digest")[BOB] == "sent"
    token = editor.page.body.get("data-csrf")
    again = editor.client.post("/post/letters/4", data={"csrf": token, "outcome": "again"})
    assert again.status_code == 403 and "is sent; what is uncertain is settled" in again.text
    for n, outcome in (("4", "lost"), ("x", "sent"), ("99", "sent")):
        assert editor.client.post(f"/post/letters/{n}", data={"csrf": token, "outcome": outcome}).status_code == 404


def test_reporters_look_and_do_not_settle(app, desk, newsletter, host, sends):
    put_out(desk, words(TRUE, product=MAGNETS))
    subscribed(newsletter, ANN)
    host.plan[ANN] = ["drop at dot"]
    newsletter.make_digest()
    sends()
    rita = Browser(TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False))
    rita.sees("/sign-in")
    rita.sends("/as", person="rita")
    rita.sees("/post")
    assert "Nobody knows" in rita.text and not [f for f in rita.page.forms if f.action.startswith("/post")]
    token = rita.page.body.get("data-csrf")
    assert rita.client.post("/post/letters/2", data={"csrf": token, "outcome": "sent"}).status_code == 403
    assert states(newsletter, "digest")[ANN] == "uncertain"


def test_nobody_sees_the_page_for_editors_without_signing_in(client):
    assert client.get("/post", follow_redirects=False).status_code == 303
    assert client.post("/post/letters/1", data={"outcome": "sent"}, follow_redirects=False).status_code in {303, 403}
