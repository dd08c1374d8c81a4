"""The commit log: which files are the ledger. A commit is created exclusively and is never changed.

A commit file appears whole or not at all: it is written beside, flushed to the disk and then linked to its number. The
link fails when the number is taken, so that of two writers one loses, rereads and tries again.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

from weighbridge.errors import LedgerError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Commit:
    """One state of the ledger: its release files, its derived views, and the documents taken in so far.

    `current` and `history` are the files of the views; `releases` maps each release file to its first and last release
    day and its number of figures; `documents` maps the sha256 of a file taken in to its name, its rows and when that
    was. All paths are relative to the ledger's folder.
    """

    number: int
    committed_at: str
    current: Sequence[str] = ()
    history: Sequence[str] = ()
    releases: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    documents: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    format: int = FORMAT


class NumberTakenError(Exception):
    """Somebody else has committed under this number; never leaves the ledger."""


def latest(root: Path) -> Commit | None:
    """Return the newest commit of the ledger, None when there is none yet.

    Raises LedgerError for a commit that cannot be read or was written by a newer version.
    """
    files = [f for f in (root / "commits").glob("*.json") if f.stem.isdecimal()] if (root / "commits").is_dir() else []
    return read(max(files, key=lambda file: int(file.stem))) if files else None


def numbered(root: Path, number: int) -> Commit | None:
    """Return the commit of that number, None where there is none."""
    file = root / "commits" / f"{number:06d}.json"
    return read(file) if file.exists() else None


def read(file: Path) -> Commit:
    """Return the commit a file holds; raises LedgerError, naming the file, when it cannot be read."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        if raw["format"] > FORMAT:
            raise LedgerError(f"{file} was written by a newer Weighbridge (format {raw['format']}); upgrade to read it")
        return Commit(**raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LedgerError(f"the commit {file} cannot be read: {error}") from error


def write(root: Path, commit: Commit) -> None:
    """Write a commit under its number, whole or not at all; raises NumberTakenError when the number is taken."""
    folder = root / "commits"
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{uuid4().hex}"
    try:
        with beside.open("x", encoding="utf-8") as out:
            json.dump(asdict(commit), out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(beside, folder / f"{commit.number:06d}.json")
        except FileExistsError:
            raise NumberTakenError(commit.number) from None
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP):
                raise
            _create(folder / f"{commit.number:06d}.json", beside.read_bytes())
    finally:
        beside.unlink(missing_ok=True)
    _flush_folder(folder)


def _create(file: Path, content: bytes) -> None:
    """For file systems without hard links: exclusive, though a kill inside this one write could leave it half."""
    try:
        with file.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        raise NumberTakenError(file.name) from None


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
