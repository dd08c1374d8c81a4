"""The pages of a story's whole life are those that somebody read; `golden_pages.py` writes them anew."""

from __future__ import annotations

from golden_pages import GOLDEN, pages


def test_the_pages_are_those_of_the_golden_files(desk, masthead, tmp_path):
    written = dict(pages(desk, masthead, tmp_path / "site"))
    assert written.keys() == {file.name for file in GOLDEN.iterdir()}
    for name, text in written.items():
        assert text == (GOLDEN / name).read_text(encoding="utf-8"), f"{name} is another page; read it, then write it"
