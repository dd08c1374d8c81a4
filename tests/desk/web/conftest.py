from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from browsing import TEXT, WALKERS, Browser, Clock, approved
from starlette.testclient import TestClient

from weighbridge.card import trade_card
from weighbridge.desk import Desk, Role, Store, actions, of_story
from weighbridge.desk.web import application
from weighbridge.ledger import Ledger, shipped_ledger
from weighbridge.model import Period
from weighbridge.settings import Settings
from weighbridge.sources import shipped_events
from weighbridge.story import draft


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def june(ledger: Ledger) -> dict[str, Any]:
    """The content of the June 2025 story, as drafted."""
    product = trade_card().product("magnets")
    view = ledger.view(as_of=date(2025, 7, 20), products=[product.id])
    told = draft(product, Period.parse("2025-06"), view=view, events=shipped_events(), focus="USA", anyway=True)
    return of_story(told.as_dict())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the database of the desk is; a test that asks for it goes over PostgreSQL as well."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.sqlite'}"
    server, name = request.getfixturevalue("server"), f"web_{os.urandom(6).hex()}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.format(name)


@pytest.fixture
def desk(address: str, ledger: Ledger, clock: Clock) -> Iterator[Desk]:
    store = Store(address)
    found = Desk(store, ledger, clock=clock)
    for id, name, role in (
        ("rita", "Rita Reyes", Role.REPORTER), ("edgar", "Edgar Lind", Role.EDITOR),
        ("dana", "Dana Osei", Role.DUTY_EDITOR),
    ):  # fmt: skip
        found.add_person(id, name, role)
    engine = store.engine  # a test may take the desk apart
    yield found
    engine.dispose()


@pytest.fixture
def app(desk: Desk) -> Any:
    return application(desk, local=True, secret=b"s" * 32, hosts=("127.0.0.1", "localhost"), walkers=WALKERS)


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def at_desk(app: Any) -> Callable[[str], Browser]:
    """A browser of its own for one of the three."""

    def browser(person: str) -> Browser:
        found = Browser(TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False))
        found.sees("/sign-in")
        found.sends("/as", person=person)
        return found

    return browser


@pytest.fixture
def rita(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("rita")


@pytest.fixture
def edgar(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("edgar")


@pytest.fixture
def dana(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("dana")


@pytest.fixture
def written(desk: Desk) -> str:
    """A short story with one claim outside the data, checked with the newest data."""
    story = desk.write({"title": "Magnets to the US jump", "text": TEXT, "dateline": "2025-07-20"}, by="rita")
    return desk.check(story.id, by="rita", newest=True).id


@pytest.fixture
def published(desk: Desk, written: str) -> str:
    return desk.do(actions.Publish(approved(desk, written)), by="edgar").id
