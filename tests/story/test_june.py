"""The case that started it: June 2025, the United States, as of July 20, 2025."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from weighbridge.errors import NotInDataError
from weighbridge.facts import read_fact_id
from weighbridge.story import Story


@pytest.fixture(scope="module")
def june(story_of: Callable[..., Story]) -> Story:
    return story_of("magnets", "2025-06", "USA", as_of=date(2025, 7, 20))


FIGURES = {
    "353 tonnes": "level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20",
    "660% more than": "change_on_month_pct:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20",
    "46 tonnes": "level:export/CHN/USA/REPM_85051110/2025-05/mass@2025-07-20",
    "3,188 tonnes": "level:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20",
    "157.5%": "change_on_month_pct:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20",
    "1,238 tonnes": "level:export/CHN/WLD/REPM_85051110/2025-05/mass@2025-07-20",
    "38.1% below": "change_on_year_pct:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20",
    "22,319 tonnes": "year_to_date:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20",
    "18.9% less than": "year_to_date_change_pct:export/CHN/WLD/REPM_85051110/2025-06/mass@2025-07-20",
}


@pytest.mark.parametrize("words", FIGURES)
def test_the_figures_of_june_stand_in_the_text_with_their_facts(words: str, june: Story) -> None:
    marked = {(s.text[span.start : span.end], span.fact) for s in june.sentences() for span in s.spans}
    assert (words, FIGURES[words]) in marked


def test_the_figures_come_from_facts_and_not_from_the_program(story_of: Callable[..., Story]) -> None:
    may = " ".join(s.text for s in story_of("magnets", "2025-05", "USA").sentences())
    assert "660" not in may
    assert "3,188" not in may


def test_the_context_of_june_is_told_and_cited(june: Story) -> None:
    text = " ".join(s.text for s in june.sentences())
    assert "framework in London" in text
    assert "export licences" in text
    cited = {june.events[span.event]["on"] for s in june.sentences() for span in s.spans if span.event is not None}
    assert {"2025-04-04", "2025-06-10"} <= cited


def test_the_companies_concerned_each_say_why_and_where(june: Story) -> None:
    found = {t.symbol: t for t in june.tickers}
    assert {"MP", "AAPL", "GM", "F"} <= set(found)
    assert all(t.why and t.ref for t in june.tickers)


def test_june_is_a_full_story_with_both_charts(june: Story) -> None:
    assert june.form == "story"
    assert [c.id for c in june.charts] == ["series", "partners"]
    assert all(c.alt and c.source and c.facts for c in june.charts)


def test_the_next_release_is_a_date_ahead(june: Story) -> None:
    assert {"on": "2025-08-20", "what": "Chinese customs releases the figures for July 2025"} in june.key_dates


def test_facts_carry_definition_value_interval_and_sources(june: Story) -> None:
    for id, note in june.facts.items():
        assert read_fact_id(id)[0] == note.metric
        assert note.definition.endswith(".")
        assert note.value_text
        assert note.sources


def test_the_focus_is_chosen_by_score_when_none_is_named(story_of: Callable[..., Story]) -> None:
    assert story_of("magnets", "2025-06").focus == "USA"


def test_a_quiet_month_is_answered_with_its_score(story_of: Callable[..., Story]) -> None:
    quiet = story_of("magnets", "2022-05")
    assert quiet.form == "notice"
    assert not quiet.sections
    assert quiet.news[0].score < 2.0
    assert "Nothing newsworthy" in quiet.headline.text


def test_a_month_without_data_is_refused_with_what_is_near(story_of: Callable[..., Story]) -> None:
    with pytest.raises(NotInDataError, match="nearest months known are December 2020 and September 2021"):
        story_of("magnets", "2021-03", "world", as_of=date(2026, 6, 1))


def test_partners_without_figures_are_said_to_be_unknown(story_of: Callable[..., Story]) -> None:
    told = " ".join(s.text for s in story_of("magnets", "2024-08", "world", anyway=True).unknowns)
    assert "Which countries the magnets of August went to is not in the figures at hand." in told


def test_a_story_read_a_year_later_names_its_years(story_of: Callable[..., Story]) -> None:
    later = story_of("magnets", "2025-06", "USA", as_of=date(2026, 6, 1))
    first = later.sections[0].paragraphs[0][0].text
    assert "in June 2025" in first or first.startswith("In June 2025")
    assert "as they stood on June 1, 2026" in first
