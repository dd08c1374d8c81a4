"""Everything the checker says of one text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from weighbridge.check.claim import Claim, Finding
from weighbridge.check.document import Document
from weighbridge.model import Period


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its claims and findings, in the order of the text.

    `as_of` is the day whose data were looked through, `horizon` the last period they hold (None when they hold none).
    """

    document: Document
    as_of: date
    horizon: Period | None
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
