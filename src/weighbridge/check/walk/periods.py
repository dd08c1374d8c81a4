"""What a period named does to the frame: months, pairs and lists of them, the same months of another year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from weighbridge.check.items import Item
from weighbridge.check.mentions import period_of
from weighbridge.check.walk.state import JOINS, MOVEMENTS, State
from weighbridge.check.when import When
from weighbridge.model import Period

_VAGUE = frozenset({"early", "late", "mid"})  # in early 2025: not the whole of it
_COMPARABLE = frozenset({"comparable", "corresponding", "equivalent", "matching"})  # the comparable total for 2020


_SEVERAL_MONTHS = {"the two months": 2, "those two months": 2, "the three months": 3}


@dataclass(slots=True)
class PeriodSteps(State):
    """The steps at period words."""

    def _period(self, n: int, item: Item) -> None:
        if self._happens_there(n) or (self._before(n) == "since" and item.value.kind != "to_date"):
            return
        when: When = item.value
        if when.kind == "same":
            self._same(n)
            return
        if self._says_of_another(n, when):
            return
        if self._is_of_the_year(n, when):
            months = self.frame.period.months
            year = self.discourse.clock.resolve(when, self.frame.period) or self.frame.period
            self.frame = self.frame.at(Period(year.last - months + 1, months))
            return
        period = self._named(n, when)
        if period is None:
            return
        if [i.tag for i in self.items[max(0, n - 2) : n - 1]] == ["percent"] and self._before(n - 2) == "from":
            self._resumed = self.frame.period  # down from 79% in April, while Argentina's went up
        if when.kind == "to_date":
            self._to_date = True
        elif self._to_date and period.is_month:
            period = period.year_to_date()  # cumulative exports through April
        elif period.is_month and self._is_through(n):
            period = period.year_to_date()
        self._take(n, when, period)

    def _is_through(self, n: int) -> bool:
        """Whether it is the end of a stretch whose beginning goes without saying: through August, 67 million t."""
        before = self.items[n - 1].key if n else ""
        if before == "end" and n > 1 and self.items[n - 2].key in ("to", "through", "until"):
            return True  # to end-July
        return before in ("through", "thru") and (n < 2 or self.items[n - 2].tag not in ("period", "span", "word"))

    def _counts_on(self, n: int, item: Item) -> None:
        """After three, said where months have just been counted: the first three months."""
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        bare = following is None or following.tag in ("sign", "quantity") or following.key in ("at", "it", "to")
        counted = any(i.tag == "period" and i.value.kind == "so_many" for i in self.items[:n])
        months = int(item.value.value)
        if bare and counted and n and self.items[n - 1].key in ("after", "in") and 1 <= months <= 12:
            period = self.discourse.clock.resolve(When("so_many", months, months), self.frame.period)
            self.frame = self.frame.at(period) if period is not None else self.frame

    def _same(self, n: int) -> None:
        """That month, the month, the two months, the same period of 2024: what it points back to."""
        if self._is_span_compared(n) or self._are_months_added(n) or self._is_month_of_year(n):
            return
        if self._is_month_named_last(n):
            self.frame = self.frame.at(self.discourse.mentioned or self.frame.period)
            self.named_period = True
            return
        if self.items[n].key in ("that month", "that period") and not self.named_period:
            self.lost = True
        self._same_months_of(next((y for y in self._whens(n + 1, n + 4) if y.kind == "year"), None))

    def _says_of_another(self, n: int, when: When) -> bool:
        """Whether a year belongs to a period or a distance named before it: those of 2020, the gap to last year."""
        if n > 1 and self.items[n - 1].key in ("to", "with", "on", "over") and self.items[n - 2].tag == "gap":
            return True
        if when.kind == "that_year":
            return n > 1 and self.items[n - 2].tag == "period"  # September of that year
        if when.kind != "year":
            return False
        if n and self.items[n - 1].key in _VAGUE:
            return True
        likened = any(i.tag == "that" for i in self.items[max(0, n - 2) : n])  # those of 2020
        if likened or any(i.key in _COMPARABLE for i in self.items[max(0, n - 4) : n]):
            self._same_months_of(when)
            return True
        return self._belongs_to_another(n)

    def _whens(self, first: int, last: int) -> list[When]:
        return [i.value for i in self.items[first:last] if i.tag == "period"]

    def _is_month_named_last(self, n: int) -> bool:
        """Whether "that month" points back to a month named in another sentence, in whatever role."""
        last = self.discourse.mentioned
        points = self.items[n].key in ("that month", "that period")
        dated = any(w.kind == "year" for w in self._whens(n + 1, n + 4))
        return points and not dated and not self.named_period and last is not None and last.is_month

    def _is_month_of_year(self, n: int) -> bool:
        """Whether "the month" is that of the year just named: in 2024 the month had yielded 5,278 tonnes."""
        last, whole = self.discourse.last_period, self.frame.period
        years = [w for w in self._whens(max(0, n - 3), n) if w.kind in ("year", "last_year")]
        if not years or self.items[n].key not in ("the month", "that month") or last is None or not last.is_month:
            return False
        self.leaned_from = last
        self.frame = self.frame.at(Period(whole.last - whole.last % 12 + last.first % 12))
        return True

    def _are_months_added(self, n: int) -> bool:
        """Whether "the two months together" are the neighbours spoken of last: then they are a span."""
        size = _SEVERAL_MONTHS.get(self.items[n].key, 0)
        if not size or not any(i.tag == "together" for i in self.items[max(0, n - 1) : n + 2]):
            return False
        told = dict.fromkeys(
            p for p in (self.frame.period, *(f.period for f in self.discourse.levels[::-1])) if p.is_month
        )
        last = sorted(told)[-size:] if len(told) <= size else sorted(list(told)[:size])
        if len(last) < size or last[-1].first - last[0].first != size - 1:
            return False
        self.frame = self.frame.at(Period(last[0].first, size))
        self.named_period = True
        return True

    def _is_span_compared(self, n: int) -> bool:
        """Whether "over the same span" is the time between the two figures just compared; then it is taken up again."""
        pair = self.discourse.compared
        if pair is None or self.items[n - 1].key not in ("over", "within") or n == 0 or self.named_period:
            return False
        now, base = pair
        if now.period.months != base.period.months or now.period == base.period:
            return False
        self.between, self.frame = self.frame.at(base.period), self.frame.at(now.period)
        self.named_period = True
        return True

    def _same_months_of(self, year: When | None) -> None:
        if year is not None:
            self.leaned_from = self.frame.period
            self.frame = self.frame.at(self.frame.period.shift(12 * (year.first - self.frame.period.last // 12)))
            self.named_period = True

    def _is_of_the_year(self, n: int, when: When) -> bool:
        """Whether "the year" only says of what a stretch is the end: the last three months of the year."""
        stretch = self.items[n - 2] if n > 1 and self.items[n - 1].key == "of" else None
        ends = stretch is not None and stretch.tag == "period" and stretch.value.kind == "trailing"
        return ends and when.kind == "the_year" and self.frame.period.months < 12

    def _belongs_to_another(self, n: int) -> bool:
        """Whether a year says of which year the period words before it are."""
        return any(w.kind == "same" for w in self._whens(max(0, n - 3), n)) or (
            n > 0 and self.items[n - 1].tag == "period"
        )

    def _named(self, n: int, when: When) -> Period | None:
        """The period that the words at `n` name, with a year right after them."""
        now = self._spoken_of_now(when)
        context = self.sentence.context
        reach = range(n, min(n + 4, len(self.items)))
        nearby = [self.items[m].value for m in reach if self.items[m].tag == "period" and m not in context]
        if nearby[1:2] and nearby[1].kind == "that_year" and self.discourse.last_period is not None:
            nearby[1] = When("year", self.discourse.last_period.last // 12)
        dated = len(nearby) > 1 and nearby[1].kind in ("year", "last_year")
        return period_of(nearby[:2] if dated else [when], now, self.discourse.clock, as_base=False)

    def _spoken_of_now(self, when: When) -> Period:
        """The period that words lean on: a year earlier than what the sentence before spoke of."""
        last = self.discourse.last_period
        return last if when.leans and not self.named_period and last is not None else self.frame.period

    def _take(self, n: int, when: When, period: Period) -> None:
        """Put a period into the frame: alone, as the end of a span, or as one of a list."""
        if self._closes_between(n):
            self._set_between(n, period)
            return
        if self._is_list(n):
            self._add_up(n, period)
            return
        if self._is_pair(n, period):
            period = Period(self.frame.period.first, 2)
        if self._year and when.kind in ("month", "span") and when.years_back is None:
            period = period.shift(12 * (self._year - period.last // 12))
        if (when.kind == "back" and when.first >= 12) or when.kind in ("year", "year_before", "last_year"):
            self._year = period.last // 12
        if when.kind in ("back", "following") and period.months == self.frame.period.months:
            self.leaned_from = self._spoken_of_now(when)
        self.frame = self.frame.at(period)
        self.named_period = self.named_period or not when.leans

    def _closes_between(self, n: int) -> bool:
        """Whether it is the second of two periods: between July and September."""
        return (
            n >= 3
            and self.items[n - 1].key in ("and", "to")
            and self.items[n - 2].tag == "period"
            and self.items[n - 3].key in ("between", "from")
        )

    def _set_between(self, n: int, period: Period) -> None:
        """Two periods are one span for a quantity, and the ends of a movement for a change."""
        when: When = self.items[n - 2].value
        first = self.discourse.clock.resolve(when, period, as_base=True) or self.frame.period
        if when.kind == "month" and when.years_back is None and first.is_month and period.is_month:
            first = Period(period.last - ((period.last - first.first) % 12 or 12))  # from January to September 2021
        if self._moves_between(n):
            self.between = self.frame.at(first)
            self.frame = self.frame.at(period)
        elif first.first < period.last:
            self.frame = self.frame.at(Period(first.first, period.last - first.first + 1))
        self.named_period = True

    def _moves_between(self, n: int) -> bool:
        """Whether something is said to have moved between two periods; a quantity said first is that of the span."""
        claims = [m for m in self.sentence.matches if m.says != "measured"]
        if not any(m.says in MOVEMENTS for m in claims):
            return False
        following = next((m for m in claims if m.end > n), None)
        if following is None or following.says != "level" or following.start <= n:
            return True
        return any(i.tag in ("rise", "fall") for i in self.items[n : following.start])

    def _is_list(self, n: int) -> bool:
        """Whether it closes a list of three or more periods that are added up: January, February, April and May."""
        joined = all(i.key in JOINS or i.tag == "period" for i in self.items[max(0, n - 4) : n])
        return n >= 4 and joined and len(self._listed_periods(n)) >= 3 and self.items[n - 1].key == "and"

    def _listed_periods(self, n: int) -> list[When]:
        found: list[When] = []
        while n >= 0 and (self.items[n].tag == "period" or self.items[n].key in JOINS):
            if self.items[n].tag == "period":
                found.insert(0, self.items[n].value)
            n -= 1
        return found

    def _add_up(self, n: int, period: Period) -> None:
        """Neighbouring periods are one span; others cannot be put into one frame."""
        clock = self.discourse.clock
        periods = [clock.resolve(w, period, as_base=True) for w in self._listed_periods(n)]
        known = [p for p in periods if p is not None and p.is_month]
        if len(known) == len(periods) and all(b == a.shift(1) for a, b in pairwise(known)):
            self.frame = self.frame.at(Period(known[0].first, len(known)))
            self.named_period = True
        else:
            self.frame = self.frame._replace(unknown="several periods added up")

    def _is_pair(self, n: int, period: Period) -> bool:
        """Whether two neighbouring months are added up: September and October together."""
        joined = n >= 2 and self.items[n - 2].tag == "period" and self.items[n - 1].key == "and"
        return (
            joined
            and period.is_month
            and self.frame.period == period.previous()
            and any(i.tag == "together" and i.key != "both" for i in self.items)
        )
