"""A member inside a longer proper name is not that member, and a stranger in its place is not the whole world."""

import pytest
from mutant_judge import shipped_ledger
from test_grammar import typed

from weighbridge.card import trade_card
from weighbridge.check import Document, check
from weighbridge.check.names import is_stranger, with_longer_names

LONGER = [
    ("Exports to New Mexico rose.", "New Mexico"),
    ("Shipments to New England fell.", "New England"),
    ("Sales to Northern Ireland rose.", "Northern Ireland"),
    ("Shipments to northern Germany rose.", "northern Germany"),
    ("In June Korea Zinc shipped 5 tons.", "Korea Zinc"),
    ("Japan Tobacco bought 5 tons.", "Japan Tobacco"),
    ("A note in India Today said so.", "India Today"),
    ("The Bank of Japan said so.", "Bank of Japan"),
    ("Platforms in the Gulf of Mexico need motors.", "Gulf of Mexico"),
    ("A plant of Tata Steel India closed.", "Tata Steel India"),
    ("A spokesman of US Steel said so.", "US Steel"),
    ("New Mexico took 5 tons.", "New Mexico"),
]
MEMBERS = [
    ("Exports to Germany and Japan rose.", ["Germany", "Japan"]),
    ("Germany Takes Most Chinese Magnets Again", ["Germany", "Chinese"]),
    ("The Republic of Korea took 5 tons.", ["Republic of Korea"]),
    ("On Monday Germany said so; Japan May shipments fell.", ["Germany", "Japan"]),
    ("Germany's Siemens said so, as did Japan, Korea and the US.", ["Germany", "Japan", "Korea", "the US"]),
    ("Across the Atlantic the United States took 5 tons.", ["the United States"]),
    ("Then South Korea took 5 tons.", ["South Korea"]),
    ("New German buyers came.", ["German"]),
    ("Chinese NdFeB magnets cost more.", ["Chinese"]),
]


def named(text: str) -> list[str]:
    return [i.words for i in with_longer_names(typed(text), text) if i.tag == "place" and not is_stranger(str(i.value))]


@pytest.mark.parametrize(("text", "name"), LONGER)
def test_a_member_in_a_longer_name_is_not_that_member(text: str, name: str) -> None:
    items = with_longer_names(typed(text), text)
    assert name in [i.words for i in items], [i.words for i in items]
    assert named(text) == []


@pytest.mark.parametrize(("text", "places"), MEMBERS)
def test_a_member_beside_other_words_is_itself(text: str, places: list[str]) -> None:
    assert named(text) == places


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    ledger = shipped_ledger(tmp_path_factory.mktemp("names"))
    view = ledger.view(as_of=max(ledger.vintages()))

    def verdicts(text):
        return [
            str(c.verdict)
            for c in check(Document("x", "", text), view=view, card=trade_card(), as_of=view.as_of).claims
        ]

    return verdicts


@pytest.mark.parametrize(
    "text",
    [
        "Exports of rare-earth magnets to Ruritania came to 3,188 tons in June 2025.",
        "Exports of rare-earth magnets to St. Lucia rose 5% in June 2025.",
        "In June 2025, 3,188 tons of rare-earth magnets went to Indiana.",
        "In June 2025 Korea Zinc shipped 3,188 tons of rare-earth magnets.",
    ],
)
def test_of_a_stranger_the_data_say_nothing(verdicts, text: str) -> None:
    assert verdicts(text) == ["NOT_IN_DATA"]


def test_after_a_stranger_a_text_goes_on(verdicts) -> None:
    text = "Exports of rare-earth magnets to Ruritania came to 4 tons in June 2025. Germany took 764 tons."
    assert verdicts(text) == ["NOT_IN_DATA", "SUPPORTED"]
