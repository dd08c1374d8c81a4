"""Wrong sentences are found out and true ones are left alone; the truth of both is worked out on a second path.

The long form is `python tests/check/mutants.py all`. Natural slips differ from injected ones, so these rates are an
upper bound of what a newsroom will see.
"""

import mutants
import plain_figures
import pytest
from mutant_judge import judge_on, shipped_ledger, stories_on
from mutant_statements import Figures, true_statements
from mutant_words import SHAPES

SEED = 20260601
MUTANTS = 600

CAUGHT = 0.0
FLAGGED = 1.0
UNDERSTOOD = 0.0


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return shipped_ledger(tmp_path_factory.mktemp("mutants"))


@pytest.fixture(scope="module")
def outcome(ledger):
    return mutants.tallied(mutants.all_cases(SEED, MUTANTS, stories_on(ledger)), judge_on(ledger))


def test_wrong_sentences_are_caught(outcome):
    faulty, untouched, understood = outcome
    print(mutants.table(faulty, untouched, understood))
    caught, n = sum(t.caught for t in faulty.values()), sum(t.n for t in faulty.values())
    assert n >= MUTANTS * 0.95
    assert caught / n >= CAUGHT


def test_true_sentences_are_left_alone_and_understood(outcome):
    _, untouched, understood = outcome
    assert untouched.rate <= FLAGGED
    assert understood / untouched.n >= UNDERSTOOD


def test_every_kind_of_fault_is_injected(outcome):
    faults = {fault for _, fault in outcome[0]}
    assert {"digit changed", "digits swapped", "digit dropped", "ten times", "unit", "direction", "rank"} <= faults
    assert {"period", "partner", "base month", "multiple", "m/m with y/y"} <= faults
    assert {"year to date as month", "month as year to date", "streak too long"} <= faults


def test_a_mutant_is_false_and_an_untouched_sentence_is_true_on_the_second_path():
    for case in mutants.sentence_cases(SEED, 200):
        wanted = "CONTRADICTED" if case.fault else "SUPPORTED"
        assert mutants.truth.label_of(case.check)[0] == wanted, case


def test_the_same_seed_gives_the_same_cases():
    assert list(mutants.sentence_cases(7, 60)) == list(mutants.sentence_cases(7, 60))


def test_sentences_come_in_many_shapes_and_from_all_commodities():
    assert sum(len(shapes) for shapes in SHAPES.values()) >= 60
    figures = Figures.shipped()
    said = {s.commodity for s in true_statements(figures, mutants.random.Random(1))}
    assert said == {commodity for commodity, *_ in plain_figures.printed_cells()}
