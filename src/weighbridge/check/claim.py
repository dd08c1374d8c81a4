"""What the checker says of a text: claims with their verdicts, and findings that are about the writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from weighbridge.check.forms import Form


class Verdict(StrEnum):
    """What the data say of a claim."""

    SUPPORTED = "SUPPORTED"
    CONTRADICTED = "CONTRADICTED"
    NOT_IN_DATA = "NOT_IN_DATA"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"


@dataclass(frozen=True, slots=True)
class Claim:
    """A span of the text that states something checkable, and what the data say of it.

    `where` is `title` or `text`, `start` and `end` are offsets in it and `quote` stands between them. `reason` is one
    sentence to paste into an e-mail, `suggestion` the nearest true statement (empty where there is none), `facts` the
    ids of the facts compared with, `caveats` sentences that ride along. `reading` is what exactly would have to be
    true, as the claim was judged by it (None where no reading was found): with it the claim is weighed again without
    its text.
    """

    where: str
    start: int
    end: int
    quote: str
    kind: str
    verdict: Verdict
    reason: str
    suggestion: str = ""
    facts: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    reading: Form | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the writing, apart from whether its figures hold; offsets are characters of the `text`."""

    kind: str
    start: int
    end: int
    reason: str
