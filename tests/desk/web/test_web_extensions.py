"""Another room adds pages, doors and work to the desk; what it adds stands behind the same guards."""

from __future__ import annotations

from threading import Event

import pytest
from browsing import WALKERS, Browser, css
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from weighbridge.desk import Desk, Doors, Extension
from weighbridge.desk.web import application, publish_when_due
from weighbridge.errors import InputError


def added(doors: Doors) -> APIRouter:
    router = APIRouter()

    @router.get("/annex")
    def look(request: Request, who: object = doors.who) -> Response:
        refused = {"title": "The annex", "reasons": [f"seen by {who.person.name}"]}
        return doors.page(request, "problem", who=who, refused=refused)

    @router.post("/annex")
    def change(request: Request, form: FormData = doors.form, who: object = doors.who) -> Response:
        return doors.go(f"/annex?{doors.words(form, 'wanted')}")

    return router


@pytest.fixture
def app(desk: Desk):
    extensions = (Extension("annex", added, (("/annex", "The annex"),)),)
    hosts = ("127.0.0.1", "localhost")
    return application(desk, local=True, secret=b"s" * 32, hosts=hosts, walkers=WALKERS, extensions=extensions)


def test_an_added_page_has_its_door_above_every_page_and_knows_who_is_there(edgar: Browser):
    assert [a.text for a in css(edgar.sees("/people"), ".doors a[href='/annex']")] == ["The annex"]
    page = edgar.sees("/annex")
    assert "seen by Edgar Lind" in edgar.text
    assert [a.text for a in css(page, ".doors a[aria-current='page']")] == ["The annex"]


def test_nobody_reaches_an_added_page_without_signing_in(client: TestClient):
    answer = client.get("/annex", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fannex")


def test_an_added_form_is_taken_from_a_page_of_the_session_alone(edgar: Browser):
    edgar.sees("/people")
    token = css(edgar.page, "body")[0].get("data-csrf")
    assert edgar.client.post("/annex", data={"wanted": "it", "csrf": token}).url.query == b"it"
    assert edgar.client.post("/annex", data={"wanted": "it", "csrf": "guessed"}).status_code == 403


def test_work_goes_on_after_a_round_that_failed_and_holds_nothing_else_up(desk: Desk, caplog):
    failed, done, held, let_go = [], Event(), Event(), Event()

    def stumbling() -> None:
        failed.append(None)
        if len(failed) == 1:
            raise InputError("the disk is full")
        if len(failed) == 2:
            raise ZeroDivisionError
        done.set()

    def long() -> None:
        held.set()
        let_go.wait(20)

    with publish_when_due(desk, every=0.01, also={"stumbling": stumbling, "long": long}):
        assert done.wait(20) and held.wait(20)
        let_go.set()
    assert [record.levelname for record in caplog.records] == ["ERROR"], "a fault of ours is told, once"
