"""The application: the pages, the API, and what is answered when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from weighbridge.desk.doors import Doors, Extension
from weighbridge.desk.web import beginnings, entrance, house, readers, review, stories
from weighbridge.desk.web.api import interface
from weighbridge.desk.web.around import (
    Around,
    Form,
    OpenForm,
    SignInError,
    Who,
    go,
    page,
    refusal_of,
    typed,
    visitor_or_none,
    words,
)
from weighbridge.desk.web.evidence import Evidence
from weighbridge.desk.web.safety import LOOPBACK, Guarded, own_path
from weighbridge.desk.web.session import Sessions, Throttle
from weighbridge.errors import InputError, NotInDataError, WeighbridgeError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from weighbridge.desk.desk import Desk

_TITLES = {
    400: "That was no request the desk understands",
    403: "Refused",
    404: "Not found",
    405: "Not that way",
    413: "Too large",
    415: "Not that kind",
    422: "That cannot be done as it stands",
    429: "Not so fast",
    500: "Our fault",
}
_SIGN_INS, _SIGN_INS_IN_ALL = 8, 200
_REPORTS, _REPORTS_IN_ALL = 5, 60


def application(
    desk: Desk,
    *,
    local: bool,
    secret: bytes,
    hosts: Iterable[str],
    walkers: Iterable[tuple[str, str]] = (),
    extensions: Sequence[Extension] = (),
) -> ASGIApp:
    """Return the web application of a desk.

    `local` is the walk-through on one's own machine: no passwords, `walkers` to work as; `secret` signs sessions,
    `hosts` are the names it answers under, `extensions` what other rooms add to it. Raises InputError for local mode
    under a name of another machine, and for a secret that is too short.
    """
    known = tuple(hosts)
    if local and not set(known) <= set(LOOPBACK):
        raise InputError("the walk-through works without passwords, and so on this machine only: 127.0.0.1")
    if len(secret) < 16:
        raise InputError("the secret of the desk has 16 bytes at least")
    clock = desk.clock
    app = FastAPI(title="Weighbridge desk", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.around = Around(
        desk,
        local,
        Sessions(secret, secure=not local, clock=clock),
        Evidence(desk.weigher),
        sign_ins=Throttle(_SIGN_INS, timedelta(minutes=15), clock=clock),
        sign_ins_in_all=Throttle(_SIGN_INS_IN_ALL, timedelta(minutes=15), clock=clock),
        reports=Throttle(_REPORTS, timedelta(hours=1), clock=clock),
        reports_in_all=Throttle(_REPORTS_IN_ALL, timedelta(hours=1), clock=clock),
        walkers=tuple(walkers),
        links=tuple(link for extension in extensions for link in extension.links),
    )
    for part in (entrance, stories, review, beginnings, readers, house):
        app.include_router(part.router)
    doors = _doors(app.state.around)
    for extension in extensions:
        if extension.router is not None:
            app.include_router(extension.router(doors))
    app.mount("/api/v1", interface(app.state.around))
    _answer_errors(app)
    return Guarded(app, hosts=known, secure=not local)


def _doors(here: Around) -> Doors:
    sessions, clock = here.sessions, here.desk.clock
    return Doors(
        here.desk, page, go, refusal_of, words, typed, sessions.open_token, sessions.is_open_token,
        lambda most, within: Throttle(most, within, clock=clock), who=Who, form=Form, open_form=OpenForm,
    )  # fmt: skip


def _answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(SignInError, _to_sign_in)
    app.add_exception_handler(InputError, _not_done)
    app.add_exception_handler(NotInDataError, _not_done)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _our_fault)


def _to_sign_in(request: Request, error: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    from urllib.parse import urlencode

    onward = own_path(wanted if request.method == "GET" else "/")
    return RedirectResponse("/sign-in?" + urlencode({"next": onward}) if onward != "/" else "/sign-in", 303)


def _not_done(request: Request, error: Exception) -> Response:
    if isinstance(error, InputError):
        status, refused = refusal_of(error)
    else:
        status, refused = 422, {"title": "The data cannot answer", "reasons": [str(error)]}
    return _problem(request, status, refused)


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = error.detail if isinstance(error.detail, str) and error.detail != "Not Found" else "There is no such page."
    answer = _problem(request, error.status_code, {"title": _TITLES.get(error.status_code, "No"), "reasons": [told]})
    answer.headers.update(error.headers or {})
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    return _problem(request, 422, {"title": _TITLES[422], "reasons": ["The address holds something it cannot hold."]})


def _our_fault(request: Request, error: Exception) -> Response:
    told = str(error) if isinstance(error, WeighbridgeError) else "Something that should be impossible happened."
    reasons = [told, "Nothing was changed. Please report it with the time and what you did."]
    return _problem(request, 500, {"title": _TITLES[500], "reasons": reasons})


def _problem(request: Request, status: int, refused: dict[str, Any]) -> Response:
    try:
        who = visitor_or_none(request)
    except Exception:  # noqa: BLE001 - the page that says what went wrong must not go wrong itself
        who = None
    return page(request, "problem", who=who, status=status, refused=refused)
