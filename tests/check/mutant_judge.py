"""The checker as the mutation test sees it: a text and its day in, verdicts out. Beside it, stories to mutate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from mutants import LATEST, Judge, Told

from weighbridge.card import trade_card
from weighbridge.check import Document, check
from weighbridge.ledger import Ledger
from weighbridge.model import Period
from weighbridge.sources import calendar, shipped_events, shipped_figures
from weighbridge.story import Story, draft

STORIES = (
    ("magnets", "2025-06", "USA"),
    ("magnets", "2025-07", "Germany"),
    ("magnets", "2025-12", None),
    ("magnets", "2026-03", "USA"),
    ("rare earths", "2025-09", None),
    ("rare earths", "2024-05", None),
    ("soybeans", "2025-09", "Brazil"),
    ("gallium", "2025-07", None),
)


def shipped_ledger(folder: Path) -> Ledger:
    """Return a ledger with the shipped figures."""
    ledger = Ledger(folder / "ledger", trade_card())
    ledger.ingest(shipped_figures(), fetched_at=datetime(2026, 6, 1, tzinfo=UTC))
    return ledger


def judge_on(ledger: Ledger) -> Judge:
    """Return the checker over all figures of a ledger."""
    view = ledger.view(as_of=LATEST)

    def judge(title: str, text: str, dateline: date) -> list[tuple[str, int, int, str]]:
        report = check(Document("case", title, text, dateline), view=view, card=view.card, as_of=LATEST)
        return [(c.where, c.start, c.end, str(c.verdict)) for c in report.claims]

    return judge


def stories_on(ledger: Ledger) -> list[Told]:
    """Return stories as they were drafted on their release days, each with the stretches that rest on a fact."""
    return [_told(_drafted(ledger, *named)) for named in STORIES]


def _drafted(ledger: Ledger, product_name: str, period_name: str, focus: str | None) -> Story:
    card, period = trade_card(), Period.parse(period_name)
    product = card.product(product_name)
    view = ledger.view(as_of=calendar(product.calendar).release_day(period))
    place = card.place(focus).id if focus else None
    return draft(product, period, view=view, events=shipped_events(), focus=place, anyway=True)


def _told(story: Story) -> Told:
    text, spans = "", []
    paragraphs = [(story.standfirst,), *(p for section in story.sections for p in section.paragraphs)]
    for paragraph in paragraphs:
        for sentence in paragraph:
            spans += [(len(text) + s.start, len(text) + s.end, s.fact) for s in sentence.spans if s.fact]
            text += sentence.text + " "
        text = text.rstrip() + "\n\n"
    return date.fromisoformat(story.dateline), story.headline.text, text.rstrip() + "\n", spans
