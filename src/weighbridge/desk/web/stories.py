"""The front page and the pages of one story: reading, editing, deeds, versions, record, exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import FormData

from weighbridge.desk import rows
from weighbridge.desk.content import paragraphs
from weighbridge.desk.moments import written
from weighbridge.desk.states import WRITERS
from weighbridge.desk.values import State, Version
from weighbridge.desk.web import deeds, listing, views
from weighbridge.desk.web.around import (
    Around,
    Form,
    Who,
    around,
    go,
    page,
    refusal_of,
    story_id,
    typed,
    whole,
    words,
)
from weighbridge.desk.web.safety import cell
from weighbridge.desk.web.session import Visitor
from weighbridge.errors import ConflictError, InputError, NotInDataError, UnknownNameError
from weighbridge.pages import changed_words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk.case import Case
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.values import Story

router = APIRouter()
_LONGEST_DIFF = 200_000  # characters of both texts together that are compared word by word


@router.get("/")
def front(request: Request, who: Visitor = Who) -> Response:
    """Return the front page."""
    return front_page(request, who)


def front_page(request: Request, who: Visitor, *, status: int = 200, **more: Any) -> Response:
    """Return the front page, with what was refused on it."""
    desk = around(request).desk
    with desk.store.reading() as connection:
        lanes = listing.lanes(connection, who.person)
        kills = listing.unconfirmed_kills(connection, desk.clock())
        try:
            newest = desk.weigher.newest
            card = desk.weigher.vintages.view(newest).card
            told, leads = f"of {newest}", listing.leads(connection, card)
        except NotInDataError as why:
            told, leads = str(why), []
    due = {story.id for story in desk.due()}
    for story in lanes["scheduled"]:
        if story["id"] in due:
            story["stands_in_the_way"] = desk.refusals(
                deeds.action_of("publish", story["id"], None, {}), by=who.person.id
            )
    may_scan = bool(who.person.roles & WRITERS)
    return page(
        request, "front", who=who, status=status, lanes=lanes, kills=kills, leads=leads, newest=told,
        may_scan=may_scan, **more,
    )  # fmt: skip


# ---- one story -------------------------------------------------------------------------------------------------------


@router.get("/stories/{id}")
def story(request: Request, id: str, claim: str | None = None, edit: str | None = None, who: Visitor = Who) -> Response:
    """Return the review page; the evidence opened on it without a script is noted."""
    here = around(request)
    if claim is not None and "x-part" not in request.headers:
        _note_opening(here, story_id(id), claim, who)
    return review(request, id, who, claim=claim, editing=_number(edit))


def review(
    request: Request,
    id: str,
    who: Visitor,
    *,
    status: int = 200,
    claim: str | None = None,
    editing: int | None = None,
    given: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the review page as it now stands, with what was refused and what was typed on it."""
    here = around(request)
    with here.desk.looking_at(story_id(id), by=who.person.id) as case:
        if not case.story.latest:
            return go("/#leads")
        shown = views.review_page(case, here.evidence, claim=claim, editing=editing, typed=given)
        late = case.killed_at if listing.is_late(case.killed_at, here.desk.clock()) else None
        shown["kill_late"] = written(late) if late else None
    return page(request, "story", who=who, status=status, **shown, **more)


def _note_opening(here: Around, id: str, claim: str, who: Visitor) -> None:
    with here.desk.looking_at(id, by=who.person.id) as case:
        wanted = case.story.state is State.IN_REVIEW and who.person.id not in case.authors
        wanted = wanted and any(c["key"] == claim for c in case.claims)
    if wanted:
        here.desk.opened(id, claim, 0.0, by=who.person.id)


@router.post("/stories/{id}/do")
def do(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Do an action, and go back to the story; what is refused is shown with all its reasons and what was typed."""
    desk, given, name = around(request).desk, typed(form), words(form, "action")
    given["seal"] = words(form, "seal")
    back = words(form, "back") or f"/stories/{story_id(id)}"
    try:
        deeds.perform(desk, name, id, whole(form, "revision"), given, by=who.person.id)
    except (UnknownNameError, NotInDataError):
        raise
    except InputError as why:
        return _refused(request, id, who, why, given)
    return go(back)


def _refused(
    request: Request, id: str, who: Visitor, why: InputError, given: dict[str, str], editing: int | None = None
) -> Response:
    status, refused = refusal_of(why)
    with around(request).desk.looking_at(id, by=who.person.id) as case:
        is_lead = not case.story.latest
    if is_lead:
        return front_page(request, who, status=status, refused=refused)
    return review(
        request, id, who, status=status, claim=given.get("claim"), editing=editing, given=given, refused=refused
    )


# ---- writing ---------------------------------------------------------------------------------------------------------


@router.get("/stories/{id}/edit")
def edit_page(request: Request, id: str, who: Visitor = Who) -> Response:
    """Return the form with title and text."""
    with around(request).desk.looking_at(story_id(id), by=who.person.id) as case:
        content, told = case.version.content, views.story_dict(case.story)
    return page(request, "edit", who=who, story=told, title=content["title"], text=content["text"], why="")


@router.post("/stories/{id}/edit")
def edit(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Save title and text and check them at once; what is refused comes back as it was typed."""
    desk = around(request).desk
    title, text, why = words(form, "title"), words(form, "text"), words(form, "why")
    try:
        revision = _required(whole(form, "revision"))
        desk.edit(story_id(id), title=title, text=text, by=who.person.id, revision=revision, why=why[:500])
    except UnknownNameError:
        raise
    except InputError as error:
        status, refused = refusal_of(error)
        with desk.looking_at(id, by=who.person.id) as case:
            told = views.story_dict(case.story)
        return page(
            request, "edit", who=who, status=status, story=told, title=title, text=text, why=why, refused=refused
        )
    return go(f"/stories/{id}")


@router.post("/stories/{id}/paragraph")
def edit_paragraph(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Save one paragraph and check the text at once; emptied, it is taken out."""
    desk, given = around(request).desk, typed(form)
    number = whole(form, "paragraph")
    try:
        revision = _required(whole(form, "revision"))
        save_paragraph(desk, story_id(id), number, words(form, "words"), revision, by=who.person.id)
    except UnknownNameError:
        raise
    except InputError as error:
        return _refused(request, id, who, error, given, editing=number)
    return go(f"/stories/{id}")


def save_paragraph(desk: Desk, id: str, number: int | None, now: str, revision: int, *, by: str) -> Story:
    """Put words in the place of a paragraph, check the text, and return the story; without words it is taken out."""
    with desk.looking_at(id, by=by) as case:
        content, current = case.version.content, case.story.revision
    if revision != current:
        raise ConflictError("the story was changed since you opened it; your words are kept below, save them again")
    text = _replaced(content["text"], number, now)
    return desk.edit(
        id, title=content["title"], text=text, by=by, revision=revision, why=f"paragraph {(number or 0) + 1}"
    )


def _replaced(text: str, number: int | None, now: str) -> str:
    spans = paragraphs(text)
    if number is None or number >= len(spans):
        raise InputError(f"the text has {len(spans)} paragraphs")
    blocks = [text[start:end] for start, end in spans]
    blocks[number : number + 1] = [now.strip("\n")] if now.strip() else []
    return "\n\n".join(blocks)


def _required(revision: int | None) -> int:
    if revision is None:
        raise InputError("the form does not say which state of the story it was made for; load the page again")
    return revision


# ---- versions, record, exports ---------------------------------------------------------------------------------------


@router.get("/stories/{id}/diff")
def diff(request: Request, id: str, old: str = "", new: str = "", who: Visitor = Who) -> Response:
    """Return what changed between two versions, word by word."""
    first, second = _number(old), _number(new)
    if first is None or second is None:
        raise InputError("two versions are needed, as ?old=1&new=2")
    with around(request).desk.looking_at(story_id(id), by=who.person.id) as case:
        told = views.story_dict(case.story)
        compared = comparison(case.connection, id, first, second)
    return page(request, "diff", who=who, story=told, **compared)


def comparison(connection: Connection, id: str, old: int, new: int) -> dict[str, Any]:
    """Return what changed between two versions, word by word: `title_pieces` and `text_pieces`."""
    names = {p.id: p.name for p in rows.people(connection)}
    before, after = (rows.version_of(connection, id, n) for n in (old, new))
    if len(before.content["text"]) + len(after.content["text"]) > _LONGEST_DIFF:
        raise InputError("these versions are too long to be compared word by word")
    return {
        "title_pieces": list(changed_words(before.content["title"], after.content["title"])),
        "text_pieces": list(changed_words(before.content["text"], after.content["text"])),
        "same": before.content_hash == after.content_hash,
        "old": _version(before, names),
        "new": _version(after, names),
    }


def _version(version: Version, names: dict[str, str]) -> dict[str, Any]:
    return {"n": version.n, "by": names.get(version.written_by, ""), "at": written(version.written_at)}


@router.get("/stories/{id}/record.json")
def record_json(request: Request, id: str, who: Visitor = Who) -> Response:
    """Return the review record as a file."""
    record = around(request).desk.record(story_id(id))
    return JSONResponse(record, headers={"content-disposition": f'attachment; filename="review-{id}.json"'})


@router.get("/stories/{id}/record")
def record_page(request: Request, id: str, who: Visitor = Who) -> Response:
    """Return the review record as a page that prints."""
    return page(request, "record", who=who, record=around(request).desk.record(story_id(id)))


@router.get("/stories/{id}/claims.csv")
def claims_csv(request: Request, id: str, who: Visitor = Who) -> Response:
    """Return the claims of the newest version as CSV."""
    return claims_as_csv(around(request).desk, story_id(id), by=who.person.id)


def claims_as_csv(desk: Desk, id: str, *, by: str) -> Response:
    """Return the claims of the newest version, with what somebody said of each."""
    with desk.looking_at(id, by=by) as case:
        lines = list(_claim_lines(case))
    return as_csv(f"claims-{id}.csv", lines)


def _claim_lines(case: Case) -> Iterable[list[object]]:
    yield ["n", "in", "quote", "kind", "verdict", "reason", "nearest true statement", "facts", "your mark", "note"]
    for n, c in enumerate(case.claims, 1):
        mark = case.marks.get(c["key"])
        said = (str(mark.mark), mark.note) if mark else ("", "")
        yield [
            n,
            c["in"],
            c["quote"],
            c["kind"],
            c["verdict"],
            c["reason"],
            c["suggestion"],
            " ".join(c["facts"]),
            *said,
        ]


@router.get("/stories.csv")
def stories_csv(request: Request, who: Visitor = Who) -> Response:
    """Return the list of stories as CSV."""
    return stories_as_csv(around(request).desk)


def stories_as_csv(desk: Desk) -> Response:
    """Return all stories, one a line."""
    with desk.store.reading() as connection:
        found = listing.listed(connection)
    columns = (
        "id",
        "kind",
        "state",
        "title",
        "product",
        "period",
        "focus",
        "by",
        "at",
        "latest",
        "live",
        "score",
        "why",
    )
    return as_csv("stories.csv", [list(columns), *([s[c] for c in columns] for s in found)])


def as_csv(name: str, lines: Iterable[list[object]]) -> Response:
    """Return rows as a CSV file in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([[cell(value) for value in line] for line in lines])
    head = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=head)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
