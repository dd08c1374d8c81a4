"""A claim's reading is weighed again without its text, and rests on the cells it names and on no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from weighbridge.check import Document, Reweighing, Verdict, check, kept_reading, reading_of, rests_on
from weighbridge.errors import InputError
from weighbridge.facts import names_of_cell
from weighbridge.ledger import View, shipped_ledger
from weighbridge.model import Bound, Cell, Interval
from weighbridge.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "story" / "golden"
TEXTS = ("magnets-2025-06-usa.md", "magnets-2025-06-world.md", "magnets-2025-10-eu.md", "gallium-2025-06.md")
SAID = """
Exports to the United States were the highest since March 2025, after two monthly falls in a row.
Germany was the largest buyer in June, ahead of the United States and India; Japan was fourth.
June was the second-highest month of 2025. Germany and the United States together took 1,117 tonnes.
Germany took more than the United States. Its share rose from May. Exports to all but Germany came to 2,424 tonnes.
In the first half they fell 18.9% to 22,319 tonnes, an average of 3,720 tonnes a month.
Exports were at a record low in May.
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory) -> View:
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home"))).view(as_of=date(2025, 12, 1))


def read(view, text):
    document = Document("text", "", text, date(2025, 7, 20))
    return [c for c in check(document, view=view, card=view.card, as_of=view.as_of).claims if c.reading is not None]


def claims(view):
    texts = [(GOLDEN / name).read_text(encoding="utf-8") for name in TEXTS]
    return [claim for text in [*texts, "China's exports of rare-earth magnets." + SAID] for claim in read(view, text)]


def test_a_reading_is_kept_and_read_back_to_the_same(view):
    found = [claim.reading for claim in claims(view)]
    assert len({type(reading).__name__ for reading in found}) > 8, "many kinds of readings are tried"
    assert [reading_of(kept_reading(reading)) for reading in found] == found


def test_a_kept_reading_comes_to_what_the_text_came_to(view):
    weighing = Reweighing(view)
    holds = {Verdict.SUPPORTED: {True}, Verdict.NOT_IN_DATA: {None, False}}
    for claim in claims(view):
        if claim.verdict in holds:
            held = weighing.weigh(kept_reading(claim.reading))
            assert held.holds in holds[claim.verdict], claim
            if claim.verdict is Verdict.SUPPORTED:
                assert claim.reason.rstrip(".").endswith(held.truth.rstrip("."))


def everything_else_changed(view: View, names: frozenset[tuple[str, int | None]]) -> View:
    """The view with every cell that is in none of the names made another, and nothing printed about it."""
    until = dict(names)

    def counts(cell: Cell) -> bool:
        said = [until[name] for name in names_of_cell(cell) if name in until]
        return any(last is None or cell.period.last <= last for last in said)

    def other(bound: Bound) -> Bound:
        if counts(bound.cell):
            return bound
        interval = Interval(bound.interval.lo * 3 + 17, bound.interval.hi * 3 + 17)
        return replace(bound, interval=interval, best=bound.best * 3 + 17, observations=())

    bounds = {cell: other(bound) for cell, bound in view.bounds.items()}
    observations = tuple(o for o in view.observations if counts(o.cell))
    return View(view.as_of, view.card, bounds, observations, view.conflicts)


def test_nothing_but_the_cells_a_reading_names_can_change_what_it_comes_to(view):
    weighing, seen = Reweighing(view), set()
    for claim in claims(view):
        names = rests_on(claim.reading)
        if (names, kept := kept_reading(claim.reading)) in seen:
            continue
        seen.add((names, kept))
        was, now = weighing.weigh(kept), Reweighing(everything_else_changed(view, names)).weigh(kept)
        assert (was.holds, was.facts) == (now.holds, now.facts), claim.quote
    assert len(seen) > 60


def test_a_reading_names_few_cells_and_not_the_whole_ledger(view):
    counts = sorted(len(rests_on(claim.reading)) for claim in claims(view))
    assert counts[len(counts) // 2] <= 6, "a level rests on itself and the running totals it may be cut from"


@pytest.mark.parametrize(
    "kept", ["", "[]", "null", "7", '"Level"', '{"Level":{}}', '{"Nothing":{}}', '{"Amount":{"value":1,"step":1}}', "{"]
)
def test_what_was_never_kept_is_refused(kept):
    with pytest.raises(InputError, match="no reading that was kept"):
        reading_of(kept)
