"""What stands behind the claims of an edition: every fact they name laid open, worked out once and kept by content.

An explanation is made of a fact's id alone, which names the day, and of the data of that day. It is kept under the
digest of the ids and of the rules that made it, so that it is never out of date and may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.errors import WeighbridgeError
from weighbridge.facts import explain, metrics, read_fact_id
from weighbridge.publish.kept import kept

if TYPE_CHECKING:
    from weighbridge.check import Vintages
    from weighbridge.desk import Edition
    from weighbridge.model import Interval

_RULES = 2  # changes when the same facts would be told otherwise


def evidence(edition: Edition, vintages: Vintages, kept_in: Path | None) -> dict[str, dict[str, Any]]:
    """Return the facts that the claims of an edition name, by id, each laid open as JSON.

    Each has `id`, `metric`, `about` (the cell), `compared_with`, `as_of`, `value`, `lo` and `hi` (None where there is
    no end), `unit`, `value_text`, `interval_text`, `definition`, `caveats`, `sources` (publisher, url, printed_at,
    value and what, as pages show them), `figures` (the ids of the same observations) and `sql`. `signed` is the
    interval that was signed and `holds` whether it is still the one the data of that day give. A fact the data of its
    day cannot answer is left out: its claim says so itself. What was worked out before is read back from `kept_in`, a
    folder; None keeps nothing.
    """
    ids = facts_named(edition.report)
    found: dict[str, dict[str, Any]] = kept(
        kept_in / "evidence" / f"{_digest(ids)}.json.gz" if kept_in else None,
        lambda: {id: laid for id in ids if (laid := _laid_open(id, vintages)) is not None},
    )
    for id, laid in found.items():
        laid["signed"] = edition.facts.get(id.rsplit("@", 1)[0], "")
        laid["holds"] = laid["signed"] in {"", laid["interval_text"]}
    return found


def facts_named(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the facts that the claims of a report name, each once, in the order of the text.

    >>> facts_named({"claims": [{"facts": ["b", "a"]}, {"facts": ["a", "c"]}]})
    ('b', 'a', 'c')
    """
    return tuple(dict.fromkeys(fact for claim in report["claims"] for fact in claim["facts"]))


def _laid_open(id: str, vintages: Vintages) -> dict[str, Any] | None:
    try:
        view = vintages.view(read_fact_id(id)[3])
        told = explain(id, view=view)
    except WeighbridgeError:  # the claim says itself that the data cannot answer
        return None
    fact = told.fact
    return {
        "id": id,
        "metric": fact.metric,
        "about": str(fact.cell),
        "compared_with": str(fact.other) if fact.other else None,
        "as_of": fact.as_of.isoformat(),
        "value": fact.value,
        **_ends(fact.interval),
        "unit": fact.unit,
        **told.as_dict(view.card),
        "figures": [o.id for o in told.observations],
    }


def _ends(interval: Interval) -> dict[str, float | None]:
    return {name: end if isfinite(end) else None for name, end in (("lo", interval.lo), ("hi", interval.hi))}


# ---- kept by content -------------------------------------------------------------------------------------------------


@cache
def _rules() -> str:
    """Return a name for all that an explanation rests on apart from the data."""
    told = json.dumps([_RULES, {id: asdict(metric) for id, metric in metrics().items()}], sort_keys=True, default=dict)
    return sha256(told.encode()).hexdigest()


def _digest(ids: Iterable[str]) -> str:
    return sha256("\n".join([_rules(), *ids]).encode()).hexdigest()[:32]
