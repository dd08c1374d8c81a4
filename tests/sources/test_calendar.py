"""The release calendar of the office: when which month comes out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.card import trade_card
from weighbridge.errors import UnknownNameError
from weighbridge.model import Period
from weighbridge.sources import calendar

RULES = ("query", "tables", "flash")


@pytest.mark.parametrize(
    ("rule", "period", "day"),
    [
        ("query", "2025-06", "2025-07-20"),
        ("query", "2025-12", "2026-01-20"),
        ("query", "2025-01", "2025-03-20"),  # January and February come together in March
        ("query", "2025-02", "2025-03-20"),
        ("query", "2019-10", "2019-11-25"),  # until early 2020 on the 25th
        ("query", "2020-02", "2020-03-25"),
        ("query", "2020-03", "2020-04-20"),
        ("tables", "2025-06", "2025-07-18"),
        ("flash", "2025-06", "2025-07-14"),  # a day the office announced
        ("flash", "2025-07", "2025-08-07"),
        ("flash", "2026-01", "2026-03-10"),
        ("flash", "2023-05", "2023-06-14"),  # no day is known: the last of its window
        ("query", "2025-01/2025-06", "2025-07-20"),  # a running total comes with its last month
        ("query", "2025", "2026-01-20"),
    ],
)
def test_a_month_is_released_on_its_day(rule, period, day):
    assert str(calendar(rule).release_day(Period.parse(period))) == day


@pytest.mark.parametrize(
    ("rule", "after", "period", "day"),
    [
        ("query", "2025-07-20", "2025-07", "2025-08-20"),
        ("query", "2025-07-19", "2025-06", "2025-07-20"),
        ("query", "2026-01-20", "2026-02", "2026-03-20"),  # no release in February
        ("query", "2026-03-19", "2026-02", "2026-03-20"),
        ("flash", "2025-08-07", "2025-08", "2025-09-08"),
    ],
)
def test_the_next_release_after_a_day(rule, after, period, day):
    found = calendar(rule).next_release(date.fromisoformat(after))
    assert found == (Period.parse(period), date.fromisoformat(day))


@given(st.sampled_from(RULES), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_next_release_lies_ahead_and_none_is_passed_over(rule, day):
    office = calendar(rule)
    period, released_at = office.next_release(day)
    assert day < released_at <= day + timedelta(75)
    assert office.release_day(period) == released_at
    earlier = [office.release_day(period.shift(-n)) for n in range(1, 4)]
    assert all(other <= day or other == released_at for other in earlier)


@given(st.sampled_from(RULES), st.integers(2000 * 12, 2100 * 12))
def test_months_are_released_in_order_after_they_end_and_never_in_february(rule, first):
    office, month = calendar(rule), Period(first)
    day = office.release_day(month)
    assert day >= month.shift(1).first_day()
    assert day <= office.release_day(month.shift(1))
    assert day.month != 2


def test_every_product_follows_a_calendar_that_is_known():
    assert {calendar(product.calendar).reporter for product in trade_card().products.values()} == {"CHN"}


def test_an_unknown_calendar_is_refused_with_its_near_miss():
    with pytest.raises(UnknownNameError, match=r"no release calendar is called 'flsh'; did you mean 'flash'"):
        calendar("flsh")
