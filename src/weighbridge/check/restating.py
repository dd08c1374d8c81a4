"""A claim's reading kept as JSON, and weighed again on other data without the text it was read from."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from weighbridge.check import forms
from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Form
from weighbridge.check.frame import Frame
from weighbridge.check.scales import Scales
from weighbridge.check.weigh import Judge
from weighbridge.errors import InputError
from weighbridge.facts import Viewed
from weighbridge.model import Flow, Period

_KINDS: dict[str, type] = {kind.__name__: kind for kind in (*forms.Form.__args__, Amount)}


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a reading holds (None: the data cannot say), what is true in words, and the facts that rests on."""

    holds: bool | None
    truth: str
    facts: tuple[str, ...]


class Reweighing:
    """Weighs kept readings on one view. Raises InputError for a text that is no kept reading."""

    def __init__(self, view: Viewed) -> None:
        self.view = view
        self._judge = Judge(Scales(view))

    def weigh(self, kept: str | Form) -> Held:
        """Return what the view says of a reading."""
        outcome = self._judge.weigh(reading_of(kept) if isinstance(kept, str) else kept)
        return Held(outcome.holds, outcome.truth, outcome.facts)


def kept_reading(form: Form) -> str:
    """Return a reading as JSON that `reading_of` reads back to the same reading."""
    return json.dumps(_written(form), ensure_ascii=False, separators=(",", ":"))


def reading_of(kept: str) -> Form:
    """Return the reading of its JSON; raises InputError for any other text."""
    try:
        found = _read(json.loads(kept))
    except (ValueError, TypeError, KeyError, AttributeError) as why:
        raise InputError(f"{kept[:60]!r} is no reading that was kept: {why}") from None
    if isinstance(found, Amount) or type(found).__name__ not in _KINDS:
        raise InputError(f"{kept[:60]!r} is no reading that was kept")
    return found  # type: ignore[no-any-return]


def _written(value: Any) -> Any:
    if isinstance(value, Frame):
        return {"Frame": [*value[:2], value.partners, value.products, str(value.period), *value[5:]]}
    if isinstance(value, Period):
        return {"Period": str(value)}
    if type(value).__name__ in _KINDS:
        unsaid = _defaults(type(value))
        told = {name: getattr(value, name) for name in unsaid}
        return {type(value).__name__: {k: _written(v) for k, v in told.items() if v != unsaid[k]}}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    return value


def _defaults(kind: type) -> dict[str, Any]:
    """The fields of a kind of value, each with what it is where nothing is said."""
    if not is_dataclass(kind):
        return {name: kind._field_defaults.get(name, ...) for name in kind._fields}  # type: ignore[attr-defined]
    return {f.name: f.default for f in fields(kind)}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, dict):
        return value
    ((name, told),) = value.items()
    if name == "Period":
        return Period.parse(told)
    if name == "Frame":
        flow, reporter, partners, products, period, measure, unknown, without, averaged = told
        return Frame(
            Flow(flow), reporter, tuple(partners), tuple(products), Period.parse(period), measure, unknown,
            tuple(without), averaged,
        )  # fmt: skip
    return _KINDS[name](**{key: _read(each) for key, each in told.items()})
