"""Two changes printed in each other's place: +20% on the month and +76% on the year, meaning the reverse.

Often only one of the two can be refuted. When its neighbour on the page is exactly what it should have been, and the
refuted figure could be the neighbour's, both are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from weighbridge.ledger.reconcile.accuse import Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.diagnosis import fits
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Kind

_OTHER = {Kind.CHANGE_ON_PREVIOUS: Kind.CHANGE_ON_YEAR, Kind.CHANGE_ON_YEAR: Kind.CHANGE_ON_PREVIOUS}


def with_exchanges(component: Component, verdict: Verdict, scale: float) -> Verdict:
    """Return the verdict with both figures of every exchanged pair proven, and the pairs noted."""
    pairs: dict[int, int] = {}
    for n, m in _pairs(component, verdict):
        if _are_exchanged(component, verdict, scale, n, m):
            pairs |= {n: m, m: n}
    if not pairs:
        return verdict
    against = {m: (n,) for n, m in pairs.items() if m not in verdict.doubted}
    return replace(
        verdict,
        proven=verdict.proven | pairs.keys(),
        groups=tuple(left for group in verdict.groups if (left := tuple(n for n in group if n not in pairs))),
        against={**verdict.against, **against},
        exchanged=pairs,
    )


def _pairs(component: Component, verdict: Verdict) -> Iterator[tuple[int, int]]:
    """Yield each refuted change with the other change that the same page prints of the same cell."""
    for n in sorted(verdict.proven):
        one = component.statements[n].observation
        for m, other in enumerate(component.statements):
            if _page(other) == _page(component.statements[n]) and other.observation.kind is _OTHER.get(one.kind):
                yield n, m


def _page(statement: Statement) -> tuple[object, ...]:
    observation = statement.observation
    return observation.cell, observation.publisher, observation.source_url


def _are_exchanged(component: Component, verdict: Verdict, scale: float, n: int, m: int) -> bool:
    """Whether the neighbour `m` is what the refuted `n` should be, and `n` could be what `m` claims to be."""
    one, other = component.statements[n], component.statements[m]
    swapped = replace(component, statements=(*component.statements, replace(other, reading=one.reading)))
    reach = Reach(swapped, verdict, scale)
    reach.doubt(n, m)
    return reach.is_possible() and fits(other, reach.allowed(one))
