"""The ledger: figures of every vintage, kept for ever, and what they allow for each cell as of a day.

shipped_ledger(settings)   the ledger of this machine, with the shipped figures in it
Ledger                     ingest (in STEPS), vintages, observations and view of one folder
View                       the ledger as it stood on a day: figures, bounds, conflicts
reconciled_view(...)       the view that any figures give as of a day
reconcile(...)             bounds and conflicts of any figures, a pure function
print_interval(...)        what a printed number allows
"""

from weighbridge.ledger.reconcile import Reconciliation, reconcile
from weighbridge.ledger.shipped import shipped_ledger
from weighbridge.ledger.store import STEPS, IngestSummary, Ledger
from weighbridge.ledger.units import UNITS, print_interval, print_step, unit_of
from weighbridge.ledger.view import View, reconciled_view

__all__ = [
    "STEPS",
    "UNITS",
    "IngestSummary",
    "Ledger",
    "Reconciliation",
    "View",
    "print_interval",
    "print_step",
    "reconcile",
    "reconciled_view",
    "shipped_ledger",
    "unit_of",
]
