"""What a metric reads off a slice before caveats are added, and the refusals metrics share."""

from __future__ import annotations

from dataclasses import dataclass, field

from weighbridge.errors import NotInDataError
from weighbridge.facts.slice import Level, Slice
from weighbridge.model import Cell, Observation


@dataclass(slots=True)
class Reading:
    """A value with its interval ends in `unit`, the levels and prints it rests on, and what is worth telling."""

    value: float
    lo: float
    hi: float
    unit: str
    levels: tuple[Level, ...] = ()
    prints: tuple[Observation, ...] = ()
    base: Level | None = None  # what a change is measured from, for the base effect
    detail: dict[str, str | float] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


def needed(cell: Cell, taken: Slice) -> Level:
    """Return the level of a cell; raises NotInDataError naming cell and day when it does not follow from the data."""
    level = taken.level(cell)
    if level is None:
        raise NotInDataError(f"no figure for {cell} follows from what was released by {taken.as_of}")
    return level
