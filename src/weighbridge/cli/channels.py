"""Where what carries a publication is put together: desk, site and newsletter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weighbridge.desk import Desk
    from weighbridge.publish import Built, Courier
    from weighbridge.settings import Settings


def courier(desk: Desk, settings: Settings, into: Path) -> Courier:
    """Return the courier of this newsroom, whose site stands in a folder."""
    from weighbridge.publish import Courier, Masthead, Newsletter, build, in_use

    masthead = Masthead.of(settings)

    def built() -> Built:
        return build(desk, masthead, into, kept_in=settings.published)

    mail = Newsletter(desk, masthead, smtp_url=settings.smtp_url) if settings.smtp_url else None
    return Courier(desk, build=built, mail=mail, channels=in_use(settings))
