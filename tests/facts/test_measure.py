"""Levels, changes, shares and ranks: what is stated, how sure it is, and what is refused."""

from datetime import date

import pytest

from weighbridge.errors import NotInDataError, UnknownNameError
from weighbridge.facts import caveat_sentences, facts_of, measure, metrics
from weighbridge.model import Interval

JUNE = """
    WLD 2025-05 1238
    WLD 2025-06 3188
    USA 2025-05 46
    USA 2025-06 353
"""


def test_a_level_is_the_print_with_its_interval(tiny, cell):
    fact = measure("level", cell("USA", "2025-06"), view=tiny(JUNE))
    assert (fact.value, fact.interval, fact.unit) == (353.0, Interval(352.5, 353.5), "t")
    assert fact.id == "level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20"


def test_a_change_takes_the_printed_percentage_and_keeps_what_the_tonnes_allow(tiny, cell):
    """46 t followed by 353 t is a rise of 658 to 677 percent; the agency printed 660."""
    computed = measure("change_on_month_pct", cell("USA", "2025-06"), view=tiny(JUNE))
    printed = measure("change_on_month_pct", cell("USA", "2025-06"), view=tiny(JUNE + "USA 2025-06 +660%m"))
    assert computed.value == pytest.approx(667.4, abs=0.05)
    assert printed.value == 660.0
    assert printed.interval == computed.interval
    assert (printed.interval.lo, printed.interval.hi) == pytest.approx((658.06, 676.92), abs=0.01)


def test_a_print_beside_the_tonnes_widens_the_interval(tiny, cell):
    fact = measure("change_on_month_pct", cell("WLD", "2025-06"), view=tiny(JUNE + "WLD 2025-06 157%m"))
    assert fact.interval.lo == 156.5
    assert fact.interval.hi == pytest.approx(157.657, abs=0.001)


def test_a_change_can_rest_on_the_print_alone(tiny, cell):
    fact = measure("change_on_year_pct", cell("USA", "2025-06"), view=tiny(JUNE + "USA 2025-06 -52%y"))
    assert (fact.value, fact.interval) == (-52.0, Interval(-52.5, -51.5))


def test_a_print_without_an_end_does_not_make_the_change_endless(tiny, cell):
    view = tiny(JUNE + "USA 2025-06 600+%m")
    assert measure("change_on_month_pct", cell("USA", "2025-06"), view=view).interval.hi < 700


def test_a_change_on_nothing_is_refused(tiny, cell):
    view = tiny("WLD 2025-05 0.000\nWLD 2025-06 7")
    with pytest.raises(NotInDataError, match=r"nothing was traded|may have been zero"):
        measure("change_on_month_pct", cell("WLD", "2025-07"), view=tiny("WLD 2025-06 0..0\nWLD 2025-07 7"))
    with pytest.raises(NotInDataError, match="may have been zero"):
        measure("multiple_on_month", cell("WLD", "2025-06"), view=view)


def test_a_quarter_follows_from_running_totals_or_from_its_months(tiny, cell):
    totals = tiny("WLD 2025-01/2025-03 14000\nWLD 2025-01/2025-06 22319")
    months = tiny("WLD 2025-04 2626\nWLD 2025-05 1238\nWLD 2025-06 3188")
    assert measure("level", cell("WLD", "2025-Q2"), view=totals).interval == Interval(8318.0, 8320.0)
    assert measure("level", cell("WLD", "2025-Q2"), view=months).interval == Interval(7050.5, 7053.5)


def test_all_ways_to_a_level_hold_at_once(tiny, cell):
    view = tiny(
        "WLD 2025-04 2626\nWLD 2025-05 1238\nWLD 2025-06 3188\nWLD 2025-01/2025-03 15267\nWLD 2025-01/2025-06 22319"
    )
    assert measure("level", cell("WLD", "2025-Q2"), view=view).interval == Interval(7051.0, 7053.0)


def test_a_level_nobody_printed_counts_only_within_a_factor_of_two(tiny, cell):
    view = tiny("USA 2025-05 0..4000\nUSA 2025-06 300..400")
    assert measure("level", cell("USA", "2025-06"), view=view).caveats[-1] == "derived_not_printed"
    with pytest.raises(NotInDataError, match=r"no figure for export/CHN/USA/REPM_85051110/2025-05/mass"):
        measure("level", cell("USA", "2025-05"), view=view)


def test_the_year_to_date_and_its_change(tiny, cell):
    view = tiny("WLD 2025-06 3188\nWLD 2025-01/2025-06 22319\nWLD 2025-01/2025-06 -18.9%y\nWLD 2024-01/2024-06 27521")
    month = cell("WLD", "2025-06")
    assert measure("year_to_date", month, view=view).value == 22319.0
    change = measure("year_to_date_change_pct", month, view=view)
    assert (change.value, change.unit) == (-18.9, "pct")
    assert (change.interval.lo, change.interval.hi) == pytest.approx((-18.95, -18.85))


def test_share_multiple_difference_and_contribution(tiny, cell):
    view, usa = tiny(JUNE), cell("USA", "2025-06")
    assert measure("share_pct", usa, view=view).value == pytest.approx(11.07, abs=0.01)
    assert measure("share_change_pp", usa, view=view).value == pytest.approx(7.36, abs=0.01)
    assert measure("multiple_on_month", usa, view=view).value == pytest.approx(7.67, abs=0.01)
    assert measure("difference_on_month", usa, view=view).interval == Interval(306.0, 308.0)
    assert measure("contribution_pp", usa, view=view).value == pytest.approx(100 * 307 / 1238)


def test_a_share_is_never_more_than_the_whole(tiny, cell):
    view = tiny("WLD 2025-06 3\nUSA 2025-06 3")
    assert measure("share_pct", cell("USA", "2025-06"), view=view).interval.hi == 100.0


def test_another_cell_can_be_the_base(tiny, cell):
    view = tiny(JUNE + "USA 2025-01 877")
    fact = measure("multiple_on_month", cell("USA", "2025-06"), view=view, other=cell("USA", "2025-01"))
    assert fact.value == pytest.approx(353 / 877)
    assert "|export/CHN/USA/REPM_85051110/2025-01/mass@" in fact.id
    with pytest.raises(NotInDataError, match="is about one cell"):
        measure("level", cell("USA", "2025-06"), view=view, other=cell("USA", "2025-01"))


def test_the_average_of_three_months_or_of_a_span(tiny, cell):
    view = tiny("WLD 2025-04 2626\nWLD 2025-05 1238\nWLD 2025-06 3188\nWLD 2025-01/2025-06 22319")
    assert measure("moving_average", cell("WLD", "2025-06"), view=view).value == pytest.approx(7052 / 3)
    assert measure("moving_average", cell("WLD", "2025-H1"), view=view).value == pytest.approx(22319 / 6)


def test_unit_value_where_value_and_mass_exist(tiny, cell):
    view = tiny("WLD 2025-06 100\nWLD 2025-06 5000000 value_usd")
    fact = measure("unit_value", cell("WLD", "2025-06"), view=view)
    assert (fact.value, fact.unit) == (50_000.0, "usd_per_t")
    with pytest.raises(NotInDataError):
        measure("unit_value", cell("WLD", "2025-06"), view=tiny(JUNE))


RANKED = """
    WLD 2025-06 1000
    DEU 2025-06 500
    USA 2025-06 300
    JPN 2025-06 150
    EU27 2025-06 600
"""


def test_a_rank_counts_countries_not_regions(tiny, cell):
    fact = measure("rank", cell("USA", "2025-06"), view=tiny(RANKED))
    assert (fact.value, fact.interval) == (2.0, Interval(2.0, 2.0))
    with pytest.raises(NotInDataError, match="no single country"):
        measure("rank", cell("EU27", "2025-06"), view=tiny(RANKED))


def test_a_rank_admits_countries_the_rest_of_the_world_could_hide(tiny, cell):
    fact = measure("rank", cell("USA", "2025-06"), view=tiny(RANKED.replace("1000", "2000")))
    assert (fact.value, fact.interval) == (2.0, Interval(2.0, 5.0))
    assert "among_known_partners" in fact.caveats
    assert "Only among the 3 countries known; the rest of the world could hide a larger one." in caveat_sentences(fact)


def test_a_rank_without_the_world_is_open_ended(tiny, cell):
    fact = measure("rank", cell("USA", "2025-06"), view=tiny("USA 2025-06 300\nJPN 2025-06 150\nDEU 2025-06 500"))
    assert fact.interval == Interval(2.0, float("inf"))


def test_caveats_ride_along_without_being_asked_for(tiny, cell):
    usual = "\n".join(f"USA 2024-{m:02d} 600" for m in range(1, 13))
    fact = measure("change_on_month_pct", cell("USA", "2025-06"), view=tiny(JUNE + usual))
    assert {"finished_magnets_only", "provisional", "base_effect"} <= set(fact.caveats)
    flat = measure("change_on_month_pct", cell("WLD", "2025-06"), view=tiny("WLD 2025-05 10\nWLD 2025-06 10"))
    assert "through_rounding" in flat.caveats
    cut = measure("level", cell("WLD", "2025-06"), view=tiny("WLD 2025-06 3187!"))
    assert "truncated" in cut.caveats
    old = measure("level", cell("WLD", "2024-02"), view=tiny("WLD 2024-02 3326", as_of=date(2025, 8, 1)))
    assert old.caveats == ("finished_magnets_only", "first_two_months_together")


def test_every_fact_of_a_cell_has_its_value_inside_its_interval(tiny, cell):
    facts = facts_of(
        cell("USA", "2025-06"), view=tiny(JUNE + RANKED.replace("USA 2025-06 300", "").replace("WLD 2025-06 1000", ""))
    )
    assert {f.metric for f in facts} >= {"level", "change_on_month_pct", "share_pct", "rank", "streak"}
    assert all(f.interval.holds(f.value) for f in facts)


def test_nothing_is_said_of_a_cell_nobody_knows(tiny, cell):
    assert facts_of(cell("JPN", "2031-01"), view=tiny(JUNE)) == []
    with pytest.raises(NotInDataError, match="follows from what was released by 2025-07-20"):
        measure("level", cell("JPN", "2031-01"), view=tiny(JUNE))


def test_an_unknown_metric_suggests_the_nearest(tiny, cell):
    with pytest.raises(UnknownNameError, match="share_pct"):
        measure("share_pc", cell("USA", "2025-06"), view=tiny(JUNE))


def test_every_metric_has_a_definition_a_need_and_sql():
    for metric in metrics().values():
        assert metric.definition.endswith(".") and metric.needs and metric.sql.startswith("WITH"), metric.id
        assert "{" not in metric.sql.replace("{regions}", ""), metric.id
