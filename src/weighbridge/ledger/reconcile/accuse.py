"""Which printed figures cannot all be true, and who among them is most cheaply called wrong.

A figure may be taken as printed (free), more kindly (cheap) or be accused (dear). Contradictions are found by linear
programmes (`cores`); an integer programme picks the cheapest way to settle all of them, and is asked again for every
suspect: what if it must be right, what if it is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

from weighbridge.ledger.reconcile.constraints import Component, Row, Statement
from weighbridge.ledger.reconcile.cores import REREAD, RESTATED, Contradictions, Core, Element
from weighbridge.ledger.reconcile.programme import cheapest_choice

SLIP_COST: Mapping[int, float] = MappingProxyType({REREAD: 0.05, RESTATED: 0.25})
# One figure accused costs 1; a further one by the same publisher about the same month and place costs half as much,
# for it was often copied or computed from the first.
ACCUSE_COST = PAGE_COST = 0.5
ONE_MISTAKE = ACCUSE_COST + PAGE_COST
# Accusing another costs clearly more when it takes one further independent figure.
CLEARLY_MORE = 0.75
# Two ways of taking figures kindly are both open when neither costs this much more.
_AS_KIND = 0.2


@dataclass(frozen=True, slots=True)
class Solution:
    """A way to make the rest true: the cost, which claims are accused, which are taken at a kinder step."""

    cost: float
    accused: frozenset[int]
    slips: frozenset[Element]


@dataclass(frozen=True, slots=True)
class Scenario:
    """The same in statements, of one knot of contradictions: who is wrong, who is taken at which kinder step."""

    accused: frozenset[int]
    slips: frozenset[Element]


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of which at least one is wrong, each with what it costs at least to accuse it."""

    costs: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a component's contradictions come to, in statements.

    `proven` are wrong whatever else is; of each of `groups` at least one is.
    `alternatives` are, for each knot of contradictions, the scenarios that are all still open, the likeliest first.
    `against` names, for each figure doubted, the others it cannot be true together with; `exchanged` the figure in
    whose place it was printed.
    """

    proven: frozenset[int] = frozenset()
    groups: tuple[Group, ...] = ()
    alternatives: tuple[tuple[Scenario, ...], ...] = ()
    against: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    exchanged: Mapping[int, int] = field(default_factory=dict)

    @property
    def doubted(self) -> frozenset[int]:
        """Everything that is or may be wrong."""
        return self.proven.union(*(group.costs for group in self.groups))


class Inquiry:
    """The search for the cheapest way to make the rest of a component true."""

    def __init__(self, component: Component, scale: float) -> None:
        self._known = Contradictions(component, scale)
        self._claims = self._known.claims
        self._pages = [[page(component.statements[n]) for n in claim] for claim in self._claims]
        self._answers: dict[object, Solution | None] = {}

    # ---- the cheapest way out ----------------------------------------------------------------------------------

    def cheapest(
        self,
        *,
        wrong: Iterable[int] = (),
        slipped: Iterable[Element] = (),
        right: Iterable[int] = (),
        below: float = inf,
    ) -> Solution | None:
        """Return the cheapest way to make the rest true, with some claims wrong, some slipped and some right for sure.

        None when there is none that costs less than `below`.
        """
        asked = frozenset(wrong), frozenset(slipped), frozenset(right)
        while True:
            solution = self._settled(*asked)
            if solution is None or solution.cost >= below:
                return None
            if not self._known.learn(solution.accused, dict(sorted(solution.slips))):
                return solution

    def _settled(self, wrong: frozenset[int], slipped: frozenset[Element], right: frozenset[int]) -> Solution | None:
        """The cheapest way to settle the contradictions known so far, one cluster after the other."""
        cost, accused, slips, seen = 0.0, set(wrong), set(slipped), set()
        for cluster in self._clusters():
            members = {n for core in cluster for n in core.claims}
            seen |= members
            must_slip = frozenset(element for element in slipped if element[0] in members)
            key = frozenset(cluster), wrong & members, must_slip, right & members
            if key not in self._answers:
                self._answers[key] = self._settled_cluster(cluster, *key[1:])
            answer = self._answers[key]
            if answer is None:
                return None
            cost, accused, slips = cost + answer.cost, accused | answer.accused, slips | answer.slips
        cost += sum(ACCUSE_COST * len(self._pages[n]) + PAGE_COST * len(set(self._pages[n])) for n in wrong - seen)
        return Solution(cost, frozenset(accused), frozenset(s for s in slips if s[0] not in accused))

    def _clusters(self) -> list[list[Core]]:
        """The known contradictions, those together that share a claim or a page."""
        clusters: list[tuple[set[object], list[Core]]] = []
        for core in self._known.cores:
            marks: set[object] = {*core.claims, *(p for n in core.claims for p in self._pages[n])}
            together, apart = [core], []
            for other_marks, other in clusters:
                if marks & other_marks:
                    marks, together = marks | other_marks, other + together
                else:
                    apart.append((other_marks, other))
            clusters = [*apart, (marks, together)]
        return [together for _, together in clusters]

    def _settled_cluster(
        self, cores: list[Core], wrong: frozenset[int], slipped: frozenset[Element], right: frozenset[int]
    ) -> Solution | None:
        members = sorted({n for core in cores for n in core.claims})
        fixed = {n for core in cores if core.is_of_one_release for n in core.claims}  # these cannot have been restated
        softs = sorted({(n, s) for core in cores for n, s in core.soft if s < RESTATED or n not in fixed} | slipped)
        pages = sorted({p for n in members for p in self._pages[n]})
        accused = {n: i for i, n in enumerate(members)}
        slips = {element: len(members) + i for i, element in enumerate(softs)}
        paged = {p: len(members) + len(softs) + i for i, p in enumerate(pages)}
        costs = [ACCUSE_COST * len(self._pages[n]) for n in members]
        costs += [SLIP_COST[step] for _, step in softs] + [PAGE_COST] * len(pages)
        rows = []
        for core in cores:
            settle = [accused[n] for n in core.claims]
            settle += [slips[m, s] for m, s in softs for n, step in core.soft if m == n and s >= step]
            rows.append(Row(tuple(sorted(settle)), (1.0,) * len(settle), 1.0, inf))
        on_page = [(p, n) for n in members for p in sorted(set(self._pages[n]))]
        rows += [Row((paged[p], accused[n]), (1.0, -1.0), 0.0, inf) for p, n in on_page]
        rows += [Row((accused[n],), (1.0,), 1.0, inf) for n in sorted(wrong)]
        rows += [Row((slips[element],), (1.0,), 1.0, inf) for element in sorted(slipped)]
        rows += [Row((accused[n],), (1.0,), -inf, 0.0) for n in sorted(right)]
        chosen = cheapest_choice(costs, rows)
        if chosen is None:
            return None
        return Solution(
            sum(cost for cost, yes in zip(costs, chosen, strict=True) if yes),
            frozenset(n for n in members if chosen[accused[n]]),
            frozenset(element for element in softs if chosen[slips[element]]),
        )

    # ---- who ---------------------------------------------------------------------------------------------------

    def verdict(self, wrong: Iterable[int] = ()) -> Verdict:
        """Return who is wrong for certain, where one of several is, and which scenarios are open.

        `wrong` are statements known to be wrong for another reason.
        """
        known = {n for n, claim in enumerate(self._claims) if not set(claim).isdisjoint(wrong)}
        best = self.cheapest(wrong=known)
        assert best is not None  # accusing everybody is always possible
        if not best.accused and not best.slips:
            return Verdict()
        limit = best.cost + CLEARLY_MORE
        proven = frozenset(
            n for n in best.accused if n in known or self.cheapest(wrong=known, right=[n], below=limit) is None
        )
        solutions = [best]
        for suspect in sorted(self._suspects(proven) - best.accused):
            solution = self.cheapest(wrong=proven | {suspect}, below=limit)
            if solution and self._needs(solution, suspect):
                solutions.append(solution)
        for element in sorted({soft for core in self._open(proven) for soft in core.soft} - best.slips):
            solution = self.cheapest(wrong=proven, slipped=[element], below=best.cost + _AS_KIND)
            if solution and not self._known.can_be_true(solution.accused, dict(sorted(solution.slips - {element}))):
                solutions.append(solution)
        solutions.sort(key=lambda solution: solution.cost)
        return Verdict(
            self._said(proven),
            self._groups(solutions, proven),
            self._alternatives(solutions),
            self._against({n for solution in solutions for n in solution.accused}, proven),
        )

    def _open(self, proven: Collection[int]) -> list[Core]:
        """The contradictions that no proven figure explains."""
        return [core for core in self._known.cores if not core.claims & set(proven)]

    def _suspects(self, proven: Collection[int]) -> set[int]:
        return {n for core in self._open(proven) for n in core.claims}

    def _needs(self, solution: Solution, suspect: int) -> bool:
        """Whether the suspect must be wrong in this solution: if it were right, somebody new would have to be wrong."""
        others = solution.accused - {suspect}
        without = self.cheapest(wrong=others, right=[suspect])
        return without is None or not without.accused <= others

    def _groups(self, solutions: list[Solution], proven: frozenset[int]) -> tuple[Group, ...]:
        """Suspects who take part in the same contradictions."""
        cost: dict[int, float] = {}
        for solution in solutions:
            for n in solution.accused - proven:
                cost[n] = min(cost.get(n, inf), solution.cost)
        leader = {n: n for n in cost}
        for core in self._open(proven):
            together = sorted(core.claims & cost.keys())
            for n in together[1:]:
                old, new = leader[n], leader[together[0]]
                leader = {m: new if head == old else head for m, head in leader.items()}
        members: dict[int, list[int]] = defaultdict(list)
        for n in sorted(leader):
            members[leader[n]].append(n)
        return tuple(Group({s: cost[n] for n in its for s in self._claims[n]}) for its in members.values())

    def _alternatives(self, solutions: list[Solution]) -> tuple[tuple[Scenario, ...], ...]:
        """The open scenarios of each cluster, without what they have to say about other clusters."""
        alternatives = []
        for cluster in self._clusters():
            members = {n for core in cluster for n in core.claims}
            scenarios = {
                Scenario(
                    frozenset(s for n in solution.accused & members for s in self._claims[n]),
                    frozenset((s, step) for n, step in solution.slips if n in members for s in self._claims[n]),
                ): None
                for solution in solutions
            }
            alternatives.append(tuple(scenarios))
        return tuple(alternatives)

    def _against(self, doubted: Collection[int], proven: Collection[int]) -> dict[int, tuple[int, ...]]:
        """The most telling contradiction of each doubted claim: not settled kindly, no proven figure in it, small."""
        against: dict[int, tuple[int, ...]] = {}
        for n in sorted(doubted):
            cores = [core for core in self._known.cores if n in core.claims]
            if cores:
                core = min(
                    cores, key=lambda c: (bool(c.soft), len(c.claims & {*proven}), len(c.claims), sorted(c.claims))
                )
                others = tuple(self._claims[m][0] for m in sorted(core.claims - {n}))
                against |= dict.fromkeys(self._claims[n], others)
        return against

    def _said(self, claims: Iterable[int]) -> frozenset[int]:
        """The statements behind claims."""
        return frozenset(statement for n in claims for statement in self._claims[n])


def page(statement: Statement) -> str:
    """Who says it about which place and month: what a publisher says there twice is not said by two."""
    observation = statement.observation
    cell = observation.cell
    return f"{observation.publisher}|{cell.partner}|{cell.product}|{cell.flow}|{cell.measure}|{cell.period.last}"
