"""What a claim ledger looks like, held against a file that may come from anybody; nothing is believed before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from weighbridge.errors import InputError
from weighbridge.publish.figures import COLUMNS
from weighbridge.publish.machine.claims import FORMAT

LARGEST_CLAIMS = 40_000_000  # bytes; the ledger of a long story has 300,000


@dataclass(frozen=True, slots=True)
class _Each:
    """An object with any keys, all of whose values have one shape."""

    shape: Any


@dataclass(frozen=True, slots=True)
class _Some:
    """An object with these keys; others may stand beside them."""

    shape: Mapping[str, Any]
    optional: Mapping[str, Any]


_NUMBER = (int, float)
_END = (int, float, type(None))
_MAYBE = (str, type(None))

_CLAIM = _Some(
    {"in": str, "start": int, "end": int, "quote": str, "kind": str, "verdict": str, "reason": str, "facts": [str]},
    {"sourced": str, "waived": _Some({"reason": str, "by": str}, {}), "caveats": [str]},
)
_FACT = _Some(
    {
        "metric": str, "about": str, "compared_with": _MAYBE, "as_of": str, "definition": str, "value": _NUMBER,
        "lo": _END, "hi": _END, "unit": str, "value_text": str, "interval_text": str, "signed": str, "sql": str,
        "caveats": [str], "figures": [str],
    },
    {},
)  # fmt: skip
_STORY = _Some({"id": str, "address": str, "version": int, "event": str, "notice": str}, {"newsroom": str})
_LEDGER = _Some(
    {
        "approval": _Some(
            {"content_hash": str, "seal": str, "approved_by": [str], "logged": _Some({"n": int, "hash": str}, {})}, {}
        ),
        "content": _Some({"title": str, "text": str}, {}),
        "claims": [_CLAIM],
        "facts": _Each(_FACT),
        "figures": _Some(
            {
                "columns": [str],
                "rows": [[(str, int, float, type(None))]],
                "pages": [str],
                "documents": [str],
                "vintages": _Each(_Some({"whole": [str], "rows": [int]}, {})),
            },
            {},
        ),
    },
    {},
)
_NAMES = {
    str: "a text", int: "a whole number", float: "a number", bool: "yes or no", type(None): "nothing", list: "a list",
    dict: "an object",
}  # fmt: skip


def read_claims(data: bytes) -> dict[str, Any]:
    """Return the claim ledger that a file holds; of a story that was taken back it has only `story`.

    Raises InputError saying where it is not what a claim ledger is.
    """
    if len(data) > LARGEST_CLAIMS:
        raise InputError(f"the file has {len(data):,} bytes; a claim ledger has up to {LARGEST_CLAIMS:,}")
    try:
        document = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as why:
        raise InputError(f"this is no JSON: {str(why).splitlines()[0][:200]}") from why
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"this is no claim ledger: its `format` would be {FORMAT!r}, as in the claims.json of a story")
    _require(document, _Some({"story": _STORY}, {}), "")
    if "claims" in document:
        _require(document, _LEDGER, "")
        if document["figures"]["columns"] != list(COLUMNS):
            raise InputError(f"figures.columns are {', '.join(COLUMNS)}")
    return document


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _require(value: Any, shape: Any, where: str) -> None:
    if isinstance(shape, _Some):
        _a(dict, value, where)
        for name, inner in shape.shape.items():
            if name not in value:
                raise InputError(f"{where or 'a claim ledger'} has a {name!r}, and here is none")
            _require(value[name], inner, f"{where}.{name}" if where else name)
        for name, inner in shape.optional.items():
            if name in value:
                _require(value[name], inner, f"{where}.{name}")
    elif isinstance(shape, _Each):
        _a(dict, value, where)
        for name, inner in value.items():
            _require(inner, shape.shape, f"{where}[{name[:80]!r}]")
    elif isinstance(shape, list):
        _a(list, value, where)
        for n, inner in enumerate(value):
            _require(inner, shape[0], f"{where}[{n}]")
    else:
        _a(shape, value, where)


def _a(kinds: type | tuple[type, ...], value: Any, where: str) -> None:
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    if type(value) not in wanted:
        named = " or ".join(dict.fromkeys(_NAMES[kind] for kind in wanted))
        raise InputError(f"{where} is {named}, not {_NAMES[type(value)]}")
