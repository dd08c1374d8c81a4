"""A newsroom over a small office of statistics."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk" / "web"))  # browsing.py: somebody at the desk
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "desk"))  # newsroom.py: its clock, people and texts

from newsroom import PEOPLE, Clock
from releasing import JULY, Office

from weighbridge.card import trade_card
from weighbridge.desk import Desk, Store
from weighbridge.ledger import Ledger


@pytest.fixture(scope="session")
def staffed(tmp_path_factory) -> bytes:
    """A database with the people of the newsroom in it."""
    folder = tmp_path_factory.mktemp("staffed")
    store = Store.in_folder(folder)
    desk = Desk(store, Ledger(folder / "ledger", trade_card()), clock=Clock())
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    store.engine.dispose()
    return (folder / "desk.sqlite").read_bytes()


@pytest.fixture
def office(staffed, tmp_path) -> Office:
    """An office that has released June 2025, and a desk with people and no story."""
    file = tmp_path / "desk.sqlite"
    file.write_bytes(staffed)
    office = Office(tmp_path, f"sqlite:///{file}", Clock())
    office.releases(*JULY)
    yield office
    assert office.desk.verify() is None, "whatever a test did, the chain is whole"
    office.desk.store.engine.dispose()
