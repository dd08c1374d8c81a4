"""How we work: the verdicts and the labels as the code has them, so that the page cannot say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge.pages import LOOKS
from weighbridge.publish import places
from weighbridge.publish.leaves.page import Page

if TYPE_CHECKING:
    from weighbridge.card import Card
    from weighbridge.publish.masthead import Masthead

MEANINGS = {
    "SUPPORTED": "What is said agrees with everything in print, as exactly as it is said.",
    "CONTRADICTED": "No figure that the data allow makes it true; the nearest true statement stands beside it.",
    "NOT_IN_DATA": "It may be true, and our data cannot tell: a price, a reason, a period nobody has printed.",
    "NOT_UNDERSTOOD": "The program could not read it for certain, and says so instead of guessing.",
}
LABELS = (
    "Drafted by machine from official data, or written by the people named; every claim reviewed and approved by NAME.",
    "Drafted by machine from official data; edited by NAME without a review of every claim.",
    "Drafted by machine from official data; no editor has reviewed it.",
)


def how_we_work(card: Card, masthead: Masthead) -> Page:
    """Return the page that says how a story comes about and what happens when it was wrong."""
    return Page(places.HOW_WE_WORK, "how-we-work", {
        "title": "How we work",
        "description": f"How {masthead.newsroom} weighs every number, who answers for a story, and how it corrects.",
        "office": {"name": card.office, "url": card.office_url},
        "verdicts": [(LOOKS[verdict], meaning) for verdict, meaning in MEANINGS.items()],
        "labels": LABELS,
        "answers": f"{masthead.post}answers",
    })  # fmt: skip


def newsletter_page(card: Card, masthead: Masthead) -> Page:
    """Return the page that says what is sent to whom, with the way to subscribe; the form itself is the desk's."""
    return Page(places.NEWSLETTER, "newsletter", {
        "title": "The newsletter",
        "description": f"Stories of {masthead.newsroom} and the dates ahead by mail, with every correction of them.",
        "topics": [product.name for product in card.products.values()],
        "subscribe": f"{masthead.post}subscribe",
    })  # fmt: skip
