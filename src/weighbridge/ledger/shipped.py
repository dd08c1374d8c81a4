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

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     ledger = shipped_ledger(Settings(Path(home)))
    ...     june = ledger.observations(as_of=date(2025, 7, 20), products=["REPM_85051110"])
    >>> [o.value for o in june if str(o.cell) == "export/CHN/USA/REPM_85051110/2025-06/mass" and o.unit == "t"][0]
    '353'
    """
    ledger = Ledger(settings.ledger, trade_card(), step=step)
    # No figure of the package lies in the future, whatever this machine's clock says.
    ledger.ingest(shipped_figures(), fetched_at=clock(), today=date.max)
    return ledger
