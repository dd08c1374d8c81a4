"""What all printed figures allow for each cell, and which of them cannot all be true.

reconcile(observations, card=card)   bounds and conflicts of any figures, a pure function
Reconciliation                       what it returns
if TYPE_CHECKING:
    from weighbridge.ledger.reconcile.accuse import Verdict

RULES_VERSION                        changes when the same figures would come out differently
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge.card import Card
from weighbridge.ledger.reconcile.constraints import Component, components
from weighbridge.model import Bound, Cell, Conflict, Observation

if TYPE_CHECKING:
    from weighbridge.ledger.reconcile.accuse import Verdict

RULES_VERSION = 6


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Bounds of every cell some figure speaks of, and the conflicts, worst first."""

    bounds: Mapping[Cell, Bound]
    conflicts: tuple[Conflict, ...]


def reconcile(observations: Iterable[Observation], *, card: Card) -> Reconciliation:
    """Return what the observations allow for each cell, in the unit shown, and the figures that cannot all be true.

    The order of the observations does not matter.

    >>> from weighbridge.card import trade_card
    >>> from weighbridge.model import Interval, Kind, Precision
    >>> june = Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass")
    >>> seen = Observation(june, Kind.LEVEL, "353", "t", Precision.ROUNDED, Interval(352500, 353500), "agency.example",
    ...                    "", "qty_t", june.period.first_day())
    >>> reconcile([seen], card=trade_card()).bounds[june].interval
    Interval(lo=352.5, hi=353.5)
    """
    from weighbridge.ledger.reconcile.bounds import bounds_of
    from weighbridge.ledger.reconcile.reach import Reach
    from weighbridge.ledger.reconcile.reasons import conflicts_of

    units = {id: measure.shown for id, measure in card.measures.items()}
    bounds: dict[Cell, Bound] = {}
    conflicts: list[Conflict] = []
    for component in components(observations, card):
        scale = _scale(component)
        verdict = _verdict(component, scale)
        reach = Reach(component, verdict, scale)
        bounds |= {bound.cell: bound for bound in bounds_of(component, verdict, reach, units)}
        conflicts += conflicts_of(component, verdict, reach, card)
    conflicts.sort(key=lambda c: (-c.severity, c.group))  # the members of a group stay together, the likeliest first
    return Reconciliation(bounds, tuple(conflicts))


def _verdict(component: Component, scale: float) -> Verdict:
    from weighbridge.ledger.reconcile.accuse import Inquiry
    from weighbridge.ledger.reconcile.exchange import exchanged

    inquiry = Inquiry(component, scale)
    verdict = inquiry.verdict()
    pairs = exchanged(component, inquiry, verdict, scale)
    return replace(inquiry.verdict(wrong=pairs), exchanged=pairs) if pairs else verdict


def _scale(component: Component) -> float:
    """The size of a typical cell, so that the programme's numbers are of the order of one."""
    sizes = sorted(s.reading.value for s in component.statements if s.base is None and s.reading.value > 0)
    return sizes[len(sizes) // 2] if sizes else 1.0
