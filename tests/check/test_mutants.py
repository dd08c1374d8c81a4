"""Wrong sentences are found out and true ones are left alone; the truth of both is worked out on a second path.

The long form is `make soak`. Natural slips differ from injected ones, so these rates are an upper bound of what a
newsroom will see.
"""

import mutants
import plain_figures
from mutant_judge import judge_on, shipped_ledger, stories_on
from mutant_statements import Figures, true_statements
from mutant_words import SHAPES

SEED = 20260601
MUTANTS = 600

# Caught was 0.977 for an afternoon, before a miss that nothing explains became NOT_UNDERSTOOD (decision 0007);
# flagged was 0.046 then; a contradiction counts as of the words it is most of, since 2026-11-24.
# What was measured on the day the floors were set, less a small margin; a floor is raised when the checker has become
# better and never lowered to let a change pass. Wanted are 0.99 caught, 0.005 flagged.
CAUGHT = 0.958
FLAGGED = 0.009
UNDERSTOOD = 0.915


def test_wrong_sentences_are_caught_and_true_ones_left_alone(tmp_path):
    ledger = shipped_ledger(tmp_path)
    cases = mutants.all_cases(SEED, MUTANTS, stories_on(ledger))
    faulty, untouched, understood = mutants.tallied(cases, judge_on(ledger))
    print(mutants.table(faulty, untouched, understood))
    caught, n = sum(t.caught for t in faulty.values()), sum(t.n for t in faulty.values())
    assert n >= MUTANTS * 0.95
    assert {source for source, _ in faulty} == {"sentence", "corpus", "story"}
    assert caught / n >= CAUGHT
    assert untouched.rate <= FLAGGED
    assert understood / untouched.n >= UNDERSTOOD


def test_every_kind_of_fault_is_injected():
    sentences = {case.fault for case in mutants.sentence_cases(SEED, MUTANTS // 2)}
    articles = {case.fault for case in mutants.corpus_cases(SEED, MUTANTS // 4)}
    numbers = {"digit changed", "digits swapped", "digit dropped", "ten times"}
    assert numbers | {"unit", "direction", "period", "partner", "multiple", "m/m with y/y"} <= sentences & articles
    assert {"base month", "multiple as growth", "rank", "streak too long"} <= sentences
    assert {"year to date as month", "month as year to date"} <= sentences


def test_a_mutant_is_false_and_an_untouched_sentence_is_true_on_the_second_path():
    for case in mutants.sentence_cases(SEED, 200):
        wanted = "CONTRADICTED" if case.fault else "SUPPORTED"
        assert mutants.truth.label_of(case.check)[0] == wanted, case


def test_the_same_seed_gives_the_same_cases():
    assert list(mutants.sentence_cases(7, 60)) == list(mutants.sentence_cases(7, 60))


def test_sentences_come_in_many_shapes_and_from_all_commodities():
    assert sum(len(shapes) for shapes in SHAPES.values()) >= 60
    said = {s.commodity for s in true_statements(Figures.shipped(), mutants.random.Random(1))}
    assert said == {commodity for commodity, *_ in plain_figures.printed_cells()}
