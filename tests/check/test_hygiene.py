"""What is untidy in a text is found where the words settle it, and nowhere else."""

from __future__ import annotations

import textwrap
import time
import tomllib
from datetime import date
from pathlib import Path

import pytest

from weighbridge.check import read_bytes
from weighbridge.check.document import Document
from weighbridge.check.hygiene import findings


def kinds(text: str, title: str = "", dateline: date | None = date(2025, 7, 20)) -> list[str]:
    return [f.kind for f in findings(Document("x", title, text, dateline))]


def quoted(text: str, title: str = "", dateline: date | None = date(2025, 7, 20)) -> list[str]:
    return [text[f.start : f.end] for f in findings(Document("x", title, text, dateline))]


SPECIMENS = tomllib.loads(Path(__file__).with_name("untidy.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "text"), [(s["kind"], s["text"]) for s in SPECIMENS["untidy"]])
def test_what_is_untidy_is_found_and_nothing_else_is(kind: str, text: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", [s["text"] for s in SPECIMENS["tidy"]])
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


def test_a_headline_with_no_space_after_it_is_glued_and_a_name_with_capitals_inside_is_not() -> None:
    glued = "Magnet exports jump as licences arriveChina shipped 3,188 tons. Prices in China fell, traders said."
    assert quoted(glued) == ["Magnet exports jump as licences arrive"]
    assert kinds("Shares of the listed maker of phones softBank rose. Traders said so.") == []


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
        "." * 1_000_000, "A. " * 300_000, "[1]" * 300_000, "last " + " " * 1_000_000, "$A " * 200_000,
        "(NYSE: " * 150_000, "Tickers: " + "AB, " * 100_000, "References\n" + "- x\n" * 100_000,
        "\n".join(["[1] x"] * 100_000), "Exports of June 2025[1] " * 40_000, "1. " * 300_000,
    ],
    ids=["dots", "initials", "citations", "spaces", "cash", "exchanges", "tickers", "list", "references",
         "periods", "points"],
)  # fmt: skip
def test_a_text_built_to_explode_is_read_in_seconds(bomb: str) -> None:
    started = time.perf_counter()
    found = findings(Document("x", "Four words of title", bomb, None))
    assert len(found) <= 200
    assert time.perf_counter() - started < 10


def test_a_citation_after_the_point_belongs_to_the_sentence_before_it() -> None:
    text = (
        "Exports of magnets were 3,188 tons in June 2025. [1]\nReferences\n"
        "[1] Customs bulletin, 20 May 2025, https://customs.example/2025/05/20/bulletin"
    )
    assert kinds(text) == ["source_too_early"]
    assert kinds(text.replace("20 May", "20 July").replace("/05/", "/07/")) == []
    assert (
        kinds(text.replace("were", "rose because of licences, to").replace("/05/", "/07/").replace("May", "July")) == []
    )


def test_a_ticker_that_is_a_company_s_short_name_too_names_it_only_outside_the_ticker() -> None:
    assert kinds("Magnets were short. Disclosure: none held.\nTickers: GM") == ["ticker_without_company"]
    assert kinds("GM was short of magnets. Disclosure: none held.\nTickers: GM") == []
    assert kinds("Disclosure: none held.\nTickers: General Motors (NYSE: GM)") == []


def test_a_dateline_after_a_headline_that_has_run_into_it_dates_the_text() -> None:
    text = "Magnet exports jump in the month of JuneBEIJING, July 20, 2025 (Agency) - China shipped more on Friday."
    for spelt in (text, textwrap.fill(text, 50)):
        document = read_bytes(spelt.encode(), name="x.txt")
        assert document.dateline == date(2025, 7, 20)
        assert [f.kind for f in findings(document)] == ["glued_title"]
