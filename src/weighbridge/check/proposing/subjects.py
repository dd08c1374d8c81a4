"""What a claim is about, and which other boxes its words leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from weighbridge.check.amounts import Amount
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD, Mentions, mentions, resolved
from weighbridge.check.names import place_name, product_name
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.walk import Walk
from weighbridge.facts import period_text

UP = frozenset({"rise", "higher", "beats", "most", "high"})
DOWN = frozenset({"fall", "lower", "trails", "least", "low"})
_MOST_OTHERS = 8
_BEHIND = frozenset({"below", "under", "beneath", "short", "shy", "behind", "down"})
_AHEAD = frozenset({"above", "over", "ahead", "past", "up", "lead", "advantage", "margin"})


@dataclass(slots=True)
class Subjects:
    """The state of proposing, and the subjects, signs and amounts of matches."""

    walk: Walk
    paragraph_places: tuple[str, ...]
    items: tuple[Item, ...] = field(init=False)
    level: Frame | None = None
    level_at: int = -1
    level_walked: Frame | None = None
    last: Match | None = None
    last_sign: int = 0
    last_change: Match | None = None
    whole: Frame | None = None  # of which the percentages of the sentence are parts
    last_base: Frame | None = None
    last_moved: Frame | None = None  # what was measured against it
    done: dict[int, Frame] = field(default_factory=dict)
    shared: dict[int, str] = field(default_factory=dict)
    held: list[Frame] = field(default_factory=list)  # of what a claim of the sentence has held
    meant: dict[Frame, Frame] = field(default_factory=dict)  # of what a change held, where it leads with other boxes
    shared_goods: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.items = self.walk.items
        self._share_out()

    def _share_out(self) -> None:
        """Give each of several partners its own amount: Germany and Japan took 764 and 131 tonnes."""
        n = 0
        while n < len(self.items):
            run = [n]
            while (
                run[-1] + 2 < len(self.items)
                and self.items[run[-1] + 2].tag in ("quantity", "number", "percent")
                and self.items[run[-1] + 1].key in ("and", ",")
            ):
                run.append(run[-1] + 2)
            partners, products = self.walk.frame_at[n].partners, self.walk.frame_at[n].products
            if len(run) > 1 and len(run) == len(partners) and self.items[run[-1]].tag in ("quantity", "percent"):
                self.shared.update(zip(run, partners, strict=True))
            elif len(run) > 1 and len(run) == len(products) and self.items[run[-1]].tag in ("quantity", "percent"):
                self.shared_goods.update(zip(run, products, strict=True))
            n = run[-1] + 1

    def _before(self, n: int) -> str:
        return self.items[n - 1].key if n else ""

    def _walked_subject(self, match: Match) -> Frame:
        """The frame a claim is about: that of the quantity just before, unless something new has been named since."""
        context = self.walk.sentence.context
        at = max((n for n in range(match.start, match.end) if n not in context), default=match.start)
        walked = self.walk.completed(self.walk.frame_at[at], match.start, match.end)
        if "amount" in match.roles and match.roles["amount"][0] in self.shared:
            return walked.of(self.shared[match.roles["amount"][0]])
        if "amount" in match.roles and match.roles["amount"][0] in self.shared_goods:
            return walked.made_of(self.shared_goods[match.roles["amount"][0]])
        said = self._said(match)
        if (
            said is not None and said.places and said.periods and not self.walk.named_period
        ):  # more than Japan in October
            return resolved(
                walked, said._replace(places=(), products=(), flows=(), whole=False), self.walk.discourse.clock
            )
        if walked in self.meant:
            return self.meant[walked]
        if self.level is not None and self.level_walked == walked:
            return self.level
        if self.level is None and self._points_at_level(match) and self.walk.discourse.level is not None:
            return self.walk.discourse.level
        return walked

    def _points_at_level(self, match: Match) -> bool:
        """Whether the clause begins with "that was" or "this is", which points at the quantity before."""
        opening = [i for i in self.items[: match.start + 1] if i.tag != "sign"][:2]
        return (
            len(opening) == 2
            and opening[0].key in ("that", "this", "which")
            and opening[0].tag in ("that", "it", "stop")
            and not self.walk.named_partner
        )

    def _others(self, subject: Frame, own: Mentions | None = None, most: int = _MOST_OTHERS) -> list[Frame]:
        """Other frames the words leave open: a slot the sentence does not name may be filled from what was spoken of.

        `own` is what a quantity's own modifiers name; a pronoun leaves open which partner, but not all of them.
        """
        found: list[Frame] = []
        for frame in self._spoken_otherwise(subject, own):
            if frame != subject and frame not in found:
                found.append(frame)
                if len(found) == most:
                    break
        return found

    def _spoken_otherwise(self, subject: Frame, own: Mentions | None) -> Iterator[Frame]:
        """The same boxes with what the text has spoken of in the open slots, the last first."""
        walk, before = self.walk, self.walk.discourse
        levels = before.levels[::-1]
        named_partner = walk.named_partner or bool(own and own.places)
        named_period = walk.named_period or bool(own and own.periods) or self._opens_with_of_these()
        if not named_period:
            yield from (subject.at(period) for period in dict.fromkeys(f.period for f in (before.topic, *levels)))
        if not named_partner:
            named = [(WORLD,), before.topic_partner or (WORLD,), *(f.partners for f in levels)]
            if walk.carried:  # passed the Americans by. They were sold
                named = [*((p,) for p in before.recent_places[-1:]), *named]
            yield from (
                subject.of(*p)
                for p in dict.fromkeys(named)
                if not (walk.carried and not walk.carried_loosely and p == (WORLD,))
            )
            if not named_period:
                yield from (subject.of(*f.partners).at(f.period) for f in levels)
        if not walk.named_product:
            products = dict.fromkeys(f.products for f in (before.topic, *levels))
            yield from (subject.made_of(*p) for p in products)

    def _opens_with_of_these(self) -> bool:
        """Whether a sentence is about a part of the quantity before: of these, 406 t went to America."""
        opening = [i.key for i in self.items[:2]]
        return opening[:1] in (["of these"], ["of those"]) or (
            opening[:1] == ["of"] and opening[1:] in (["these"], ["those"], ["them"], ["that"])
        )

    def _told(self, frame: Frame, subject: Frame) -> str:
        """Say what another frame has that the leading one has not."""
        places = " and ".join(place_name(p, self.walk.card) for p in frame.partners)
        differs = frame.differs_in(subject)
        if "products" in differs:
            return f"read of {' and '.join(product_name(p, self.walk.card) for p in frame.products)}"
        when = period_text(frame.period)
        if not differs & {"partners", "period"}:
            return f"read of {frame.flow.value}s"
        said = [*([places] if "partners" in differs else []), *([when] if "period" in differs else [])]
        return f"read of {' in '.join(said)}"

    def _said(self, match: Match, role: str = "base") -> Mentions | None:
        if role not in match.roles:
            return None
        return mentions(self.items, *match.roles[role], self.walk.card)

    def _sign(self, match: Match) -> int:
        """Which way: the word of change, else the printed sign, else what the sentence said last."""
        if "way" in match.roles:
            item = self.items[match.roles["way"][0]]
            if item.tag in UP or item.key in _AHEAD or item.tag == "next":
                return 1
            return -1 if item.tag in DOWN or item.key in _BEHIND else 0
        amount = self._amount(match)
        if amount is not None and amount.sign:
            return amount.sign
        for n in range(match.start, match.end):
            word = self.items[n].key
            if n not in self.walk.sentence.context and word in _BEHIND | _AHEAD:
                return -1 if word in _BEHIND else 1
        if self.last is not None and self.last.says in ("change", "difference"):
            return self.last_sign
        near = [i for i in self.items[: match.start] if i.tag in ("rise", "fall")]
        return 0 if not near else 1 if near[-1].tag == "rise" else -1

    def _amount(self, match: Match, role: str = "amount") -> Amount | None:
        if role not in match.roles:
            return None
        item = self.items[match.roles[role][0]]
        if isinstance(item.value, Amount):
            return item.value
        if item.tag == "majority":
            return Amount(50.0, 1.0, "pct", hedge="more than", worded=True)
        return Amount(100.0, 1.0, "pct", worded=True) if item.tag in ("all_of", "whole") else None

    def _proposal(
        self, match: Match, kind: str, readings: list[Reading], refusal: str = "", *, end: int | None = None
    ) -> Proposal:
        first = match.start
        last = (end if end is not None else match.end) - 1
        while last > first and self.items[last].tag in ("word", "sign") and last not in self._anchors(match):
            last -= 1
        return Proposal(self.items[first].start, self.items[last].end, kind, tuple(readings), refusal)

    def _anchors(self, match: Match) -> set[int]:
        return {n for a, b in match.roles.values() for n in range(a, b)}

    def _with_others(
        self,
        subject: Frame,
        make: Callable[[Frame], list[Reading]],
        *,
        most: int = _MOST_OTHERS,
        own: Mentions | None = None,
    ) -> list[Reading]:
        readings = make(subject)
        for other in self._others(subject, own, most):
            note = partial(self._told, other, subject)
            readings += [Reading(r.form, note) for r in make(other)]
        return readings

    def _is_denied(self, match: Match) -> bool:
        at = match.start - 1
        while at >= 0 and self.items[at].tag not in ("sign", "stop"):
            if self.items[at].tag == "negation":
                return True
            at -= 1
        return False

    def _ends_clause(self, match: Match) -> bool:
        return match.end >= len(self.items) or self.items[match.end].tag in ("sign", "stop")

    def _own_words(self, n: int) -> Mentions:
        """What the modifiers of a quantity name, and the period that its clause is about: June, when 353 t went."""
        bound = self.walk.modifiers.get(n, [])
        if not any(self.items[m].tag == "period" for m in bound):
            bound = [*self._dated_by(n), *bound]
        picked = tuple(self.items[m] for m in bound)
        return mentions(picked, 0, len(picked), self.walk.card) if bound else Mentions()

    def _dated_by(self, n: int) -> list[int]:
        """The place of the period that a clause with "when" is about, where amount `n` is the first in it."""
        at = n - 1
        while at > 1 and self.items[at].tag not in ("stop", "sign", "quantity", "number", "percent", "period"):
            at -= 1
        dated = at > 1 and self.items[at].key == "when" and self.items[at - 1].key == ","
        return [at - 2] if dated and self.items[at - 2].tag == "period" else []
