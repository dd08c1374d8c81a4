"""Forms put on the scales: does what is said meet what is known. One function a form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, singledispatchmethod
from itertools import pairwise
from math import inf
from typing import NamedTuple

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import (
    Added,
    Change,
    ChangeDifference,
    Compare,
    Count,
    Counted,
    Difference,
    Extreme,
    Form,
    Jointly,
    Level,
    Mark,
    Order,
    Rank,
    RankInTime,
    Ratio,
    Share,
    ShareChange,
    ShareGrowth,
    Streak,
)
from weighbridge.check.frame import Frame
from weighbridge.check.naming import Naming
from weighbridge.check.scales import Known, Missing, Scales
from weighbridge.facts import day_text, period_text
from weighbridge.model import Interval, Period

_AVERAGE_DAYS = 365.25 / 12
# "Little changed" is wrong from this many percent on, and "as large as" too.
_STILL_PCT = 5.0
_LEVEL_PCT = 5.0
_LONGEST_LOOK_BACK = 60  # months; where a text says only "record"


_MOST_WEIGHED = 20_000  # forms remembered


Told = Callable[[], str]


class Outcome(NamedTuple):
    """Whether a form holds (None: the data cannot say), what is true, and what that rests on.

    `told` says what is true, in words or as the one to write them: of most readings weighed nobody asks.
    """

    holds: bool | None
    told: str | Told
    facts: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    through_rounding: bool = False
    loose: bool = False  # met only because the data leave much open

    @property
    def truth(self) -> str:
        """What is true, in words."""
        return self.told if isinstance(self.told, str) else self.told()


class Judge:
    """Weighs forms on one set of scales."""

    def __init__(self, scales: Scales) -> None:
        self.scales = scales
        self.naming = Naming(scales.card)
        self._weighed: dict[Form, Outcome] = {}
        self._amount: tuple[Amount | None, Interval, Interval] = None, Interval(0, 0), Interval(0, 0)

    def weigh(self, form: Form) -> Outcome:
        """Return whether a form holds."""
        if isinstance(form, Level):  # sooner weighed than looked up
            return self._asked(form)
        known = self._weighed.get(form)
        if known is None:
            known = self._asked(form)
            if len(self._weighed) >= _MOST_WEIGHED:
                self._weighed.clear()
            self._weighed[form] = known
        return known

    def _asked(self, form: Form) -> Outcome:
        try:
            return _WEIGHING(type(form))(self, form)  # type: ignore[no-any-return]
        except Missing as why:
            return Outcome(None, str(why))

    @singledispatchmethod
    def _weigh(self, form: Form) -> Outcome:
        raise TypeError(f"{type(form).__name__} is no form")

    # ---- amounts ---------------------------------------------------------------------------------------------------

    @_weigh.register
    def _level(self, form: Level) -> Outcome:
        known = self.scales.level(form.now)
        divisor = _divisor(form.amount.per, form.now.period)
        if divisor is None:
            raise Missing("a rate of that kind is not in these data")
        return self._met(known, form.amount, divisor, partial(self.naming.level, form.now, known, divisor))

    @_weigh.register
    def _added(self, form: Added) -> Outcome:
        parts = [self.scales.level(part) for part in form.parts]
        hull = Interval(sum(p.hull.lo for p in parts), sum(p.hull.hi for p in parts))
        facts = tuple(f for p in parts for f in p.facts)
        known = Known((hull,), sum(p.best for p in parts), parts[0].unit, facts, parts[0].caveats)
        return self._met(known, form.amount, 1, partial(self.naming.added, form.parts, known))

    @_weigh.register
    def _change(self, form: Change) -> Outcome:
        known = self.scales.change(form.now, form.base)
        truth = partial(self.naming.change, form.now, form.base, known)
        if form.amount is None:
            return _direction(known, form.sign, truth)
        signs = (form.sign,) if form.sign else (1, -1)
        outcomes = [self._met(known, form.amount, s, truth) for s in signs]
        return next((o for o in outcomes if o.holds), outcomes[0])

    @_weigh.register
    def _ratio(self, form: Ratio) -> Outcome:
        known = self.scales.ratio(form.now, form.base)
        return self._met(known, form.amount, 1, partial(self.naming.ratio, form.now, form.base, known))

    @_weigh.register
    def _share(self, form: Share) -> Outcome:
        known = self.scales.share(form.part, form.whole)
        return self._met(known, form.amount, 1, partial(self.naming.share, form.part, form.whole, known))

    @_weigh.register
    def _share_change(self, form: ShareChange) -> Outcome:
        now = self.scales.share(form.part, form.part.of("WLD"))
        base = self.scales.share(form.base, form.base.of("WLD"))
        known = Known((now.hull - base.hull,), now.best - base.best, "pp", now.facts + base.facts, now.caveats)
        truth = partial(self.naming.share_change, form.part, form.base, now, base)
        if form.amount is None:
            return _direction(known, form.sign, truth)
        return self._met(known, form.amount, form.sign or 1, truth)

    @_weigh.register
    def _share_growth(self, form: ShareGrowth) -> Outcome:
        now = self.scales.share(form.part, form.part.of("WLD"))
        base = self.scales.share(form.base, form.base.of("WLD"))
        low = now.hull.lo / base.hull.hi if base.hull.hi else 0.0
        high = now.hull.hi / base.hull.lo if base.hull.lo > 0 else inf
        known = Known(
            (Interval((low - 1) * 100, (high - 1) * 100),),
            (now.best / base.best - 1) * 100,
            "pct",
            now.facts + base.facts,
            now.caveats,
        )
        truth = partial(self.naming.share_change, form.part, form.base, now, base)
        return self._met(known, form.amount, form.sign or 1, truth)

    @_weigh.register
    def _difference(self, form: Difference) -> Outcome:
        known = self.scales.difference(form.now, form.base)
        truth = partial(self.naming.difference, form.now, form.base, known)
        sign = form.sign or (1 if known.best >= 0 else -1)
        return self._met(known, form.amount, sign, truth)

    @_weigh.register
    def _change_difference(self, form: ChangeDifference) -> Outcome:
        if form.now is None or form.then is None:
            return Outcome(None, "a difference between two percentages that these data do not state")
        now, then = (self.scales.change(c.now, c.base) for c in (form.now, form.then))
        turn = 1 if now.best >= then.best else -1
        hull = (now.hull - then.hull).scaled(turn)
        known = Known((hull,), abs(now.best - then.best), "pp", now.facts + then.facts, now.caveats)
        return self._met(known, form.amount, 1, partial(self._two_changes, (form.now, now), (form.then, then)))

    def _two_changes(self, *told: tuple[Change, Known]) -> str:
        return "; ".join(self.naming.change(change.now, change.base, known) for change, known in told)

    def _met(self, known: Known, amount: Amount, factor: float, truth: Told) -> Outcome:
        """Whether what is known is what an amount times a factor allows."""
        last = self._amount  # the same amount is asked about for one reading after the other
        if last[0] is not amount:
            last = self._amount = amount, amount.allows, amount.loose
        allowed, loose = last[1:] if factor == 1 else (i.scaled(factor) for i in last[1:])
        if known.meets(allowed):
            first = known.intervals[0]
            direct = first.width > 0 and not allowed.holds(known.best) and amount.hedge == ""
            return Outcome(True, truth, known.facts, known.caveats, through_rounding=direct, loose=known.is_loose)
        if known.meets(loose):
            return Outcome(True, truth, known.facts, known.caveats, through_rounding=True, loose=known.is_loose)
        return Outcome(False, truth, known.facts, known.caveats)

    def true_values(self, form: Form) -> tuple[tuple[Interval, ...], float] | None:
        """Return what a form's own amount would have to be: every true interval, and the best value.

        None for a form that states no quantity, and where the data cannot say.
        """
        try:
            if isinstance(form, Level):
                known, factor = self.scales.level(form.now), _divisor(form.amount.per, form.now.period)
            elif isinstance(form, Difference):
                known = self.scales.difference(form.now, form.base)
                factor = form.sign or (1 if known.best >= 0 else -1)
            else:
                return None
        except Missing:
            return None
        if factor is None:
            return None
        intervals = known.intervals if factor == 1 else tuple(i.scaled(1 / factor) for i in known.intervals)
        return intervals, known.best / factor

    # ---- comparisons -----------------------------------------------------------------------------------------------

    @_weigh.register
    def _compare(self, form: Compare) -> Outcome:
        one, other = self.scales.level(form.now), self.scales.level(form.other)
        truth = partial(self.naming.compare, form.now, form.other, one, other)
        facts = one.facts + other.facts
        above, below = one.hull.lo > other.hull.hi, one.hull.hi < other.hull.lo
        if form.sign == 0:
            ratio = self.scales.ratio(form.now, form.other)
            near = ratio.meets(Interval(1 - _LEVEL_PCT / 100, 1 + _LEVEL_PCT / 100))
            return Outcome(near, truth, facts, one.caveats)
        right, wrong = (above, below) if form.sign > 0 else (below, above)
        if not right and one.hull == other.hull and one.hull.is_point:
            wrong = True
        return Outcome(True if right else False if wrong else None, truth, facts, one.caveats)

    @_weigh.register
    def _order(self, form: Order) -> Outcome:
        known = [self.scales.level(frame) for frame in form.frames]
        facts = tuple(f for k in known for f in k.facts)
        truth = partial(self.naming.order, form.frames, known)
        steps = list(pairwise(known))
        if any(_above(after, before, form.sign) for before, after in steps):
            return Outcome(False, truth, facts)
        sure = all(_above(before, after, form.sign) for before, after in steps)
        return Outcome(True if sure else None, truth, facts)

    @_weigh.register
    def _extreme(self, form: Extreme) -> Outcome:
        now = self.scales.level(form.now)
        periods = self._domain(form.now, form.since, form.domain, form.months)
        if not periods:
            raise Missing("there is no other month to compare with")
        found, lacking = self.scales.months(form.now, periods)
        beaten = {p: k for p, k in found.items() if _above(k, now, form.sign)}
        facts = now.facts + tuple(f for k in list(beaten.values())[:1] for f in k.facts)
        if beaten:
            worst = max(beaten, key=lambda p: form.sign * beaten[p].best)
            told = partial(self.naming.beaten, form.now, now, worst, beaten[worst])
            return Outcome(False, told, facts, now.caveats)
        if form.since is not None and (stop := self._since(form, now)) is not None:
            return Outcome(False, stop, now.facts, now.caveats)
        if not found:
            raise Missing(f"none of the other months was known by {day_text(self.scales.view.as_of)}")
        truth = partial(self.naming.extreme, form.now, now, len(found), lacking)
        caveats = (*now.caveats, f"No figure is known for {_listed(lacking)}.") if lacking else now.caveats
        return Outcome(True, truth, facts, caveats)

    def _since(self, form: Extreme, now: Known) -> str | None:
        """Say why "since" is wrong although no month in between was higher: the month named was not as high itself."""
        if form.since is None:
            return None
        found, _ = self.scales.months(form.now, form.since.split() if form.now.period.is_month else [form.since])
        if found and all(_above(now, k, form.sign) for k in found.values()):
            period = next(iter(found))
            return self.naming.not_beaten_then(form.now, now, period, found[period])
        return None

    def _domain(self, now: Frame, since: Period | None, domain: Period | None, months: int) -> list[Period]:
        stated = domain_of(now, since, domain, months)
        if stated is not None:
            return stated
        size = now.period.months
        reach = self.scales.reach(now.cells[0])
        if reach is None:
            return []
        return [
            Period(s, size)
            for s in range(now.period.first % size + reach[0] // size * size, now.period.first, size)
            if s >= reach[0]
        ]

    @_weigh.register
    def _rank_in_time(self, form: RankInTime) -> Outcome:
        now = self.scales.level(form.now)
        periods = self._domain(form.now, None, form.domain, 0)
        found, lacking = self.scales.months(form.now, periods)
        if not found:
            raise Missing("there is no other month to compare with")
        surely = sum(_above(k, now, form.sign) for k in found.values())
        maybe = sum(not _above(now, k, form.sign) for k in found.values())
        truth = partial(self.naming.place_in_time, form.now, surely + 1, len(found) + 1, form.sign)
        holds = surely + 1 <= form.place <= maybe + 1 + (len(lacking) if lacking else 0)
        return Outcome(holds, truth, now.facts, now.caveats)

    @_weigh.register
    def _rank(self, form: Rank) -> Outcome:
        now = self.scales.level(form.now)
        if form.among:
            found, _ = {}, None
            for place in form.among:
                if (place,) != form.now.partners:
                    found[place] = self.scales.level(form.now.of(place))
        else:
            found = {p: k for p, k in self.scales.peers(form.now).items() if (p,) != form.now.partners}
        if not found:
            raise Missing("no other partner is known for that period")
        above = {p: k for p, k in found.items() if _above(k, now, form.sign)}
        maybe = sum(not _above(now, k, form.sign) for k in found.values())
        truth = partial(self.naming.place, form.now, now, above, found, form.sign)
        facts = now.facts + tuple(f for k in above.values() for f in k.facts)
        if len(above) + 1 > form.place:
            return Outcome(False, truth, facts, now.caveats)
        if maybe + 1 < form.place:
            return Outcome(None if not form.among else False, truth, facts, now.caveats)
        among = f"This is among the {len(found) + 1} partners whose figures are known."
        return Outcome(True, truth, facts, (*now.caveats, among))

    @_weigh.register
    def _streak(self, form: Streak) -> Outcome:
        self.scales.refuse_unknown(form.now)
        end = form.now.period.previous() if form.ended else form.now.period
        size = form.now.period.months
        steps: list[int | None] = []
        for n in range(form.months + 1):
            later, earlier = end.shift(-n * size), end.shift(-(n + 1) * size)
            found, lacking = self.scales.months(form.now, (later, earlier))
            steps.append(None if lacking else _way(found[later], found[earlier]))
        asked, before = steps[: form.months], steps[form.months]
        facts = self.scales.level(form.now.at(end)).facts if asked[0] is not None else ()
        truth = partial(self.naming.streak, form.now.at(end), steps, form.sign)
        if any(step == -form.sign for step in asked):
            return Outcome(False, truth, facts)
        if any(step is None for step in asked):
            raise Missing(truth())
        if any(step == 0 for step in asked):
            return Outcome(None, truth, facts)
        if (
            before == form.sign and not form.at_least
        ):  # it has lasted longer: "third" and "three in a row" both say when it began
            return Outcome(False, truth, facts)
        return Outcome(True, truth, facts)

    # ---- several at once -------------------------------------------------------------------------------------------

    @_weigh.register
    def _mark(self, form: Mark) -> Outcome:
        known = self.scales.level(form.now)
        truth = partial(self.naming.level, form.now, known, 1.0)
        low, high = (known.hull.lo, known.hull.hi) if form.sign > 0 else (-known.hull.hi, -known.hull.lo)
        mark = form.value * form.sign
        holds = True if low > mark or (form.reached and low >= mark) else None
        if high < mark or (not form.reached and high <= mark):
            holds = False
        return Outcome(holds, truth, known.facts, known.caveats)

    @_weigh.register
    def _counted(self, form: Counted) -> Outcome:
        found = [self.weigh(claim) for claim in form.claims]
        sure = sum(o.holds is True for o in found)
        maybe = sum(o.holds is not False for o in found)
        holds = True if sure >= form.least and maybe <= form.most else None
        if maybe < form.least or sure > form.most:
            holds = False
        facts = tuple(dict.fromkeys(f for o in found for f in o.facts))
        caveats = tuple(dict.fromkeys(c for o in found for c in o.caveats))

        def truth() -> str:
            against = next((o.truth for o in found if o.holds is False), "")
            return self.naming.counted(form.claims, [o.holds for o in found], against)

        return Outcome(holds, truth, facts, caveats)

    @_weigh.register
    def _jointly(self, form: Jointly) -> Outcome:
        found = [self.weigh(claim) for claim in form.claims]
        facts = tuple(dict.fromkeys(f for o in found for f in o.facts))
        failing = [o for o in found if o.holds is False]

        def truth() -> str:
            return "; ".join(o.truth for o in failing or found)

        holds = False if failing else None if any(o.holds is None for o in found) else True
        return Outcome(holds, truth, facts, tuple(dict.fromkeys(c for o in found for c in o.caveats)))

    @_weigh.register
    def _count(self, form: Count) -> Outcome:
        return Outcome(form.said == form.listed, f"the text names {form.listed}")


def domain_of(now: Frame, since: Period | None, domain: Period | None, months: int) -> list[Period] | None:
    """Return the periods that the words compare a frame with; None where they mean all that is known before it."""
    size = now.period.months
    if since is not None:
        starts = range(since.last + 1, now.period.first, size)
        return [Period(s, size) for s in starts if s + size <= now.period.first]
    if months:
        starts = range(now.period.first - (months - 1) * size, now.period.first, size)
        return [Period(s, size) for s in starts]
    if domain is not None and domain.months > size:
        starts = range(domain.first, domain.last + 2 - size, size)
        return [Period(s, size) for s in starts if s != now.period.first]
    return None


def _divisor(per: str, period: Period) -> float | None:
    """By what a rate is multiplied to give the whole period."""
    if not per:
        return 1.0
    if per == "day":
        import calendar as days

        return float(sum(days.monthrange(m.first // 12, m.first % 12 + 1)[1] for m in period.split()))
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(per)
    return None if months is None else period.months / months


def _direction(known: Known, sign: int, truth: Told) -> Outcome:
    hull = known.hull
    if sign == 0:
        still = known.meets(Interval(-_STILL_PCT, _STILL_PCT))
        return Outcome(still, truth, known.facts, known.caveats)
    if (hull.hi < 0 and sign > 0) or (hull.lo > 0 and sign < 0):
        return Outcome(False, truth, known.facts, known.caveats)
    if (hull.lo > 0 and sign > 0) or (hull.hi < 0 and sign < 0):
        return Outcome(True, truth, known.facts, known.caveats)
    return Outcome(None, truth, known.facts, known.caveats)


def _above(one: Known, other: Known, sign: int) -> bool:
    """Whether the one surely lies above (sign 1) or below (-1) the other."""
    return one.hull.lo > other.hull.hi if sign > 0 else one.hull.hi < other.hull.lo


def _way(later: Known, earlier: Known) -> int:
    return 1 if later.hull.lo > earlier.hull.hi else -1 if later.hull.hi < earlier.hull.lo else 0


def _listed(periods: list[Period]) -> str:
    """Periods in words: the first of them, and how many more."""
    if len(periods) > 4:
        return f"{', '.join(map(period_text, periods[:3]))} and {len(periods) - 3} more such periods"
    return " and ".join(filter(None, [", ".join(map(period_text, periods[:-1])), period_text(periods[-1])]))


# the method for each form; asked for as an attribute, singledispatchmethod makes a new function every time
_WEIGHING = Judge.__dict__["_weigh"].dispatcher.dispatch
