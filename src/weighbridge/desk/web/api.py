"""The API: everything the pages do, as JSON, for whoever holds a token of a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from weighbridge.check import read_bytes
from weighbridge.desk import audit, reports, rows
from weighbridge.desk.content import edited
from weighbridge.desk.leads import draft_lead, scan_into_queue
from weighbridge.desk.moments import written
from weighbridge.desk.people import Bearer
from weighbridge.desk.typed import in_order
from weighbridge.desk.values import Mark, Person, Role, State, Version
from weighbridge.desk.web import deeds, house, listing
from weighbridge.desk.web import stories as pages
from weighbridge.desk.web.views import offered, story_dict
from weighbridge.errors import ConflictError, InputError, NotInDataError, RefusedError, UnknownNameError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.web.around import Around

_LARGEST = 2**31 - 1
StoryId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="The id of a story.")]
ClaimKey = Annotated[str, Path(pattern="^[0-9a-f]{20}$", description="The key of a claim of the newest version.")]
Number = Annotated[int, Path(ge=0, le=_LARGEST)]
VersionNumber = Annotated[int, Query(ge=0, le=_LARGEST)]
PersonId = Annotated[str, Path(pattern="^[a-z][a-z0-9-]{0,39}$", description="The id of a person.")]
Json = dict[str, Any]
_REVISION = Field(None, ge=0, le=_LARGEST, description="That of the story you looked at; a later one is a conflict.")


class _Csv(Response):
    media_type = "text/csv"


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=300_000)


class NewStory(_Sent):
    """A text to begin a story with."""

    title: str = Field("", max_length=2_000)
    text: str
    dateline: date | None = Field(None, description="The day it is written; its data are looked through.")


class OutsideText(_Sent):
    """Somebody else's text, to be checked and never published."""

    text: str
    name: str = Field("text.txt", max_length=120)
    form: str = Field("text", pattern="^(text|markdown|html|json)$")


class Words(_Sent):
    """The words of a story as they are to be from now on."""

    title: str = Field(max_length=2_000)
    text: str
    why: str = Field("", max_length=500)
    revision: int | None = _REVISION


class Paragraph(_Sent):
    """The words of one paragraph from now on."""

    words: str
    revision: int = Field(ge=0, le=_LARGEST, description="That of the story you looked at.")


class NewPerson(_Sent):
    """Somebody who begins to work here."""

    id: str = Field(pattern="^[a-z][a-z0-9-]{0,39}$")
    name: str = Field(max_length=100)
    roles: list[Literal[Role.REPORTER, Role.EDITOR, Role.DUTY_EDITOR, Role.ADMINISTRATOR]] = Field(min_length=1)


class Deed(_Sent):
    """What an action needs beyond its name; what it does not need is left out."""

    revision: int | None = _REVISION
    seal: str = Field("", max_length=100, description="approve: the seal of the content that is signed")
    reason: str = Field("", max_length=10_000, description="for all that is done with a reason")
    claim: str = Field("", max_length=100, description="waive: the key of the claim")
    at: str = Field("", max_length=100, description="schedule, embargo: a moment, as 2025-07-20T08:30+00:00")


class TickOf(_Sent):
    """What a reviewer says of a claim."""

    claim: str = Field(pattern="^[0-9a-f]{20}$")
    mark: Mark
    note: str = Field("", max_length=10_000)


class Opening(_Sent):
    """For how long the evidence of a claim was open."""

    claim: str = Field(pattern="^[0-9a-f]{20}$")
    seconds: float = Field(ge=0, le=86_400)


class Remark(_Sent):
    """A remark on a span of the newest version."""

    where: str = Field(pattern="^(title|text)$")
    start: int = Field(ge=0, le=_LARGEST)
    end: int = Field(ge=0, le=_LARGEST)
    words: str


class Answer(_Sent):
    """What came of a reader's report."""

    outcome: str = Field(pattern="^(corrected|updated|stands)$")
    words: str


class Problem(BaseModel):
    """Why something was not done: what was tried, and every reason."""

    error: str
    reasons: list[str]


_ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": why}
    for code, why in {
        400: "no request the desk understands",
        401: "no token in use",
        403: "refused, with every reason",
        404: "nothing of that name",
        409: "somebody else was faster",
        422: "cannot be done as it stands",
    }.items()
}
_token = HTTPBearer(auto_error=False, description="A token of a person at the desk.")


def _around(request: Request) -> Around:
    found: Around = request.app.state.around
    return found


def _reader(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_token)]) -> Bearer:
    bearer = _around(request).desk.bearer_of(given.credentials) if given else None
    if bearer is None:
        raise HTTPException(401, "a token of a person at the desk is needed", {"www-authenticate": "Bearer"})
    return bearer


def _writer(bearer: Annotated[Bearer, Depends(_reader)]) -> str:
    if bearer.read_only:
        raise HTTPException(403, "this token may only read")
    return bearer.person.id


def _desk(request: Request) -> Desk:
    return _around(request).desk


Here = Annotated["Around", Depends(_around)]
DeskHere = Annotated["Desk", Depends(_desk)]
Reader = Annotated[Bearer, Depends(_reader)]
Writer = Annotated[str, Depends(_writer)]


def interface(around: Around) -> FastAPI:
    """Return the API as an application of its own, with its OpenAPI document under /openapi.json."""
    api = FastAPI(
        title="Weighbridge desk",
        version="1",
        description="Everything the pages of the desk do. Actions obey the same rules; a refusal names every reason.",
        docs_url=None,
        redoc_url=None,
        responses=_ANSWERS,
        servers=[{"url": "/api/v1"}],
        root_path_in_servers=False,
    )
    api.state.around = around
    _reading(api)
    _writing(api)
    _people(api)
    for kind, answer in (
        (InputError, _not_done), (NotInDataError, _not_done), (HTTPException, _plain),
        (RequestValidationError, _invalid), (Exception, _our_fault),
    ):  # fmt: skip
        api.add_exception_handler(kind, answer)
    return api


# ---- reading ---------------------------------------------------------------------------------------------------------


def _reading(api: FastAPI) -> None:
    @api.get("/me")
    def me(who: Reader) -> Json:
        """Say whose token it is."""
        person = who.person
        return {"id": person.id, "name": person.name, "roles": sorted(person.roles), "read_only": who.read_only}

    @api.get("/stories")
    def stories(desk: DeskHere, who: Reader, state: Annotated[list[State] | None, Query()] = None) -> list[Json]:
        """List the stories, all or those in some states; the best lead first, else the newest."""
        with desk.store.reading() as connection:
            return listing.listed(connection, *(state or ()))

    @api.get("/stories/{id}")
    def story(desk: DeskHere, who: Reader, id: StoryId) -> Json:
        """Return a story with its newest words, its claims, its seal, and what may be done to it by you."""
        with desk.looking_at(id, by=who.person.id) as case:
            told: Json = {**story_dict(case.story), "possible": list(offered(case.story, who.person))}
            if case.story.latest:
                told |= {
                    "content": dict(case.version.content), "seal": case.seal, "claims": [dict(c) for c in case.claims],
                    "checked": _checked(case.check), "approved_by": sorted(a.approved_by for a in case.approvals),
                }  # fmt: skip
        return told

    @api.get("/stories/{id}/versions/{n}")
    def version(desk: DeskHere, who: Reader, id: StoryId, n: Number) -> Json:
        """Return the words of a version."""
        with desk.store.reading() as connection:
            return _version(rows.version_of(connection, id, n))

    @api.get("/stories/{id}/claims/{key}")
    def evidence(here: Here, who: Reader, id: StoryId, key: ClaimKey) -> Json:
        """Return a claim with the facts behind it laid open: value, interval, definition, printed figures, SQL."""
        with here.desk.looking_at(id, by=who.person.id) as case:
            claim = next((c for c in case.claims if c["key"] == key), None)
        if claim is None:
            raise UnknownNameError("claim", key)
        return {**claim, "evidence": [dict(fact) for fact in here.evidence.facts(claim["facts"])]}

    @api.get("/stories/{id}/record")
    def record(desk: DeskHere, who: Reader, id: StoryId) -> Json:
        """Return the review record of a story."""
        return desk.record(id)

    @api.get("/reports")
    def reader_reports(desk: DeskHere, who: Reader) -> list[Json]:
        """List what readers reported, what waits for an answer first."""
        with desk.store.reading() as connection:
            return reports.reports(connection)

    @api.get("/stories/{id}/diff")
    def diff(desk: DeskHere, who: Reader, id: StoryId, old: VersionNumber, new: VersionNumber) -> Json:
        """Return what changed between two versions, word by word."""
        with desk.store.reading() as connection:
            rows.story_of(connection, id)
            return pages.comparison(connection, id, old, new)

    @api.get("/stories/{id}/claims.csv", response_class=_Csv)
    def claims_csv(desk: DeskHere, who: Reader, id: StoryId) -> Response:
        """Return the claims of the newest version as CSV, with what you said of each."""
        return pages.claims_as_csv(desk, id, by=who.person.id)

    @api.get("/stories.csv", response_class=_Csv)
    def stories_csv(desk: DeskHere, who: Reader) -> Response:
        """Return the list of stories as CSV."""
        return pages.stories_as_csv(desk)

    @api.get("/people")
    def everybody(desk: DeskHere, who: Reader) -> list[Json]:
        """List who works or worked at the desk."""
        return [_person(person) for person in desk.everybody()]

    @api.get("/audit/head")
    def head(desk: DeskHere, who: Reader) -> Json:
        """Return the end of the audit chain."""
        with desk.store.reading() as connection:
            last = audit.head(connection)
        return {"n": last.n, "hash": last.hash}


def _person(person: Person) -> Json:
    return {"id": person.id, "name": person.name, "roles": sorted(person.roles), "active": person.active}


def _checked(check: Any) -> Json | None:
    if check is None:
        return None
    told = {"as_of": check.as_of, "commit": check.commit, "coverage": check.report["coverage"]}
    return told | {"findings": check.report["findings"], "at": written(check.checked_at)}


def _version(version: Version) -> Json:
    return {
        "n": version.n, "content": dict(version.content), "content_hash": version.content_hash,
        "by": version.written_by, "at": written(version.written_at), "why": version.why,
    }  # fmt: skip


# ---- writing ---------------------------------------------------------------------------------------------------------


def _writing(api: FastAPI) -> None:
    @api.post("/stories", status_code=201)
    def write(desk: DeskHere, by: Writer, sent: NewStory) -> Json:
        """Begin a story of our own, and check it."""
        day = sent.dateline.isoformat() if sent.dateline else None
        words = edited({"dateline": day}, title=sent.title, text=sent.text)
        story = desk.write(words, by=by)
        return story_dict(desk.check(story.id, by=by))

    @api.post("/outside", status_code=201)
    def outside(desk: DeskHere, by: Writer, sent: OutsideText) -> Json:
        """Check somebody else's text."""
        document = read_bytes(sent.text.encode("utf-8", "replace"), name=sent.name or "text.txt", form=sent.form)
        story = desk.take_in(document, by=by)
        return story_dict(desk.check(story.id, by=by))

    @api.put("/stories/{id}/words")
    def edit(desk: DeskHere, by: Writer, id: StoryId, sent: Words) -> Json:
        """Change the words, and check them; saving without a change does nothing."""
        return story_dict(
            desk.edit(id, title=sent.title, text=sent.text, by=by, revision=sent.revision, why=in_order(sent.why))
        )

    @api.put("/stories/{id}/paragraphs/{n}")
    def paragraph(desk: DeskHere, by: Writer, id: StoryId, n: Number, sent: Paragraph) -> Json:
        """Change one paragraph, counted from 0, and check the text; without words it is taken out."""
        return story_dict(pages.save_paragraph(desk, id, n, in_order(sent.words), sent.revision, by=by))

    @api.post("/stories/{id}/actions/{action}")
    def act(desk: DeskHere, by: Writer, id: StoryId, action: str, sent: Deed | None = None) -> Json:
        """Do an action of the table to a story: check, submit, waive, approve, publish, and the others."""
        sent = sent or Deed()  # type: ignore[call-arg] # pydantic knows the defaults
        given = {key: in_order(getattr(sent, key)) for key in ("seal", "reason", "claim", "at")}
        return story_dict(deeds.perform(desk, action, id, sent.revision, given, by=by))

    @api.post("/stories/{id}/ticks", status_code=204)
    def tick(desk: DeskHere, by: Writer, id: StoryId, sent: TickOf) -> Response:
        """Say of a claim that it is accepted, flagged or sourced."""
        desk.tick(id, sent.claim, sent.mark, note=sent.note, by=by)
        return Response(status_code=204)

    @api.post("/stories/{id}/openings", status_code=204)
    def opened(desk: DeskHere, by: Writer, id: StoryId, sent: Opening) -> Response:
        """Say for how long the evidence of a claim was open."""
        desk.opened(id, sent.claim, sent.seconds, by=by)
        return Response(status_code=204)

    @api.post("/stories/{id}/comments", status_code=201)
    def comment(desk: DeskHere, by: Writer, id: StoryId, sent: Remark) -> Json:
        """Remark on a span of title or text."""
        return {"id": desk.comment(id, where=sent.where, start=sent.start, end=sent.end, words=sent.words, by=by)}

    @api.post("/stories/{id}/comments/{n}/settle", status_code=204)
    def settle(desk: DeskHere, by: Writer, id: StoryId, n: Number) -> Response:
        """Mark a comment as settled."""
        desk.settle(id, n, by=by)
        return Response(status_code=204)

    @api.post("/leads/scan")
    def scan(desk: DeskHere, by: Writer) -> list[Json]:
        """Put what is news in the newest months into the queue, and return what was not there yet."""
        return [story_dict(story) for story in scan_into_queue(desk, by=by)]

    @api.post("/leads/{id}/draft")
    def draft(desk: DeskHere, by: Writer, id: StoryId) -> Json:
        """Draft a lead, and check the draft."""
        return story_dict(draft_lead(desk, id, by=by))

    @api.post("/reports/{report}/answer", status_code=204)
    def answer(desk: DeskHere, by: Writer, report: StoryId, sent: Answer) -> Response:
        """Answer a reader's report in public."""
        reports.answer(desk, report, outcome=sent.outcome, words=sent.words, by=by)
        return Response(status_code=204)


# ---- people ----------------------------------------------------------------------------------------------------------


def _people(api: FastAPI) -> None:
    @api.post("/people", status_code=201)
    def add(desk: DeskHere, by: Writer, sent: NewPerson) -> Json:
        """Add somebody to the newsroom; a link lets them set their password."""
        return _person(desk.add_person(sent.id, sent.name, *sent.roles, by=by))

    @api.post("/people/{person}/link", status_code=201)
    def link(here: Here, bearer: Reader, by: Writer, person: PersonId) -> Json:
        """Return a new link, good once, by which somebody sets their password."""
        return {"path": house.link_for(here, person, by=bearer.person)}

    @api.post("/people/{person}/retire", status_code=204)
    def retire(desk: DeskHere, by: Writer, person: PersonId) -> Response:
        """Let somebody act no more."""
        desk.retire(person, by=by)
        return Response(status_code=204)


# ---- what goes wrong -------------------------------------------------------------------------------------------------


def _problem(status: int, error: str, reasons: list[str], headers: Any = None) -> Response:
    return JSONResponse({"error": in_order(error), "reasons": list(map(in_order, reasons))}, status, headers)


def _not_done(request: Request, error: Exception) -> Response:
    if isinstance(error, RefusedError):
        return _problem(403, f"{error.action} is refused", list(error.reasons))
    status = 409 if isinstance(error, ConflictError) else 404 if isinstance(error, UnknownNameError) else 422
    names = {409: "somebody else was faster", 404: "not found", 422: "cannot be done as it stands"}
    return _problem(status, names[status], [str(error)])


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _problem(error.status_code, "no", [str(error.detail)], error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:20]]
    return _problem(422, "cannot be done as it stands", told)


def _our_fault(request: Request, error: Exception) -> Response:
    return _problem(500, "our fault", ["something that should be impossible happened; nothing was changed"])
