"""What holds of some, all or none of several: each sentence once as it is and once wrong, on the shipped figures.

The months are those of China's magnet exports in 2025 (6,357 t in January, 2,626 t in April, 1,238 t in May, 3,188 t in
June, then 5,577, 6,146, 5,774, 5,473, 6,150 and 5,952 t), the buyers those of September 2025.
"""

from datetime import date

import pytest
from mutant_judge import shipped_ledger

from weighbridge.card import trade_card
from weighbridge.check import Document, check

YEAR = "In 2025 China exported 57,392 tons of rare earth magnets."
BUYERS = (
    "In September 2025 China's magnet exports to Germany came to 1,288 tons, those to South Korea to 854 tons, "
    "those to Vietnam to 456 tons and those to the United States to 420.5 tons."
)
TRUE, WRONG, OPEN, UNREAD = "SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD"

OF_MONTHS = [
    ("Only two months of the year stayed under 3,000 tons", TRUE),
    ("Only three months of the year stayed under 3,000 tons", WRONG),
    ("Five of the last six months were above 5,500 tons", TRUE),
    ("Four of the last six months were above 5,500 tons", WRONG),
    ("At least four of the last six months were above 5,500 tons", TRUE),
    ("Three months topped 6,000 tons: January, August and November", TRUE),
    ("Three months topped 6,000 tons: January, August and December", WRONG),
    ("Exports rose in three of the last six months", TRUE),
    ("Exports fell in four of the last six months", WRONG),
    ("Shipments fell in both April and May", TRUE),
    ("Shipments rose in both April and May", WRONG),
    ("Every month of the second half was above 5,000 tons", TRUE),
    ("Every month of the second half was above 5,500 tons", WRONG),
    ("In each of the last five months exports exceeded 5,400 tons", TRUE),
    ("In each of the last five months exports exceeded 5,500 tons", WRONG),
    ("Exports rose on the year in each of the last five months", TRUE),
    ("In all but one of the last six months exports topped 5,500 tons", TRUE),
    ("None of the last six months was below 5,000 tons", TRUE),
    ("No month topped 6,000 tons", WRONG),
    ("Neither April nor May reached 3,000 tons", TRUE),
    ("Neither May nor June reached 3,000 tons", WRONG),
    ("Most months of the year were above 5,000 tons", TRUE),
    ("Only May was below 2,000 tons", TRUE),
    ("Only May was below 3,000 tons", WRONG),
    ("Only April and May failed to reach 3,000 tons", TRUE),
    ("Only May failed to reach 3,000 tons", WRONG),
    ("May was the only month below 2,000 tons", TRUE),
    ("April was the only month below 2,000 tons", WRONG),
    ("The only month below 2,000 tons was May", TRUE),
    ("The only month above 6,000 tons was January", WRONG),
    ("With the exception of October, every month of the fourth quarter was above 5,900 tons", TRUE),
    ("With the exception of November, every month of the fourth quarter was above 5,900 tons", WRONG),
    ("Exports rose in every month of the third quarter except September", TRUE),
    ("Exports fell in every month of the third quarter except August", WRONG),
    ("Exports have now been above 5,000 tons for six months running", TRUE),
    ("Exports have now been above 5,500 tons for three months running", WRONG),
    ("Four of the seven months were above 5,500 tons", UNREAD),  # no seven months are spoken of
]
OF_BUYERS = [
    ("Three of the four took more than a year earlier", TRUE),
    ("Two of the four took more than a year earlier", WRONG),
    ("All four bought more than 400 tons", TRUE),
    ("All four bought more than 450 tons", WRONG),
    ("Of the four, two topped 800 tons", TRUE),
    ("Of the four, three topped 800 tons", WRONG),
    ("None of the four reached 1,300 tons", TRUE),
    ("Not one of the four reached 1,000 tons", WRONG),
    ("Of the Asian buyers none reached 1,000 tons", TRUE),
    ("Of the Asian buyers none reached 800 tons", WRONG),
    ("Both Asian buyers took more than a year earlier", TRUE),
    ("Neither of the two Asian buyers took more than 800 tons", WRONG),
    ("Shipments to two of the four fell on the year", WRONG),
    ("Two, Germany and South Korea, took more than 800 tons", TRUE),
    ("Three, Germany and South Korea, took more than 800 tons", WRONG),
    ("Germany was the only one of the four to take more than 1,000 tons", TRUE),
    ("Germany was the only one of the four to take more than 800 tons", WRONG),
    ("The only buyers above 800 tons were Germany and South Korea", TRUE),
    ("Only Germany took more than 800 tons", WRONG),
    ("Germany alone declined on the year", WRONG),
    ("Both Germany and South Korea topped 800 tons", TRUE),
    ("Both Germany and South Korea topped 900 tons", WRONG),
    ("Two of the five topped 800 tons", UNREAD),  # no five are spoken of
    ("Each of the other three took less than 900 tons", UNREAD),
]
AMONG_MONTHS = [
    ("Of the four months since September it is October that ranks last", TRUE),
    ("Of the four months since September it is December that ranks last", WRONG),
    ("October was the weakest of the four months since September", TRUE),
    ("November was the weakest of the four months since September", WRONG),
    ("December was the second-highest of the last three months", TRUE),
    ("November was above each of the three months before", TRUE),
    ("November was below each of the three months before", WRONG),
    ("December was higher than in each of the three months from August to October", WRONG),
    ("October was smaller than both August and September", TRUE),
    ("October was smaller than both June and July", WRONG),
]
AMONG_BUYERS = [
    ("The United States was the smallest of the four", TRUE),
    ("Vietnam was the smallest of the four", WRONG),
    ("South Korea was the second-largest of the four", TRUE),
    ("Vietnam was the second-largest of the four", WRONG),
    ("Of the four, Germany was the biggest", TRUE),
    ("Of the four, South Korea was the biggest", WRONG),
    ("The weakest of the four was Vietnam", WRONG),
    ("Germany took more than each of the other three", TRUE),
    ("South Korea took more than each of the other three", WRONG),
    ("Germany took more than both Vietnam and South Korea", TRUE),
    ("Vietnam took more than both Germany and South Korea", WRONG),
    ("The largest of the five was Germany", UNREAD),
    ("We have looked at the four countries named so far", TRUE),
    ("We have looked at the five countries named so far", WRONG),
    ("There are two Asian buyers: South Korea and Vietnam", TRUE),
    ("There are three Asian buyers: South Korea and Vietnam", WRONG),
]
LIST = """Magnet exports in September 2025:
- Germany: 1,288 tons
- South Korea: 854 tons
- Vietnam: 456 tons

Germany and Vietnam buy for carmakers."""


@pytest.fixture(scope="module")
def last_verdict(tmp_path_factory):
    ledger = shipped_ledger(tmp_path_factory.mktemp("quantified"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def last_verdict(opening, sentence, dateline):
        document = Document("one", "", f"{opening} {sentence}.", dateline)
        claims = check(document, view=view, card=trade_card(), as_of=view.as_of).claims
        return [str(c.verdict) for c in claims if c.start >= len(opening)]

    return last_verdict


@pytest.mark.parametrize(("sentence", "verdict"), OF_MONTHS)
def test_what_is_said_of_months_is_counted_over_the_span_spoken_of(last_verdict, sentence, verdict):
    assert last_verdict(YEAR, sentence, date(2026, 1, 20)) == [verdict]


@pytest.mark.parametrize(("sentence", "verdict"), OF_BUYERS)
def test_what_is_said_of_buyers_is_counted_over_those_named(last_verdict, sentence, verdict):
    assert last_verdict(BUYERS, sentence, date(2025, 10, 20)) == [verdict]


@pytest.mark.parametrize(("sentence", "verdict"), AMONG_MONTHS)
def test_a_month_is_set_beside_each_of_those_spoken_of(last_verdict, sentence, verdict):
    opening = f"{YEAR} In December 5,952 tons were shipped."
    assert last_verdict(opening, sentence, date(2026, 1, 20)) == [verdict]


@pytest.mark.parametrize(("sentence", "verdict"), AMONG_BUYERS)
def test_a_buyer_is_set_beside_each_of_those_named(last_verdict, sentence, verdict):
    assert last_verdict(BUYERS, sentence, date(2025, 10, 20)) == [verdict]


@pytest.mark.parametrize(("said", "verdict"), [("three", TRUE), ("two", TRUE), ("four", WRONG)])
def test_the_entries_of_a_list_are_counted_together(last_verdict, said, verdict):
    """Two are named in the sentence before, three in the list; no four anywhere."""
    assert last_verdict(LIST, f"So much for the {said} countries named above", date(2025, 10, 20)) == [verdict]


def test_a_count_is_decided_where_the_unknown_ones_cannot_change_it(last_verdict):
    """Of South Korea nothing is known in August; Germany and the United States fell all the same."""
    assert last_verdict(BUYERS, "Only the United States bought less than in August", date(2025, 10, 20)) == [WRONG]
    assert last_verdict(BUYERS, "None of the four bought less than in August", date(2025, 10, 20)) == [WRONG]
    assert last_verdict(BUYERS, "Three of the four bought less than in August", date(2025, 10, 20)) == [OPEN]
