"""The commit log: a commit is created exclusively, whole or not at all, and the newest number is the ledger."""

from __future__ import annotations

import json

import pytest

from weighbridge.errors import LedgerError
from weighbridge.ledger import commits
from weighbridge.ledger.commits import Commit, NumberTakenError


def test_what_is_written_is_read_back(tmp_path):
    commit = Commit(
        1,
        "2026-06-01T12:00:00+00:00",
        ["releases/a/figures.parquet"],
        ["views/a/history.parquet"],
        {"releases/a/figures.parquet": {"first_day": "2025-07-20", "last_day": "2025-07-20", "figures": 2}},
        {"abc": {"name": "july.csv", "rows": 2, "fetched_at": "2026-06-01T12:00:00+00:00"}},
    )
    commits.write(tmp_path, commit)
    assert commits.latest(tmp_path) == commit


def test_of_two_commits_of_one_number_the_second_is_refused(tmp_path):
    commits.write(tmp_path, Commit(1, "first"))
    with pytest.raises(NumberTakenError):
        commits.write(tmp_path, Commit(1, "second"))
    assert commits.latest(tmp_path).committed_at == "first"
    assert [p.name for p in (tmp_path / "commits").iterdir()] == ["000001.json"]


def test_without_hard_links_a_number_is_still_taken_once(tmp_path):
    commits._create(tmp_path / "000001.json", b"first")
    with pytest.raises(NumberTakenError):
        commits._create(tmp_path / "000001.json", b"second")
    assert (tmp_path / "000001.json").read_bytes() == b"first"


def test_the_newest_is_the_highest_number_beyond_six_digits_too(tmp_path):
    for number in (9, 10, 999_999, 1_000_000):
        commits.write(tmp_path, Commit(number, ""))
    assert commits.latest(tmp_path).number == 1_000_000


def test_an_empty_folder_or_none_has_no_commit(tmp_path):
    assert commits.latest(tmp_path) is None
    (tmp_path / "commits").mkdir()
    (tmp_path / "commits" / ".0123abcd").write_text("half a commit of a killed writer")
    assert commits.latest(tmp_path) is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"number": 1}', '{"format": 1, "number": 1, "odd": 2}', '{"format": "x"}']
)
def test_a_commit_that_cannot_be_read_is_named(tmp_path, content):
    (tmp_path / "commits").mkdir()
    (tmp_path / "commits" / "000001.json").write_text(content)
    with pytest.raises(LedgerError, match=r"the commit .*000001\.json cannot be read"):
        commits.latest(tmp_path)


def test_a_newer_format_asks_for_an_upgrade(tmp_path):
    commits.write(tmp_path, Commit(1, ""))
    file = tmp_path / "commits" / "000001.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": commits.FORMAT + 1, "new": True}))
    with pytest.raises(LedgerError, match=r"written by a newer Weighbridge \(format 2\); upgrade to read it"):
        commits.latest(tmp_path)
