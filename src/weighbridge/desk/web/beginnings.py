"""How stories begin: leads from a release, and somebody else's text that is pasted or uploaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import PurePath

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from weighbridge.check import Document, read_bytes
from weighbridge.desk.leads import draft_anew, draft_lead, scan_into_queue
from weighbridge.desk.web.around import (
    Form,
    Who,
    around,
    go,
    page,
    refusal_of,
    story_id,
    typed,
    upload,
    whole,
    words,
)  # fmt: skip
from weighbridge.desk.web.session import Visitor
from weighbridge.desk.web.stories import front_page
from weighbridge.errors import InputError, NotInDataError, UnknownNameError

router = APIRouter()
_FORMS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
}
_LARGEST_UPLOAD = 3_000_000  # bytes
_LONGEST_HEADLINE = 150


@router.post("/leads/scan")
def scan(request: Request, form: FormData = Form, who: Visitor = Who) -> Response:
    """Fill the queue from the newest release, and say how much of it is news."""
    added = scan_into_queue(around(request).desk, by=who.person.id)
    told = f"{len(added)} new lead{'' if len(added) == 1 else 's'}." if added else (
        "Nothing new: what is news in the newest months is in the queue already, or was dealt with."
    )  # fmt: skip
    return front_page(request, who, message=told)


@router.post("/stories/{id}/draft-anew")
def anew(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Word a story anew from the newest data, check it, and go to it."""
    draft_anew(around(request).desk, story_id(id), by=who.person.id, revision=whole(form, "revision"))
    return go(f"/stories/{id}")


@router.post("/leads/{id}/draft")
def draft(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Draft a lead, check the draft, and go to it."""
    try:
        draft_lead(around(request).desk, story_id(id), by=who.person.id, revision=whole(form, "revision"))
    except UnknownNameError:
        raise
    except InputError as why:
        status, refused = refusal_of(why)
        return front_page(request, who, status=status, refused=refused)
    except NotInDataError as why:
        return front_page(request, who, status=422, refused={"title": "The data cannot answer", "reasons": [str(why)]})
    return go(f"/stories/{id}")


@router.get("/check")
def check_page(request: Request, who: Visitor = Who) -> Response:
    """Return the form for any text."""
    return page(request, "check", who=who)


@router.post("/check")
async def check(request: Request, form: FormData = Form, who: Visitor = Who) -> Response:
    """Read a text that was pasted or uploaded, check it, and go to its page."""
    file = upload(form, "file")
    content = await file.read(_LARGEST_UPLOAD + 1) if file else words(form, "text").encode()
    name = PurePath((file.filename or "") if file else "pasted.txt").name[:120] or "upload.txt"
    return await run_in_threadpool(_checked, request, who, content, name, typed(form))


def _checked(request: Request, who: Visitor, content: bytes, name: str, given: dict[str, str]) -> Response:
    desk = around(request).desk
    try:
        if len(content) > _LARGEST_UPLOAD:
            raise InputError(f"{name} has more than {_LARGEST_UPLOAD // 1_000_000} MB; an article is far smaller")  # noqa: TRY301 - shown on the page like any other
        form = _FORMS.get(PurePath(name).suffix.lower(), "text")
        document = _dated(_headed(read_bytes(content, name=name, form=form)), given.get("day", ""))
        story = desk.take_in(document, by=who.person.id)
        desk.check(story.id, by=who.person.id)
    except (InputError, NotInDataError) as why:
        status, refused = refusal_of(why) if isinstance(why, InputError) else (
            422, {"title": "The data cannot answer", "reasons": [str(why)]},
        )  # fmt: skip
        return page(request, "check", who=who, status=status, refused=refused, typed=given)
    return go(f"/stories/{story.id}")


def _headed(document: Document) -> Document:
    """The document with its first line as its title, where a short line stands alone at its head."""
    first, gap, rest = document.text.strip().partition("\n\n")
    alone = gap and "\n" not in first and len(first) <= _LONGEST_HEADLINE and not first.endswith((".", "!", "?", ":"))
    return replace(document, title=first.removeprefix("# "), text=rest) if alone and not document.title else document


def _dated(document: Document, day: str) -> Document:
    if not day.strip():
        return document
    try:
        return replace(document, dateline=date.fromisoformat(day.strip()))
    except ValueError:
        raise InputError(f"{day.strip()[:40]!r} is no day; write it as 2025-07-20") from None
