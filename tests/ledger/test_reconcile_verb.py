"""`weighbridge reconcile`, as somebody types it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from weighbridge.cli import main
from weighbridge.model import Flow, Period

CELL = ["flow", "reporter", "partner", "product", "period", "lo", "hi", "best", "unit"]
CONFLICT = [
    "flow", "reporter", "partner", "product", "period", "measure", "value", "unit", "source", "miss", "certainty",
    "group", "reason",
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def type_in(home, monkeypatch, capsys):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "160")

    def typed(*words):
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


def test_json_is_one_document_of_the_agreed_shape(type_in):
    code, out, err = type_in("reconcile", "--product", "rare earths", "--json")
    document = json.loads(out)
    assert (code, err) == (0, "") and list(document) == ["as_of", "cells", "conflicts"]
    assert all(list(entry) == CELL for entry in document["cells"])
    assert all(list(entry) == CONFLICT for entry in document["conflicts"])
    for entry in [*document["cells"], *document["conflicts"]]:
        assert Flow(entry["flow"]) and Period.parse(entry["period"]) and entry["product"] == "RE_ALL"
    assert all(entry["certainty"] in {"proven", "one_of"} for entry in document["conflicts"])


def test_a_conflict_carries_the_figure_as_printed(type_in):
    _, out, _ = type_in("reconcile", "--product", "lithium", "--as-of", "2025-12-31", "--json")
    worst = json.loads(out)["conflicts"][0]
    assert (worst["flow"], worst["partner"], worst["period"], worst["measure"]) == ("import", "ARG", "2025-04", "qty_t")
    assert (worst["value"], worst["unit"], worst["certainty"]) == ("22600", "t", "proven")
    assert worst["source"].startswith("https://") and worst["miss"] == pytest.approx(15749.5, abs=1)


def test_a_running_total_is_a_run_of_months_in_either_list(type_in):
    _, out, _ = type_in("reconcile", "--product", "magnets", "--as-of", "2025-07-20", "--json")
    document = json.loads(out)
    half = next(
        entry for entry in document["cells"] if (entry["partner"], entry["period"]) == ("WLD", "2025-01/2025-06")
    )
    assert half["lo"] <= 22319 <= half["hi"] and (half["best"], half["unit"]) == (22319, "t")
    total = next(entry for entry in document["conflicts"] if entry["measure"] == "ytd_yoy_pct")
    assert total["period"] == "2019-01/2019-08" and total["value"] == "24"


@pytest.mark.parametrize("name", ["magnets", "85051110", "Rare Earth Magnets", "REPM_85051110"])
def test_any_name_of_a_product_will_do(type_in, name):
    code, out, _ = type_in("reconcile", "--product", name, "--as-of", "2019-12-31", "--json")
    assert code == 0 and {entry["product"] for entry in json.loads(out)["cells"]} == {"REPM_85051110"}


def test_an_end_that_is_not_known_is_null(type_in):
    """Of iron ore in autumn 2025 nothing is known but that the year to August went before."""
    _, out, _ = type_in("reconcile", "--product", "iron ore", "--json")
    cells = {entry["period"]: entry for entry in json.loads(out)["cells"]}
    assert cells["2025-01/2025-09"]["hi"] is None and cells["2025-01/2025-09"]["lo"] == pytest.approx(801617500)
    assert all(entry["lo"] is not None and entry["best"] is not None for entry in cells.values())


def test_an_earlier_day_knows_less(type_in):
    early, late = (
        json.loads(type_in("reconcile", "--product", "magnets", "--as-of", day, "--json")[1])
        for day in ("2019-12-31", "2025-07-20")
    )
    assert early["as_of"] == "2019-12-31"
    assert len(early["cells"]) < len(late["cells"]) and not early["conflicts"]


def test_text_gives_bounds_and_then_conflicts_worst_first(type_in):
    code, out, _ = type_in("reconcile", "--product", "rare earths", "--as-of", "2026-05-01")
    assert code == 0
    assert out.index("rare earths, exports from China to the world, t") < out.index("Worst first")
    assert "3 printed figures cannot be right. In 1 group one at least is wrong. Worst first." in out
    assert out.index("76.14% yoy_pct") < out.index("80% mom_pct") < out.index("4345.5 t qty_t")


def test_text_says_so_when_everything_can_be_true(type_in):
    code, out, _ = type_in("reconcile", "--product", "germanium")
    assert code == 0 and "All printed figures can be true" in out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--product", "magnest"), 2, "did you mean 'magnet'"),
        (("--as-of", "yesterday"), 2, "is no day; write it as 2025-07-20"),
        (("--as-of", "2010-01-01"), 3, "nothing had been released by 2010-01-01; the first figures are of 2018-08-25"),
        (
            ("--product", "germanium", "--as-of", "2019-07-01"),
            3,
            "no figure of germanium had been released by 2019-07-01",
        ),
    ],
)
def test_what_cannot_be_answered_says_why(type_in, words, code, says):
    left, out, err = type_in("reconcile", *words, "--json")
    assert (left, out) == (code, "") and says in err


def test_no_solver_speaks_on_standard_output(tmp_path):
    """In a process of its own, where a library's own prints to the file descriptor would show."""
    ran = subprocess.run(
        [sys.executable, "-m", "weighbridge", "reconcile", "--product", "lithium", "--json"],
        capture_output=True, text=True, check=True, env={"WEIGHBRIDGE_HOME": str(tmp_path)},
    )  # fmt: skip
    assert ran.stdout.startswith("{") and json.loads(ran.stdout)["cells"] and ran.stderr == ""
