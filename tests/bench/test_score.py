"""The score CI prints: what is read from the scorer, and when a drop fails."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.score import FLOORS, Floor, compared, main, read_floors, scores_in, table

# As the scorer of the labelled texts prints it.
PRINTED = """\
articles: 15 (predictions for 15)
claims: 316
extracted (recall): 308/316 = 0.975
verdict accuracy over gold: 300/316 = 0.949
contradicted precision: 76/78 = 0.974
contradicted recall: 76/82 = 0.927
contradicted F1: 0.950
false alarms per article: 0.13 (1 on other gold claims, 1 on unlabelled text)
abstained (NOT_UNDERSTOOD): 2/316 = 0.006
"""
# A scorer of the same manners for sets that have no claims to get wrong.
SCORER = """\
import json, sys
from pathlib import Path
gold, said = ({p.name for p in Path(folder).glob('*.json')} for folder in sys.argv[1:])
print(f"extracted (recall): {len(gold & said)}/{len(gold)} = {len(gold & said) / len(gold):.3f}")
"""


def test_every_score_the_scorer_prints_is_read():
    assert scores_in(PRINTED) == {
        "articles": 15,
        "claims": 316,
        "extracted (recall)": 0.975,
        "verdict accuracy over gold": 0.949,
        "contradicted precision": 0.974,
        "contradicted recall": 0.927,
        "contradicted F1": 0.95,
        "false alarms per article": 0.13,
        "abstained (NOT_UNDERSTOOD)": 0.006,
    }


def test_a_score_at_its_floor_holds_and_one_below_fails():
    floors = {"contradicted F1": Floor(least=0.95), "contradicted recall": Floor(least=0.93)}
    failing = [line.name for line in compared(scores_in(PRINTED), floors) if line.fails]
    assert failing == ["contradicted recall"]


def test_false_alarms_have_a_ceiling():
    assert not Floor(most=0.13).holds(0.14)
    assert Floor(most=0.13).holds(0.13)


def test_a_floor_without_a_score_fails():
    (line,) = compared({}, {"contradicted F1": Floor(least=0.9)})
    assert line.fails
    assert "BELOW, at least 0.9" in table([line])


def test_a_score_without_a_floor_is_shown_and_said_to_have_none():
    lines = compared({"contradicted F1": 0.1}, {})
    assert not lines[0].fails
    assert table(lines).split() == ["contradicted", "F1", "0.1", "no", "floor", "yet"]


def test_the_floors_of_this_repository_can_be_read():
    for limits in read_floors(FLOORS.read_text(encoding="utf-8")).values():
        for floor in limits.values():
            assert (floor.least is None) != (floor.most is None)


def test_a_folder_of_texts_is_checked_and_scored(tmp_path, monkeypatch, capsys):
    texts = tmp_path / "articles" / "two"
    texts.mkdir(parents=True)
    (texts / "README.md").write_text("not a text")
    (texts / "a.json").write_text('{"id": "a", "dateline": "2025-07-20", "title": "", "text": "Nothing to weigh."}')
    (tmp_path / "score.py").write_text(SCORER)
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(tmp_path / "home"))
    assert main([str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "articles/two\n" in said
    assert said.split() == ["articles/two", "extracted", "(recall)", "1", "no", "floor", "yet"]


def test_without_a_folder_it_says_how_it_is_used():
    ran = subprocess.run([sys.executable, "-m", "bench.score"], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "floors.toml" in ran.stderr


@pytest.mark.parametrize("text", ["", "warning: dev-01: unknown verdict", "no gold claims found in somewhere"])
def test_what_holds_no_score_gives_none(text):
    assert scores_in(text) == {}
