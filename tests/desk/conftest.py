"""A desk over each of the two engines, with people, the shipped figures, and a clock that stands still."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest
from newsroom import PEOPLE, TABLES, Clock
from postgres import own_server

from weighbridge.desk import Desk, Store
from weighbridge.ledger import shipped_ledger
from weighbridge.settings import Settings


@pytest.fixture(scope="session")
def ledger(tmp_path_factory):
    """The figures that are shipped, taken in once."""
    return shipped_ledger(Settings(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def weigher(ledger, tmp_path_factory):
    """A weigher that keeps its views of the data from test to test."""
    return Desk(Store.in_folder(tmp_path_factory.mktemp("unused")), ledger).weigher


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL of our own."""
    yield from own_server()


def _with_people(store: Store, ledger) -> None:
    desk = Desk(store, ledger, clock=Clock())
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    store.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(ledger, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    _with_people(Store.in_folder(folder), ledger)
    return folder / "desk.sqlite"


@pytest.fixture(scope="session")
def postgres_template(server, ledger) -> str:
    """A database with the people in it, and a copy of the rows to begin again with."""
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE desk")
    _with_people(Store(server.format("desk")), ledger)
    with psycopg.connect(server.format("desk"), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA kept")
        for table in ("people", "audit"):
            connection.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
    return server.format("desk")


@pytest.fixture(scope="session")
def sqlite_address(sqlite_template, tmp_path_factory):
    """Makes a new SQLite database with the people in it, and returns its address."""

    def made() -> str:
        file = tmp_path_factory.mktemp("desk") / "desk.sqlite"
        shutil.copy(sqlite_template, file)
        return f"sqlite:///{file}"

    return made


@pytest.fixture(scope="session")
def postgres_address(postgres_template):
    """Puts the PostgreSQL database back to where only the people are in it, and returns its address."""

    def made() -> str:
        with psycopg.connect(postgres_template) as connection:
            # Only the owner of the server can go round the triggers that keep the history, and only by saying so.
            connection.execute("SET session_replication_role = replica")
            connection.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY")
            for table in ("people", "audit"):
                connection.execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")
        return postgres_template

    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request) -> str:
    """The address of a new database that has the people of the newsroom in it."""
    return request.getfixturevalue({"sqlite": "sqlite_address", "postgresql": "postgres_address"}[request.param])()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request, tmp_path) -> str:
    """The address of a database in which there is nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite'}"
    server, name = request.getfixturevalue("server"), f"empty_{os.urandom(6).hex()}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.format(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(address, ledger, weigher, clock):
    """A desk whose sensitive product is gallium."""
    store = Store(address)
    desk = Desk(store, ledger, clock=clock, sensitive=frozenset({"gallium"}))
    desk.weigher = weigher
    yield desk
    assert desk.verify() is None, "whatever a test did, the chain is whole"
    store.engine.dispose()
