"""A file as it was handed over, looked at byte by byte before anything reads it.

Bytes are looked at in blocks; only a file with a fault is read line by line, to name the row.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from weighbridge.errors import FigureFileError, Problem, near_misses
from weighbridge.sources import FIGURE_COLUMNS, OPTIONAL_FIGURE_COLUMNS

_BLOCK = 1 << 20  # also the longest line: a quote that never closes swallows the rest of a file
_LINE_END = b"\n"
_MAGIC = {
    b"PK\x03\x04": "a workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed",
    b"PAR1": "a Parquet file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A file of figures: `sha256` of its bytes, its `columns`, its `lines`, and whether returns are among its ends.

    `state` is the file's size and time before it was read, to tell whether it has changed since.
    """

    file: Path
    sha256: str
    columns: tuple[str, ...]
    lines: int
    has_returns: bool
    state: tuple[int, int]

    def write_readable(self, to: Path) -> None:
        """Write the text with one kind of line end, as the engine wants it."""
        with self.file.open(encoding="utf-8") as text, to.open("w", encoding="utf-8", newline="\n") as out:
            while part := text.read(_BLOCK):
                out.write(part)

    def refuse_gaps(self, name: str) -> None:
        """Refuse an empty row between others: rows after it would be told by a number that is not theirs."""
        with self.file.open(encoding="utf-8-sig", newline="") as text:
            empty = 0
            try:
                for number, row in enumerate(csv.reader(text), start=1):
                    if row and empty:
                        raise FigureFileError(f"{name} has an empty row", [Problem(empty, "", "delete it")])
                    empty = empty or (0 if row else number)
            except csv.Error:
                return  # the engine has read it and found it sound


def state_of(file: Path) -> tuple[int, int]:
    """Return the size in bytes and the time of the last change, in nanoseconds, of a file."""
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def examine(file: Path) -> Document:
    """Return the document a file is, its bytes being sound: UTF-8 throughout, no NUL, lines of a sane length.

    Raises FigureFileError, with the row where one is to blame, for anything that cannot be a CSV file of figures.
    """
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "is no file" if file.exists() else "is not there"
        raise FigureFileError(f"{file} {what}; give a CSV file of figures")
    try:
        return _examined(file)
    except OSError as error:
        raise FigureFileError(f"{file} cannot be read: {error.strerror}") from None


def _examined(file: Path) -> Document:
    digest, decoder, last = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), _LINE_END
    columns: tuple[str, ...] = ()
    lines, has_returns, state = 0, False, state_of(file)
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
            if not columns:
                _refuse_other_kinds(file.name, block)
            if fault := _fault(block, decoder, lines + 1):
                raise FigureFileError(f"{file.name} {fault}")
            columns = columns or _columns(file.name, block)
            lines += block.count(_LINE_END)
            has_returns = has_returns or b"\r" in block
            last = block[-1:]
    if decoder.getstate()[0]:
        raise FigureFileError(f"{file.name} ends in the middle of a character; it was not written to its end")
    columns = columns or _columns(file.name, b"")
    return Document(file, digest.hexdigest(), columns, lines + (last != _LINE_END), has_returns, state)


def _fault(block: bytes, decoder: codecs.IncrementalDecoder, row: int) -> str:
    """Return what is wrong with the bytes of a block that begins in that row, nothing when they are sound."""
    if b"\0" in block:
        return f"row {row + block.count(_LINE_END, 0, block.index(0))} holds a NUL byte; it is no text file"
    try:
        if decoder.getstate()[0] or not block.isascii():
            decoder.decode(block)
    except UnicodeDecodeError as error:
        begun = len(error.object) - len(block)  # bytes of a character that the block before left unfinished
        row += block.count(_LINE_END, 0, max(error.start - begun, 0))
        return f"row {row} is not UTF-8 (byte {error.object[error.start]:#04x}); save the file as UTF-8"
    if len(block) == _BLOCK and _LINE_END not in block and b"\r" not in block:
        return f"row {row} is longer than {_BLOCK:,} characters; a quote is missing or it is no CSV"
    return ""


def _refuse_other_kinds(name: str, block: bytes) -> None:
    kind = next((kind for magic, kind in _MAGIC.items() if block.startswith(magic)), None)
    if block.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        kind = "a web page"
    if kind:
        raise FigureFileError(f"{name} is {kind}, not a CSV file; save the figures as CSV in UTF-8")


def _columns(name: str, first: bytes) -> tuple[str, ...]:
    text = first.decode("utf-8-sig", errors="ignore")
    found = tuple(c.strip() for c in next(csv.reader(io.StringIO(text, newline=None)), []))
    listed = ", ".join(FIGURE_COLUMNS)
    if not any(found):
        what = "begins with an empty row" if text.strip() else "is empty"
        raise FigureFileError(f"{name} {what}; its first row names the columns: {listed}")
    if len(found) == 1 and (mark := next((m for m in (";", "\t", "|") if m in found[0]), None)):
        raise FigureFileError(f"{name} separates its columns with {mark!r}; save it with commas")
    known = FIGURE_COLUMNS + OPTIONAL_FIGURE_COLUMNS
    if not set(found) & set(known):
        raise FigureFileError(f"{name} names none of the columns of a figures file in its first row: {listed}")
    missing = [c for c in FIGURE_COLUMNS if c not in found]
    said = [f"lacks the column {', '.join(missing)}"] if missing else []
    if strange := [c for c in found if c not in known]:
        said.append(f"has the unknown column {', '.join(map(_named(known), strange))}")
    if twice := sorted({c for c in found if found.count(c) > 1}):
        said.append(f"names the column {', '.join(twice)} twice")
    if said:
        raise FigureFileError(f"{name} {' and '.join(said)}; the columns are {listed}")
    return found


def _named(known: tuple[str, ...]) -> Callable[[str], str]:
    def told(column: str) -> str:
        near = near_misses(column, known, most=1)
        return f"{column!r} (did you mean {near[0]!r}?)" if near else repr(column)

    return told
