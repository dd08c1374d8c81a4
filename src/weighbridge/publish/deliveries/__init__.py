"""Deliveries: a receipt for every channel that carried a publication, and what is still outstanding.

Channel, SITE, in_use(settings)   where publications go; those of the site; those this newsroom uses
outstanding(desk, channels)       what no channel has carried yet: worked out each time, never queued
deliveries(desk)                  the receipts there are
note_site(desk, built)            the receipts of what a build of the site carries
note_newsletter(desk, carriers)   those of what the newsletter carried
Courier                           all of it as one piece of work that may be done again at any time
delivering(courier, channels)     what this adds to the desk: a page for editors, and the carrying by itself
"""

from weighbridge.publish.deliveries.courier import Courier, Round
from weighbridge.publish.deliveries.extension import delivering
from weighbridge.publish.deliveries.receipts import (
    SITE,
    Channel,
    Delivery,
    Outcome,
    Outstanding,
    deliveries,
    in_use,
    note_newsletter,
    note_site,
    outstanding,
)

__all__ = [
    "SITE",
    "Channel",
    "Courier",
    "Delivery",
    "Outcome",
    "Outstanding",
    "Round",
    "deliveries",
    "delivering",
    "in_use",
    "note_newsletter",
    "note_site",
    "outstanding",
]
