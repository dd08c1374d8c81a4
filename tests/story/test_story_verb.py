"""`weighbridge story`: pages, Markdown and JSON on disk or on the terminal, and refusals with their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from weighbridge.cli import EXIT_INPUT, EXIT_NOT_IN_DATA, main


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))


def run(*words: str) -> int:
    """Return the exit code of the command line."""
    with pytest.raises(SystemExit) as left:
        main(["story", *words])
    return int(left.value.code or 0)


def test_june_is_written_as_a_page_with_its_charts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--product", "magnets", "--period", "2025-06", "--focus", "USA", "-o", str(tmp_path)) == 0
    (page,) = tmp_path.glob("*.html")
    text = page.read_text(encoding="utf-8")
    for words in ("353 tonnes", "660%", "3,188 tonnes", "157.5%", "22,319 tonnes"):
        assert words in text
    assert len(list(tmp_path.glob("*.svg"))) == len(list(tmp_path.glob("*.png"))) == 2
    assert page.name in capsys.readouterr().out.replace("\n", "")


def test_json_is_one_document_with_spans_and_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--product", "magnets", "--period", "2025-06", "--focus", "USA", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["as_of"] == document["dateline"] == "2025-07-20"
    spans = document["sections"][0]["paragraphs"][0][0]["spans"]
    assert all(span.get("fact") in document["facts"] for span in spans)


def test_markdown_goes_to_the_terminal_or_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--product", "magnets", "--period", "2025-05", "--focus", "the US", "--format", "md")
    assert run(*words) == 0
    text = capsys.readouterr().out
    assert text.startswith("# China's")
    assert run(*words, "-o", str(tmp_path)) == 0
    (file,) = tmp_path.glob("*.md")
    assert file.read_text(encoding="utf-8") == text
    assert all((tmp_path / name).exists() for name in _pictures(text))


def _pictures(text: str) -> list[str]:
    return [line.rpartition("(")[2].rstrip(")") for line in text.splitlines() if line.startswith("![")]


def test_a_quiet_month_leaves_with_zero_and_its_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--product", "magnets", "--period", "2022-05", "-o", str(tmp_path)) == 0
    assert "Nothing newsworthy" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--product", "magnest", "--period", "2025-06"), EXIT_INPUT, "or 'magnets'"),
        (("--product", "magnets", "--period", "2025-13"), EXIT_INPUT, "is no period"),
        (("--product", "magnets", "--period", "2025-06", "--focus", "Grmany"), EXIT_INPUT, "did you mean 'Germany'"),
        (("--product", "magnets", "--period", "2025-06", "--as-of", "yesterday"), EXIT_INPUT, "write it as 2025-07-20"),
        (
            ("--product", "magnets", "--period", "2021-03", "--focus", "world"),
            EXIT_NOT_IN_DATA,
            "nearest month known is December 2020",
        ),
        (("--product", "magnets", "--period", "2099-01"), EXIT_NOT_IN_DATA, "the office releases it on March 20, 2099"),
        (("--product", "magnets", "--period", "2025-06", "--as-of", "2025-07-19"), EXIT_NOT_IN_DATA, "is May 2025"),
        (("--product", "magnets", "--period", "2025-06", "--focus", "Chile"), EXIT_NOT_IN_DATA, "figures of Germany"),
        (
            ("--product", "magnets", "--period", "2025-06", "--flow", "import"),
            EXIT_NOT_IN_DATA,
            "imports of rare-earth",
        ),
        (("--product", "magnets", "--period", "2025-06", "--as-of", "2001-01-01"), EXIT_NOT_IN_DATA, "2001-01-01"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    words: tuple[str, ...], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == code
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("inside", [False, True], ids=["a file", "below a file"])
def test_a_folder_that_takes_no_files_is_named_and_nothing_is_left_half_written(
    inside: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    folder = file / "below" if inside else file
    assert run("--product", "magnets", "--period", "2025-06", "--focus", "USA", "-o", str(folder)) == EXIT_INPUT
    assert str(folder) in capsys.readouterr().err.replace("\n", "")
    assert [f.name for f in tmp_path.iterdir()] == ["notes.txt"]
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_story_is_written_beside_what_is_there_and_over_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    words = ("--product", "magnets", "--period", "2022-05", "-o", str(tmp_path))
    assert run(*words) == 0
    before = sorted(f.name for f in tmp_path.iterdir())
    assert run(*words) == 0
    assert sorted(f.name for f in tmp_path.iterdir()) == before
    assert len(before) == 2
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_help_ends_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    assert "Example: weighbridge story --product magnets" in capsys.readouterr().out
