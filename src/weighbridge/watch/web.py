"""The page "Rechecks": what waits for a decision, with the notice readers would be told; what was looked at so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from weighbridge.desk import Doors, Role, State, possible, written
from weighbridge.errors import InputError, NotInDataError
from weighbridge.facts import day_text
from weighbridge.watch.judging import counted
from weighbridge.watch.notices import in_words, proposed_notice
from weighbridge.watch.recheck import doubt, recheck
from weighbridge.watch.standing import rechecks, standing, waiting
from weighbridge.watch.values import Outcome, Recheck, Rechecked

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Person, Story

_EDITORS = (Role.EDITOR, Role.DUTY_EDITOR)
_WRITERS = (Role.REPORTER, *_EDITORS)
_MOST_LOOKS = 30
# The look of each outcome: the class its colour comes from, and its shape.
_LOOKS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.UNCHANGED: ("supported", "✓"),
    Outcome.WITHIN_ROUNDING: ("supported", "≈"),
    Outcome.DISPUTED: ("not_understood", "≠"),
    Outcome.REVISED: ("not_in_data", "↻"),
    Outcome.WRONG: ("contradicted", "✗"),
    Outcome.DISAGREE: ("not_understood", "≠"),
    Outcome.NOT_KNOWN: ("not_in_data", "○"),
    Outcome.IN_DOUBT: ("not_understood", "?"),
}


def router(doors: Doors) -> APIRouter:
    """Return the page of rechecks behind the desk's doors."""
    routes = APIRouter()

    @routes.get("/rechecks")
    def rechecks_page(request: Request, who: Any = doors.who) -> Response:
        return _page(doors, request, who)

    @routes.post("/rechecks")
    def look(request: Request, form: FormData = doors.form, who: Any = doors.who) -> Response:
        try:
            found = recheck(doors.desk)
        except (InputError, NotInDataError) as why:
            return _refused(doors, request, who, why, form)
        told = "; ".join(in_words(one) for one in found) or "Nothing is new since the last recheck."
        return _page(doors, request, who, message=told)

    @routes.post("/rechecks/doubt")
    def put_in_doubt(request: Request, form: FormData = doors.form, who: Any = doors.who) -> Response:
        what, why = doors.words(form, "what").strip(), doors.words(form, "why")
        try:
            found = doubt(doors.desk, what, why, by=who.person.id)
        except (InputError, NotInDataError) as error:
            return _refused(doors, request, who, error, form)
        return _page(doors, request, who, message=in_words(found))

    return routes


def _refused(doors: Doors, request: Request, who: Any, why: Exception, form: FormData) -> Response:
    if isinstance(why, InputError):
        status, refused = doors.refusal_of(why)
    else:
        status, refused = 422, {"title": "The data cannot answer", "reasons": [str(why)]}
    return _page(doors, request, who, status=status, refused=refused, typed=doors.typed(form))


def _page(doors: Doors, request: Request, who: Any, *, status: int = 200, **more: Any) -> Response:
    desk, person = doors.desk, who.person
    found: Response = doors.page(
        request, "rechecks", who=who, status=status, here="/rechecks", stories=_stories(desk, person),
        looks_so_far=[_line(one) for one in rechecks(desk, most=_MOST_LOOKS, with_outcomes=True)],
        checked=_checked(desk), may_doubt=person.holds(*_WRITERS), **more,
    )  # fmt: skip
    return found


def _checked(desk: Desk) -> list[tuple[str, int]]:
    """How many public stories were held against the release of which day, the newest first."""
    counts: dict[str, int] = {}
    for one in standing(desk).values():
        day = str(one.checked_against)
        counts[day] = counts.get(day, 0) + 1
    return sorted(counts.items(), reverse=True)


def _stories(desk: Desk, person: Person) -> list[dict[str, Any]]:
    """The stories that somebody has to decide on, those with a claim wrong from the start first."""
    waits = waiting(desk)
    public = {s.id: s for s in desk.stories() if s.id in waits or s.state is State.UNDER_RECHECK}
    shown = [_story(desk, story, waits.get(id, []), person) for id, story in public.items()]
    return sorted(shown, key=lambda story: (story["urgency"], story["title"]))


def _story(desk: Desk, story: Story, waits: list[Rechecked], person: Person) -> dict[str, Any]:
    may = possible(story.state, person.roles)
    shown = [p for p in desk.publications(story=story.id) if p.checked]
    title = desk.edition(shown[-1]).content["title"] if shown else ""
    proposals = {o.outcome.proposes for o in waits}
    newest = desk.weigher.newest
    offers = [
        ("update", "Update", "What was revised, and what it is now; readers see this"),
        ("correct", "Correct", "What was wrong, and what is right; readers see this"),
        ("clear", "It stands", "Why what is public stands"),
    ]
    return {
        "id": story.id,
        "title": title or story.slug,
        "state": str(story.state),
        "revision": story.revision,
        "note": story.note,
        "outcomes": [_outcome(o) for o in waits],
        "urgency": 0 if "correct" in proposals else 1 if proposals else 2,
        "may_recheck": "recheck" in may,
        "offers": [
            {
                "action": action,
                "words": words,
                "label": label,
                "first": action in proposals,
                "reason": "" if action == "clear" else _notice(waits, action, newest),
            }
            for action, words, label in offers
            if action in may
        ],
        "in_the_making": story.amends,
    }


def _notice(waits: Iterable[Rechecked], action: str, newest: Any) -> str:
    """The notice proposed for an action: of what calls for it, else of everything that waits."""
    listed = list(waits)
    meant = [o for o in listed if o.outcome.proposes == action] or listed
    return proposed_notice(meant, as_correction=action == "correct", released_at=newest)


def _outcome(one: Rechecked) -> dict[str, str]:
    css, shape = _LOOKS[one.outcome]
    told = {name: getattr(one, name) for name in ("quote", "was", "now", "why", "key")}
    return {**told, "outcome": str(one.outcome), "proposes": one.outcome.proposes, "css": css, "shape": shape}


def _line(one: Recheck) -> dict[str, Any]:
    counts = [
        {"css": _LOOKS[Outcome(name)][0], "shape": _LOOKS[Outcome(name)][1], "outcome": name, "many": many}
        for name, many in counted(one.outcomes).items()
    ]
    return {
        "n": one.n, "cause": str(one.cause), "about": one.about, "cells": one.cells, "claims": one.claims,
        "at": written(one.rechecked_at), "as_of": day_text(one.as_of), "counts": counts,
    }  # fmt: skip
