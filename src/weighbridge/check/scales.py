"""What the data of a day know of the boxes a text speaks of: levels, changes, shares, months in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from math import inf
from typing import TypeVar, cast

from weighbridge.check.frame import Frame
from weighbridge.check.names import UNNAMED, is_stranger, place_name
from weighbridge.errors import NotInDataError
from weighbridge.facts import Viewed, day_text, measure, period_text
from weighbridge.model import Cell, Fact, Flow, Interval, Kind, Period, Precision

# Prints that say a number and no more; hedged ones bound a cell and are no figure to agree with.
_LOOSE_SHARE = 0.1
_MOST_ANSWERS = 20_000  # remembered of each question
_FIRM = frozenset({Precision.EXACT, Precision.ROUNDED, Precision.TRUNCATED})


@dataclass(frozen=True, slots=True)
class Known:
    """What the data allow: every interval a credible source or the arithmetic gives, the best value, the pedigree."""

    intervals: tuple[Interval, ...]
    best: float
    unit: str
    facts: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    detail: dict[str, str | float] = field(default_factory=dict, compare=False)

    @property
    def hull(self) -> Interval:
        """All of it in one interval."""
        return Interval(min(i.lo for i in self.intervals), max(i.hi for i in self.intervals))

    @property
    def is_loose(self) -> bool:
        """Whether the data leave so much open that meeting it says little: more than a tenth of the value."""
        return self.intervals[0].width > _LOOSE_SHARE * max(abs(self.best), 1e-9) and self.intervals[0].width > 1e-9

    def is_within(self, share: float) -> bool:
        """Whether the value is known to within that share of it."""
        return self.intervals[0].width <= share * max(abs(self.best), 1e-9)

    def meets(self, allowed: Interval) -> bool:
        """Whether some true value is among those the words allow."""
        return any(allowed.meets(known) for known in self.intervals)


class Missing(Exception):  # noqa: N818  # an answer on its way up, not a fault: never leaves the room
    """The data say nothing about a box; the text is the reason for a reader."""


_Read = TypeVar("_Read", bound=Callable[..., Known])


def _remembered(read: _Read) -> _Read:
    """The same method, each answer or refusal remembered by the frames it was asked about."""

    @wraps(read)
    def ask(scales: Scales, *frames: Frame) -> Known:
        answers = scales.answers.setdefault(read.__name__, {})
        known = answers.get(frames)
        if known is None:
            try:
                known = read(scales, *frames)
            except Missing as why:
                known = str(why)
            if len(answers) >= _MOST_ANSWERS:
                answers.clear()
            answers[frames] = known
        if isinstance(known, str):
            raise Missing(known)
        return known

    return cast("_Read", ask)


class Scales:
    """Weighs boxes against one view; remembers what it has weighed."""

    def __init__(self, view: Viewed) -> None:
        self.view = view
        self.card = view.card
        self._levels: dict[Cell, Known | None] = {}
        self.answers: dict[str, dict[object, Known | str]] = {}
        self._boxes: dict[tuple[str, ...], tuple[tuple[str, Period], ...]] = {}
        self._known: dict[tuple[str, ...], tuple[tuple[float, float, str, Period], ...]] = {}
        self._lacking: dict[Cell, str] = {}
        self._series: dict[tuple[str, ...], tuple[int, int] | None] = {}

    # ---- levels ----------------------------------------------------------------------------------------------------

    @_remembered
    def level(self, frame: Frame) -> Known:
        """Return how much was in the boxes together, in the unit shown; raises Missing when that is not known."""
        self.refuse_unknown(frame)
        parts = [self._needed(cell) for cell in frame.cells]
        if frame.averaged:
            return _scaled(self.level(frame._replace(averaged=False)), 1 / frame.period.months)
        if frame.without:
            return self._rest(frame)
        if len(parts) == 1:
            return parts[0]
        total = Interval(sum(p.hull.lo for p in parts), sum(p.hull.hi for p in parts))
        return Known(
            (total,), sum(p.best for p in parts), parts[0].unit, tuple(f for p in parts for f in p.facts),
            tuple(dict.fromkeys(c for p in parts for c in p.caveats)),
        )  # fmt: skip

    def _rest(self, frame: Frame) -> Known:
        """What is left of the boxes once the partners named are taken away."""
        whole, named = self.level(frame._replace(without=())), self.level(frame.of(*frame.without))
        left = tuple(i - named.hull for i in whole.intervals)
        if whole.best < named.best:
            raise Missing("the partners named took more than all of them together")
        return Known(left, whole.best - named.best, whole.unit, whole.facts + named.facts, _merged(whole, named))

    def _needed(self, cell: Cell) -> Known:
        known = self._known_level(cell)
        if known is None:
            raise Missing(self._why_missing(cell))
        return known

    def _weighed(self, cell: Cell) -> Known | None:
        if is_stranger(cell.partner):
            return None
        try:
            fact = measure("level", cell, view=self.view)
        except NotInDataError:
            return None
        shown = self.card.measures[cell.measure].shown_per_unit
        prints = [o.interval.scaled(shown) for o in self.view.printed(cell, Kind.LEVEL) if o.precision in _FIRM]
        if not cell.period.is_month and (added := self._added_up(cell)) is not None:
            prints.append(added)
        return Known((fact.interval, *prints), fact.value, fact.unit, (fact.id,), fact.caveats)

    def _added_up(self, cell: Cell) -> Interval | None:
        """What somebody gets who adds up the months as printed."""
        months = [self._known_level(cell.at(month)) for month in cell.period.split()]
        if any(m is None for m in months):
            return None
        hulls = [m.hull for m in months if m is not None]
        return Interval(sum(h.lo for h in hulls), sum(h.hi for h in hulls))

    def _known_level(self, cell: Cell) -> Known | None:
        if cell not in self._levels:
            self._levels[cell] = self._weighed(cell)
        return self._levels[cell]

    def _why_missing(self, cell: Cell) -> str:
        if cell not in self._lacking:
            self._lacking[cell] = self._why_lacking(cell)
        return self._lacking[cell]

    def _why_lacking(self, cell: Cell) -> str:
        product, place = self.card.products.get(cell.product), self.card.places.get(cell.partner)
        ends = self.reach(cell)
        if is_stranger(cell.partner):
            return f"these data hold nothing on {place_name(cell.partner, self.card)}"
        if product is None or place is None:
            return "these data hold nothing of the kind"
        way = "exports of {} to {}" if cell.flow is Flow.EXPORT else "imports of {} from {}"
        goods, day = way.format(product.name, place.name), day_text(self.view.as_of)
        first = next(iter(self.card.measures))
        if cell.measure != first:  # dollars: said for itself, since the goods may well be known by weight
            goods = f"{self.card.measures[cell.measure].name} of {goods}"
        if ends is None:
            return f"these data hold no {goods}"
        if cell.period.last > ends[1]:
            return f"the data on {goods} end with {period_text(Period(ends[1]))}, as they stood on {day}"
        return f"no figure for {goods} in {period_text(cell.period)} follows from what had been released by {day}"

    def reach(self, cell: Cell) -> tuple[int, int] | None:
        """Return the first and last month of which the data hold something of the series, None without any."""
        key = (cell.flow, cell.reporter, cell.partner, cell.product, cell.measure)
        if key not in self._series:
            months = [
                (c.period.first, c.period.last)
                for c, bound in self.view.bounds.items()
                if bound.printed and (c.flow, c.reporter, c.partner, c.product, c.measure) == key
            ]
            self._series[key] = (min(m[0] for m in months), max(m[1] for m in months)) if months else None
        return self._series[key]

    def boxes_of(self, frame: Frame) -> tuple[tuple[str, Period], ...]:
        """Return the partners and periods of which the data hold a printed figure of the frame's goods and flow."""
        cell = frame.cells[0]
        key = (cell.flow, cell.reporter, cell.product, cell.measure)
        if key not in self._boxes:
            self._boxes[key] = tuple(
                (c.partner, c.period)
                for c, bound in self.view.bounds.items()
                if bound.printed and (c.flow, c.reporter, c.product, c.measure) == key
            )
        return self._boxes[key]

    def fitting(self, frame: Frame, share: float, allowed: Interval) -> list[tuple[str, Period]]:
        """Return those of these boxes whose level is known to within a share of its value and may be what is said."""
        cell = frame.cells[0]
        key = (cell.flow, cell.reporter, cell.product, cell.measure, str(share))
        if key not in self._known:
            levels = ((p, t, self._known_level(cell.of(p).at(t))) for p, t in self.boxes_of(frame))
            sure = [(p, t, k) for p, t, k in levels if k is not None and k.is_within(share)]
            self._known[key] = tuple((i.lo, i.hi, p, t) for p, t, k in sure for i in k.intervals)
        low, high = allowed.lo, allowed.hi
        met = [(p, t) for lo, hi, p, t in self._known[key] if lo <= high and low <= hi]
        return list(dict.fromkeys(met))

    def horizon(self) -> Period | None:
        """Return the last month of which the data hold anything."""
        last = max((c.period.last for c, bound in self.view.bounds.items() if bound.printed), default=None)
        return None if last is None else Period(last)

    # ---- comparisons -----------------------------------------------------------------------------------------------

    @_remembered
    def change(self, now: Frame, base: Frame) -> Known:
        """Return the percent change from base to now; raises Missing."""
        self.refuse_unknown(now, base)
        if now.is_single and base.is_single:
            cell, other = now.cells[0], base.cells[0]
            return self._with_prints(
                self._changed(cell, other), now, base, lambda r: Interval((r.lo - 1) * 100, (r.hi - 1) * 100)
            )
        above, below = self.level(now), self.level(base)
        ratio = _divided(above.intervals[0], below.intervals[0])
        best = (above.best / below.best - 1) * 100 if below.best else inf
        percent = Interval((ratio.lo - 1) * 100, (ratio.hi - 1) * 100)
        return Known((percent,), best, "pct", above.facts + below.facts, _merged(above, below))

    def _changed(self, cell: Cell, other: Cell) -> Known:
        if cell.at(other.period) == other and other.period == cell.period.year_before():
            return self._as_printed(self._fact("change_on_year_pct", cell), cell, Kind.CHANGE_ON_YEAR)
        if cell.at(other.period) == other and other.period == cell.period.previous():
            return self._as_printed(self._fact("change_on_month_pct", cell), cell, Kind.CHANGE_ON_PREVIOUS)
        return self._fact("change_on_month_pct", cell, other)

    def _as_printed(self, known: Known, cell: Cell, kind: Kind) -> Known:
        """The same where the levels leave much open but a change has been printed: what its prints say."""
        prints = tuple(o.interval for o in self.view.printed(cell, kind) if o.precision in _FIRM)
        return replace(known, intervals=prints) if prints and known.is_loose else known

    def _with_prints(self, known: Known, now: Frame, base: Frame, turned: Callable[[Interval], Interval]) -> Known:
        """The same with what follows from each credible print of the two levels: somebody may have reckoned so."""
        try:
            ratios = self.ratio(now, base).intervals
        except Missing:
            return known
        own = known.intervals[0]
        near = [turned(r) for r in ratios if r.hi < inf and r.width > 0]
        return replace(known, intervals=(own, *(i for i in near if i.width <= 4 * max(own.width, 1e-9))))

    @_remembered
    def ratio(self, now: Frame, base: Frame) -> Known:
        """Return how many times the base it was; raises Missing."""
        self.refuse_unknown(now, base)
        try:
            above, below = self.level(now), self.level(base)
        except Missing:
            return self._ratio_printed(now, base)
        intervals = [_divided(a, b) for a in above.intervals for b in below.intervals]
        best = above.best / below.best if below.best else inf
        return Known(tuple(intervals), best, "times", above.facts + below.facts, _merged(above, below))

    def _ratio_printed(self, now: Frame, base: Frame) -> Known:
        """The ratio that follows from a change in print where the levels are not known; raises Missing."""
        cell, other = now.cells[0], base.cells[0]
        usual = (cell.period.previous(), cell.period.year_before())
        if not (now.is_single and base.is_single and cell.at(other.period) == other and other.period in usual):
            self.level(now), self.level(base)
        known = self._changed(cell, other)
        times = tuple(Interval(1 + i.lo / 100, 1 + i.hi / 100) for i in known.intervals)
        return replace(known, intervals=times, best=1 + known.best / 100, unit="times")

    @_remembered
    def share(self, part: Frame, whole: Frame) -> Known:
        """Return what percent of the whole the part was; raises Missing."""
        self.refuse_unknown(part, whole)
        if part.is_single and whole.is_single and part.at(whole.period) == part:
            cell, other = part.cells[0], whole.cells[0]
            if cell.of(other.partner) == other and other.partner == "WLD" and cell.partner != "WLD":
                return self._with_prints(self._fact("share_pct", cell), part, whole, lambda r: r.scaled(100.0))
        ratio = self.ratio(part, whole)
        intervals = tuple(i.scaled(100.0) for i in ratio.intervals)
        return Known(intervals, ratio.best * 100, "pct", ratio.facts, ratio.caveats)

    @_remembered
    def difference(self, now: Frame, base: Frame) -> Known:
        """Return by how much it lay above the base, in the unit shown; raises Missing."""
        above, below = self.level(now), self.level(base)
        intervals = tuple(a - b for a in above.intervals for b in below.intervals)
        return Known(intervals, above.best - below.best, above.unit, above.facts + below.facts, _merged(above, below))

    def _fact(self, metric: str, cell: Cell, other: Cell | None = None) -> Known:
        try:
            fact = measure(metric, cell, view=self.view, other=other)
        except NotInDataError:
            for needed in (cell, other or _base_of(metric, cell)):
                if needed is not None and self._known_level(needed) is None:
                    raise Missing(self._why_missing(needed)) from None
            raise Missing(self._why_unsettled(cell)) from None
        return _known(fact)

    def _why_unsettled(self, cell: Cell) -> str:
        goods, place = self.card.products[cell.product].name, place_name(cell.partner, self.card)
        way = f"exports of {goods} to {place}" if cell.flow is Flow.EXPORT else f"imports of {goods} from {place}"
        until = day_text(self.view.as_of)
        return f"how {way} in {period_text(cell.period)} compare does not follow from what had been released by {until}"

    def refuse_unknown(self, *frames: Frame) -> None:
        """Raise Missing where a frame speaks of what no member of the card stands for."""
        for frame in frames:
            if frame.unknown:
                raise Missing(f"these data hold nothing on {frame.unknown}")
            if UNNAMED in frame.products:
                raise Missing("the text does not say of which goods this is meant")
            for partner in frame.partners:
                if is_stranger(partner):
                    raise Missing(f"these data hold nothing on {place_name(partner, self.card)}")

    # ---- months ----------------------------------------------------------------------------------------------------

    def months(self, frame: Frame, periods: Iterable[Period]) -> tuple[dict[Period, Known], list[Period]]:
        """Return what is known of each period of the frame, and the periods of which nothing is."""
        found: dict[Period, Known] = {}
        lacking: list[Period] = []
        for period in periods:
            try:
                found[period] = self.level(frame.at(period))
            except Missing:
                lacking.append(period)
        return found, lacking

    def peers(self, frame: Frame) -> dict[str, Known]:
        """Return what is known of each single member beside the frame's own, for the same product and period."""
        cell = frame.cells[0]
        found = {}
        for partner, period in self.boxes_of(frame):
            if period == cell.period and not self.card.is_region(partner):
                found[partner] = self._needed(cell.of(partner))
        return found


def _base_of(metric: str, cell: Cell) -> Cell | None:
    """The cell a metric compares with by itself."""
    if metric == "share_pct":
        return cell.of("WLD")
    if metric == "change_on_year_pct":
        return cell.at(cell.period.year_before())
    return cell.at(cell.period.previous()) if metric == "change_on_month_pct" else None


def _known(fact: Fact) -> Known:
    return Known((fact.interval,), fact.value, fact.unit, (fact.id,), fact.caveats, dict(fact.detail))


def _scaled(known: Known, factor: float) -> Known:
    return replace(known, intervals=tuple(i.scaled(factor) for i in known.intervals), best=known.best * factor)


def _divided(above: Interval, below: Interval) -> Interval:
    return Interval(above.lo / below.hi if below.hi else 0.0, above.hi / below.lo if below.lo > 0 else inf)


def _merged(*known: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(caveat for k in known for caveat in k.caveats))
