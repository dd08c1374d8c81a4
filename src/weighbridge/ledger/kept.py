"""Reconciled bounds kept by content: the same figures are reconciled once, by whoever asks first.

A file is named by the digest of the figures it was made from and of the rules that made it, so it is never out of date
and can be deleted at any time. It is written beside and renamed, so that it is whole or not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from weighbridge.card import Card
from weighbridge.ledger.reconcile import RULES_VERSION, Reconciliation, reconcile
from weighbridge.model import Bound, Cell, Conflict, Interval, Observation


def reconciled(product: str, observations: Sequence[Observation], *, card: Card, folder: Path | None) -> Reconciliation:
    """Return the reconciliation of one product's figures, read back from the folder or worked out and kept there."""
    file = folder / product / f"{_digest(observations, card)}.json" if folder else None
    by_id = {o.id: o for o in observations}
    if file and file.exists():
        try:
            return _decoded(json.loads(file.read_text(encoding="utf-8")), by_id)
        except (OSError, ValueError, KeyError, TypeError):
            pass  # deleted or damaged by somebody: work it out again
    found = reconcile(observations, card=card)
    if file:
        _keep(file, _encoded(found))
    return found


def _digest(observations: Sequence[Observation], card: Card) -> str:
    """Return a name for all that the result rests on: the rules, which place lies in which, and the figures."""
    places = [f"{place.id} lies in {place.within}" for place in card.places.values()]
    figures = [
        f"{o.id} {o.precision} {o.interval.lo!r} {o.interval.hi!r} {o.column} {o.printed_at}" for o in observations
    ]
    told = "\n".join([str(RULES_VERSION), *sorted(places), *sorted(figures)])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _keep(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(f".{uuid4().hex}")
        beside.write_text(content, encoding="utf-8")
        beside.replace(file)
    except OSError:
        return  # a full or read-only disk costs time, not truth


def _encoded(found: Reconciliation) -> str:
    bounds = [
        (str(b.cell), b.interval.lo, b.interval.hi, b.best, b.unit, b.printed, b.observations)
        for b in found.bounds.values()
    ]
    conflicts = [(c.observation.id, c.miss, c.severity, c.certainty, c.group, c.reason) for c in found.conflicts]
    return json.dumps({"bounds": bounds, "conflicts": conflicts})


def _decoded(raw: dict[str, list[list]], by_id: dict[str, Observation]) -> Reconciliation:  # type: ignore[type-arg]
    bounds = {}
    for text, lo, hi, best, unit, printed, observations in raw["bounds"]:
        cell = Cell.parse(text)
        bounds[cell] = Bound(cell, Interval(lo, hi), best, unit, printed, tuple(observations))
    conflicts = tuple(Conflict(by_id[id], *rest) for id, *rest in raw["conflicts"])
    return Reconciliation(bounds, conflicts)
