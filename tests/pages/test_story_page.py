"""A reader gets one self-contained page: every figure with its pedigree, nothing from another host."""

from __future__ import annotations

import json
from pathlib import Path

from weighbridge.pages import render_story

JUNE = json.loads((Path(__file__).parent / "june.json").read_text(encoding="utf-8"))


def test_page_states_the_story() -> None:
    page = render_story(JUNE)
    assert "as the data stood on 20 July 2025" in page
    assert "Rare-earth magnets · June 2025" in page
