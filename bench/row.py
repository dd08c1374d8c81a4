"""A measured figure beside its ceiling."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the bench: `value` in `unit`, and the `ceiling` it must not pass (None: only shown)."""

    name: str
    value: float
    unit: str
    ceiling: float | None = None


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work took on the wall clock."""
    start = perf_counter()
    work()
    return perf_counter() - start
