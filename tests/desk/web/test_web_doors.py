"""Every door with broken, huge and hostile input: it is refused in words, nothing is lost, nothing goes through."""

from __future__ import annotations

import csv
import io

import pytest
from browsing import HOST, PASSWORD, TEXT, Browser, css, keys
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from weighbridge.desk import Role
from weighbridge.desk.web import application, first_invitation
from weighbridge.desk.web.safety import LARGEST_BODY, cell, own_path
from weighbridge.errors import InputError

BOTH_ENGINES = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


@pytest.fixture
def newsroom(desk):
    """The same desk for a newsroom: passwords, another host, TLS in front."""
    desk.add_person("ann", "Ann Lee", Role.EDITOR, password=PASSWORD)
    app = application(desk, local=False, secret=b"s" * 32, hosts=(HOST,))
    return Browser(TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False))


# ---- who is there ----------------------------------------------------------------------------------------------------


def test_who_is_not_signed_in_sees_the_sign_in_page_and_then_the_page_wanted(newsroom, written):
    newsroom.sees(f"/stories/{written}")
    assert newsroom.last.url.path == "/sign-in"
    newsroom.sends("/sign-in", person="ann", password=PASSWORD)
    assert newsroom.last.url.path == f"/stories/{written}"


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(newsroom):
    newsroom.sees("/sign-in")
    form = dict(newsroom.form("/sign-in").form_values())
    sent = form | {"person": "ann", "password": PASSWORD}
    answer = newsroom.client.post("/sign-in", data=sent, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" in cookie


def test_a_wrong_password_says_nothing_of_who_exists_and_is_not_shown_again(newsroom):
    newsroom.sees("/sign-in")
    newsroom.sends("/sign-in", status=403, person="ann", password="secret but wrong")
    known = newsroom.text
    assert "secret but wrong" not in newsroom.last.text
    newsroom.sees("/sign-in")
    newsroom.sends("/sign-in", status=403, person="bob", password="secret but wrong")
    assert newsroom.text == known


def test_passwords_are_tried_only_so_often(newsroom, clock):
    for _ in range(8):
        newsroom.sees("/sign-in")
        newsroom.sends("/sign-in", status=403, person="ann", password="wrong wrong wrong")
    newsroom.sees("/sign-in")
    newsroom.sends("/sign-in", status=429, person="ann", password=PASSWORD)
    assert int(newsroom.last.headers["retry-after"]) > 0
    clock.move(minutes=16)
    newsroom.sees("/sign-in")
    newsroom.sends("/sign-in", person="ann", password=PASSWORD)
    assert newsroom.last.url.path == "/"


def test_a_session_ends_when_its_person_goes_and_when_it_is_old(desk, newsroom, clock):
    newsroom.sees("/sign-in")
    newsroom.sends("/sign-in", person="ann", password=PASSWORD)
    clock.move(hours=13)
    newsroom.sees("/")
    assert newsroom.last.url.path == "/sign-in"
    newsroom.sends("/sign-in", person="ann", password=PASSWORD)
    desk.retire("ann")
    newsroom.sees("/")
    assert newsroom.last.url.path == "/sign-in"


@pytest.mark.parametrize("cookie", ["", "x", "eyJwIjoicml0YSJ9.bad", "a" * 5000])
def test_a_cookie_nobody_signed_is_nobody(client, cookie):
    client.cookies.set("weighbridge-desk", cookie)
    assert client.get("/").url.path == "/sign-in"


def test_the_switcher_is_there_in_the_walk_through_only(newsroom):
    newsroom.sees("/sign-in")
    token = dict(newsroom.form("/sign-in").form_values())["csrf"]
    assert newsroom.client.post("/as", data={"csrf": token, "person": "rita"}).status_code == 404


def test_the_walk_through_is_refused_under_the_name_of_another_machine(desk):
    with pytest.raises(InputError, match="without passwords"):
        application(desk, local=True, secret=b"s" * 32, hosts=(HOST,))


def test_nobody_but_the_three_walks_through(desk, client):
    desk.add_person("boss", "The Boss", Role.ADMINISTRATOR)
    browser = Browser(client)
    browser.sees("/sign-in")
    browser.sends("/as", status=403, person="boss")


# ---- where a request comes from --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "127.0.0.1/x"]
)
def test_a_name_that_is_not_the_desks_is_answered_with_nothing(client, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "<" not in answer.text


def test_the_desk_answers_under_its_name_with_any_port(client):
    assert client.get("/sign-in", headers={"host": "localhost:9999"}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_form_from_another_site_does_nothing(desk, rita, written, headers):
    rita.sees(f"/stories/{written}")
    values = dict(rita.form(f"/stories/{written}/do", action="submit").form_values())
    answer = rita.client.post(f"/stories/{written}/do", data=values, headers=headers)
    assert answer.status_code == 403
    assert str(desk.story(written).state) == "checked"


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_of_its_session_does_nothing(desk, rita, written, token):
    answer = rita.client.post(f"/stories/{written}/do", data={"csrf": token, "action": "submit"})
    assert answer.status_code == 403
    assert str(desk.story(written).state) == "checked"


def test_the_token_of_somebody_else_does_nothing(rita, edgar, written):
    edgar.sees("/")
    token = edgar.page.body.get("data-csrf")
    assert rita.client.post(f"/stories/{written}/do", data={"csrf": token, "action": "submit"}).status_code == 403


@pytest.mark.parametrize(
    "next_page", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\r\nx: y"]
)
def test_signing_in_leads_to_no_other_site(client, next_page):
    browser = Browser(client)
    browser.sees("/sign-in")
    values = dict(browser.form("/as").form_values()) | {"person": "rita", "next": next_page}
    answer = client.post("/as", data=values, follow_redirects=False)
    assert answer.headers["location"] == "/"


@given(st.text())
def test_a_way_on_is_always_a_path_of_the_desk(wanted):
    found = own_path(wanted)
    assert found.startswith("/")
    assert not found.startswith("//")
    assert found.isascii()
    assert not {"\r", "\n", "\\"} & set(found)


# ---- what is sent ----------------------------------------------------------------------------------------------------


def test_a_giant_body_is_not_read(rita, written):
    answer = rita.client.post(
        f"/stories/{written}/edit",
        content=b"x" * (LARGEST_BODY + 1),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


def test_a_giant_body_that_hides_its_length_is_not_read(rita, written):
    pieces = (b"text=" + b"x" * 100_000 for _ in range(60))
    answer = rita.client.post(
        f"/stories/{written}/edit", content=pieces, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


@BOTH_ENGINES
def test_a_text_beyond_what_the_desk_works_on_comes_back_whole(rita, written):
    rita.sees(f"/stories/{written}/edit")
    rita.sends(f"/stories/{written}/edit", status=422, text="word " * 50_000)
    assert css(rita.page, "textarea[name=text]")[0].text.strip().startswith("word word")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe%ff", b"text=%ff%fe%00", b"a" * 100, b"&&&===;;;", b"csrf=1&csrf=2", b"%"]
)
@BOTH_ENGINES
def test_broken_forms_are_refused_in_words(rita, written, content):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = rita.client.post(f"/stories/{written}/edit", content=content, headers=kind)
    assert answer.status_code in {400, 403, 422}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"), (b"", "text/plain"), (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"), (b"x", ""),
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_words(rita, written, content, kind):
    answer = rita.client.post(f"/stories/{written}/edit", content=content, headers={"content-type": kind})
    assert answer.status_code in {400, 403, 415}


@pytest.mark.parametrize(
    "path",
    [
        "/stories/../../etc/passwd", "/stories/%00", "/stories/0", "/stories/" + "a" * 5000,
        "/assets/..%2f..%2fsecret", "/assets/desk.css", "/stories/000000000000", "/stories/%F0%9F%98%80", "/nowhere",
        "/read/000000000000", "/read/000000000000/report?sentence=1",
    ],
)  # fmt: skip
@BOTH_ENGINES
def test_addresses_that_are_none_lead_nowhere(rita, path):
    answer = rita.client.get(path)
    assert answer.status_code in {404, 303}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["?edit=-1", "?edit=999999999999999999999", "?edit=x", "?claim=x", "?claim=%00", "?edit=0&edit=1", "?edit=%ff"],
)
@BOTH_ENGINES
def test_odd_questions_to_a_story_get_the_story(rita, written, query):
    assert rita.client.get(f"/stories/{written}{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "?old=1", "?old=1&new=9", "?old=x&new=y", "?old=0&new=1"])
@BOTH_ENGINES
def test_versions_that_are_none_are_not_compared(rita, written, query):
    assert rita.client.get(f"/stories/{written}/diff{query}").status_code in {404, 422}


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/"), ("DELETE", "/stories/x"), ("GET", "/stories/x/do"), ("POST", "/stories.csv")]
)
def test_the_wrong_method_is_said_to_be_wrong(rita, method, path):
    assert rita.client.request(method, path).status_code == 405


@pytest.mark.parametrize("fields", [
    {"action": "force"}, {"action": ""}, {"action": "approve", "revision": "x"},
    {"action": "publish", "revision": "9" * 30},
    {"action": "schedule", "at": "9999-12-31T23:59:59+00:00"}, {"action": "schedule", "at": "2026-05-05"},
    {"action": "schedule", "at": "0001-01-01T00:00+14:00"}, {"action": "kill", "reason": "\x00"},
    {"action": "waive", "claim": "../..", "reason": "x"}, {"action": "edit"}, {"action": "draft"},
])  # fmt: skip
@BOTH_ENGINES
def test_a_deed_that_is_none_changes_nothing(desk, edgar, written, fields):
    edgar.sees("/")
    before = desk.story(written)
    token = edgar.page.body.get("data-csrf")
    answer = edgar.client.post(f"/stories/{written}/do", data={"csrf": token, **fields})
    assert answer.status_code in {403, 404, 422}
    assert desk.story(written) == before


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "x", "1e400"])
def test_no_number_of_seconds_is_no_opening(desk, edgar, rita, written, seconds):
    rita.does(written, "submit")
    edgar.sees("/")
    sent = {"csrf": edgar.page.body.get("data-csrf"), "claim": keys(desk, written)[0][0], "seconds": seconds}
    assert edgar.client.post(f"/stories/{written}/opened", data=sent).status_code == 422


@BOTH_ENGINES
def test_markup_in_words_is_words(rita, edgar, desk):
    rita.sees("/check")
    rita.sends("/check", text=f"{NASTY}\n\n{NASTY} {TEXT}")
    outside = rita.last.url.path
    story = desk.write({"title": NASTY, "text": f"{NASTY}\n\n{TEXT}"}, by="rita").id
    desk.check(story, by="rita")
    edgar.sees(f"/stories/{story}")
    edgar.sends(f"/stories/{story}/comment", quote="traders said", words=NASTY)
    for page in (outside, f"/stories/{story}", f"/stories/{story}/edit", f"/stories/{story}/record", "/"):
        edgar.sees(page)
        assert not css(edgar.page, "img[onerror]")
        assert all(s.get("src", "").startswith("/assets/") for s in css(edgar.page, "script")), page
        assert "49" not in [e.text for e in css(edgar.page, "h1")]


def test_every_answer_binds_the_browser(rita, client):
    for path in ("/", "/sign-in", "/nowhere", "/answers", "/stories.csv"):
        head = rita.client.get(path).headers
        assert "default-src 'none'" in head["content-security-policy"]
        assert "unsafe" not in head["content-security-policy"]
        assert head["x-content-type-options"] == "nosniff"
        assert head["cache-control"] == "no-store"
    assert "strict-transport-security" not in head


def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(rita, written):
    for path in ("/", f"/stories/{written}", "/check", f"/stories/{written}/record"):
        rita.sees(path)
        assert not css(rita.page, "style")
        assert not rita.page.xpath("//*[@style] | //@*[starts-with(name(), 'on')]")
        loaded = rita.page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
        assert all(address.startswith("/") for address in loaded)


def test_an_export_holds_no_formula(desk, rita):
    desk.write({"title": "=HYPERLINK(1)", "text": "@SUM(1) exports fell 6%."}, by="rita")
    answer = rita.client.get("/stories.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1][3] == "'=HYPERLINK(1)"
    assert answer.headers["content-disposition"] == 'attachment; filename="stories.csv"'


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    assert cell(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


def test_our_own_fault_is_a_page_without_a_trace(desk, rita):
    desk.store.engine.dispose()
    desk.store.__dict__["engine"] = None
    answer = rita.client.get("/")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "Nothing was changed" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


# ---- coming in for the first time ------------------------------------------------------------------------------------


@BOTH_ENGINES
def test_the_first_administrator_comes_in_by_a_link_that_works_once(desk, clock):
    app = application(desk, local=False, secret=b"s" * 32, hosts=(HOST,))
    admin = Browser(TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False))
    link = first_invitation(desk, b"s" * 32)
    admin.sees(link)
    admin.sends(link, status=422, password="short")
    admin.sends(link, password=PASSWORD)
    assert admin.last.url.path == "/"
    admin.sees(link, status=404)
    assert first_invitation(desk, b"s" * 32) == ""

    admin.sees("/people")
    admin.sends("/people", status=422, id="Bad Id", name="Bob Day")
    admin.sends("/people", id="bob", name="Bob Day", editor="yes")
    bobs = css(admin.page, ".message .id")[0].text.removeprefix(f"https://{HOST}")
    bob = Browser(TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False))
    bob.sees(bobs)
    bob.sends(bobs, password=PASSWORD + "!")
    assert "Bob Day, editor" in bob.text
    bob.sees("/people")
    assert not [f for f in bob.page.forms if f.action == "/people"]
    token = bob.page.body.get("data-csrf")
    assert bob.client.post("/people/admin/retire", data={"csrf": token}).status_code == 403
    assert bob.client.post("/people/admin/link", data={"csrf": token}).status_code == 403
    admin.sees("/people")
    admin.sends("/people/bob/retire")
    bob.sees("/")
    assert bob.last.url.path == "/sign-in"


def test_an_invitation_grows_old_and_is_worth_nothing_under_another_secret(desk, clock):
    app = application(desk, local=False, secret=b"s" * 32, hosts=(HOST,))
    browser = Browser(TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False))
    browser.sees(first_invitation(desk, b"t" * 32), status=404)
    link = first_invitation(desk, b"s" * 32)
    clock.move(days=4)
    browser.sees(link, status=404)
