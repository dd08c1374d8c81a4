"""A figure that was right when written and revised since is no mistake, and the caveat says what it is now."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from weighbridge.card import trade_card
from weighbridge.check import Document, Vintages
from weighbridge.ledger import Ledger
from weighbridge.sources import FIGURE_COLUMNS

WRITTEN, REVISED = date(2025, 7, 20), date(2025, 8, 20)
CUSTOMS = {
    "reporter": "CHN", "partner": "WLD", "commodity": "REPM_85051110", "measure": "qty_t", "precision": "rounded",
    "publisher": "customs.gov.cn", "derived": "0", "note": "",
}  # fmt: skip


def row(period: str, value: str, published: str, **changes: str) -> dict[str, str]:
    told = {"period": period, "value": value, "published": published}
    return CUSTOMS | told | {"source_url": f"https://customs.example/{published}"} | changes


@pytest.fixture(scope="module")
def vintages(tmp_path_factory: pytest.TempPathFactory) -> Vintages:
    """May stays as it was, June was 3,188 t when released and is 3,240 t a month later, July came then.

    | period  | as of 20 July | as of 20 August |
    |---------|---------------|-----------------|
    | 2025-05 |         1,238 |           1,238 |
    | 2025-06 |         3,188 |           3,240 |
    | 2025-07 |             - |           5,577 |
    """
    folder: Path = tmp_path_factory.mktemp("vintages")
    rows = [
        row("2025-05", "1238", "2025-06-20"),
        row("2025-06", "3188", "2025-07-20"),
        row("2025-06", "3240", "2025-08-20"),
        row("2025-07", "5577", "2025-08-20"),
        row("2025-06", "764", "2025-07-20", partner="DEU"),
    ]
    with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIGURE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    ledger = Ledger(folder / "ledger", trade_card())
    ledger.ingest(folder / "figures.csv", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), today=date(2026, 1, 1))
    return Vintages(ledger)


def said(tons: str, month: str = "June") -> str:
    return f"China exported {tons} tons of rare-earth magnets in {month} 2025."


def verdicts(
    vintages: Vintages, text: str, as_of: date, written: date | None = WRITTEN
) -> dict[str, tuple[str, list[str]]]:
    report = vintages.check(Document("x", "", text, written), as_of=as_of)
    return {c.quote: (str(c.verdict), [k for k in c.caveats if "revised since" in k]) for c in report.claims}


def test_a_figure_right_when_written_holds_on_later_data_with_the_revised_one_in_a_caveat(vintages: Vintages) -> None:
    verdict, (caveat,) = verdicts(vintages, said("3,188"), REVISED)["3,188 tons"]
    assert verdict == "SUPPORTED"
    assert caveat.startswith("This was right when written and has been revised since: ")
    assert "3,240 t" in caveat


def test_a_figure_that_holds_on_its_day_says_that_it_was_revised_since(vintages: Vintages) -> None:
    verdict, (caveat,) = verdicts(vintages, said("3,188"), WRITTEN)["3,188 tons"]
    assert verdict == "SUPPORTED"
    assert caveat.startswith("This has been revised since; as of 20 August 2025: ")
    assert "3,240 t" in caveat


@pytest.mark.parametrize("as_of", [WRITTEN, REVISED])
def test_a_figure_wrong_when_written_stays_wrong(vintages: Vintages, as_of: date) -> None:
    assert verdicts(vintages, said("3,388"), as_of) == {"3,388 tons": ("CONTRADICTED", [])}


def test_the_revised_figure_holds_on_its_own_day_and_needs_no_caveat(vintages: Vintages) -> None:
    text = said("3,240")
    assert verdicts(vintages, text, REVISED, REVISED) == {"3,240 tons": ("SUPPORTED", [])}


def test_an_old_figure_in_a_text_written_after_the_revision_is_wrong(vintages: Vintages) -> None:
    text = said("3,188")
    assert verdicts(vintages, text, REVISED, REVISED) == {"3,188 tons": ("CONTRADICTED", [])}


def test_a_figure_nobody_revised_has_no_such_caveat(vintages: Vintages) -> None:
    text = said("1,238", "May")
    assert verdicts(vintages, text, REVISED) == verdicts(vintages, text, WRITTEN) == {"1,238 tons": ("SUPPORTED", [])}


def test_a_day_between_two_releases_sees_the_data_of_the_earlier_one_and_keeps_its_own_date(vintages: Vintages) -> None:
    between = vintages.view(date(2025, 8, 1))
    assert between.as_of == date(2025, 8, 1)
    assert between.bounds == vintages.view(WRITTEN).bounds
