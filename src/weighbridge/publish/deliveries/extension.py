"""What deliveries add to the desk: a page for editors, and the carrying itself, every few seconds."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from weighbridge.desk import Extension
from weighbridge.publish.deliveries.receipts import SITE, Channel

if TYPE_CHECKING:
    from fastapi import APIRouter

    from weighbridge.desk import Doors
    from weighbridge.publish.deliveries.courier import Courier


def delivering(courier: Courier | None = None, channels: Collection[Channel] = SITE) -> Extension:
    """Return the extension of the desk that shows what is outstanding on these channels.

    With a courier everything is carried by itself while the desk is open; without one somebody else carries it.
    """

    def router(doors: Doors) -> APIRouter:
        from weighbridge.publish.deliveries.pages import pages

        return pages(doors, channels)

    work = courier.look if courier is not None else None
    return Extension("deliveries", router, (("/outstanding", "Outstanding"),), work)
