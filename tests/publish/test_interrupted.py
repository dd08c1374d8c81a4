"""The fan-out killed anywhere neither misses nor doubles anything, on any channel; the short form of interrupted.py."""

from __future__ import annotations

import pytest
from interrupted import lived, starters, world


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def pair():
    with starters() as both:
        yield both


@pytest.mark.parametrize("seed", [1, 2])
def test_whoever_carries_may_be_killed_anywhere_and_nothing_is_missing_or_doubled(made, pair, seed, tmp_path):
    kills = lived(made, tmp_path / "life", pair, seed)
    assert sum(kills.values()) - kills["ended before"] >= 1, "somebody was killed"
