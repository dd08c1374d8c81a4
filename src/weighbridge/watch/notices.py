"""A recheck in words, and what readers may be told of an amendment, proposed from what was said and what is true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from weighbridge.facts import day_text
from weighbridge.watch.judging import counted
from weighbridge.watch.values import Cause

if TYPE_CHECKING:
    from datetime import date

    from weighbridge.watch.values import Recheck, Rechecked

_LONGEST = 1_900


def proposed_notice(waiting: Sequence[Rechecked], *, as_correction: bool, released_at: date) -> str:
    """Return a notice for readers: the old figure as it was printed, and what the data say now.

    An update says that the figures were revised; a correction that it was wrong. Only claims of which the data say
    something now are told of; "" where there are none.
    """
    told = [_one(outcome, as_correction=as_correction) for outcome in waiting if outcome.now]
    if not told:
        return ""
    beginning = (
        "An earlier version of this story was wrong."
        if as_correction
        else f"Figures in this story have been revised since it was published, last in the release of "
        f"{day_text(released_at)}."
    )
    notice = " ".join([beginning, *dict.fromkeys(told)])
    return notice if len(notice) <= _LONGEST else f"{notice[:_LONGEST]} …"


def _one(outcome: Rechecked, *, as_correction: bool) -> str:
    said = "It said" if as_correction else "It said, as the data stood then,"
    return f"{said} “{' '.join(outcome.quote.split())}”; {_ended(outcome.now)}"


def _ended(truth: str) -> str:
    return truth if truth.endswith((".", "!", "?")) else f"{truth}."


def in_words(one: Recheck) -> str:
    """Return what a recheck came to, as a sentence without its full stop."""
    about = f", {one.about}" if one.about else ""
    cells = f"{one.cells:,} cell{'' if one.cells == 1 else 's'} changed, " if one.cause is Cause.VINTAGE else ""
    claims = f"{one.claims:,} claim{'' if one.claims == 1 else 's'} weighed again"
    came = ", ".join(f"{many:,} {outcome}" for outcome, many in counted(one.outcomes).items())
    moved = f"; {len(one.moved):,} now under recheck" if one.moved else ""
    return f"Recheck {one.n} ({one.cause}{about}): {cells}{claims}{f' ({came})' if came else ''}{moved}"
