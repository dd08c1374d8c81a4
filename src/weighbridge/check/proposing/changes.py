"""Changes: by how much, from what to what, which way, and step after step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change, Difference, Level, Ratio, ShareChange, ShareGrowth, Streak
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD
from weighbridge.check.proposing.levels import Levels, level_kind
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.facts import period_text
from weighbridge.model import Period

_PAST = frozenset(
    {"rose", "fell", "grew", "sank", "slid", "shrank", "leapt", "risen", "fallen", "grown", "sunk", "shrunk"}
)


@dataclass(slots=True)
class Changes(Levels):
    """Readings of changes and trends."""

    def _change(self, match: Match) -> Proposal:
        amount = self._amount(match)
        subject = self._subject(match)
        if (event := self._event_before(match, subject)) is not None:
            readings = [
                Reading(Change(event, b, self._sign(match), amount), note) for b, note in self._usual_bases(event)
            ]
            return self._proposal(match, _change_kind(event), readings)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        if self._speaks_of_share(match):
            return self._share_growth(match, subject, sign, amount)

        def make(frame: Frame) -> list[Reading]:
            return [Reading(Change(frame, base, sign, amount), note) for base, note in self._bases(match, frame) or []]

        if subject == self.level and subject in self.held:  # their own figure has held beside it
            readings = make(subject)
        else:
            readings = self._with_others(subject, make, most=4, own=self._said(match))
        topic = self.walk.discourse.topic.period
        if self.level is not None and topic.previous() == subject.period and self.level_at < match.start:
            readings += [
                r._replace(note=f"read of {period_text(topic)}") for r in make(subject.at(topic))
            ]  # August was 5,792, so the decline is
        return self._proposal(
            match, _change_kind(subject), readings, "the base of this comparison is not one the data know"
        )

    def _event_before(self, match: Match, subject: Frame) -> Frame | None:
        """The boxes of a change that went before in time: after a 21.7% jump the month before, in the month before."""
        at = match.start - 1
        while at >= 0 and self.items[at].key in ("a", "an", "the", "having", "its"):
            at -= 1
        base = self._base_items(match)
        if at < 0 or self.items[at].key not in ("after", "following") or len(base) != 1 or base[0].tag != "period":
            return None
        when, link = base[0].value, self.items[match.roles["base"][0] - 1].key
        if when.kind not in ("previous", "year_before", "back") or link in ("from", "than", "on", "over", "to", "with"):
            return None
        period = self.walk.discourse.clock.resolve(when, subject.period, as_base=True)
        return None if period is None else subject.at(period)

    def _speaks_of_share(self, match: Match) -> bool:
        """Whether the clause is about a share: its subject, with no quantity and no new clause since."""
        for n in range(match.start - 1, -1, -1):
            item = self.items[n]
            if item.tag == "share" and n not in self.walk.sentence.context:
                return True
            if item.tag in ("quantity", "stop") or item.words in (":", ";"):
                return False
        return False

    def _share_growth(self, match: Match, subject: Frame, sign: int, amount: Amount | None) -> Proposal:
        bases = self._bases(match, subject) or []
        if amount is None or subject.partners == (WORLD,):
            return self._proposal(match, "share", [], "it is not said whose share this is")
        readings = [Reading(ShareGrowth(subject, base, sign, amount), note) for base, note in bases]
        return self._proposal(match, "share", readings, "the base of this comparison is not one the data know")

    def _moved(self, match: Match) -> Proposal | None:
        n = match.roles["now"][0]
        now_amount = self._in_unit_of(match.roles["now"][0], match.roles["then"][0])
        then_amount = self._in_unit_of(match.roles["then"][0], match.roles["now"][0])
        subject = self._level_frame(n, now_amount) if now_amount else self._subject(match)
        self._remember(n, subject, leaning=False)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        self._moved_bases(match, subject)
        if "way" not in match.roles:
            return None
        if now_amount and then_amount and now_amount.high is None and (now_amount.value - then_amount.value) * sign < 0:
            return self._proposal(match, "change", [], "its own two figures go the other way")
        amount = self._amount(match)

        def made(frame: Frame) -> list[Reading]:
            bases = self._moved_bases(match, frame)
            if amount is not None and amount.unit not in ("pct", "times"):
                return [Reading(Difference(frame, base, sign, amount), note) for base, note in bases]
            if amount is not None and amount.unit == "times" and sign > 0:
                return [Reading(Ratio(frame, base, amount), note) for base, note in bases]
            return [Reading(Change(frame, base, sign, amount), note) for base, note in bases]

        readings = self._with_others(subject, made, most=4)
        return self._proposal(match, "change", readings)

    def _moved_levels(self, match: Match) -> Iterator[Proposal]:
        """The two levels inside a "from ... to ..." are claims of their own."""
        subject = self.done[id(match)]
        now, then = (
            self._in_unit_of(match.roles[a][0], match.roles[b][0]) for a, b in (("now", "then"), ("then", "now"))
        )
        if subject.period.months > 1 and any(i.tag == "averaged" for i in self.items[: match.start]):
            # the monthly average works out at so much, up from so much
            now, then = (a and a._replace(per=a.per or "month") for a in (now, then))
        if now is not None:
            n = match.roles["now"][0]
            yield Proposal(
                self.items[n].start,
                self.items[self._level_end(n) - 1].end,
                level_kind(subject),
                tuple(self._with_others(subject, lambda f: [Reading(Level(f, now))])),
                fixed=self._fixed(n, self._own_words(n)) | ({"partners", "period"} if subject in self.held else set()),
            )
        if then is not None:
            n = match.roles["then"][0]

            def then_of(frame: Frame) -> list[Reading]:
                return [Reading(Level(base, then), note) for base, note in self._moved_bases(match, frame)]

            readings = tuple(self._with_others(subject, then_of))
            end = self.items[self._level_end(n) - 1].end
            fixed = self._own_words(n).slots
            yield Proposal(self.items[n].start, end, level_kind(subject), readings, fixed=fixed)

    def _trend(self, match: Match) -> Proposal | None:
        way = self.items[match.roles["way"][0]]
        if way.tag == "multiply":
            return None
        subject = self._subject(match)
        following = self.items[match.start + 1].key if match.start + 1 < len(self.items) else ""
        if following == "to" and way.key in ("up", "down"):
            return None  # in each month up to August
        if (
            self._is_denied(match)
            or not self._is_said_of_figures(match, way)
            or (
                way.tag in ("rise", "fall", "flat")
                and len(match.roles) == 1
                and match.end == match.start + 1
                and not self._is_plain_verb(match)
            )
        ):
            return None
        if (said := self._said(match)) is not None and said.places and not said.periods:
            return None  # gains on Chile: who nears whom is no change over time
        sign = 0 if way.tag == "flat" else self._sign(match)
        if self._speaks_of_share(match):
            known = self._bases(match, subject) or []
            if subject.partners == (WORLD,) or not known:
                return None
            moved = [Reading(ShareChange(subject, base, sign), note) for base, note in known]
            return self._proposal(match, "comparison", moved)
        bases = self._bases(match, subject)
        if not bases:
            return None
        readings = self._with_others(
            subject, lambda f: [Reading(Change(f, b, sign), note) for b, note in self._bases(match, f) or []]
        )
        return self._proposal(match, "trend", readings)

    def _is_plain_verb(self, match: Match) -> bool:
        """Whether a word of change alone is the verb of its clause: exports fell; the total eases; not a late surge."""
        word = self.items[match.start].key
        before = self.items[match.start - 1] if match.start else None
        if word in _PAST or (word.endswith("ed") and " " not in word):
            return before is None or before.key not in ("a", "an", "the", "of")
        return before is not None and before.tag in ("flow", "moves", "whole") and word not in ("up", "down")

    def _is_said_of_figures(self, match: Match, way: Item) -> bool:
        """Whether the clause has a subject whose figures go up and down, and the word is a verb or a noun of change."""
        if (
            way.tag in ("higher", "lower")
            and "base" not in match.roles
            and not (self._ends_clause(match) and way.key.endswith("er"))
        ):
            return False
        walk = self.walk
        if not walk.named_subject or walk.frame_at[match.start].unknown:
            return False
        before = self.items[: match.start]
        return any(
            i.tag in ("flow", "moves", "figure", "whole", "product", "place", "its", "it", "takes") for i in before
        ) and not any(i.tag in ("outside", "forecast") for i in self.items)

    def _monotone(self, match: Match) -> Proposal | None:
        """Month after month: every step of the span named, or since the month named."""
        if (
            "row" in match.roles
            and self.items[match.roles["row"][0]].tag == "against"
            and self.items[match.roles["row"][0]].key not in ("month by month", "from month to month", "month to month")
        ):
            return self._trend(match)
        subject = self._subject(match)
        sign = self._sign(match)
        base = self._bases(match, subject) if "base" in match.roles else self._leading_base(subject)
        if subject.unknown or (base is None and subject.period.is_month):
            return None
        if base is None:
            end, months = Period(subject.period.last), subject.period.months - 1
        else:
            end, months = subject.period, subject.period.first - base[0][0].period.last
        if not 1 <= months <= 60 or not end.is_month:
            return None
        return self._proposal(match, "streak", [Reading(Streak(subject.at(end), sign, months, at_least=True))])


def _change_kind(frame: Frame) -> str:
    return "ytd" if frame.period.is_year_to_date else "change"
