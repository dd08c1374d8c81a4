"""What every page of the desk shares: who is there, the form that was sent, and how an answer is made."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from weighbridge.desk import rows
from weighbridge.desk.typed import in_order
from weighbridge.desk.values import Person
from weighbridge.desk.web.safety import from_elsewhere, own_path
from weighbridge.desk.web.session import Sessions, Throttle, Visitor, same
from weighbridge.errors import ConflictError, InputError, RefusedError, UnknownNameError
from weighbridge.pages import render_desk

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.web.evidence import Evidence

_STORY, _CLAIM = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{20}")
Fields = Mapping[str, str]
_DOORS = (("/", "Stories"), ("/check", "Check a text"), ("/reports", "Reader reports"), ("/people", "People"))


@dataclass(frozen=True)
class Around:
    """The desk the application serves, and what is kept for its life."""

    desk: Desk
    local: bool
    sessions: Sessions
    evidence: Evidence
    sign_ins: Throttle
    sign_ins_in_all: Throttle
    reports: Throttle
    reports_in_all: Throttle
    walkers: tuple[tuple[str, str], ...] = ()  # the people of the walk-through: id and what they do
    links: tuple[tuple[str, str], ...] = ()  # the doors of other rooms: path and words


class SignInError(Exception):
    """Nobody is signed in, and the page is not for everybody."""


def around(request: Request) -> Around:
    """Return what the application was made with."""
    found: Around = request.app.state.around
    return found


def visitor_or_none(request: Request) -> Visitor | None:
    """Return who is signed in, None for nobody."""
    here = around(request)
    with here.desk.store.reading() as connection:
        return here.sessions.visitor(request, connection)


def visitor(request: Request) -> Visitor:
    """Return who is signed in; anybody else is sent to sign in."""
    found = visitor_or_none(request)
    if found is None:
        raise SignInError
    return found


async def _form(request: Request) -> FormData:
    if from_elsewhere(request):
        raise HTTPException(403, "That form was sent by a page of another site, and nothing was done.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise HTTPException(415, "A form is expected.")
    return await request.form(max_files=1, max_fields=60, max_part_size=2_000_000)


async def sent_form(request: Request) -> AsyncIterator[FormData]:
    """Return the form of somebody who is signed in; one without the token of their session is refused."""
    from starlette.concurrency import run_in_threadpool

    form = await _form(request)
    found = await run_in_threadpool(visitor, request)
    if not same(str(form.get("csrf") or ""), found.csrf):
        raise HTTPException(
            403, "That form does not belong to your session; load the page again and send it from there."
        )
    yield form
    await form.close()


async def open_form(request: Request) -> AsyncIterator[FormData]:
    """Return a form that anybody may send."""
    form = await _form(request)
    yield form
    await form.close()


Form = Depends(sent_form)
OpenForm = Depends(open_form)
Who = Depends(visitor)


def words(form: FormData, name: str, otherwise: str = "") -> str:
    """Return a field of a form as clean text."""
    value = form.get(name)
    return in_order(value) if isinstance(value, str) else otherwise


def whole(form: FormData, name: str) -> int | None:
    """Return a field of a form as a number, None where it is empty; raises InputError for anything else."""
    told = words(form, name).strip()
    if not told:
        return None
    if not re.fullmatch(r"\d{1,9}", told, re.ASCII):
        raise InputError(f"{name} is to be a number")
    return int(told)


def typed(form: FormData) -> dict[str, str]:
    """Return what somebody typed, to give it back where it was refused."""
    return {k: in_order(v) for k, v in form.items() if isinstance(v, str) and k not in {"csrf", "seal", "password"}}


def upload(form: FormData, name: str) -> UploadFile | None:
    """Return the file of a form, None when none was chosen."""
    value = form.get(name)
    return value if isinstance(value, UploadFile) and value.filename else None


def story_id(text: str) -> str:
    """Return the id of a story; raises UnknownNameError for a text that is none."""
    if not _STORY.fullmatch(text):
        raise UnknownNameError("story", in_order(text)[:40])
    return text


def claim_key(text: str) -> str:
    """Return the key of a claim; raises UnknownNameError for a text that is none."""
    if not _CLAIM.fullmatch(text):
        raise UnknownNameError("claim", in_order(text)[:40])
    return text


def roles_in_words(person: Person) -> str:
    """Return what somebody is at the desk."""
    return ", ".join(sorted(person.roles))


def page(request: Request, name: str, *, who: Visitor | None = None, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page of the desk."""
    here = around(request)
    shown = None
    if who is not None:
        shown = {
            "id": who.person.id, "name": who.person.name, "roles": roles_in_words(who.person), "csrf": who.csrf,
        }  # fmt: skip
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    given = {
        "visitor": shown, "local": here.local, "people": walkers(here) if here.local and who else (),
        "csrf": "", "typed": {}, "doors": (*_DOORS, *here.links),
        "here": request.url.path, "path": own_path(path if request.method == "GET" else str(request.url.path)),
        "message": "", "refused": None, "origin": str(request.base_url).rstrip("/"),
    }  # fmt: skip
    return HTMLResponse(render_desk(name, given | context), status)


def walkers(here: Around) -> list[dict[str, str]]:
    """Return the people of the walk-through."""
    with here.desk.store.reading() as connection:
        found = {p.id: p for p in rows.people(connection)}
    return [
        {"id": id, "name": found[id].name, "roles": roles_in_words(found[id]), "hint": hint}
        for id, hint in here.walkers
        if id in found
    ]


def go(where: str) -> RedirectResponse:
    """Return the answer that sends a browser on after a form, always to a page of this desk."""
    return RedirectResponse(own_path(where), 303)


def refusal_of(error: InputError) -> tuple[int, dict[str, Any]]:
    """Return the status and the words for something that was not done."""
    if isinstance(error, RefusedError):
        return 403, {
            "title": f"{error.action[:1].upper()}{error.action[1:]} was refused",
            "reasons": list(error.reasons),
        }
    if isinstance(error, ConflictError):
        return 409, {"title": "Somebody was faster", "reasons": [str(error)]}
    if isinstance(error, UnknownNameError):
        return 404, {"title": "Not found", "reasons": [str(error)]}
    return 422, {"title": "That cannot be done as it stands", "reasons": [str(error)]}
