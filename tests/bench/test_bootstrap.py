"""Laying the environment: when it is laid again, and when it is left alone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.bootstrap import KINDS, development_tools, fingerprint, is_current, main

PROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]

[project]
name = "weighbridge"
dependencies = ["duckdb>=2"]

[project.optional-dependencies]
desk = ["fastapi>=0.128"]

[dependency-groups]
dev = ["pytest>=9", "ruff>=0.15"]

[tool.ruff]
line-length = 120
"""


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose environment was laid with all tools."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    (folder / "pip").write_text(f"#!{folder}/python\n")
    for kind in KINDS:
        (tmp_path / ".venv" / f"laid-{kind}").write_text(fingerprint(tmp_path, kind))
    return tmp_path


def changed(checkout: Path, old: str, new: str) -> None:
    text = (checkout / "pyproject.toml").read_text()
    assert old in text
    (checkout / "pyproject.toml").write_text(text.replace(old, new))


def laid(checkout: Path) -> list[str]:
    return [kind for kind in KINDS if is_current(checkout, kind)]


def test_what_was_laid_is_left_alone(checkout):
    assert laid(checkout) == ["base", "desk", "dev"]


def test_a_setting_of_a_tool_changes_nothing(checkout):
    changed(checkout, "line-length = 120", "line-length = 100")
    assert laid(checkout) == ["base", "desk", "dev"]


def test_a_new_development_tool_concerns_only_development(checkout):
    changed(checkout, '"ruff>=0.15"', '"ruff>=0.16"')
    assert laid(checkout) == ["base", "desk"]


def test_a_new_library_of_the_newsroom_does_not_concern_who_only_writes_stories(checkout):
    changed(checkout, '"fastapi>=0.128"', '"fastapi>=0.129"')
    assert laid(checkout) == ["base"]


def test_a_new_dependency_concerns_all(checkout):
    changed(checkout, '"duckdb>=2"', '"duckdb>=3"')
    assert laid(checkout) == []


def test_an_environment_that_was_never_finished_is_laid_again(checkout):
    (checkout / ".venv" / "laid-base").unlink()
    assert not is_current(checkout, "base")


def test_an_environment_whose_python_is_gone_is_laid_again(checkout):
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout / "no-python")
    assert not is_current(checkout, "base")


def test_an_environment_that_was_moved_is_laid_again(checkout, tmp_path_factory):
    moved = tmp_path_factory.mktemp("elsewhere") / "checkout"
    checkout.rename(moved)
    assert not is_current(moved, "base")


def test_the_development_tools_are_those_of_the_group(checkout):
    assert development_tools(checkout / "pyproject.toml") == ["pytest>=9", "ruff>=0.15"]


@pytest.mark.parametrize("words", [[], ["prod"], ["base", "dev"]])
def test_it_says_how_it_is_used(words, capsys):
    assert main(words) == 2
    assert "bootstrap.py base" in capsys.readouterr().err
