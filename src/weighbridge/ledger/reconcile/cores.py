"""What contradicts what: sets of printed figures that cannot all be true, shrunk until every member counts.

A claim is what one or several sources say in the very same words. It is held at a step of kindness: 0 as printed,
1 re-read (another way of rounding), 2 restated (a small revision between two releases).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from weighbridge.ledger.reconcile.constraints import Component, Row, Statement
from weighbridge.ledger.reconcile.programme import Programme

REREAD, RESTATED = 1, 2

Element = tuple[int, int]  # a claim, and the step at which it is held


@dataclass(frozen=True, slots=True)
class Core:
    """Claims that contradict each other, none of them idle; taking one of the `soft` ones more kindly would settle it.

    Several slips that would only together settle a contradiction do not count as an explanation of it. Within one
    release nothing can have been restated.
    """

    elements: frozenset[Element]
    soft: frozenset[Element]
    is_of_one_release: bool

    @property
    def claims(self) -> set[int]:
        """The claims that take part."""
        return {n for n, _ in self.elements}


class Contradictions:
    """The claims of one component, and the contradictions among them found so far."""

    def __init__(self, component: Component, scale: float) -> None:
        self.claims = _claims(component.statements)
        self.cores: list[Core] = []
        self._releases = [{_release(component.statements[n]) for n in claim} for claim in self.claims]
        rows = [scaled(row, scale) for row in component.rows]
        fixed = len(rows)
        self._rows: dict[Element, tuple[int, ...]] = {}
        for n, claim in enumerate(self.claims):
            statement = component.statements[claim[0]]
            for step in (0, REREAD, RESTATED):
                interval = statement.reading.at(step)
                if step and interval == statement.reading.at(step - 1):
                    continue
                begin = len(rows)
                rows += [scaled(row, scale) for row in statement.rows(interval)]
                self._rows[n, step] = tuple(range(begin, len(rows)))
        self._element = {row: element for element, its in self._rows.items() for row in its}
        self._programme = Programme(len(component.cells), rows, fixed)

    def can_be_true(self, accused: Collection[int], slips: Mapping[int, int]) -> bool:
        """Whether all claims but the accused can be true at once, some taken at a kinder step."""
        return self._hold(self._elements(accused, slips))

    def learn(self, accused: Collection[int], slips: Mapping[int, int]) -> bool:
        """Whether contradictions are left among the claims not accused; they are added to those known."""
        elements = self._elements(accused, slips)
        learnt = False
        while not self._hold(elements):
            core = self._core(elements)
            self.cores.append(core)
            learnt = True
            elements = [element for element in elements if element not in core.elements]
        return learnt

    def _elements(self, accused: Collection[int], slips: Mapping[int, int]) -> list[Element]:
        return [self._nearest(n, slips.get(n, 0)) for n in range(len(self.claims)) if n not in accused]

    def _nearest(self, claim: int, step: int) -> Element:
        """The kindest step up to this one that allows more than the one before."""
        while (claim, step) not in self._rows:
            step -= 1
        return claim, step

    def _hold(self, elements: Iterable[Element]) -> bool:
        self._programme.put_in_force(row for element in elements for row in self._rows[element])
        return self._programme.holds()

    def _core(self, elements: Sequence[Element]) -> Core:
        """Shrink elements that were just found to contradict each other until every one of them counts."""
        held = self._witnesses(elements)
        for element in sorted(held):
            if element in held and not self._hold(held - {element}):
                held = self._witnesses(sorted(held - {element}))
        releases = set().union(*(self._releases[n] for n, _ in held))
        is_of_one = len(releases) == 1 and all(day is not None for day, _ in releases)
        return Core(frozenset(held), frozenset(self._soft(held, REREAD if is_of_one else RESTATED)), is_of_one)

    def _soft(self, held: set[Element], most: int) -> Iterable[Element]:
        """Yield the least kindness to each claim that would settle the contradiction alone."""
        for n, step in sorted(held):
            for kinder in range(step + 1, most + 1):
                if (n, kinder) in self._rows and self._hold(held - {(n, step)} | {(n, kinder)}):
                    yield n, kinder
                    break

    def _witnesses(self, elements: Sequence[Element]) -> set[Element]:
        rows = self._programme.witnesses()
        if not rows:
            return set(elements)
        named = {self._element[row] for row in rows if row in self._element}
        return named if not self._hold(sorted(named)) else set(elements)


def _release(statement: Statement) -> tuple[date | None, int]:
    """The day of the page and the last month told of: within one release nothing can have been revised."""
    return statement.observation.printed_at, statement.observation.cell.period.last


def _claims(statements: Sequence[Statement]) -> list[tuple[int, ...]]:
    """Put together what is said in the very same words, whoever says it."""
    claims: dict[object, list[int]] = defaultdict(list)
    for n, s in enumerate(statements):
        claims[s.column, s.base, s.observation.kind, s.slack, s.base_slack, s.reading].append(n)
    return [tuple(its) for its in claims.values()]


def scaled(row: Row, scale: float) -> Row:
    """Return the row in units of `scale`."""
    return Row(row.columns, row.weights, row.lo / scale, row.hi / scale)
