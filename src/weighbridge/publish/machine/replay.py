"""A claim ledger replayed: hashes, quotes, and every fact worked out again from the figures in the file.

A file from anywhere is only data here. Its figures are reconciled anew, its SQL is compared with the SQL we render for
the same fact and run only where the two are the same text, on a database that can reach nothing. Where the ledger of
this machine holds the same figures, every fact is worked out from it as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf, isclose
from typing import TYPE_CHECKING, Any

from weighbridge.card import trade_card
from weighbridge.desk import digest, seal_of
from weighbridge.errors import InputError, NotInDataError, WeighbridgeError
from weighbridge.facts import explain, query, read_fact_id, replay
from weighbridge.ledger import Reconciliation
from weighbridge.model import Interval
from weighbridge.publish.machine.figured import Figured, figured
from weighbridge.publish.machine.shape import read_claims

if TYPE_CHECKING:
    from weighbridge.facts import Explanation
    from weighbridge.ledger import Ledger, View

PATIENCE = 120.0  # seconds
_NEAR = 1e-7  # how far, as a share, two machines' arithmetic may differ


class Outcome(StrEnum):
    """What came of replaying one thing."""

    HOLDS = "holds"
    DIFFERS = "differs"
    CANNOT = "cannot be replayed"


@dataclass(frozen=True, slots=True)
class Replayed:
    """One thing replayed: what it is (a fact's id, a claim, a hash), from what, what came of it, and why in words."""

    what: str
    source: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """A claim ledger replayed: the story's title and address, and everything in it that was tried, in order."""

    title: str
    address: str
    version: int
    replayed: tuple[Replayed, ...]

    @property
    def differs(self) -> bool:
        """Whether something is not what the file says."""
        return any(one.outcome is Outcome.DIFFERS for one in self.replayed)

    def counted(self) -> dict[str, int]:
        """Return how many things came out how."""
        return {str(kind): sum(one.outcome is kind for one in self.replayed) for kind in Outcome}


def replay_claims(data: bytes, *, ledger: Ledger | None, patience: float = PATIENCE) -> Replay:
    """Return what comes of replaying a claim ledger, against a ledger of figures too unless there is none.

    `patience` is how many seconds the figures of a day may take to reconcile. Raises InputError for a file that is no
    claim ledger, NotInDataError for that of a story that was taken back, in which there is nothing to replay.
    """
    document = read_claims(data)
    story = document["story"]
    if "claims" not in document:
        raise NotInDataError(f"the story was {story['event']}, and nothing is left to replay: {story['notice']}")
    table = figured(document["figures"], trade_card(), patience=patience)
    tried = [*_hashes(document), *_claims(document), *_figures(table, document), *_facts(document, table)]
    if ledger is not None:
        tried += _against(ledger, document, table)
    return Replay(document["content"]["title"], story["address"], story["version"], tuple(tried))


# ---- what was signed -------------------------------------------------------------------------------------------------


def _hashes(document: Mapping[str, Any]) -> Iterator[Replayed]:
    signed, claims = document["approval"], document["claims"]
    found = digest(document["content"])
    yield _said("content hash", "the words", found == signed["content_hash"], f"the words have {found}")
    if any("waived" in claim for claim in claims):
        why = "the seal covers who waived a claim, which is not published"
        yield Replayed("seal", "the words and claims", Outcome.CANNOT, why)
        return
    intervals = {id.rpartition("@")[0]: fact["signed"] for id, fact in document["facts"].items()}
    notice = document["story"]["notice"] if document["story"]["event"] in {"corrected", "updated"} else ""
    unknown = [id for claim in claims for id in claim["facts"] if id not in document["facts"]]
    found = seal_of(found, claims, intervals, notice=notice)
    if found != signed["seal"] and unknown:
        why = "the data of their day answer no more for some facts, whose intervals it covers"
        yield Replayed("seal", "the words and claims", Outcome.CANNOT, why)
    else:
        yield _said("seal", "the words and claims", found == signed["seal"], f"words and claims have {found}")


def _claims(document: Mapping[str, Any]) -> Iterator[Replayed]:
    for n, claim in enumerate(document["claims"], 1):
        text = document["content"].get(claim["in"])
        there = isinstance(text, str) and 0 <= claim["start"] < claim["end"] <= len(text)
        stands = there and text[claim["start"] : claim["end"]] == claim["quote"]
        name = f"claim {n}"
        yield _said(name, "the words", stands, f"{claim['quote'][:80]!r} does not stand at its place in the text")
        for fact in claim["facts"]:
            if fact not in document["facts"]:
                yield Replayed(name, "the file", Outcome.CANNOT, f"the data of its day do not answer for {fact[:200]}")


def _figures(table: Figured, document: Mapping[str, Any]) -> Iterator[Replayed]:
    count = len(document["figures"]["rows"])
    if not table.odd:
        yield Replayed(f"{count} figures", "the file", Outcome.HOLDS)
    yield from (Replayed("figures", "the file", Outcome.DIFFERS, why) for why in table.odd)


# ---- facts -----------------------------------------------------------------------------------------------------------


def _facts(document: Mapping[str, Any], table: Figured) -> Iterator[Replayed]:
    by_day: dict[date, list[str]] = {}
    for id in document["facts"]:
        try:
            by_day.setdefault(read_fact_id(id)[3], []).append(id)
        except WeighbridgeError as error:
            yield Replayed(id[:200], "the file", Outcome.CANNOT, str(error)[:300])
    for day, ids in by_day.items():
        view = table.views.get(day)
        if view is None:
            why = table.missing.get(day, f"the file has no figures of {day}")
            yield from (Replayed(id, "the file", Outcome.CANNOT, why) for id in ids)
            continue
        with closing(view.connect()) as connection:
            for id in ids:
                if (lacking := _products(id) - table.whole[day]) and not table.missing:
                    why = f"the file has only some of the figures of {', '.join(sorted(lacking))}"
                    yield Replayed(id, "the file", Outcome.CANNOT, why)
                else:
                    yield _fact(id, document["facts"][id], view, connection)


def _fact(id: str, stated: Mapping[str, Any], view: View, connection: Any) -> Replayed:
    metric, cell, other, _ = read_fact_id(id)
    source = "the figures in the file"
    try:
        told = explain(id, view=view)
        by_sql = query(metric, cell, view=view, connection=connection, other=other)
        reconciled = Reconciliation(view.bounds, view.conflicts)
        by_hand = replay(id, observations=view.observations, card=view.card, reconciled=reconciled)
    except NotInDataError as error:
        return Replayed(id, source, Outcome.DIFFERS, f"these figures do not give it: {error}")
    except WeighbridgeError as error:
        return Replayed(id, source, Outcome.CANNOT, str(error)[:300])
    roads: Iterable[tuple[str, float | None, Interval, str]] = (
        ("its SQL", *by_sql),
        ("arithmetic", None, by_hand.interval, by_hand.unit),
        ("measuring", told.fact.value, told.fact.interval, told.fact.unit),
    )
    for road, value, interval, unit in roads:
        if differs := _other_than(stated, value, interval, unit):
            return Replayed(id, source, Outcome.DIFFERS, f"{road} gives {differs}")
    if differs := _other_words(id, stated, told):
        return Replayed(id, source, Outcome.DIFFERS, differs)
    if stated["sql"] != told.sql:
        why = "its SQL is not the one rendered here for this fact, and was not run; ours comes to the same"
        return Replayed(id, source, Outcome.CANNOT, why)
    return Replayed(id, source, Outcome.HOLDS)


def _other_than(stated: Mapping[str, Any], value: float | None, interval: Interval, unit: str) -> str:
    """Return in words what was found, "" where it is what is stated."""
    lo, hi = -inf if stated["lo"] is None else stated["lo"], inf if stated["hi"] is None else stated["hi"]
    pairs = [(lo, interval.lo), (hi, interval.hi), *([] if value is None else [(stated["value"], value)])]
    if unit == stated["unit"] and all(isclose(a, b, rel_tol=_NEAR, abs_tol=_NEAR) for a, b in pairs):
        return ""
    best = "" if value is None else f"{value:.10g} in "
    found = f"{best}{interval.lo:.10g} to {interval.hi:.10g} {unit}"
    return f"{found}, and the file says {stated['value']:.10g} in {lo:.10g} to {hi:.10g} {stated['unit'][:40]}"


def _other_words(id: str, stated: Mapping[str, Any], told: Explanation) -> str:
    """Return what the file says of a fact in other words than the fact has, "" for nothing."""
    fact = told.fact
    own = {
        "metric": fact.metric, "about": str(fact.cell), "compared_with": str(fact.other) if fact.other else None,
        "as_of": str(fact.as_of), "definition": told.definition, "value_text": told.value_text,
        "interval_text": told.interval_text, "caveats": list(told.caveats),
    }  # fmt: skip
    for name, words in own.items():
        if stated[name] != words:
            return f"its {name.replace('_', ' ')} is {str(words)!r}, and the file says {str(stated[name])[:200]!r}"
    if stated["signed"] not in {"", told.interval_text}:
        return f"{stated['signed'][:80]!r} was signed, and these figures give {told.interval_text!r}"
    if unknown := set(stated["figures"]) ^ {o.id for o in told.observations}:
        return f"it rests on other figures than the file names: {', '.join(sorted(unknown))[:200]}"
    return ""


def _products(id: str) -> set[str]:
    _, cell, other, _ = read_fact_id(id)
    return {c.product for c in (cell, other) if c is not None}


def _said(what: str, source: str, holds: bool, otherwise: str) -> Replayed:
    return Replayed(what, source, Outcome.HOLDS) if holds else Replayed(what, source, Outcome.DIFFERS, otherwise)


# ---- against the ledger of this machine ------------------------------------------------------------------------------


def _against(ledger: Ledger, document: Mapping[str, Any], table: Figured) -> Iterator[Replayed]:
    source = "the ledger here"
    for day, seen in table.views.items():
        ids = [id for id in document["facts"] if _is_of(id, day)]
        products = sorted(set().union(*map(_products, ids)) & set(ledger.card.products))
        try:
            view = ledger.view(as_of=day, products=products)
        except (NotInDataError, InputError) as error:
            yield from (Replayed(id, source, Outcome.CANNOT, str(error)[:300]) for id in ids)
            continue
        here, there = ({o.id for o in figures} for figures in (view.observations, seen.observations))
        if lacking := there - here:
            why = f"it lacks {len(lacking)} of the {len(there)} figures of {day} that the file has"
            yield from (Replayed(id, source, Outcome.CANNOT, why) for id in ids)
            continue
        more = f"; it has {len(here - there)} figures of {day} more than the file" if here - there else ""
        yield from (_by_ledger(id, document["facts"][id], view, more) for id in ids)


def _by_ledger(id: str, stated: Mapping[str, Any], view: View, more: str) -> Replayed:
    source = "the ledger here"
    try:
        fact = explain(id, view=view).fact
    except NotInDataError as error:
        return Replayed(id, source, Outcome.DIFFERS, f"it does not give it: {error}{more}")
    except WeighbridgeError as error:
        return Replayed(id, source, Outcome.CANNOT, str(error)[:300])
    differs = _other_than(stated, fact.value, fact.interval, fact.unit)
    return _said(id, source, not differs, f"it gives {differs}{more}")


def _is_of(id: str, day: date) -> bool:
    try:
        return read_fact_id(id)[3] == day
    except WeighbridgeError:
        return False
