"""The newsletter's pages: subscribing, confirming, choosing, leaving for readers; what was sent and how for editors.

A link in a mail is followed by many a program that nobody asked: no GET changes anything here. What a mail program does
for its owner by RFC 8058 is a POST without cookie, form token or page before it, and it is answered at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from weighbridge.card import trade_card
from weighbridge.desk import Role, written
from weighbridge.errors import InputError, UnknownNameError
from weighbridge.publish.post.mail import choices_address, leave_address, topics_in_words
from weighbridge.publish.post.newsletter import Newsletter
from weighbridge.publish.post.subscribers import CONSENT
from weighbridge.publish.post.values import LetterState, Settlement, Standing, Subscriber

if TYPE_CHECKING:
    from weighbridge.desk import Doors

_MOST_FROM_ONE, _MOST_IN_ALL = 10, 300  # who asks within an hour
_LONGEST_TOKEN = 64
_PURPOSE = "subscribe"
_QUIET = {"referrer-policy": "no-referrer"}  # a link that says who somebody is stays on this page


async def _sent(request: Request) -> FormData:
    """Return a form of whatever origin: who sends it is known by the link it goes to."""
    return await request.form(max_files=0, max_fields=100)


_Sent = Depends(_sent)


def router_of(newsletter: Newsletter, doors: Doors, *, server: bool) -> APIRouter:
    """Return the pages of a newsletter; `server` is whether a mail server is set."""
    router = APIRouter()
    _for_who_comes(router, newsletter, doors)
    _for_readers(router, newsletter, doors)
    _for_editors(router, newsletter, doors, server=server)
    return router


def _for_who_comes(router: APIRouter, newsletter: Newsletter, doors: Doors) -> None:
    """Add the pages on which somebody subscribes and confirms it."""
    from_one = doors.throttle(_MOST_FROM_ONE, timedelta(hours=1))
    in_all = doors.throttle(_MOST_IN_ALL, timedelta(hours=1))

    @router.get("/subscribe")
    def subscribe_page(request: Request) -> Response:
        """Return the form to subscribe."""
        return _form(request)

    def _form(request: Request, *, status: int = 200, **more: Any) -> Response:
        token = doors.open_token(_PURPOSE)
        given = {"chosen": (), "asked": False, "consent": CONSENT, "topics": _topics(), "csrf": token, **more}
        page: Response = doors.page(request, "newsletter/subscribe", status=status, **_house(newsletter), **given)
        return page

    @router.post("/subscribe")
    def subscribe(request: Request, form: FormData = doors.open_form) -> Response:
        """Take in who wants the newsletter; the answer is the same whether we know the address or not."""
        if not doors.is_open_token(doors.words(form, "csrf"), _PURPOSE):
            raise HTTPException(403, "That form is too old; load the page again and send it from there.")
        sender = request.client.host if request.client else ""
        if wait := from_one.wait(sender) or in_all.wait(""):
            seconds = int(wait.total_seconds()) + 1
            raise HTTPException(429, "Too many want to subscribe from there; try it again later.",
                                headers={"retry-after": str(seconds)})  # fmt: skip
        from_one.count(sender)
        in_all.count("")
        if doors.words(form, "website"):  # a field that no person sees: a program fills in whatever there is
            return _form(request, asked=True)
        try:
            newsletter.ask(doors.words(form, "address"), _chosen(form))
        except InputError as why:
            status, refused = doors.refusal_of(why)
            return _form(request, status=status, refused=refused, typed=doors.typed(form), chosen=_chosen(form))
        return _form(request, asked=True)

    @router.get("/confirm/{token}")
    def confirm_page(request: Request, token: str) -> Response:
        """Return the button that confirms; looking at it changes nothing."""
        found = newsletter.to_confirm(_token(token))
        return _confirmation(request, found, done=found is not None and found.standing is Standing.ACTIVE)

    @router.post("/confirm/{token}")
    def confirm(request: Request, token: str) -> Response:
        """Make them a subscriber, once."""
        return _confirmation(request, newsletter.confirm(_token(token)), done=True)

    def _confirmation(request: Request, found: Subscriber | None, *, done: bool) -> Response:
        shown = {"reader": found.masked, "about": _about(found)} if found else {"reader": "", "about": ""}
        given = {**_house(newsletter), **shown, "done": done and found is not None, "consent": CONSENT}
        return _quiet(doors.page(request, "newsletter/confirm", status=200 if found else 404, **given))


def _for_readers(router: APIRouter, newsletter: Newsletter, doors: Doors) -> None:
    """Add the pages that the links in every mail lead to."""

    @router.get("/unsubscribe/{token}")
    def leave_page(request: Request, token: str) -> Response:
        """Return the button that ends it; looking at it changes nothing."""
        return _leaving(request, _reader(newsletter, token))

    @router.post("/unsubscribe/{token}")
    def leave(request: Request, token: str, form: FormData = _Sent) -> Response:
        """End it at once, for a button and for a mail program alike."""
        if form.get("List-Unsubscribe") != "One-Click":
            raise HTTPException(422, "List-Unsubscribe=One-Click is expected.")
        reader = _reader(newsletter, token)
        from_page = "text/html" in request.headers.get("accept", "")
        newsletter.leave(reader.token, by="reader" if from_page else "one click")
        if not from_page:
            return PlainTextResponse("You are unsubscribed.", headers=_QUIET)
        return _leaving(request, _reader(newsletter, token))

    def _leaving(request: Request, reader: Subscriber) -> Response:
        done = reader.standing is not Standing.ACTIVE
        choices = choices_address(newsletter.masthead, reader)
        given = {**_house(newsletter), "reader": reader.masked, "done": done, "choices": choices}
        return _quiet(doors.page(request, "newsletter/unsubscribe", **given))

    @router.get("/newsletter/{token}")
    def choices_page(request: Request, token: str) -> Response:
        """Return the form in which somebody chooses their topics."""
        reader = _reader(newsletter, token)
        return _leaving(request, reader) if reader.standing is not Standing.ACTIVE else _choices(request, reader)

    @router.post("/newsletter/{token}")
    def choose(request: Request, token: str, form: FormData = _Sent) -> Response:
        """Keep what somebody chose."""
        reader = _reader(newsletter, token)
        if reader.standing is not Standing.ACTIVE:
            return _leaving(request, reader)
        chosen = newsletter.choose(reader.token, _chosen(form))
        assert chosen is not None
        return _choices(request, chosen, saved=True)

    def _choices(request: Request, reader: Subscriber, *, saved: bool = False) -> Response:
        confirmed = reader.confirmed_at.date().isoformat() if reader.confirmed_at else ""
        given = {**_house(newsletter), "reader": reader.masked, "topics": _topics(), "saved": saved}
        given |= {"chosen": reader.topics, "about": _about(reader), "confirmed": confirmed}
        leaving = leave_address(newsletter.masthead, reader).removeprefix(newsletter.masthead.post.rstrip("/"))
        return _quiet(doors.page(request, "newsletter/choices", leave=leaving, **given))


def _for_editors(router: APIRouter, newsletter: Newsletter, doors: Doors, *, server: bool) -> None:
    """Add the page that shows what was sent and what nobody knows."""

    @router.get("/post")
    def status_page(request: Request, who: Any = doors.who) -> Response:
        """Return where the newsletter stands."""
        return _status(request, who)

    def _status(request: Request, who: Any, *, status: int = 200, **more: Any) -> Response:
        shown = {**_status_shown(newsletter), "server": server, "may_settle": _settles(who)}
        page: Response = doors.page(request, "newsletter/status", who=who, status=status, **shown, **more)
        return page

    @router.post("/post/letters/{n}")
    def settle(request: Request, n: str, form: FormData = doors.form, who: Any = doors.who) -> Response:
        """Keep what somebody found out about a letter."""
        outcome = doors.words(form, "outcome")
        if not (n.isascii() and n.isdigit() and len(n) < 10):
            raise UnknownNameError("letter", n[:20])
        if outcome not in set(Settlement):
            raise UnknownNameError("outcome", outcome[:20], [str(o) for o in Settlement])
        if not _settles(who):
            raise HTTPException(403, "An uncertain letter is settled by an editor or duty editor.")
        try:
            newsletter.settle(int(n), Settlement(outcome), by=who.person.id, note=doors.words(form, "note"))
        except UnknownNameError:
            raise
        except InputError as why:
            status, refused = doors.refusal_of(why)
            return _status(request, who, status=status, refused=refused)
        answer: Response = doors.go("/post")
        return answer


def _settles(who: Any) -> bool:
    return bool(who.person.holds(Role.EDITOR, Role.DUTY_EDITOR))


def _status_shown(newsletter: Newsletter) -> dict[str, Any]:
    found = newsletter.status()
    uncertain = [
        {
            "n": one.letter.n,
            "what": f"issue {one.letter.issue}" if one.letter.issue else f"the {one.letter.kind}",
            "reader": one.subscriber.masked or "somebody who has left",
            "at": written(one.receipts[-1].noted_at),
            "words": one.receipts[-1].words,
            "message_id": one.letter.message_id,
        }
        for one in found.uncertain
    ]
    issues = [
        {
            "n": one.issue.n if one.issue else None,
            "at": written(one.issue.made_at) if one.issue else "",
            "what": _what(one.issue.kind, one.issue.content) if one.issue else "to one person each: confirmations",
            "letters": {str(state): many for state, many in one.letters.items()},
        }
        for one in found.issues
    ]
    return {
        "uncertain": uncertain,
        "issues": issues,
        "states": [str(state) for state in LetterState],
        "active": found.subscribers[Standing.ACTIVE],
        "pending": found.subscribers[Standing.PENDING],
        "queued": found.queued,
        "due": written(found.due_next_at) if found.due_next_at else "",
    }


def _what(kind: str, content: Any) -> str:
    if kind != "digest":
        return f"{kind}: {content['title']}"
    stories = content["stories"]
    return f"digest: {stories[0]['title']}" + (f" and {len(stories) - 1} more" if len(stories) > 1 else "")


def _house(newsletter: Newsletter) -> dict[str, str]:
    return {"newsroom": newsletter.masthead.newsroom, "site": newsletter.masthead.site}


def _reader(newsletter: Newsletter, token: str) -> Subscriber:
    found = newsletter.subscriber(_token(token))
    if found is None:
        raise HTTPException(404, "This link is not one of ours; perhaps the mail program broke it.")
    return found


def _token(given: str) -> str:
    return given if given.isascii() and len(given) <= _LONGEST_TOKEN else ""


def _topics() -> list[tuple[str, str]]:
    return [(product.id, product.name) for product in trade_card().products.values()]


def _chosen(form: FormData) -> tuple[str, ...]:
    """The topics of a form; none stands for everything."""
    return () if form.get("topic-everything") else tuple(id for id, _ in _topics() if form.get(f"topic-{id}"))


def _about(reader: Subscriber) -> str:
    return topics_in_words(reader.topics) or "everything"


def _quiet(page: Response) -> Response:
    page.headers.update(_QUIET)
    return page
