"""Why a number that misses is more likely misread than wrong: its words do not settle what it is said of."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.check.forms import Change, Compare, Difference, Form, Level, Ratio, Share
from weighbridge.check.neighbours import Neighbour
from weighbridge.check.proposing import Proposal

_NEAR = 0.4  # a figure less wrong than by this factor is a wrong figure, however it came about
ALWAYS_SAID = frozenset({"flow"})  # a text that speaks of exports does not leave open that it means imports
_NAMED = frozenset({"partners", "period", "reporter", "trade", "pronoun"})
_OPEN = "the words leave open of what this is the figure"


def of_quantity(near: Sequence[Neighbour], form: Level, best: float, proposal: Proposal) -> str:
    """Return why a wrong quantity is in doubt; empty where nothing speaks for that.

    It is the figure of other boxes that the words allow as well; or it is far from the figure of the boxes that were
    carried over from before, and no slip of a digit or a unit leads from the one to the other.
    """
    settled = proposal.fixed | ALWAYS_SAID | ({"partners"} if "reporter" in proposal.fixed else set())
    if any(not found.slots & settled and not is_only_longer(found, form, proposal) for found in near):
        return _OPEN
    if "other goods" in (grounds := proposal.grounds()) and "beside" not in grounds:
        return "the goods named may be others than these data hold"
    if "lost" in grounds and "beside" not in grounds:
        return "it is not settled which month is meant"
    if not proposal.fixed & _NAMED and not _is_named_beside(proposal):
        return _OPEN
    far = not best or not _NEAR < form.amount.value / best < 1 / _NEAR
    if not near and far and not _is_spelt_out(proposal):
        return f"{_OPEN}, and it is far from what they seem to speak of"
    return ""


def of_relation(form: Form, proposal: Proposal) -> str:
    """Return why a wrong percentage, multiple or comparison is in doubt; empty where its words settle what it is of.

    A figure of the same boxes that has held beside it settles that, or the words that name the boxes and the base.
    """
    if not isinstance(form, Change | Ratio | Share | Difference | Compare):
        return ""
    said = proposal.grounds()
    if "other goods" in said and "beside" not in said:
        return "the goods named may be others than these data hold"
    if "lost" in said and "beside" not in said:
        return "it is not settled which month is meant"
    if "span" in said and "own figures" not in said and isinstance(form, Change | Ratio | Difference):
        return "it is not settled over which months this is measured"
    if said & {"beside", "own figures", "goes on"}:
        return ""
    if "missed" in said:
        return "the quantity beside it is no figure of the boxes it seems to be said of"
    if isinstance(form, Share):
        settled = "partners" in said or said >= {"base", "period"}
        return "" if settled else "it is not settled what is part of what"
    named = bool(said & {"partners", "trade"})
    if isinstance(form, Change):
        settled = (named and bool(said & {"base", "period"})) or said >= {"partners", "way"}
    else:
        settled = "base" in said or named
    return "" if settled else "the words leave open what is measured against what"


def _is_spelt_out(proposal: Proposal) -> bool:
    """Whether the clause itself says whose figure it is: no doubt is left about what it speaks of."""
    fixed = proposal.fixed
    return "partners" in fixed or fixed >= {"period", "reporter"} or fixed >= {"period", "everybody"}


def is_only_longer(found: Neighbour, form: Level, proposal: Proposal) -> bool:
    """Whether it is the running total of the month said, and the words speak of the month: a mistake people make."""
    longer = found.slots == {"period"} and found.frame.period.months != form.now.period.months
    return longer and ("running total" in proposal.fixed or proposal.fixed <= {"reporter"})


def _is_named_beside(proposal: Proposal) -> bool:
    """Whether the sentence has named a partner or a period before, and a figure beside it has held."""
    grounds = proposal.grounds()
    return "beside" in grounds and bool(grounds & {"partners", "period"})
