"""Against all that came before: highest, lowest, places, runs, and counts of what is listed."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Extreme, Rank, RankInTime, Streak
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, resolved
from weighbridge.check.proposing.changes import Changes
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.proposing.subjects import DOWN, UP
from weighbridge.model import Period

_REACHED = frozenset({"hit", "set", "seen", "struck", "made"})


@dataclass(slots=True)
class History(Changes):
    """Readings of extremes, ranks and streaks."""

    def _extreme(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        if not (self.walk.named_subject or self.walk.carried or self.walk.named_period) or subject.unknown:
            return None
        sign = self._top_sign(match)
        if sign == 0 or self._is_denied(match) or any(i.tag == "outside" for i in self.items[match.start : match.end]):
            return None
        subject = self._reached_period(match, self._apposed_period(match, subject))
        extreme = self._extreme_form(match, subject, sign)
        return (
            None
            if extreme is None
            else self._proposal(
                match,
                "extreme",
                self._with_others(
                    subject, lambda f: [r for r in [self._extreme_form(match, f, sign)] if r is not None]
                ),
            )
        )

    def _apposed_period(self, match: Match, subject: Frame) -> Frame:
        """The month a superlative is put beside: the 6,217 tons of May, the biggest month of the half year."""
        n = match.start
        while n > 0 and self.items[n - 1].key in ("the", "its", ","):
            n -= 1
        beside = self.items[n - 1] if n and n < match.start and self.items[n].words == "," else None
        if beside is None or beside.tag != "period" or not beside.value.is_named:
            return subject
        period = self.walk.discourse.clock.resolve(beside.value, subject.period, as_base=True)
        return subject if period is None else subject.at(period)

    def _reached_period(self, match: Match, subject: Frame) -> Frame:
        """The month in which an extreme was reached: the seven-month high booked in August."""
        at = match.end
        if at + 2 >= len(self.items) or not (self.items[at].key.endswith("ed") or self.items[at].key in _REACHED):
            return subject
        when = self.items[at + 2]
        if self.items[at + 1].key not in ("in", "during") or when.tag != "period" or not when.value.is_named:
            return subject
        period = self.walk.discourse.clock.resolve(when.value, subject.period, as_base=True)
        return subject if period is None else subject.at(period)

    def _top_sign(self, match: Match) -> int:
        item = self.items[match.roles["top"][0]]
        if item.tag == "record":
            others = [i for i in self.items[match.start : match.end] if i.tag in UP | DOWN]
            return 0 if not others else 1 if others[0].tag in UP else -1
        return 1 if item.tag in UP else -1

    def _extreme_form(self, match: Match, subject: Frame, sign: int) -> Reading | None:
        clock = self.walk.discourse.clock
        if "since" in match.roles:
            said = self._said(match, "since")
            period = (
                resolved(subject, said._replace(places=(), products=(), flows=(), whole=False), clock).period
                if said and said.periods
                else None
            )
            if period is None or period.first >= subject.period.first:
                return None
            return Reading(Extreme(subject, sign, since=period))
        if "n" in match.roles and match.says == "extreme":
            return self._extreme_months(match, subject, sign)
        if "domain" in match.roles:
            said = self._said(match, "domain")
            if said is None or not said.periods:
                return None
            period = resolved(
                subject, said._replace(places=(), products=(), flows=(), whole=False), clock, as_base=False
            ).period
            end = min(
                period.last, max(clock.latest, subject.period.last)
            )  # of the year: as far as it had been reported
            period = Period(period.first, max(end - period.first + 1, 1))
            if period.months <= subject.period.months:
                return None
            return Reading(Extreme(subject, sign, domain=period))
        return Reading(Extreme(subject, sign))

    def _beyond_any(self, match: Match) -> Proposal | None:
        """More than in any of the three preceding months: the highest of so many, or since, or of a year."""
        subject = self._subject(match)
        sign = self._sign(match)
        if "since" in match.roles or "domain" in match.roles:
            form = self._extreme_form(match, subject, sign)
            return None if form is None else self._proposal(match, "extreme", [form])
        if "n" not in match.roles:
            return self._proposal(match, "extreme", [Reading(Extreme(subject, sign))])
        count = int(self.items[match.roles["n"][0]].value.value)
        return (
            self._proposal(match, "extreme", [Reading(Extreme(subject, sign, months=count + 1))])
            if 1 <= count <= 60
            else None
        )

    def _extreme_months(self, match: Match, subject: Frame, sign: int) -> Reading | None:
        first, last = match.roles["n"]
        item = self.items[first]
        count = int(item.value.value) if isinstance(item.value, Amount) else 1
        span = next((i for i in self.items[last : match.end + 1] if i.tag == "span"), None)
        if span is None or not span.value:
            return None
        months = count * int(span.value)
        over = any(i.tag == "higher" for i in self.items[match.start : first])
        years = span.value == 12
        if months < 2 or months > 240 or subject.period.months > months:
            return None
        return Reading(Extreme(subject, sign, months=months // subject.period.months + (1 if over or years else 0)))

    def _pointed(self, match: Match) -> Proposal | None:
        """The best month was January: the month named is the subject."""
        subject = self._subject(match)
        when = self.items[match.roles["who"][0]].value
        clock = self.walk.discourse.clock
        period = clock.resolve(when, subject.period)
        if period is None or subject.unknown:
            return None
        domain = subject.period if subject.period.months > period.months else self.walk.discourse.topic.period
        if domain.months <= period.months:
            domain = (
                Period(period.last).year_to_date()
                if period.last // 12 == clock.latest // 12
                else Period(period.first - period.first % 12, 12)
            )
            end = min(domain.first + 11, clock.latest)
            domain = Period(domain.first, max(end - domain.first + 1, 1))
        sign = 1 if self.items[match.roles["top"][0]].tag in UP else -1
        end = match.end
        if (
            end + 2 < len(self.items)
            and self.items[end].words == ","
            and self.items[end + 1].key in ("with", "at")
            and self.items[end + 2].tag == "quantity"
        ):
            end += 3
        return self._proposal(match, "extreme", [Reading(Extreme(subject.at(period), sign, domain=domain))], end=end)

    def _rank_in_time(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        sign = 1 if self.items[match.roles["top"][0]].tag in UP else -1
        place = int(self.items[match.roles["n"][0]].value.value)
        said = self._said(match, "domain")
        if any(i.tag == "members" for i in self.items[match.roles["top"][1] : match.end + 1]):
            return self._ranked(match, subject, sign, place)  # the second-largest destination for magnets
        clock = self.walk.discourse.clock
        domain = (
            resolved(subject, said._replace(places=()), clock, as_base=False).period if said and said.periods else None
        )
        if (
            said is not None
            and not said.periods
            and not any(i.tag == "record" for i in self.items[match.start : match.end])
        ):
            return None
        return self._proposal(match, "rank", [Reading(RankInTime(subject, sign, place, domain))])

    def _rank(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        tag = self.items[match.roles["top"][0]].tag
        place = int(self.items[match.roles["n"][0]].value.value) if "n" in match.roles else 1
        return self._ranked(match, subject, -1 if tag == "least" else 1, place)

    def _ranked(self, match: Match, subject: Frame, sign: int, place: int) -> Proposal | None:
        if subject.partners == (WORLD,) or len(subject.partners) != 1 or subject.unknown:
            return None
        kind = self._kind_of(subject.partners[0])
        among = (
            tuple(p for p in self.paragraph_places if self._kind_of(p) == kind)
            if kind == "region" or self._among_those()
            else ()
        )
        return self._proposal(match, "rank", [Reading(Rank(subject, sign, place, among))])

    def _among_those(self) -> bool:
        """Whether the text ranks among those it has just listed."""
        words = [i.key for i in self.items[:4]]
        return any(w in ("among", "of") for w in words[:2]) and any(
            w in ("those", "these", "them", "the") for w in words
        )

    def _kind_of(self, place: str) -> str:
        card = self.walk.card
        return "region" if card.is_region(place) else "country"

    def _streak(self, match: Match) -> Proposal | None:
        months = int(self.items[match.roles["n"][0]].value.value)
        subject = self._subject(match)
        after = [i.key for i in self.items[match.end : match.end + 2]]
        if "which" in after or "that" in after:  # the second month in which exports fell
            subject = self.walk.kept.at(subject.period)
        sign = self._streak_sign(match)
        if not 1 < months <= 60 or sign == 0 or subject.unknown or self._is_denied(match):
            return None
        ended = self._has_ended(match)
        readings = self._with_others(subject, lambda f: [Reading(Streak(f, sign, months, ended))])
        if ended:  # "after three falls" may count the month spoken of
            readings.append(Reading(Streak(subject, sign, months), "read of a run that ends with the month itself"))
        return self._proposal(match, "streak", readings)

    def _streak_sign(self, match: Match) -> int:
        if "way" in match.roles:
            return self._sign(match)
        row = self.items[match.roles["row"][0]].key
        if row in ("losing", "winning"):
            return -1 if row == "losing" else 1
        near = [i for i in self.items[: match.start] if i.tag in ("rise", "fall")] or [
            i for i in self.items[match.end :] if i.tag in ("rise", "fall")
        ]
        return 0 if not near else 1 if near[-1].tag == "rise" else -1

    def _has_ended(self, match: Match) -> bool:
        before = [i.key for i in self.items[max(0, match.start - 3) : match.start]]
        return any(
            w
            in (
                "after",
                "ending",
                "snapping",
                "ended",
                "snapped",
                "following",
                "halting",
                "halted",
                "breaking",
                "broke",
                "ends",
                "snaps",
            )
            for w in before
        )
