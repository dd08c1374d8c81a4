"""What a claim is measured against: the base it names, the one it points at, or the usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import ChangeDifference
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.mentions import Mentions, mentions, resolved
from weighbridge.check.proposing.beside import Beside
from weighbridge.model import Period

_MEANS = frozenset({"average", "averages", "mean", "monthly mean", "par"})
_ARTICLES = frozenset({"the", "a", "its", "that", "this"})


@dataclass(slots=True)
class Bases(Beside):
    """The bases of changes, multiples and comparisons."""

    def _bases(self, match: Match, subject: Frame) -> list[tuple[Frame, str]] | None:
        """The frames a claim may be measured against, ranked; None when the text names a base nobody here knows."""
        if self._mean_after(match) is not None:
            mean = self._mean_base(match, subject)
            return [(mean, "")] if mean is not None else None
        against = self._against(match)
        if against is not None:
            base = subject.at(_shifted(subject.period, against))
            self._note_base(subject, base)
            return [(base, "")]
        if [i.key for i in self._base_items(match)] in (["then"], ["since then"]):
            return self._then(subject)
        return self._said_bases(match, subject, self._said(match))

    def _month_pointed_at(self, match: Match, subject: Frame) -> list[tuple[Frame, str]] | None:
        """The month named before in the sentence: the best since January and 3% short of that month's 6,357 t."""
        clock = self.walk.discourse.clock
        named = [i.value for i in self.items[: match.start] if i.tag == "period" and i.value.kind in ("month", "fixed")]
        periods = [p for p in (clock.resolve(w, subject.period, as_base=True) for w in named) if p is not None]
        other = next((p for p in reversed(periods) if p != subject.period and p.months == subject.period.months), None)
        return None if other is None else [(subject.at(other), "")]

    def _then(self, subject: Frame) -> list[tuple[Frame, str]] | None:
        """The period of the quantity before: 47% less than then."""
        then = next((f.period for f in reversed(self.walk.discourse.levels) if f.period != subject.period), None)
        return None if then is None else [(subject.at(then), "")]

    def _said_bases(self, match: Match, subject: Frame, said: Mentions | None) -> list[tuple[Frame, str]] | None:
        """The bases that the words after a claim name or leave open."""
        if said is None or (said.names_nothing and said.quantities):
            return self._leading_base(subject, match.start) or self._usual_bases(subject)
        if said.names_nothing and said.ordinal and (part := self._nth_part(subject, said.ordinal)) is not None:
            self._note_base(subject, part)
            return [(part, "")]
        if said.outside or (said.names_nothing and not said.refers):
            return None if said.strangers or said.outside else self._usual_bases(subject)
        if said.names_nothing:
            return self._pointed_at(match, subject)
        base = resolved(subject, said, self.walk.discourse.clock)
        if base == subject and any(i.key == "that month" for i in self._base_items(match)):
            return self._month_pointed_at(match, subject)
        if base == subject and not said.places:
            return self._usual_bases(subject)
        if base == subject:
            return None
        self._note_base(subject, base)
        return [(base, "")]

    def _between_rates(self, amount: Amount) -> ChangeDifference:
        """The distance between the two changes in percent said last, where they are changes of the same kind."""
        rates = self.walk.discourse.rates[-2:]
        if len(rates) < 2 or (rates[0].now.differs_in(rates[1].now) - {"period"} and len(rates) == 2):
            return ChangeDifference(amount)
        first, last = sorted(rates, key=lambda rate: rate.now.period.last)
        return ChangeDifference(amount, last, first) if first != last else ChangeDifference(amount)

    def _base_items(self, match: Match) -> tuple[Item, ...]:
        first, last = match.roles.get("base", (match.end, match.end))
        return self.items[first:last]

    def _mean_after(self, match: Match) -> int | None:
        """Where the base of a comparison is an average, named right after it: 400 t above the monthly average."""
        if any(i.tag == "share" for i in self.items[: match.start]):
            return None
        if "mean" in match.roles:
            return match.roles["mean"][0]
        for n in range(match.end, min(match.end + 4, len(self.items))):
            item = self.items[n]
            if item.tag == "averaged":
                return n if item.key in _MEANS else None
            if item.tag not in ("against", "period", "poss", "neutral", "its", "that") and item.key not in _ARTICLES:
                return None
        return None

    def _mean_base(self, match: Match, subject: Frame) -> Frame | None:
        """The average a figure is set beside: of the span the words name, of the average spoken of, of the topic."""
        at = self._mean_after(match)
        if at is None:
            return None
        first = match.roles["base"][0] if "base" in match.roles else min(match.end, at)
        end = next((n for n in range(at + 1, len(self.items)) if self.walk.ends_clause(n)), len(self.items))
        said = mentions(self.items, first, min(end, at + 5), self.walk.card)
        if said.places or said.products or said.outside or any(i.tag == "span" for i in self.items[at:end]):
            return None
        figure, clock = self.walk.discourse.figure, self.walk.discourse.clock
        if said.periods:
            span = resolved(subject, said._replace(flows=(), whole=False), clock, as_base=False).period
        elif figure is not None and figure.averaged:
            span = figure.period
        else:
            span = self.walk.discourse.topic.period
        return subject.at(span).mean() if span.months > subject.period.months else None

    def _nth_part(self, subject: Frame, n: int) -> Frame | None:
        """The third, said of a quarter: the third quarter of that year."""
        size = subject.period.months
        if size not in (3, 6) or not 1 <= n <= 12 // size:
            return None
        start = subject.period.first - subject.period.first % 12 + (n - 1) * size
        base = subject.at(Period(start, size))
        return base if base != subject else None

    def _pointed_at(self, match: Match, subject: Frame) -> list[tuple[Frame, str]] | None:
        """What "that" or, after a word of comparison, "it" points at: the boxes of the last other quantity."""
        compares = (
            match.says in ("compare", "difference")
            and "way" in match.roles
            and self.items[match.roles["way"][0]].tag in ("beats", "trails", "higher", "lower")
        )
        if not compares and not self._points_at_figure(match):
            return None
        level = next((f for f in reversed(self.walk.discourse.levels) if f != subject), None)
        return [(level, "")] if level is not None else None

    def _points_at_figure(self, match: Match) -> bool:
        first, last = match.roles["base"]
        return any(i.tag == "that" and i.key in ("that", "those") for i in self.items[first:last])

    def _leading_base(self, subject: Frame, before: int = 0) -> list[tuple[Frame, str]] | None:
        """The base a sentence begins with: compared with June 2024, since May, since then; between May and August."""
        if self.walk.between is not None:
            return [(subject.at(self.walk.between.period), "")]
        told = [m for m in self.walk.sentence.matches if m.says == "measured"]
        match = next((m for m in reversed(told) if m.start < before), told[0] if told else None)
        if match is None:
            return None
        said = mentions(self.items, *match.roles["base"], self.walk.card)
        if said.periods:
            base = resolved(subject, said, self.walk.discourse.clock)
        elif self.walk.discourse.level is not None:
            base = subject.at(self.walk.discourse.level.period)
        else:
            return None
        if base == subject:
            return None
        self._note_base(subject, base)
        return [(base, "")]

    def _against(self, match: Match) -> str | None:
        if "against" in match.roles:
            return str(self.items[match.roles["against"][0]].value)
        if "base" in match.roles:
            return None
        taken = self._taken_against()
        near = [
            i for n, i in enumerate(self.items) if i.tag == "against" and n not in taken and not self._says_how_often(n)
        ]
        return str(near[0].value) if len(near) == 1 else None

    def _says_how_often(self, n: int) -> bool:
        """Whether it says of which figures something is said, not against what: monthly exports, annual shipments."""
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        return following is not None and following.tag in ("flow", "moves", "figure", "averaged", "product")

    def _taken_against(self) -> set[int]:
        return {m.roles["against"][0] for m in self.walk.sentence.matches if "against" in m.roles}

    def _usual_bases(self, subject: Frame) -> list[tuple[Frame, str]]:
        """What a change is measured on where the text does not say: what the sentence, or else the text, last said."""
        period = subject.period
        previous = (subject.at(period.previous()), "read as a change on the period before")
        year = (subject.at(period.year_before()), "read as a change on the year")
        usual = self.walk.discourse.usual_base
        on_year_first = usual == "year_before" or (not usual and period.months > 1)
        ranked = [year, previous] if on_year_first else [previous, year]
        if period.months not in (1, 3, 6) or self._runs_on():
            ranked = [year]
        last = self.last_base
        leaned = self.walk.leaned_from
        if leaned is not None and leaned != period and leaned.months == period.months:
            others = [(base, f"read of the other base: {note}") for base, note in ranked]
            return [(subject.at(leaned), ""), *others]
        said_last = last is not None and last.differs_in(subject) == {"period"} and last.period.months == period.months
        if last is not None and self.last_moved is not None and self.last_moved.period != period:
            last = _as_far_back(subject, self.last_moved, last)
            said_last = last is not None
        if said_last and last is not None:
            others = [(base, f"read of the other base: {note}") for base, note in ranked if base != last]
            return [(last, ""), *others]
        held = [base for base, _ in ranked if base in self.held]
        if subject in self.held and len(held) == 1:  # went from 12,186 tonnes to 948, down 92.2%
            return [(held[0], ""), *((base, f"read of the other base: {n}") for base, n in ranked if base != held[0])]
        if usual or len(ranked) == 1:
            return [(ranked[0][0], ""), *((base, f"read of the other base: {note}") for base, note in ranked[1:])]
        return ranked

    def _note_base(self, subject: Frame, base: Frame) -> None:
        """Remember what a change was measured against."""
        self.last_base, self.last_moved = base, subject
        if base.differs_in(subject) == {"period"} and base.period == subject.period.year_before():
            self.walk.discourse.usual_base = "year_before"
        elif base.differs_in(subject) == {"period"} and base.period == subject.period.previous():
            self.walk.discourse.usual_base = "previous"

    def _moved_bases(self, match: Match, subject: Frame) -> list[tuple[Frame, str]]:
        said = self._said(match)
        n = match.roles["then"][0]
        own = self._own_words(n)
        before = mentions(self.items, max(n - 3, 0), n, self.walk.card) if n else Mentions()
        for one in (own, said, before if before.periods and self.items[n - 1].tag in ("poss", "period") else None):
            if one is not None and one.periods:
                base = resolved(
                    subject, one._replace(places=(), products=(), flows=(), whole=False), self.walk.discourse.clock
                )
                self._note_base(subject, base)
                return [(base, "")]
        against = self._against(match)
        if against is not None:
            return [(subject.at(_shifted(subject.period, against)), "")]
        return self._usual_bases(subject)

    def _subject_of(self, match: Match) -> Frame:
        return self.done.get(id(match)) or self._subject(match)

    def _of_which(self, match: Match) -> tuple[Frame, Frame] | None:
        """Of which August supplied more than a third: the whole is the quantity before."""
        opening = [i.key for i in self.items[max(0, match.start - 5) : match.start]]
        level = self.level or self.walk.discourse.level
        if level is None or not any(
            w in ("of which", "of that", "of this") for w in (*opening, *(f"{a} {b}" for a, b in pairwise(opening)))
        ):
            return None
        walked = self.walk.frame_at[match.start]
        after = next(
            (n for n in range(match.end, min(match.end + 5, len(self.items))) if self.items[n].tag == "period"), None
        )
        if after is not None and walked in (level, self.level_walked):
            period = self.walk.discourse.clock.resolve(self.items[after].value, level.period)
            return (level.at(period), level) if period is not None and period != level.period else None
        return (walked, level) if walked != level else None

    def _in_unit_of(self, n: int, other: int) -> Amount | None:
        amount: Amount = self.items[n].value
        if self.items[n].tag == "quantity":
            return amount
        if self.items[other].tag != "quantity":
            return None
        pattern: Amount = self.items[other].value
        return amount.times(pattern.factor)._replace(unit=pattern.unit, measure=pattern.measure)

    def _level_end(self, n: int) -> int:
        bound = self.walk.modifiers.get(n, [])
        periods = [m for m in bound if self.items[m].tag == "period"]
        return (periods[0] if periods and periods[0] <= n + 2 else n) + 1


def _shifted(period: Period, against: str) -> Period:
    return period.year_before() if against == "year_before" else period.previous()


def _as_far_back(subject: Frame, moved: Frame, base: Frame) -> Frame | None:
    """The base as far before a subject as another lay before its own; None where that is no usual one."""
    if base == moved.at(moved.period.year_before()):
        return subject.at(subject.period.year_before())
    if base == moved.at(moved.period.previous()):
        return subject.at(subject.period.previous())
    return None
