"""Quantities: whose they are, and bare numbers that share a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Added, Difference, Level
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, Mentions, resolved
from weighbridge.check.proposing.owned import Owned
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.walk import AGAINST, function_words, words_for_goods
from weighbridge.facts import period_text
from weighbridge.words import reader_tables

# a quantity after these is what came on top, or by how much
_MORE = frozenset({"by", "extra", "additional", "another"})
# between a change in percent and the same change in units
_SAME_AS = frozenset({"or", "i.e", "i.e.", "meaning", "namely", "equal to", "equals", "=", "viz", "which", "that"})
_AGAIN = _SAME_AS | frozenset(
    {"in", "absolute", "terms", "is", "tonnes", "tons", "by", "some", "a", "to", "numbers", "."}
)

# the increase, of 11.9%, works out at so many tonnes
_COMES_TO = frozenset({
    "works", "worked", "work", "out", "at", "comes", "came", "amounts", "amounted", "translates", "corresponds", "into",
    "equals",
})  # fmt: skip
# Words after which a quantity may be the distance between two figures.
_DISTANCES = frozenset({"gap", "beats", "trails", "higher", "lower", "rise", "fall"})


@dataclass(slots=True)
class Levels(Owned):
    """Readings of quantities, averages and amounts that these data do not count."""

    def _level(self, match: Match) -> Proposal | None:
        n = match.roles["amount"][0]
        item = self.items[n]
        amount = self._amount(match)
        if amount is None:
            return None
        if item.tag == "number":
            amount = self._in_a_unit(n, amount)
            if amount is None:
                return self._counted_strangers(match, n)
        inside = (
            n - 2 if n > 1 and self.items[n - 1].words == "(" and n - 2 in self.walk.sentence.context else n
        )  # in all of 2024 (55,431 tonnes)
        base_of = next(
            (
                m
                for m in self.walk.sentence.matches
                if "base" in m.roles and m.roles["base"][0] <= inside < m.roles["base"][1]
            ),
            None,
        )
        if base_of is not None:
            return self._base_level(match, base_of, amount)
        if self.walk.comes_after(n, AGAINST):
            return self._level_of_before(match, n, amount)
        if self._is_change(n):
            return self._change_in_units(match, amount)
        if amount.hedge and self._counts_periods(n):
            return self._proposal(match, "count", [], "how many months lay above or below a mark is not counted here")
        frame = self._level_frame(n, amount)
        self.walk.discourse.last_amount = amount
        self._remember(n, frame, leaning=self._leans(n))
        end = self._level_end(n)
        leading = self._proposal(match, level_kind(frame), [Reading(Level(frame, amount))], end=end)
        return leading._replace(completed=lambda: self._with_other_levels(leading, n, frame, amount))

    def _with_other_levels(self, leading: Proposal, n: int, frame: Frame, amount: Amount) -> Proposal:
        """The same quantity with all that it may be of besides."""
        own = self._own_words(n)
        fixed = self._fixed(n, own)
        readings = self._with_others(frame, lambda f: [Reading(Level(f, amount))], own=own)
        readings += self._reckoned(n, frame, amount, fixed)
        readings += self._less_all(frame, amount)
        readings += self._same_months(n, own, frame, amount)
        metric = self.items[n].key.endswith("mt")
        if metric and amount.unit == "t":
            readings.append(Reading(Level(frame, amount.times(1e6)), "read as million tonnes"))
        elif metric and amount.unit == "Mt":
            readings.append(Reading(Level(frame, amount.times(1e-6)._replace(unit="t")), "read as metric tonnes"))
        return leading._replace(readings=tuple(readings), fixed=fixed, spoken_of=self._spoken_of, completed=None)

    def _is_change(self, n: int) -> bool:
        """Whether a quantity says how far something moved: by 1,200 t, the extra 300 t, 29.9% or 2.5 million tonnes."""
        if self.walk.comes_after(n, _MORE) or self._is_lacking(n):
            return True
        if self.last_change is None or "amount" not in self.last_change.roles:
            return False
        between = [
            i for i in self.items[self.last_change.roles["amount"][1] : n] if i.words not in (",", "(", "–", "—")
        ]
        words = {i.key for i in between}
        if words & _COMES_TO and words <= _AGAIN | _COMES_TO and self._is_noun_of_change(self.last_change):
            return True
        return bool(between) and words <= _AGAIN and bool(words & _SAME_AS)

    def _is_noun_of_change(self, match: Match) -> bool:
        """Whether a change is the subject of its clause: the increase, of 11.9%."""
        n = match.roles["amount"][0]
        ways = (m for m in range(max(1, n - 4), n) if self.items[m].tag in ("rise", "fall"))
        return any(self._before(m) in ("the", "a", "an", "this", "that") for m in ways)

    def _change_in_units(self, match: Match, amount: Amount) -> Proposal:
        """The change just spoken of, in units: between the same two figures."""
        pair = self.walk.discourse.compared
        refusal = "it is not said what this is a difference from"
        if pair is None or (self.last_change is None and self.walk.comes_after(match.start, frozenset({"by"}))):
            return self._proposal(match, "difference", [], refusal)
        readings = [Reading(Difference(*pair, 0, amount._replace(per="")))]
        now, base = pair
        if now.differs_in(base) == {"period"}:
            others = [f for f, _ in self._usual_bases(now) if f != base]
            readings += [Reading(Difference(now, f, 0, amount), f"read of {period_text(f.period)}") for f in others]
        return self._proposal(match, "difference", readings, refusal)

    def _same_months(self, n: int, own: Mentions, frame: Frame, amount: Amount) -> Iterator[Reading]:
        """A year said of a quantity beside that of some months: 32,812 t in seven months, 31,727 in 2023."""
        before = self.walk.frame_at[n].period
        if len(own.periods) == 1 and own.periods[0].kind == "year" and 1 < before.months < 12:
            period = before.shift(12 * (own.periods[0].first - before.last // 12))
            yield Reading(Level(frame.at(period), amount), f"read of {period_text(period)}")

    def _less_all(self, frame: Frame, amount: Amount) -> Iterator[Reading]:
        """What is left for others may be counted without every partner the text has named, with a figure or not."""
        named = [p for p in self.walk.discourse.recent_places if p not in frame.without]
        lies_in = self.walk.card.lies_in
        apart = [p for p in named if not any(lies_in(p, q) or lies_in(q, p) for q in frame.without)]
        if frame.without and apart:
            yield Reading(Level(frame.besides(*frame.without, *apart), amount), "read of all but those named so far")

    def _reckoned(self, n: int, frame: Frame, amount: Amount, fixed: frozenset[str]) -> Iterator[Reading]:
        """What else a quantity may be where the sentence has a word for it: an average, a sum, a distance."""
        tags = {i.tag for i in self.items}
        levels = tuple(reversed(self.walk.discourse.levels))
        topic = self.walk.discourse.topic
        if (
            tags & {"averaged"}
            or amount.per == "month"
            or any(i.key in ("each month", "every month", "monthly", "on a monthly basis") for i in self.items)
            or (self.walk.discourse.spoke_of_means and any(i.tag == "it" for i in self.items))
        ):
            spans = [f for f in (frame, *levels, topic) if f.period.months > 1]
            yield from (
                Reading(Level(f, amount._replace(per="month")), "read of an average month")
                for f in dict.fromkeys(spans)
            )
        if tags & {"together", "whole", "members"}:
            for size in range(2, min(len(levels), 7) + 1):
                parts = tuple(reversed(levels[:size]))
                if all(len(f.differs_in(parts[0])) == 1 for f in parts[1:]):
                    yield Reading(Added(parts, amount), f"read of the last {size} figures added up")
        gap = self.walk.discourse.apart
        if gap is not None and "it" in tags and not tags & {"flow", "moves", "gives", "takes"}:
            one, other = (f.at(frame.period) for f in gap)
            yield Reading(Difference(one, other, 0, amount), "read of the distance spoken of")
        if (not fixed and tags & _DISTANCES) or self._follows_a_change(n):
            note = "read of the distance between two figures"
            yield from (Reading(Difference(a, b, 0, amount), note) for a, b in self._pairs(frame, amount))

    def _follows_a_change(self, n: int) -> bool:
        """Whether a word of change stands before a quantity, and no percent and no new clause since.

        The loss was limited to 206 tonnes; Germany added 350 tonnes, America 266 tonnes.
        """
        for m in range(n - 1, -1, -1):
            item = self.items[m]
            if item.tag in ("percent", "points", "times", "fraction") or item.words in (";", "(", ")"):
                return False
            if item.tag == "stop" and item.key in ("when", "where"):
                return False
            if item.tag in _DISTANCES and m not in self.walk.sentence.context:
                return True
        return False

    def _pairs(self, frame: Frame, amount: Amount) -> list[tuple[Frame, Frame]]:
        """Two figures that differ in one thing: both spoken of, or, for a long number, one of them a usual base."""
        discourse = self.walk.discourse
        near = list(dict.fromkeys((frame, *reversed(discourse.levels[-5:]))))
        pairs = [(a, b) for n, a in enumerate(near) for b in near[n + 1 :] if len(a.differs_in(b)) == 1]
        if len("".join(c for c in amount.text if c.isdigit()).strip("0")) < 3:
            return pairs
        for one in near[:3]:
            others = [one.at(one.period.year_before()), one.at(one.period.previous())]
            if one.partners != (WORLD,):
                others += [one.of(place) for place in discourse.recent_places[-4:]]
            pairs += [(one, other) for other in others if other != one]
        return list(dict.fromkeys(pairs))

    def _level_frame(self, n: int, amount: Amount) -> Frame:
        """The frame of a quantity: the walk's, its own modifiers in their place."""
        walk = self.walk
        frame = walk.frame_at[n]
        said = self._own_words(n)
        if said.reporter and not said.places:
            frame = frame.of(WORLD)
        if n in self.shared:
            frame = frame.of(self.shared[n])
        if n in self.shared_goods:
            frame = frame.made_of(self.shared_goods[n])
        if not said.places and (place := self._apposed(n)):
            frame = frame.of(place)
        last = max([n, *walk.modifiers.get(n, [])]) + 1
        frame = self._bracketed(n, last) or walk.completed(frame, n, last)
        frame = resolved(
            frame, said._replace(flows=()), walk.discourse.clock, as_base=any(w.leans for w in said.periods)
        )
        if self._is_drawn_from(n) and not said.places:
            frame = frame.of(WORLD)
        if stranger := self._strange_goods(n):
            frame = frame._replace(unknown=stranger)
        return frame._replace(measure=amount.measure or frame.measure)

    def _is_drawn_from(self, n: int) -> bool:
        """Whether a part of the quantity is named next: out of 9.8 million tonnes, of all 8.9 million tonnes."""
        before = [i.key for i in self.items[max(0, n - 2) : n]]
        return before[-2:] == ["out", "of"] or (before[-2:-1] == ["of"] and before[-1:] == ["all"])

    def _strange_goods(self, n: int) -> str:
        """The goods a quantity is said to be of, where the card does not know them: 1,200 tonnes of graphene."""
        following = self.items[n + 1 : n + 4]
        if len(following) < 2 or following[0].key != "of" or following[1].tag != "word":
            return ""
        word = following[1].words
        known = len(following) == 3 and following[2].tag in ("product", "flow", "moves", "place", "members")
        plain = word.islower() and len(word) > 3 and word not in function_words() | words_for_goods()
        return word if plain and not known else ""

    def _leans(self, n: int) -> bool:
        return any(self.items[m].tag == "period" and self.items[m].value.leans for m in self.walk.modifiers.get(n, []))

    def _remember(self, n: int, frame: Frame, *, leaning: bool) -> None:
        if leaning:
            return
        self.level, self.level_at, self.level_walked = frame, n, self.walk.frame_at[n]
        last_bound = max(self.walk.modifiers.get(n, []), default=n)
        self.level_walked = self.walk.frame_at[last_bound]
        if not frame.without:
            self.walk.discourse.weighed_level(frame)

    def _level_of_before(self, match: Match, n: int, amount: Amount) -> Proposal:
        """A quantity after "from", "against" or "compared with": the same boxes earlier, or what its own words say."""
        subject = self.level if self.level is not None else self.walk.frame_at[n]
        said = self._own_words(n)
        pair = self.walk.discourse.compared
        if said.periods or said.places or said.products:
            frame = resolved(subject, said._replace(flows=()), self.walk.discourse.clock)
            readings = [Reading(Level(frame, amount))]
        elif pair is not None and self.last_change is not None and pair[0] == subject:
            readings = [Reading(Level(pair[1], amount))]  # more magnets than rare earths: 6,146 tons versus 5,792
        else:
            readings = [Reading(Level(base, amount), note) for base, note in self._usual_bases(subject)]
        found = self._proposal(match, level_kind(subject), readings, end=self._level_end(n))
        return found._replace(fixed=said.slots)

    def _base_level(self, match: Match, base_of: Match, amount: Amount) -> Proposal:
        """A quantity inside a base of comparison is the base's own level."""
        subject = self._subject_of(base_of)
        moved = base_of.says == "moved"
        bases = self._moved_bases(base_of, subject) if moved else self._bases(base_of, subject) or []
        readings = [Reading(Level(base, amount), note) for base, note in bases]
        n = match.roles["amount"][0]
        bracketed = self._bracketed(n, n + 1)
        if bracketed is not None and (self.items[n - 2].tag == "place" or base_of.says == "measured"):
            readings = [Reading(Level(bracketed, amount))]
        refusal = "" if readings else "it is not said what this is a figure of"
        found = self._proposal(match, level_kind(subject), readings, refusal, end=self._level_end(n))
        fixed = self._own_words(n).slots
        if self.walk.discourse.compared in [(subject, base) for base, _ in bases]:
            fixed |= {"partners", "period"}  # the change has held, so it is known of what its base is
        return found._replace(fixed=fixed)

    def _in_a_unit(self, n: int, amount: Amount) -> Amount | None:
        """A bare number takes the unit of the quantity beside it, where it is printed as one: 7.25 million, 1,115."""
        digits = len([c for c in amount.text if c.isdigit()])
        listed = bool(amount.text) and n > 0 and self.items[n - 1].tag == "place" and self._closes(n)
        if digits < 3 and amount.value < 1000 and not listed:
            return None
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if (
            following is not None
            and following.tag in ("word", "members", "neutral", "stop")
            and following.key
            not in (
                "and",
                "in",
                "from",
                "to",
                "or",
                "came",
                "went",
                "of",
                "a",
                "for",
                "while",
                "with",
                "by",
                "against",
                "compared",
                "per",
            )
        ):
            return None
        if n and (
            self.items[n - 1].key in ("hs", "code", "heading", "cas", "no", "#", "version", "page")
            or self.items[n - 1].tag == "code"
        ):
            return None
        near = [i for i in (*self.items[n + 1 :], *reversed(self.items[:n])) if i.tag == "quantity"]
        pattern: Amount | None = (
            near[0].value
            if near
            else self.walk.discourse.last_amount
            if listed
            or self._is_as_large(n, amount)
            or self._is_traded(n)
            or self._is_unit_said(n)
            or (digits >= 4 and self._is_figure(n))
            else None
        )
        if pattern is None:
            return None
        return amount.times(pattern.factor)._replace(unit=pattern.unit, measure=pattern.measure)

    def _counts_periods(self, n: int) -> bool:
        """Whether the clause counts months or members that passed a mark: two months stayed under 3,000 tonnes."""
        begins = max((m for m in range(n) if self.items[m].tag == "stop"), default=-1) + 1
        before = self.items[max(begins, n - 8) : n]
        return any(a.tag == "number" and b.tag in ("span", "members") for a, b in pairwise(before)) and not any(
            i.tag in ("place", "whole") for i in before
        )

    def _is_lacking(self, n: int) -> bool:
        """Whether so much is said to be missing: 200 tonnes were missing."""
        after = [i.key for i in self.items[n + 1 : n + 4]]
        return any(w in ("missing", "lacking") for w in after)

    def _is_traded(self, n: int) -> bool:
        """Whether the sentence says that somebody took or gave the bare number: Japan had taken 2,238."""
        before = self.items[:n]
        moved = any(i.tag in ("takes", "gives", "flow") or i.key in ("came", "went") for i in before)
        return moved and any(i.tag in ("place", "rest") or i.key in ("the former", "the latter") for i in before)

    def _is_as_large(self, n: int, amount: Amount) -> bool:
        """Whether a bare number is of the size of the quantity before, or somebody's: 2.9 million, Germany's 1,116."""
        last = self.walk.discourse.last_amount
        if last is None or not amount.text or not last.unit:
            return False
        owned = n > 1 and self.items[n - 1].tag == "poss" and self.items[n - 2].tag in ("place", "period")
        millions = amount.value >= 1e5 and last.value >= 1e5 and self._closes(n)
        return owned or millions

    def _is_unit_said(self, n: int) -> bool:
        """Whether the sentence says beforehand in which unit it counts: in tonnes, the first half had 31,000."""
        last, units = self.walk.discourse.last_amount, reader_tables()["units"]
        said = (units.get(b.key) for a, b in pairwise(self.items[:n]) if a.key == "in")
        return last is not None and last.unit in said

    def _closes(self, n: int) -> bool:
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        return following is None or following.tag in ("sign", "stop") or following.key == "and"

    def _is_figure(self, n: int) -> bool:
        """Whether a long bare number is said to be the figure: the number is 4,876, April's was 4,601."""
        words = self.items[n].words
        digits = "".join(c for c in words if c.isdigit())
        plain = words.isdigit() and len(words) <= 6 and not 1900 <= int(words) < 2100
        long = plain or ("-" not in words and len(digits) < len(words))
        return long and any(i.tag in ("figure", "moves", "flow", "poss", "whole") for i in self.items[:n])

    def _counted_strangers(self, match: Match, n: int) -> Proposal | None:
        """A number of something the data do not count is a claim outside the data; small numbers in words are none."""
        amount: Amount = self.items[n].value
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if (
            following is None
            or following.tag != "word"
            or following.key in function_words()
            or not amount.text
            or amount.value < 13
        ):
            return None
        return Proposal(
            self.items[n].start,
            following.end,
            "level",
            (),
            f"these data do not count {following.words}",
            not_in_data=True,
        )

    def _foreign(self, match: Match) -> Proposal:
        item = self.items[match.roles["amount"][0]]
        found = self._proposal(match, "level", [], f"these data hold no figures in such a unit ({item.words})")
        return found._replace(not_in_data=True)

    def _average(self, match: Match) -> Proposal | None:
        amount = self._amount(match)
        if amount is None:
            return None
        n = match.roles["amount"][0]
        frame = self._level_frame(n, amount)
        self._remember(n, frame, leaning=self._leans(n))
        readings: list[Reading] = []
        if amount.per or frame.period.months > 1:
            readings = self._with_others(
                frame, lambda f: [Reading(Level(f, amount._replace(per=amount.per or "month")))]
            )
        readings += self._reckoned(n, frame, amount, frozenset())
        in_months = any(i.tag == "span" and i.key.startswith("month") for i in self.items)
        if not amount.per and frame.period.is_month and not in_months:
            readings.append(Reading(Level(frame, amount._replace(per="day"))))
        return self._proposal(match, "average", readings)


def level_kind(frame: Frame) -> str:
    """Return the kind of a quantity of these boxes: a level, a running total, a sum."""
    if len(frame.partners) > 1 or len(frame.products) > 1:
        return "sum"
    return "level" if frame.period.is_month else "ytd" if frame.period.is_year_to_date else "sum"
