"""Two changes printed in each other's place: +20% on the month and +76% on the year, meaning the reverse.

Often only one of the two can be refuted. When its neighbour on the page is exactly what it should have been, and the
refuted figure could be the neighbour's, both are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from weighbridge.ledger.reconcile.accuse import ONE_MISTAKE, SLIP_COST, Inquiry, Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.cores import REREAD
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Kind

_OTHER = {Kind.CHANGE_ON_PREVIOUS: Kind.CHANGE_ON_YEAR, Kind.CHANGE_ON_YEAR: Kind.CHANGE_ON_PREVIOUS}
_CHANCE = 0.1  # how loosely the two may be known, as a share of what lies between them, for a match to tell something


def exchanged(component: Component, inquiry: Inquiry, verdict: Verdict, scale: float) -> Mapping[int, int]:
    """Return, for each statement printed in another's place, that other; both ways."""
    pairs: dict[int, int] = {}
    reach = None
    for n, m in _pairs(component, verdict):
        reach = reach or Reach(component, verdict, scale)
        if n not in pairs and _tells(component, reach, n, m) and _explains(component, inquiry, scale, n, m):
            pairs |= {n: m, m: n}
    return pairs


def _pairs(component: Component, verdict: Verdict) -> Iterator[tuple[int, int]]:
    """Yield each doubted change with the other change that the same page, and nobody else, prints of the same cell."""
    statements = component.statements
    alone = [sum(_words(other) == _words(one) for other in statements) == 1 for one in statements]
    for n in sorted(verdict.doubted):
        kind = _OTHER.get(statements[n].observation.kind)
        for m, other in enumerate(statements):
            if other.observation.kind is kind and _page(other) == _page(statements[n]) and alone[n] and alone[m]:
                yield n, m


def _page(statement: Statement) -> tuple[object, ...]:
    observation = statement.observation
    return observation.cell, observation.publisher, observation.source_url


def _words(statement: Statement) -> tuple[object, ...]:
    return statement.column, statement.base, statement.observation.kind, statement.observation.value


def _tells(component: Component, reach: Reach, n: int, m: int) -> bool:
    """Whether the neighbour `m` is what the doubted `n` should be, and so closely that it is hardly chance."""
    reach.doubt(n, m)
    allowed, meant = reach.allowed(component.statements[n]), component.statements[m].reading.printed
    between = abs(component.statements[n].reading.value - component.statements[m].reading.value)
    return meant.meets(allowed) and allowed.width + meant.width <= _CHANCE * between


def _explains(component: Component, inquiry: Inquiry, scale: float, n: int, m: int) -> bool:
    """Whether everything else is at least as easily true when the two are put right, which is one mistake."""
    one, other = component.statements[n], component.statements[m]
    right = {n: replace(one, reading=other.reading), m: replace(other, reading=one.reading)}
    put_right = replace(component, statements=tuple(right.get(k, s) for k, s in enumerate(component.statements)))
    best = inquiry.cheapest()
    assert best is not None  # accusing everybody is always possible
    return Inquiry(put_right, scale).cheapest(below=best.cost - ONE_MISTAKE + SLIP_COST[REREAD]) is not None
