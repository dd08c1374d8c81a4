"""The database is brought up to date by migrations, and comes out as the program expects it."""

from __future__ import annotations

import pytest
from newsroom import ALL_METADATA, TABLES
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from weighbridge.desk import Store
from weighbridge.desk.schema import _revisions, bring_up_to_date
from weighbridge.errors import InputError


def shape(engine):
    """What is in a database: columns with types and nullability, keys, foreign keys, indexes, unique constraints."""
    found = {}
    looked_at = inspect(engine)
    for table in sorted(set(looked_at.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in looked_at.get_columns(table)},
            "key": looked_at.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (f["constrained_columns"], f["referred_table"], f["referred_columns"])
                for f in looked_at.get_foreign_keys(table)
            ),
            "indexes": sorted((i["name"], i["column_names"]) for i in looked_at.get_indexes(table)),
            "unique": sorted(u["column_names"] for u in looked_at.get_unique_constraints(table)),
        }
    return found


def test_a_migrated_database_is_what_the_tables_say(empty_address, tmp_path, request):
    migrated = Store(empty_address).engine
    if migrated.dialect.name == "sqlite":
        plain = create_engine(f"sqlite:///{tmp_path / 'plain.sqlite'}")
    else:
        plain = create_engine(migrated.url, connect_args={"options": "-c search_path=plain"})
        with migrated.begin() as connection:
            connection.execute(text("CREATE SCHEMA plain"))
    for metadata in ALL_METADATA:
        metadata.create_all(plain)
    assert shape(migrated) == shape(plain)
    assert shape(plain).keys() == TABLES.keys()
    for engine in (migrated, plain):
        engine.dispose()


def test_no_migration_looks_at_the_tables_of_today():
    """A migration that did would make another database tomorrow than it made yesterday."""
    from importlib.resources import files

    versions = files("weighbridge.desk").joinpath("migrations", "versions")
    texts = [file.read_text(encoding="utf-8") for file in versions.iterdir() if file.name.endswith(".py")]
    assert texts and not [text for text in texts if "weighbridge" in text]


def test_a_second_start_changes_nothing_and_needs_no_migration(empty_address):
    first = Store(empty_address)
    before = shape(first.engine)
    with first.writing() as connection:
        connection.execute(text("UPDATE people SET name = 'Hal' WHERE id = 'system'"))
    for _ in range(2):
        bring_up_to_date(first.engine)
        again = Store(empty_address)
        assert shape(again.engine) == before
        with again.reading() as connection:
            assert connection.execute(text("SELECT name FROM people")).scalar_one() == "Hal"
        again.engine.dispose()
    first.engine.dispose()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty_address):
    store = Store(empty_address)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.engine.dispose()
    with pytest.raises(InputError, match=rf"made by a newer Weighbridge .*9999.* {_revisions()[-1]}"):
        _ = Store(empty_address).engine


def test_a_migration_that_fails_leaves_nothing_behind(empty_address):
    """The tables, their guards and the note of the migration come together or not at all."""
    store = Store(empty_address)
    bare = create_engine(store.url)
    with bare.begin() as connection:
        connection.execute(text("CREATE TABLE audit (n INTEGER)"))  # in the way of the last table
    with pytest.raises(InputError, match="cannot be used"):
        _ = store.engine
    assert set(inspect(bare).get_table_names()) <= {"audit", "alembic_version"}
    with bare.begin() as connection:
        connection.execute(text("DROP TABLE audit"))
    again = Store(empty_address)
    assert len(shape(again.engine)) == len(TABLES)
    for engine in (bare, again.engine):
        engine.dispose()


def test_there_is_nothing_in_the_tables_that_only_one_engine_would_check():
    assert not [c for table in TABLES.values() for c in table.constraints if isinstance(c, CheckConstraint)]
