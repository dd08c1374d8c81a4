"""`weighbridge ingest`: what it says, its exit codes, and that no error is a traceback."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from figurefile import FIGURE_COLUMNS, figure, write

from weighbridge.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(tmp_path / "home"))
    return tmp_path


def ingest(capsys, *words):
    """Return exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as left:
        main(["ingest", *map(str, words)])
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


NEW = {"period": "2026-04", "published": "2026-05-20", "source_url": "https://www.reuters.com/may", "value": "512"}


def test_it_says_what_a_file_changed(home, capsys):
    rows = [figure(**NEW), figure(**NEW | {"partner": "JPN", "derived": "1"})]
    code, out, err = ingest(capsys, write(home / "may.csv", rows))
    assert (code, err) == (0, "")
    assert out == "may.csv: 2 rows: 1 new, 0 revised, 0 unchanged, 1 left out (derived, not printed) (commit 2).\n"


def test_it_says_that_a_file_is_known(home, capsys):
    file = write(home / "may.csv", [figure(**NEW)])
    ingest(capsys, file)
    assert ingest(capsys, file) == (0, "may.csv: already taken in; nothing changed.\n", "")


def test_it_says_what_was_revised(home, capsys):
    file = write(home / "may.csv", [figure(**NEW)])
    ingest(capsys, file)
    later = write(home / "june.csv", [figure(**NEW | {"value": "520", "published": "2026-06-20"}), figure(**NEW)])
    assert ingest(capsys, later)[1] == "june.csv: 2 rows: 0 new, 1 revised, 1 unchanged (commit 3).\n"


def test_several_files_fare_each_on_its_own(home, capsys):
    good, bad = write(home / "good.csv", [figure(**NEW)]), write(home / "bad.csv", [figure(**NEW | {"value": "1,2"})])
    code, out, err = ingest(capsys, bad, good, home / "gone.csv", good)
    assert code == 2
    assert out.splitlines() == [
        "good.csv: 1 row: 1 new, 0 revised, 0 unchanged (commit 2).",
        "good.csv: already taken in; nothing changed.",
    ]
    assert err.splitlines() == [
        "weighbridge: bad.csv cannot be taken in, and nothing of it was:",
        "  row 2, value: '1,2' is no number; write 1238 or 5.7, without separators or units",
        f"weighbridge: {home}/gone.csv is not there; give a CSV file of figures",
    ]


def test_json_is_one_document_for_all_files(home, capsys):
    good, bad = (
        write(home / "good.csv", [figure(**NEW)]),
        write(home / "bad.csv", [figure(**NEW | {"partner": "Grmany"})]),
    )
    code, out, err = ingest(capsys, "--json", good, bad, good)
    assert (code, err) == (2, "")
    taken, refused, known = json.loads(out)["files"]
    assert (taken["status"], taken["rows"], taken["new"], taken["revised"], taken["unchanged"], taken["commit"]) == (
        *("taken in", 1, 1, 0, 0, 2),
    )
    assert refused["status"] == "refused"
    assert [(p["row"], p["column"]) for p in refused["problems"]] == [(2, "partner")]
    assert "did you mean DEU (Germany)" in refused["problems"][0]["why"]
    assert known == {"file": str(good), "status": "already taken in", "document": taken["document"]}


def test_the_views_can_be_derived_again(home, capsys):
    assert ingest(capsys, "--rebuild")[:2] == (0, "The views were derived again from the release files (commit 2).\n")
    assert json.loads(ingest(capsys, "--rebuild", "--json")[1]) == {"files": [], "rebuilt": 3}


def test_without_a_file_it_asks_for_one(home, capsys):
    assert ingest(capsys) == (
        2,
        "",
        "weighbridge: which file? Give one or more CSV files of figures: weighbridge ingest FILE\n",
    )


def test_a_home_that_cannot_be_written_is_told(home, capsys):
    (home / "home").write_text("a file where the folder should be")
    code, out, err = ingest(capsys, write(home / "may.csv", [figure(**NEW)]))
    assert (code, out) == (2, "")
    assert err.startswith(f"weighbridge: the ledger in {home}/home/ledger could not be written, and is as it was: ")


def test_help_says_what_happens_and_ends_with_an_example(home, capsys):
    _, out, _ = ingest(capsys, "--help")
    text = " ".join(out.split())
    assert all(column in text for column in FIGURE_COLUMNS)
    assert "Example: weighbridge ingest july.csv" in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<html>",
        b"a,b\n1,2\n",
        "период\n".encode("cp1251"),
        b'"',
        b"\n\n\n",
        b",,,,\n",
        b"\xef\xbb\xbf",
    ],
)
def test_no_file_whatever_ends_in_a_traceback(home, content):
    """In a process of its own, as people run it."""
    file = home / "odd.csv"
    file.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "weighbridge", "ingest", file], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("weighbridge: odd.csv ")
    assert "Traceback" not in run.stderr
