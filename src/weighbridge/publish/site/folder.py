"""The folder a site stands in: files appear whole or not at all, one builder writes at a time, nothing stale stays.

Beside the site lies `.weighbridge/` with the manifest of the last build. A path is written into its journal before the
file is, so that a build that was killed leaves nothing behind that the next one does not know of.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Any

from weighbridge.errors import InputError, InternalError

_OURS = ".weighbridge"
_FORMAT = 1  # of the manifest
Step = Callable[[str], object]  # hears of each file that is whole and about to get its name


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written: the SHA-256 of its bytes, and what the disk said of it then."""

    digest: str
    size: int
    changed_ns: int


@dataclass
class Part:
    """What belongs together in the manifest: the key it rests on, its files, and a note for the next build."""

    key: str
    files: dict[str, Written] = field(default_factory=dict)
    note: Any = None


class Folder:
    """A folder while a site is built into it; only inside `opened`."""

    def __init__(self, root: Path, step: Step, journal: RawIOBase) -> None:
        self.root, self._own, self._step = root, root / _OURS, step
        self._waiting = self._own / "waiting"  # files that are not whole yet
        self.parts, damaged = _read_manifest(self._own / "manifest.json")
        self.known: dict[str, Written] = {path: w for part in self.parts.values() for path, w in part.files.items()}
        self._left = {*_read_journal(self._own / "journal")}
        if damaged:
            self._left |= {*_all_files(root)}
        self.written = self.removed = 0
        self._made: set[Path] = set()  # folders known to be there
        self._journal = journal

    def holds(self, part: Part) -> bool:
        """Whether every file of a part stands as it was written."""
        return all(self._stands(path, written) for path, written in part.files.items())

    def _stands(self, path: str, written: Written) -> bool:
        try:
            found = (self.root / path).stat()
        except OSError:
            return False
        if (found.st_size, found.st_mtime_ns) == (written.size, written.changed_ns):
            return True
        return found.st_size == written.size and _digest((self.root / path).read_bytes()) == written.digest

    def write(self, path: str, content: bytes) -> Written:
        """Write a file whole, and return what is known of it; one that stands as it should is left alone."""
        _require_inside(path)
        digest = _digest(content)
        before = self.known.get(path)
        if before is not None and before.digest == digest and self._stands(path, before):
            return before
        self._journal.write(f"{path}\n".encode())
        waiting = self._waiting / digest[:32]
        waiting.write_bytes(content)
        target = self.root / path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        self._step(path)
        waiting.replace(target)
        self.written += 1
        found = target.stat()
        self.known[path] = Written(digest, found.st_size, found.st_mtime_ns)
        return self.known[path]

    def remove(self, path: str) -> None:
        """Remove a file that the site has no more, and the folders it leaves empty."""
        file = self.root / path
        try:
            file.unlink()
            self.removed += 1
        except FileNotFoundError:
            pass
        self.known.pop(path, None)
        for folder in file.parents:
            if folder == self.root:
                break
            self._made.discard(folder)
            try:
                folder.rmdir()
            except OSError:  # it is not empty
                break

    def close(self, parts: Mapping[str, Part]) -> None:
        """Remove what no part has, and write down what stands now."""
        wanted = {path for part in parts.values() for path in part.files}
        for path in sorted((self.known.keys() | self._left) - wanted):
            self.remove(path)
        plain = {
            name: {
                "key": part.key,
                "files": {path: [w.digest, w.size, w.changed_ns] for path, w in part.files.items()},
                "note": part.note,
            }
            for name, part in parts.items()
        }
        waiting = self._waiting / "manifest"
        with waiting.open("w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "parts": plain}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self._own / "manifest.json")
        (self._own / "journal").unlink(missing_ok=True)


@contextmanager
def opened(root: Path, step: Step) -> Iterator[Folder]:
    """Yield a folder to build into, once nobody else builds into it.

    Raises InputError for a folder that holds other things than a site, and for one that takes no files.
    """
    import fcntl

    try:
        _require_ours(root)
        (root / _OURS / "waiting").mkdir(parents=True, exist_ok=True)
        with (root / _OURS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in (root / _OURS / "waiting").iterdir():
                left.unlink()
            with (root / _OURS / "journal").open("ab", buffering=0) as journal:
                yield Folder(root, step, journal)
    except OSError as why:
        raise InputError(
            f"{root} takes no files ({why.strerror or why}); name a folder that can be written to"
        ) from why


def _require_ours(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise InputError(f"{root} is a file; a site is built into a folder")
    if root.is_dir() and not (root / _OURS).is_dir():
        other = sorted(found.name for found in root.iterdir() if not found.name.startswith("."))
        if other:
            raise InputError(
                f"{root} holds other things already, as {other[0]}; name an empty folder, or one a site was built into"
            )


def _require_inside(path: str) -> None:
    parts = path.split("/")
    if path.startswith("/") or parts[0] == _OURS or any(part in {"", ".", ".."} or "\\" in part for part in parts):
        raise InternalError(f"{path!r} is no place inside a site")


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _read_manifest(file: Path) -> tuple[dict[str, Part], bool]:
    """Return the parts of the last build, and whether there was one whose manifest cannot be read."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        if plain["format"] != _FORMAT:
            return {}, True
        parts = {
            name: Part(part["key"], {path: Written(*told) for path, told in part["files"].items()}, part["note"])
            for name, part in plain["parts"].items()
        }
    except FileNotFoundError:
        return {}, False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, True
    return parts, False


def _read_journal(file: Path) -> Iterator[str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    except FileNotFoundError:
        return
    for line in lines:
        path = line.rstrip("\n")
        try:
            _require_inside(path)
        except InternalError:  # cut off in the middle: the file was not written then
            continue
        yield path


def _all_files(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                yield (Path(folder) / name).relative_to(root).as_posix()
