"""A measured figure beside its ceiling."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the bench: `value` in `unit`, and the `ceiling` it must not pass (None: only shown)."""

    name: str
    value: float
    unit: str
    ceiling: float | None = None
