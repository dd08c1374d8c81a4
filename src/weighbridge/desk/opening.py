"""Opening the desk of this machine: its database and its ledger, by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.desk.desk import Clock, Desk, utc_now
from weighbridge.desk.store import Store
from weighbridge.ledger import shipped_ledger

if TYPE_CHECKING:
    from weighbridge.settings import Settings


def open_desk(settings: Settings, *, clock: Clock = utc_now) -> Desk:
    """Return the desk of this machine: WEIGHBRIDGE_DATABASE_URL if it is set, else a database in the home folder."""
    store = Store(settings.database_url) if settings.database_url else Store.in_folder(settings.home / "desk")
    sensitive = frozenset(settings.sensitive)
    return Desk(store, shipped_ledger(settings), clock=clock, sensitive=sensitive)
