"""What the checker says of amounts that are no plain levels: what others took, differences, sums, averages.

The figures, all of the shipped data: in September 2025 China took 12.87 million t of soybeans, 10.96 of them from
Brazil and 1.17 from Argentina, so that 0.74 million t are left for others. Exports of rare earths were 5,551.4 t in
March and 4,316.7 t in April 2020, 15,357.3 t over the four months and 11,040.6 t over three.
"""

from datetime import date

import pytest
from mutant_judge import shipped_ledger

from weighbridge.card import trade_card
from weighbridge.check import Document, check

SUPPORTED, CONTRADICTED, NOT_IN_DATA = "SUPPORTED", "CONTRADICTED", "NOT_IN_DATA"
UNDECIDED = "NOT_UNDERSTOOD"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    ledger = shipped_ledger(tmp_path_factory.mktemp("amounts"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def told(text, dateline):
        report = check(Document("one", "", text, dateline), view=view, card=trade_card(), as_of=view.as_of)
        return {c.quote: c for c in report.claims}

    return told


OCTOBER, MAY_2020, MARCH_2020 = date(2025, 10, 22), date(2020, 5, 11), date(2020, 3, 26)
BEANS = (
    "China imported 12.87 million tonnes of soybeans in September 2025. Brazil supplied 10.96 million tonnes, "
    "Argentina 1.17 million tonnes. "
)
EARTHS = "China exported 4,316.7 tonnes of rare earths in April 2020, after 5,551.4 tonnes in March. "
MAGNETS = (
    "In January and February 2020 China exported 4,646 tonnes of rare-earth magnets. Germany took 911.6 tonnes, the "
    "United States 641.2 tonnes, South Korea 372.9 tonnes and Japan 136.8 tonnes. "
)
OTHERS = [
    ("All others sold 0.74 million tonnes.", "0.74 million tonnes", SUPPORTED),
    ("All others sold 0.94 million tonnes.", "0.94 million tonnes", CONTRADICTED),
    ("The remaining suppliers shipped 0.74 million tonnes between them.", "0.74 million tonnes", SUPPORTED),
    ("That left 0.74 million tonnes for other origins.", "0.74 million tonnes", SUPPORTED),
    ("That left 0.47 million tonnes for other origins.", "0.47 million tonnes", CONTRADICTED),
    (
        "The two countries led, so that fewer than 0.8 million tonnes were left for others.",
        "fewer than 0.8 million tonnes",
        SUPPORTED,
    ),
    ("The rest of the world sent 740,000 tonnes.", "740,000 tonnes", SUPPORTED),
]
DIFFERENCES = [
    ("The volume fell by 22.2% from March, i.e. by 1,234.7 tonnes.", "1,234.7 tonnes", SUPPORTED),
    ("The volume fell by 22.2% from March, i.e. by 1,324.7 tonnes.", "1,324.7 tonnes", CONTRADICTED),
    ("That is a drop of 22.2% from March, or 1,234.7 tonnes.", "1,234.7 tonnes", SUPPORTED),
    ("That is a drop of 22.2% from March, or 1,134.7 tonnes.", "1,134.7 tonnes", CONTRADICTED),
]
TOTALS = [
    ("After two months the tally stood at 5,489 tonnes, after three at 11,040.6.", "11,040.6", SUPPORTED),
    ("After two months the tally stood at 5,489 tonnes, after three at 11,400.6.", "11,400.6", CONTRADICTED),
    ("In tonnes, the first four months stand at 15,357.3.", "15,357.3", SUPPORTED),
    ("In tonnes, the first four months stand at 15,537.3.", "15,537.3", CONTRADICTED),
    ("Through March, 11,040.6 tonnes had been shipped.", "11,040.6 tonnes", SUPPORTED),
    ("Through March, 10,140.6 tonnes had been shipped.", "10,140.6 tonnes", CONTRADICTED),
    ("For the quarter the figure was 11,040.6 tonnes.", "11,040.6 tonnes", SUPPORTED),
    ("It was the best April since records began. In that month 4,316.7 tonnes left.", "4,316.7 tonnes", SUPPORTED),
]
FOUR = "The first four months averaged 3,839 tonnes a month"
MEANS = [
    ("The four months so far averaged 3,839 tonnes.", "averaged 3,839 tonnes", SUPPORTED),
    ("The four months so far averaged 3,389 tonnes.", "averaged 3,389 tonnes", CONTRADICTED),
    (f"{FOUR}, which April exceeded.", "which April exceeded", SUPPORTED),
    (f"{FOUR}, a mark April failed to reach.", "mark April failed to", CONTRADICTED),
    (f"{FOUR}. April was above that average.", "above that", SUPPORTED),
    (f"{FOUR}. April was below that average.", "below that", CONTRADICTED),
    (f"{FOUR}. April exports were 477 tonnes above that average.", "477 tonnes above that", SUPPORTED),
    (f"{FOUR}. April exports were 747 tonnes above that average.", "747 tonnes above that", CONTRADICTED),
    ("April exports were 477 tonnes above the average of its neighbours.", "477 tonnes above", UNDECIDED),
    ("April was more than three quarters as high as March.", "more than three quarters as high as March", SUPPORTED),
    ("April was half as high as March.", "half as high as March", CONTRADICTED),
    (f"{FOUR}. April came in above average.", "came in above average", SUPPORTED),
    ("On a monthly basis the first four months had 3,839 tonnes.", "3,839 tonnes", SUPPORTED),
    ("On a monthly basis the first four months had 3,389 tonnes.", "3,389 tonnes", CONTRADICTED),
]
LITHIUM = (
    "In September 2025 China imported 10,797 t of lithium carbonate from Chile and 6,948 t from Argentina. In July "
    "Chile supplied 8,584 t and Argentina 3,950 t. "
)
GAPS = [
    ("Chile's lead narrowed, from 4,634 t to 3,849 t.", "4,634 t", SUPPORTED),
    ("Chile's lead narrowed, from 4,364 t to 3,849 t.", "4,364 t", CONTRADICTED),
    ("Chile's lead shrank from 4,634 t to 3,489 t.", "3,489 t", CONTRADICTED),
    ("The gap between Chile and Argentina was 3,849 t. In July it was 4,634 t.", "4,634 t", SUPPORTED),
    ("The gap between Chile and Argentina was 3,849 t. In July it was 4,364 t.", "4,364 t", CONTRADICTED),
]
SUMS = [
    ("Germany and Japan (911.6 and 136.8 tonnes) lie far apart.", "136.8 tonnes", SUPPORTED),
    ("Far apart lie Germany (911.6 tonnes) and Japan (136.8 tonnes).", "911.6 tonnes", SUPPORTED),
    ("Far apart lie Germany (136.8 tonnes) and Japan (911.6 tonnes).", "136.8 tonnes", CONTRADICTED),
    ("The quartet took 2,062.5 tonnes.", "2,062.5 tonnes", SUPPORTED),
    ("The quartet took 2,602.5 tonnes.", "2,602.5 tonnes", CONTRADICTED),
    ("Those four add up to 2,062.5 tonnes.", "2,062.5 tonnes", SUPPORTED),
    ("Those four add up to 2,602.5 tonnes.", "2,602.5 tonnes", CONTRADICTED),
]
SAID_OF = [
    *((BEANS, OCTOBER, *row) for row in OTHERS),
    *((EARTHS, MAY_2020, *row) for row in (*DIFFERENCES, *TOTALS, *MEANS)),
    *((MAGNETS, MARCH_2020, *row) for row in SUMS),
]


@pytest.mark.parametrize(
    ("before", "day", "text", "quote", "verdict"), SAID_OF, ids=[f"{s[2]} {s[4]}" for s in SAID_OF]
)
def test_an_amount_is_weighed_as_what_its_words_make_it(told, before, day, text, quote, verdict):
    found = told(before + text, day)
    assert quote in found, sorted(found)
    assert str(found[quote].verdict) == verdict, found[quote].reason


def test_what_others_took_is_said_by_whom_it_leaves_out(told):
    claim = told(BEANS + "All others sold 0.94 million tonnes.", OCTOBER)["0.94 million tonnes"]
    assert "without Brazil and Argentina" in claim.reason


def test_a_difference_from_nothing_named_is_left_alone(told):
    found = told(EARTHS + "The ministry wants to cut red tape by 300 tonnes.", MAY_2020)
    assert all(str(c.verdict) != CONTRADICTED for c in found.values()), found
