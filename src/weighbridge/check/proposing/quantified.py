"""Of how many something holds: five of the six months, each of the three buyers, both, none, only May."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change, Compare, Count, Counted, Form, Jointly, Mark
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD
from weighbridge.check.proposing.domains import Domains
from weighbridge.check.proposing.levels import Levels
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.model import Period

_NONE = frozenset({"none", "neither", "no", "not", "not a single"})
_PAIR = frozenset({"both", "neither"})
_REFUSAL = "it is not settled of whom or of which months this is said"

# What is said of each: forms in the order of the domain, and what was assumed of their bases.
Tests = list[tuple[tuple[Form, ...], str]]


@dataclass(slots=True)
class Quantified(Levels, Domains):
    """Readings of what holds of some, all or none of several."""

    def _counted(self, match: Match) -> Proposal:
        subject = self._subject(match)
        words = self._words(match, "those")
        quant = self.items[match.roles["quant"][0]]
        noun = self._noun(words)
        if noun is not None and quant.key in _PAIR and noun.size is None:
            noun = noun._replace(size=2)
        listed = self._who(match, "those", subject)
        if len(listed) > 1:
            return self._counted_proposal(match, quant, tuple(listed))
        if noun is None or subject.unknown or (noun.kind != "months" and self._speaks_of_others(match)):
            return self._proposal(match, "count", [], _REFUSAL)
        return self._counted_proposal(
            match, quant, self._without(match, self._domain(words, noun, subject, match.start))
        )

    def _counted_proposal(self, match: Match, quant: Item, frames: tuple[Frame, ...]) -> Proposal:
        bounds = self._bounds(quant, len(frames) - self._left(match))
        if len(frames) < 2 or bounds is None:
            return self._proposal(match, "count", [], _REFUSAL)
        named = self._named_after(match, quant, frames[0])
        readings = []
        for forms, note in self._tests(match, [*frames, *named]):
            form: Form = Counted(forms[: len(frames)], *bounds)
            if named:
                held = Counted(forms[len(frames) :], len(named), len(named))
                form = Jointly((Count(int(quant.value.value), len(named)), held, form))
            readings.append(Reading(form, note))
        return self._proposal(match, "count", readings, _REFUSAL)

    def _left(self, match: Match) -> int:
        """How many are left out of "all but one"."""
        words = self._words(match, "left")
        return 0 if not words else int(words[0].value.value) if words[0].tag == "number" else 1

    def _named_after(self, match: Match, quant: Item, like: Frame) -> list[Frame]:
        """The members or months that a list after a colon names: three months topped 6,000: May, June and July."""
        at = match.end
        if quant.tag != "number" or at >= len(self.items) or self.items[at].words != ":":
            return []
        tag = "period" if like.period.is_month and WORLD in like.partners else "place"
        words = tuple(i for i in self.items[at:] if i.tag == tag)
        return self._frames_of(words, like)

    def _counted_list(self, match: Match) -> Proposal | None:
        """Two, Germany and Italy, recorded a decrease: as many as said, and each of them."""
        subject = self._subject(match)
        quant = self.items[match.roles["quant"][0]]
        frames = self._who(match, "some", subject)
        if not frames or subject.unknown or quant.value.text or not quant.value.value < 20:
            return None
        counted = Count(int(quant.value.value), len(frames))
        readings = [
            Reading(Jointly((counted, Counted(forms, len(frames), len(frames)))), note)
            for forms, note in self._tests(match, frames)
        ]
        return self._proposal(match, "count", readings, _REFUSAL)

    def _marked_run(self, match: Match) -> Proposal | None:
        """Below a mark for two months running: each of the months up to the one spoken of."""
        subject = self._subject(match)
        months = int(self.items[match.roles["n"][0]].value.value)
        if not subject.period.is_month:
            subject = subject.at(Period(min(subject.period.last, self.walk.discourse.clock.latest)))
        if not 1 < months <= 60 or subject.unknown:
            return None
        frames = tuple(subject.at(subject.period.shift(-n)) for n in range(months))
        readings = [Reading(Counted(forms, months, months), note) for forms, note in self._tests(match, frames)]
        return self._proposal(match, "streak", readings, _REFUSAL)

    def _speaks_of_others(self, match: Match) -> bool:
        """Whether between a count of members and its predicate other members are named."""
        first = match.roles.get("those", match.roles["quant"])[1]
        last = match.roles.get("amount", match.roles.get("way", (match.end, 0)))[0]
        return any(i.tag in ("place", "product") and i.value != WORLD for i in self.items[first:last])

    def _without(self, match: Match, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        """The domain without the exceptions made: with the exception of May."""
        if "but" not in match.roles or not frames:
            return frames
        left_out = self._who(match, "but", frames[-1])
        return tuple(f for f in frames if f not in left_out)

    def _bounds(self, quant: Item, size: int) -> tuple[int, int] | None:
        """How many of so many it must hold of, at least and at most."""
        if quant.key in _NONE:
            return 0, 0
        if quant.tag == "majority":
            return size // 2 + 1, size
        if not isinstance(quant.value, Amount):
            return size, size
        count = int(quant.value.value)
        if quant.key.startswith("all but "):
            count, quant = size - count, quant._replace(value=quant.value._replace(hedge=""))
        bounds = {
            "": (count, count), "exactly": (count, count), "at least": (count, size), "more than": (count + 1, size),
            "at most": (0, count), "less than": (0, count - 1),
        }.get(quant.value.hedge)  # fmt: skip
        return bounds if bounds is not None and 0 <= count <= size else None

    # ---- what is said of each --------------------------------------------------------------------------------------

    def _tests(self, match: Match, frames: Sequence[Frame]) -> Tests:
        if "amount" in match.roles:
            mark = self._mark(match)
            return [] if mark is None else [(tuple(Mark(self._in_measure(f, match), *mark) for f in frames), "")]
        sign = self._sign(match)
        if not sign or self._is_denied(match):
            return []
        if match.end < len(self.items) and self.items[match.end].tag == "averaged":
            return []  # better than that average
        last = frames[-1]
        compares = "base" in match.roles and self.items[match.roles["way"][0]].tag in ("higher", "lower")
        form = Compare if compares else Change
        found: Tests = []
        for base, note in self._bases(match, last) or []:
            bases = [self._base_of(f, last, base, match) for f in frames]
            found.append((tuple(form(f, b, sign) for f, b in zip(frames, bases, strict=True)), note))
        return found

    def _in_measure(self, frame: Frame, match: Match) -> Frame:
        amount = self._amount(match)
        return frame._replace(measure=amount.measure) if amount is not None and amount.measure else frame

    def _mark(self, match: Match) -> tuple[float, int, bool] | None:
        """The mark of a predicate such as "stayed under 1,000 tonnes": value, side, whether reaching it counts."""
        n = match.roles["amount"][0]
        amount = self._amount(match)
        if amount is not None and self.items[n].tag == "number":
            amount = self._in_a_unit(n, amount) or self._in_last_unit(amount)
        if amount is None or amount.high is not None or amount.per or not amount.unit:
            return None
        side = {"more than": (1, False), "at least": (1, True), "less than": (-1, False), "at most": (-1, True)}
        found = side.get(amount.hedge)
        if found is None and "mark" in match.roles:
            word = self.items[match.roles["mark"][0]]
            found = (1, False) if word.tag == "beats" else (-1, False) if word.tag == "trails" else (1, True)
        if found is None:
            return None
        sign, reached = found
        if self._is_denied_between(match, n):  # failed to reach is to stay below
            sign, reached = -sign, not reached
        return amount.value, sign, reached

    def _in_last_unit(self, amount: Amount) -> Amount | None:
        pattern = self.walk.discourse.last_amount
        if pattern is None or amount.value < 100:
            return None
        return amount.times(pattern.factor)._replace(unit=pattern.unit, measure=pattern.measure)

    def _is_denied_between(self, match: Match, n: int) -> bool:
        ends = (match.roles[role][1] for role in ("quant", "those", "only", "some") if role in match.roles)
        first = max((end for end in ends if end <= n), default=match.start)
        return any(i.tag == "negation" for i in self.items[first:n])

    def _base_of(self, frame: Frame, last: Frame, base: Frame, match: Match) -> Frame:
        """The base of one of the domain, given the base of the last."""
        slots = frame.differs_in(last)
        if "partners" in slots:
            return base.of(*frame.partners) if base.partners == last.partners else base
        if "products" in slots:
            return base.made_of(*frame.products) if base.products == last.products else base
        said = self._said(match)
        if said is not None and any(w.is_named for w in said.periods):
            return base
        moved = base.period.first - last.period.first
        return base.at(Period(frame.period.first + moved, base.period.months))

    # ---- only ------------------------------------------------------------------------------------------------------

    def _only(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        inside = self._who(match, "some", subject)
        if not inside or subject.unknown or self._is_denied_only(match):
            return None
        readings: list[Reading] = []
        for domain, note in self._domains_of(match, inside, subject):
            readings += self._only_readings(match, inside, domain, note)
        return self._proposal(match, "count", readings, _REFUSAL)

    def _only_readings(self, match: Match, inside: list[Frame], domain: Sequence[Frame], note: str) -> list[Reading]:
        outside = [f for f in domain if f not in inside]
        if not outside or len(domain) != len(outside) + len(inside):
            return []
        found = []
        for forms, assumed in self._tests(match, [*outside, *inside]):
            apart = tuple(f for f in forms[: len(outside)] if not isinstance(f, Compare) or f.now != f.other)
            held = forms[len(outside) :]
            form = Jointly((Counted(held, len(held), len(held)), Counted(apart, 0, 0)))
            found.append(Reading(form, note or assumed))
        return found

    def _who(self, match: Match, role: str, subject: Frame) -> list[Frame]:
        """Whom or which months a role names, one frame each; none where it names both."""
        return self._frames_of(self._words(match, role), subject)

    def _frames_of(self, words: Sequence[Item], subject: Frame) -> list[Frame]:
        clock = self.walk.discourse.clock
        places = [
            i.value for i in words if i.tag == "place" and i.value not in (WORLD, self.walk.card.movement.reporter)
        ]
        products = [i.value for i in words if i.tag == "product"]
        months = [i.value for i in words if i.tag == "period"]
        if months and not (places or products):
            periods = [clock.resolve(w, subject.period) for w in months]
            return [subject.at(p) for p in periods if p is not None and p.is_month]
        if places and not (products or months):
            return [subject.of(p) for p in dict.fromkeys(places)]
        return [subject.made_of(p) for p in dict.fromkeys(products)] if products and not (places or months) else []

    def _domains_of(self, match: Match, inside: list[Frame], subject: Frame) -> list[tuple[tuple[Frame, ...], str]]:
        """The domains that "only" may range over: the one named, else the spans and lists the text speaks of."""
        words = self._words(match, "those")
        by_month = (
            inside[0].at(subject.period) == subject and inside[0].period.is_month and "place" not in self._tags(match)
        )
        if words:
            noun = self._noun(words)
            if noun is None:
                return []
            noun = noun._replace(kind=noun.kind or ("months" if by_month else ""))
            return [(self._domain(words, noun, subject, match.start), "")]
        if "since" in match.roles:
            return []
        if by_month:
            spans = self._spans_around(inside, subject)
            return [
                (tuple(inside[0].at(m) for m in span.split()), "" if n == 0 else f"read of {span}")
                for n, span in enumerate(spans)
            ]
        if inside[0].partners == subject.partners and len(inside) == 1 and inside[0].products != subject.products:
            return []
        card = self.walk.card
        regions = card.is_region(inside[0].partners[0])
        named = tuple(p for p in self.paragraph_places if card.is_region(p) == regions)
        return [(tuple(subject.of(p) for p in named), "")] if len(named) > 2 else []

    def _tags(self, match: Match) -> set[str]:
        return {i.tag for i in self._words(match, "some")}

    def _spans_around(self, inside: list[Frame], subject: Frame) -> list[Period]:
        """The spans of months the text speaks of that hold all the months named, the shortest first."""
        discourse = self.walk.discourse
        latest = discourse.clock.latest
        months = [f.period for f in inside]
        spoken = {
            f.period for f in (subject, discourse.frame, discourse.topic, *discourse.levels) if f.period.months > 1
        }
        if discourse.heading.period is not None and discourse.heading.period.months > 1:
            spoken.add(discourse.heading.period)
        if not spoken:
            spoken.add(Period(latest).year_to_date())
        around = [p for p in spoken if p.months <= 24 and all(p.first <= m.first <= p.last for m in months)]
        whole = [Period(p.first, min(p.last, latest) - p.first + 1) for p in around if p.first < latest]
        return sorted((p for p in whole if p.months > 2), key=lambda p: p.months)

    def _is_denied_only(self, match: Match) -> bool:
        n = match.roles["only"][0]
        return n > 0 and self.items[n - 1].tag == "negation"

    def _words(self, match: Match, role: str) -> tuple[Item, ...]:
        if role not in match.roles:
            return ()
        first, last = match.roles[role]
        return self.items[first:last]
