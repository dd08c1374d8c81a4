from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from weighbridge.pages import Rendered, render_charts


@pytest.fixture(scope="session")
def june() -> Mapping[str, Any]:
    """The June 2025 magnets story, written by hand from the shipped figures."""
    story: Mapping[str, Any] = json.loads(Path(__file__).with_name("june.json").read_text(encoding="utf-8"))
    return story


@pytest.fixture(scope="session")
def june_charts(june: Mapping[str, Any]) -> Mapping[str, Rendered]:
    return render_charts(june)
