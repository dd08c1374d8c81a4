"""Amounts that stand by themselves: what they leave out is what the clause or the sentence beside them said."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change, Ratio, Share
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, mentions, resolved
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.proposing.shares import Shares

_PARTS = frozenset({"percent", "fraction"})
_LINKS = frozenset({"from", "on", "over", "against", "versus", "than", "compared", "with", "to", "since"})
_SHARES = frozenset({"share", "share_of_place", "part_of_that"})
_PASSING = frozenset({"sign", "it", "that", "period", "product", "place", "poss", "moves", "flow"})
_JOINS = frozenset({"and", ",", "or", "to", "&"})


@dataclass(slots=True)
class Elided(Shares):
    """Readings of amounts whose measure the words beside them give."""

    def _bare(self, match: Match) -> Proposal | None:
        """An amount alone says again what the one beside it said, of its own subject."""
        amount = self._amount(match)
        assert amount is not None
        n = match.roles["amount"][0]
        tag = self.items[n].tag
        subject = self._bare_subject(match)
        if subject.unknown:
            return self._proposal(match, "change", [], f"these data hold nothing on {subject.unknown}")._replace(
                not_in_data=True
            )
        if tag in _PARTS and "every" in self.items[n].key.split() and subject.is_part_of(WORLD):
            return self._proposal(match, "share", [Reading(Share(subject, subject.of(WORLD), amount))])
        if tag in _PARTS:
            found = self._share_again(match, subject, amount)
            if found is None and not (tag == "fraction" and set(self.items[n].key.split()) & {"in", "of"}):
                found = self._change_again(match, subject, amount)  # one tonne in seven is a share, and nothing else
            if found is not None:
                return found
        if tag == "fraction":
            return None
        if tag == "points" and not self._speaks_of_share(match):
            return self._points(match, amount)
        if tag == "multiply" or (tag == "times" and self._sign(match)):
            return self._ratio(match)
        return self._proposal(match, "change", [], "it is not said what this is measured of or against")

    def _points(self, match: Match, amount: Amount) -> Proposal:
        """Points by themselves: a slowdown of 1.7 points lies between the two changes said last."""
        form = self._between_rates(amount)
        refusal = "it is not said what this is measured of or against"
        return self._proposal(match, "difference", [] if form.now is None else [Reading(form)], refusal)

    def _bare_subject(self, match: Match) -> Frame:
        subject = self._subject(match)
        compared = (m for m in self.walk.sentence.matches if m.says == "compare")
        base_of = next((m for m in compared if m.roles["base"][0] <= match.start < m.roles["base"][1]), None)
        said = self._said(base_of) if base_of is not None else None
        return subject if said is None else resolved(subject, said, self.walk.discourse.clock)

    def _elided(self, match: Match) -> Proposal | None:
        """A claim whose words would say something else by themselves, were it not for those beside it."""
        if match.says == "share" and "base" not in match.roles and self._next_change(match) is not None:
            return self._bare(match)  # took 27.8% and 28.2% less
        return self._share_of_next(match) if match.says == "change" and "way" not in match.roles else None

    def _share_of_next(self, match: Match) -> Proposal | None:
        """A share once more, of the next partner: 63% came from Chile, 31% from Argentina."""
        said, amount = self._said(match), self._amount(match)
        if said is None or amount is None or not said.places or said.periods or said.products or said.quantities:
            return None
        if self.last is None or self.last.says not in _SHARES:
            return None
        whole = self.whole or self.walk.frame_at[match.start].of(WORLD)
        return self._proposal(match, "share", [Reading(Share(whole.of(*said.places), whole, amount))])

    # ---- shares ----------------------------------------------------------------------------------------------------

    def _share_again(self, match: Match, subject: Frame, amount: Amount) -> Proposal | None:
        n = match.roles["amount"][0]
        if amount.sign:
            return None
        whole = self.whole or self._whole_opened(n)
        if whole is not None and (part := self._part_named(n, whole, subject)) is not None:
            self.whole = whole
            return self._part_of_whole(match, part, whole, amount)
        if (found := self._of_which(match)) is not None:
            return self._part_of_whole(match, *found, amount)
        if self._says_shares():
            part = subject if (place := self._partner_after(n)) is None else subject.of(place)
            if part.is_part_of(WORLD):
                return self._proposal(match, "share", [Reading(Share(part, part.of(WORLD), amount))])
        if self._is_apposed_share(match, subject):
            return self._proposal(match, "share", [Reading(Share(subject, subject.of(WORLD), amount))])
        return None

    def _part_named(self, n: int, whole: Frame, subject: Frame) -> Frame | None:
        """The part of a whole that the stretch around amount `n` names, or that the clause has named before."""
        if (part := self._part_beside(n, whole)) is not None:
            return part
        return subject if subject != whole and self._contains(whole, subject) else None

    def _says_shares(self) -> bool:
        """Whether the amounts beside this one are shares: in the sentence, or else in the sentences before."""
        if any(i.tag in ("share", "accounts") for i in self.items):
            return True
        if self.last is not None:
            return self.last.says in _SHARES
        return self.walk.discourse.spoke_of_shares

    def _is_apposed_share(self, match: Match, subject: Frame) -> bool:
        """Whether an amount only adds to a partner's quantity what part of all it was: received 641.2 t, about 14%."""
        n = match.roles["amount"][0]
        between = self.items[self.level_at + 1 : n] if self.level_at >= 0 else ()
        follows = 0 < len(between) <= 7 and any(i.words in (",", "(", "–", "—") for i in between)
        quiet = all(i.tag in _PASSING or i.key in ("of", "or", "i.e", "in", "this") for i in between)
        alone = not any(i.tag in ("rise", "fall", "higher", "lower", "against", "flat") for i in self.items)
        single = len(subject.partners) == 1 and subject.partners != (WORLD,)
        return follows and quiet and alone and single and self.last is None and not self._compares_after(n)

    def _compares_after(self, n: int) -> bool:
        return any(i.tag in ("stop", "word", "period") and i.key != "and" for i in self.items[n + 1 : n + 2])

    # ---- changes ---------------------------------------------------------------------------------------------------

    def _change_again(self, match: Match, subject: Frame, amount: Amount) -> Proposal | None:
        if (moved := self._other_base(match, amount)) is not None:
            return moved
        if self._sign(match):
            return self._change(match)
        if (sister := self._next_change(match)) is not None:
            self.done[id(match)] = subject
            sign = self._sign(sister)
            readings = [
                Reading(Change(subject, b, sign, amount), note) for b, note in self._bases(sister, subject) or []
            ]
            return self._proposal(match, "change", readings) if readings else None
        return self._change_of_before(match, subject, amount)

    def _change_of_before(self, match: Match, subject: Frame, amount: Amount) -> Proposal | None:
        """What the sentences before measured, of another period; which way it went is not said again."""
        n = match.roles["amount"][0]
        discourse = self.walk.discourse
        runs = subject.period.is_year_to_date and subject.partners == (WORLD,)
        goes_on = discourse.spoke_of_changes and bool(discourse.usual_base)
        named = self._names_when(n) or self._period_beside(n, subject) is not None
        if discourse.spoke_of_shares or not (runs or goes_on) or not named:
            return None
        self.done[id(match)] = subject
        bases = [(subject.at(subject.period.year_before()), "")] if runs else self._usual_bases(subject)
        readings = [Reading(Change(subject, base, 0, amount), note) for base, note in bases]
        return self._proposal(match, "ytd" if runs else "change", readings)

    def _names_when(self, n: int) -> bool:
        """Whether the stretch around amount `n` has a period of its own."""
        first, last = self._stretch(n)
        return any(i.tag == "period" and not i.value.leans for i in self.items[first:last])

    def _other_base(self, match: Match, amount: Amount) -> Proposal | None:
        """The change before over again on another base: the fall from April is 52.9%, and from May 2024 47%."""
        last = self.last
        if last is None or last.says != "change" or id(last) not in self.done:
            return None
        n = match.roles["amount"][0]
        first = self._stretch(n)[0]
        at = next((m for m in range(first, n) if self.items[m].key in _LINKS), None)
        if at is None:
            return None
        said = mentions(self.items, at, n, self.walk.card)
        if not said.periods or said.places or said.products:
            return None
        subject = self.done[id(last)]
        base = resolved(subject, said, self.walk.discourse.clock)
        if base == subject:
            return None
        self.done[id(match)] = subject
        return self._proposal(match, "change", [Reading(Change(subject, base, self.last_sign, amount))])

    def _next_change(self, match: Match) -> Match | None:
        """The change whose words this amount shares, where it only precedes it in a list: 27.8% and 28.2% less."""
        n = match.roles["amount"][0]
        for other in self.walk.sentence.matches:
            if other.says == "change" and other.start > n and "way" in other.roles:
                between = self.items[n + 1 : other.start]
                listed = all(i.key in _JOINS or i.tag in ("percent", "place", "poss") for i in between)
                return other if between and listed else None
        return None

    def _part_of_whole(self, match: Match, part: Frame, whole: Frame, amount: Amount) -> Proposal:
        """A part of one whole is a share, also where the whole is a longer period."""
        if part.at(whole.period) == part:
            return self._proposal(match, "share", [Reading(Share(part, whole, amount))])
        ratio = amount.times(0.01)._replace(unit="times")
        return self._proposal(match, "share", [Reading(Ratio(part, whole, ratio))])

    # ---- a part of what was just counted ---------------------------------------------------------------------------

    def _part_of_that(self, match: Match) -> Proposal | None:
        """Two thirds of which went out in March; 15% of that arrived in September."""
        amount, said = self._amount(match), self._said(match)
        whole = self.level or self.walk.discourse.level
        if amount is None or said is None or whole is None:
            return None
        part = self._part_of(whole, said)
        if part is None:
            return self._proposal(match, "share", [], "it is not said what is part of what")
        self.whole = whole
        return self._part_of_whole(match, part, whole, amount)
