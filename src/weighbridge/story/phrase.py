"""Sentences are put together from plain text and marks; a mark is text that rests on a fact or an event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weighbridge.errors import InternalError
from weighbridge.model import Fact
from weighbridge.story.document import Sentence, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """Text that carries a fact, or an event by its index in the story's list."""

    text: str
    fact: Fact | None = None
    event: int | None = None


Piece = str | Mark
Pieces = tuple[Piece | None, ...]  # a part of a sentence; None where a figure cannot be worded


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence before it has references: its pieces, and how much it matters when space is short (higher stays)."""

    pieces: tuple[Piece, ...]
    weight: float = 1.0

    @property
    def text(self) -> str:
        """The sentence as it will read."""
        return _capital("".join(p if isinstance(p, str) else p.text for p in self.pieces))

    def facts(self) -> list[Fact]:
        """Return the facts it carries, in order."""
        return [p.fact for p in self.pieces if isinstance(p, Mark) and p.fact is not None]

    def events(self) -> list[int]:
        """Return the indices of the events it carries, in order."""
        return list(dict.fromkeys(p.event for p in self.pieces if isinstance(p, Mark) and p.event is not None))

    def sentence(self, refs: Iterable[int] = ()) -> Sentence:
        """Return the finished sentence with its spans."""
        text, spans = "", []
        for n, piece in enumerate(self.pieces):
            part = piece if isinstance(piece, str) else piece.text
            if n == 0:
                part = _capital(part)
            if isinstance(piece, Mark):
                fact = piece.fact.id if piece.fact is not None else None
                spans.append(Span(len(text), len(text) + len(part), fact, piece.event))
            text += part
        return Sentence(text, tuple(spans), tuple(refs))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def say(*pieces: Piece | Iterable[Piece | None] | None, weight: float = 1.0) -> Line:
    """Return a line of pieces, groups of pieces laid flat. Raises InternalError when a piece is missing."""
    line = perhaps(*pieces, weight=weight)
    if line is None:
        raise InternalError(f"a sentence lacks a piece: {pieces!r}")
    return line


def perhaps(*pieces: Piece | Iterable[Piece | None] | None, weight: float = 1.0) -> Line | None:
    """Return a line of pieces, or None when a piece is missing: what cannot be worded whole is not said."""
    flat: list[Piece] = []
    for piece in pieces:
        for part in (piece,) if isinstance(piece, (str, Mark)) or piece is None else piece:
            if part is None:
                return None
            if part != "":
                flat.append(part)
    return Line(tuple(flat), weight)


def listed(groups: list[Pieces], last: str = " and ", between: str = ", ") -> Pieces:
    """Return groups of pieces as a list in a sentence: a, b and c."""
    out: list[Piece | None] = []
    for n, group in enumerate(groups):
        if n:
            out.append(last if n == len(groups) - 1 else between)
        out.extend(group)
    return tuple(out)
