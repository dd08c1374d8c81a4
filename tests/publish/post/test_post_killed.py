"""The sender killed in the middle, again and again: nothing is lost, nothing doubled. `make soak` does it longer."""

from __future__ import annotations

import pytest
from killed_sending import MOMENTS, walk


@pytest.mark.parametrize("seed", [1, 5])
def test_a_sender_that_is_killed_anywhere_loses_nothing_and_doubles_nothing(tmp_path, ledger, seed):
    killed = walk(tmp_path, ledger.root.parent, seed=seed)
    assert sum(killed[moment] for moment in MOMENTS) >= 1, "it was killed indeed"
