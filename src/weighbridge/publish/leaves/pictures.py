"""The picture that stands for a story where somebody links to it: its first chart, drawn for that, kept by content."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from weighbridge.pages import CARD, period_in_words, render_card
from weighbridge.publish.kept import kept

NAME = "card.png"
_RULES = 1  # changes when the same chart would make another picture


def picture_of(content: Mapping[str, Any], path: str, whole: str) -> dict[str, Any]:
    """Return what a page's head says of its picture: that of the story at `path`, of one without a chart the site's.

    `whole` is where the site's own picture stands.
    """
    chart = first_chart(content)
    words = str(chart["alt"] or chart["title"]) if chart else "Every number weighed"
    return {"path": path if chart else whole, "width": CARD[0], "height": CARD[1], "words": words}


def first_chart(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the first chart of a content, None without any."""
    charts = content.get("charts") or ()
    return charts[0] if charts else None


def card_of(content: Mapping[str, Any], newsroom: str, kept_in: Path | None) -> bytes:
    """Return the picture of a story as PNG; read back from a folder where it was drawn before."""
    chart = first_chart(content) or {}
    told = {part: chart.get(part) or "" for part in ("title", "unit", "spec")}
    name, period = str(content.get("product_name") or ""), str(content.get("period") or "")
    about = " · ".join(filter(None, (name[:1].upper() + name[1:], period_in_words(period))))
    resting_on = json.dumps([_RULES, newsroom, about, content["title"] if not chart else "", told], sort_keys=True)
    digest = sha256(resting_on.encode()).hexdigest()[:32]

    def drawn() -> dict[str, Any]:
        made = render_card(content["title"], newsroom=newsroom, about=about, chart=told if chart else None)
        return {"png": b64encode(made).decode()}

    found = kept(kept_in / "cards" / f"{digest}.json.gz" if kept_in else None, drawn)
    return b64decode(found["png"])


def site_card(newsroom: str, kept_in: Path | None) -> bytes:
    """Return the picture of the site itself as PNG."""
    return card_of({"title": "Every number weighed"}, newsroom, kept_in)
