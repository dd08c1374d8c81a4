"""Replay: a fact worked out a second time from the archived figures, on a path that shares nothing with the first.

No SQL, no slice, no metric code: figures go through reconcile, and what follows is plain arithmetic on pairs of
numbers. Where the two paths differ, one of them is wrong, and neither number may be printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor, inf, isfinite
from typing import TYPE_CHECKING

from weighbridge.card import Card
from weighbridge.errors import NotInDataError
from weighbridge.facts.metric import read_fact_id
from weighbridge.model import Bound, Cell, Fact, Interval, Kind, Observation, Period

if TYPE_CHECKING:
    from weighbridge.ledger import Reconciliation

Pair = tuple[float, float]


def replay(
    fact_id: str, *, observations: Sequence[Observation], card: Card, reconciled: Reconciliation | None = None
) -> Fact:
    """Return the fact as the archived figures give it: its interval, its unit, and a value inside the interval.

    `observations` are the ledger's as of the fact's day; `reconciled` spares reconciling them again when many facts of
    one day are replayed. Raises NotInDataError where the figures give none.
    """
    metric, cell, other, day = read_fact_id(fact_id)
    seen = [o for o in observations if o.released_at <= day]
    if reconciled is None:
        from weighbridge.ledger import reconcile

        reconciled = reconcile(seen, card=card)
    accused = {c.observation.id for c in reconciled.conflicts if c.certainty == "proven"}
    desk = _Desk(reconciled.bounds, [o for o in seen if o.id not in accused], card)
    found = _RULES[metric](desk, cell, other)
    if found is None:
        raise NotInDataError(f"{fact_id} does not follow from the archived figures")
    (lo, hi), unit = found
    middle = lo / 2 + hi / 2 if isfinite(lo + hi) else lo
    return Fact(fact_id, metric, cell, day, middle, Interval(lo, hi), unit, other)


class _Desk:
    """The figures on the desk of somebody who replays: bounds by cell and the credible prints."""

    def __init__(self, bounds: Mapping[Cell, Bound], prints: Sequence[Observation], card: Card) -> None:
        self.bounds, self.prints, self.card = bounds, prints, card

    def much(self, cell: Cell) -> tuple[Pair, str] | None:
        """How much there was, at least and at most, and in which unit."""
        ends: list[Pair] = []
        own, p = self.bounds.get(cell), cell.period
        parts = [self.bounds.get(cell.at(month)) for month in p.split()]
        if own:
            ends.append((own.interval.lo, own.interval.hi))
        month, span = p.first % 12, p.first % 12 + p.months
        to_end, to_start = None, None
        if month and span <= 12:
            to_end = self.bounds.get(cell.at(Period(p.first - month, span)))
            to_start = self.bounds.get(cell.at(Period(p.first - month, month)))
            if to_end and to_start:
                least = to_end.interval.lo - to_start.interval.hi
                ends.append((least if least > 0 else 0.0, to_end.interval.hi - to_start.interval.lo))
        known = [b for b in parts if b]
        if len(known) == p.months > 1:
            ends.append((sum(b.interval.lo for b in known), sum(b.interval.hi for b in known)))
        if not ends:
            return None
        a, b = max(e[0] for e in ends), min(e[1] for e in ends)
        a, b = sorted((a, b))
        if b > 2.000001 * a and not (own and own.printed):
            return None
        return (a, b), (own or to_end or known[0]).unit

    def said(self, cell: Cell, kind: Kind) -> list[Pair]:
        """What credible prints say; those without an end only when there is no other."""
        pairs = [(o.interval.lo, o.interval.hi) for o in self.prints if o.cell == cell and o.kind is kind]
        return [p for p in pairs if isfinite(p[0]) and isfinite(p[1])] or pairs

    def months(self, cell: Cell) -> dict[int, tuple[Pair, bool]]:
        """Every month of the cell's series: its ends, and whether somebody printed it."""
        return {
            c.period.first: ((b.interval.lo, b.interval.hi), b.printed)
            for c, b in self.bounds.items()
            if c.period.months == 1 and c.at(cell.period) == cell
        }


Found = tuple[Pair, str] | None
Rule = Callable[[_Desk, Cell, "Cell | None"], Found]


def _before(cell: Cell, months: int) -> Cell:
    return cell.at(Period(cell.period.first - months, cell.period.months))


def _whole_year(cell: Cell) -> Cell:
    month = cell.period.last % 12
    return cell.at(Period(cell.period.last - month, month + 1))


def _two(desk: _Desk, cell: Cell, base: Cell) -> tuple[Pair, Pair, str] | None:
    now, then = desk.much(cell), desk.much(base)
    return (now[0], then[0], now[1]) if now and then else None


def _percent(desk: _Desk, cell: Cell, base: Cell, kind: Kind | None) -> Found:
    pairs = desk.said(cell, kind) if kind else []
    both = _two(desk, cell, base)
    worked: Pair | None = None
    if both and both[1][1] > 0:
        (a, b), (c, d), _ = both
        worked = (100 * (a / d - 1), 100 * (b / c - 1) if c > 0 else inf)
        if not pairs and not isfinite(worked[1]) and c <= 0:
            base_bound = desk.bounds.get(base)
            if base_bound is None or base_bound.best <= 0:
                return None
    if worked and (isfinite(worked[1]) or not pairs):
        pairs = [worked, *(p for p in pairs if isfinite(p[0]) and isfinite(p[1]))]
    return ((min(p[0] for p in pairs), max(p[1] for p in pairs)), "pct") if pairs else None


def _less(desk: _Desk, cell: Cell, base: Cell) -> Found:
    both = _two(desk, cell, base)
    return ((both[0][0] - both[1][1], both[0][1] - both[1][0]), both[2]) if both else None


def _times(desk: _Desk, cell: Cell, base: Cell) -> Found:
    both = _two(desk, cell, base)
    return ((both[0][0] / both[1][1], both[0][1] / both[1][0]), "times") if both and both[1][0] > 0 else None


def _part(desk: _Desk, cell: Cell, whole: Cell, said: bool) -> Found:
    if cell == whole or cell.period != whole.period:
        return None
    both, pairs = _two(desk, cell, whole), desk.said(cell, Kind.SHARE_OF_WORLD) if said else []
    if both and both[1][0] > 0:
        most = 100.0 if whole.partner == "WLD" else inf
        ends = (100 * both[0][0] / both[1][1], 100 * both[0][1] / both[1][0])
        if isfinite(min(ends[1], most)) or not pairs:
            pairs = [(min(ends[0], most), min(ends[1], most)), *(p for p in pairs if isfinite(p[0]) and isfinite(p[1]))]
    return ((min(p[0] for p in pairs), max(p[1] for p in pairs)), "pct") if pairs else None


def _part_moved(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    base = other or _before(cell, cell.period.months)
    now, then = _part(desk, cell, cell.of("WLD"), True), _part(desk, base, base.of("WLD"), True)
    return ((now[0][0] - then[0][1], now[0][1] - then[0][0]), "pp") if now and then else None


def _makes_up(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    whole = other or cell.of("WLD")
    own = _two(desk, cell, _before(cell, cell.period.months))
    all_ = _two(desk, whole, _before(whole, whole.period.months))
    if cell == whole or own is None or all_ is None or all_[1][0] <= 0 or not isfinite(all_[1][1]):
        return None
    (a, b), (c, d) = own[:2]
    corners = [100 * move / base for move in (a - d, b - c) for base in all_[1]]
    return (min(corners), max(corners)), "pp"


def _place(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    countries = {p for p in desk.card.places if p not in {m.within for m in desk.card.places.values()}}
    own = desk.much(cell)
    if own is None or cell.partner not in countries:
        return None
    rivals = [
        (b.interval.lo, b.interval.hi)
        for c, b in desk.bounds.items()
        if c.of(cell.partner) == cell and c != cell and c.partner in countries
    ]
    if len(rivals) < 2:
        return None
    (lo, hi), world = own[0], desk.much(cell.of("WLD"))
    room = inf
    if world and isfinite(world[0][1]) and lo > 0:
        room = max(floor((world[0][1] - lo - sum(r[0] for r in rivals)) / lo + 1e-9), 0)
    return (1.0 + sum(r[0] > hi for r in rivals), 1.0 + sum(r[1] > lo for r in rivals) + room), "place"


def _verdicts(desk: _Desk, cell: Cell, high: bool) -> tuple[int, set[int], set[int], set[int]] | None:
    """The month, and which other months are surely passed, surely not, and printed but in doubt."""
    own = desk.much(cell)
    if own is None or cell.period.months != 1:
        return None
    (lo, hi), now = own[0], cell.period.first
    passed, not_passed, doubt = set(), set(), set()
    for m, ((a, b), printed) in desk.months(cell).items():
        if m == now:
            continue
        if (b < lo) if high else (a > hi):
            passed.add(m)
        elif (a >= hi) if high else (b <= lo):
            not_passed.add(m)
        elif printed:
            doubt.add(m)
    return now, passed, not_passed, doubt


def _run(desk: _Desk, cell: Cell, high: bool) -> Found:
    seen = _verdicts(desk, cell, high)
    if seen is None:
        return None
    now, passed, not_passed, _ = seen
    sure = next(n for n in range(1, 10_000) if now - n not in passed)
    stops = [m for m in not_passed if m < now]
    return ((float(sure), float(now - max(stops)) if stops else inf), "months") if sure > 1 else None


def _since(desk: _Desk, cell: Cell, high: bool) -> Found:
    seen = _verdicts(desk, cell, high)
    if seen is None:
        return None
    now, passed, not_passed, doubt = seen
    stops = [m for m in not_passed if m < now]
    if not stops or any(max(stops) < m < now for m in doubt) or not any(max(stops) < m < now for m in passed):
        return None
    near = next(n for n in range(1, 10_000) if now - n not in passed)
    return (float(near), float(now - max(stops))), "months"


def _record(desk: _Desk, cell: Cell, high: bool) -> Found:
    seen = _verdicts(desk, cell, high)
    if seen is None:
        return None
    start = min((m for m, (_, printed) in desk.months(cell).items() if printed), default=seen[0])
    passed, against = {m for m in seen[1] if m >= start}, {m for m in seen[2] | seen[3] if m >= start}
    count = float(len(passed) + 1)
    return ((count, count), "months") if not against and count >= 12 else None


def _in_a_row(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    if cell.period.months != 1:
        return None
    series, moves = desk.months(cell), {}
    for m in series:
        if m - 1 in series:
            (a, b), (c, d) = series[m][0], series[m - 1][0]
            moves[m] = 1 if a > d else -1 if b < c else 0
    now = cell.period.first
    way = moves.get(now, 0)
    if not way:
        return None
    sure = next(n for n in range(1, 10_000) if moves.get(now - n) != way)
    turned = [m for m, move in moves.items() if m < now and move == -way]
    return (float(sure), float(now - max(turned)) if turned else inf), "months"


def _average(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    span = cell if cell.period.months > 1 else cell.at(Period(cell.period.first - 2, 3))
    found, n = desk.much(span), span.period.months
    return ((found[0][0] / n, found[0][1] / n), found[1]) if found else None


def _worth(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    def in_(measure: str) -> Cell:
        return Cell(cell.flow, cell.reporter, cell.partner, cell.product, cell.period, measure)

    if other or cell.measure.startswith("value"):
        monies = [other or cell]
    else:
        monies = [in_(measure) for measure in ("value_usd", "value_cny", "value_eur")]
    value = next((found for found in map(desk.much, monies) if found), None)
    mass = desk.much(in_("mass"))
    if value is None or mass is None or mass[0][0] <= 0:
        return None
    return (value[0][0] / mass[0][1], value[0][1] / mass[0][0]), f"{value[1]}_per_{mass[1]}"


def _on_year(desk: _Desk, cell: Cell, other: Cell | None) -> Found:
    return _percent(desk, cell, other or _before(cell, 12), None if other else Kind.CHANGE_ON_YEAR)


_RULES: Mapping[str, Rule] = {
    "level": lambda desk, cell, other: desk.much(cell),
    "change_on_month_pct": lambda desk, cell, other: _percent(
        desk, cell, other or _before(cell, cell.period.months), None if other else Kind.CHANGE_ON_PREVIOUS
    ),
    "change_on_year_pct": _on_year,
    "year_to_date": lambda desk, cell, other: desk.much(_whole_year(cell)),
    "year_to_date_change_pct": lambda desk, cell, other: _on_year(desk, _whole_year(cell), other),
    "share_pct": lambda desk, cell, other: _part(desk, cell, other or cell.of("WLD"), other is None),
    "share_change_pp": _part_moved,
    "rank": _place,
    "high_months": lambda desk, cell, other: _run(desk, cell, True),
    "low_months": lambda desk, cell, other: _run(desk, cell, False),
    "highest_since": lambda desk, cell, other: _since(desk, cell, True),
    "lowest_since": lambda desk, cell, other: _since(desk, cell, False),
    "record_high": lambda desk, cell, other: _record(desk, cell, True),
    "record_low": lambda desk, cell, other: _record(desk, cell, False),
    "streak": _in_a_row,
    "moving_average": _average,
    "multiple_on_month": lambda desk, cell, other: _times(desk, cell, other or _before(cell, cell.period.months)),
    "multiple_on_year": lambda desk, cell, other: _times(desk, cell, other or _before(cell, 12)),
    "difference_on_month": lambda desk, cell, other: _less(desk, cell, other or _before(cell, cell.period.months)),
    "difference_on_year": lambda desk, cell, other: _less(desk, cell, other or _before(cell, 12)),
    "contribution_pp": _makes_up,
    "unit_value": _worth,
}
