"""The ledger of this machine, with the shipped figures in it from the first use on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from weighbridge.card import trade_card
from weighbridge.ledger.store import Ledger, Step
from weighbridge.settings import Settings
from weighbridge.sources import shipped_figures


def shipped_ledger(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    step: Step = lambda name: None,
) -> Ledger:
    """Return the ledger of the settings, with the figures that ship with the package in it.

    They are taken in at the first use, and again when a newer package ships others; else nothing is written. `clock`
    gives the time noted with them, `step` is passed on to the ledger.
    """
    ledger = Ledger(settings.ledger, trade_card(), step=step)
    # No figure of the package lies in the future, whatever this machine's clock says.
    ledger.ingest(shipped_figures(), fetched_at=clock(), today=date.max)
    return ledger
