"""What the ledger gives back is what somebody reads who takes the CSV row by row."""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from pathlib import Path

from figurefile import LATEST, NOW, figure, ledger_at, write
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.card import trade_card
from weighbridge.ledger import UNITS, Ledger, print_interval
from weighbridge.model import Cell, Flow, Observation, Period, Precision
from weighbridge.sources import calendar, figure_word, shipped_figures

MEASURES = {
    "t": "mass",
    "kg": "mass",
    "kt": "mass",
    "100kg": "mass",
    "usd": "value_usd",
    "items": "items",
    "pct": "mass",
}


def plainly_read(file: Path, document: str) -> list[Observation]:
    """The figures of a file, row by row."""
    card, found = trade_card(), []
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            if row["derived"] == "1":
                continue
            product, word = row["commodity"].removeprefix("IMP_").removeprefix("EXP_"), figure_word(row["measure"])
            month = Period.parse(row["period"])
            flow = Flow.IMPORT if row["commodity"].startswith("IMP_") else Flow.EXPORT
            period = month.year_to_date() if word.year_to_date else month
            printed_at = date.fromisoformat(row["published"]) if row["published"] else None
            office = calendar(card.products[product].calendar).release_day(month)
            precision = Precision(row["precision"] or "rounded")
            found.append(
                Observation(
                    Cell(flow, row["reporter"], row["partner"], product, period, MEASURES[word.unit]),
                    word.kind,
                    row["value"],
                    word.unit,
                    precision,
                    print_interval(row["value"], precision, word.unit),
                    row["publisher"],
                    row["source_url"],
                    row["measure"],
                    min(office, printed_at or office),
                    printed_at,
                    row["note"],
                    document,
                    number,
                )
            )
    return sorted(found, key=lambda o: o.row)


def of_all_days(ledger: Ledger) -> list[Observation]:
    return sorted(ledger.observations(as_of=LATEST), key=lambda o: o.row)


def test_the_shipped_figures_come_back_as_they_stand(tmp_path):
    ledger = ledger_at(tmp_path)
    summary = ledger.ingest(shipped_figures(), fetched_at=NOW)
    assert of_all_days(ledger) == plainly_read(shipped_figures(), summary.document)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cc", "Cs"]), max_size=20)


@st.composite
def rows(draw):
    """Rows of as many sources, so that none replaces another."""
    drawn = []
    for n in range(draw(st.integers(1, 15))):
        unit = draw(st.sampled_from(list(MEASURES)))
        word = (
            draw(st.sampled_from(["mom_pct", "yoy_pct", "share_pct", "ytd_yoy_pct"]))
            if unit == "pct"
            else f"qty_{unit}"
        )
        value = draw(st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,3})?|[1-9]0{6,9}", fullmatch=True, alphabet=".0123456789"))
        drawn.append(
            figure(
                period=f"20{draw(st.integers(10, 25))}-{draw(st.integers(1, 12)):02d}",
                partner=draw(st.sampled_from(["USA", "DEU", "WLD", "EU27", "ASIA"])),
                commodity=draw(st.sampled_from(["REPM_85051110", "RE_ALL", "IMP_soybean", "EXP_gallium"])),
                measure=word,
                value=value if word != "share_pct" else value[:2].rstrip("."),
                precision=draw(st.sampled_from(["", *Precision])),
                published=draw(st.sampled_from(["", "2026-01-15", "2011-02-03"])),
                publisher=f"page{n}.example",
                source_url=f"https://example.org/{n}",
                derived=draw(st.sampled_from(["", "0", "1"])),
                note=draw(TEXT).strip(),
            )
        )
    return drawn


@settings(max_examples=20, deadline=None)
@given(rows())
def test_any_figures_come_back_as_they_stand(rows):
    with tempfile.TemporaryDirectory() as folder:
        file, ledger = write(Path(folder) / "any.csv", rows), ledger_at(Path(folder))
        summary = ledger.ingest(file, fetched_at=NOW)
        assert of_all_days(ledger) == plainly_read(file, summary.document)
        assert summary.new + sum(summary.dropped.values()) == len(rows)


def test_every_unit_reaches_the_ledger_in_its_canonical_size(tmp_path):
    words = [f"qty_{unit}" for unit in UNITS if unit != "pct"]
    ledger = ledger_at(tmp_path)
    ledger.ingest(
        write(tmp_path / "units.csv", [figure(measure=w, value="3", publisher=w) for w in words]), fetched_at=NOW
    )
    for o in ledger.observations(as_of=LATEST):
        assert (o.interval, o.cell.measure) == (print_interval("3", Precision.ROUNDED, o.unit), UNITS[o.unit].measure)
        assert o.column == f"qty_{o.unit}"
