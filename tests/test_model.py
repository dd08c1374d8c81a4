"""The values everybody shares: periods, intervals, cells, observations."""

from __future__ import annotations

import dataclasses
from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import PeriodError
from weighbridge.model import Cell, Flow, Interval, Kind, Observation, Period, Precision

MONTHS = st.integers(1950 * 12, 2150 * 12)
PERIODS = st.builds(Period, MONTHS, st.integers(1, 24))


# ---- periods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-06", "2025-06", "2025-06"),
        (" 2025-06 ", "2025-06", "2025-06"),
        ("2025-Q2", "2025-04", "2025-06"),
        ("2025q4", "2025-10", "2025-12"),
        ("2025-H1", "2025-01", "2025-06"),
        ("2025H2", "2025-07", "2025-12"),
        ("2025", "2025-01", "2025-12"),
        ("2025-01/2025-06", "2025-01", "2025-06"),
        ("2024-11/2025-02", "2024-11", "2025-02"),
        ("2024-Q4/2025-Q1", "2024-10", "2025-03"),
    ],
)
def test_a_period_is_read_as_people_write_it(text, first, last):
    months = Period.parse(text).split()
    assert (str(months[0]), str(months[-1])) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-00",
        "2025-13",
        "2025-6",
        "06-2025",
        "June 2025",
        "2025-Q5",
        "2025-H3",
        "25",
        "1899-01",
        "2200-01",
        "2025-01/",
        "/",
    ],
)
def test_what_is_no_period_is_refused_with_the_spellings_that_are(text):
    with pytest.raises(PeriodError, match=r"is no period; write 2025-06, 2025-Q2, 2025-H1, 2025 or 2025-01/2025-06"):
        Period.parse(text)


def test_a_period_runs_forwards():
    with pytest.raises(PeriodError, match=r"'2025-06/2025-01' ends before it begins"):
        Period.parse("2025-06/2025-01")


@pytest.mark.parametrize(("first", "months"), [(2025 * 12, 0), (2025 * 12, -1), (1899 * 12, 1), (2201 * 12, 1)])
def test_a_period_lies_in_our_centuries_and_has_a_month(first, months):
    with pytest.raises(PeriodError):
        Period(first, months)


@given(PERIODS)
def test_a_period_is_read_back_from_its_text(period):
    assert Period.parse(str(period)) == period
    assert repr(period) == f"Period('{period}')"


@given(PERIODS, st.integers(-30, 30))
def test_shifting_there_and_back_is_nothing(period, months):
    assert period.shift(months).shift(-months) == period
    assert period.shift(months).months == period.months


@given(PERIODS)
def test_a_period_is_its_months_in_order(period):
    months = period.split()
    assert len(months) == period.months
    assert all(month.is_month for month in months)
    assert list(months) == sorted(months)
    assert (months[0].first, months[-1]) == (period.first, period.last_month)


@given(PERIODS)
def test_the_period_before_ends_where_this_one_begins(period):
    assert period.previous().last + 1 == period.first
    assert period.year_before().shift(12) == period


@given(MONTHS)
def test_a_year_to_date_starts_in_january_and_ends_here(first):
    month = Period(first)
    whole = month.year_to_date()
    assert (whole.first % 12, whole.last) == (0, first)
    assert whole.is_year_to_date is (month.month_of_year > 1)
    assert (whole.year, whole.month_of_year) == (month.year, month.month_of_year)


def test_a_span_over_new_year_is_no_year_to_date():
    assert not Period.parse("2024-12/2025-03").is_year_to_date
    assert not Period.parse("2024-01/2025-01").is_year_to_date
    assert Period.parse("2025").is_year_to_date


# ---- intervals -------------------------------------------------------------------------------------------------------

AMOUNTS = st.floats(0, 1e9, allow_nan=False)
INTERVALS = st.tuples(AMOUNTS, AMOUNTS).map(lambda ends: Interval(min(ends), max(ends)))


def inside(interval, share):
    return min(max(interval.lo + share * (interval.hi - interval.lo), interval.lo), interval.hi)


@given(INTERVALS, INTERVALS, st.floats(0, 1), st.floats(0, 1))
def test_what_is_done_to_intervals_holds_what_is_done_to_their_values(a, b, s, t):
    x, y = inside(a, s), inside(b, t)
    near = 1e-6 * max(a.hi, b.hi, 1.0)
    assert (a + b).widened(near, near).holds(x + y)
    assert (a - b).widened(near, near).holds(x - y)
    assert a.scaled(-2.0).holds(-2.0 * x)
    if y > 0:
        quotient = a / b
        assert quotient.lo <= x / y * (1 + 1e-9)
        assert quotient.hi >= x / y * (1 - 1e-9)


@given(INTERVALS, INTERVALS)
def test_two_intervals_meet_or_lie_apart(a, b):
    both = a.within(b)
    assert a.meets(b) is b.meets(a) is (both is not None)
    assert (a.gap_to(b) == 0) is a.meets(b)
    if both:
        assert a.holds(both.lo) and b.holds(both.hi)


def test_dividing_by_what_may_be_nothing_is_unbounded():
    assert Interval(1, 2) / Interval(0, 4) == Interval(0.25, inf)
    assert Interval(1, 2) / Interval(0, 0) == Interval(0.0, inf)
    with pytest.raises(ValueError, match="no quantity is negative"):
        Interval(-1, 2) / Interval(1, 2)


def test_an_interval_runs_upwards():
    with pytest.raises(ValueError, match="runs upwards"):
        Interval(2, 1)
    with pytest.raises(ValueError, match="runs upwards"):
        Interval(float("nan"), 1)


def test_a_point_and_an_open_end_are_known_as_such():
    assert Interval.point(3.0).is_point and Interval.point(3.0).width == 0
    assert not Interval(1, inf).is_finite
    assert Interval(1, 3).middle == 2


# ---- cells and observations ------------------------------------------------------------------------------------------

PARTNERS = st.sampled_from(["USA", "WLD"])
CELLS = st.builds(Cell, st.sampled_from(Flow), st.just("CHN"), PARTNERS, st.just("RE_ALL"), PERIODS, st.just("mass"))


@given(CELLS)
def test_a_cell_is_read_back_from_its_text(cell):
    assert Cell.parse(str(cell)) == cell
    assert "/" not in str(cell.period).replace("/", "_")


@given(CELLS, PERIODS)
def test_a_cell_moves_in_time_and_place_and_stays_what_it_is(cell, period):
    assert cell.at(period).at(cell.period) == cell
    assert cell.of("DEU").of(cell.partner) == cell


@pytest.mark.parametrize(
    "text", ["", "export/CHN/USA", "sold/CHN/USA/RE_ALL/2025-06/mass", "export/CHN/USA/RE_ALL/soon/mass"]
)
def test_what_is_no_cell_is_refused(text):
    with pytest.raises((ValueError, PeriodError)):
        Cell.parse(text)


FIGURE = Observation(
    cell=Cell.parse("export/CHN/USA/REPM_85051110/2025-06/mass"),
    kind=Kind.LEVEL,
    value="353",
    unit="t",
    precision=Precision.ROUNDED,
    interval=Interval(352_500, 353_500),
    publisher="reuters.com",
    source_url="https://www.reuters.com/june",
    column="qty_t",
    released_at=date(2025, 7, 20),
)


@pytest.mark.parametrize(
    "change", [{"document": "abc"}, {"row": 7}, {"note": "seen again"}, {"released_at": date(2025, 8, 1)}]
)
def test_a_figure_read_again_elsewhere_keeps_its_id(change):
    assert dataclasses.replace(FIGURE, **change).id == FIGURE.id


@pytest.mark.parametrize(
    "change",
    [{"value": "354"}, {"unit": "kg"}, {"publisher": "scmp.com"}, {"source_url": ""}, {"kind": Kind.CHANGE_ON_YEAR}],
)
def test_another_figure_has_another_id(change):
    assert dataclasses.replace(FIGURE, **change).id != FIGURE.id


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        FIGURE.value = "354"
    with pytest.raises(dataclasses.FrozenInstanceError):
        FIGURE.cell.period.first = 0
