"""`weighbridge replay`: the claim ledger of a published story worked out again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from weighbridge.publish import Replay

EXIT_DIFFERS = 1

ClaimsFile = Annotated[
    str, typer.Argument(metavar="FILE|-", help="The claims.json beside a published story; - for standard input.")
]


def run(
    file: ClaimsFile,
    alone: Annotated[
        bool, typer.Option("--alone", help="From the figures in the file only, not against the ledger here.")
    ] = False,
    patience: Annotated[
        float,
        typer.Option(
            "--patience", min=1, metavar="SECONDS", help="How long the figures of a day may take to reconcile."
        ),
    ] = 120,
    as_json: AsJson = False,
) -> None:
    """Work every fact of a published story out again, and say what holds, what differs and what cannot be replayed.

    The hashes that were signed are computed anew, the figures in the file are reconciled anew, and each fact is worked
    out from them by its SQL, by measuring and by plain arithmetic. Where the ledger of this machine holds the same
    figures, it is asked too. No SQL of the file is run unless it is the SQL rendered here. Leaves with 1 when something
    differs.

    Example: weighbridge replay claims.json
    """
    from weighbridge.cli.newsroom import require_extra

    require_extra()
    from weighbridge.ledger import shipped_ledger
    from weighbridge.publish import replay_claims
    from weighbridge.settings import Settings

    data = _bytes(file)
    ledger = None if alone else shipped_ledger(Settings.from_environment())
    replayed = replay_claims(data, ledger=ledger, patience=patience)
    if as_json:
        from weighbridge.cli.console import print_json

        print_json(_document(replayed))
    else:
        _print_text(replayed)
    if replayed.differs:
        raise typer.Exit(EXIT_DIFFERS)


def _bytes(file: str) -> bytes:
    from weighbridge.errors import InputError
    from weighbridge.publish import LARGEST_CLAIMS

    if file == "-":
        return sys.stdin.buffer.read(LARGEST_CLAIMS + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_CLAIMS + 1)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error


def _document(replayed: Replay) -> dict[str, object]:
    tried = [
        {"what": one.what, "source": one.source, "outcome": str(one.outcome), "why": one.why}
        for one in replayed.replayed
    ]
    told = {"title": replayed.title, "address": replayed.address, "version": replayed.version}
    return told | {"counted": replayed.counted(), "replayed": tried}


def _print_text(replayed: Replay) -> None:
    print(_printable(replayed.title))
    print(f"{_printable(replayed.address)}, version {replayed.version}\n")
    for source in dict.fromkeys(one.source for one in replayed.replayed):
        of_it = [one for one in replayed.replayed if one.source == source]
        held = sum(one.outcome == "holds" for one in of_it)
        print(f"Against {source}: {held} of {len(of_it)} hold")
        for one in of_it:
            if one.outcome != "holds":
                print(f"  {one.outcome}: {_printable(one.what)}\n      {_printable(one.why)}")
    counted = replayed.counted()
    print(
        f"\n{counted['holds']} hold, {counted['differs']} differ, {counted['cannot be replayed']} cannot be replayed."
    )


def _printable(words: str) -> str:
    """Return words from a file as they may stand on a terminal: nothing in them steers it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
