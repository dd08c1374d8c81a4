"""Rechecks a desk again and again until it is killed: `python rechecking.py DATABASE LEDGER`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from weighbridge.card import trade_card
from weighbridge.desk import Desk, Store
from weighbridge.ledger import Ledger
from weighbridge.watch import recheck

if __name__ == "__main__":
    ledger = Ledger(Path(sys.argv[2]), trade_card())
    desk = Desk(Store(sys.argv[1]), ledger, clock=lambda: datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    desk.weigher.vintages.view(desk.weigher.newest)
    print("ready", flush=True)
    recheck(desk)
    print("done", flush=True)
