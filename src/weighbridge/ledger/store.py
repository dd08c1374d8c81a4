"""The ledger on disk: immutable release files, an exclusive commit log, and the views derived from them.

    documents/SHA256.csv       the files as they were taken in
    releases/TOKEN/*.parquet   the figures that one file added, sorted by product, partner, period
    views/TOKEN/*.parquet      current: the latest release of each source's figure; history: what a later release of the
                               same source has replaced, with superseded_at; both sorted the same way
    commits/000042.json        which of these files are the ledger; readers open what it lists, never a glob
    bounds/...                 reconciled bounds by content; safe to delete
    scratch/TOKEN/...          an ingest at work; what a killed one leaves is removed a day later

Nothing that a commit lists is ever changed or deleted. The figures of a release whose source says them once are current
as they stand: their release file is part of the view, and is not written again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from weighbridge.card import Card
from weighbridge.errors import LedgerError, NotInDataError
from weighbridge.ledger import commits, derive
from weighbridge.ledger.commits import Commit, NumberTakenError
from weighbridge.ledger.document import examine
from weighbridge.ledger.engine import connect, interruptions_kept, quoted
from weighbridge.ledger.intake import STORED, load
from weighbridge.ledger.rows import observation
from weighbridge.ledger.view import View, reconciled_view
from weighbridge.ledger.workplace import Workplace, refusals_told
from weighbridge.model import Observation, Period

# The steps of an ingest, in order.
STEPS = ("copied", "loaded", "compared", "written", "placed", "committed")
Step = Callable[[str], None]

_PATIENCE = 20  # how often a commit is tried again when other writers come first
_MOST_FILES = 24  # of the current view; with one more it is written anew as one


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did: rows of the file, how many were new, revised an earlier figure, or stood there already.

    `commit` is the number of the commit, None when nothing changed; `dropped` counts rows left out by reason.
    """

    file: str
    document: str
    rows: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    commit: int | None = None
    already_known: bool = False


class Ledger:
    """All vintages of all figures in one folder. Opening writes nothing; many may read and write at once."""

    def __init__(self, root: Path, card: Card, *, step: Step = lambda name: None) -> None:
        """`step` is told each of STEPS as an ingest has done it, for a progress bar, or to stop the world there."""
        self.root, self.card, self._step = root, card, step

    def watched(self, step: Step) -> Ledger:
        """Return the same ledger, which tells `step` each of STEPS as an ingest has done it."""
        return Ledger(self.root, self.card, step=step)

    def latest(self) -> Commit | None:
        """Return the newest commit, None in an empty ledger."""
        return commits.latest(self.root)

    def ingest(self, file: Path, *, fetched_at: datetime, today: date | None = None) -> IngestSummary:
        """Take in a file of figures and return what that did.

        A file already taken in is recognised by its bytes and changes nothing. `today` (else the day of `fetched_at`)
        says what lies in the future. Raises FigureFileError for a file with a fault (nothing of it is taken in) and
        LedgerError when the disk refuses; the ledger then is as it was.
        """
        sound = examine(file)
        name, sha256 = file.name, sound.sha256
        if _knows(self.latest(), sha256):
            return IngestSummary(name, sha256, already_known=True)
        refused = f"the ledger in {self.root} could not be written, and is as it was"
        with refusals_told(refused), Workplace.opened(self.root) as work:
            copy = work.copied(sound)
            self._step("copied")
            with connect(reach=[self.root], scratch=work.folder) as connection:
                last_day = today or fetched_at.date()
                loaded = load(connection, copy, name=name, card=self.card, today=last_day, work=work.folder)
                self._step("loaded")
                at = fetched_at.isoformat()
                entry: Mapping[str, str | int] = {"name": name, "rows": loaded.rows, "fetched_at": at}
                summary = IngestSummary(name, sha256, already_known=True)

                def planned(base: Commit | None) -> Commit | None:
                    nonlocal summary
                    if _knows(base, sha256):
                        return None
                    difference = derive.compare(connection, self._release_files(base), loaded.figures)
                    self._step("compared")
                    commit = self._next(connection, work, base, whole=difference.reaches_back)
                    work.place_document(copy)
                    self._step("placed")
                    counts = (difference.new, difference.revised, difference.unchanged)
                    summary = IngestSummary(name, sha256, loaded.rows, *counts, loaded.dropped, commit.number)
                    documents = {**commit.documents, sha256: entry}
                    return replace(commit, committed_at=at, documents=documents)

                self._commit(planned, work)
        return summary

    def _next(
        self, connection: duckdb.DuckDBPyConnection, work: Workplace, base: Commit | None, *, whole: bool
    ) -> Commit:
        """Write and place the files of the next commit, and return that commit, not yet committed."""
        known = base or Commit(0, "")
        whole = whole or len(known.current) >= _MOST_FILES
        release, views = work.folder / "release", work.folder / "views"
        added = derive.write_release(connection, release)
        current, history = derive.write_views(connection, views, whole=whole)
        self._step("written")
        at = work.place({"releases": release, "views": views})
        alone = [f"{at['releases']}/{name}" for name in added if name == derive.ALONE]
        kept = Commit(0, "") if whole else known
        return replace(
            known,
            number=known.number + 1,
            current=[*kept.current, *([] if whole else alone), *(f"{at['views']}/{name}" for name in current)],
            history=[*kept.history, *(f"{at['views']}/{name}" for name in history)],
            releases={**known.releases, **{f"{at['releases']}/{name}": told for name, told in added.items()}},
        )

    def _commit(self, planned: Callable[[Commit | None], Commit | None], work: Workplace) -> Commit | None:
        """Commit what is planned for the newest commit, planned anew while other writers come first."""
        for _ in range(_PATIENCE):
            commit = planned(self.latest())
            if commit is None:
                return None
            try:
                commits.write(self.root, commit)
            except NumberTakenError:
                continue
            work.keep()
            self._step("committed")
            return commit
        raise LedgerError(f"the ledger in {self.root} is being written by others without pause; try again")

    def _release_files(self, commit: Commit | None) -> list[Path]:
        return [self.root / file for file in commit.releases] if commit else []

    def vintages(self, *, products: Collection[str] | None = None) -> list[date]:
        """Return the days on which something was released, in order."""
        return [day for (day,) in self._read("SELECT DISTINCT released_at FROM seen ORDER BY 1", products)]

    def months_released(self, *, as_of: date) -> dict[tuple[str, Period], date]:
        """Return, by product and month, the first day on which a figure of that month or a run to it was released.

        A running total is a figure of its last month; what was released after `as_of` is left out.
        """
        rows = self._read(
            """SELECT product, first_month + months - 1, min(released_at) FROM seen
               WHERE released_at <= $as_of GROUP BY ALL ORDER BY ALL""",
            None,
            as_of=as_of,
        )
        return {(product, Period(int(month))): day for product, month, day in rows}

    def observations(self, *, as_of: date, products: Collection[str] | None = None) -> list[Observation]:
        """Return the figures that were current on that day, in an order that follows from the figures alone."""
        rows = self._read(
            f"""SELECT {", ".join(STORED)} FROM seen
                WHERE released_at <= $as_of AND (superseded_at IS NULL OR superseded_at > $as_of)
                ORDER BY product, partner, first_month, months, flow, kind, measure, reporter, publisher, source_url,
                  value, unit""",
            products,
            as_of=as_of,
        )
        return [observation(row) for row in rows]

    def superseded(self, *, products: Collection[str] | None = None) -> list[tuple[Observation, date]]:
        """Return the figures that a later release of their own source has replaced, each with the day of that."""
        columns = ", ".join(STORED)
        rows = self._read(f"SELECT {columns}, superseded_at FROM seen WHERE superseded_at IS NOT NULL", products)
        return [(observation(row[:-1]), row[-1]) for row in rows]

    def documents_at(self, number: int) -> frozenset[str] | None:
        """Return the sha256 of the files that had been taken in by a commit; None where there is no such commit."""
        commit = commits.numbered(self.root, number)
        return None if commit is None else frozenset(commit.documents)

    def view(self, *, as_of: date, products: Collection[str] | None = None) -> View:
        """Return the ledger as it stood that day: figures, bounds and conflicts.

        Bounds are read back when these figures have been reconciled before, else reconciled now and kept. Raises
        NotInDataError, naming the first day there is something, when nothing had been released yet.
        """
        found = self.observations(as_of=as_of, products=products)
        if not found:
            days = self.vintages(products=products)
            first = f"; the first figures came on {days[0]}" if days else ""
            raise NotInDataError(f"nothing had been released by {as_of}{first}")
        return reconciled_view(found, as_of=as_of, card=self.card, kept_in=self.root / "bounds")

    def rebuild(self, *, fetched_at: datetime) -> int:
        """Derive the views again from the release files alone, and return the number of the new commit."""
        refused = f"the ledger in {self.root} could not be rebuilt, and is as it was"
        self._needed()
        with refusals_told(refused), Workplace.opened(self.root) as work:

            def planned(base: Commit | None) -> Commit:
                with connect(reach=[self.root], scratch=work.folder) as connection:
                    derive.merge(connection, self._release_files(base))
                    commit = self._next(connection, work, base, whole=True)
                return replace(commit, committed_at=fetched_at.isoformat())

            commit = self._commit(planned, work)
        assert commit is not None  # a rebuild is always committed
        return commit.number

    def _read(self, query: str, products: Collection[str] | None, **given: object) -> list[tuple[Any, ...]]:
        """Return what a query over the relation `seen` gives: all figures of the products, the superseded ones too."""
        commit = self._needed()
        current, history = ([self.root / file for file in files] for files in (commit.current, commit.history))
        if not current:
            return []
        columns = ", ".join(STORED)
        seen = f"SELECT {columns}, NULL::DATE AS superseded_at FROM {_parquet(current)}"
        if history:
            seen += f" UNION ALL SELECT {columns}, superseded_at FROM {_parquet(history)}"
        chosen = "true" if products is None else "product IN (SELECT unnest($products))"
        if products is not None:
            given["products"] = sorted(products)
        try:
            with connect(reach=[*current, *history]) as connection, interruptions_kept():
                return connection.execute(
                    f"WITH seen AS (SELECT * FROM ({seen}) WHERE {chosen}) {query}", given
                ).fetchall()
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise LedgerError(
                f"a file of the ledger in {self.root} is missing or damaged ({str(error).splitlines()[0]}); "
                "derive the views again with: weighbridge ingest --rebuild"
            ) from error

    def _needed(self) -> Commit:
        commit = self.latest()
        if commit is None:
            raise NotInDataError(f"the ledger in {self.root} is empty; take figures in with: weighbridge ingest FILE")
        return commit


def _knows(commit: Commit | None, sha256: str) -> bool:
    return commit is not None and sha256 in commit.documents


def _parquet(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}])"
