"""A text as it was read: what every later step points into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """A text somebody wrote. Offsets of claims and findings are Python string offsets into `title` or `text`.

    `id` names the results file, `dateline` is the day the text says it was written, None when it does not say.
    Plain text has an empty title.
    """

    id: str
    title: str
    text: str
    dateline: date | None = None
