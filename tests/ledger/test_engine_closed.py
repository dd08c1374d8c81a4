"""A connection is closed to the world: it sees the files it was given, and its configuration is locked."""

from __future__ import annotations

from threading import Event, Thread

import duckdb
import pyarrow as pa
import pytest

from weighbridge.ledger.engine import connect, interruptions_kept

REFUSED = (duckdb.PermissionException, duckdb.InvalidInputException, duckdb.CatalogException)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.csv"
    file.write_text("a,b\n1,2\n")
    return file


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{secret}')",
        "SELECT * FROM '{secret}'",
        "SELECT * FROM read_text('{secret}')",
        "SELECT * FROM read_blob('{reach}/../secret.csv')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM sniff_csv('{secret}')",
        "SELECT * FROM read_parquet('https://example.org/figures.parquet')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/export'",
        "ATTACH '{folder}/other.db'",
        "SELECT getenv('HOME')",
    ],
)
def test_nothing_but_what_is_in_reach_is_read_or_written(secret, tmp_path, query):
    reach = tmp_path / "reach"
    reach.mkdir()
    with connect(reach=[reach]) as connection, pytest.raises(REFUSED):
        connection.execute(query.format(secret=secret, folder=tmp_path, reach=reach)).fetchall()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["reach", "secret.csv"]


@pytest.mark.parametrize(
    "query", ["INSTALL httpfs", "LOAD httpfs", "INSTALL spatial FROM community", "LOAD '{folder}/x'"]
)
def test_no_extension_is_installed_or_loaded(tmp_path, query):
    with connect() as connection, pytest.raises((*REFUSED, duckdb.IOException)):
        connection.execute(query.format(folder=tmp_path))


@pytest.mark.parametrize(
    "query",
    [
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "SET GLOBAL memory_limit = '10GB'",
        "PRAGMA threads = 8",
        "SET allowed_directories = ['/']",
        "SET autoload_known_extensions = true",
        "SET python_enable_replacements = true",
        "CREATE PERSISTENT SECRET s (TYPE s3)",
    ],
)
def test_its_configuration_is_locked(query):
    with connect() as connection, pytest.raises(REFUSED):
        connection.execute(query)


def test_variables_of_the_program_are_no_tables():
    private = pa.table({"a": [1]})
    with connect() as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("SELECT * FROM private").fetchall()
    assert private.num_rows == 1


def test_a_single_file_in_reach_opens_no_other(secret, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n3,4\n")
    with connect(reach=[other]) as connection:
        assert connection.execute(f"SELECT * FROM read_csv('{other}')").fetchall() == [(3, 4)]
        with pytest.raises(REFUSED):
            connection.execute(f"SELECT * FROM read_csv('{secret}')").fetchall()


def test_without_scratch_nothing_is_spilled_to_the_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with connect() as connection, pytest.raises(duckdb.OutOfMemoryException):
        connection.execute(
            "CREATE TABLE big AS SELECT hash(i)::TEXT || hash(-i)::TEXT AS t FROM range(12000000) AS r(i)"
        )
    assert not list(tmp_path.iterdir())


def test_an_interrupted_query_is_an_interruption_and_no_error():
    with connect() as connection:
        done = Event()

        def interrupt():
            while not done.is_set():
                connection.interrupt()

        hand = Thread(target=interrupt)
        hand.start()
        try:
            with pytest.raises(KeyboardInterrupt), interruptions_kept():
                connection.execute(
                    "SELECT count(*) FROM range(10000000000) AS a(i) WHERE i % 7 = hash(i) % 11"
                ).fetchall()
        finally:
            done.set()
            hand.join()


@pytest.mark.parametrize(
    ("error", "becomes"), [("Query interrupted", KeyboardInterrupt), ("out of luck", RuntimeError)]
)
def test_only_an_interruption_becomes_one(error, becomes):
    with pytest.raises(becomes), interruptions_kept():
        raise RuntimeError(error)


def test_a_quote_in_a_path_is_only_a_quote(tmp_path):
    odd = tmp_path / "it's a folder"
    odd.mkdir()
    (odd / "a.csv").write_text("a,b\n1,2\n")
    with connect(reach=[odd]) as connection:
        assert connection.execute("SELECT * FROM read_csv(?)", [str(odd / "a.csv")]).fetchall() == [(1, 2)]
