"""Periods as texts name them, and what they come to once it is known when the text was written and of what."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.model import Period


@dataclass(frozen=True, slots=True)
class When:
    """A period as it stands in a text.

    `kind` is one of

        fixed      a period with its year: `first` and `months` as in Period
        month      a month without a year, `first` 1 to 12; `years_back` years before the current one where said
        span       months of one year without the year: from month `first`, `months` long (a quarter, a half, Jan-Feb)
        year       a whole year, `first` being the year
        trailing   the `months` months up to month `first` (0: up to the period spoken of)
        so_many    a count of months: those of the year so far where it has had so many, else the last so many
        back       `first` months before the period spoken of, after it where that is negative
        previous, following, that_year, year_before, same, to_date, last_month, this_month, last_year, this_year,
                   the_year, the_quarter, the_half, year_end, last_quarter
                   leaning on the period spoken of, or on the day of writing
    """

    kind: str
    first: int = 0
    months: int = 1
    years_back: int | None = None

    @property
    def is_named(self) -> bool:
        """Whether it names a period by itself, instead of leaning on another."""
        return self.kind in ("fixed", "month", "span", "year", "trailing", "so_many")

    @property
    def leans(self) -> bool:
        """Whether it leans on the period spoken of, as "a year earlier" does."""
        return self.kind in ("previous", "following", "year_before", "same", "back")


@dataclass(frozen=True, slots=True)
class Clock:
    """What dates a text.

    `latest` is the last month that can have been reported when it was written, as an index of months (see
    Period.first), `year` the year in which it was written.
    """

    latest: int
    year: int

    def resolve(self, when: When, now: Period, *, as_base: bool = False) -> Period | None:
        """Return the period a text means, given the period `now` it speaks of; None when it names none.

        As a base of comparison a month without a year is the one nearest to `now`, else the last one reported, and a
        bare "last year" is the same months of the year before.

        >>> Clock(Period.parse("2025-06").first, 2025).resolve(When("month", 5), Period.parse("2025-06"))
        Period('2025-05')
        """
        plain = getattr(self, f"_{when.kind}", None)
        return plain(when, now, as_base) if plain else None

    def _fixed(self, when: When, now: Period, as_base: bool) -> Period:
        return Period(when.first, when.months)

    def _year(self, when: When, now: Period, as_base: bool) -> Period:
        year = Period(when.first * 12, 12)
        if (
            as_base and now.months < 12 and now.first // 12 != when.first
        ):  # "than in 2024" of a month: that month of 2024
            return now.shift(12 * (when.first - now.first // 12))
        return year

    def _month(self, when: When, now: Period, as_base: bool) -> Period:
        if when.years_back is not None:
            return Period((self.year - when.years_back) * 12 + when.first - 1)
        year = (now.last if as_base else self.latest) // 12
        around = [y * 12 + when.first - 1 for y in (year - 1, year, year + 1)]
        known = [m for m in around if m <= self.latest] or around  # of a period years ahead, the month nearest to it
        near = (lambda m: (abs(m - now.last), m)) if as_base else (lambda m: (-m, m))
        return Period(min(known, key=near))

    def _span(self, when: When, now: Period, as_base: bool) -> Period:
        limit = min(self.latest, now.last) if as_base else self.latest
        if when.years_back is not None:
            return Period((self.year - when.years_back) * 12 + when.first - 1, when.months)
        index = limit // 12 * 12 + when.first - 1
        begun = index <= limit if when.first > 1 else index + when.months - 1 <= limit or index + 1 <= limit
        ended = index + when.months - 1 <= limit
        return Period(index if ended or (begun and when.first == 1) else index - 12, when.months)

    def _trailing(self, when: When, now: Period, as_base: bool) -> Period:
        end = self._month(When("month", when.first), now, as_base).last if when.first else now.last
        return Period(end - when.months + 1, when.months)

    def _so_many(self, when: When, now: Period, as_base: bool) -> Period:
        if now.months == when.months:
            return now
        january = now.last - now.last % 12
        first = january if january + when.months - 1 <= self.latest else self.latest - when.months + 1
        return Period(first, when.months)

    def _the_quarter(self, when: When, now: Period, as_base: bool) -> Period:
        if now.months == 3:
            return now
        start = now.last - now.last % 3
        return Period(start if start + 2 <= max(self.latest, now.last) else start - 3, 3)

    def _year_end(self, when: When, now: Period, as_base: bool) -> Period:
        return Period(now.last - now.last % 12 + 11)

    def _the_half(self, when: When, now: Period, as_base: bool) -> Period:
        return now if now.months == 6 else Period(now.last - now.last % 6, 6)

    def _previous(self, when: When, now: Period, as_base: bool) -> Period:
        if now.is_year_to_date and now.months not in (1, 3, 6, 12):
            return Period(now.first, now.months - 1)  # a month before, the total so far was
        return now.previous()

    def _following(self, when: When, now: Period, as_base: bool) -> Period:
        return now.shift(now.months)

    def _year_before(self, when: When, now: Period, as_base: bool) -> Period:
        return now.year_before()

    def _back(self, when: When, now: Period, as_base: bool) -> Period:
        return now.shift(-when.first)

    def _same(self, when: When, now: Period, as_base: bool) -> Period:
        return now

    def _to_date(self, when: When, now: Period, as_base: bool) -> Period:
        end = min(now.last, self.latest)
        return Period(end).year_to_date()

    def _last_month(self, when: When, now: Period, as_base: bool) -> Period:
        return Period(self.latest)

    def _this_month(self, when: When, now: Period, as_base: bool) -> Period:
        return Period(self.latest + 1)

    def _last_year(self, when: When, now: Period, as_base: bool) -> Period:
        return now.year_before() if as_base else Period((self.year - 1) * 12, 12)

    def _this_year(self, when: When, now: Period, as_base: bool) -> Period:
        if now.months == 12 and now.last // 12 == self.latest // 12:
            return now
        return Period(self.latest).year_to_date()

    def _that_year(self, when: When, now: Period, as_base: bool) -> Period:
        return Period(now.last - now.last % 12, 12)

    def _the_year(self, when: When, now: Period, as_base: bool) -> Period:
        """The calendar year spoken of, as far as it had been reported."""
        start = now.last - now.last % 12
        return Period(start, max(min(self.latest, start + 11) - start + 1, 1))

    def _last_quarter(self, when: When, now: Period, as_base: bool) -> Period:
        end = (self.latest + 1) // 3 * 3 - 1
        return Period(end - 2, 3)
