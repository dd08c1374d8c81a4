"""Which printed figures cannot all be true, and who among them is most cheaply called wrong.

Each figure may be taken as printed (free), re-read kindly (cheap) or accused (dear). Sets of figures that contradict
each other are found by linear programmes and shrunk until every member counts; an integer programme then picks the
cheapest way to break all of them, and is asked again for every suspect: what if it must be right, what if it is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from weighbridge.ledger.reconcile.constraints import Component, Row, Statement
from weighbridge.ledger.reconcile.programme import Programme, cheapest_choice

REREAD_COST = 0.05
# One figure accused costs 1; a further one by the same publisher about the same month and place costs half as much,
# for it was often copied or computed from the first.
ACCUSE_COST = PAGE_COST = 0.5
# Accusing another costs clearly more when it takes one further independent figure.
CLEARLY_MORE = 0.75

Element = tuple[int, int]  # a statement, and the step (0 as printed, 1 re-read) at which it was still held to


@dataclass(frozen=True, slots=True)
class Solution:
    """A way to make the rest true: the cost, which statements are accused, which re-read."""

    cost: float
    accused: frozenset[int]
    reread: frozenset[int]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements one of which is wrong: each member with the least cost of a scenario that accuses it."""

    members: tuple[tuple[int, float], ...]
    scenarios: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a component's contradictions come to."""

    proven: frozenset[int] = frozenset()
    groups: tuple[Group, ...] = ()
    reread: frozenset[int] = frozenset()

    @property
    def dropped(self) -> frozenset[int]:
        """The statements that bounds do not rest on."""
        return self.proven | {member for group in self.groups for member, _ in group.members}


@dataclass(frozen=True, slots=True)
class Core:
    """Claims that contradict each other, none of them idle; re-reading one of the `soft` ones would settle it.

    Several slips that would only together settle a contradiction do not count as an explanation of it.
    """

    elements: frozenset[Element]
    soft: frozenset[int]


class Inquiry:
    """The claims of one component, put in force and out of it until what is left can be true.

    A claim is what one or several sources say in the very same words.
    """

    def __init__(self, component: Component, scale: float) -> None:
        self.claims = _claims(component.statements)
        self._pages = [[page(component.statements[n]) for n in claim] for claim in self.claims]
        rows = [scaled(row, scale) for row in component.rows]
        fixed = len(rows)
        self._rows: dict[Element, tuple[int, ...]] = {}
        for n, claim in enumerate(self.claims):
            statement = component.statements[claim[0]]
            reading = statement.reading
            for step, interval in enumerate((reading.strict, reading.reread)):
                if step and not reading.is_reread_wider:
                    continue
                begin = len(rows)
                rows += [scaled(row, scale) for row in statement.rows(interval)]
                self._rows[n, step] = tuple(range(begin, len(rows)))
        self._element = {row: element for element, its in self._rows.items() for row in its}
        self._programme = Programme(len(component.cells), rows, fixed)
        self._cores: list[Core] = []
        self._answers: dict[object, tuple[float, frozenset[int], frozenset[int]] | None] = {}

    # ---- linear: what contradicts what -------------------------------------------------------------------------

    def _elements(self, accused: Iterable[int], reread: Iterable[int]) -> list[Element]:
        out, kind = set(accused), set(reread)
        return [(n, 1 if n in kind else 0) for n in range(len(self.claims)) if n not in out]

    def _hold(self, elements: Iterable[Element]) -> bool:
        self._programme.put_in_force(row for element in elements for row in self._rows[element])
        return self._programme.holds()

    def can_be_true(self, accused: Iterable[int], reread: Iterable[int]) -> bool:
        """Whether all the other claims can be true at once."""
        return self._hold(self._elements(accused, reread))

    def _core(self, elements: list[Element]) -> Core:
        """Shrink elements that were just found to contradict each other until every one of them counts."""
        held = self._witnesses(elements)
        for element in sorted(held):
            if element in held and not self._hold(held - {element}):
                held = self._witnesses(sorted(held - {element}))
        soft = {
            n
            for n, step in sorted(held)
            if not step and (n, 1) in self._rows and self._hold(held - {(n, 0)} | {(n, 1)})
        }
        return Core(frozenset(held), frozenset(soft))

    def _witnesses(self, elements: Sequence[Element]) -> set[Element]:
        rows = self._programme.witnesses()
        if not rows:
            return set(elements)
        named = {self._element[row] for row in rows if row in self._element}
        return named if not self._hold(sorted(named)) else set(elements)

    def _learn(self, solution: Solution) -> bool:
        """Whether the solution leaves contradictions; they are added to those known."""
        elements = self._elements(solution.accused, solution.reread)
        learnt = False
        while not self._hold(elements):
            core = self._core(elements)
            self._cores.append(core)
            learnt = True
            elements = [element for element in elements if element not in core.elements]
        return learnt

    # ---- integer: the cheapest way out -------------------------------------------------------------------------

    def cheapest(self, wrong: Iterable[int] = (), kept: Iterable[Element] = (), below: float = inf) -> Solution | None:
        """Return the cheapest way to make the rest true, with some accused and some steps not to be left.

        None when there is none that costs less than `below`.
        """
        must, may_not = frozenset(wrong), frozenset(kept)
        while True:
            solution = self._break_cores(must, may_not)
            if solution is None or solution.cost >= below:
                return None
            if not self._learn(solution):
                return solution

    def _break_cores(self, must: frozenset[int], may_not: frozenset[Element]) -> Solution | None:
        cost, accused, reread = 0.0, set(must), set()
        seen: set[int] = set()
        for cluster in self._clusters():
            members = {n for core in cluster for n, _ in core.elements}
            seen |= members
            here = frozenset(element for element in may_not if element[0] in members)
            key = (frozenset(cluster), must & members, here)
            if key not in self._answers:
                self._answers[key] = self._break(cluster, must & members, here)
            answer = self._answers[key]
            if answer is None:
                return None
            cost, accused, reread = cost + answer[0], accused | answer[1], reread | answer[2]
        cost += sum(ACCUSE_COST * len(self._pages[n]) + PAGE_COST * len(set(self._pages[n])) for n in must - seen)
        return Solution(cost, frozenset(accused), frozenset(reread - accused))

    def _clusters(self) -> list[list[Core]]:
        """The known contradictions, those together that share a claim or a page."""
        clusters: list[tuple[set[object], list[Core]]] = []
        for core in self._cores:
            marks: set[object] = {n for n, _ in core.elements}
            marks |= {p for n, _ in core.elements for p in self._pages[n]}
            cores = [core]
            apart = []
            for other_marks, other in clusters:
                if marks & other_marks:
                    marks, cores = marks | other_marks, other + cores
                else:
                    apart.append((other_marks, other))
            clusters = [*apart, (marks, cores)]
        return [cores for _, cores in clusters]

    def _break(
        self, cores: list[Core], must: frozenset[int], may_not: frozenset[Element]
    ) -> tuple[float, frozenset[int], frozenset[int]] | None:
        members = sorted({n for core in cores for n, _ in core.elements})
        softs = sorted({n for core in cores for n in core.soft})
        pages = sorted({p for n in members for p in self._pages[n]})
        accused = {n: i for i, n in enumerate(members)}
        reread = {n: len(members) + i for i, n in enumerate(softs)}
        paged = {p: len(members) + len(softs) + i for i, p in enumerate(pages)}
        costs = [ACCUSE_COST * len(self._pages[n]) for n in members]
        costs += [REREAD_COST] * len(softs) + [PAGE_COST] * len(pages)
        rows = []
        for core in cores:
            columns = [accused[n] for n, _ in core.elements] + [reread[n] for n in core.soft]
            rows.append(Row(tuple(sorted(columns)), (1.0,) * len(columns), 1.0, inf))
        rows += [
            Row((paged[p], accused[n]), (1.0, -1.0), 0.0, inf) for n in members for p in sorted(set(self._pages[n]))
        ]
        rows += [Row((accused[n],), (1.0,), 1.0, inf) for n in sorted(must)]
        for n, step in sorted(may_not):
            if step or n in reread:
                rows.append(Row(((accused if step else reread)[n],), (1.0,), -inf, 0.0))
        tie_breaks = [cost + 1e-7 * i for i, cost in enumerate(costs)]  # so that ties fall the same way every time
        chosen = cheapest_choice(tie_breaks, rows)
        if chosen is None:
            return None
        wrong = frozenset(n for n in members if chosen[accused[n]])
        return (
            sum(cost for cost, yes in zip(costs, chosen, strict=True) if yes),
            wrong,
            frozenset(n for n in softs if chosen[reread[n]]) - wrong,
        )

    # ---- who ---------------------------------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """Return who is wrong for certain, where one of several is, and who was only re-read."""
        best = self.cheapest()
        assert best is not None  # accusing everybody is always possible
        if not best.accused and not best.reread:
            return Verdict()
        reread = set(best.reread)
        proven = frozenset(n for n in best.accused if self._is_certain(n, best))
        solutions = [best]
        for suspect in sorted(self._suspects(best, proven)):
            solution = self.cheapest(wrong=proven | {suspect}, below=best.cost + CLEARLY_MORE)
            if solution and self._needs(solution, suspect):
                solutions.append(solution)
                reread |= solution.reread
        for n in sorted(best.reread):
            other = self.cheapest(wrong=proven, kept=[(n, 0)], below=best.cost + REREAD_COST - 1e-6)
            if other:
                reread |= other.reread
        return Verdict(self._said(proven), self._groups(solutions, proven, best), self._said(reread))

    def _said(self, claims: Iterable[int]) -> frozenset[int]:
        """The statements behind claims."""
        return frozenset(statement for n in claims for statement in self.claims[n])

    def _is_certain(self, accused: int, best: Solution) -> bool:
        return self.cheapest(kept=[(accused, 1)], below=best.cost + CLEARLY_MORE) is None

    def _suspects(self, best: Solution, proven: frozenset[int]) -> set[int]:
        """Everybody who takes part in a contradiction that no proven figure explains."""
        return {n for core in self._open_cores(proven) for n, _ in core.elements} - best.accused

    def _open_cores(self, proven: frozenset[int]) -> list[Core]:
        return [core for core in self._cores if not any(n in proven for n, _ in core.elements)]

    def _needs(self, solution: Solution, suspect: int) -> bool:
        return not self.can_be_true(solution.accused - {suspect}, solution.reread)

    def _groups(self, solutions: list[Solution], proven: frozenset[int], best: Solution) -> tuple[Group, ...]:
        cost: dict[int, float] = {}
        for solution in solutions:
            for n in solution.accused - proven:
                cost[n] = min(cost.get(n, inf), solution.cost - best.cost)
        leader = {n: n for n in cost}
        for core in self._open_cores(proven):
            together = sorted({n for n, _ in core.elements} & cost.keys())
            for n in together[1:]:
                old, new = leader[n], leader[together[0]]
                leader = {m: new if head == old else head for m, head in leader.items()}
        members: dict[int, list[int]] = defaultdict(list)
        for n, head in sorted(leader.items()):
            members[head].append(n)
        return tuple(
            Group(
                tuple((s, cost[n]) for n in its for s in self.claims[n]),
                tuple(sorted({self._said(s.accused & set(its)) for s in solutions}, key=sorted)),
            )
            for its in members.values()
        )


def _claims(statements: Sequence[Statement]) -> list[tuple[int, ...]]:
    """Put together what is said in the very same words, whoever says it."""
    claims: dict[object, list[int]] = defaultdict(list)
    for n, s in enumerate(statements):
        claims[s.column, s.base, s.observation.kind, s.slack, s.reading].append(n)
    return [tuple(its) for its in claims.values()]


def page(statement: Statement) -> str:
    """Who says it about which place and month: what a publisher says there twice is not said by two."""
    observation = statement.observation
    cell = observation.cell
    return f"{observation.publisher}|{cell.partner}|{cell.product}|{cell.flow}|{cell.measure}|{cell.period.last}"


def scaled(row: Row, scale: float) -> Row:
    """Return the row in units of `scale`."""
    return Row(row.columns, row.weights, row.lo / scale, row.hi / scale)
