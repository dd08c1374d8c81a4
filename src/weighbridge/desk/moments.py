"""Moments in UTC, as the database and the audit log write them."""

from __future__ import annotations

from datetime import UTC, datetime

from weighbridge.errors import InputError


def written(at: datetime) -> str:
    """Return a moment as text that sorts: UTC, microseconds, always the same length.

    >>> written(datetime(2025, 7, 20, 8, 30, tzinfo=UTC))
    '2025-07-20T08:30:00.000000Z'
    """
    if at.utcoffset() is None:
        raise InputError(f"{at} has no time zone; write it as 2025-07-20T08:30+00:00")
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        raise InputError(f"{at} lies outside the years 1 to 9999") from None
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"  # strftime does not pad a year


def moment(text: str) -> datetime:
    """Return the moment of such a text.

    >>> moment("2025-07-20T08:30:00.000000Z")
    datetime.datetime(2025, 7, 20, 8, 30, tzinfo=datetime.timezone.utc)
    """
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def maybe(text: str | None) -> datetime | None:
    """Return the moment of a text, None for None."""
    return None if text is None else moment(text)
