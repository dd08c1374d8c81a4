"""`weighbridge publish`: what the public is to see, as a site of files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from weighbridge.cli.newsroom import require_extra
from weighbridge.cli.options import AsJson


def run(
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR", help="The site's folder, empty or built before."),
    ],
    as_json: AsJson = False,
) -> None:
    """Write the public site: every story that is out, with its evidence, and everything beside it.

    Only what changed since the last time is made; what was withdrawn or killed becomes a notice at every address. Run
    it as often as you like, from several places at once; interrupted, it is simply run again.

    Example: weighbridge publish -o site
    """
    require_extra()
    from weighbridge.cli.console import print_json, progress
    from weighbridge.desk import open_desk
    from weighbridge.publish import Masthead, build, note_site
    from weighbridge.settings import Settings

    settings = Settings.from_environment()
    with progress("Building the site", after=0.5) as tell:
        desk = open_desk(settings)
        built = build(desk, Masthead.of(settings), out, kept_in=settings.published, tell=tell)
    receipts = note_site(desk, built)
    told = {
        "into": str(built.into),
        "stories": built.stories,
        "made": built.made,
        "files": len(built.files),
        "written": built.written,
        "removed": built.removed,
        "receipts": len(receipts),
        "through": built.through,
        "audit": {"n": built.head.n, "hash": built.head.hash},
    }
    if as_json:
        print_json(told)
    else:
        changed = f"{built.made} made anew, {built.written} files written, {built.removed} removed"
        typer.echo(f"{built.stories} stories in {len(built.files)} files ({changed}): {out / 'index.html'}")
