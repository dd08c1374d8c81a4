"""What the watch adds to the desk: the page of rechecks, and a look at what is new every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.desk import Doors, Extension
from weighbridge.watch.recheck import recheck

if TYPE_CHECKING:
    from fastapi import APIRouter

    from weighbridge.desk import Desk


def extension(desk: Desk) -> Extension:
    """Return the page "Rechecks" for the desk's doors, and the work that rechecks whatever is new while it is open."""
    return Extension("rechecks", _router, (("/rechecks", "Rechecks"),), lambda: recheck(desk))


def _router(doors: Doors) -> APIRouter:
    from weighbridge.watch.web import router

    return router(doors)
