"""What all printed figures allow for each cell, and which of them cannot all be true.

reconcile(observations, card=card)   bounds and conflicts of any figures, a pure function
Reconciliation                       what it returns
RULES_VERSION                        changes when the same figures would come out differently
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weighbridge.card import Card
from weighbridge.ledger.reconcile.constraints import Component, components
from weighbridge.model import Bound, Cell, Conflict, Observation

RULES_VERSION = 1


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Bounds of every cell some figure speaks of, and the conflicts, worst first."""

    bounds: Mapping[Cell, Bound]
    conflicts: tuple[Conflict, ...]


def reconcile(observations: Iterable[Observation], *, card: Card) -> Reconciliation:
    """Return what the observations allow for each cell, in the unit shown, and the figures that cannot all be true.

    The order of the observations does not matter.
    """
    from weighbridge.ledger.reconcile.accuse import Inquiry
    from weighbridge.ledger.reconcile.bounds import bounds_of
    from weighbridge.ledger.reconcile.reasons import conflicts_of

    units = {id: measure.shown for id, measure in card.measures.items()}
    bounds: dict[Cell, Bound] = {}
    conflicts: list[Conflict] = []
    for component in components(observations, card):
        scale = _scale(component)
        verdict = Inquiry(component, scale).verdict()
        its = {bound.cell: bound for bound in bounds_of(component, verdict, scale, units)}
        bounds |= its
        conflicts += conflicts_of(component, verdict, scale, its)
    conflicts.sort(key=lambda c: (-c.severity, c.observation.cell, c.observation.id))
    return Reconciliation(bounds, tuple(conflicts))


def _scale(component: Component) -> float:
    """The size of a typical cell, so that the programme's numbers are of the order of one."""
    sizes = sorted(s.reading.value for s in component.statements if s.base is None and s.reading.value > 0)
    return sizes[len(sizes) // 2] if sizes else 1.0
