"""`weighbridge deliver`: everything that is outstanding to every channel, and what still is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge.publish import Delivery, Outstanding, Round

SiteFolder = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="DIR", help="The folder of the site; without, only look.")
]


def run(output: SiteFolder = None, as_json: AsJson = False) -> None:
    """Carry what was published to every channel, and print what still waits, the longest first.

    The site is built into the folder, the newsletter hands over what is queued, and each channel leaves a receipt.
    Nothing is queued: what is outstanding is every publication less what has a receipt, so that this can be
    interrupted anywhere and done again. Without -o nothing is done: what is outstanding is only printed.

    Example: weighbridge deliver -o site
    """
    from weighbridge.cli.channels import courier
    from weighbridge.cli.newsroom import opened
    from weighbridge.publish import in_use, outstanding
    from weighbridge.settings import Settings

    desk, settings = opened(), Settings.from_environment()
    came = courier(desk, settings, output).deliver() if output is not None else None
    waiting = came.waiting if came is not None else outstanding(desk, in_use(settings))
    if as_json:
        from weighbridge.cli.console import print_json

        print_json(_document(came, waiting))
    else:
        _print_text(came, waiting)


def _document(came: Round | None, waiting: Sequence[Outstanding]) -> dict[str, object]:
    return {
        "receipts": [_receipt(delivery) for delivery in (came.receipts if came else ())],
        "outstanding": [
            {
                "publication": one.publication.n,
                "story": one.publication.story,
                "slug": one.publication.slug,
                "event": str(one.publication.event),
                "since": one.since.isoformat(),
                "channels": [str(channel) for channel in one.channels],
            }
            for one in waiting
        ],
    }


def _receipt(delivery: Delivery) -> dict[str, object]:
    return {
        "publication": delivery.publication,
        "channel": str(delivery.channel),
        "outcome": str(delivery.outcome),
        "carrier": delivery.carrier,
        "digest": delivery.digest,
    }


def _print_text(came: Round | None, waiting: Sequence[Outstanding]) -> None:
    if came is not None:
        count = len(came.receipts)
        print(f"{count:,} new receipt{'' if count == 1 else 's'}.")
    if not waiting:
        print("Nothing is outstanding.")
    for one in waiting:
        p = one.publication
        channels = ", ".join(one.channels)
        print(f"{p.slug} ({p.story}), {p.event} {one.since:%Y-%m-%d %H:%M} UTC, waits for: {channels}")
