"""Of whom or of which months something is said to hold: the members the text has named, or the months of a span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from weighbridge.check.frame import Frame
from weighbridge.check.items import Item
from weighbridge.check.mentions import Told, period_of, told_by
from weighbridge.check.names import is_stranger
from weighbridge.check.proposing.subjects import Subjects
from weighbridge.model import Period

_GOODS = frozenset({"products", "grades", "metals", "categories", "groups", "product", "grade", "metal", "category"})
_REGIONS = frozenset({"regions", "region", "continents", "continent"})
_OTHERS = frozenset({"other", "others", "remaining", "rest"})
_LONGEST = 24  # months; a longer span is hardly gone through one by one


class Noun(NamedTuple):
    """What the noun of a quantified phrase says: how many there are, of what kind, and where they lie."""

    size: int | None = None
    kind: str = ""  # months, partners, products; empty where a bare number or pronoun stands
    regions: bool = False
    inside: str = ""


@dataclass(slots=True)
class Domains(Subjects):
    """The domains of quantified claims; one that cannot be found exactly is not found at all."""

    def _noun(self, words: Sequence[Item]) -> Noun | None:
        """What the words of a phrase such as "of the three Asian buyers" say; None where they point at the rest."""
        if any(i.key in _OTHERS or i.tag == "rest" for i in words):
            return None
        numbers = [n for i in words if (n := _number(i))]
        inside = [str(i.value) for i in words if i.tag == "place"]
        size = numbers[0] if numbers and numbers[0] > 1 else None
        if any(i.tag in ("span", "period") for i in words):
            spans = [i for i in words if i.tag == "span"]
            return Noun(size, "months") if all(i.value == 1 for i in spans) else None
        members = next((i.key for i in words if i.tag == "members"), "")
        if members in _GOODS:
            return Noun(size, "products")
        return Noun(size, "partners" if members else "", members in _REGIONS, inside[0] if inside else "")

    def _domain(self, words: Sequence[Item], noun: Noun, subject: Frame, at: int) -> tuple[Frame, ...]:
        """The frames a quantifier ranges over, empty when the text does not settle them."""
        if noun.kind == "months":
            return tuple(subject.at(month) for month in self._months(words, noun, subject, at))
        partners = self._members(noun, "places", at) if noun.kind != "products" else ()
        products = self._members(noun, "products", at) if noun.kind != "partners" and not noun.inside else ()
        if bool(partners) == bool(products):
            return ()
        if partners:
            return tuple(subject.of(p) for p in partners)
        return tuple(subject.made_of(p) for p in products)

    # ---- members ---------------------------------------------------------------------------------------------------

    def _members(self, noun: Noun, slot: str, at: int) -> tuple[str, ...]:
        """The members named so far, as many as are asked for: those of the last sentences, or of one before."""
        lists = self._lists(noun, slot, at)
        if noun.size is None:
            if noun.inside:
                return tuple(dict.fromkeys(m for found in lists for m in found))
            near = next((found for found in islice(lists, 2) if found), ())
            return near if len(near) > 1 else ()
        together: dict[str, None] = {}
        for found in lists:
            together.update(dict.fromkeys(found))
            if len(together) >= noun.size:
                break
        if len(together) == noun.size:
            return tuple(together)
        return next((found for found in self._lists(noun, slot, at) if len(found) == noun.size), ())

    def _lists(self, noun: Noun, slot: str, at: int) -> Iterator[tuple[str, ...]]:
        """The members of a kind that each sentence has named, the last one first."""
        return (self._fitting(told, noun, slot) for told in self._told_backwards(at))

    def _told_backwards(self, at: int) -> Iterator[Told]:
        """What this sentence has named before its quantifier, and each sentence before it."""
        yield told_by(self.items[:at], self.walk.card)
        yield from self.walk.discourse.told_backwards()

    def _fitting(self, told: Told, noun: Noun, slot: str) -> tuple[str, ...]:
        if slot == "products":
            return told.products
        card = self.walk.card
        return tuple(
            p
            for p in told.places
            if not is_stranger(p)
            and card.is_region(p) == noun.regions
            and (not noun.inside or (p != noun.inside and card.lies_in(p, noun.inside)))
        )

    def _months_told(self, size: int, like: Frame) -> list[Frame]:
        """The last so many months whose figures the text has given, with that of `like` among them."""
        told = [f for f in reversed(self.walk.discourse.levels) if f.at(like.period) == like and f.period.is_month]
        found = list(dict.fromkeys(told))[:size]
        return found if len(found) == size and like in found else []

    def _windows(self, noun: Noun, at: int) -> Iterator[int]:
        """How many members of a kind the last sentence names, the last two, and so on; and each by itself."""
        slot = "products" if noun.kind == "products" else "places"
        together: dict[str, None] = {}
        for found in self._lists(noun, slot, at):
            together.update(dict.fromkeys(found))
            yield from (len(found), len(together))

    # ---- months ----------------------------------------------------------------------------------------------------

    def _months(self, words: Sequence[Item], noun: Noun, subject: Frame, at: int) -> Sequence[Period]:
        """The months of the span a phrase names, or of the one in force that has as many."""
        now = self.walk.frame_at[at - 1].period if at else self.walk.discourse.frame.period
        span = self._named_span(words, now)
        if span is None and not any(i.tag == "period" and not _is_so_many(i) for i in words):
            span = self._span_in_force(noun.size or self._so_many(words), subject)
        if span is None or not 1 < span.months <= _LONGEST or (noun.size and span.months != noun.size):
            return []
        return (
            [m for m in span.split() if m.first <= self.walk.discourse.clock.latest] if not noun.size else span.split()
        )

    def _so_many(self, words: Sequence[Item]) -> int | None:
        """How many months "the six months" means."""
        said = next((i.words.casefold().split() for i in words if i.tag == "period" and _is_so_many(i)), [])
        numbers = {w: n for n, w in enumerate(_CARDINALS, 2)}
        return next((numbers[w] for w in said if w in numbers), None)

    def _named_span(self, words: Sequence[Item], now: Period) -> Period | None:
        clock, keys = self.walk.discourse.clock, [i.key for i in words]
        whens = [i.value for i in words if i.tag == "period" and not _is_so_many(i)]
        if not whens:
            return None
        if whens[0].kind == "back":
            return Period(now.first - whens[0].first, whens[0].first)
        if whens[0].kind == "previous":
            count = self._so_many(words) or next((3 for k in keys if "three months" in k), 0)
            return Period(now.first - count, count) if count else None
        if len(whens) == 2 and any(k in ("from", "between") for k in keys):
            first, last = (clock.resolve(w, now) for w in whens)
            if whens[1].years_back is not None and first is not None and last is not None:
                first = Period(first.first + (last.first - first.first) // 12 * 12)
            return Period(first.first, last.last - first.first + 1) if first and last and first < last else None
        named = period_of(whens, now, clock, as_base=False)
        if named is None or "since" not in keys:
            return named if named is not None and named.months > 1 else None
        return self._span_since(named, now, next((n for i in words if (n := _number(i))), None))

    def _span_since(self, named: Period, now: Period, size: int | None) -> Period | None:
        """The months since one: from it on, or after it where only so there are as many as said."""
        ends = (now.last, self.walk.discourse.topic.period.last, self.walk.discourse.clock.latest)
        spans = [
            Period(start, end - start + 1) for start in (named.first, named.last + 1) for end in ends if end > start
        ]
        return next((p for p in spans if size is None or p.months == size), None)

    def _span_in_force(self, size: int | None, subject: Frame) -> Period | None:
        """The span of that many months that the text speaks of, the nearest first."""
        discourse = self.walk.discourse
        latest = discourse.clock.latest
        headed = [discourse.heading.period] if discourse.heading.period else []
        spoken = [subject.period, discourse.frame.period, *headed, *(f.period for f in reversed(discourse.levels))]
        spoken.append(discourse.topic.period)
        if size is None:
            near = next((p for p in (subject.period, *headed, discourse.topic.period) if p.months > 1), None)
            return near or max((p for p in spoken if 1 < p.months <= 12), key=lambda p: p.months, default=None)
        to_date = [p.year_to_date() for p in (discourse.topic.period, Period(latest)) if p.is_month]
        return next((p for p in (*spoken, *to_date) if p.months == size), None)


_GROUPS = {"pair": 2, "duo": 2, "trio": 3, "quartet": 4, "quintet": 5, "sextet": 6}
_CARDINALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _number(item: Item) -> int:
    """How many an item says there are: three, the trio; 0 for one that does not."""
    if item.tag == "number":
        return int(item.value.value)
    return _GROUPS.get(item.key.removeprefix("the "), 0)


def _is_so_many(item: Item) -> bool:
    """Whether a period is only a number of months, which may be any: of the six months."""
    return item.value.kind in ("so_many", "same")
