"""The ledger on disk: immutable release files, an exclusive commit log, and the views derived from them.

documents/SHA256.csv              the files as they were taken in
releases/TOKEN/DAY.parquet        the figures of one ingest that were released on one day
views/TOKEN/current.parquet       the latest release of each source's figure, sorted by product, partner, period
views/TOKEN/history.parquet       what a later release of the same source has replaced, with superseded_at
commits/000042.json               which of these files are the ledger; readers open what it lists, never a glob
bounds/...                        reconciled bounds by content; safe to delete
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from weighbridge.card import Card
from weighbridge.errors import LedgerError, NotInDataError
from weighbridge.ledger import commits
from weighbridge.ledger.commits import Commit, NumberTakenError
from weighbridge.ledger.derive import compare_with, write_releases, write_views
from weighbridge.ledger.engine import connect, quoted
from weighbridge.ledger.intake import load
from weighbridge.ledger.rows import observation
from weighbridge.ledger.view import View, reconciled_view
from weighbridge.model import Observation

if TYPE_CHECKING:
    import duckdb

Step = Callable[[str], None]

_PATIENCE = 20  # how often a commit is tried again when other writers come first


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
        """`step` is told each step of an ingest by name, so that a test can stop the world there."""
        self.root, self.card, self._step = root, card, step

    def latest(self) -> Commit | None:
        """Return the newest commit, None in an empty ledger."""
        return commits.latest(self.root)

    def ingest(self, file: Path, *, fetched_at: datetime) -> IngestSummary:
        """Take in a file of figures and return what that did.

        A file already taken in is recognised by its bytes and changes nothing. Raises FigureFileError for a file with
        a fault (nothing of it is taken in) and LedgerError when the disk refuses; the ledger then is as it was.
        """
        try:
            return self._ingest(file, fetched_at)
        except OSError as error:
            raise LedgerError(
                f"the ledger in {self.root} could not be written, and is as it was: {_disk(error)}"
            ) from error

    def _ingest(self, file: Path, fetched_at: datetime) -> IngestSummary:
        if not file.is_file():
            load_nothing(file)
        document = _sha256(file)
        known = self.latest()
        if known and document in known.documents:
            return IngestSummary(file.name, document, already_known=True)
        self.root.mkdir(parents=True, exist_ok=True)
        scratch = self.root / "scratch" / uuid4().hex
        scratch.mkdir(parents=True)
        try:
            with connect(reach=[file, self.root], scratch=scratch) as connection:
                loaded = load(connection, file, card=self.card, document=document, today=fetched_at.date())
                self._step("loaded")
                self._archive(file, document)
                for _ in range(_PATIENCE):
                    base = self.latest()
                    if base and document in base.documents:
                        return IngestSummary(file.name, document, already_known=True)
                    counts = compare_with(connection, self.root, base)
                    self._step("compared")
                    commit = self._written(connection, base, file, document, loaded.rows, fetched_at)
                    self._step("written")
                    try:
                        commits.write(self.root, commit)
                    except NumberTakenError:
                        continue
                    self._step("committed")
                    return IngestSummary(
                        file.name, document, loaded.rows, *counts, dropped=loaded.dropped, commit=commit.number
                    )
                raise LedgerError(f"the ledger in {self.root} is being written by others without pause; try again")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _archive(self, file: Path, document: str) -> None:
        kept = self.root / "documents" / f"{document}.csv"
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            beside = kept.with_suffix(f".{uuid4().hex}")
            shutil.copyfile(file, beside)
            beside.replace(kept)
        self._step("archived")

    def _written(
        self,
        connection: duckdb.DuckDBPyConnection,
        base: Commit | None,
        file: Path,
        document: str,
        rows: int,
        at: datetime,
    ) -> Commit:
        """Write the release files and the views of the next commit, and return that commit, not yet committed."""
        token = uuid4().hex
        releases = {day: list(files) for day, files in (base.releases if base else {}).items()}
        for day, written in write_releases(connection, self.root, token).items():
            releases.setdefault(day, []).append(written)
        self._step("releases")
        current, history = write_views(connection, self.root, token)
        self._step("views")
        documents = dict(base.documents) if base else {}
        documents[document] = {"name": file.name, "rows": rows, "fetched_at": at.isoformat()}
        number = base.number + 1 if base else 1
        return Commit(number, at.isoformat(), current, history, dict(sorted(releases.items())), documents)

    def vintages(self, *, products: Collection[str] | None = None) -> list[date]:
        """Return the days on which something was released, in order."""
        with connect(reach=[self.root]) as connection:
            source = _source(self._needed(), self.root)
            rows = connection.execute(
                f"SELECT DISTINCT released_at FROM {source} WHERE {_chosen(products)} ORDER BY 1", _given(products)
            ).fetchall()
        return [day for (day,) in rows]

    def observations(self, *, as_of: date, products: Collection[str] | None = None) -> list[Observation]:
        """Return the figures that were current on that day, in a fixed order."""
        with connect(reach=[self.root]) as connection:
            rows = connection.execute(
                f"""SELECT * EXCLUDE (superseded_at) FROM {_source(self._needed(), self.root)}
                    WHERE {_chosen(products)} AND released_at <= $as_of
                      AND (superseded_at IS NULL OR superseded_at > $as_of)
                    ORDER BY product, partner, first_month, months, flow, kind, document, row""",
                {**_given(products), "as_of": as_of},
            ).fetchall()
        return [observation(row) for row in rows]

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
        base = self._needed()
        files = [f for day in base.releases.values() for f in day]
        with connect(reach=[self.root]) as connection:
            listed = ", ".join(quoted(str(self.root / f)) for f in files)
            connection.execute(f"CREATE TEMP TABLE merged AS SELECT * FROM read_parquet([{listed}])")
            current, history = write_views(connection, self.root, uuid4().hex)
        commit = Commit(base.number + 1, fetched_at.isoformat(), current, history, base.releases, base.documents)
        commits.write(self.root, commit)
        return commit.number

    def _needed(self) -> Commit:
        commit = self.latest()
        if commit is None:
            raise NotInDataError(f"the ledger in {self.root} is empty; take figures in with: weighbridge ingest FILE")
        return commit


def load_nothing(file: Path) -> None:
    """Raise the error of a file that is not there."""
    from weighbridge.errors import FigureFileError

    raise FigureFileError(f"{file} is {'a folder' if file.is_dir() else 'not there'}; give a CSV file of figures")


def _source(commit: Commit, root: Path) -> str:
    current, history = quoted(str(root / commit.current)), quoted(str(root / commit.history))
    return f"""(SELECT *, NULL::DATE AS superseded_at FROM read_parquet({current})
                UNION ALL BY NAME SELECT * FROM read_parquet({history}))"""


def _chosen(products: Collection[str] | None) -> str:
    return "true" if products is None else "product IN (SELECT unnest($products))"


def _given(products: Collection[str] | None) -> dict[str, object]:
    return {} if products is None else {"products": sorted(products)}


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _disk(error: OSError) -> str:
    return "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error)
