"""The charts of a content, drawn once: kept by content, so that a later build draws nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from weighbridge.pages import Rendered, drawing_rules, render_chart
from weighbridge.publish.kept import kept


def drawings(content: Mapping[str, Any], kept_in: Path | None) -> dict[str, Rendered]:
    """Return every chart of a content, drawn, by its id, without a PNG; read back where it was drawn before."""
    return {str(chart["id"]): drawing(chart, kept_in) for chart in content.get("charts") or ()}


def drawing(chart: Mapping[str, Any], kept_in: Path | None) -> Rendered:
    """Return a chart as a story document holds one, drawn, without a PNG; read back where it was drawn before."""
    told = {part: str(chart.get(part) or "") for part in ("title", "alt", "unit")}
    name = str(chart["id"])

    def drawn() -> dict[str, Any]:
        made = render_chart(chart["spec"], name=name, png=False, **told)
        return {"svg": made.svg, "narrow": made.narrow}

    resting_on = json.dumps([_rules(), name, told, chart["spec"]], sort_keys=True, ensure_ascii=False)
    digest = sha256(resting_on.encode()).hexdigest()[:32]
    found = kept(kept_in / "drawings" / f"{digest}.json.gz" if kept_in else None, drawn)
    return Rendered(found["svg"], found["narrow"], b"")


@cache
def _rules() -> str:
    """Return a name for all that a drawing rests on apart from its chart: the look, and the engine that draws."""
    try:
        engine = version("vl-convert-python")
    except PackageNotFoundError:  # drawn by an engine that was put here in another way
        engine = ""
    return f"{engine} {drawing_rules()}"
