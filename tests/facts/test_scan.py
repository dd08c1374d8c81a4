"""What is news: large against the series' own history, reversals, records, shifts; and a quiet month is quiet."""

import pytest
from tiny import cell_of, read_table

from weighbridge.errors import NotInDataError
from weighbridge.facts import NEWSWORTHY, scan
from weighbridge.model import Period

MAGNETS = "REPM_85051110"


def _series(partner, values, start=2024 * 12):
    return "\n".join(f"{partner} {m // 12}-{m % 12 + 1:02d} {v}" for m, v in enumerate(values, start))


CALM = [5000, 5100, 4950, 5050, 5000, 5120, 4980, 5060, 4990, 5080, 5010, 5040]


def _scan(table, month):
    return scan(MAGNETS, Period.parse(month), view=read_table(table))


def test_a_calm_month_is_quiet():
    leads = _scan(_series("WLD", [*CALM, 5030]), "2025-01")
    assert leads and all(lead.score < NEWSWORTHY for lead in leads)
    assert not any(lead.is_news for lead in leads)


def test_a_slump_stands_out_against_a_calm_history():
    top = _scan(_series("WLD", [*CALM, 2600]), "2025-01")[0]
    assert (top.what, top.cell, top.is_news) == ("slump", cell_of("WLD", "2025-01"), True)
    assert "11 earlier changes of the series" in top.why
    assert top.facts == ("change_on_month_pct:export/CHN/WLD/REPM_85051110/2025-01/mass@2025-07-20",)


def test_the_same_change_is_less_news_in_a_wild_series():
    wild = [5000, 2500, 6000, 3000, 7000, 2800, 5200, 2400, 5900, 3100, 6600, 5000]
    calm, rough = (_scan(_series("WLD", [*v, 2600]), "2025-01") for v in (CALM, wild))
    assert _score(calm, "slump") > 2 * _score(rough, "slump")


def _score(leads, what, partner="WLD"):
    return next(lead.score for lead in leads if lead.what == what and lead.cell.partner == partner)


def test_short_histories_are_judged_by_plain_size():
    leads = _scan("WLD 2025-05 1238\nWLD 2025-06 3188", "2025-06")
    assert "size alone" in leads[0].why and leads[0].is_news


def test_a_small_country_weighs_less_than_a_large_one():
    table = "WLD 2025-05 10000\nWLD 2025-06 10000\nDEU 2025-05 2000\nDEU 2025-06 4000\nEST 2025-05 20\nEST 2025-06 40"
    leads = _scan(table, "2025-06")
    assert _score(leads, "surge", "DEU") > 4 * _score(leads, "surge", "EST")


def test_a_rise_after_months_of_falling_is_a_reversal():
    leads = _scan(_series("WLD", [5000, 4500, 4000, 3500, 4600]), "2024-05")
    lead = next(lead for lead in leads if lead.what == "reversal")
    assert lead.why == "Rose after 3 months the other way." and len(lead.facts) == 3


def test_a_record_and_a_return_above_last_year():
    leads = _scan(_series("WLD", [*CALM, 3000, 6357]), "2025-02")
    assert {"record_high", "back_above_last_year"} <= {lead.what for lead in leads if lead.is_news}


def test_nothing_is_news_through_rounding_only():
    leads = _scan("WLD 2025-05 3\nWLD 2025-06 4\nWLD 2024-06 3", "2025-06")
    assert _score(leads, "surge") < (4 / 3 - 1) / 0.2
    flat = _scan("WLD 2025-05 3\nWLD 2025-06 3", "2025-06")
    assert all(lead.score == 0 for lead in flat)


def test_a_shift_of_share_is_a_lead():
    leads = _scan("WLD 2025-05 1238\nWLD 2025-06 3188\nUSA 2025-05 46\nUSA 2025-06 353", "2025-06")
    assert _score(leads, "share_shift", "USA") == pytest.approx(2.72, abs=0.01)


def test_the_first_two_months_are_scanned_together():
    leads = _scan("WLD 2025-01/2025-02 9949\nWLD 2026-01/2026-02 10763", "2026-02")
    assert {lead.cell for lead in leads} == {cell_of("WLD", "2026-01/2026-02")}


def test_a_month_without_figures_is_refused():
    with pytest.raises(NotInDataError, match="for 2031-01 follows from what was released by 2025-07-20"):
        _scan("WLD 2025-05 1238", "2031-01")
