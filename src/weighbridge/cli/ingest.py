"""`weighbridge ingest`: figures of other files into the ledger."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Callable

    from weighbridge.errors import FigureFileError
    from weighbridge.ledger import IngestSummary, Ledger

_PATIENCE = 2.0  # seconds before a progress bar is worth showing


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How a file fared: what it changed, or why it was refused."""

    file: Path
    summary: IngestSummary | None = None
    refusal: FigureFileError | None = None

    @property
    def changed(self) -> bool:
        """Whether the ledger is another one because of it."""
        return self.summary is not None and self.summary.commit is not None


def run(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="CSV of figures in UTF-8.")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Derive the views again from the release files.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take figures in from CSV files and print what that changed in the ledger.

    A file is taken in whole or, when anything in it is wrong, not at all: then up to twenty of its problems are
    printed, each with row and column, and the exit code is 2. A file already taken in changes nothing.

    The first row names the columns: period, reporter, partner, commodity, measure, value, precision, published,
    publisher, source_url, derived, note, and if need be released_at.

    Where there is a desk, what is public and rests on what changed is rechecked at once.

    Example: weighbridge ingest july.csv
    """
    from weighbridge.cli import EXIT_INPUT
    from weighbridge.cli.console import print_json, progress
    from weighbridge.cli.recheck import after_ingest
    from weighbridge.errors import InputError
    from weighbridge.ledger import STEPS, shipped_ledger
    from weighbridge.settings import Settings

    listed = files or []
    if not listed and not rebuild:
        raise InputError("which file? Give one or more CSV files of figures: weighbridge ingest FILE")
    settings = Settings.from_environment()
    ledger = shipped_ledger(settings)
    with progress("Taking in", after=_PATIENCE) as tell:
        outcomes = [
            _taken_in(ledger.watched(partial(_tell, tell, n * len(STEPS), len(listed) * len(STEPS))), file)
            for n, file in enumerate(listed)
        ]
        commit = _rebuilt(ledger) if rebuild else None
    looked = after_ingest(settings) if any(outcome.changed for outcome in outcomes) else []
    if as_json:
        told = {"files": [_entry(outcome) for outcome in outcomes], "rebuilt": commit}
        print_json({**told, "rechecks": looked} if looked else told)
    else:
        _print_text(outcomes, commit)
        for look in looked:
            print(look["words"])
    if any(outcome.refusal for outcome in outcomes):
        raise typer.Exit(EXIT_INPUT)


def _tell(tell: Callable[[int, int], None], before: int, of: int, name: str) -> None:
    """Tell that a step is done, after so many of the files before."""
    from weighbridge.ledger import STEPS

    tell(before + STEPS.index(name) + 1, of)


def _taken_in(ledger: Ledger, file: Path) -> _Outcome:
    from datetime import UTC, datetime

    from weighbridge.errors import FigureFileError

    try:
        return _Outcome(file, summary=ledger.ingest(file, fetched_at=datetime.now(UTC)))
    except FigureFileError as error:
        return _Outcome(file, refusal=error)


def _rebuilt(ledger: Ledger) -> int:
    from datetime import UTC, datetime

    return ledger.rebuild(fetched_at=datetime.now(UTC))


def _entry(outcome: _Outcome) -> dict[str, object]:
    """Return the outcome as JSON takes it."""
    summary, refusal = outcome.summary, outcome.refusal
    if refusal:
        problems = [problem._asdict() for problem in refusal.problems]
        return {"file": str(outcome.file), "status": "refused", "error": str(refusal), "problems": problems}
    assert summary is not None
    if summary.already_known:
        return {"file": str(outcome.file), "status": "already taken in", "document": summary.document}
    return {
        "file": str(outcome.file),
        "status": "taken in",
        "document": summary.document,
        "rows": summary.rows,
        "new": summary.new,
        "revised": summary.revised,
        "unchanged": summary.unchanged,
        "dropped": summary.dropped,
        "commit": summary.commit,
    }


def _print_text(outcomes: list[_Outcome], commit: int | None) -> None:
    for outcome in outcomes:
        if outcome.refusal:
            sys.stdout.flush()
            print(f"weighbridge: {outcome.refusal}", file=sys.stderr)
        elif outcome.summary:
            print(_sentence(outcome.summary))
    if commit is not None:
        print(f"The views were derived again from the release files (commit {commit}).")


def _sentence(summary: IngestSummary) -> str:
    if summary.already_known:
        return f"{summary.file}: already taken in; nothing changed."
    dropped = "".join(f", {count:,} left out ({why})" for why, count in summary.dropped.items())
    rows = f"{summary.rows:,} row{'s' if summary.rows != 1 else ''}"
    counts = f"{summary.new:,} new, {summary.revised:,} revised, {summary.unchanged:,} unchanged{dropped}"
    return f"{summary.file}: {rows}: {counts} (commit {summary.commit})."
