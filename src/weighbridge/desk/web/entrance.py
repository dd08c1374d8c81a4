"""Coming in and going out: sign-in, sign-out, the switcher of the walk-through, and the files pages load."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from weighbridge.desk import people
from weighbridge.desk.web.around import Around, Form, OpenForm, around, go, page, visitor_or_none, walkers, words
from weighbridge.desk.web.safety import own_path
from weighbridge.desk.web.session import same
from weighbridge.pages import desk_assets

router = APIRouter()


@router.get("/assets/{name}")
def asset(name: str) -> Response:
    """Return the style sheet or the script; their names hold their digest, so they are kept for ever."""
    found = desk_assets().get(name)
    if found is None:
        raise HTTPException(404, "There is no such file.")
    head = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media_type, headers=head)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the field of the form
    """Return the form to sign in with, or the people of the walk-through."""
    here = around(request)
    return page(
        request, "sign-in", next=own_path(next), people=walkers(here) if here.local else (),
        csrf=here.sessions.open_token("sign in"),
    )  # fmt: skip


@router.post("/sign-in")
def sign_in(request: Request, form: FormData = OpenForm) -> Response:
    """Begin a session for who knows their password."""
    here = around(request)
    _require_open_token(here, form)
    id, asked_from = words(form, "person").strip().lower(), request.client.host if request.client else ""
    waits = [
        here.sign_ins.wait(f"person {id}"),
        here.sign_ins.wait(f"from {asked_from}"),
        here.sign_ins_in_all.wait(""),
    ]
    if wait := max(filter(None, waits), default=None):
        raise too_often(wait, "sign-in attempts")
    password = form.get("password")
    with here.desk.store.reading() as connection:
        found = people.sign_in(connection, id, password if isinstance(password, str) else "")
    if found is None:
        here.sign_ins.count(f"person {id}")
        here.sign_ins.count(f"from {asked_from}")
        here.sign_ins_in_all.count("")
        refused = {"title": "Not signed in", "reasons": ["that id and that password do not belong together"]}
        return page(
            request, "sign-in", status=403, next=own_path(words(form, "next")), refused=refused, typed={"person": id},
            csrf=here.sessions.open_token("sign in"),
        )  # fmt: skip
    person, epoch = found
    answer = go(words(form, "next"))
    here.sessions.begin(answer, person.id, epoch)
    return answer


def too_often(wait: timedelta, what: str) -> HTTPException:
    """Return the error that says how long somebody has to wait."""
    seconds = max(1, int(wait.total_seconds()) + 1)
    minutes = -(-seconds // 60)
    told = f"Too many {what}; try again in {minutes} minute{'' if minutes == 1 else 's'}."
    return HTTPException(429, told, headers={"retry-after": str(seconds)})


@router.post("/as")
def work_as(request: Request, form: FormData = OpenForm) -> Response:
    """Go on as another person of the walk-through; only on the machine itself."""
    here = around(request)
    if not here.local:
        raise HTTPException(404, "There is no such page.")
    found = visitor_or_none(request)
    if found is None:
        _require_open_token(here, form)
    elif not same(words(form, "csrf"), found.csrf) and not here.sessions.is_open_token(words(form, "csrf"), "sign in"):
        raise HTTPException(403, "That form does not belong to your session; load the page again.")
    id = words(form, "person")
    if id not in {known for known, _ in here.walkers}:
        raise HTTPException(403, "Nobody of that name walks through this desk.")
    with here.desk.store.reading() as connection:
        epoch = people.epoch_of(connection, id)
    if epoch is None:
        raise HTTPException(403, "Nobody of that name works here any more.")
    answer = go(words(form, "next"))
    here.sessions.begin(answer, id, epoch)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, form: FormData = Form) -> Response:
    """End the session."""
    answer = go("/sign-in")
    around(request).sessions.end(answer)
    return answer


def _require_open_token(here: Around, form: FormData) -> None:
    if not here.sessions.is_open_token(words(form, "csrf"), "sign in"):
        raise HTTPException(403, "That form is too old; load the page again and send it from there.")
