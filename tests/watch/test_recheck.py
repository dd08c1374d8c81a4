"""Every published claim is held against every new vintage; what is no longer true is put before a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from releasing import GERMANY, JULY, LARGEST, OTHER, RECORD, RISE, TOTAL, figure

from weighbridge.desk import State, actions
from weighbridge.errors import InputError, RefusedError
from weighbridge.watch import Cause, Outcome, accuracy, doubt, proposed_notice, recheck, rechecks, standing, waiting

REVISED = figure("2025-06", "3240", "2025-08-20")
AUGUST = (figure("2025-07", "5577", "2025-08-20"), figure("2025-07", "1116", "2025-08-20", partner="DEU"))


def outcomes(found) -> dict[str, Outcome]:
    return {o.quote: o.outcome for one in found for o in one.outcomes}


def test_what_was_right_and_was_revised_is_proposed_as_an_update(office):
    story = office.publishes(TOTAL, GERMANY)
    recheck(office.desk)
    office.releases(REVISED)
    (found,) = recheck(office.desk)
    assert outcomes([found]) == {"3,188 tons": Outcome.REVISED}
    (one,) = found.outcomes
    assert one.outcome.proposes == "update"
    assert "3,188" in one.was and "3,240" in one.now and "revised" in one.why
    after = office.desk.story(story.id)
    assert after.state is State.UNDER_RECHECK
    assert "3,188 tons" in after.note and "right then and changed now" in after.note and "3,240" in after.note


def test_only_claims_that_rest_on_what_changed_are_weighed_again(office):
    first, second = office.publishes(TOTAL, RISE), office.publishes(GERMANY, title="Germany")
    recheck(office.desk)
    office.releases(REVISED)
    (found,) = recheck(office.desk)
    assert {o.story for o in found.outcomes} == {first.id}
    assert office.desk.story(second.id).state is State.PUBLISHED
    assert outcomes([found]) == {"3,188 tons": Outcome.REVISED, "rose 157.5% in June 2025 from May": Outcome.REVISED}


def test_a_month_more_changes_nothing_that_was_said_of_the_months_before(office):
    story = office.publishes(TOTAL, RISE, RECORD, LARGEST, GERMANY)
    recheck(office.desk)
    office.releases(*AUGUST)
    (found,) = recheck(office.desk)
    assert {o.outcome for o in found.outcomes} <= {Outcome.UNCHANGED, Outcome.WITHIN_ROUNDING}
    assert office.desk.story(story.id).state is State.PUBLISHED


def test_a_record_rests_on_every_month_it_was_held_against(office):
    office.publishes(RECORD)
    recheck(office.desk)
    office.releases(figure("2025-04", "3500", "2025-08-20"))
    (found,) = recheck(office.desk)
    assert list(outcomes([found]).values()) == [Outcome.REVISED]


def test_a_place_among_buyers_rests_on_every_buyer(office):
    office.publishes(LARGEST)
    recheck(office.desk)
    office.releases(figure("2025-06", "900", "2025-08-20", partner="USA"))
    (found,) = recheck(office.desk)
    assert list(outcomes([found]).values()) == [Outcome.REVISED]


def test_a_revision_that_rounds_to_what_was_said_is_only_noted(office):
    story = office.publishes("China exported about 3,200 tons of rare-earth magnets in June 2025.")
    recheck(office.desk)
    office.releases(figure("2025-06", "3190", "2025-08-20"))
    (found,) = recheck(office.desk)
    assert list(outcomes([found]).values()) == [Outcome.WITHIN_ROUNDING]
    assert not found.moved and not waiting(office.desk)
    assert office.desk.story(story.id).state is State.PUBLISHED


def test_a_second_source_that_disagrees_is_no_revision(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    office.releases(figure("2025-06", "3400", "2025-08-01", **OTHER))
    (found,) = recheck(office.desk)
    assert outcomes([found]) == {"3,188 tons": Outcome.DISPUTED}
    assert office.desk.story(story.id).state is State.PUBLISHED


def test_a_figure_that_two_others_contradict_is_decided_by_a_person_and_is_no_revision(office):
    story = office.publishes(GERMANY)
    recheck(office.desk)
    others = [figure("2025-06", "500", "2025-08-01", partner="DEU", publisher=f"{name}.example") for name in "abc"]
    office.releases(*others, figure("2025-06", "15.7", "2025-08-01", partner="DEU", measure="share_pct"))
    (found,) = recheck(office.desk)
    assert outcomes([found]) == {"764 tons": Outcome.DISAGREE}
    assert found.outcomes[0].outcome.proposes == "decide"
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_what_the_figures_of_that_day_contradict_was_wrong_then(office):
    """The editor found a source for it; the office's own figure of that day came into the ledger only later."""
    story = office.publishes("India took 500 tons of rare-earth magnets in June 2025.", TOTAL)
    recheck(office.desk)
    office.releases(figure("2025-06", "172", "2025-07-20", partner="IND"))
    (found,) = recheck(office.desk)
    assert outcomes([found]) == {"500 tons": Outcome.WRONG}
    assert found.outcomes[0].outcome.proposes == "correct" and "contradict it as well" in found.outcomes[0].why
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_what_lay_outside_the_data_and_is_contradicted_by_its_first_figure_was_wrong_then(office):
    story = office.publishes("India took 500 tons of rare-earth magnets in June 2025.", TOTAL)
    recheck(office.desk)
    office.releases(figure("2025-06", "172", "2025-08-20", partner="IND"))
    (found,) = recheck(office.desk)
    assert outcomes([found]) == {"500 tons": Outcome.WRONG}
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_where_nothing_is_new_nothing_is_written(office):
    office.publishes(TOTAL)
    assert len(recheck(office.desk)) == 1
    head = office.desk.head()
    assert recheck(office.desk) == [] and office.desk.head() == head
    assert len(rechecks(office.desk)) == 1


def test_the_page_says_against_which_release_a_story_was_checked(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    assert standing(office.desk)[story.id].checked_against == date(2025, 7, 20)
    office.releases(*AUGUST)
    recheck(office.desk)
    (stands,) = standing(office.desk).values()
    assert stands.stands and stands.checked_against == date(2025, 8, 20)


def test_a_decision_ends_the_waiting_and_an_amended_text_is_watched_in_its_place(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    office.releases(REVISED)
    recheck(office.desk)
    (waits,) = waiting(office.desk)[story.id]
    notice = proposed_notice([waits], as_correction=False, released_at=date(2025, 8, 20))
    assert "“3,188 tons”" in notice and "3,240" in notice and "revised" in notice
    office.clock.passes(hours=2)
    office.desk.do(actions.Update(story.id, reason=notice), by="ed")
    office.amends(story, TOTAL.replace("3,188", "3,240"))
    assert office.desk.story(story.id).state is State.UPDATED
    recheck(office.desk)
    assert not waiting(office.desk) and standing(office.desk)[story.id].stands
    told = accuracy(office.desk)
    assert (told.updates, told.corrections, told.stories_updated) == (1, 0, 1)
    assert (told.claims_changed, told.claims_wrong) == (1, 0)
    assert told.median_time_to_fix == timedelta(hours=2)


def test_a_story_that_is_cleared_waits_no_more_until_the_figure_moves_again(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    office.releases(REVISED)
    recheck(office.desk)
    office.desk.do(actions.Clear(story.id, reason="said of the first release"), by="ed")
    assert not waiting(office.desk) and recheck(office.desk) == []
    office.releases(figure("2025-06", "3260", "2025-09-20"))
    recheck(office.desk)
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_what_is_published_on_older_figures_is_held_against_the_newest_at_once(office):
    """The guard of publication looks at the facts a report names; a record rests on more than it names."""
    story = office.publishes(RECORD, GERMANY)
    office.releases(figure("2025-04", "3500", "2025-08-20"))
    (vintage, late) = recheck(office.desk)
    assert (vintage.cause, late.cause) == (Cause.VINTAGE, Cause.PUBLICATION)
    assert vintage.claims == 0 and sorted(outcomes([late]).values()) == [Outcome.REVISED, Outcome.UNCHANGED]
    assert late.moved == (story.id,)
    assert standing(office.desk)[story.id].checked_against == date(2025, 8, 20)


def test_a_killed_story_questions_what_rests_on_the_same_facts_or_points_to_it(office):
    killed = office.publishes(TOTAL)
    same = office.publishes(TOTAL, GERMANY, title="The same")
    points = office.publishes(GERMANY, f"See stories/magnets-{killed.id}.html for more.", title="Points")
    apart = office.publishes(GERMANY, title="Apart")
    recheck(office.desk)
    office.desk.do(actions.Kill(killed.id, reason="its source was made up"), by="dana")
    (found,) = recheck(office.desk)
    assert found.cause is Cause.KILL
    assert set(found.moved) == {same.id, points.id}
    assert {o.outcome for o in found.outcomes} == {Outcome.IN_DOUBT}
    assert all("its source was made up" in o.why for o in found.outcomes)
    assert office.desk.story(apart.id).state is State.PUBLISHED
    assert recheck(office.desk) == []


def test_a_source_that_corrects_itself_opens_the_same_path(office):
    story, apart = office.publishes(TOTAL), office.publishes("Japan took 131 tons of magnets in June 2025.")
    found = doubt(office.desk, "export/CHN/WLD/REPM_85051110/2025-06/mass", "customs says its table is wrong", by="ed")
    assert found.moved == (story.id,) and found.cause is Cause.SOURCE
    assert office.desk.story(story.id).state is State.UNDER_RECHECK
    assert "customs says its table is wrong" in waiting(office.desk)[story.id][0].why
    assert office.desk.story(apart.id).state is State.PUBLISHED


def test_a_doubt_names_a_fact_a_cell_or_an_address_and_is_for_those_who_write(office):
    office.publishes(TOTAL)
    assert doubt(office.desk, JULY[3]["source_url"], "withdrawn", by="rita").outcomes
    with pytest.raises(InputError, match="no fact, cell or address"):
        doubt(office.desk, "nonsense", "why", by="ed")
    with pytest.raises(InputError, match="reason in words"):
        doubt(office.desk, "https://customs.example/2025-07-20", " ", by="ed")
    with pytest.raises(RefusedError, match="needs the role"):
        doubt(office.desk, "https://customs.example/2025-07-20", "why", by="ada")
