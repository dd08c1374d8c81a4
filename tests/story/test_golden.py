"""Whole stories, read by a person before they were frozen: what a reader gets, word for word.

Run with WEIGHBRIDGE_GOLDEN=write to write them anew, then read every one that changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.story import Story, markdown

GOLDEN = Path(__file__).parent / "golden"

# name: product, period, focus, written even if quiet; and what the file guards
STORIES = {
    "magnets-2019-10-usa": ("magnets", "2019-10", "USA", True),  # an old month: the release on the 25th, few figures
    "magnets-2020-02-world": ("magnets", "2020-02", "world", True),  # January and February together, by partner
    "magnets-2022-05-quiet": ("magnets", "2022-05", None, False),  # the notice: nothing newsworthy
    "magnets-2022-05-world": ("magnets", "2022-05", "world", True),  # the quiet month told all the same
    "magnets-2024-08-world": ("magnets", "2024-08", "world", True),  # no partner known: unknown, not zero
    "magnets-2025-04-world": ("magnets", "2025-04", None, False),  # the licences begin; focus chosen by score
    "magnets-2025-05-usa": ("magnets", "2025-05", "USA", False),  # the slump and the record low
    "magnets-2025-06-usa": ("magnets", "2025-06", "USA", False),  # the case that started it
    "magnets-2025-06-world": ("magnets", "2025-06", "world", False),  # the same month told of the whole
    "magnets-2025-07-world": ("magnets", "2025-07", "world", False),  # the recovery passes last year
    "magnets-2025-09-kor": ("magnets", "2025-09", "KOR", False),  # a partner known on the year only
    "magnets-2025-10-eu": ("magnets", "2025-10", "EU27", False),  # a region: its members are not its rivals
    "magnets-2025-11-jpn": ("magnets", "2025-11", "JPN", True),  # below last year after a month above it
    "magnets-2026-03-usa": ("magnets", "2026-03", "USA", True),  # a fall after the year's combined first months
    "rare-earths-2025-06": ("RE_ALL", "2025-06", None, False),  # the preliminary group, released earlier, no partners
    "gallium-2023-08": ("gallium", "2023-08", None, False),  # a month in which nothing was exported
    "gallium-2025-06": ("gallium", "2025-06", "world", False),  # the month after nothing
    "soybeans-2025-09-usa": ("soybeans", "2025-09", "USA", False),  # imports, million tonnes, a zero
}


@pytest.mark.parametrize("name", STORIES)
def test_a_golden_story_reads_as_it_was_approved(name: str, story_of: Callable[..., Story]) -> None:
    product, period, focus, anyway = STORIES[name]
    text = markdown(story_of(product, period, focus, anyway=anyway))
    file = GOLDEN / f"{name}.md"
    if os.environ.get("WEIGHBRIDGE_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_story_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.md")} == set(STORIES)
