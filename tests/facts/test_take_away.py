"""The table an analyst takes away: complete, lossless, and nothing in it runs."""

import csv
import io
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from tiny import read_table

from weighbridge.errors import InputError
from weighbridge.facts import COLUMNS, cells_of, rows_of, save_csv, save_parquet, write_csv

TABLE = """
    WLD 2025-05 1238
    WLD 2025-06 3188
    WLD 2025-01/2025-06 22319
    USA 2025-05 46
    USA 2025-06 353
    USA 2025-06 660%m
"""


def _rows(view=None):
    view = view or read_table(TABLE)
    return list(rows_of(cells_of("REPM_85051110", view=view), view=view))


def test_the_csv_reads_back_as_it_was():
    rows, out = _rows(), io.StringIO()
    assert write_csv(rows, out) == len(rows) > 20
    read = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert tuple(read[0]) == COLUMNS
    for row, back in zip(rows, read, strict=True):
        assert float(back["value"]) == row.fact.value
        assert back["hi"] == ("" if row.fact.interval.hi == float("inf") else repr(row.fact.interval.hi))
        assert back["fact_id"] == row.fact.id and back["caveats"].split() == list(row.fact.caveats)
        assert back["sources"].split() == list(row.sources)


def test_a_text_that_a_spreadsheet_would_run_is_led_by_an_apostrophe():
    row = replace(_rows()[0], sources=('=HYPERLINK("x")',))
    out = io.StringIO()
    write_csv([row], out)
    assert next(csv.DictReader(io.StringIO(out.getvalue())))["sources"] == '\'=HYPERLINK("x")'


def test_parquet_keeps_types_lists_and_open_ends(tmp_path):
    rows = _rows()
    assert save_parquet(rows, tmp_path / "facts.parquet") == len(rows)
    table = pq.read_table(tmp_path / "facts.parquet")
    assert table.column_names == list(COLUMNS)
    assert str(table.schema.field("as_of").type) == "date32[day]"
    back = table.to_pylist()
    assert [b["value"] for b in back] == [r.fact.value for r in rows]
    assert [tuple(b["sources"]) for b in back] == [r.sources for r in rows]
    assert {b["hi"] for b in back if b["metric"] == "streak"} >= {None}


def test_a_table_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    def broken():
        yield _rows()[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        save_csv(broken(), tmp_path / "facts.csv")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="there is no folder"):
        save_csv(_rows(), tmp_path / "nowhere" / "facts.csv")


def test_a_failed_rewrite_keeps_the_file_there_was(tmp_path):
    path = tmp_path / "facts.csv"
    save_csv(_rows(), path)
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        save_csv(_interrupted(), path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def _interrupted():
    yield _rows()[0]
    raise KeyboardInterrupt
