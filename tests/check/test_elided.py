"""What an amount that stands by itself is said to be of: what changed is said, the rest is that of the words beside it.

The figures: Chile sent 63.3% and Argentina 31.3% of the 21,146 t of lithium carbonate imported in May 2025. Exports of
rare earths fell 17.3%, 2.3% and 1.7% on the year in two, three and four months of 2020; those of magnets rose 21% in
October 2024, 10% in September and 26% in August. The United States took 11.07% of the magnets in June 2025.
"""

from datetime import date

import pytest
from mutant_judge import shipped_ledger

from weighbridge.card import trade_card
from weighbridge.check import Document, check

SUPPORTED, CONTRADICTED, UNDECIDED = "SUPPORTED", "CONTRADICTED", "NOT_UNDERSTOOD"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    ledger = shipped_ledger(tmp_path_factory.mktemp("ellipsis"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def told(text, dateline):
        report = check(Document("one", "", text, dateline), view=view, card=trade_card(), as_of=view.as_of)
        return {c.quote: c for c in report.claims}

    return told


SPRING, SUMMER, AUTUMN = date(2020, 5, 11), date(2025, 6, 20), date(2024, 11, 22)
JUNE, BEANS, VIRUS = date(2025, 7, 22), date(2025, 10, 22), date(2020, 3, 27)
MAY = "In May China imported 21,146 tonnes of lithium carbonate"
RARE = "Cumulative exports of rare earths"
GAP = "The cumulative gap in rare earth exports is closing."
EARLY = "In January and February"
BOTH = "came from Chile and Argentina"
QUARTER = "The third quarter brought magnet exports of 15,518 tonnes"
NINE = "In the first nine months 86.18 million tonnes of soybeans were imported"
SENTENCES = [
    # a list of running totals, of months, of partners: each with what is named beside it
    (SPRING, f"{RARE} were down 17.3% after February, 2.3% after March.", "2.3%", SUPPORTED),
    (SPRING, f"{RARE} were down 17.3% after February, 3.2% after March.", "3.2%", CONTRADICTED),
    (SPRING, f"{GAP} It was 17.3% after February.", "17.3%", SUPPORTED),
    (SPRING, f"{GAP} It was 13.7% after February.", "13.7%", CONTRADICTED),
    (AUTUMN, "In October, magnet exports were up 21% on the year; in August 26%; in July 11%.", "26%", SUPPORTED),
    (AUTUMN, "In October, magnet exports were up 21% on the year; in August 36%; in July 11%.", "36%", CONTRADICTED),
    (AUTUMN, "Magnet exports rose 21% in October from a year earlier, after 10% in September.", "10%", SUPPORTED),
    (AUTUMN, "Magnet exports rose 21% in October from a year earlier, after 19% in September.", "19%", CONTRADICTED),
    (AUTUMN, "Growth in magnet exports slowed from 26% in August to 10% in September.", "26%", SUPPORTED),
    (AUTUMN, "Magnet exports grew 21% in October year on year. In September it was 10%.", "10%", SUPPORTED),
    (AUTUMN, "Magnet exports grew 21% in October year on year. In September it was 30%.", "30%", CONTRADICTED),
    (VIRUS, f"{EARLY} Taiwan and Japan took 27.8% and 28.2% less antimony oxide.", "took 27.8%", SUPPORTED),
    (VIRUS, f"{EARLY} Taiwan and Japan took 37.8% and 28.2% less antimony oxide.", "took 37.8%", CONTRADICTED),
    # the base changes, the rest stays
    (SUMMER, "Magnet exports in May fell 52.9% from April, and from May 2024 74%.", "74%", SUPPORTED),
    (SUMMER, "Magnet exports in May fell 52.9% from April, and from May 2024 47%.", "47%", CONTRADICTED),
    # shares go on with the next partner or the next month
    (SUMMER, f"{MAY}. Of that, 63% came from Chile, 31% from Argentina.", "31% from Argentina", SUPPORTED),
    (SUMMER, f"{MAY}. Of that, 63% came from Chile, 13% from Argentina.", "13% from Argentina", CONTRADICTED),
    (SUMMER, f"{MAY}. Of its 21,146 t, 63% bore a Chilean label, 31% an Argentine one.", "31%", SUPPORTED),
    (SUMMER, f"{MAY}. Of its 21,146 t, 36% bore a Chilean label, 31% an Argentine one.", "36%", CONTRADICTED),
    (JUNE, "The United States took 11.1% of China's magnet exports in June, after 3.7% in May.", "3.7%", SUPPORTED),
    (JUNE, "The United States took 11.1% of China's magnet exports in June, after 7.3% in May.", "7.3%", CONTRADICTED),
    # a part of what was just counted
    (BEANS, f"{NINE}; 15% of that arrived in September.", "15% of that arrived in September", SUPPORTED),
    (BEANS, f"{NINE}; 25% of that arrived in September.", "25% of that arrived in September", CONTRADICTED),
    (AUTUMN, f"{QUARTER}, a third of which was sold in August.", "a third of which was sold in August", SUPPORTED),
    (AUTUMN, f"{QUARTER}, half of which was sold in August.", "half of which was sold in August", CONTRADICTED),
    (SUMMER, f"{MAY}, 63% of it Chilean.", "63% of it Chilean", SUPPORTED),
    (SUMMER, f"{MAY}, 53% of it Chilean.", "53% of it Chilean", CONTRADICTED),
    # put beside a partner's quantity it is what part of all that is
    (VIRUS, f"{EARLY} the United States took 641.2 t of magnets, about 14%.", "about 14%", SUPPORTED),
    (VIRUS, f"{EARLY} the United States took 641.2 t of magnets, about 41%.", "about 41%", CONTRADICTED),
    # two added up, and those left over
    (SUMMER, f"{MAY}. More than 90% {BOTH}.", f"More than 90% {BOTH}", SUPPORTED),
    (SUMMER, f"{MAY}. More than 95% {BOTH}.", f"More than 95% {BOTH}", CONTRADICTED),
    (SUMMER, f"{MAY}. Chile supplied 63% and Argentina 31%; the rest, 5%, came from elsewhere.", "5%", SUPPORTED),
    (SUMMER, f"{MAY}. Chile supplied 63% and Argentina 31%. The remaining 5% came from others.", "5%", SUPPORTED),
    (SUMMER, f"{MAY}. Chile supplied 63% and Argentina 31%. The remaining 9% came from others.", "9%", CONTRADICTED),
    # nothing beside it says what it is of
    (SUMMER, f"{MAY}. The figure was 45%.", "45%", UNDECIDED),
]  # fmt: skip


@pytest.mark.parametrize(("day", "text", "quote", "verdict"), SENTENCES, ids=[f"{s[2]} {s[3]}" for s in SENTENCES])
def test_an_amount_alone_goes_on_with_what_was_said_beside_it(told, day, text, quote, verdict):
    found = told(text, day)
    assert quote in found, sorted(found)
    assert str(found[quote].verdict) == verdict, found[quote].reason
