"""What the checker says of single sentences, on the shipped figures: a sentence, a stretch of it, and the verdict.

The figures: exports of magnets to the United States came to 46 t in May and 353 t in June 2025, which is as printed and
leaves 660% (the print of the press) and 667% (from the rounded tonnages) both open.
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
    ledger = shipped_ledger(tmp_path_factory.mktemp("judging"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def told(text, dateline=date(2025, 7, 20), title=""):
        document = Document("one", title, text, dateline)
        report = check(document, view=view, card=trade_card(), as_of=view.as_of)
        return {c.quote: c for c in report.claims}

    return told


US_JUNE = "China's exports of rare-earth magnets to the United States reached 353 tonnes in June 2025"
SENTENCES = [
    # the level, its unit, its spelling
    (f"{US_JUNE}.", "353 tonnes in June 2025", SUPPORTED),
    (f"{US_JUNE.replace('353 tonnes', '353,000 kg')}.", "353,000 kg in June 2025", SUPPORTED),
    (f"{US_JUNE.replace('353', '533')}.", "533 tonnes in June 2025", CONTRADICTED),
    (f"{US_JUNE.replace('353 tonnes', '353 kilograms')}.", "353 kilograms in June 2025", CONTRADICTED),
    (f"{US_JUNE.replace('353', 'more than 350')}.", "more than 350 tonnes in June 2025", SUPPORTED),
    (f"{US_JUNE.replace('353', 'more than 360')}.", "more than 360 tonnes in June 2025", CONTRADICTED),
    (f"{US_JUNE.replace('353', 'about 350')}.", "about 350 tonnes in June 2025", SUPPORTED),
    # a change: both roundings hold, a base decides
    (f"{US_JUNE}, up 660% from May.", "up 660% from May", SUPPORTED),
    (f"{US_JUNE}, up 667% from May.", "up 667% from May", SUPPORTED),
    (f"{US_JUNE}, up 66% from May.", "up 66% from May", CONTRADICTED),
    (f"{US_JUNE}, down 660% from May.", "down 660% from May", CONTRADICTED),
    (f"{US_JUNE}, up 660% from a year earlier.", "up 660% from a year earlier", CONTRADICTED),
    # a multiple is no growth by that multiple
    (f"{US_JUNE}, more than seven times the May figure.", "more than seven times the May figure", SUPPORTED),
    (f"{US_JUNE}, more than eight times the May figure.", "more than eight times the May figure", CONTRADICTED),
    # goods by another word, a place among the buyers and none among the months
    ("Rare-earth magnet product exports were 3,188 tons in June 2025.", "3,188 tons in June 2025", SUPPORTED),
    ("Magnet product exports were 3,818 tons in June 2025.", "3,818 tons in June 2025", CONTRADICTED),
    ("Japan was the second-largest destination for magnets in June 2025.", "second-largest destination", CONTRADICTED),
    ("The US was the second-largest destination for magnets in June 2025.", "second-largest destination", SUPPORTED),
    # shares of months and what is usual are no figures of trade
    ("Exports of magnets in June 2025 were the highest since January, with 45% of the months between known.",
     "45% of the months between known", NOT_IN_DATA),
    ("Magnet exports fell in half of the years since 2019.", "half of the years since 2019", NOT_IN_DATA),
    ("Magnet exports rose 157.5% in June 2025 from May; they typically move 28.8%.", "28.8%", NOT_IN_DATA),
    # two figures side by side, and what nobody has counted
    (f"{US_JUNE}, against 46 tonnes in May.", "46 tonnes in May", SUPPORTED),
    (f"{US_JUNE}, against 64 tonnes in May.", "64 tonnes in May", CONTRADICTED),
    # from level to level with its percent; million and metric tonnes; what nobody beat
    (f"{US_JUNE}. They jumped 660% to 353 tonnes from 46 tonnes in May.",
     "jumped 660% to 353 tonnes from 46 tonnes in May", SUPPORTED),
    (f"{US_JUNE}. They jumped 560% to 353 tonnes from 46 tonnes in May.",
     "jumped 560% to 353 tonnes from 46 tonnes in May", CONTRADICTED),
    (f"{US_JUNE.replace('353 tonnes', '353 Mt')}.", "353 Mt in June 2025", SUPPORTED),
    (f"{US_JUNE.replace('353 tonnes', '533 Mt')}.", "533 Mt in June 2025", CONTRADICTED),
    (f"{US_JUNE}, which rose 20% from a year earlier, and 393 tonnes to America.", "393 tonnes", CONTRADICTED),
    ("From January to June 2025, China exported 22,319 tonnes of rare-earth magnets.", "22,319 tonnes", SUPPORTED),
    ("From October to June 2025, China exported 22,319 tonnes of rare-earth magnets.", "22,319 tonnes", CONTRADICTED),
    ("No country bought more Chinese rare-earth magnets in June 2025 than Germany.",
     "more Chinese rare-earth magnets in June 2025 than Germany", SUPPORTED),
    ("No country bought more Chinese rare-earth magnets in June 2025 than Japan.",
     "more Chinese rare-earth magnets in June 2025 than Japan", CONTRADICTED),
    ("In June 2025, Germany was the largest of China's buyers of rare-earth magnets.",
     "largest of China's buyers", SUPPORTED),
    ("In June 2025, Japan was the largest of China's buyers of rare-earth magnets.",
     "largest of China's buyers", CONTRADICTED),
    ("China exported 1,200 tonnes of graphene in June 2025.", "1,200 tonnes", NOT_IN_DATA),
    ("Magnet exports are expected to reach 9,000 tonnes in June 2027.", "9,000 tonnes in June 2027", NOT_IN_DATA),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "verdict"), SENTENCES, ids=[f"{s[1]} {s[2]}" for s in SENTENCES])
def test_a_claim_is_weighed_as_its_words_say(told, text, quote, verdict):
    found = told(text)
    assert quote in found, sorted(found)
    assert str(found[quote].verdict) == verdict, found[quote].reason


def test_a_wrong_claim_says_what_would_be_true(told):
    claim = told(f"{US_JUNE}, up 66% from May.")["up 66% from May"]
    assert claim.reason
    assert "rose" in claim.suggestion
    assert claim.facts


def test_a_wrong_quantity_names_what_became_of_its_digits(told):
    assert "353" in told(f"{US_JUNE.replace('353', '335')}.")["335 tonnes in June 2025"].suggestion


def test_a_base_month_years_ahead_of_the_data_is_no_stumbling_block(told):
    found = told("Exports of rare-earth magnets in June 2031 were 9% above those of May.")
    assert {str(claim.verdict) for claim in found.values()} == {NOT_IN_DATA}


def test_a_question_states_nothing(told):
    assert not told(f"Was it true that {US_JUNE.replace('353', '900')}?")


def test_the_same_text_gives_the_same_report(told):
    text = f"{US_JUNE}, up 660% from May, and it was the highest since January."
    assert told(text) == told(text)


BODY = "Exports in June 2025 were 3,188 tons, more than in May."
TO_COME = "Licences expire in December 2025."
UNDATED = [
    ("Rare-earth magnet exports rise 157.5%", BODY, "rise 157.5%", SUPPORTED),
    ("Rare-earth magnet exports rise 175.5%", BODY, "rise 175.5%", CONTRADICTED),
    ("", "Exports of rare-earth magnets rose 157.5%. That made 3,188 tons in June 2025.", "rose 157.5%", SUPPORTED),
    ("", "In 2025 magnet exports had a bad spring. Germany took 764 tons in June.", "764 tons in June", SUPPORTED),
    ("", "Magnet exports rose 157.5% from May.\nJune 2025 had 3,188 tons.", "rose 157.5% from May", SUPPORTED),
    ("", f"Magnet exports rose 157.5% in June 2025. {TO_COME}", "rose 157.5% in June 2025", SUPPORTED),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "quote", "verdict"), UNDATED, ids=[u[2] + u[3] for u in UNDATED])
def test_a_text_without_a_dateline_is_of_the_newest_month_it_reports_on(told, title, text, quote, verdict):
    found = told(text, dateline=None, title=title)
    assert quote in found, sorted(found)
    assert str(found[quote].verdict) == verdict, found[quote].reason


@pytest.mark.parametrize(
    "text",
    [
        "China's exports rose 5.8% in June 2025 from a year earlier.",
        "Imports fell in May, the third straight monthly fall. Exports to Germany were 20 tons, less than in April.",
        "Exports were the highest since January, and Germany took most.",
    ],
)
def test_a_text_that_names_no_goods_is_not_read_as_one_of_the_card_s(told, text):
    found = told(text)
    assert found
    assert {str(c.verdict) for c in found.values()} <= {NOT_IN_DATA, UNDECIDED}, found
    later = told(f"{text} It is about all trade.\n\nExports of rare-earth magnets rose 157.5% in June 2025 from May.")
    assert str(later["rose 157.5% in June 2025 from May"].verdict) == SUPPORTED


def test_what_follows_a_list_of_references_is_read_and_the_list_is_not(told):
    text = (
        "Germany took 764 tons of magnets in June 2025 [1].\n\nReferences\n"
        "[1] Magnets: Japan took 999 tons in June 2025, 20 July 2025, https://news.example/a\n\n"
        "About these figures\nJapan took 311 tons of magnets in June 2025 in all."
    )
    assert [(c.quote, str(c.verdict)) for c in told(text).values()] == [
        ("764 tons", SUPPORTED),
        ("311 tons", CONTRADICTED),
    ]
