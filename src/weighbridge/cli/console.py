"""What verbs print: text for people on a terminal, one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


def console() -> Console:
    """Return a console on standard output; its width follows the terminal, or 120 columns into a pipe or file."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False, soft_wrap=not sys.stdout.isatty())


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON document: numbers as numbers, no NaN, characters as they are."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


@contextmanager
def progress(what: str, *, after: float = 0.0) -> Iterator[Callable[[int, int], None]]:
    """Yield `tell(done, of)`; on a terminal a bar appears on standard error, elsewhere nothing is printed.

    The bar waits `after` seconds, so that what is done sooner leaves the terminal alone.
    """
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import Progress

    bars = Progress(console=Console(stderr=True), transient=True)
    task = bars.add_task(what, total=None)
    patience = Timer(after, bars.start)
    patience.start()
    try:
        yield lambda done, of: bars.update(task, completed=done, total=of)
    finally:
        patience.cancel()
        patience.join()
        bars.stop()
