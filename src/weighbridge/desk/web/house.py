"""The people of the desk: an administrator adds them, and each sets their own password by a link that works once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from weighbridge.desk import people
from weighbridge.desk.people import SHORTEST_PASSWORD
from weighbridge.desk.values import Person, Role
from weighbridge.desk.web.around import (
    Form,
    OpenForm,
    Who,
    around,
    go,
    page,
    refusal_of,
    roles_in_words,
    typed,
    words,
)
from weighbridge.desk.web.session import Sessions, Visitor
from weighbridge.errors import InputError, RefusedError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.web.around import Around

router = APIRouter()
_PURPOSE = "welcome"
ROLES = (Role.REPORTER, Role.EDITOR, Role.DUTY_EDITOR, Role.ADMINISTRATOR)


def first_invitation(desk: Desk, secret: bytes) -> str:
    """Return the path of the link for the first administrator, who is made if need be; "" once one has a password."""
    with desk.store.reading() as connection:
        if people.somebody_rules(connection):
            return ""
    if not any(person.id == "admin" for person in desk.everybody()):
        desk.add_person("admin", "Administrator", Role.ADMINISTRATOR)
    return _link(desk, Sessions(secret, secure=True, clock=desk.clock), "admin")


def _link(desk: Desk, sessions: Sessions, person: str) -> str:
    with desk.store.reading() as connection:
        epoch = people.epoch_of(connection, person)
    if epoch is None:
        raise InputError("somebody who no longer works here is not invited")
    return f"/welcome/{sessions.invitation(person, epoch)}"


@router.get("/welcome/{token}")
def welcome_page(request: Request, token: str) -> Response:
    """Return the form for one's first password."""
    return _welcome(request, token)


def _welcome(request: Request, token: str, *, status: int = 200, **more: Any) -> Response:
    here = around(request)
    with here.desk.store.reading() as connection:
        id = here.sessions.invited(token, connection)
    if id is None or here.local:
        raise HTTPException(404, "This link was used already, or is too old; ask an administrator for another.")
    return page(
        request, "welcome", status=status, person=here.desk.person(id).name, id=id, token=token,
        shortest=SHORTEST_PASSWORD, csrf=here.sessions.open_token(_PURPOSE), **more,
    )  # fmt: skip


@router.post("/welcome/{token}")
def welcome(request: Request, token: str, form: FormData = OpenForm) -> Response:
    """Set the password, and begin a session; the link is void from then on."""
    here = around(request)
    if not here.sessions.is_open_token(words(form, "csrf"), _PURPOSE):
        raise HTTPException(403, "That form is too old; load the page again and send it from there.")
    with here.desk.store.reading() as connection:
        id = here.sessions.invited(token, connection)
    if id is None or here.local:
        raise HTTPException(404, "This link was used already, or is too old; ask an administrator for another.")
    password = form.get("password")
    try:
        here.desk.set_password(id, password if isinstance(password, str) else "", by=id)
    except InputError as why:
        status, refused = refusal_of(why)
        return _welcome(request, token, status=status, refused=refused)
    with here.desk.store.reading() as connection:
        epoch = people.epoch_of(connection, id)
    answer = go("/")
    here.sessions.begin(answer, id, epoch or 0)
    return answer


@router.get("/people")
def people_page(request: Request, who: Visitor = Who) -> Response:
    """Return who works at the desk."""
    return _people(request, who)


def _people(request: Request, who: Visitor, *, status: int = 200, **more: Any) -> Response:
    here = around(request)
    everybody = [
        {"id": p.id, "name": p.name, "roles": roles_in_words(p), "active": p.active} for p in here.desk.everybody()
    ]
    rules = who.person.holds(Role.ADMINISTRATOR) and not here.local
    return page(
        request, "people", who=who, status=status, everybody=everybody, rules=rules, roles=ROLES, here="/people", **more
    )


@router.post("/people")
def add(request: Request, form: FormData = Form, who: Visitor = Who) -> Response:
    """Add somebody, and show the link by which they set their password."""
    here, given = around(request), typed(form)
    try:
        roles = [role for role in ROLES if words(form, role.replace(" ", "-"))]
        made = here.desk.add_person(words(form, "id").strip(), words(form, "name"), *roles, by=who.person.id)
    except InputError as why:
        status, refused = refusal_of(why)
        return _people(request, who, status=status, refused=refused, typed=given)
    return _people(request, who, link=_link(here.desk, here.sessions, made.id), invited=made.name)


def link_for(here: Around, person: str, *, by: Person) -> str:
    """Return the path of a new link by which somebody sets their password; raises RefusedError for who may not."""
    if not by.holds(Role.ADMINISTRATOR):
        raise RefusedError("invite", [f"inviting needs the role {Role.ADMINISTRATOR}"])
    return _link(here.desk, here.sessions, here.desk.person(person).id)


@router.post("/people/{id}/link")
def link(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Show a new link by which somebody sets their password."""
    here = around(request)
    made = link_for(here, id, by=who.person)
    return _people(request, who, link=made, invited=here.desk.person(id).name)


@router.post("/people/{id}/retire")
def retire(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Let somebody act no more."""
    around(request).desk.retire(id, by=who.person.id)
    return go("/people")
