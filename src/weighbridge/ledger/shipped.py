"""The ledger of this machine, with the shipped figures in it from the first use on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from weighbridge.card import trade_card
from weighbridge.ledger.store import Ledger
from weighbridge.settings import Settings
from weighbridge.sources import shipped_figures


def shipped_ledger(settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Ledger:
    """Return the ledger of the settings; into an empty one the figures that ship with the package are taken first."""
    ledger = Ledger(settings.ledger, trade_card())
    if ledger.latest() is None:
        ledger.ingest(shipped_figures(), fetched_at=clock())
    return ledger
