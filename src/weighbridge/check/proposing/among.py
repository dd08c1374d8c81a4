"""One beside each of several: the weakest of the four, below each of the months before; and counts of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.check.forms import Compare, Count, Counted
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.proposing.quantified import Quantified

_UNSETTLED = "it is not settled with whom or with which months this is compared"
_COUNTRIES = frozenset({"countries", "nations", "economies"})


@dataclass(slots=True)
class Among(Quantified):
    """Readings of places among several, comparisons with each of several, and counts of members listed."""

    def _among(self, match: Match) -> Proposal | None:
        """The weakest of the four; of the four months since July October ranks last."""
        subject = self._subject(match)
        named = self._who(match, "some", subject)
        one = named[0] if len(named) == 1 else subject if not named else None
        domain = self._around(match, one, subject) if one is not None else ()
        counts_months = any(i.tag == "span" for i in self._words(match, "domain"))
        if not domain and counts_months and not any(i.tag == "period" for i in self._words(match, "some")):
            return None  # the highest of the 23 months known
        if one is None or one.unknown or one not in domain:
            return self._proposal(match, "rank", [], _UNSETTLED)
        ordinal = self._words(match, "n")
        before = int(ordinal[0].value.value) - 1 if ordinal else 0
        sign = self._end_of(match)
        claims = tuple(Compare(other, one, sign) for other in domain if other != one)
        if not claims or before > len(claims):
            return self._proposal(match, "rank", [], _UNSETTLED)
        return self._proposal(match, "rank", [Reading(Counted(claims, before, before))])

    def _end_of(self, match: Match) -> int:
        """Which end the first place is counted from: 1 for the largest."""
        word = self.items[match.roles["top"][0]]
        return -1 if word.tag == "least" or word.key in ("last", "lowest", "bottom") else 1

    def _around(self, match: Match, one: Frame, subject: Frame) -> tuple[Frame, ...]:
        words = self._words(match, "domain")
        noun = self._noun(words)
        if noun is None:
            return ()
        of_month = one.period.is_month and (one != subject or one.partners == (WORLD,))
        if not noun.kind and not noun.inside and of_month:
            return tuple(self._months_told(noun.size or 0, one))
        return self._domain(words, noun, one, match.roles["domain"][0])

    def _beyond_each(self, match: Match) -> Proposal:
        """Below each of the four months before: a comparison with every one of them."""
        subject = self._subject(match)
        sign = self._sign(match)
        followed = match.end < len(self.items) and self.items[match.end].tag == "averaged"
        refused = subject.unknown or not sign or followed or self._is_denied(match)
        domain = () if refused else self._each_of(match, subject)
        claims = tuple(Compare(subject, other, sign) for other in domain if other != subject)
        readings = [Reading(Counted(claims, len(claims), len(claims)))] if claims else []
        return self._proposal(match, "comparison", readings, _UNSETTLED)

    def _each_of(self, match: Match, subject: Frame) -> Sequence[Frame]:
        """Those named one by one, or as many as are spoken of; "the other three" are those beside the subject."""
        words = self._words(match, "base")
        listed = self._frames_of(words, subject)
        if len(listed) > 1:
            return listed
        others = [i for i in words if i.key != "other"]
        noun = self._noun(others)
        if noun is not None and noun.size is None and words[0].key in ("both", "either"):
            noun = noun._replace(size=2)
        if noun is None or (noun.kind == "months" and not subject.period.is_month):
            return ()
        if len(others) == len(words):
            return self._domain(words, noun, subject, match.start)
        size = None if noun.size is None else noun.size + 1
        domain = self._domain(others, noun._replace(size=size), subject, match.start) if size else ()
        return domain if subject in domain else ()

    # ---- lists -----------------------------------------------------------------------------------------------------

    def _count(self, match: Match) -> Proposal | None:
        """Six regions; four Asian markets, and then which; all five countries named so far."""
        said = int(self.items[match.roles["n"][0]].value.value)
        if said < 2:
            return None
        if "listed" in match.roles:
            return self._counted_so_far(match, said)
        colon = next((n for n in range(match.end, len(self.items)) if self.items[n].words in (":", "—", "–")), None)
        if colon is not None and colon - match.end <= 3:
            listed = self._listed_after(colon)
            return self._proposal(match, "internal", [Reading(Count(said, listed))]) if listed > 1 else None
        word = self.items[match.roles["of"][0]].key
        noun = self._noun(self.items[match.start : match.end])
        if noun is None or not (noun.regions or word in _COUNTRIES):
            return None
        count = sum(self.walk.card.is_region(p) == noun.regions for p in self.paragraph_places)
        return self._proposal(match, "internal", [Reading(Count(said, count))]) if count == said else None

    def _listed_after(self, colon: int) -> int:
        """How many members stand after a colon, up to the next break."""
        found: dict[str, None] = {}
        for item in self.items[colon + 1 :]:
            if item.words in (";", ":", "—", "–"):
                break
            if item.tag in ("place", "product") and item.value != self.walk.card.movement.reporter:
                found[item.value] = None
        return len(found)

    def _counted_so_far(self, match: Match, said: int) -> Proposal | None:
        """All five countries named so far: as many as the text names, or one of its lists."""
        noun = self._noun(self.items[match.start : match.end])
        if noun is None or noun.kind == "months":
            return None
        noun = noun._replace(kind=noun.kind or "partners")
        listed = 0  # looked at no further than needed: a long text names many
        for listed in self._windows(noun, match.start):
            if listed == said:
                break
        if listed < 2:
            return None
        return self._proposal(match, "internal", [Reading(Count(said, listed))])
