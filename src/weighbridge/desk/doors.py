"""How another room adds to the desk: pages behind the same doors, and work that is done while it is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import APIRouter

    from weighbridge.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Doors:
    """What the pages of another room are made of at the desk, so that they look and guard as all others do.

    `page(request, template, who=visitor, status=200, **context)` and `go(path)` are answers, `refusal_of(error)` the
    status and words for an InputError, `words(form, name)` a field as clean text, `typed(form)` all of them to be given
    back. `who`, `form` and `open_form` are defaults of a route's parameters: who is signed in (anybody else is sent to
    sign in), the form they sent from a page of ours, and a form that anybody may send from one.
    `open_token(purpose)` goes into such an open form, `is_open_token(given, purpose)` says whether one came back.
    `throttle(most, timedelta)` returns a new throttle: `wait(key)` is how long to wait or None, `count(key)` counts.
    """

    desk: Desk
    page: Callable[..., Any]
    go: Callable[[str], Any]
    refusal_of: Callable[..., tuple[int, dict[str, Any]]]
    words: Callable[..., str]
    typed: Callable[..., dict[str, str]]
    open_token: Callable[[str], str]
    is_open_token: Callable[[str, str], bool]
    throttle: Callable[..., Any]
    who: Any
    form: Any
    open_form: Any


@dataclass(frozen=True, slots=True)
class Extension:
    """What another room adds. `links` are paths and words for the doors above every page.

    `work` is done every few seconds, on a thread of its own, for as long as the desk is open; it may fail, and is then
    done again. It has to bear being killed anywhere, and being done by two at once.
    """

    name: str
    router: Callable[[Doors], APIRouter] | None = None
    links: tuple[tuple[str, str], ...] = ()
    work: Callable[[], object] | None = None
