"""Content in canonical form (RFC 8785) and its SHA-256: what an approval is a signature on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from weighbridge.desk.values import Check, Version, Waiver
from weighbridge.errors import InputError

EXACT = 2**53  # from here on JSON's numbers are no longer all whole numbers


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value in canonical form, in hexadecimal; the order of keys plays no part.

    >>> digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
    True
    """
    return sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return a JSON value in canonical form; raises InputError for one that has none, as a number without end.

    >>> canonical({"b": 1.0, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as why:  # its own errors are ValueErrors
        raise InputError(f"it cannot be kept as it is: {why}") from why


def read_canonical(text: str) -> Any:
    """Return the value of a canonical form; raises ValueError or RecursionError for a text that is none.

    A whole number too large to be exact was a float, and is one again.

    >>> read_canonical('{"n":9007199254740992}')
    {'n': 9007199254740992.0}
    """
    return json.loads(text, parse_int=lambda digits: n if abs(n := int(digits)) < EXACT else float(digits))


def sealed(version: Version, check: Check | None, waivers: Iterable[Waiver], notice: str = "") -> str:
    """Return the hash an approval binds to: the words, the claims with verdicts, facts and intervals, and the waivers.

    Of an amendment it covers the notice as well, which readers see above the words.

    A later check that comes to the same verdicts on the same intervals leaves it as it is; anything else changes it.
    """
    claims, intervals = (check.report["claims"], check.facts) if check else ([], {})
    taken = [(w.claim, w.reason, w.waived_by) for w in waivers]
    return seal_of(version.content_hash, claims, intervals, waived=taken, notice=notice)


def seal_of(
    content_hash: str,
    claims: Iterable[Mapping[str, Any]],
    intervals: Mapping[str, str],
    *,
    waived: Iterable[tuple[str, str, str]] = (),
    notice: str = "",
) -> str:
    """Return the same hash from its parts: a report's claims, intervals by undated fact, waivers as claim, why, who."""
    told = {"notice": notice} if notice else {}
    signed, taken = [_claim(claim, intervals) for claim in claims], sorted((list(w) for w in waived), key=str)
    return digest({"content": content_hash, "claims": signed, "waivers": taken, **told})


def _claim(claim: Mapping[str, Any], intervals: Mapping[str, str]) -> dict[str, Any]:
    said = {key: claim[key] for key in ("in", "start", "end", "quote", "kind", "verdict")}
    return said | {"facts": [[undated(fact), intervals.get(undated(fact), "")] for fact in claim["facts"]]}


def undated(fact: str) -> str:
    """Return a fact's id without the day it was looked at: another day with the same interval is the same fact.

    >>> undated("level_t:export/CHN/USA/85051110/2025-06/mass@2025-07-20")
    'level_t:export/CHN/USA/85051110/2025-06/mass'
    """
    return fact.rsplit("@", 1)[0]
