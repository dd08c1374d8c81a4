"""Stories in short, as lists are made of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from weighbridge.publish import places
from weighbridge.publish.summary import VERDICTS, KeyDate, Notice, Summary, Ticker

BEGAN = datetime(2025, 7, 20, 8, 30, tzinfo=UTC)
US, WORLD = "export/CHN/USA/REPM_85051110", "export/CHN/WLD/REPM_85051110"


def in_short(n: int, **changes: Any) -> Summary:
    """The nth story, a day after the one before."""
    id, slug, at = f"{n:012x}", f"magnets-{n}", BEGAN + timedelta(days=n)
    told: dict[str, Any] = {
        "id": id, "slug": slug, "path": places.story(slug, id), "version": 1, "product": "REPM_85051110",
        "product_name": "rare-earth magnets", "period": "2025-06", "focus": "USA",
        "title": f"China ships more magnets, no. {n}", "standfirst": "It sent 353 tonnes to the United States.",
        "event": "published", "taken_back": False, "first_published_at": at, "changed_at": at, "as_of": "2025-07-20",
        "notices": (), "tickers": (Ticker("MP", "MP Materials", "the only American miner of rare earths"),),
        "series": (US, WORLD), "approved_by": ("Ed Ames",), "label": "Written by Rita Rowe.",
        "claims": dict.fromkeys(VERDICTS, 1), "key_dates": (KeyDate("2025-08-20", "July figures by partner"),),
    }  # fmt: skip
    return Summary(**{**told, **changes})


def amended(n: int, event: str = "corrected", words: str = "It said 453 tonnes; 353 is right.", **more: Any) -> Summary:
    """The nth story, changed three hours after it went out."""
    at = BEGAN + timedelta(days=n, hours=3)
    return in_short(n, event=event, changed_at=at, notices=(Notice(event, at, words),), **more)


def gone(n: int, event: str = "killed") -> Summary:
    """The nth story, taken back."""
    empty = {"taken_back": True, "tickers": (), "series": (), "key_dates": (), "claims": dict.fromkeys(VERDICTS, 0)}
    return amended(n, event, "The figure was of another month.", title=f"{event.capitalize()}: a story", **empty)
