"""`weighbridge recheck`: what is public held against the newest figures."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.newsroom import installed, opened
from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from weighbridge.desk import Desk
    from weighbridge.settings import Settings
    from weighbridge.watch import Recheck, Rechecked

EXIT_WAITING = 1


def run(
    doubt: Annotated[
        str, typer.Option("--doubt", metavar="WHAT", help="Put in doubt what rests on a fact, a cell or an address.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, for --doubt.")] = "",
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="Who doubts, by id.")] = "",
    as_json: AsJson = False,
) -> None:
    """Hold every published claim against the newest figures, and print what is no longer true.

    Only claims that rest on what changed are weighed again, on the old and the new figures. What was right when signed
    and was revised since is proposed as an update, what was wrong as a correction; a person decides, on the page
    Rechecks of the desk. It is done by itself after every ingest and while the desk is open.

    With --doubt, as when a source corrects itself, everything that rests on that figure goes under recheck.

    Exit code 1 when something waits for a decision.

    Example: weighbridge recheck
    """
    from weighbridge.cli.console import print_json
    from weighbridge.errors import InputError
    from weighbridge.watch import doubt as put_in_doubt
    from weighbridge.watch import in_words, recheck, standing, waiting

    if doubt and not by:
        raise InputError("who doubts it? --by PERSON")
    desk = opened()
    found = [put_in_doubt(desk, doubt, reason, by=by)] if doubt else recheck(desk)
    waits = waiting(desk)
    if as_json:
        told = {story: [_outcome(one) for one in outcomes] for story, outcomes in waits.items()}
        against = {story: str(one.checked_against) for story, one in standing(desk).items()}
        print_json({"rechecks": [_entry(one) for one in found], "waiting": told, "checked_against": against})
    else:
        for one in found:
            print(f"{in_words(one)}.")
        if not found:
            print("Nothing is new since the last recheck.")
        _print_waiting(desk, waits)
    if waits:
        raise typer.Exit(EXIT_WAITING)


def after_ingest(settings: Settings) -> list[dict[str, Any]]:
    """Recheck what is public after figures came in, and return what was looked at; nothing where there is no desk.

    The figures are in whatever comes of this: what stands in the way is told on standard error.
    """
    from weighbridge.errors import WeighbridgeError

    if not installed() or not (settings.database_url or (settings.home / "desk" / "desk.sqlite").exists()):
        return []
    from weighbridge.desk import open_desk
    from weighbridge.watch import in_words, recheck

    try:
        return [{**_entry(one), "words": f"{in_words(one)}."} for one in recheck(open_desk(settings))]
    except WeighbridgeError as why:
        print(f"weighbridge: nothing was rechecked ({why}); do it with: weighbridge recheck", file=sys.stderr)
        return []


def _entry(one: Recheck) -> dict[str, Any]:
    return {
        "recheck": one.n,
        "cause": str(one.cause),
        "about": one.about,
        "as_of": str(one.as_of),
        "cells": one.cells,
        "claims": one.claims,
        "outcomes": [{"story": o.story, **_outcome(o)} for o in one.outcomes],
        "under_recheck": list(one.moved),
    }


def _outcome(one: Rechecked) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("key", "quote", "was", "now", "why")}
    return {**told, "outcome": str(one.outcome), "proposes": one.outcome.proposes}


def _print_waiting(desk: Desk, waits: dict[str, list[Rechecked]]) -> None:
    for story, outcomes in waits.items():
        print(f"{desk.story(story).slug} ({story}) waits for a decision:")
        for one in outcomes:
            print(f"  {one.outcome.proposes}: “{one.quote}” was “{one.was}”; now “{one.now or 'in doubt'}”: {one.why}")
