"""The frozen values everybody shares: what was traded, when, how much, who printed it.

Cell         flow x reporter x partner x product x period x measure: one box of the trade table
Observation  one figure printed by one source about a cell, with its printed precision
Bound        what all credible observations of a day allow for a cell
Fact         a metric of a cell as of a day, with interval, unit and pedigree
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import inf, isfinite

from weighbridge.errors import PeriodError

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Flow(StrEnum):
    """Which way the goods went, as the reporter sees it."""

    EXPORT = "export"
    IMPORT = "import"


_SHAPES = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE),
    "half": re.compile(r"(\d{4})-?H([12])", re.IGNORECASE),
    "year": re.compile(r"(\d{4})"),
}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A run of whole months, from one month to many years.

    `first` counts months since year 0 (year * 12 + month - 1), so periods sort and shift by plain arithmetic.

    >>> june = Period.parse("2025-06")
    >>> june.shift(-12), june.year_to_date(), Period.parse("2025-H1") == june.year_to_date()
    (Period('2024-06'), Period('2025-01/2025-06'), True)
    """

    first: int
    months: int = 1

    def __post_init__(self) -> None:
        if self.months < 1 or not 12 * 1900 <= self.first <= 12 * 2200:
            raise PeriodError(
                f"a period has at least one month between 1900 and 2200, not {self.months} from {self.first}"
            )

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return the single month of a year; month is 1 to 12."""
        return cls(year * 12 + month - 1)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period a text such as 2025-06, 2025-Q2, 2025-H1, 2025 or 2025-01/2025-06 names.

        Raises PeriodError, with the accepted spellings, for anything else.
        """
        if "/" in text:
            start, end = (cls.parse(part) for part in text.split("/", 1))
            if end.first < start.first:
                raise PeriodError(f"{text!r} ends before it begins")
            return cls(start.first, end.last - start.first + 1)
        for shape, pattern in _SHAPES.items():
            found = pattern.fullmatch(text.strip())
            if found:
                year = int(found[1])
                if not 1900 <= year <= 2199:
                    break
                if shape == "month":
                    return cls.month(year, int(found[2]))
                if shape == "quarter":
                    return cls(year * 12 + 3 * (int(found[2]) - 1), 3)
                if shape == "half":
                    return cls(year * 12 + 6 * (int(found[2]) - 1), 6)
                return cls(year * 12, 12)
        raise PeriodError(f"{text!r} is no period; write 2025-06, 2025-Q2, 2025-H1, 2025 or 2025-01/2025-06")

    @property
    def last(self) -> int:
        """The index of the last month."""
        return self.first + self.months - 1

    @property
    def year(self) -> int:
        """The year of the last month."""
        return self.last // 12

    @property
    def month_of_year(self) -> int:
        """The last month, 1 to 12."""
        return self.last % 12 + 1

    @property
    def is_month(self) -> bool:
        """Whether it is a single month."""
        return self.months == 1

    @property
    def is_year_to_date(self) -> bool:
        """Whether it starts in January and lasts two to twelve months of that year."""
        return self.first % 12 == 0 and 2 <= self.months <= 12

    @property
    def last_month(self) -> Period:
        """The last month as a period of its own."""
        return Period(self.last)

    def shift(self, months: int) -> Period:
        """Return the period of the same length that many months later (earlier if negative)."""
        return Period(self.first + months, self.months)

    def previous(self) -> Period:
        """Return the period of the same length that ends just before this one."""
        return self.shift(-self.months)

    def year_before(self) -> Period:
        """Return the same months of the year before."""
        return self.shift(-12)

    def year_to_date(self) -> Period:
        """Return January to the last month."""
        start = self.last - self.last % 12
        return Period(start, self.last - start + 1)

    def split(self) -> tuple[Period, ...]:
        """Return its single months in order."""
        return tuple(Period(self.first + n) for n in range(self.months))

    def first_day(self) -> date:
        """Return the first day of the first month."""
        return date(self.first // 12, self.first % 12 + 1, 1)

    def __str__(self) -> str:
        start = f"{self.first // 12}-{self.first % 12 + 1:02d}"
        return start if self.is_month else f"{start}/{self.last // 12}-{self.last % 12 + 1:02d}"

    def __repr__(self) -> str:
        return f"Period('{self}')"


@dataclass(frozen=True, slots=True)
class Interval:
    """All the values a figure may have, ends included; unbounded ends are infinite.

    Half-open print intervals are kept closed: the ends differ by nothing anyone can print.

    >>> Interval(352.5, 353.5) / Interval(45.5, 46.5)
    Interval(lo=7.580645161290323, hi=7.769230769230769)
    """

    lo: float
    hi: float

    def __post_init__(self) -> None:
        if not self.lo <= self.hi:
            raise ValueError(f"an interval runs upwards, not from {self.lo} to {self.hi}")

    @classmethod
    def point(cls, value: float) -> Interval:
        """Return the interval that holds this one value."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether only one value is left."""
        return self.lo == self.hi

    @property
    def is_finite(self) -> bool:
        """Whether both ends are known."""
        return isfinite(self.lo) and isfinite(self.hi)

    @property
    def middle(self) -> float:
        """The value half-way between the ends."""
        return self.lo / 2 + self.hi / 2

    @property
    def width(self) -> float:
        """How far the ends lie apart."""
        return self.hi - self.lo

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.lo + other.lo, self.hi + other.hi)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.lo - other.hi, self.hi - other.lo)

    def __truediv__(self, other: Interval) -> Interval:
        if other.lo < 0 or self.lo < 0:
            raise ValueError("quantities are divided, and no quantity is negative")
        low = self.lo / other.hi if other.hi else 0.0
        high = self.hi / other.lo if other.lo else inf
        return Interval(low, high)

    def scaled(self, factor: float) -> Interval:
        """Return it times a factor of either sign."""
        ends = sorted((self.lo * factor, self.hi * factor))
        return Interval(ends[0], ends[1])

    def widened(self, below: float, above: float) -> Interval:
        """Return it with its ends moved outwards."""
        return Interval(self.lo - below, self.hi + above)

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.lo <= other.hi and other.lo <= self.hi

    def holds(self, value: float) -> bool:
        """Whether the value lies inside, ends included."""
        return self.lo <= value <= self.hi

    def within(self, other: Interval) -> Interval | None:
        """Return what lies in both, or None when nothing does."""
        lo, hi = max(self.lo, other.lo), min(self.hi, other.hi)
        return Interval(lo, hi) if lo <= hi else None

    def gap_to(self, other: Interval) -> float:
        """Return how far the two lie apart; 0 when they meet."""
        return max(other.lo - self.hi, self.lo - other.hi, 0.0)


@dataclass(frozen=True, order=True, slots=True)
class Cell:
    """One box of the trade table. Codes are the card's ids; `measure` is `mass`, `value_usd`, ... (see the card).

    >>> str(Cell(Flow.EXPORT, "CHN", "USA", "REPM_85051110", Period.parse("2025-06"), "mass"))
    'export/CHN/USA/REPM_85051110/2025-06/mass'
    """

    flow: Flow
    reporter: str
    partner: str
    product: str
    period: Period
    measure: str

    def __str__(self) -> str:
        period = str(self.period).replace("/", "_")
        return f"{self.flow}/{self.reporter}/{self.partner}/{self.product}/{period}/{self.measure}"

    @classmethod
    def parse(cls, text: str) -> Cell:
        """Return the cell written by `str`; raises PeriodError or ValueError for anything else."""
        flow, reporter, partner, product, period, measure = text.split("/")
        return cls(Flow(flow), reporter, partner, product, Period.parse(period.replace("_", "/")), measure)

    def at(self, period: Period) -> Cell:
        """Return the same box in another period."""
        return Cell(self.flow, self.reporter, self.partner, self.product, period, self.measure)

    def of(self, partner: str) -> Cell:
        """Return the same box for another partner."""
        return Cell(self.flow, self.reporter, partner, self.product, self.period, self.measure)


class Kind(StrEnum):
    """What a printed figure says about its cell."""

    LEVEL = "level"  # so much of the measure, in its unit
    CHANGE_ON_PREVIOUS = "change_on_previous"  # percent change on the period of the same length before
    CHANGE_ON_YEAR = "change_on_year"  # percent change on the same months of the year before
    SHARE_OF_WORLD = "share_of_world"  # percent of the same cell for all partners


class Precision(StrEnum):
    """How a number was printed, which decides what values it allows."""

    EXACT = "exact"
    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    NEARLY = "nearly"
    ABOUT = "about"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure printed by one source.

    `value` is the number as printed, in `unit`; `interval` is what that print allows in the canonical unit of the
    measure (kg for mass; percent for changes and shares). `publisher` names who printed it, `source_url` where
    (empty when no address is known), `column` the word of the file it came from (`qty_t`, `mom_pct`, ...).
    """

    cell: Cell
    kind: Kind
    value: str
    unit: str
    precision: Precision
    interval: Interval
    publisher: str
    source_url: str
    column: str
    released_at: date
    printed_at: date | None = None
    note: str = ""
    document: str = ""  # sha256 of the archived file it was read from
    row: int = 0  # the row in that file, the header being row 1

    @property
    def id(self) -> str:
        """A short name that stays the same wherever the figure is read again."""
        from hashlib import blake2b

        text = "|".join((str(self.cell), self.kind, self.value, self.unit, self.publisher, self.source_url))
        return blake2b(text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Bound:
    """What all credible observations as of a day allow for a cell, in the unit shown (`t` for mass).

    `best` is the most telling printed figure inside the interval, or its middle when nobody printed the cell.
    `printed` says whether a source printed it, `observations` name the figures it rests on directly.
    """

    cell: Cell
    interval: Interval
    best: float
    unit: str
    printed: bool
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A printed figure that cannot be true together with the others.

    `certainty` is `proven` when accusing another would cost clearly more, else `one_of`: then one of the figures of
    the same `group` is wrong. `miss` is how far the figure lies from what the others allow, in its own unit;
    `severity` compares misses of all units (the logarithm of the ratio); `reason` is a sentence for an editor.
    """

    observation: Observation
    miss: float
    severity: float
    certainty: str
    group: str
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event near the trade: a control, a deal, a line stop, a release.

    `period` is its month, `occurred_at` its day, None when the source gives only the month.
    """

    period: Period
    occurred_at: date | None
    kind: str
    title: str
    commodities: tuple[str, ...]
    countries: tuple[str, ...]
    companies: tuple[str, ...]
    source_url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A metric of a cell as of a day.

    `id` is `metric:cell@as_of` and is enough to compute the fact again. `value` is the best single number, `interval`
    all that the data allow, both in `unit`. `other` is the cell compared with, if any. `observations` are the ids of
    the figures it rests on; `caveats` are keys with a sentence each in the metric table.
    """

    id: str
    metric: str
    cell: Cell
    as_of: date
    value: float
    interval: Interval
    unit: str
    other: Cell | None = None
    caveats: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    detail: dict[str, str | float] = field(default_factory=dict, compare=False)
