"""The newsroom of tests/desk over SQLite, and the story of June 2025 as it was drafted, for what becomes of it."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk"))  # newsroom.py: its clock, people and texts

from newsroom import PEOPLE, Clock

from weighbridge.card import trade_card
from weighbridge.desk import Desk, Store, of_story
from weighbridge.ledger import shipped_ledger
from weighbridge.model import Period
from weighbridge.publish import Masthead
from weighbridge.settings import Settings
from weighbridge.sources import shipped_events
from weighbridge.story import draft


@pytest.fixture(scope="session")
def ledger(tmp_path_factory):
    """The figures that are shipped, taken in once."""
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def weigher(ledger, tmp_path_factory):
    """A weigher that keeps its views of the data from test to test."""
    return Desk(Store.in_folder(tmp_path_factory.mktemp("unused")), ledger).weigher


@pytest.fixture(scope="session")
def staffed(ledger, tmp_path_factory) -> Path:
    """A database with the people of the newsroom in it."""
    folder = tmp_path_factory.mktemp("staffed")
    store = Store.in_folder(folder)
    desk = Desk(store, ledger, clock=Clock())
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    store.engine.dispose()
    return folder / "desk.sqlite"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(staffed, ledger, weigher, clock, tmp_path):
    """A desk with people and no story."""
    file = tmp_path / "desk" / "desk.sqlite"
    file.parent.mkdir()
    shutil.copy(staffed, file)
    store = Store(f"sqlite:///{file}")
    desk = Desk(store, ledger, clock=clock)
    desk.weigher = weigher
    yield desk
    assert desk.verify() is None, "whatever a test did, the chain is whole"
    store.engine.dispose()


@pytest.fixture(scope="session")
def june(ledger):
    """The content of the June 2025 story, as drafted."""
    product = trade_card().product("magnets")
    view = ledger.view(as_of=date(2025, 7, 20), products=[product.id])
    told = draft(product, Period.parse("2025-06"), view=view, events=shipped_events(), focus="USA", anyway=True)
    return of_story(told.as_dict())


@pytest.fixture
def masthead() -> Masthead:
    return Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
