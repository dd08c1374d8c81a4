"""The server is killed with SIGKILL in the middle of every action, and started again on the same database."""

from __future__ import annotations

import shutil

import pytest
from killed import MOMENTS, ROADS, walk

from weighbridge.desk.web.deeds import NAMES


@pytest.fixture(scope="module")
def road(ledger, tmp_path_factory):
    """The road walked once, with a kill at every step: it fails by itself where anything is half done or doubled."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ledger.root, home / "ledger")
    return walk(home, seed=20_251_107)


def test_a_server_killed_in_the_middle_of_any_action_leaves_it_done_or_not_begun(road):
    assert sum(road.killed.values()) == sum(len(steps) for _, steps in ROADS)


def test_at_the_writers_door_nothing_is_done_and_what_was_answered_is_there(road):
    assert road.killed["at the door", "done"] == 0 < road.killed["at the door", "not done"]
    assert road.killed["once answered", "not done"] == 0 < road.killed["once answered", "done"]
    assert {moment for moment, _ in road.killed} == set(MOMENTS)


def test_the_road_leads_through_every_action_there_is():
    walked = {deed for _, steps in ROADS for step in steps for deed in step.all_deeds}
    assert {name.removesuffix(" newest") for name in NAMES} | {"draft", "edit", "tick", "comment", "settle"} == walked
