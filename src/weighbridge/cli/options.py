"""The options several verbs share, so that each means the same everywhere."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from weighbridge.errors import InputError
from weighbridge.model import Period


def day_of(text: str | date) -> date:
    """Return the day a text names; raises InputError."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no day; write it as 2025-07-20") from None


def _period(text: str | Period) -> Period:
    return text if isinstance(text, Period) else Period.parse(text)


ProductName = Annotated[
    str, typer.Option("--product", metavar="NAME", help="A product by any of its names: magnets, 85051110.")
]
MaybeProduct = Annotated[
    str | None,
    typer.Option("--product", metavar="NAME", help="Only this product, by any of its names: magnets, 85051110."),
]
MaybePartner = Annotated[
    str | None,
    typer.Option("--partner", metavar="NAME", help="Only this partner, by name or code: USA, Germany, world."),
]
PeriodOf = Annotated[
    Period,
    typer.Option(
        "--period", parser=_period, metavar="PERIOD", help="2025-06, 2025-Q2, 2025-H1, 2025 or 2025-01/2025-06."
    ),
]
MaybePeriod = Annotated[
    Period | None,
    typer.Option(
        "--period", parser=_period, metavar="PERIOD", help="2025-06, 2025-Q2, 2025-H1, 2025 or 2025-01/2025-06."
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=day_of, metavar="DAY", help="Look through the data as they stood on that day: 2025-07-20."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
