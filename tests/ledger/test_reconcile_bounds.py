"""What figures in print allow for a cell: each kind of statement on a table small enough to work out by hand."""

from __future__ import annotations

from math import inf

import pytest
from drawn_figures import between, bound, drawn, named, reconciled

from weighbridge.card import trade_card
from weighbridge.ledger import reconcile


def ends(interval):
    return pytest.approx((interval.lo, interval.hi), rel=1e-7)


def test_a_rounded_level_is_known_to_half_a_unit():
    found = reconciled("USA 2025-06 353")
    assert ends(between(found, "USA", "2025-06")) == (352.5, 353.5)
    assert bound(found, "USA", "2025-06").best == 353 and bound(found, "USA", "2025-06").unit == "t"


def test_a_rounded_and_a_cut_print_of_one_level_narrow_each_other():
    found = reconciled("""
        WLD 2025-06 3188
        WLD 2025-06 3187!
    """)
    assert ends(between(found, "WLD", "2025-06")) == (3187.5, 3188)
    assert not found.conflicts


def test_an_exact_level_is_a_point():
    assert ends(between(reconciled("USA 2025-06 352.784="), "USA", "2025-06")) == (352.784, 352.784)


def test_more_than_leaves_the_other_end_open():
    found = reconciled("THA 2025-06 200+")
    assert ends(between(found, "THA", "2025-06")) == (200, inf)
    assert bound(found, "THA", "2025-06").best == 200


def test_a_change_on_the_month_bounds_the_month_nobody_printed():
    """3,188 t is 157.5% more: May was 3188 / 2.575, give or take both roundings."""
    found = reconciled("""
        WLD 2025-06 3188=
        WLD 2025-06 157.5%m
    """)
    may = between(found, "WLD", "2025-05")
    assert ends(may) == (3188 / 2.5755, 3188 / 2.5745)
    assert not bound(found, "WLD", "2025-05").printed
    assert bound(found, "WLD", "2025-05").best == pytest.approx(may.middle)


def test_a_change_on_the_year_bounds_the_same_month_of_the_year_before():
    found = reconciled("""
        WLD 2025-06 3188=
        WLD 2025-06 -38.1%y
    """)
    assert ends(between(found, "WLD", "2024-06")) == (3188 / 0.6195, 3188 / 0.6185)


def test_a_percentage_may_have_been_computed_from_rounded_levels():
    """46 followed by 353 is +667%; by the kilograms it was +660%. Both prints are honest."""
    found = reconciled("""
        USA 2025-05 46      seoul.example
        USA 2025-06 353     seoul.example
        USA 2025-06 667%m   seoul.example
        USA 2025-06 660%m   kyiv.example
    """)
    assert not found.conflicts


def test_a_running_total_is_the_sum_of_its_months():
    found = reconciled("""
        WLD 2025-01/2025-02 10000=
        WLD 2025-01         6000=
    """)
    assert ends(between(found, "WLD", "2025-02")) == (4000, 4000)


def test_two_running_totals_leave_the_month_between_them():
    """The half-year less January to May is June."""
    found = reconciled("""
        WLD 2025-01/2025-05 19132
        WLD 2025-H1         22319
    """)
    assert ends(between(found, "WLD", "2025-06")) == (3186, 3188)


def test_a_running_total_nobody_printed_follows_from_the_ones_around_it():
    found = reconciled("""
        WLD 2025-01/2025-05 19132
        WLD 2025-05         1238
    """)
    assert ends(between(found, "WLD", "2025-01/2025-04")) == (19131.5 - 1238.5, 19132.5 - 1237.5)


def test_a_running_total_of_which_nothing_is_known_has_no_bound():
    found = reconciled("WLD 2025-01/2025-03 900")
    assert {str(c.period) for c in found.bounds} == {"2025-01/2025-03", "2025-01", "2025-02", "2025-03"}
    assert ends(between(found, "WLD", "2025-02")) == (0, 900.5)


def test_a_change_of_a_running_total_bounds_the_last_years():
    found = reconciled("""
        WLD 2025-H1 22319=
        WLD 2025-H1 -18.9%y
    """)
    assert ends(between(found, "WLD", "2024-H1")) == (22319 / 0.8115, 22319 / 0.8105)


def test_the_world_is_at_least_the_sum_of_its_parts():
    found = reconciled("""
        WLD 2025-06 3188=
        DEU 2025-06 764=
        KOR 2025-06 300+
    """)
    assert ends(between(found, "KOR", "2025-06")) == (300, 3188 - 764)


def test_a_part_of_a_part_is_counted_once():
    """Germany lies in the EU, so the world need hold the EU alone."""
    found = reconciled("""
        WLD  2025-06 1500
        EU27 2025-06 1364
        DEU  2025-06 764
    """)
    assert not found.conflicts
    assert between(found, "WLD", "2025-06").lo == 1499.5


def test_a_share_of_the_world_is_a_ratio():
    found = reconciled("""
        WLD 2025-05 1238=
        DEU 2025-05 17%s
    """)
    assert ends(between(found, "DEU", "2025-05")) == (1238 * 0.165, 1238 * 0.175)


def test_january_and_february_together_leave_the_rest_of_the_year():
    """annual 12,000; Jan-Feb 2,000; the ten months after it share 10,000."""
    found = reconciled("""
        WLD 2024    12000=
        WLD 2024-01/2024-02 2000=
        WLD 2024-03 9000=
    """)
    assert ends(between(found, "WLD", "2024-07")) == (0, 1000)


def test_products_and_flows_do_not_constrain_each_other():
    found = reconciled("""
        gallium:WLD   2025-06 4
        germanium:WLD 2025-06 9000
    """)
    assert not found.conflicts


def test_a_cell_names_the_figures_about_it():
    figures = drawn("""
        USA 2025-06 353
        USA 2025-06 660%m
    """)
    found = reconcile(figures, card=trade_card())
    assert set(bound(found, "USA", "2025-06").observations) == {figure.id for figure in figures}


def test_the_best_number_is_the_most_telling_print():
    found = reconciled("""
        WLD 2025-08 6146
        WLD 2025-08 6145.623
    """)
    assert bound(found, "WLD", "2025-08").best == 6145.623


def test_no_figures_no_bounds():
    found = reconcile([], card=trade_card())
    assert not found.bounds and not found.conflicts


# ---- figures that differ without anybody being wrong -----------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        "WLD 2025-01 6357 \n WLD 2025-01 6356",  # one of them cut, though it does not say so
        "USA 2025-09 420.5 \n USA 2025-09 420",  # halves rounded the other way
        "WLD 2025-12 5952 \n WLD 2025-12 5950~",  # about
        "EU27 2025-11 59.5%y \n EU27 2025-11 60<%y",  # nearly
        "IND 2025-06 172 \n IND 2025-07 418 \n IND 2025-07 140%m",  # 2.4 times, 143% to the digit
        "WLD 2025-08 7338 x 2025-09-18 \n WLD 2025-08 7336 y 2025-12-18",  # restated
        "WLD 2024 58120 \n WLD 2024 58152",  # restated, nobody knows when
        "WLD 2025-11 28.29%y \n WLD 2025-11 28+%y",
        "WLD 2024-08 5325= \n WLD 2025-08 6145.6= \n WLD 2025-08 15%y",  # 15.4 cut
    ],
)
def test_rounding_cutting_hedging_and_restating_are_no_mistakes(table):
    assert named(reconciled(table)) == {}


def test_either_of_two_restated_figures_may_be_the_right_one():
    found = reconciled("""
        WLD 2025-08 7338  delhi.example 2025-09-18
        WLD 2025-08 7336  baku.example  2025-12-18
    """)
    assert ends(between(found, "WLD", "2025-08")) == (7335.5, 7338.5)


def test_within_one_release_nothing_was_restated():
    found = reconciled("""
        WLD 2025-10 4345.5  brno.example  2025-11-07
        WLD 2025-10 4343.5  athens.example 2025-11-07
    """)
    assert set(named(found).values()) == {"one_of"} and len(named(found)) == 2
