"""A claim found, and the ways to read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from weighbridge.check.forms import Form


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a claim; `note` says what was assumed where the words left it open."""

    form: Form
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim found: its place in the text, its kind, its readings, or why there are none.

    `fixed` names the slots of a quantity's boxes that its own clause names, `spoken_of` the partners and periods that
    the text has spoken of so far. `completed`, where it is given, returns the same with its other readings: they are
    only asked for when the leading one fails, before the text is read on.
    """

    start: int
    end: int
    kind: str
    readings: tuple[Reading, ...] = ()
    refusal: str = ""
    not_in_data: bool = False
    forecast: bool = False
    fixed: frozenset[str] = frozenset()
    spoken_of: frozenset[object] = frozenset()
    completed: Callable[[], Proposal] | None = None
