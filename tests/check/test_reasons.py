"""Whatever the checker says of a claim is a sentence that a reporter can paste into an e-mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from weighbridge.check import Document, check
from weighbridge.ledger import Ledger, shipped_ledger
from weighbridge.settings import Settings

HERE = Path(__file__).parent
ARTICLES = [p for folder in ("corpus", "corpus_heldout", "corpus2") for p in sorted((HERE / folder).glob("*.json"))]
NOT_FOR_READERS = {
    "a month in digits": re.compile(r"\b(?:19|20)\d\d-(?:\d\d|[QH]\d)"),
    "a key": re.compile(r"\w/\w+/\w|_|\bWLD\b|\bCHN\b"),
    "a number without its comma": re.compile(r"(?<![\d,.])(?!(?:19|20)\d\d(?!\d))\d{4,}"),
    "one of several": re.compile(r"\b1 (?:other )?(?:months|partners|years|quarters)\b|\bthe 1\b"),
    "a gap": re.compile(r" {2}| [.,;:]|\.\.|None|\{|\}"),
}
IS_A_SENTENCE = re.compile(r"[A-Z0-9“$€].*[.!?]", re.DOTALL)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home")))


def said(ledger: Ledger, as_of: date) -> Iterator[tuple[str, str]]:
    """Yield what is said of each claim of the corpora, with the name of the article."""
    view = ledger.view(as_of=as_of)
    for path in ARTICLES:
        raw = json.loads(path.read_text(encoding="utf-8"))
        document = Document(raw["id"], raw["title"], raw["text"], date.fromisoformat(raw["dateline"]))
        for claim in check(document, view=view, card=view.card, as_of=as_of).claims:
            for words in (claim.reason, claim.suggestion, *claim.caveats):
                if words:
                    yield path.stem, words


@pytest.mark.parametrize("day", [None, date(2024, 1, 25), date(2025, 7, 25)], ids=["latest", "2024", "2025"])
def test_reasons_suggestions_and_caveats_are_sentences_with_months_and_grouped_numbers(
    day: date | None, ledger: Ledger
) -> None:
    faults = set()
    for article, words in said(ledger, day or max(ledger.vintages())):
        own = re.sub(r"\(.*?\)|“.*?”|HS \d+", "so", words)
        faults |= {(what, article, words) for what, found in NOT_FOR_READERS.items() if found.search(own)}
        if not IS_A_SENTENCE.fullmatch(words):
            faults.add(("no sentence", article, words))
    assert sorted(faults) == []
