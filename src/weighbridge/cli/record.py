"""`weighbridge record`: the review record of a story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from weighbridge.cli.newsroom import StoryName, opened
from weighbridge.cli.options import AsJson


def run(
    story: StoryName,
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="That of another version than the newest.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the review record of a story: who wrote, checked, opened, ticked, waived and signed what, and when.

    As JSON it is whole, and fit as evidence of human review; it ends with the head of the audit chain. The seal is the
    hash that whoever approves signs.

    Example: weighbridge record china-s-june-magnet-exports-to-the-united-states --json
    """
    from weighbridge.cli.console import print_json

    desk = opened()
    record = desk.record(desk.story(story).id, version=version)
    if as_json:
        print_json(record)
    else:
        _print_text(record)


def _print_text(record: Mapping[str, Any]) -> None:
    from rich.table import Table

    from weighbridge.cli.console import console

    screen, names = console(), record["people"]
    screen.print(f"{record['slug']} ({record['story']}), {record['state']}, version {record['version']}", markup=False)
    screen.print(f"seal {record['seal'] or 'none yet'}")
    claims = Table("verdict", "claim", "opened", "ticks", box=None, pad_edge=False, header_style="dim")
    for claim in record["claims"]:
        opened_for = ", ".join(f"{by} {seconds:.0f} s" for by, seconds in claim["opened_seconds"].items())
        ticks = ", ".join(f"{tick['mark']} by {tick['by']}" for tick in claim["ticks"])
        claims.add_row(*map(_plain, (claim["verdict"], claim["quote"], opened_for, ticks)))
    if record["claims"]:
        screen.print(claims)
    history = Table("when", "who", "what", "why", box=None, pad_edge=False, header_style="dim")
    for line in record["history"]:
        why = line["detail"].get("reason") or line["detail"].get("why") or ""
        history.add_row(
            *map(_plain, (line["at"][:16].replace("T", " "), names.get(line["by"], line["by"]), line["action"], why))
        )
    screen.print(history)
    screen.print(f"audit log {record['chain']['n']}:{record['chain']['hash']}")


def _plain(words: str) -> str:
    from rich.markup import escape

    return escape(words)
