"""A claim found, and the ways to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from weighbridge.check.forms import Form


class Reading(NamedTuple):
    """One way to read a claim; `note` says what was assumed where the words left it open, or how to say so."""

    form: Form
    note: str | Callable[[], str] = ""

    @property
    def assumed(self) -> str:
        """What was assumed, in words; empty where nothing was."""
        return self.note if isinstance(self.note, str) else self.note()

    @property
    def is_far_fetched(self) -> bool:
        """Whether it only stands by to save a claim: it counts when it is true, and not when it is unknown."""
        return not isinstance(self.note, str) or self.note.startswith("read of")


class Proposal(NamedTuple):
    """A claim found: its place in the text, its kind, its readings, or why there are none.

    `fixed` names the slots of a quantity's boxes that its own clause names, `spoken_of` returns the partners and
    periods that the text has spoken of so far. `grounds` returns what settles of what a claim speaks (see grounds.py),
    and `completed`, where it is given, the same with its other readings: both are only asked for when the leading
    reading fails, before the text is read on.
    """

    start: int
    end: int
    kind: str
    readings: tuple[Reading, ...] = ()
    refusal: str = ""
    not_in_data: bool = False
    forecast: bool = False
    fixed: frozenset[str] = frozenset()
    spoken_of: Callable[[], frozenset[object]] = frozenset
    grounds: Callable[[], frozenset[str]] = frozenset
    completed: Callable[[], Proposal] | None = None
