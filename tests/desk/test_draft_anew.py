"""A published story whose figures were revised is worded anew from the newest data."""

from __future__ import annotations

import pytest
from newsroom import published, words

from weighbridge.desk import State, actions, draft_anew
from weighbridge.errors import NotInDataError, RefusedError


def under_update(desk, **more):
    story = published(desk, **more)
    desk.do(actions.Recheck(story.id, reason="a new release"), by="ron")
    return desk.do(actions.Update(story.id, reason="The figure for May was revised."), by="ed")


def test_the_words_are_those_the_newest_data_carry_and_are_checked(desk):
    story = under_update(desk, product="REPM_85051110", period="2025-06", focus="USA")
    after = draft_anew(desk, story.id, by="rita")
    assert (after.state, after.latest, after.amends) == (State.CHECKED, 2, "update")
    with desk.looking_at(story.id, by="ed") as case:
        assert case.version.content["title"] != words()["title"]
        assert case.version.content["product"] == "REPM_85051110"
        assert {claim["verdict"] for claim in case.claims} <= {"SUPPORTED", "NOT_IN_DATA"}
        assert "353 tonnes" in case.version.content["text"]


def test_what_no_data_carry_is_edited_by_hand(desk):
    story = under_update(desk)
    with pytest.raises(NotInDataError, match="edited by hand"):
        draft_anew(desk, story.id, by="rita")
    assert desk.story(story.id).latest == 1


def test_what_is_public_is_not_worded_anew_behind_its_readers(desk):
    story = published(desk, product="REPM_85051110", period="2025-06", focus="USA")
    with pytest.raises(RefusedError, match="edit is possible when"):
        draft_anew(desk, story.id, by="rita")
