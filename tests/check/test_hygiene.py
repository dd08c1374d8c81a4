"""What is untidy in a text is found where the words settle it, and nowhere else."""

from __future__ import annotations

import time
from datetime import date

import pytest

from weighbridge.check.document import Document
from weighbridge.check.hygiene import findings

COMPANIES = {"LYC.AX": "Lynas", "MP": "MP Materials"}


def kinds(text: str, title: str = "", dateline: date | None = date(2025, 7, 20)) -> list[str]:
    return [f.kind for f in findings(Document("x", title, text, dateline), companies=COMPANIES)]


def quoted(text: str, title: str = "", dateline: date | None = date(2025, 7, 20)) -> list[str]:
    return [text[f.start : f.end] for f in findings(Document("x", title, text, dateline), companies=COMPANIES)]


CLEAN = (
    "China shipped 3,188 tons of magnets in June, customs data showed. Germany took 764 tons of them.\n"
    "Shipments to Japan rose to 131 tons. Traders said paperwork was moving faster because of new staff.\n"
)
UNTIDY = [
    # a passage that stands twice
    ("repeated_passage", "Germany bought 764 tons in June, more than any other country did.\nJapan took 131.\nGermany bought 764 tons in June, more than any other country did."),
    ("repeated_passage", "Buyers in Europe waited for weeks to get their papers stamped. Some gave up.\nbuyers in Europe waited for weeks  to get their papers stamped!"),
    # references
    ("uncited_reference", "Exports reached 3,188 tons.[1]\n\nReferences\n[1] Customs, 20 July 2025\n[2] A bank, 3 June 2025"),
    ("uncited_reference", "Exports reached 3,188 tons [2].\n\n[1] Customs, 20 July 2025\n[2] A bank, 3 June 2025"),
    ("missing_reference", "Exports reached 3,188 tons.[1] Germany took 764.[3]\n\nReferences:\n1. Customs, 20 July 2025"),
    ("missing_reference", "Exports reached 3,188 tons [4]."),
    ("missing_reference", "Exports reached 3,188 tons.[1-3]\n\nNotes\n[1] Customs\n[2] Customs again"),
    # a source that cannot carry the figure
    ("source_too_early", "Exports reached 3,188 tons in June 2025.[1]\n\nReferences\n[1] Customs, 20 May 2025"),
    ("source_too_early", "Exports reached 3,188 tons in June 2025 (https://a.example/2025/06/12/magnets)."),
    ("source_too_early", "The first half of 2025 brought 22,319 tons.[1]\n\nSources\n[1] News, https://a.example/20250420/x"),
    # tickers
    ("ticker_without_company", "Shares of miners rose on Friday, with gains of 4% (NYSE: ZZQ)."),
    ("ticker_without_company", "A rare-earth producer in Australia (LYC.AX) gained 4%."),
    ("ticker_without_company", "Chip stocks gained, $XQJ most of all, as exports to Japan rose."),
    # disclosure
    ("missing_disclosure", "Exports rose.\nTickers: MP Materials (NYSE: MP)"),
    ("missing_disclosure", "Exports rose. Magnet makers are stocks to watch."),
    ("missing_disclosure", "Exports rose. This story was AI-generated."),
    # a thing never introduced
    ("never_introduced", "Exports rose. The agreement eased licensing, traders said."),
    ("never_introduced", "Shipments doubled. Buyers had hoped for more from this deal."),
    # a cause without a source
    ("unsourced_cause", "Exports rose 157.5% because of looser licensing."),
    ("unsourced_cause", "Shipments to Japan fell to 131 tons, driven by weak demand for cars."),
    ("unsourced_cause", "Prices climbed due to fresh curbs."),
]  # fmt: skip
TIDY = [
    CLEAN,
    # short sentences may recur, and rows of a table and reported speech are no accident
    "It rose. Germany took 764 tons.\nIt rose. Japan took 131 tons.",
    "| Germany took a total of seven hundred tons in the month of June | 764 |\n| Germany took a total of seven hundred tons in the month of June | 764 |",
    "Germany bought 764 tons in June, more than any other country did.\nGermany bought 209 tons in May, more than any other country did.",
    # references in order, plain lists of sources, editorial brackets, lists of points
    "Exports reached 3,188 tons.[1] Germany took 764.[1, 2]\n\nReferences\n[1] Customs, 20 July 2025\n[2] Customs, 21 July 2025",
    "Exports reached 3,188 tons.\n\nSources:\n1. Customs, 20 July 2025\n2. A bank, 3 June 2025",
    'He said "[15] tons of it" were lost, and "[20] percent" was stolen.',
    "Three things matter:\n1. Exports rose.\n2. Licences came.\n3. Prices fell.",
    "See [the table](https://a.example) and reading [1](https://a.example/1).",
    # sources that can carry their figures
    "Exports reached 3,188 tons in June 2025.[1]\n\nReferences\n[1] Customs, 20 July 2025",
    "Exports reached 3,188 tons in June 2025, against 5,150 in June 2024.[1]\n\nReferences\n[1] Customs, 20 July 2024",
    "A bank expects 4,000 tons in June 2025.[1]\n\nReferences\n[1] A bank, 3 May 2025",
    "Licensing began on 4 April 2025 with 7 elements.[1]\n\nReferences\n[1] Ministry, 4 April 2025",
    "Exports reached 3,188 tons in June 2025 (https://a.example/2025/07/20/magnets).",
    # tickers beside or fitting a company
    "Lynas (LYC.AX) gained 4%. MP Materials (NYSE: MP) lost 2%. Alphabet (NASDAQ: GOOGL) was flat.",
    "General Motors lost 2%, and $GM options rose, exchange data showed.",
    "The price was US$5 a kilogram, or $AU 7 for some.",
    "Lynas rose. Tickers: Lynas (LYC.AX). Disclosure: the author holds no shares.",
    # disclosures made
    "Exports rose. This story was AI-drafted and reviewed by an editor.",
    "Analysts at the bank kept a buy rating. Disclosure: the bank holds shares.",
    # introduced things
    "Beijing and Washington agreed in London on 10 June. The agreement eased licensing, traders said.",
    "The deal between Beijing and Washington eased licensing, traders said.",
    "The agreement that Washington signed eased licensing, traders said.",
    "A trade pact was signed. The pact eased licensing, officials said.",
    "A great deal changed. The deal's terms are secret.",
    # causes with a source, timetables, questions, causes of nothing measurable
    "Exports rose 157.5% because of looser licensing, traders said.",
    "Exports fell due to the holiday, according to customs.",
    "July figures are due to be released on 20 August.",
    "Did exports rise because of looser licensing?",
    "“Exports rose because of looser licensing.”",
    "The office merges both months because of the holiday.",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), UNTIDY)
def test_what_is_untidy_is_found_and_nothing_else_is(kind: str, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", TIDY)
def test_what_is_tidy_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_repeated_passage_is_marked_where_it_stands_again() -> None:
    twice = "Licences came slowly all through the month of June. Smaller buyers were kept waiting for their papers."
    text = f"{twice}\nGermany took 764 tons.\n{twice}"
    assert quoted(text) == [twice]
    assert text.rindex(twice) == findings(Document("x", "", text, date(2025, 7, 20)))[0].start


def test_a_title_inside_a_paragraph_is_glued_and_one_on_its_own_line_is_not() -> None:
    title = "Magnet exports jump in June as licences arrive"
    body = "China shipped 3,188 tons, customs data showed."
    assert kinds(f"{title} {body}", title) == ["glued_title"]
    assert quoted(f"{title}{body}", title) == [title]
    assert kinds(f"{title}\n{body}", title) == []
    assert kinds(f"{body} In its note “{title}” the bank had said so.", title) == []
    assert kinds(f"{body}", "Exports") == []


def test_a_headline_run_into_the_dateline_is_glued_even_without_a_title() -> None:
    body = "BEIJING, July 20 (Agency) - China shipped 3,188 tons, data showed."
    assert quoted(f"Magnet exports jump in June{body}") == ["Magnet exports jump in June"]
    assert quoted(f"Magnet exports jump in June {body}") == ["Magnet exports jump in June"]
    assert kinds(body) == []
    assert kinds(f"(Adds detail on Germany) {body}") == []


def test_relative_days_cannot_be_dated_without_a_dateline() -> None:
    text = "Data on Friday showed that exports rose. Prices fell last week, traders said."
    found = findings(Document("x", "", text, None))
    assert [(f.kind, text[f.start : f.end]) for f in found] == [("undated", "on Friday")]
    assert "and 1 more such words" in found[0].reason
    assert kinds(text) == []
    assert kinds("On Friday, 18 July 2025, data showed a rise.", dateline=None) == []
    assert kinds("Exports in June 2025 were below those of a year earlier.", dateline=None) == []


def test_offsets_are_characters_of_the_text_as_echoed() -> None:
    text = "磁铁 𝟛 – Exports rose 5% because of looser licensing."
    assert quoted(text) == ["because of"]


@pytest.mark.parametrize(
    "bomb",
    [
        "." * 1_000_000, "A. " * 300_000, "[1]" * 300_000, "last " + " " * 1_000_000, "$A " * 200_000, "(NYSE: " * 150_000,
        "\n".join(["[1] x"] * 100_000), "Exports of June 2025[1] " * 40_000, "1. " * 300_000,
    ],
    ids=["dots", "initials", "citations", "spaces", "tickers", "exchanges", "references", "periods", "points"],
)  # fmt: skip
def test_a_text_built_to_explode_is_read_in_seconds(bomb: str) -> None:
    started = time.perf_counter()
    found = findings(Document("x", "Four words of title", bomb, None))
    assert len(found) <= 200
    assert time.perf_counter() - started < 10
