"""Lines that were broken for the width of a page are one paragraph; what is a line of its own stays one."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.check.lines import paragraphs

APART = {
    "a blank line": "Exports rose to 3,188 tons.\n\nGermany took 764 tons.",
    "bullets": "- Germany took 764 tons in June and was first\n- United States: 353 tons\n- Japan: 131 tons",
    "dashes after a heading": "The largest buyers of magnets in June\n– Germany, 764 tons\n– United States, 353 tons",
    "numbers": "1. Germany took 764 tons in the month of June\n2. United States took 353 tons in June\n3. Japan",
    "labels": "United States: 353 tons, up 660% from May\nGermany: 764 tons\nJapan: 131 tons",
    "rows of a table": "| Germany | 764 |\n|---|---|\n| United States | 353 |",
    "columns": "Germany          764 tons     up 46%\nUnited States    353 tons     up 660%",
    "a heading": "Germany first\nGerman buyers took 764 tons in June, more than any other country did in that month.",
    "a marked heading": "## What the figures say of the month of June and of May\nExports rose.",
    "references": "[1] General Administration of Customs, monthly bulletin\n[2] A statement of the ministry",
    "short lines": "Germany took 764 tons in June\nUnited States took 353 tons in June\nVietnam took 320 tons in June",
    "a paragraph a line": f"{'Exports rose and went on to rise. ' * 9}\nGermany took 764 tons.\n{'Prices fell. ' * 30}",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART)
def test_what_is_a_line_of_its_own_stays_one(text: str) -> None:
    assert [p.words for p in paragraphs(text)] == [line.strip() for line in text.split("\n") if line.strip()]


PROSE = (
    "China's exports of rare-earth magnets rose 157.5% in June 2025 from May, to 3,188 tons, customs data showed on "
    "Sunday. Germany was the largest buyer. It took 764 tons; the United States, second, took 353 tons, more than "
    "seven times as much as in May, when 46 tons had been shipped. “It is a start,” said a buyer: licences came fast."
)
WORDS = st.lists(
    st.sampled_from(["the", "Germany", "764", "tons", "rose", "in", "June", "magnets,", "St.", "tons.", "“Why?”"]),
    min_size=30,
    max_size=120,
)


@given(width=st.integers(36, 110), indent=st.sampled_from(["", "  ", "    "]))
def test_a_wrapped_paragraph_is_one_at_any_width(width: int, indent: str) -> None:
    wrapped = textwrap.fill(PROSE, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    found = [" ".join(p.words.split()) for p in paragraphs(f"{wrapped}\n\n{wrapped}\n")]
    assert found == [PROSE, PROSE]


@given(words=WORDS, width=st.integers(40, 100))
def test_offsets_point_into_the_text_as_it_was_read(words: list[str], width: int) -> None:
    text = textwrap.fill(" ".join(words), width)
    for passage in paragraphs(text):
        assert passage.words == text[passage.start : passage.end].replace("\n", " ")


def test_an_entry_of_a_list_keeps_its_wrapped_lines() -> None:
    text = (
        "- Germany took 764 tons of magnets in June, the most\n  since the licences came in, and was first.\n"
        "- Japan took 131 tons."
    )
    assert [" ".join(p.words.split()) for p in paragraphs(text)] == [
        "- Germany took 764 tons of magnets in June, the most since the licences came in, and was first.",
        "- Japan took 131 tons.",
    ]
