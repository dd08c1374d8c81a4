"""Multiples: twice, sevenfold, half as much again."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Ratio
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.proposing.changes import Changes
from weighbridge.check.proposing.proposal import Proposal, Reading


@dataclass(slots=True)
class Multiples(Changes):
    """Readings of ratios."""

    def _ratio(self, match: Match) -> Proposal:
        amount = self._amount(match)
        subject = self._subject(match)
        base = self._base_items(match)
        if base and base[0].key in ("a", "an") and base[-1].tag in ("word", "it", "members"):
            return self._proposal(match, "ratio", [], "it is not said what this is a multiple of")  # as big a market
        self.done[id(match)] = subject
        sign = self._sign(match) if "way" in match.roles else 1
        assert amount is not None
        if amount.unit == "pct":
            amount = amount.times(0.01)._replace(unit="times")
        if sign < 0 and amount.value > 1:
            amount = _inverse(amount)

        if self._speaks_of_share(match):
            return self._proposal(match, "ratio", [], "how many times another share a share is is not weighed here")
        turned = self._went_to(match)
        if turned is not None and self.level is not None:
            return self._proposal(match, "ratio", [Reading(Ratio(self.level.of(turned), self.level, amount))])

        def make(frame: Frame) -> list[Reading]:
            return [Reading(Ratio(frame, base, amount), note) for base, note in self._bases(match, frame) or []]

        said = self._said(match)
        both = said if said is not None and said.places and said.periods else None  # those to Japan in May: so is it
        readings = self._with_others(subject, make, own=both)
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _went_to(self, match: Match) -> str | None:
        """The partner that took a multiple of the quantity before: twice that went to America."""
        if "base" not in match.roles:
            return None
        first, last = match.roles["base"]
        words = [i.key for i in self.items[first:last]]
        if words[:1] != ["that"] or words[1:2] not in (["went"], ["came"], ["was"]):
            return None
        said = self._said(match)
        return said.places[0] if said and said.places else None

    def _ratio_to_last(self, match: Match) -> Proposal:
        """Twelve times as much: as whoever the quantity before was about."""
        amount = self._amount(match)
        assert amount is not None
        walked = self.walk.frame_at[match.start]
        level = self.walk.discourse.level
        base = (
            level
            if level is not None and level.differs_in(walked) in ({"partners"}, {"products"}, {"period"})
            else None
        )
        readings = [Reading(Ratio(walked, base, amount))] if base is not None else []
        return self._proposal(match, "ratio", readings, "it is not said what this is compared with")

    def _factor(self, match: Match) -> Proposal:
        """Multiplied by 4.5, by a factor of three."""
        amount = self._amount(match)
        assert amount is not None
        subject = self._subject(match)
        times = amount._replace(unit="times")
        sign = 1 if not any(i.tag == "fall" for i in self.items[: match.start]) else -1
        made = times if sign > 0 else _inverse(times)
        readings = [Reading(Ratio(subject, base, made), note) for base, note in self._bases(match, subject) or []]
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _growth_multiple(self, match: Match) -> Proposal:
        """Three times more: most mean three times as much, some a growth of three times the base."""
        amount = self._amount(match)
        subject = self._subject(match)
        assert amount is not None
        sign = self._sign(match)
        if sign < 0:
            amount = _inverse(amount)
        more = amount._replace(value=amount.value + 1, text="")
        bases = self._bases(match, subject) or []
        readings = [Reading(Ratio(subject, base, amount), note) for base, note in bases]
        if sign > 0:
            readings += [Reading(Ratio(subject, base, more), "read as growth by that multiple") for base, _ in bases]
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _again(self, match: Match) -> Proposal:
        """Half as much again: the base and half of it."""
        amount = self._amount(match)
        assert amount is not None
        subject = self._subject(match)
        more = amount.times(0.01)._replace(value=amount.value * 0.01 + 1.0, unit="times")
        return self._proposal(
            match,
            "ratio",
            [Reading(Ratio(subject, base, more), note) for base, note in self._bases(match, subject) or []],
        )


def _inverse(amount: Amount) -> Amount:
    """A fall by a factor: sevenfold down is a seventh."""
    low, high = amount.allows.lo, amount.allows.hi
    value = 1 / amount.value if amount.value else 0.0
    return Amount(1 / high if high else 0.0, 0.0, "times", high=1 / low if low else value, worded=True)
