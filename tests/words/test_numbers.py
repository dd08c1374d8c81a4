"""Numbers as house style writes them: never more digits than what is known supports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.model import Interval
from weighbridge.words import cardinal, english, grouped, ordinal, range_of, shown, with_unit


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(3187.5, 0, "3,188"), (157.45, 1, "157.5"), (-0.04, 1, "0.0"), (1234567.0, 0, "1,234,567"), (0.5, 0, "1")],
)
def test_thousands_are_grouped_and_halves_go_away_from_zero(value: float, places: int, text: str) -> None:
    assert grouped(value, places) == text


@pytest.mark.parametrize(
    ("value", "interval", "unit", "printed", "text"),
    [
        (353.0, (352.5, 353.5), "t", "353", "353"),
        (3188.0, (3187.5, 3188.5), "t", "3188", "3,188"),
        (6145.623, (6145.6225, 6145.6235), "t", "6145.623", "6,146"),  # house style: whole tonnes from a hundred on
        (26.037, (26.0365, 26.0375), "t", "26.037", "26"),
        (0.096, (0.0955, 0.0965), "t", "0.096", "0.1"),
        (660.0, (657.2, 677.3), "pct", "660", "660"),  # a source's print keeps its digits
        (667.4, (657.2, 677.3), "pct", "", "about 670"),  # our own division does not
        (265.6, (264.4, 266.7), "pct", "", "about 266"),
        (-38.1, (-38.15, -38.05), "pct", "-38.1", "38.1"),  # direction is a word
        (75.0, (74.9, 75.1), "pct", "", "75"),
        (49890000.0, (49885000.0, 49895000.0), "t", "49890000", "49.89 million"),
        (4830.0, (4800.0, 4860.0), "t", "", "about 4,800"),
    ],
)  # fmt: skip
def test_a_number_has_the_digits_it_deserves(
    value: float, interval: tuple[float, float], unit: str, printed: str, text: str
) -> None:
    told = shown(value, Interval(*interval), unit, printed=printed)
    assert told is not None
    assert told.hedged == text


def test_what_is_known_too_loosely_is_no_number() -> None:
    assert shown(300.0, Interval(150.0, 600.0), "t") is None
    assert shown(200.0, Interval(200.0, float("inf")), "t") is None
    assert range_of(Interval(152.0, 608.0), "t") == "between 150 and 610"
    assert range_of(Interval(152.0, float("inf")), "t") is None


sizes = st.floats(0.02, 5e5)


@given(value=sizes, below=st.floats(0, 0.4), above=st.floats(0, 0.4), unit=st.sampled_from(["t", "pct", "times"]))
def test_the_number_as_a_reader_takes_it_meets_what_is_known(
    value: float, below: float, above: float, unit: str
) -> None:
    """Rounded as its digits say, or within its hedge's meaning, the text never claims what the interval excludes."""
    known = Interval(value * (1 - below), value * (1 + above))
    told = shown(value, known, unit)
    if told is None:
        return
    number = float(told.text.replace(",", ""))
    literal = 10.0 ** -len(told.text.partition(".")[2])
    if told.hedge:
        claimed = english().hedge(told.hedge).allows(number, max(literal, told.step))
        assert claimed.lo <= known.lo + 1e-9
        assert known.hi <= claimed.hi + 1e-9
    else:
        assert Interval(number - literal / 2, number + literal / 2).widened(1e-9, 1e-9).meets(known)


@given(value=sizes, unit=st.sampled_from(["t", "pct", "times"]))
def test_an_exact_number_needs_no_hedge(value: float, unit: str) -> None:
    told = shown(value, Interval.point(value), unit)
    assert told is None or not told.hedge


@given(value=sizes, below=st.floats(0, 0.9), above=st.floats(0, 0.9))
def test_a_range_holds_all_that_is_known(value: float, below: float, above: float) -> None:
    known = Interval(value * (1 - below), value * (1 + above))
    words = range_of(known, "t")
    assert words is not None
    low, high = (float(w.replace(",", "")) for w in words.removeprefix("between ").split(" and "))
    assert low <= known.lo * (1 + 1e-9)
    assert known.hi * (1 - 1e-9) <= high


@pytest.mark.parametrize(
    ("n", "word"), [(1, "first"), (2, "second"), (12, "twelfth"), (13, "13th"), (21, "21st"), (111, "111th")]
)
def test_ordinals(n: int, word: str) -> None:
    assert ordinal(n) == word


def test_small_whole_numbers_are_spelled_out() -> None:
    assert [cardinal(n) for n in (2, 9, 10, 1200)] == ["two", "nine", "10", "1,200"]


def test_units_have_a_singular() -> None:
    assert with_unit("1", "t") == "1 tonne"
    assert with_unit("3,188", "t") == "3,188 tonnes"
    assert with_unit("660", "pct") == "660%"
