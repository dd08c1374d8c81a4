"""Shares: what part of what, and amounts that stand by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from weighbridge.check.forms import Ratio, Share
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, Mentions, resolved
from weighbridge.check.proposing.multiples import Multiples
from weighbridge.check.proposing.proposal import Proposal, Reading

_REGIONS = frozenset({"continent", "region"})
_WIDER = frozenset({"continental", "regional", "bloc", "group", "company", "national", "domestic"})


@dataclass(slots=True)
class Shares(Multiples):
    """Readings of shares."""

    def _share(self, match: Match) -> Proposal | None:
        amount = self._amount(match)
        if amount is None:
            return None
        subject = self._subject(match)
        self.done[id(match)] = subject
        said = self._said(match)
        if (
            said is None
            and self.last is not None
            and self.last.says in ("difference", "change", "apart")
            and self.items[match.start].key == "or"
        ):
            return self._change(match)  # 1,150 tonnes or 26.5%
        if "holds" not in match.roles and said is None:
            return None
        if self._is_of_reporter(match):
            refusal = "these data do not hold what others buy and sell elsewhere"
            return self._proposal(match, "share", [], refusal)._replace(not_in_data=True)
        if said is not None and (refusal := self._refused_whole(match, said, subject)):
            return self._proposal(match, "share", [], refusal)._replace(not_in_data=True)
        part, whole = self._of_which(match) or self._part_and_whole(match, subject, said)
        if part is None or whole is None:
            if self.items[match.roles["amount"][0]].tag == "majority":
                return None  # most people, most of the afternoon
            return self._proposal(match, "share", [], "it is not said what is part of what")
        if part.at(whole.period) != part or (
            len(part.cells) == len(whole.cells) == 1 and not self._is_inside(part, whole)
        ):
            ratio = amount.times(0.01)._replace(unit="times")
            return self._proposal(match, "ratio", [Reading(Ratio(part, whole, ratio))])
        readings = [Reading(Share(part, whole, amount))]
        for other in self._others(part, said):
            if other.partners == part.partners:
                note = partial(self._told, other, part)
                readings.append(Reading(Share(other, whole.at(other.period), amount), note))
        return self._proposal(match, "share", readings)

    def _is_inside(self, part: Frame, whole: Frame) -> bool:
        return self.walk.card.lies_in(part.partners[0], whole.partners[0])

    def _refused_whole(self, match: Match, said: Mentions, subject: Frame) -> str:
        """Why the data cannot hold a whole: prices, months counted, what a partner buys of others; else empty."""
        if said.outside:
            return f"these data hold nothing on {said.outside}"
        first, last = match.roles.get("base", (match.end, match.end))
        base = self.items[first:last]
        if base and base[0].tag == "its" and subject.partners != (WORLD,):
            return "these data do not hold what others buy and sell elsewhere"
        head = next((i for i in base if i.tag not in ("whole", "all_of", "neutral", "number") and len(i.key) > 3), None)
        counts = head is not None and head.tag == "span" and head.key.endswith("s")
        return "these data do not count months" if counts and not (said.places or said.products or said.flows) else ""

    def _region_pointed_at(self, first: int, last: int, subject: Frame) -> Frame | None:
        """The boxes of the continent's intake: of the region named last in which the part lies."""
        if not any(i.tag == "members" and i.key in _REGIONS for i in self.items[first:last]):
            return None
        card, told = self.walk.card, self.walk.discourse.told_backwards()
        here = [i.value for i in reversed(self.items[:first]) if i.tag == "place"]
        known = (place for place in (*here, *(p for t in told for p in reversed(t.places))) if card.is_region(place))
        around = next((p for p in known if all(card.lies_in(q, p) for q in subject.partners)), None)
        return None if around is None else subject.of(around)

    def _part_and_whole(self, match: Match, subject: Frame, said: Mentions | None) -> tuple[Frame | None, Frame | None]:
        if said is not None and said.names_nothing:
            around = self._region_pointed_at(*match.roles["base"], subject)
            if around is not None:
                return subject, around
        if said is None or (said.names_nothing and not said.refers):
            if said is not None and self._is_strange_whole(match):
                return None, None
            return (subject, subject.of(WORLD)) if subject.is_part_of(WORLD) else (None, None)
        first, last = match.roles["base"]
        of_all = self.items[first].key == "what" or any(i.key == "the market" for i in self.items[first:last])
        if of_all and said.names_nothing:
            return (subject, subject.of(WORLD)) if subject.is_part_of(WORLD) else (None, None)
        part_places = [
            i.value
            for n, i in enumerate(self.items[first:last], first)
            if i.tag == "place" and n and self._leads_to_part(n)
        ]
        if part_places and not subject.is_part_of(WORLD):
            return subject.of(*part_places), subject.of(WORLD)
        whole = resolved(subject, said._replace(flows=()), self.walk.discourse.clock)
        if said.names_nothing:
            container = next(
                (f for f in reversed(self.walk.discourse.levels) if f != subject and self._contains(f, subject)), None
            )
            return (subject, container) if container is not None else (None, None)
        if not said.places and (
            said.whole or said.reporter or said.products or said.flows or not said.periods or self._is_of_trade(match)
        ):
            whole = whole.of(WORLD)
        if (
            said.periods
            and not said.places
            and whole.period != subject.period
            and (said.whole or said.reporter or (self._is_of_trade(match) and not self.walk.named_period))
        ):
            return subject.at(whole.period), whole
        if whole == subject:
            return None, None
        return subject, whole

    def _is_of_reporter(self, match: Match) -> bool:
        """Whether it is the reporter's share of somebody's trade: China's share of German imports."""
        reporter = self.walk.card.movement.reporter
        at = next((n for n in range(match.start, match.end) if self.items[n].tag == "share"), None)
        if at is None:
            return False
        before = [i for i in self.items[max(0, at - 3) : at] if i.tag != "neutral"]
        owned = len(before) > 1 and before[-1].tag == "poss" and before[-2].value == reporter
        after = self.items[at + 1 : at + 3]
        return owned or (
            len(after) > 1 and after[0].key == "of" and after[1].value == reporter and not self._goes_on(at)
        )

    def _goes_on(self, at: int) -> bool:
        """Whether the reporter only begins what the share is of: the share of China's exports."""
        following = self.items[at + 3] if at + 3 < len(self.items) else None
        return following is not None and following.tag in ("poss", "flow", "moves", "product")

    def _is_strange_whole(self, match: Match) -> bool:
        """Whether a whole is that of somebody else: half of the continent's intake, of the group's deliveries."""
        words = self.items[match.roles["base"][0] : match.roles["base"][1]]
        owned = any(a.tag in ("word", "members") and b.tag == "poss" for a, b in pairwise(words))
        return owned or any(i.tag == "word" and i.key in _WIDER for i in words)

    def _contains(self, whole: Frame, part: Frame) -> bool:
        """Whether one frame's boxes lie inside another's."""
        inside = whole.period.first <= part.period.first and part.period.last <= whole.period.last
        places = all(any(self.walk.card.lies_in(p, w) for w in whole.partners) for p in part.partners)
        return inside and places and set(part.products) <= set(whole.products) and part.flow == whole.flow

    def _is_of_trade(self, match: Match) -> bool:
        first, last = match.roles["base"]
        return any(
            i.tag in ("moves", "flow", "figure")
            or (i.tag in ("gives", "takes") and self._before(n) not in ("it", "they"))
            for n, i in enumerate(self.items[first:last], first)
        )

    def _leads_to_part(self, n: int) -> bool:
        return self.items[n - 1].key in ("to", "from") or (
            self.items[n - 1].key == "the" and self.items[n - 2].key in ("to", "from")
        )

    def _share_of_place(self, match: Match) -> Proposal | None:
        """Three quarters were Brazilian: the share of a partner named after it."""
        amount, said = self._amount(match), self._said(match)
        if amount is None or said is None or not said.places:
            return None
        walked = self.walk.frame_at[match.start]
        return self._proposal(match, "share", [Reading(Share(walked.of(*said.places), walked.of(WORLD), amount))])
