"""The mistakes people make in print, one small table each: who is named, how certainly, and why."""

from __future__ import annotations

import pytest
from drawn_figures import between, bound, cell, named, reason, reconciled


def test_a_digit_lost_from_a_change():
    """Germany took 764 t, then 1,116 t: 46% more, not 6."""
    found = reconciled("""
        DEU 2025-06 764
        DEU 2025-07 1116   lviv.example
        DEU 2025-07 1115!  chennai.example
        DEU 2025-07 46%m   lviv.example
        DEU 2025-07 6%m    seoul.example
    """)
    assert named(found) == {"DEU 2025-07 6%m": "proven"}
    assert found.conflicts[0].miss == pytest.approx(45.9 - 6.5, abs=0.1)
    assert "46 would fit, a digit was lost" in reason(found, "6")


def test_a_running_total_printed_as_the_month():
    found = reconciled("""
        ARG 2025-04          6850
        ARG 2025-04          22600  shanghai.example
        ARG 2025-01/2025-04  22600  shanghai.example
        ARG 2025-05          6626
        ARG 2025-05          -3%m
    """)
    assert named(found) == {"ARG 2025-04 22600": "proven"}
    assert "a running total printed as the month" in reason(found, "22600")
    assert between(found, "ARG", "2025-04").lo > 6800


def test_a_month_printed_as_the_running_total():
    found = reconciled("""
        WLD 2025-01/2025-05 19132
        WLD 2025-01/2025-06 3188   fast.example
        WLD 2025-06         3188
        WLD 2025-06         3187!
        WLD 2025-07         5577
        WLD 2025-01/2025-07 27897
    """)
    assert named(found) == {"WLD 2025-01/2025-06 3188": "proven"}
    assert "a month printed as the running total" in reason(found, "3188")


def test_two_changes_exchanged_when_both_can_be_refuted():
    found = reconciled("""
        WLD 2024-06 5150
        WLD 2025-05 1238
        WLD 2025-06 3188
        WLD 2025-06 157.5%m  careful.example
        WLD 2025-06 -38.1%y  careful.example
        WLD 2025-06 157.5%y  hasty.example
        WLD 2025-06 -38.1%m  hasty.example
    """)
    assert named(found) == {"WLD 2025-06 157.5%y": "proven", "WLD 2025-06 -38.1%m": "proven"}
    assert all("stand in each other's place (hasty.example)" in c.reason for c in found.conflicts)


def test_two_changes_exchanged_when_only_one_can_be_refuted():
    """Nothing is known of February, but the change on the month is to the digit what the one on the year should be."""
    found = reconciled("""
        WLD 2024-03 4709.6
        WLD 2025-03 5666.3
        WLD 2025-03 20%y
        WLD 2025-03 76.14%y  busan.example
        WLD 2025-03 20.31%m  busan.example
    """)
    assert named(found) == {"WLD 2025-03 76.14%y": "proven", "WLD 2025-03 20.31%m": "proven"}
    assert between(found, "WLD", "2025-02").lo == 0


def test_two_changes_are_not_called_exchanged_for_a_loose_likeness():
    found = reconciled("""
        WLD 2024-03 4709.6
        WLD 2025-03 5666.3
        WLD 2025-03 20%y
        WLD 2025-03 76.14%y  busan.example
        WLD 2025-03 35%m     busan.example
    """)
    assert named(found) == {"WLD 2025-03 76.14%y": "proven"}


def test_the_ratio_printed_as_the_change():
    """3.34 times is 234% more."""
    found = reconciled("""
        WLD 2025-04 233.7%m
        WLD 2025-04 334%m
        WLD 2025-03 220
        WLD 2025-04 734
    """)
    assert named(found) == {"WLD 2025-04 334%m": "proven"}
    assert "it is the ratio in percent, not the change" in reason(found, "334")


def test_a_turned_sign():
    found = reconciled("""
        WLD 2025-05 1238
        WLD 2025-06 3188
        WLD 2025-07 5577
        WLD 2025-07 75%m
        WLD 2025-07 -75%m
    """)
    assert named(found) == {"WLD 2025-07 -75%m": "proven"}
    assert "the sign is turned" in reason(found, "-75")


def test_a_level_with_a_digit_lost():
    found = reconciled("""
        WLD 2025-05 1238
        WLD 2025-06 318
        WLD 2025-06 157.5%m
        WLD 2025-07 5577
        WLD 2025-07 74.9%m
    """)
    assert named(found) == {"WLD 2025-06 318": "proven"}
    assert "leave 3,182 to 3,195 t; a digit was lost" in reason(found, "318")


def test_kilograms_printed_as_tonnes():
    found = reconciled("""
        gallium:WLD 2025-06 4.260
        gallium:WLD 2025-06 4260   hasty.example
        gallium:DEU 2025-06 2
        gallium:WLD 2025-07 9
        gallium:WLD 2025-07 111%m
    """)
    assert named(found) == {"WLD 2025-06 4260": "proven"}
    assert "the decimal point was moved" in reason(found, "4260")


def test_a_part_that_exceeds_the_whole():
    found = reconciled("""
        WLD 2025-06 3188  kyiv.example
        WLD 2025-06 3187! tokyo.example
        DEU 2025-06 7640
    """)
    assert named(found) == {"DEU 2025-06 7640": "proven"}


def test_parts_that_exceed_the_whole_when_nobody_else_speaks_of_any():
    found = reconciled("""
        WLD 2025-06 3188
        DEU 2025-06 2000
        KOR 2025-06 1500
    """)
    assert named(found) == {"WLD 2025-06 3188": "one_of", "DEU 2025-06 2000": "one_of", "KOR 2025-06 1500": "one_of"}
    assert len({conflict.group for conflict in found.conflicts}) == 1
    assert between(found, "WLD", "2025-06").hi > 3499
    assert between(found, "KOR", "2025-06").lo == 0


def test_a_share_that_does_not_go_with_its_levels():
    found = reconciled("""
        WLD 2025-06 3188
        WLD 2025-06 3187!
        USA 2025-06 353
        USA 2025-06 352!
        USA 2025-06 11%s  careful.example
        USA 2025-06 21%s  hasty.example
    """)
    assert named(found) == {"USA 2025-06 21%s": "proven"}


def test_shares_that_exceed_everything():
    """Nobody says how much there was, and still 60% and 50% cannot both be right."""
    found = reconciled("""
        DEU 2025-06 60%s
        USA 2025-06 50%s
    """)
    assert named(found) == {"DEU 2025-06 60%s": "one_of", "USA 2025-06 50%s": "one_of"}


def test_two_changes_contradict_each_other_though_no_level_is_known():
    found = reconciled("""
        WLD 2025-04 233.7%m
        WLD 2025-04 334%m
    """)
    assert set(named(found).values()) == {"one_of"} and len(found.conflicts) == 2
    assert all(conflict.miss > 95 for conflict in found.conflicts)


def test_the_world_is_all_of_itself():
    found = reconciled("""
        WLD 2025-06 100%s
        WLD 2025-06 90%s
    """)
    assert named(found) == {"WLD 2025-06 90%s": "proven"}


def test_months_that_exceed_their_year():
    """January and February alone are more than the year is said to be."""
    found = reconciled("""
        WLD 2024            8000   hasty.example
        WLD 2024            58120  careful.example
        WLD 2024-01/2024-02 9947
        WLD 2025            57392
        WLD 2025            -1.3%y
    """)
    assert named(found) == {"WLD 2024-01/2024-12 8000": "proven"}


def test_a_year_that_is_not_the_sum_of_its_months():
    months = "\n".join(f"WLD 2024-{month:02d} {4000 + 100 * month}" for month in range(1, 13))
    found = reconciled(f"{months}\n WLD 2024 65800 \n WLD 2025 57200 \n WLD 2025 2.5%y")
    assert named(found) == {"WLD 2024-01/2024-12 65800": "proven"}
    assert "55,800 would fit" in reason(found, "65800")


def test_a_change_of_more_than_everything():
    found = reconciled("""
        WLD 2025-05 0
        WLD 2025-06 3188
        WLD 2025-06 157.5%m
    """)
    assert set(named(found).values()) == {"one_of"}


def test_one_word_against_another_is_a_group_of_two():
    found = reconciled("""
        DEU 2025-06 764
        DEU 2025-06 674
    """)
    assert named(found) == {"DEU 2025-06 764": "one_of", "DEU 2025-06 674": "one_of"}
    group = {conflict.group for conflict in found.conflicts}
    assert len(group) == 1 and group <= {conflict.observation.id for conflict in found.conflicts}
    assert between(found, "DEU", "2025-06").lo == 673.5 and between(found, "DEU", "2025-06").hi == 764.5


def test_two_sources_against_one():
    found = reconciled("""
        DEU 2025-06 764  a.example
        DEU 2025-06 764  b.example
        DEU 2025-06 674  c.example
    """)
    assert named(found) == {"DEU 2025-06 674": "proven"}
    assert bound(found, "DEU", "2025-06").best == 764


def test_saying_it_twice_on_one_page_is_not_two_sources():
    found = reconciled("""
        DEU 2025-06 764  a.example
        DEU 2025-06 764! a.example
        DEU 2025-06 674  c.example
    """)
    assert set(named(found).values()) == {"one_of"}


def test_two_mistakes_far_from_each_other_are_both_named():
    found = reconciled("""
        DEU 2025-06 764  a.example
        DEU 2025-06 764  b.example
        DEU 2025-06 74   c.example
        JPN 2025-12 280  a.example
        JPN 2025-12 280  b.example
        JPN 2025-12 411.3 c.example
    """)
    assert named(found) == {"DEU 2025-06 74": "proven", "JPN 2025-12 411.3": "proven"}


def test_worst_first_by_ratio_whatever_the_unit():
    found = reconciled("""
        DEU 2025-06 764   a.example
        DEU 2025-06 764   b.example
        DEU 2025-06 700   c.example
        JPN 2025-05 10    a.example
        JPN 2025-05 10    b.example
        JPN 2025-06 131   a.example
        JPN 2025-06 131   b.example
        JPN 2025-06 11%m  c.example
    """)
    assert list(named(found)) == ["JPN 2025-06 11%m", "DEU 2025-06 700"]
    assert [round(conflict.severity, 2) for conflict in found.conflicts] == [2.41, 0.09]


def test_the_reason_names_who_says_otherwise():
    found = reconciled("""
        WLD 2025-05 1238     kyiv.example
        WLD 2025-06 3188     kyiv.example
        WLD 2025-06 157.5%m  kyiv.example
        WLD 2025-06 157%m    seoul.example
        WLD 2025-06 15.7%m   hasty.example
    """)
    sentence = reason(found, "15.7")
    assert sentence.startswith("+15.7% on the month before cannot be right beside ")
    assert "kyiv.example" in sentence or "seoul.example" in sentence
    assert "the other figures leave 157" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_a_proven_mistake_does_not_touch_the_bounds():
    with_it = reconciled("""
        WLD 2025-06 3188  a.example
        WLD 2025-06 3187! b.example
        WLD 2025-06 318   c.example
    """)
    assert (between(with_it, "WLD", "2025-06").lo, between(with_it, "WLD", "2025-06").hi) == (3187.5, 3188)
    wrong = next(conflict.observation.id for conflict in with_it.conflicts)
    assert wrong not in with_it.bounds[cell("WLD", "2025-06")].observations
