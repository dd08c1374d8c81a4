"""Stored rows to values and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from weighbridge.model import Cell, Flow, Interval, Kind, Observation, Period, Precision


def observation(row: Sequence[Any]) -> Observation:
    """Return the observation a stored row holds (columns in the order of intake.STORED)."""
    (flow, reporter, partner, product, first, months, measure, kind, value, unit, precision, lo, hi, publisher, url,
     word, released_at, printed_at, note, document, number, _) = row  # fmt: skip
    return Observation(
        cell=Cell(Flow(flow), reporter, partner, product, Period(first, months), measure),
        kind=Kind(kind),
        value=value,
        unit=unit,
        precision=Precision(precision),
        interval=Interval(lo, hi),
        publisher=publisher,
        source_url=url,
        column=word,
        released_at=released_at,
        printed_at=printed_at,
        note=note,
        document=document,
        row=number,
    )
