"""JSON kept by content: worked out once, read back afterwards, and safe to delete at any time."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4


def kept(file: Path | None, worked_out: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what the file holds, a JSON object packed with gzip, else what is worked out now and then kept there.

    The name of the file has to follow from all that its content rests on. None keeps nothing. What somebody deleted or
    damaged is worked out again.
    """
    found = _read(file) if file else None
    if found is None:
        found = worked_out()
        if file:
            _keep(file, found)
    return found


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(gzip.decompress(file.read_bytes()))
    except (OSError, ValueError, EOFError, zlib.error):  # gzip says BadGzipFile, which is an OSError
        return None
    return found if isinstance(found, dict) else None


def _keep(file: Path, found: dict[str, Any]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{uuid4().hex}")
        beside.write_bytes(gzip.compress(json.dumps(found, ensure_ascii=False).encode(), 1, mtime=0))
        beside.replace(file)
    except OSError:
        return  # a full or read-only disk costs time, not truth
