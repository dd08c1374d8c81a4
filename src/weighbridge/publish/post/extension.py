"""What the newsletter adds to the desk while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.desk import Doors, Extension

if TYPE_CHECKING:
    from fastapi import APIRouter

    from weighbridge.publish.post.newsletter import Newsletter


def newsletter_extension(newsletter: Newsletter) -> Extension:
    """Return the pages of a newsletter, and its work: notices are made and letters handed over by themselves."""

    def router(doors: Doors) -> APIRouter:
        from weighbridge.publish.post.web import router_of

        return router_of(newsletter, doors, server=newsletter.has_server)

    return Extension("newsletter", router, (("/post", "Newsletter"),), newsletter.work)
