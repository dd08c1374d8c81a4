"""The point of an abbreviation ends no sentence; the point of a sentence does, whatever the word before it."""

import pytest

from weighbridge.check.lines import Passage
from weighbridge.check.passages import sentences
from weighbridge.check.tokens import tokens

WHOLE = [
    "Exports to St. Lucia and Mt. Isa rose.",
    "The U.S. Geological Survey and J. P. Weber of Lynas Corp. Malaysia agreed.",
    "Shipments in Jan. 2025 were approx. 4,800 tons (cf. Fig. 3 and p. 14).",
    "The No. 2 buyer, No. 1 in May, was Germany.",
    "Dr. Meier met Sen. Smith on Fri. 18 July.",
    "Northern Rare Earth Co. Ltd. Baotou said so.",
    "Some metals, e.g. Dysprosium, i.e. Dy, cost more.",
]
TWO = [
    ("It went to the U.S.", "Exports to Germany rose."),
    ("They were shipped in Dec.", "The figure for Jan. 2025 is lower."),
    ("The owner is Magnet Co.", "In June it shipped 4 tons."),
    ("The minister said no.", "Exports fell again."),
    ("Only two wanted plan B.", "It was dropped."),
    ("Exports rose 5%.[2][3]", "Germany took 764 tons."),
]


def cut(text: str) -> list[str]:
    return [s.words for s in sentences(Passage(0, len(text), text))]


@pytest.mark.parametrize("text", WHOLE)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(f"{text} Germany took more.") == [text, "Germany took more."]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_a_word_that_opens_sentences_tells_that_one_has_ended(one: str, other: str) -> None:
    assert cut(f"{one} {other}") == [one, other]


def test_the_point_of_an_abbreviation_is_no_stop() -> None:
    words = [t.words for t in tokens("approx. 4,800 tons went to St. Lucia, No. 2 in Jan. 2025.")]
    assert words == ["approx", "4,800", "tons", "went", "to", "St", "Lucia", ",", "No", "2", "in", "Jan", "2025", "."]
