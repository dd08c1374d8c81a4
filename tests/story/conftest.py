"""One ledger with the shipped figures for the whole room; views are read back by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from weighbridge.card import Product, trade_card
from weighbridge.ledger import Ledger, View
from weighbridge.model import Period
from weighbridge.sources import calendar, shipped_events, shipped_figures
from weighbridge.story import Story, draft

ViewOn = Callable[..., View]


@pytest.fixture(scope="session")
def view_on(tmp_path_factory: pytest.TempPathFactory) -> ViewOn:
    """Return the view of a day over the shipped figures, of all products or of one by its id."""
    ledger = Ledger(Path(tmp_path_factory.mktemp("story")) / "ledger", trade_card())
    ledger.ingest(shipped_figures(), fetched_at=datetime(2026, 6, 1, tzinfo=UTC))

    @cache
    def view(day: date, product: str | None = None) -> View:
        return ledger.view(as_of=day, products=[product] if product else None)

    return view


def release_day(product: Product, period: Period) -> date:
    return calendar(product.calendar).release_day(period)


@pytest.fixture(scope="session")
def story_of(view_on: ViewOn) -> Callable[..., Story]:
    """Return the story of a product, period and focus by their names, as of the release day unless said otherwise."""

    def story(
        product: str, period: str, focus: str | None = None, *, as_of: date | None = None, anyway: bool = False
    ) -> Story:
        card = trade_card()
        wanted, month = card.product(product), Period.parse(period)
        view = view_on(as_of or release_day(wanted, month), wanted.id)
        place = card.place(focus).id if focus else None
        return draft(wanted, month, view=view, events=shipped_events(), focus=place, anyway=anyway)

    return story
