"""`weighbridge audit`: whether the newsroom's log is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.newsroom import group_of, opened
from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from weighbridge.desk import Head


def group() -> typer.Typer:
    """Return the verbs of the audit log."""
    app = group_of("The audit log of the newsroom: whether it is whole, and where it ends.", no_args_is_help=True)
    app.command("verify")(verify)
    app.command("head")(head)
    return app


def verify(
    noted: Annotated[
        str | None, typer.Option("--head", metavar="N:HASH", help="An end of the chain that was noted down earlier.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow the chain of the audit log from its first line; exit code 1 names the first that is broken.

    A line that was changed, taken out or put in breaks the chain. A chain that somebody wrote anew as a whole does not:
    that shows against an end noted elsewhere, as it stands in every review record and every build of the site.

    Example: weighbridge audit verify
    """
    from weighbridge.cli.console import print_json

    expected = _head_of(noted) if noted else None
    desk = opened()
    broken, last = desk.verify(expected), desk.head()
    if as_json:
        told = {"n": broken.n, "why": broken.why} if broken else None
        print_json({"whole": broken is None, "broken": told, "head": {"n": last.n, "hash": last.hash}})
    elif broken is None:
        print(f"The audit log is whole: {last.n:,} lines, and it ends in {last.n}:{last.hash}")
    else:
        print(f"The audit log is broken at line {broken.n:,}: {broken.why}.")
    if broken:
        raise typer.Exit(1)


def head(as_json: AsJson = False) -> None:
    """Print where the chain ends, as N:HASH, to be noted down elsewhere.

    Example: weighbridge audit head
    """
    from weighbridge.cli.console import print_json

    last = opened().head()
    if as_json:
        print_json({"n": last.n, "hash": last.hash})
    else:
        print(f"{last.n}:{last.hash}")


def _head_of(text: str) -> Head:
    from weighbridge.errors import InputError

    found = re.fullmatch(r"(\d{1,15}):([0-9a-f]{64})", text.strip())
    if not found:
        raise InputError(f"{text!r} is no end of a chain; one is a number, a colon and 64 hexadecimal digits")
    from weighbridge.desk import Head

    return Head(int(found[1]), found[2])
