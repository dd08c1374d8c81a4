"""Units are converted once, and a printed number allows what its last digit says."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.errors import UnitError
from weighbridge.ledger import UNITS, print_interval, print_step, unit_of
from weighbridge.ledger.engine import connect
from weighbridge.ledger.units import INTERVAL_SQL
from weighbridge.model import Interval, Precision


@pytest.mark.parametrize(
    ("unit", "measure", "canonical"),
    [
        ("kg", "mass", 1),
        ("100kg", "mass", 100),
        ("t", "mass", 1_000),
        ("kt", "mass", 1_000_000),
        ("10kt", "mass", 10_000_000),
        ("Mt", "mass", 1_000_000_000),
        ("items", "items", 1),
        ("usd", "value_usd", 1),
        ("cny", "value_cny", 1),
        ("eur", "value_eur", 1),
        ("pct", "pct", 1),
    ],
)
def test_a_unit_knows_its_measure_and_its_size(unit, measure, canonical):
    assert (unit_of(unit).measure, unit_of(unit).canonical_per_unit) == (measure, canonical)
    assert print_interval("1", Precision.EXACT, unit) == Interval.point(canonical)


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("10,000 t", "10kt"),
        ("100 kg", "100kg"),
        ("USD", "usd"),
        ("CNY", "cny"),
        ("EUR", "eur"),
        ("tonnes", "t"),
        ("T", "t"),
    ],
)
def test_a_unit_is_known_as_offices_write_it(written, id):
    assert unit_of(written).id == id


def test_a_prefix_means_what_its_case_says():
    assert unit_of("Mt").canonical_per_unit == 1e9
    with pytest.raises(UnitError, match=r"'mt' cannot be converted; did you mean 'Mt'"):
        unit_of("mt")


@pytest.mark.parametrize("unit", ["bbl", "short ton", "jpy", "m2", ""])
def test_a_unit_nobody_can_convert_is_refused_by_name(unit):
    with pytest.raises(UnitError, match=f"the unit {unit!r} cannot be converted"):
        print_interval("1", Precision.ROUNDED, unit)


@pytest.mark.parametrize(
    ("value", "precision", "unit", "lo", "hi"),
    [
        ("353", "rounded", "t", 352_500, 353_500),
        ("7.40", "rounded", "t", 7_395, 7_405),
        ("5773", "truncated", "t", 5_773_000, 5_774_000),
        ("5773.2", "exact", "t", 5_773_200, 5_773_200),
        ("100", "nearly", "t", 95_000, 100_000),
        ("3", "nearly", "t", 2_000, 3_000),  # never less than a unit of the last digit
        ("100", "about", "t", 95_000, 105_000),
        ("100", "more_than", "t", 100_000, inf),
        ("0.2", "rounded", "kt", 150_000, 250_000),
        ("0", "rounded", "t", 0, 500),  # nothing traded is less than nothing
        ("-38.1", "rounded", "pct", -38.15, -38.05),
        ("-38", "truncated", "pct", -39, -38),  # towards zero
        ("-100", "rounded", "pct", -100, -99.5),  # nothing falls by more than all of it
        ("+660", "rounded", "pct", 659.5, 660.5),
        ("105950000", "rounded", "t", 105_945_000_000, 105_955_000_000),  # known to its last non-zero digit
        ("1000000", "rounded", "t", 500_000_000, 1_500_000_000),
        ("100000", "rounded", "t", 99_999_500, 100_000_500),  # below a million every digit counts
    ],
)
def test_a_printed_number_allows(value, precision, unit, lo, hi):
    interval = print_interval(value, Precision(precision), unit)
    assert (interval.lo, interval.hi) == pytest.approx((lo, hi), rel=1e-12)


@pytest.mark.parametrize("value", ["", "1,238", "1.238,5", "5e3", "nan", "inf", "353 t", "--5", "5.", ".5", "５"])
def test_what_is_no_plain_number_is_refused_as_written(value):
    with pytest.raises(UnitError, match="is no number"):
        print_interval(value, Precision.ROUNDED, "t")


NUMBERS = st.from_regex(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?", fullmatch=True, alphabet="+-.0123456789") | st.from_regex(
    r"[1-9][0-9]{0,5}0{1,9}", fullmatch=True, alphabet="0123456789"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NUMBERS, st.sampled_from(Precision), st.sampled_from(list(UNITS))), min_size=1, max_size=60))
def test_the_engine_reads_whole_tables_as_python_reads_one_number(prints):
    prints = [(value, p, unit) for value, p, unit in prints if unit == "pct" or not value.startswith("-")]
    with connect() as connection:
        connection.execute("CREATE TABLE prints (n INTEGER, value TEXT, precision TEXT, unit TEXT, unit_factor DOUBLE)")
        for n, (value, precision, unit) in enumerate(prints):
            row = [n, value, str(precision), unit, UNITS[unit].canonical_per_unit]
            connection.execute("INSERT INTO prints VALUES (?, ?, ?, ?, ?)", row)
        read = connection.execute(f"SELECT lo, hi FROM ({INTERVAL_SQL.format(table='prints')}) ORDER BY n").fetchall()
    one_by_one = [print_interval(*p) for p in prints]
    assert read == [(interval.lo, interval.hi) for interval in one_by_one]


@given(NUMBERS, st.sampled_from([p for p in Precision if p is not Precision.MORE_THAN]))
def test_a_print_allows_the_number_it_shows(value, precision):
    number = float(value)
    least = max(number, -100.0)
    assert print_interval(value, precision, "pct").holds(least)


@given(NUMBERS)
def test_one_more_digit_never_allows_more(value):
    more = value + ("0" if "." in value else ".0")
    assert print_step(more) < print_step(value)
