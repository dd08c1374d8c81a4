"""Highs, lows, records and streaks are claimed only where the intervals prove them."""

import pytest

from weighbridge.errors import NotInDataError
from weighbridge.facts import measure
from weighbridge.model import Interval

FALL_AND_RISE = """
    USA 2025-01 877
    USA 2025-02 405
    USA 2025-03 584
    USA 2025-04 246
    USA 2025-05 46
    USA 2025-06 353
"""


def test_the_highest_since_the_last_month_that_was_higher(tiny, cell):
    fact = measure("highest_since", cell("USA", "2025-06"), view=tiny(FALL_AND_RISE))
    assert (fact.value, fact.interval) == (3.0, Interval(3.0, 3.0))
    assert fact.detail == {"since": "2025-03", "months_compared": 2}


def test_months_without_a_figure_are_passed_over_and_named(tiny, cell):
    fact = measure("highest_since", cell("USA", "2025-06"), view=tiny(FALL_AND_RISE.replace("USA 2025-04 246", "")))
    assert (fact.value, fact.interval) == (3.0, Interval(2.0, 3.0))
    assert fact.detail["months_missing"] == "2025-04" and "months_missing" in fact.caveats


def test_a_printed_month_in_doubt_ends_the_claim(tiny, cell):
    doubtful = FALL_AND_RISE.replace("USA 2025-04 246", "USA 2025-04 353")
    with pytest.raises(NotInDataError, match=r"2025-04 .*cannot be told"):
        measure("highest_since", cell("USA", "2025-06"), view=tiny(doubtful))


def test_a_month_that_only_fell_is_no_high(tiny, cell):
    for metric in ("highest_since", "high_months", "record_high"):
        with pytest.raises(NotInDataError, match="higher"):
            measure(metric, cell("USA", "2025-05"), view=tiny(FALL_AND_RISE + "USA 2024-12 900"))


def test_a_month_above_all_known_is_no_high_since_anything(tiny, cell):
    with pytest.raises(NotInDataError, match="record_high"):
        measure("highest_since", cell("USA", "2025-01"), view=tiny("USA 2024-12 300\nUSA 2025-01 877"))


def test_the_low_of_five_months(tiny, cell):
    fact = measure("low_months", cell("USA", "2025-05"), view=tiny(FALL_AND_RISE))
    assert (fact.value, fact.interval) == (5.0, Interval(5.0, float("inf")))
    assert fact.detail["stopped_because"] == "not known"


def test_bounds_nobody_printed_can_still_be_beaten(tiny, cell):
    view = tiny(FALL_AND_RISE.replace("USA 2025-04 246", "USA 2025-04 100..340"))
    assert measure("high_months", cell("USA", "2025-06"), view=view).value == 3.0


def test_a_streak_counts_only_steps_whose_direction_is_sure(tiny, cell):
    falling = measure("streak", cell("USA", "2025-05"), view=tiny(FALL_AND_RISE))
    assert (falling.value, falling.detail["direction"], falling.interval) == (2.0, "down", Interval(2.0, 2.0))
    open_ended = measure("streak", cell("USA", "2025-02"), view=tiny(FALL_AND_RISE))
    assert open_ended.interval == Interval(1.0, float("inf"))
    with pytest.raises(NotInDataError, match="cannot be told"):
        measure("streak", cell("USA", "2025-02"), view=tiny("USA 2025-01 405\nUSA 2025-02 405"))


STEADY = "\n".join(f"WLD 2024-{month:02d} {5000 + month}" for month in range(1, 13))


def test_a_record_needs_a_year_of_months_and_names_its_gaps(tiny, cell):
    record = measure("record_high", cell("WLD", "2025-01"), view=tiny(STEADY + "\nWLD 2025-01 6357"))
    assert (record.value, record.detail["first_month"]) == (13.0, "2024-01")
    assert "history_starts" in record.caveats
    gap = measure(
        "record_high", cell("WLD", "2025-01"), view=tiny(STEADY.replace("WLD 2024-03 5003", "") + "\nWLD 2025-01 6357")
    )
    assert gap.detail["months_missing"] == "2024-03"
    with pytest.raises(NotInDataError, match="too few for a record"):
        measure("record_high", cell("USA", "2025-01"), view=tiny("USA 2024-12 300\nUSA 2025-01 877"))


def test_a_record_falls_when_a_later_month_beats_it(tiny, cell):
    view = tiny(STEADY + "\nWLD 2025-01 6357\nWLD 2025-02 6400")
    with pytest.raises(NotInDataError, match="2025-02 was higher"):
        measure("record_high", cell("WLD", "2025-01"), view=view)


def test_spans_are_not_ranked_against_months(tiny, cell):
    view = tiny("WLD 2024-01/2024-06 27521\nWLD 2025-01/2025-06 22319")
    with pytest.raises(NotInDataError, match="compares single months"):
        measure("record_low", cell("WLD", "2025-H1"), view=view)
