"""`weighbridge post`: the newsletter: sent, looked at, settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.newsroom import By, ByOrMachine, group_of, opened
from weighbridge.cli.options import AsJson
from weighbridge.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from weighbridge.publish import Newsletter, NewsletterStatus, Subscriber

MACHINE = "machine"
LetterNumber = Annotated[
    int, typer.Argument(metavar="LETTER", min=1, help="A letter by its number, as status shows it.", show_default=False)
]


def group() -> typer.Typer:
    """Return the verbs of the newsletter."""
    app = group_of("The newsletter: what is new is sent, what was wrong is told.", no_args_is_help=True)
    app.command("send")(send)
    app.command("subscribers")(subscribers)
    app.command("status")(status)
    app.command("settle")(settle)
    return app


def send(
    by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="Who sends it; without, whoever sits here.")
    ] = MACHINE,
    notices: Annotated[
        bool, typer.Option("--notices", help="No new digest: corrections, confirmations and what is waiting alone.")
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Print the digest as it would go out now, and send nothing.")
    ] = False,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="NAME", help="The preview for this topic alone; repeatable.")
    ] = None,
    wait: Annotated[
        float, typer.Option("--wait", min=0, metavar="MINUTES", help="Wait so long for letters the server puts off.")
    ] = 0,
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=0, metavar="N", help="Letters a minute at most; 0 for no bound.")
    ] = 120,
    as_json: AsJson = False,
) -> None:
    """Make a digest of what has come out since the last one, and hand over every letter that is due.

    Each letter is handed to the mail server of WEIGHBRIDGE_SMTP_URL once. What it puts off waits for the next time;
    where the line is lost between the last dot and the reply, nobody knows, and a person settles it. Run it as often as
    you like: nothing is sent twice. Exit code 1: the server could not be reached, or something is uncertain.

    Example: weighbridge post send --wait 15
    """
    from datetime import timedelta

    from weighbridge.cli.console import print_json

    newsletter = _newsletter()
    if preview:
        _print_preview(newsletter, topic or [])
        return
    if topic:
        raise InputError("--topic is for --preview; everybody is sent the topics they chose")
    if by != MACHINE and not newsletter.desk.person(by).active:
        raise InputError(f"{by} no longer works here")
    if not newsletter.has_server:
        raise InputError("no mail server is set; name one by WEIGHBRIDGE_SMTP_URL, as smtp://mail.example.org:587")
    issue = None
    if notices:
        newsletter.make_notices()
    else:
        issue = newsletter.make_digest(by=by)
    came = newsletter.send(wait=timedelta(minutes=wait), per_minute=per_minute)
    now = newsletter.status()
    told = {
        "issue": issue.n if issue else None,
        "busy": came.busy,
        "stopped": came.stopped,
        "ended": {str(state): many for state, many in sorted(came.ended.items())},
        "put_off": came.put_off,
        "queued": now.queued,
        "uncertain": len(now.uncertain),
    }
    if as_json:
        print_json(told)
    else:
        _print_sent(told)
    if came.stopped or now.uncertain:
        raise typer.Exit(1)


def subscribers(
    find: Annotated[
        bool, typer.Option("--find", help="Whoever is or was at an address, which is read from standard input.")
    ] = False,
    remove: Annotated[
        str | None,
        typer.Option("--remove", metavar="ID", help="Let somebody go, as they asked, and delete the address."),
    ] = None,
    by: ByOrMachine = "",
    as_json: AsJson = False,
) -> None:
    """Print who gets the newsletter and since when, their addresses masked.

    With --find it is whoever is or was at one address, with everything they agreed to: it is how a question about
    consent is answered, and how somebody is found who wants to be removed.

    Example: weighbridge post subscribers
    """
    from weighbridge.cli.console import print_json
    from weighbridge.cli.newsroom import secret

    newsletter = _newsletter()
    if remove is not None:
        if not by:
            raise InputError("somebody is removed under a name: --by PERSON")
        newsletter.remove(remove, by=by)
    found = newsletter.subscribers(address=secret("Address")) if find else newsletter.subscribers()
    if remove is not None:
        found = [one for one in found if one.id == remove]
    entries = [_entry(one) | ({"consents": newsletter.consents(one.id)} if find else {}) for one in found]
    if as_json:
        print_json({"subscribers": entries})
    else:
        _print_subscribers(entries)


def status(as_json: AsJson = False) -> None:
    """Print what was sent, what waits, and the letters of which nobody knows whether they arrived.

    Example: weighbridge post status
    """
    from weighbridge.cli.console import print_json

    told = _told(_newsletter().status())
    if as_json:
        print_json(told)
    else:
        _print_status(told)


def settle(
    letter: LetterNumber,
    outcome: Annotated[
        str,
        typer.Argument(
            metavar="OUTCOME",
            help="sent: it arrived. again: it did not, send it once more. dropped: it did not, leave it.",
            show_default=False,
        ),
    ],
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="How you know.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say of an uncertain letter what became of it, as the log of the mail server tells.

    Example: weighbridge post settle 12 sent --by dana --note "queued as 4Zk1 at 9:14"
    """
    from weighbridge.cli.console import print_json
    from weighbridge.publish import Settlement

    if outcome not in set(Settlement):
        raise UnknownNameError("outcome", outcome, [str(o) for o in Settlement])
    found = _newsletter().settle(letter, Settlement(outcome), by=by, note=note)
    if as_json:
        print_json({"letter": found.n, "state": str(found.state), "attempts": found.attempts})
    else:
        print(f"Letter {found.n} is {found.state}.")


def _newsletter() -> Newsletter:
    desk = opened()
    from weighbridge.publish import Masthead, Newsletter
    from weighbridge.settings import Settings

    settings = Settings.from_environment()
    return Newsletter(desk, Masthead.of(settings), smtp_url=settings.smtp_url)


def _print_preview(newsletter: Newsletter, topics: list[str]) -> None:
    from email import message_from_bytes
    from email.policy import default

    from weighbridge.card import trade_card

    content = newsletter.preview([trade_card().product(name).id for name in topics])
    if content is None:
        print("Nothing has come out since the last digest.")
        return
    message = message_from_bytes(content, policy=default)
    print(f"Subject: {message['Subject']}\n")
    body = message.get_body(("plain",))
    assert body is not None
    print(body.get_content())


def _print_sent(told: Mapping[str, Any]) -> None:
    if told["busy"]:
        print("Another process is sending at this moment; nothing was done here.")
        return
    print(
        f"Issue {told['issue']} was made." if told["issue"] else "No new digest: nothing has come out since the last."
    )
    ended = ", ".join(f"{many} {state}" for state, many in told["ended"].items())
    print(f"Letters: {ended or 'none'}; {told['put_off']} put off, {told['queued']} waiting.")
    if told["stopped"]:
        print(f"It ended early: {told['stopped']}.")
    if told["uncertain"]:
        print(f"Of {told['uncertain']} nobody knows whether they arrived: weighbridge post status")


def _entry(one: Subscriber) -> dict[str, Any]:
    return {
        "id": one.id,
        "address": one.masked,
        "standing": str(one.standing),
        "topics": list(one.topics),
        "asked_at": one.asked_at.isoformat(),
        "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
        "left_at": one.left_at.isoformat() if one.left_at else None,
    }


def _print_subscribers(entries: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from weighbridge.cli.console import console

    if not entries:
        print("Nobody.")
        return
    table = Table("id", "address", "standing", "topics", "since", box=None, pad_edge=False, header_style="dim")
    for one in entries:
        since = (one["left_at"] or one["confirmed_at"] or one["asked_at"])[:10]
        table.add_row(one["id"], one["address"], one["standing"], ", ".join(one["topics"]) or "everything", since)
    console().print(table)
    for one in entries:
        for consent in one.get("consents", ()):
            print(f"{consent['given_at'][:19]}  {one['id']}  {consent['event']} by {consent['given_by']}")
            if consent["words"]:
                print(f"  {consent['words']}")


def _told(found: NewsletterStatus) -> dict[str, Any]:
    return {
        "subscribers": {str(standing): many for standing, many in sorted(found.subscribers.items())},
        "queued": found.queued,
        "due_next_at": found.due_next_at.isoformat() if found.due_next_at else None,
        "uncertain": [
            {
                "letter": one.letter.n,
                "issue": one.letter.issue,
                "kind": one.letter.kind,
                "address": one.subscriber.masked,
                "message_id": one.letter.message_id,
                "since": one.receipts[-1].noted_at.isoformat(),
                "why": one.receipts[-1].words,
            }
            for one in found.uncertain
        ],
        "issues": [
            {
                "issue": one.issue.n if one.issue else None,
                "kind": one.issue.kind if one.issue else "to one person each",
                "publication": one.issue.publication if one.issue else None,
                "made_at": one.issue.made_at.isoformat() if one.issue else None,
                "letters": {str(state): many for state, many in sorted(one.letters.items())},
            }
            for one in found.issues
        ],
    }


def _print_status(told: Mapping[str, Any]) -> None:
    from rich.table import Table

    from weighbridge.cli.console import console

    people = ", ".join(f"{many} {standing}" for standing, many in told["subscribers"].items())
    print(f"Subscribers: {people or 'none'}. Letters waiting: {told['queued']}.")
    for one in told["uncertain"]:
        what = f"issue {one['issue']}" if one["issue"] else f"a {one['kind']}"
        print(f"Uncertain: letter {one['letter']} of {what} to {one['address']}, {one['message_id']}: {one['why']}")
    if told["uncertain"]:
        print("Look for the message in the mail server's log, and say: weighbridge post settle LETTER sent --by PERSON")
    if told["issues"]:
        table = Table("issue", "made", "kind", "letters", box=None, pad_edge=False, header_style="dim")
        for one in told["issues"]:
            many = ", ".join(f"{n} {state}" for state, n in one["letters"].items()) or "to nobody"
            table.add_row(str(one["issue"] or ""), (one["made_at"] or "")[:16].replace("T", " "), one["kind"], many)
        console().print(table)
