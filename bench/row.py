"""One line of the benchmark table."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """What was measured: its name, the value in a unit, and the ceiling it must stay under (None for no ceiling)."""

    name: str
    value: float
    unit: str
    ceiling: float | None
