"""What stays in force from word to word and from sentence to sentence: whose, of what and when a figure is.

Each text is weighed twice, as it is and with the figure in question spoilt, on the shipped figures: exports of magnets
in June 2025 were 3,188 t to the world and 1,238 t in May, 353 t and 46 t to the United States, 764 t to Germany.
"""

from datetime import date

import pytest
from mutant_judge import shipped_ledger

from weighbridge.card import trade_card
from weighbridge.check import Document, check

DATELINE = date(2025, 7, 20)
TEXTS = [
    # what is recorded, exported, seen in a month is of that month
    ("June exports of rare-earth magnets stood far above the 1,238 tonnes recorded in May.", "1,238", "1,328"),
    ("It was a good June for magnets, after just 1,238 tonnes exported in May.", "1,238", "1,328"),
    # a place that only says what another is takes over nothing
    ("Germany was Europe's heavyweight in magnets in June. Its purchases came to 764 tonnes.", "764", "746"),
    ("Germany remains the continent's best customer for magnets. It took 764 tonnes in June.", "764", "746"),
    # a lowest total is no total of everybody
    ("The United States took 46 tonnes of magnets in May. It was the lowest monthly total since April.", "46", "64"),
    # a product named for instance leaves the goods what they were
    ("China exported rare earths, including magnets, to all comers. Rare earth exports were 7,742 tonnes in June.",
     "7,742", "7,472"),
    # everybody, and a pronoun for everybody
    ("Shipments of magnets to the US were 353 tonnes in June. Sales to all customers rose, and they hit 3,188 tonnes.",
     "3,188", "3,818"),
    # a clause set between commas is over where it ends
    ("Germany, where several Japanese makers of motors have works, bought 764 tonnes of magnets in June.",
     "764", "746"),
    # the month of a percentage something moved from is not that of what follows
    ("The US share of magnet exports rose to 11.1% in June from 3.7% in May, while US buyers took 353 tonnes.",
     "353", "335"),
    # a base before its sentence, wherever the sentence begins
    ("China exported 3,188 tonnes of magnets in June. The upshot: versus May, shipments were up 157.5%.",
     "157.5", "175.5"),
    # over so many months
    ("Over six months, China exported 22,319 tonnes of magnets.", "22,319", "22,913"),
    # a year has a possessive too
    ("Magnet exports in June 2025 were 3,188 tonnes, against May 2025's 1,238 tonnes.", "1,238", "1,328"),
    # they are the ones named last, in whatever role
    ("China exported 3,188 tonnes of magnets in June. The rise did not pass the Americans by. They bought 353 tonnes.",
     "353", "335"),
    # the market is everybody
    ("Germany, the US and Vietnam bought most magnets in June. The US had 11.1% of the market.", "11.1", "17.1"),
    # the comparable total is of the same months
    ("China exported 22,319 tonnes of magnets in this year's first half. The comparable total of 2024: 27,534 tonnes.",
     "27,534", "25,734"),
    # the month something came in, when so much was moved
    ("The peak of magnet exports came in January, when 6,357 tonnes left China.", "6,357", "6,537"),
    ("The low of the half-year came in May, when China exported 1,238 tonnes of magnets.", "1,238", "1,328"),
    # a place to which so much went
    ("In June, the United States fell behind Germany, to which 764 tonnes of magnets were shipped.", "764", "746"),
    # a clause about a base is over where the comparison goes on
    ("Germany bought twice as much in June as America, where 353 t of magnets arrived, and more than India.",
     "more than India", "less than India"),
    # they are those the sentence before has named, where the verb says that they took or were given
    ("China sold 3,188 tonnes of magnets in June. The rise did not pass the Germans by. They were sold 764 tonnes.",
     "764", "746"),
    # a year after `and` is that of the next quantity
    ("Rare earth exports: in 2024 there were 55,431 t, in 2023 52,307 t and in 2022 48,728 t.", "52,307", "52,703"),
    # what the rise works out at is a change
    ("In June, America took 353 t of magnets, after 46 t in May. The increase, of 667 percent, works out at 307 t.",
     "307", "317"),
    # where a change holds of another month, so do those beside it
    ("Magnets in June: 3,188 t; May's were 1,238. That is 157.5% more in a month, and a fall of 38.1% from June 2024.",
     "38.1", "31.8"),
    # an average is what is set beside a month
    ("In the half-year, magnet exports averaged 3,720 tonnes a month, more than June's 3,188.",
     "more than June's", "less than June's"),
    ("In the half-year, magnet exports averaged 3,720 tonnes a month, a mark that was bettered by January.",
     "bettered by January", "bettered by June"),
    # outbound cargoes are exports
    ("Outbound cargoes of magnets came to 3,188 tonnes in June.", "3,188", "3,818"),
    # a clause with "when" is about its month, whatever the figures beside it are
    ("Shipments of magnets to the United States were 52% below June 2024 in June 2025, when they came to 353 tonnes.",
     "353", "335"),
    ("Sales of magnets to America in June were 52% below June 2024, when they came to 735 tonnes.", "735", "382"),
    # of these: in the same months
    ("Magnet exports came to 22,319 tonnes in the first half. Of these, 2,511 tonnes went to the United States.",
     "2,511", "353"),
    # where nobody else has been spoken of, exports are everybody's
    ("Magnet exports rebounded in June. In the first half of the year, exports came to 22,319 tonnes.",
     "22,319", "8,104"),
    # what stands beside a figure is of the same boxes
    ("Germany took 764 tonnes of magnets in June. In all, China exported 3,188 tonnes, 38.1% less than a year before.",
     "38.1", "28.5"),
    # the quantities beside a change that holds are of its boxes
    ("America took 660% more magnets in June than the 46 tonnes of May.", "46", "4"),
    ("Magnet exports to all countries jumped 157.5% to 3,188 tonnes in June from 1,238 tonnes.", "3,188", "8,320"),
    ("The monthly average of magnet exports in 2024 works out at 4,846 tonnes, up from 4,386 tonnes a year before.",
     "4,846", "4,468"),
    # a change after two figures that hold lies between them
    ("Magnet exports went from 1,238 tonnes in May to 3,188 tonnes in June, up 157.5%.", "157.5", "175.7"),
    # a percentage with its own month before or after it
    ("Magnet exports fell 38.1% on the year in June, after May's 74.0%.", "74.0", "47.0"),
    # the continent's intake is that of the continent named last
    ("Europe took 2,821 tonnes of magnets in August 2025. Germany had 1,341 tonnes, 47.5% of the continent's intake.",
     "47.5", "74.5"),
]  # fmt: skip


@pytest.fixture(scope="module")
def claims_of(tmp_path_factory):
    ledger = shipped_ledger(tmp_path_factory.mktemp("carrying"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def claims_of(text):
        return check(Document("one", "", text, DATELINE), view=view, card=trade_card(), as_of=view.as_of).claims

    return claims_of


def verdicts_on(claims, figure):
    found = {str(claim.verdict) for claim in claims if figure in claim.quote}
    assert found, f"no claim holds {figure}"
    return found


@pytest.mark.parametrize(("text", "right", "wrong"), TEXTS, ids=[f"{t[0][:50]} {t[1]}" for t in TEXTS])
def test_a_figure_is_read_of_what_is_in_force(claims_of, text, right, wrong):
    assert verdicts_on(claims_of(text), right) == {"SUPPORTED"}
    assert "CONTRADICTED" in verdicts_on(claims_of(text.replace(right, wrong)), wrong)


@pytest.mark.parametrize(
    "text",
    [
        "A trader said most of his customers had covered their needs, and exports of magnets rose in June.",
        "Half of her suppliers had stopped to quote prices for magnets in June.",
    ],
)
def test_somebodys_customers_are_no_part_of_the_goods(claims_of, text):
    shares = [claim for claim in claims_of(text) if claim.kind in {"share", "ratio"}]
    assert {str(claim.verdict) for claim in shares} <= {"NOT_UNDERSTOOD"}


def test_nobody_measures_a_year_against_a_month(claims_of):
    claims = claims_of("In 2024, China exported 58,152 tonnes of magnets, 12% lower than in November.")
    assert {str(c.verdict) for c in claims if "12%" in c.quote} == {"NOT_UNDERSTOOD"}


def test_who_gains_on_whom_is_no_change_over_time(claims_of):
    assert not claims_of("Magnets: the United States gains on Germany.")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The US share of magnet exports recovered to 11.1% in June, about three times May's.", "three times"),
        (
            "Exports of magnets rose 157.5% in June, and Germany's part of it was one tonne in seven.",
            "one tonne in seven",
        ),
    ],
)
def test_a_share_is_not_taken_for_the_figure_it_is_a_share_of(claims_of, text, quote):
    assert {str(claim.verdict) for claim in claims_of(text) if quote in claim.quote} <= {"NOT_UNDERSTOOD"}
