"""Hedges, relations, periods: each word has one stated meaning, which the writer keeps to."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import UnknownNameError
from weighbridge.model import Interval, Period
from weighbridge.words import day_name, english, fraction_phrase, period_name, ratio_phrase, relations_for


def test_most_hedges_are_one_sided() -> None:
    assert english().hedge("nearly").allows(20.0, 1.0) == Interval(19.0, 20.0)
    assert english().hedge("just over").allows(100.0, 1.0) == Interval(100.0, 102.0)
    assert english().hedge("more than").allows(200.0, 1.0) == Interval(200.0, float("inf"))
    assert english().hedge("less than").allows(200.0, 1.0).hi == 200.0
    assert english().hedge("roughly").allows(1000.0, 1.0) == Interval(950.0, 1050.0)


def test_an_unknown_hedge_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'nearly'"):
        english().hedge("nearlyy")


def test_no_word_is_two_hedges_or_two_relations() -> None:
    hedges = [w for h in english().hedges for w in (h.word, *h.also)]
    pasts = [r.past for r in english().relations]
    assert len(set(hedges)) == len(hedges)
    assert len(set(pasts)) == len(pasts)


@pytest.mark.parametrize(
    ("lo", "hi", "word", "allowed"),
    [
        (657.0, 677.0, "jumped", True),
        (657.0, 677.0, "edged up", False),
        (19.9, 20.4, "jumped", False),  # not surely twenty
        (0.5, 1.1, "edged up", True),
        (-0.4, 0.4, "rose", False),
        (-0.4, 0.4, "were little changed", True),
        (-38.15, -38.05, "slumped", True),
        (-38.15, -38.05, "plunged", False),
        (-9.6, -9.4, "slipped", True),
        (-9.6, -9.4, "dropped", False),
    ],
)
def test_a_relation_word_stands_only_where_the_whole_interval_allows_it(
    lo: float, hi: float, word: str, allowed: bool
) -> None:
    assert (word in [r.past for r in relations_for(Interval(lo, hi))]) is allowed


@given(lo=st.floats(-100, 2000), width=st.floats(0, 100))
def test_words_of_change_never_point_the_wrong_way(lo: float, width: float) -> None:
    known = Interval(lo, lo + width)
    for relation in relations_for(known):
        assert relation.direction != "up" or known.lo > 0
        assert relation.direction != "down" or known.hi < 0


@given(lo=st.floats(0.01, 1000))
def test_every_decided_change_has_a_plain_word(lo: float) -> None:
    assert "rose" in [r.past for r in relations_for(Interval(lo, lo + 1))]
    falling = max(-lo, -99.0)
    assert "fell" in [r.past for r in relations_for(Interval(falling, falling / 2))]


def test_ratios_and_shares_in_words_need_the_whole_interval() -> None:
    assert ratio_phrase(Interval(2.1, 2.2)) == "more than doubled"
    assert ratio_phrase(Interval(1.95, 2.05)) is None
    assert fraction_phrase(Interval(33.1, 33.4)) == "about a third"
    assert fraction_phrase(Interval(30.0, 36.0)) is None


JUNE = Period.parse("2025-06")


@pytest.mark.parametrize(
    ("period", "near", "words"),
    [
        ("2025-06", None, "June 2025"),
        ("2025-06", JUNE, "June"),
        ("2024-12", JUNE, "December"),
        ("2024-11", JUNE, "November 2024"),
        ("2024-06", JUNE, "June 2024"),
        ("2025-H1", JUNE, "the first half of the year"),
        ("2025-H1", None, "the first half of 2025"),
        ("2025-Q1", None, "the first quarter of 2025"),
        ("2025-01/2025-07", JUNE.shift(1), "the first seven months of the year"),
        ("2025-01/2025-02", JUNE, "January and February"),
        ("2020-01/2020-02", None, "January and February 2020"),
        ("2020", None, "2020"),
        ("2024-11/2025-02", None, "November 2024 to February 2025"),
    ],
)
def test_periods_in_words(period: str, near: Period | None, words: str) -> None:
    assert period_name(Period.parse(period), near=near) == words


def test_days_in_words() -> None:
    assert day_name(date(2025, 7, 20)) == "July 20, 2025"
    assert day_name(date(2025, 4, 4), near=date(2025, 7, 20)) == "April 4"
    assert day_name(date(2024, 12, 3), near=date(2025, 7, 20)) == "December 3, 2024"
