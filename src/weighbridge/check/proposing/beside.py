"""What is named beside an amount in its own stretch of the sentence: 28% in August; 31% from Argentina."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, Mentions, mentions, period_of
from weighbridge.check.proposing.subjects import Subjects
from weighbridge.model import Period

_FAR = 6  # items
_INSIDE = frozenset({"in", "for", "during"})
_UP_TO = frozenset({"after", "through", "by", "until", "to", "end", "at"})
_SEEN = frozenset({"recorded", "registered", "reported", "seen", "posted", "measured", "booked"})
_BETWEEN = frozenset({"the", "of", "up", "end", "a", "an", "as"})
_AMOUNTS = frozenset({"percent", "fraction", "points", "quantity", "times", "majority", "multiply", "number"})
_PART_TAGS = frozenset({"word", "neutral", "gives", "takes", "moves", "flow", "product", "that", "it", "accounts"})


@dataclass(slots=True)
class Beside(Subjects):
    """The period and the partner that stand beside an amount, and the part of a whole that they name."""

    def _subject(self, match: Match) -> Frame:
        """The frame a claim is about, in the period that stands beside its percentage."""
        subject = self._in_period_of_next(match, self._walked_subject(match))
        if "amount" not in match.roles or self.items[match.roles["amount"][0]].tag not in ("percent", "fraction"):
            return subject
        own = self._period_beside(match.roles["amount"][0], subject)
        return subject if own is None else subject.at(own)

    def _in_period_of_next(self, match: Match, subject: Frame) -> Frame:
        """The same in the period of the quantity it led to: up almost fivefold, to 6,150 tonnes in November."""
        at = match.end + (1 if self.items[match.end : match.end + 1] and self.items[match.end].words == "," else 0)
        leads = at + 1 < len(self.items) and self.items[at].key == "to" and self.items[at + 1].tag == "quantity"
        if self.walk.period_at[match.start]:
            return subject
        if leads:
            whens = [w for w in self._own_words(at + 1).periods if not w.leans and w.kind != "year"]
            period = period_of(whens[:1], subject.period, self.walk.discourse.clock, as_base=False) if whens else None
            return subject if period is None else subject.at(period)
        if any(i.key == "since then" for i in self.items[: match.end]) and subject.period.is_month:
            return subject.at(Period(max(self.walk.discourse.clock.latest, subject.period.last)))
        return subject

    def _period_beside(self, n: int, subject: Frame) -> Period | None:
        """The period right beside amount `n`, that it alone is of: 17.3% after February, October's 12%."""
        if n > 1 and self.items[n - 1].tag == "poss" and self.items[n - 2].tag == "period":
            return period_of([self.items[n - 2].value], subject.period, self.walk.discourse.clock, as_base=True)
        at, leads = n + 1, set[str]()
        if at < len(self.items) and (
            self.items[at].tag in ("rise", "fall", "higher", "lower") or self.items[at].key in _SEEN
        ):
            at += 1
        while at < len(self.items) and at - n <= _FAR and self.items[at].key in _INSIDE | _UP_TO | _BETWEEN:
            leads.add(self.items[at].key)
            at += 1
        if at >= len(self.items) or self.items[at].tag != "period" or not leads & (_INSIDE | _UP_TO):
            return None
        when = self.items[at].value
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if "at" in leads and following is not None and following.tag in ("high", "low", "most", "least"):
            return self.walk.discourse.clock.resolve(when, subject.period, as_base=True)  # 71.5% at the April peak
        if at in self.walk.sentence.context or when.kind not in ("fixed", "month", "span", "year"):
            return None
        found = period_of([when], subject.period, self.walk.discourse.clock, as_base=when.kind == "month")
        if found is None or not found.is_month:
            return found if leads & _INSIDE else None
        if leads & _UP_TO:
            return found.year_to_date() if subject.period.is_year_to_date or self._runs_on() else None
        return found.year_to_date() if self._runs_on() else found

    def _runs_on(self) -> bool:
        """Whether the sentence speaks of the year so far."""
        return any(i.tag == "period" and i.value.kind == "to_date" for i in self.items)

    def _stretch(self, n: int) -> tuple[int, int]:
        """The items around amount `n` up to the next sign, conjunction or other amount."""
        first, last = n, n + 1
        while first and not self._parts_clauses(first - 1):
            first -= 1
        while last < len(self.items) and not self._parts_clauses(last):
            last += 1
        return first, last

    def _parts_clauses(self, n: int) -> bool:
        item = self.items[n]
        return item.tag in _AMOUNTS or item.tag in ("sign", "stop") or item.key in ("and", "or", "but")

    def _partner_after(self, n: int) -> str | None:
        """The partner that follows an amount in its stretch: 63% came from Chile, 31% an Argentine one."""
        at, end = n + 1, self._stretch(n)[1]
        while at < end and self.items[at].tag in _PART_TAGS:
            at += 1
        item = self.items[at] if at < end else None
        if item is None or item.tag != "place" or item.value in (WORLD, self.walk.card.movement.reporter):
            return None
        return str(item.value) if at > n + 1 else None

    def _part_beside(self, n: int, whole: Frame) -> Frame | None:
        """The part of a whole that the stretch around amount `n` names, by its partner, its period or its goods."""
        first, last = self._stretch(n)
        said = mentions(self.items, n + 1, last, self.walk.card)
        if not _names_a_part(said):
            said = mentions(self.items, first, n, self.walk.card)
        return self._part_of(whole, said)

    def _part_of(self, whole: Frame, said: Mentions) -> Frame | None:
        part = whole
        if said.places and said.places != (WORLD,):
            part = part.of(*said.places)
        if said.periods and not said.periods[0].leans:
            period = period_of(said.periods[:1], whole.period, self.walk.discourse.clock, as_base=True)
            if period is None or not (whole.period.first <= period.first and period.last <= whole.period.last):
                return None
            part = part.at(period)
        return part if part != whole else None

    def _whole_opened(self, n: int) -> Frame | None:
        """The quantity a clause begins with as the whole of what follows: of its 21,146 t, 63% came from Chile."""
        if self.level is None or not 0 < self.level_at < n:
            return None
        at = self.level_at - 1
        while at >= 0 and (self.items[at].tag in ("its", "that", "neutral", "it") or self.items[at].key == "the"):
            at -= 1
        if at < 0 or self.items[at].key not in ("of", "out of"):
            return None
        before = self.items[at - 1] if at else None
        opens = before is None or before.tag in ("sign", "stop") or before.key in ("and", "out")
        return self.level if opens else None


def _names_a_part(said: Mentions) -> bool:
    return bool(said.places or said.periods)
