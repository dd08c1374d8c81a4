"""How a verdict looks wherever it is shown: shape and word beside colour, and what is said once and not twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Look(NamedTuple):
    """A verdict for readers: its `key` in the coverage, its `shape`, its `word`, and the word for `several`."""

    key: str
    shape: str
    word: str
    several: str


LOOKS: Mapping[str, Look] = {
    "SUPPORTED": Look("supported", "✓", "holds", "hold"),
    "CONTRADICTED": Look("contradicted", "✗", "wrong", "wrong"),
    "NOT_IN_DATA": Look("not_in_data", "○", "not in the data", "not in the data"),
    "NOT_UNDERSTOOD": Look("not_understood", "?", "not understood", "not understood"),
}
_SHARED = 3  # claims from which a caveat is said once, after the text, instead of beside each


def shared_caveats(claims: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Return the caveats that several claims carry, each with the numbers of these claims, the commonest first."""
    carried: dict[str, list[int]] = {}
    for n, claim in enumerate(claims, 1):
        for caveat in dict.fromkeys(claim["caveats"]):
            carried.setdefault(caveat, []).append(n)
    several = [entry for entry in carried.items() if len(entry[1]) >= _SHARED]
    return dict(sorted(several, key=lambda entry: -len(entry[1])))


def note_of(claim: Mapping[str, Any], shared: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """Return a claim as its note says it: nothing twice, and the shared caveats left to the end of the text.

    >>> claim = {"verdict": "SUPPORTED", "reason": "Holds: 353 t.", "suggestion": "", "caveats": ["small base"]}
    >>> note_of(claim, {"small base": [1, 2, 3]})["reason"], note_of(claim, {})["caveats"]
    ('353 t.', ['small base'])
    """
    return {
        **claim,
        "reason": _without(LOOKS[claim["verdict"]].word, claim["reason"]),
        "suggestion": _unsaid(claim["reason"], claim["suggestion"]),
        "caveats": [caveat for caveat in claim["caveats"] if caveat not in shared],
    }


def _without(word: str, reason: str) -> str:
    """Return a reason without the verdict's word, which stands before it anyway."""
    head, colon, rest = reason.partition(": ")
    if colon and head == "The data say otherwise":
        return f"the data say that {rest}"
    return rest if colon and head.casefold() == word else reason


def _unsaid(reason: str, suggestion: str) -> str:
    """Return those sentences of the nearest true statement that the reason does not give already."""
    said = reason.casefold()
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", suggestion)
    return " ".join(part for part in parts if part.strip(" .").casefold() not in said)
