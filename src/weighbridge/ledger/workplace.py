"""Where an ingest works: everything is written here first, flushed to the disk, and then moved into place whole.

A killed ingest leaves its folder behind, and nothing else; a later one removes it.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import duckdb

from weighbridge.errors import FigureFileError, InternalError, LedgerError
from weighbridge.ledger.document import Document, state_of
from weighbridge.ledger.engine import interruptions_kept

_ABANDONED_AFTER = 24 * 3600  # seconds: no ingest takes that long


class Workplace:
    """The folder `folder` of one ingest, on the disk of the ledger so that what it holds can be moved at no cost."""

    def __init__(self, root: Path) -> None:
        """`root` is the ledger's folder; nothing is made before `opened`."""
        self._root, self._token = root, uuid4().hex
        self._placed: list[Path] = []
        self.folder = root / "scratch" / self._token

    @classmethod
    @contextmanager
    def opened(cls, root: Path) -> Iterator[Workplace]:
        """Yield a new workplace; it is gone afterwards, with what was placed unless that was kept."""
        _sweep(root / "scratch")
        work = cls(root)
        work.folder.mkdir(parents=True)
        try:
            yield work
        finally:
            work.withdraw()
            shutil.rmtree(work.folder, ignore_errors=True)

    def copied(self, document: Document) -> Document:
        """Return a copy of the document, which nobody else can change; refuses one that has changed meanwhile."""
        copy = self.folder / "document.csv"
        shutil.copyfile(document.file, copy)
        if document.state != state_of(document.file):
            raise FigureFileError(f"{document.file} changes while it is read; take it in once it is finished")
        return replace(document, file=copy)

    def place(self, folders: dict[str, Path]) -> dict[str, str]:
        """Move folders of this workplace into the ledger, each under its room; return their paths there by room."""
        self.withdraw()
        token, paths = uuid4().hex, {}
        for room, folder in folders.items():
            paths[room] = f"{room}/{token}"
            if folder.is_dir():
                _flush(folder)
                place = self._root / room / token
                place.parent.mkdir(exist_ok=True)
                folder.replace(place)
                self._placed.append(place)
                _flush_folder(place.parent)
        return paths

    def place_document(self, copy: Document) -> None:
        """Move the copy to the documents; it stays there, since it is what its name says."""
        place = self._root / "documents" / f"{copy.sha256}.csv"
        if copy.file.exists():
            place.parent.mkdir(exist_ok=True)
            _flush_file(copy.file)
            copy.file.replace(place)
            _flush_folder(place.parent)

    def keep(self) -> None:
        """What was placed is part of the ledger now."""
        self._placed.clear()

    def withdraw(self) -> None:
        """Take out again what was placed and not kept; no commit lists it."""
        while self._placed:
            shutil.rmtree(self._placed.pop(), ignore_errors=True)


@contextmanager
def refusals_told(what: str) -> Iterator[None]:
    """Turn what the disk refuses into a LedgerError that begins with `what`, and what only we can mend into ours."""
    try:
        with interruptions_kept():
            yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise LedgerError(f"{what}: {_reason(error)}") from error
    except duckdb.Error as error:
        raise InternalError(f"{what} ({type(error).__name__}: {_reason(error)}); please report it") from error


def _reason(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    text = str(error)
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text or "quota" in text:
        return "the disk is full"
    if number == errno.EFBIG or "File too large" in text:
        return "the file system takes no file of that size"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return text.splitlines()[0] if text else type(error).__name__


def _sweep(scratch: Path) -> None:
    """Remove what killed ingests have left."""
    if not scratch.is_dir():
        return
    for folder in scratch.iterdir():
        try:
            if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # another one sweeps too


def _flush(folder: Path) -> None:
    for file in folder.iterdir():
        _flush_file(file)
    _flush_folder(folder)


def _flush_file(file: Path) -> None:
    with file.open("rb+") as content:
        os.fsync(content.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
