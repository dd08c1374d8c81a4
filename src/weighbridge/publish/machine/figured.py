"""The figures of a claim ledger read back: observations as the ledger here would have them, and what is odd in them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, isclose
from typing import TYPE_CHECKING, Any

from weighbridge.errors import InputError, WeighbridgeError
from weighbridge.ledger import print_interval, reconciled_view
from weighbridge.model import Cell, Kind, Observation, Precision
from weighbridge.publish.figures import COLUMNS

if TYPE_CHECKING:
    from weighbridge.card import Card
    from weighbridge.ledger import View

_MOST = 5_000  # figures of a day that are reconciled here; more would take too long
_QUICK = 60  # figures that reconcile in a moment, however much they contradict each other
_LONGEST_SPAN = 120  # months


@dataclass(frozen=True, slots=True)
class Figured:
    """What a claim ledger's figures give: by day the view they reconcile to, and why there is none for the others.

    `odd` says, in sentences, where a figure is not what it says it is.
    """

    views: Mapping[date, View]
    whole: Mapping[date, frozenset[str]]
    missing: Mapping[date, str]
    odd: tuple[str, ...]


def figured(table: Mapping[str, Any], card: Card, *, patience: float) -> Figured:
    """Return the views that a table of figures gives when it is reconciled anew, believing none of its intervals.

    `patience` is how many seconds the figures of a day may take; made-up ones that all contradict each other may take
    for ever. Raises InputError, naming row and column, for what cannot be a figure at all.
    """
    odd: list[str] = []
    rows = [_observation(n, row, table, card, odd) for n, row in enumerate(table["rows"])]
    views, whole, missing = {}, {}, {}
    for day, vintage in _vintages(table, len(rows)):
        seen = [rows[n] for n in vintage["rows"]]
        odd += [f"{o.id} was released on {o.released_at}, after {day}" for o in seen if o.released_at > day]
        whole[day] = frozenset(vintage["whole"])
        if len(seen) > _MOST:
            missing[day] = f"the {len(seen):,} figures of {day} are too many to reconcile here ({_MOST:,} at most)"
        elif (view := _reconciled(seen, day, card, patience)) is not None:
            views[day] = view
        else:
            missing[day] = f"the figures of {day} were not reconciled within {patience:g} seconds"
    return Figured(views, whole, missing, tuple(odd))


def _reconciled(seen: Sequence[Observation], day: date, card: Card, patience: float) -> View | None:
    """Return the view of a day's figures, None where they take longer; many are reconciled where that can be ended."""
    if len(seen) <= _QUICK:
        return reconciled_view(seen, as_of=day, card=card, kept_in=None)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    worker = context.Process(target=_reconcile_into, args=(sender, seen, day, card), daemon=True)
    worker.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(patience) else None
    except EOFError:  # it was killed, as by a machine that is out of memory
        return None
    finally:
        worker.kill()
        worker.join()
        worker.close()
        receiver.close()


def _reconcile_into(sender: Any, seen: Sequence[Observation], day: date, card: Card) -> None:
    sender.send(reconciled_view(seen, as_of=day, card=card, kept_in=None))


def _vintages(table: Mapping[str, Any], rows: int) -> Iterator[tuple[date, Mapping[str, Any]]]:
    for text, vintage in table["vintages"].items():
        if not all(0 <= n < rows for n in vintage["rows"]) or len(set(vintage["rows"])) != len(vintage["rows"]):
            raise InputError(f"figures.vintages[{text[:20]!r}] names rows that are not there, or one of them twice")
        try:
            yield date.fromisoformat(text), vintage
        except ValueError:
            raise InputError(f"figures.vintages has {text[:20]!r}, which is no day") from None


def _observation(n: int, row: list[Any], table: Mapping[str, Any], card: Card, odd: list[str]) -> Observation:
    where = f"figures.rows[{n}]"
    if len(row) != len(COLUMNS):
        raise InputError(f"{where} has {len(row)} fields and not {len(COLUMNS)}")
    given = dict(zip(COLUMNS, row, strict=True))
    try:
        found = _read(given, table, card)
    except (ValueError, TypeError, IndexError, WeighbridgeError) as why:
        raise InputError(f"{where} is no figure: {str(why)[:200]}") from why
    if found.id != given["id"]:
        odd.append(f"{where} is called {given['id']} and is {found.id}: the figure or its name was changed")
    ends = (-inf if given["lo"] is None else given["lo"], inf if given["hi"] is None else given["hi"])
    allowed = (found.interval.lo, found.interval.hi)
    if not all(isclose(a, b, rel_tol=1e-9) for a, b in zip(ends, allowed, strict=True)):
        odd.append(f"{found.id}: {found.value} {found.unit} allows {allowed[0]:g} to {allowed[1]:g}, and the file says "
                   f"{ends[0]:g} to {ends[1]:g}")  # fmt: skip
    return found


def _read(given: Mapping[str, Any], table: Mapping[str, Any], card: Card) -> Observation:
    for name in ("about", "kind", "value", "unit", "precision", "column", "publisher", "released_at"):
        if not isinstance(given[name], str):
            raise TypeError(f"{name} is a text")
    for name in ("page", "document", "row"):
        if type(given[name]) is not int or given[name] < 0:
            raise TypeError(f"{name} is a whole number")
    for name in ("lo", "hi"):
        if given[name] is not None and type(given[name]) not in {int, float}:
            raise TypeError(f"{name} is a number")
    cell, precision = Cell.parse(given["about"]), Precision(given["precision"])
    for code, known in ((cell.product, card.products), (cell.partner, card.places), (cell.reporter, card.places)):
        if code not in known:
            raise ValueError(f"nobody here knows {code[:40]!r}")
    card.measure(cell.measure)
    if cell.period.months > _LONGEST_SPAN:
        raise ValueError(f"it spans {cell.period.months} months")
    printed_at = date.fromisoformat(given["printed_at"]) if given["printed_at"] is not None else None
    allowed = print_interval(given["value"], precision, given["unit"])
    page, document = table["pages"][given["page"]], table["documents"][given["document"]]
    return Observation(
        cell, Kind(given["kind"]), given["value"], given["unit"], precision, allowed, given["publisher"], page,
        given["column"], date.fromisoformat(given["released_at"]), printed_at, "", document, given["row"],
    )  # fmt: skip
