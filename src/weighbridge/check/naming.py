"""What is true, in a sentence a reporter can paste: boxes by their names, values with their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from weighbridge.card import Card
from weighbridge.check.forms import Form
from weighbridge.check.frame import Frame
from weighbridge.check.names import place_name, product_name
from weighbridge.check.scales import Known
from weighbridge.facts import number_text, period_text, unit_text
from weighbridge.model import Flow, Period


class Naming:
    """Names boxes and values with the words of a card."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def boxes(self, frame: Frame, *, period: bool = True) -> str:
        """Return what a frame speaks of: exports of rare-earth magnets to Germany and Japan in June 2025."""
        goods = " and ".join(product_name(p, self.card) for p in frame.products)
        where = " and ".join(place_name(p, self.card) for p in frame.partners)
        if frame.without:
            where += f" without {' and '.join(place_name(p, self.card) for p in frame.without)}"
        way = f"exports of {goods} to {where}" if frame.flow is Flow.EXPORT else f"imports of {goods} from {where}"
        when = f"an average month of {period_text(frame.period)}" if frame.averaged else period_text(frame.period)
        return f"{way} in {when}" if period or frame.averaged else way

    def value(self, known: Known, scale: float = 1.0) -> str:
        """Return a value as precisely as it is known: 353 t, or 4,737 to 4,743 t."""
        low, high = known.intervals[0].lo / scale, known.intervals[0].hi / scale
        return f"{number_text(known.best / scale, high - low)}{unit_text(known.unit, known.best)}"

    def level(self, frame: Frame, known: Known, divisor: float) -> str:
        """Say how much there was, and how much each where it was counted per part."""
        rate = (
            ""
            if divisor == 1.0
            else f" in all, {number_text(known.best / divisor, known.best / divisor / 100)}{unit_text(known.unit)} each"
        )
        return f"{self.boxes(frame)} came to {self.value(known)}{rate}"

    def added(self, parts: Sequence[Frame], known: Known) -> str:
        """Say what several boxes add up to."""
        return f"{' and '.join(self.boxes(part) for part in parts)} add up to {self.value(known)}"

    def change(self, now: Frame, base: Frame, known: Known) -> str:
        """Say by how many percent a box moved, and on what."""
        verb = "rose" if known.best > 0 else "fell" if known.best < 0 else "did not move"
        amount = number_text(abs(known.best), known.intervals[0].width)
        return f"{self.boxes(now)} {verb} {amount}% {self._against(now, base)}"

    def _against(self, now: Frame, base: Frame) -> str:
        if now.at(base.period) == base:
            if base.period == now.period.year_before():
                return f"on the year, from {period_text(base.period)}"
            return f"from {period_text(base.period)}"
        return f"against {self.boxes(base)}"

    def ratio(self, now: Frame, base: Frame, known: Known) -> str:
        """Say how many times another a box is."""
        times = number_text(known.best, known.intervals[0].width)
        return f"{self.boxes(now)} were {times} times those of {self._other(now, base)}"

    def _other(self, now: Frame, base: Frame) -> str:
        if now.at(base.period) == base:
            return period_text(base.period)
        return self.boxes(base, period=now.period != base.period)

    def share(self, part: Frame, whole: Frame, known: Known) -> str:
        """Say what percent of the whole a box is."""
        percent = number_text(known.best, known.intervals[0].width)
        return f"{self.boxes(part)} were {percent}% of {self._other(part, whole)}"

    def share_change(self, part: Frame, base: Frame, now: Known, then: Known) -> str:
        """Say a share now and then."""
        one, two = (number_text(k.best, k.intervals[0].width) for k in (now, then))
        return (
            f"the share of {self.boxes(part, period=False)} was {one}% in {period_text(part.period)} "
            f"and {two}% in {period_text(base.period)}"
        )

    def difference(self, now: Frame, base: Frame, known: Known) -> str:
        """Say by how much a box lies above or below another."""
        way = "above" if known.best >= 0 else "below"
        amount = number_text(abs(known.best), known.intervals[0].width)
        return f"{self.boxes(now)} lay {amount}{unit_text(known.unit)} {way} {self._other(now, base)}"

    def compare(self, now: Frame, other: Frame, one: Known, two: Known) -> str:
        """Say two boxes side by side."""
        return f"{self.boxes(now)} came to {self.value(one)}, {self._other(now, other)} to {self.value(two)}"

    def order(self, frames: Sequence[Frame], known: Sequence[Known]) -> str:
        """Say several boxes in the order of the text."""
        return "; ".join(f"{self.boxes(frame)} came to {self.value(k)}" for frame, k in zip(frames, known, strict=True))

    def beaten(self, now: Frame, known: Known, period: Period, other: Known) -> str:
        """Say a box beside the period that had more, or less."""
        return f"{self.boxes(now)} came to {self.value(known)}, and {period_text(period)} had {self.value(other)}"

    not_beaten_then = beaten

    def extreme(self, now: Frame, known: Known, months: int, lacking: Sequence[Period]) -> str:
        """Say that no month known goes beyond a box."""
        span = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}.get(now.period.months, "such span")
        beyond = (
            f"the only other {span} known does not go beyond that"
            if months == 1
            else f"none of the {months} other {span}s known goes beyond that"
        )
        return f"{self.boxes(now)} came to {self.value(known)}; {beyond}"

    def counted(self, claims: Sequence[Form], held: Sequence[bool | None], against: str) -> str:
        """Say of which members or periods it holds, of which not, and what one of the latter came to."""
        names, told = self._apart(claims), []
        if len(names) != len(held):
            return against
        for holds, words in ((True, "true"), (False, "not true"), (None, "open")):
            of = [name for name, known in zip(names, held, strict=True) if known is holds]
            told += [f"{words} of {_listed(of)}"] if of else []
        return "; ".join([*told, *([against] if against else [])])

    def _apart(self, claims: Sequence[Form]) -> list[str]:
        """What each of several forms is about that the others are not: its partner, its product or its period."""
        frames = [f for f in (_now(claim) for claim in claims) if f is not None]
        if len(set(frames)) < len(claims):
            bases = [f for f in (_base(claim) for claim in claims) if f is not None]
            frames = bases if len(bases) == len(claims) else frames
        if len({f.partners for f in frames}) > 1:
            return [" and ".join(self.card.places[p].name for p in f.partners) for f in frames]
        if len({f.products for f in frames}) > 1:
            return [" and ".join(product_name(p, self.card) for p in f.products) for f in frames]
        if len(frames) == 1 and frames[0].partners != ("WLD",):
            places = " and ".join(self.card.places[p].name for p in frames[0].partners)
            return [f"{places} in {period_text(frames[0].period)}"]
        return [period_text(f.period) for f in frames]

    def place_in_time(self, now: Frame, place: int, of: int, sign: int) -> str:
        """Say which place a period takes among the months known."""
        end = "highest" if sign > 0 else "lowest"
        which = f"the {end}" if place == 1 else f"number {place} from the {end}"
        return f"{self.boxes(now)} were {which} of the {of} months known"

    def place(self, now: Frame, known: Known, above: Mapping[str, Known], found: Mapping[str, Known], sign: int) -> str:
        """Say which place a partner takes, and who comes before it."""
        order = sorted(above, key=lambda p: -sign * above[p].best)
        said = ", ".join(f"{self.card.places[p].name} ({self.value(above[p])})" for p in order[:3])
        more = f" and {len(above) - 3} more" if len(above) > 3 else ""
        end = "largest" if sign > 0 else "smallest"
        of = f"of the {len(found) + 1} partners known"
        which = f"number {len(above) + 1} {of}, after {said}{more}" if said else f"the {end} {of}"
        return f"{self.boxes(now)} came to {self.value(known)}, {which}"

    def streak(self, now: Frame, steps: Sequence[int | None], sign: int) -> str:
        """Say which way each month went, the last one first."""
        words = {1: "up", -1: "down", 0: "too close to call", None: "not known"}
        told = "; ".join(
            f"{period_text(now.period.shift(-n * now.period.months))} {words[s]}" for n, s in enumerate(steps)
        )
        return f"{self.boxes(now, period=False)}, each month on the one before: {told}"


def _now(claim: Form) -> Frame | None:
    return getattr(claim, "now", None)


def _base(claim: Form) -> Frame | None:
    return getattr(claim, "other", None) or getattr(claim, "base", None)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
