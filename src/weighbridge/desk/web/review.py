"""What a reviewer does on the page of a story: open the evidence of a claim, tick it, comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from weighbridge.desk.values import Mark
from weighbridge.desk.web import views
from weighbridge.desk.web.around import Form, Who, around, claim_key, go, refusal_of, story_id, typed, whole, words
from weighbridge.desk.web.session import Visitor
from weighbridge.desk.web.stories import review
from weighbridge.errors import ConflictError, InputError, UnknownNameError
from weighbridge.pages import chart_file, render_desk

router = APIRouter()
_CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"  # a drawing: shapes and its own style
_KEPT = "private, max-age=86400, immutable"


@router.get("/stories/{id}/claims/{key}")
def claim(request: Request, id: str, key: str, who: Visitor = Who) -> Response:
    """Return the evidence of a claim alone, as the script puts it beside the text."""
    here = around(request)
    if "x-part" not in request.headers:
        return go(f"/stories/{story_id(id)}?claim={claim_key(key)}#evidence")
    with here.desk.looking_at(story_id(id), by=who.person.id) as case:
        if not any(c["key"] == claim_key(key) for c in case.claims):
            raise UnknownNameError("claim", key)
        part = views.evidence_part(case, here.evidence, key)
    visitor = {"csrf": who.csrf}
    return HTMLResponse(render_desk("evidence", {**part, "visitor": visitor}))


@router.get("/stories/{id}/claims/{key}/chart.svg")
def chart(request: Request, id: str, key: str, narrow: str = "", who: Visitor = Who) -> Response:
    """Return the drawing of the series behind a claim."""
    here = around(request)
    with here.desk.looking_at(story_id(id), by=who.person.id) as case:
        facts = next((c["facts"] for c in case.claims if c["key"] == claim_key(key)), None)
    drawn = here.evidence.chart(facts) if facts else None
    if drawn is None:
        raise UnknownNameError("chart", key)
    head = {"content-security-policy": _CHART_POLICY, "cache-control": _KEPT}
    return Response(chart_file(drawn[0], narrow=bool(narrow)), media_type="image/svg+xml", headers=head)


@router.get("/stories/{id}/charts/{n}.svg")
def story_chart(request: Request, id: str, n: str, who: Visitor = Who) -> Response:
    """Return a chart of the story as readers will see it."""
    here = around(request)
    with here.desk.looking_at(story_id(id), by=who.person.id) as case:
        charts = case.version.content.get("charts") or []
        content_hash = case.version.content_hash
    if not (n.isascii() and n.isdigit() and len(n) < 4 and int(n) < len(charts)):
        raise UnknownNameError("chart", n[:10])
    drawn = here.evidence.story_chart(content_hash, charts[int(n)])
    head = {"content-security-policy": _CHART_POLICY, "cache-control": _KEPT}
    return Response(chart_file(drawn), media_type="image/svg+xml", headers=head)


@router.post("/stories/{id}/tick")
def tick(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Keep what a reviewer says of a claim, and go on to the next."""
    given = typed(form)
    key = claim_key(words(form, "claim"))
    try:
        around(request).desk.tick(
            story_id(id), key, _mark(words(form, "mark")), note=words(form, "note"), by=who.person.id
        )
    except UnknownNameError:
        raise
    except InputError as why:
        status, refused = refusal_of(why)
        return review(request, id, who, status=status, claim=key, given=given, refused=refused)
    return go(words(form, "next") or f"/stories/{id}?claim={key}")


def _mark(text: str) -> Mark:
    try:
        return Mark(text)
    except ValueError:
        raise InputError(f"a claim is {', '.join(Mark)}, not {text[:40]!r}") from None


@router.post("/stories/{id}/opened", status_code=204)
def opened(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Keep for how long the evidence of a claim was open."""
    around(request).desk.opened(
        story_id(id), claim_key(words(form, "claim")), seconds_of(words(form, "seconds")), by=who.person.id
    )
    return Response(status_code=204)


def seconds_of(text: str) -> float:
    """Return a number of seconds; raises InputError for a text that is none."""
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{text[:40]!r} is no number of seconds") from None


@router.post("/stories/{id}/comment")
def comment(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Keep a remark on words of title or text."""
    desk, given = around(request).desk, typed(form)
    given["remark"] = given.get("words", "")
    quote = " ".join(words(form, "quote").split())
    try:
        with desk.looking_at(story_id(id), by=who.person.id) as case:
            if whole(form, "revision") not in {None, case.story.revision}:
                raise ConflictError("the story was changed since you opened it; look again, your comment is kept below")
            content = case.version.content
        where = _place_of(content, quote)
        start = content[where].index(quote)
        desk.comment(id, where=where, start=start, end=start + len(quote), words=words(form, "words"), by=who.person.id)
    except UnknownNameError:
        raise
    except InputError as why:
        status, refused = refusal_of(why)
        given["words_of_comment"] = given.pop("words", "")
        return review(request, id, who, status=status, given=given, refused=refused)
    return go(f"/stories/{id}#comments")


def _place_of(content: Mapping[str, Any], quote: str) -> str:
    where = next((place for place in ("text", "title") if quote and quote in content[place]), None)
    if where is None:
        raise InputError(f"“{quote[:80]}” does not stand in the title or the text; copy a few words from there")
    return where


@router.post("/stories/{id}/settle")
def settle(request: Request, id: str, form: FormData = Form, who: Visitor = Who) -> Response:
    """Mark a comment as settled."""
    number = whole(form, "comment")
    if number is None:
        raise InputError("the form does not say which comment")
    around(request).desk.settle(story_id(id), number, by=who.person.id)
    return go(f"/stories/{id}#comments")
