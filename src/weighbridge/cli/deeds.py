"""`weighbridge desk list`, `write`, `tick` and `do`: stories and what is done to them, on the command line."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.newsroom import By, StoryName, opened
from weighbridge.cli.options import AsJson
from weighbridge.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Story

MaybeReason = Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; most deeds want to know.")]
MaybeFile = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", help='The words, for draft and edit: Markdown whose first line is "# Title".'
    ),
]
ClaimName = Annotated[
    str, typer.Argument(metavar="CLAIM", help="A claim by its key, the first eight characters do.", show_default=False)
]


def list_stories(
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="Only in this state; repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the stories at the desk, the newest first.

    Example: weighbridge desk list --state in-review
    """
    from weighbridge.cli.console import console, print_json
    from weighbridge.desk import State

    known = [str(s) for s in State]
    wanted = [given.strip().lower().replace("-", " ") for given in state or ()]
    for given in wanted:
        if given not in known:
            raise UnknownNameError("state", given, known)
    found = opened().stories(*map(State, wanted))
    if as_json:
        print_json({"stories": [_entry(story) for story in found]})
        return
    from rich.table import Table

    table = Table("id", "story", "state", "version", "public", box=None, pad_edge=False, header_style="dim")
    for story in found:
        public = f"version {story.live}" if story.live else ""
        table.add_row(story.id, story.slug, str(story.state), str(story.latest), public)
    if found:
        console().print(table)
    else:
        print("No story. Begin one: weighbridge desk write FILE --by PERSON")


def write(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help='Markdown whose first line is "# Title".', show_default=False)
    ],
    by: By,
    dateline: Annotated[
        str | None, typer.Option("--dateline", metavar="DAY", help="The day it is written: 2025-07-20.")
    ] = None,
    product: Annotated[str, typer.Option("--product", metavar="NAME", help="What it is about, by any name.")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin a story with the words of a file, and check it at once.

    Example: weighbridge desk write article.md --by rita --dateline 2025-07-20
    """
    from weighbridge.card import trade_card

    words: dict[str, Any] = {**_words_of(file), "dateline": dateline}
    if product:
        words["product"] = trade_card().product(product).id
    desk = opened()
    story = desk.write(words, by=by)
    _tell(desk, desk.check(story.id, by=by), as_json)


def tick(
    story: StoryName,
    claim: ClaimName,
    mark: Annotated[str, typer.Argument(metavar="MARK", help="accepted, flagged or sourced.", show_default=False)],
    by: By,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="The source opened, for sourced.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say of one claim that it is in order, is not, or is borne out by a source outside the data.

    Example: weighbridge desk tick STORY 3f2a91c0 accepted --by ed
    """
    from weighbridge.cli.console import print_json
    from weighbridge.desk import Mark

    if mark not in set(Mark):
        raise UnknownNameError("mark", mark, [str(m) for m in Mark])
    desk = opened()
    id = desk.story(story).id
    key = _claim(desk, id, claim, by)
    desk.tick(id, key, Mark(mark), by=by, note=note)
    if as_json:
        print_json({"story": id, "claim": key, "mark": mark, "note": note, "by": by})
    else:
        print(f"{mark} by {by}.")


def do(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="submit, approve, publish, ...", show_default=False)],
    story: StoryName,
    by: By,
    reason: MaybeReason = "",
    claim: Annotated[str, typer.Option("--claim", metavar="KEY", help="The claim, for waive.")] = "",
    seal: Annotated[
        str, typer.Option("--seal", metavar="HASH", help="The content you read, for approve: see `record`.")
    ] = "",
    at: Annotated[str, typer.Option("--at", metavar="MOMENT", help="When, for schedule: 2025-07-20T08:30+00:00.")] = "",
    file: MaybeFile = None,
    newest: Annotated[
        bool, typer.Option("--newest", help="For check: through the newest release, not its own day.")
    ] = False,
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", help="Only if the story is still at this revision.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Do something to a story, under the same rules as on the page: what is refused says every reason why.

    The actions are draft, edit, check, submit, waive, request-changes, approve, schedule, unschedule, publish, recheck,
    clear, correct, update, reword-notice, abandon, withdraw, kill, confirm-kill, drop and archive; docs/desk.md has
    the table.

    Example: weighbridge desk do submit STORY --by rita
    """
    from weighbridge.desk import actions

    name = action.strip().lower().replace("-", " ")
    if name not in actions.ACTIONS:
        raise UnknownNameError("action", action, [known.replace(" ", "-") for known in actions.ACTIONS])
    desk = opened()
    id = desk.story(story).id
    if name == "check":
        _tell(desk, desk.check(id, by=by, newest=newest), as_json)
        return
    given: dict[str, Any] = {"reason": reason, "seal": seal}
    if name in {"draft", "edit"}:
        given = {"content": _content(desk, id, by, file), "why": reason}
    elif name == "waive":
        given["claim"] = _claim(desk, id, claim, by)
    elif name == "schedule":
        given["at"] = _moment(at)
    elif name == "approve" and not seal:
        raise InputError("which content do you sign? Read it, and give its seal: weighbridge record STORY shows it")
    kind = actions.ACTIONS[name]
    after = desk.do(kind(id, revision, **{k: v for k, v in given.items() if k in kind.__dataclass_fields__}), by=by)
    _tell(desk, after, as_json)


def redraft(story: StoryName, by: By, as_json: AsJson = False) -> None:
    """Word a story anew from the newest data, as an update begins, and check it.

    Example: weighbridge desk redraft STORY --by rita
    """
    from weighbridge.desk import draft_anew

    desk = opened()
    _tell(desk, draft_anew(desk, desk.story(story).id, by=by), as_json)


def _moment(text: str) -> Any:
    from weighbridge.desk import require_moment

    return require_moment(text)


def _content(desk: Desk, story: str, by: str, file: Path | None) -> dict[str, Any]:
    if file is None:
        raise InputError("the words are needed: --file FILE, Markdown whose first line is “# Title”")
    with desk.looking_at(story, by=by) as case:
        before: Mapping[str, Any] = case.version.content if case.story.latest else {}
    return {**before, **_words_of(str(file))}


def _words_of(file: str) -> dict[str, str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except OSError as why:
        raise InputError(f"{file} cannot be read: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        raise InputError(f"{file} is not text in UTF-8 (byte {why.start})") from why
    title, _, rest = text.lstrip("\ufeff\n").partition("\n")
    if not title.startswith("# "):
        raise InputError(f"the first line of {file} is the title and begins with “# ”")
    return {"title": title[2:].strip(), "text": rest.strip()}


def _claim(desk: Desk, story: str, given: str, by: str) -> str:
    """Return the key of a claim from its beginning; one that belongs to none is left for the desk to refuse."""
    with desk.looking_at(story, by=by) as case:
        keys = [claim["key"] for claim in case.claims if len(given) >= 8 and claim["key"].startswith(given)]
    return keys[0] if len(keys) == 1 else given


def _tell(desk: Desk, story: Story, as_json: bool) -> None:
    from weighbridge.cli.console import print_json

    verdicts: dict[str, int] = {}
    with desk.looking_at(story.id, by="system") as case:
        for claim in case.claims:
            verdicts[claim["verdict"]] = verdicts.get(claim["verdict"], 0) + 1
    if as_json:
        print_json({**_entry(story), "verdicts": verdicts})
        return
    weighed = f"; {', '.join(f'{n} {v}' for v, n in sorted(verdicts.items()))}" if verdicts else ""
    print(f"{story.slug} ({story.id}) is {story.state}, version {story.latest}, revision {story.revision}{weighed}")


def _entry(story: Story) -> dict[str, object]:
    at = {
        key: None if (when := getattr(story, key)) is None else when.isoformat()
        for key in ("embargo_until", "scheduled_for")
    }
    kept = ("id", "slug", "revision", "product", "period", "focus", "latest", "live", "amends", "note", "score", "why")
    return {
        **{key: getattr(story, key) for key in kept},
        "kind": str(story.kind),
        "state": str(story.state),
        "live_as": str(story.live_as) if story.live_as else None,
        **at,
    }
