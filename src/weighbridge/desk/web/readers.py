"""What everybody may see: a published story sentence by sentence, the form to report one, and what came of reports."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from weighbridge.desk import reports
from weighbridge.desk.moments import written
from weighbridge.desk.states import EDITORS
from weighbridge.desk.values import Story, Version
from weighbridge.desk.web.around import Form, OpenForm, Who, around, go, page, refusal_of, story_id, typed, whole, words
from weighbridge.desk.web.entrance import too_often
from weighbridge.desk.web.session import Visitor
from weighbridge.errors import InputError, UnknownNameError
from weighbridge.pages import note_of

router = APIRouter()
_PURPOSE = "report"


@router.get("/read/{id}")
def read(request: Request, id: str) -> Response:
    """Return a published story, each sentence with the way to report it; of one taken back, the notice."""
    with around(request).desk.store.reading() as connection:
        story, version = reports.public_version(connection, story_id(id))
    if reports.is_taken_back(story):
        notice = {"title": f"This story was {story.state}", "reasons": [story.note or "It is not to be used."]}
        return page(request, "problem", status=410, refused=notice, back="/answers", back_words="What readers reported")
    return page(request, "read", story=_shown(story), content=version.content, lines=_lines(version), version=version.n)


def _shown(story: Story) -> dict[str, Any]:
    return {"id": story.id, "live": story.live, "live_as": str(story.live_as), "note": story.note}


def _lines(version: Version) -> list[dict[str, Any]]:
    """The paragraphs of a version, each with its sentences and their numbers."""
    lines: list[dict[str, Any]] = []
    before = None
    for n, (where, start, end) in enumerate(reports.readable(version.content)):
        text = version.content[where]
        told = {"n": n, "text": text[start:end].removeprefix("## ")}
        fresh = before is None or before[0] != where or "\n" in text[before[1] : start]
        if fresh:
            lines.append({"where": where, "heading": text[start:end].startswith("## "), "sentences": []})
        lines[-1]["sentences"].append(told)
        before = (where, end)
    return lines


@router.get("/read/{id}/report")
def report_page(request: Request, id: str, sentence: str = "") -> Response:
    """Return the form to report a sentence."""
    return _report_form(request, id, sentence)


def _report_form(request: Request, id: str, sentence: str, *, status: int = 200, **more: Any) -> Response:
    here = around(request)
    with here.desk.store.reading() as connection:
        story, version = reports.public_version(connection, story_id(id))
    spans = reports.readable(version.content)
    n = int(sentence) if sentence.isascii() and sentence.isdigit() and len(sentence) < 7 else -1
    if reports.is_taken_back(story) or not 0 <= n < len(spans):
        raise UnknownNameError("sentence", sentence[:20])
    where, start, end = spans[n]
    quote = version.content[where][start:end].removeprefix("## ")
    return page(
        request, "report", status=status, story=_shown(story), title=version.content["title"], quote=quote, n=n,
        version=version.n, csrf=here.sessions.open_token(_PURPOSE), **more,
    )  # fmt: skip


@router.post("/read/{id}/report")
def report(request: Request, id: str, form: FormData = OpenForm) -> Response:
    """Keep a report; only so many from one address, and from all."""
    here, given = around(request), typed(form)
    if not here.sessions.is_open_token(words(form, "csrf"), _PURPOSE):
        raise HTTPException(403, "That form is too old; load the page again and send it from there.")
    sender = request.client.host if request.client else ""
    if wait := here.reports.wait(sender) or here.reports_in_all.wait(""):
        raise too_often(wait, "reports")
    sentence, version = whole(form, "sentence"), whole(form, "version")
    try:
        reports.file_report(
            here.desk, story_id(id), version=version or 0, sentence=-1 if sentence is None else sentence,
            words=words(form, "words"), contact=words(form, "contact"),
        )  # fmt: skip
    except UnknownNameError:
        raise
    except InputError as why:
        status, refused = refusal_of(why)
        return _report_form(request, id, str(sentence), status=status, refused=refused, typed=given)
    here.reports.count(sender)
    here.reports_in_all.count("")
    return go("/answers?thanks=1")


@router.get("/answers")
def answers(request: Request, thanks: str = "") -> Response:
    """Return what readers reported and what came of it, for everybody."""
    with around(request).desk.store.reading() as connection:
        found = reports.reports(connection)
    for one in found:
        del one["words"], one["contact"]
    told = "Thank you. An editor will look at it, and what comes of it will stand here." if thanks else ""
    return page(request, "answers", reports=found, message=told)


@router.get("/reports")
def reports_page(request: Request, who: Visitor = Who) -> Response:
    """Return the reports for the desk."""
    return _reports(request, who)


def _reports(request: Request, who: Visitor, *, status: int = 200, **more: Any) -> Response:
    desk = around(request).desk
    with desk.store.reading() as connection:
        found = reports.reports(connection)
    for one in found:
        one["claims"] = [note_of(claim, {}) for claim in one["claims"]]
    may = bool(who.person.roles & EDITORS)
    return page(
        request, "reports", who=who, status=status, reports=found, may_answer=may, outcomes=reports.OUTCOMES,
        now=written(desk.clock()), here="/reports", **more,
    )  # fmt: skip


@router.post("/reports/{id}/answer")
def answer(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Answer a report in public."""
    given = typed(form) | {"report": id}
    try:
        reports.answer(
            around(request).desk, id, outcome=words(form, "outcome"), words=words(form, "words"), by=who.person.id
        )
    except UnknownNameError:
        raise
    except InputError as why:
        status, refused = refusal_of(why)
        return _reports(request, who, status=status, refused=refused, typed=given)
    return go("/reports")
