"""Figures that are somebody else's or of something else are outside these data, and never wrong by them."""

from __future__ import annotations

from datetime import date

import pytest
from mutant_judge import judge_on, shipped_ledger

SUPPORTED, CONTRADICTED, OUTSIDE, OPEN = "SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD"
DAY = date(2025, 8, 25)
JULY = "In July 2025 China exported 5,577 tonnes of magnets."
YEAR = "In 2025 China exported 57,392 tonnes of magnets, of which the United States took 5,933 tonnes."
SENTENCES = [
    # a price, an output, a demand heads what follows of or for the goods
    ("Production of gallium rose 12% in July 2025.", "12%", OUTSIDE),
    ("Prices of gallium fell 12% in July 2025 from June.", "12%", OUTSIDE),
    ("Demand for rare earth magnets grew 12% in July 2025.", "12%", OUTSIDE),
    ("Exports of gallium rose 111% in July 2025 from June as demand recovered.", "111%", SUPPORTED),
    # money instead of tonnes
    ("Exports of rare-earth magnets to Germany rose 12% in July 2025 from June in value terms.", "12%", OUTSIDE),
    ("By value, magnet exports rose 60% in July 2025 from June.", "60%", OUTSIDE),
    ("Exports of rare-earth magnets to Germany rose 46% in July 2025 from June.", "46%", SUPPORTED),
    # what a partner trades with everybody, and what its own office counts
    ("Germany's own magnet exports fell 12% in July 2025.", "12%", OUTSIDE),
    ("According to Japan's finance ministry, magnet imports rose 12% in July 2025.", "12%", OUTSIDE),
    ("China's share of Germany's magnet imports was 94% in July 2025.", "94%", OUTSIDE),
    ("Germany's share of China's magnet exports was 20% in July 2025.", "20%", SUPPORTED),
    ("Germany's share of China's magnet exports was 30% in July 2025.", "30%", CONTRADICTED),
    # a company
    ("Hyundai Mobis sold 5,200 tonnes of magnets in the second quarter of 2025.", "5,200 tonnes", OUTSIDE),
    (f"{JULY} Hyundai Mobis needs 2,200 tonnes of magnets a year.", "2,200 tonnes", OUTSIDE),
    (f"{JULY} The company produced 310 tonnes of concentrate and shipped 120 tonnes to Japan.", "120 tonnes", OUTSIDE),
    (f"{JULY} Our client ordered 350 tonnes.", "350 tonnes", OUTSIDE),
    (f"{JULY} Japan produced 1,100 tonnes.", "1,100 tonnes", OUTSIDE),
    # a change right after a sum of money is a change of that
    (f"{JULY} NdPr oxide is at US$78 a kilogram, up 27% from June.", "up 27% from June", OUTSIDE),
    # what is only thought
    (f"{JULY} Japan is thought to have bought 900 tonnes.", "900 tonnes", OUTSIDE),
    # other goods, and imports of what China only exports
    (f"{JULY} Copper exports were 40,000 tonnes.", "40,000 tonnes", OUTSIDE),
    ("Imports of rare earths fell 15.8% in July 2025.", "15.8%", OUTSIDE),
    ("Exports of synthetic graphite were 41,000 tonnes in November 2023.", "41,000 tonnes", OUTSIDE),
    ("Exports of flake graphite were 23,502 tonnes in November 2023.", "23,502 tonnes", SUPPORTED),
    # the whole of somebody else
    ("Germany took 1,116 tonnes of magnets in July 2025, close to half of the continent's intake.", "half", OPEN),
    ("Germany took 1,116 tonnes of magnets in July 2025, close to half of all exports.", "half", CONTRADICTED),
    (f"{JULY} Germany had 20% of July's volume.", "20%", SUPPORTED),
    (f"{JULY} Germany had 30% of July's volume.", "30%", CONTRADICTED),
    # the running total to the end of a month
    ("Rare earth exports to end-July 2025: 38,563.6 t.", "38,563.6", SUPPORTED),
    ("Rare earth exports to end-July 2025: 38,365.6 t.", "38,365.6", CONTRADICTED),
    # half and half again, with both figures
    ("Magnet exports fell by half, from 5,324 tonnes in March 2025 to 2,626 tonnes in April.", "by half", SUPPORTED),
    ("Magnet exports fell by a third, from 5,324 tonnes in March 2025 to 2,626 tonnes in April.", "by a third",
     CONTRADICTED),
    # everybody but one
    (f"{YEAR} Excluding the United States, exports rose 1.5%.", "1.5%", SUPPORTED),
    (f"{YEAR} Excluding the United States, exports rose 5.1%.", "5.1%", CONTRADICTED),
    (f"{YEAR} Without the United States, exports came to 51,459 tonnes.", "51,459", SUPPORTED),
    (f"{YEAR} Without the United States, exports came to 54,159 tonnes.", "54,159", CONTRADICTED),
    # numbers as they are spoken
    ("China sold three thousand one hundred and eighty-eight tonnes of magnets in June 2025.", "three", SUPPORTED),
    ("China sold three thousand eight hundred and eleven tonnes of magnets in June 2025.", "three", CONTRADICTED),
    ("Every fifth tonne of the magnets China sold in July 2025 went to Germany.", "Every fifth tonne", SUPPORTED),
    ("In July 2025 Germany took a share of 20%, i.e. every fifth tonne of all magnets.", "every fifth", SUPPORTED),
    # two goods and two numbers
    ("In July 2023 exports of gallium and germanium were 5,150 kg and 8,630 kg.", "8,630 kg", SUPPORTED),
    ("In July 2023 exports of gallium and germanium were 5,150 kg and 6,830 kg.", "6,830 kg", CONTRADICTED),
    # a multiple that follows from a percentage in print
    ("Magnet exports to the Netherlands more than doubled in September 2025 from August.", "doubled", SUPPORTED),
    ("Magnet exports to the Netherlands more than tripled in September 2025 from August.", "tripled", CONTRADICTED),
    # the month the words name, not the one spoken of
    ("In July 2025 China exported 5,577 tonnes of magnets. In 2024 the month had brought 5,278 tonnes.", "5,278",
     SUPPORTED),
    ("In July 2025 China exported 5,577 tonnes of magnets. In 2024 the month had brought 5,728 tonnes.", "5,728",
     CONTRADICTED),
    ("In September 2025 magnet exports were 6.1% below the seven-month high booked in August.", "seven-month high",
     SUPPORTED),
    ("In September 2025 magnet exports were 6.1% below the nine-month high booked in August.", "nine-month high",
     CONTRADICTED),
]  # fmt: skip


def _day_of(text):
    return date(2026, 1, 21) if text.startswith(YEAR) else date(2025, 12, 1) if "September" in text else DAY


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    return judge_on(shipped_ledger(tmp_path_factory.mktemp("strangers")))


@pytest.mark.parametrize(("text", "quote", "verdict"), SENTENCES, ids=[f"{q} {v}" for _, q, v in SENTENCES])
def test_a_figure_of_somebody_else_is_not_weighed_by_these_data(text, quote, verdict, judge):
    at, day = text.index(quote), _day_of(text)
    said = [c for c in judge("", text, day) if c[1] < at + len(quote) and at < c[2]]
    assert min(said, key=lambda c: abs(c[1] - at))[3] == verdict, said
