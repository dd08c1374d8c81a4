"""A number that misses is wrong only where the words settle what it is said of; time that words count ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from weighbridge.card import trade_card
from weighbridge.check import Claim, Document, Verdict, check
from weighbridge.ledger import Ledger
from weighbridge.sources import shipped_figures

SUPPORTED, CONTRADICTED = Verdict.SUPPORTED, Verdict.CONTRADICTED
NOT_UNDERSTOOD = Verdict.NOT_UNDERSTOOD


@pytest.fixture(scope="module")
def claims(tmp_path_factory) -> Callable[[date, str], dict[str, Claim]]:
    ledger = Ledger(tmp_path_factory.mktemp("doubt") / "ledger", trade_card())
    ledger.ingest(shipped_figures(), fetched_at=datetime(2026, 6, 1, tzinfo=UTC))
    view = ledger.view(as_of=max(ledger.vintages()))

    def told(dateline: date, text: str) -> dict[str, Claim]:
        report = check(Document("one", "", text, dateline), view=view, card=trade_card(), as_of=view.as_of)
        return {c.quote: c for c in report.claims}

    return told


VIRUS, AUTUMN, WINTER = date(2020, 5, 11), date(2025, 11, 20), date(2025, 12, 23)
MAY = "In May 2025 China exported 1,238 tonnes of magnets"
WITHIN = (
    "Lithium carbonate imports were 59% higher in November 2025 than in July. Over the same span imports from Chile"
)
LITHIUM = "China imported 13,845 tonnes of lithium carbonate in July 2025"
RATES = "China's magnet exports rose 17.5% on the year in September and 15.8% in October"
JULY = "Gallium: 9.007 t in July 2025 (June 4.260 t; +111% m/m)"
SENTENCES = [
    # words that name the boxes and the base settle a miss, and so does a figure of them that holds beside it
    (AUTUMN, "Exports of magnets to Germany rose 83% in July from June.", "rose 83% in July from June", CONTRADICTED),
    (AUTUMN, "Germany took 1,116 tonnes of magnets in July 2025, up 83%.", "up 83%", CONTRADICTED),
    # nothing else does: what the last sentence spoke of may be far from what this one is about
    (AUTUMN, f"{MAY}. Dealers in Rotterdam sit on 83% more.", "83% more", NOT_UNDERSTOOD),
    (AUTUMN, f"{MAY}. It works out at 2,200 tonnes.", "2,200 tonnes", NOT_UNDERSTOOD),
    # unless a slip explains it: the other way, the other base, a digit
    (AUTUMN, f"{MAY}. That was 52.9% more.", "52.9% more", CONTRADICTED),
    # a percentage that its own two figures contradict is wrong whatever they are of
    (AUTUMN, f"{MAY}. They rose 250% to 5,577 tonnes in July from 1,238 tonnes in May.",
     "rose 250% to 5,577 tonnes in July from 1,238 tonnes in May", CONTRADICTED),
    # months counted ahead are a time of their own, and the base of what is measured there
    (WINTER, f"{LITHIUM}. Four months later it was 22,055 tonnes.", "22,055 tonnes", SUPPORTED),
    (WINTER, f"{LITHIUM}. Four months later it was 22,055 tonnes, 59% more.", "59% more", SUPPORTED),
    (WINTER, f"{LITHIUM}. Four months later it was 22,055 tonnes, 95% more.", "95% more", CONTRADICTED),
    (WINTER, f"{MAY}; in the following month it was 3,188 tonnes.", "3,188 tonnes", SUPPORTED),
    # since then, and over the same span
    (WINTER, f"{MAY}. Since then, exports have risen almost fivefold, to 6,150 tonnes in November.",
     "risen almost fivefold", SUPPORTED),
    (WINTER, f"{MAY}. Since then, exports have risen ninefold, to 6,150 tonnes in November.",
     "risen ninefold", CONTRADICTED),
    (WINTER, f"{WITHIN} rose 26%.", "rose 26%", SUPPORTED),
    (WINTER, f"{WITHIN} rose 46%.", "rose 46%", CONTRADICTED),
    # the growth of two months apart, in points
    (AUTUMN, f"{RATES}, so growth slowed by 1.7 points.", "1.7 points", SUPPORTED),
    (AUTUMN, f"{RATES}, so growth slowed by 2.7 points.", "2.7 points", CONTRADICTED),
    # what brackets name holds in the brackets
    (WINTER, f"{JULY}; Germany 5.000 t.", "5.000 t", SUPPORTED),
    (WINTER, f"{JULY}; Germany 3.000 t.", "3.000 t", CONTRADICTED),
    # from one month to another is a span for the quantity said first
    (WINTER, "Magnet exports from January to July 2025: 27,897 t, 15% down.", "27,897 t", SUPPORTED),
    (WINTER, "Magnet exports from January to July 2025: 27,897 t, 15% down.", "15% down", SUPPORTED),
    (WINTER, "From May to July 2025 magnet exports rose by 4,339 tonnes.", "rose by 4,339 tonnes", SUPPORTED),
    # half the world prints a decimal comma
    (VIRUS, "China exported 15.357,3 tonnes of rare earths in the first four months.", "15.357,3 tonnes", SUPPORTED),
    (VIRUS, "China exported 15.537,3 tonnes of rare earths in the first four months.", "15.537,3 tonnes", CONTRADICTED),
    (VIRUS, "Rare earth exports in April were 22,2 percent below March.", "22,2 percent below March", SUPPORTED),
]  # fmt: skip


@pytest.mark.parametrize(("dateline", "text", "quote", "verdict"), SENTENCES, ids=lambda v: getattr(v, "value", None))
def test_what_the_words_settle_is_weighed_and_what_they_leave_open_is_not(dateline, text, quote, verdict, claims):
    found = claims(dateline, text)
    assert quote in found, list(found)
    assert found[quote].verdict is verdict, found[quote].reason
