"""The bench: what is over its ceiling, how it is shown, and that everything here is measured."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.__main__ import is_over, main, measurable, table
from bench.command import run
from bench.desk import measure as measure_desk
from bench.row import Row


def test_a_figure_at_its_ceiling_is_kept_and_one_above_is_over():
    assert not is_over(Row("story", 3.0, "s", 3.0))
    assert is_over(Row("story", 3.1, "s", 3.0))


def test_a_figure_that_is_no_number_is_over():
    assert is_over(Row("story", float("nan"), "s", 3.0))


def test_a_figure_without_a_ceiling_is_only_shown():
    assert not is_over(Row("facts counted", 1e9, "facts"))
    assert "ok" not in table([Row("facts counted", 1e9, "facts")])


def test_the_table_is_aligned():
    rows = [Row("story, cold", 1.234, "s", 3.0), Row("memory", 1234.5, "MB", 600.0)]
    assert table(rows).splitlines() == [
        "what         value  unit  ceiling",
        "story, cold   1.23  s           3  ok",
        "memory       1,234  MB        600  OVER",
    ]


def test_every_room_with_a_promise_is_measured():
    assert {"check", "desk", "facts", "ingest", "startup", "story"} <= set(measurable())


def test_a_name_nobody_measures_is_refused():
    ran = subprocess.run([sys.executable, "-m", "bench", "strtup"], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "nothing called strtup is measured" in ran.stderr


def test_json_is_one_document_and_a_passed_ceiling_leaves_with_one(capsys):
    code = main(["startup", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["unit"] for row in rows] == ["times", "s"]
    assert code == (0 if all(row["ok"] for row in rows) else 1)


def test_a_commands_memory_is_its_own():
    ran = run([sys.executable, "-c", "x = bytearray(200 << 20)"])
    assert 200 < ran.megabytes < 230


def test_a_command_that_fails_tells_why():
    with pytest.raises(subprocess.CalledProcessError) as failed:
        run([sys.executable, "-c", "import sys; sys.exit('no figures here')"])
    assert "no figures here" in failed.value.output


def test_the_desk_under_a_little_load_answers_everybody():
    rows = {row.name: row for row in measure_desk(seconds=10, readers=10, editors=2)}
    assert rows["the desk under load (10 readers and 2 editors): errors"].value == 0
    assert all(row.value > 0 for name, row in rows.items() if not name.endswith("errors")), "each figure was measured"
