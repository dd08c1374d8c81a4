"""Each figure that is doubted, with how far it misses and why, in a sentence an editor understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf, log

from weighbridge.card import Card
from weighbridge.ledger.reconcile.accuse import Verdict
from weighbridge.ledger.reconcile.constraints import Component, Statement
from weighbridge.ledger.reconcile.diagnosis import Diagnosis
from weighbridge.ledger.reconcile.reach import Reach
from weighbridge.model import Conflict, Interval, Kind
from weighbridge.words import grouped, period_name

_NAMED = 3  # witnesses named in a sentence; the others are counted
_LEAST = 1e-3  # the smallest size two sizes are compared at
_ONE_PRINT = 1.01  # units of the last digit: what one printed number allows
_OF = {
    Kind.CHANGE_ON_PREVIOUS: " on the month before",
    Kind.CHANGE_ON_YEAR: " on the year",
    Kind.SHARE_OF_WORLD: " of the world",
}


def conflicts_of(component: Component, verdict: Verdict, reach: Reach, card: Card) -> Iterator[Conflict]:
    """Return the conflicts of a component, those of a group together, the likeliest of them first.

    What is certain of a group is that its least wrong member is wrong, so that is how severe it is.
    """
    judged = _Judged(component, verdict, reach, card)
    for n in sorted(verdict.proven):
        yield judged.conflict(n, (n,))
    for group in verdict.groups:
        told = [(round(cost, 2), judged.conflict(n, group.costs)) for n, cost in group.costs.items()]
        least = min(conflict.severity for _, conflict in told)
        told.sort(key=lambda its: (its[0], its[1].severity, its[1].observation.id))
        yield from (replace(conflict, severity=least) for _, conflict in told)


class _Judged:
    """A component with its verdict, to write conflicts from."""

    def __init__(self, component: Component, verdict: Verdict, reach: Reach, card: Card) -> None:
        self._component, self._verdict, self._reach, self._card = component, verdict, reach, card
        self._diagnosis = Diagnosis(component, reach)

    def conflict(self, n: int, group: Iterable[int]) -> Conflict:
        statement = self._component.statements[n]
        self._reach.doubt(n)
        mate = self._verdict.exchanged.get(n)
        allowed = self._reach.allowed(statement) if mate is None else self._component.statements[mate].reading.printed
        return Conflict(
            statement.observation,
            miss=statement.reading.printed.gap_to(allowed),
            severity=_severity(statement, allowed),
            certainty="proven" if n in self._verdict.proven else "one_of",
            group=min(self._component.statements[m].observation.id for m in group),
            reason=self._reason(n, statement, allowed),
        )

    def _reason(self, n: int, statement: Statement, allowed: Interval) -> str:
        own, mate = self._number(statement), self._verdict.exchanged.get(n)
        if mate is not None:
            other = self._component.statements[mate]
            return f"{own} and {self._number(other)} stand in each other's place ({other.observation.publisher})."
        others = [self._component.statements[m] for m in self._verdict.against.get(n, ())]
        told = ", ".join(self._named(other, statement) for other in others[:_NAMED])
        if len(others) > _NAMED:
            told += f" and {len(others) - _NAMED} more"
        left = self._span(statement, allowed)
        said = self._diagnosis.of(statement, allowed)
        clause = f"; {said}" if said else ""
        if n in self._verdict.proven:
            return f"{own} cannot be right beside {told}: the other figures leave {left}{clause}."
        return f"{own} cannot be true together with {told}; if it is the wrong one, the others leave {left}{clause}."

    def _number(self, statement: Statement) -> str:
        observation = statement.observation
        places = len(observation.value.partition(".")[2])
        if statement.base is not None:
            sign = "" if observation.kind is Kind.SHARE_OF_WORLD or float(observation.value) < 0 else "+"
            return f"{sign}{grouped(float(observation.value), places)}%{_OF[observation.kind]}"
        return f"{grouped(float(observation.value), places)} {observation.unit}"

    def _named(self, other: Statement, beside: Statement) -> str:
        cell, own = other.observation.cell, beside.observation.cell
        place = "" if cell.partner == own.partner else f" for {self._card.places[cell.partner].name}"
        when = "" if cell.period == own.period else f" in {period_name(cell.period)}"
        return f"{self._number(other)}{place}{when} ({other.observation.publisher})"

    def _span(self, statement: Statement, allowed: Interval) -> str:
        unit = "%" if statement.base is not None else f" {self._card.measure(statement.observation.cell.measure).shown}"
        places = len(statement.observation.value.partition(".")[2])
        if allowed.width <= _ONE_PRINT * 10.0**-places:
            return f"{grouped(allowed.middle, places)}{unit}"
        lo, hi = (grouped(end, places) if abs(end) < inf else "" for end in (allowed.lo, allowed.hi))
        if not hi:
            return f"{lo}{unit} or more"
        return f"{lo} to {hi}{unit}"


def _severity(statement: Statement, allowed: Interval) -> float:
    """The logarithm of the ratio between what is printed and what is allowed, where they are nearest."""
    printed = statement.reading.printed
    if printed.meets(allowed):
        return 0.0
    own, near = (printed.lo, allowed.hi) if printed.lo > allowed.hi else (printed.hi, allowed.lo)
    return abs(log(_size(statement, own) / _size(statement, near)))


def _size(statement: Statement, value: float) -> float:
    return max(value if statement.base is None else statement.ratio(Interval.point(value))[0], _LEAST)
