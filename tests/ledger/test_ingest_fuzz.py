"""Whatever is done to a file's bytes, it is taken in as somebody reads it who reads it plainly, or refused in words."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from figurefile import LATEST, NOW, figure, ledger_at, write
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.errors import FigureFileError

ROWS = [
    figure(),
    figure(partner="JPN", note='a, "b"'),
    figure(partner="DEU", measure="mom_pct", value="-5.1", note="é"),
]
TOKENS = [
    *(
        b"",
        b",",
        b'"',
        b'""',
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xc3",
        b" ",
        b"\t",
        b";",
        b"-",
        b"9",
        b".",
        b"\\",
    ),
    *(b"#", b"'", b"\xef\xbb\xbf", "：".encode(), b"\xc2\xa0", b"NULL", b"\\N", b"<", b"derived", b"2025-06"),
]
EDIT = st.tuples(st.integers(0, 700), st.integers(0, 3), st.sampled_from(TOKENS))


@settings(max_examples=40, deadline=None)
@given(st.lists(EDIT, min_size=1, max_size=3))
def test_no_edit_of_a_file_breaks_the_ledger(edits):
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "edited.csv", ROWS)
        content = file.read_bytes()
        for place, cut, put in edits:
            at = place % (len(content) + 1)
            content = content[:at] + put + content[at + cut :]
        file.write_bytes(content)
        ledger = ledger_at(Path(folder))
        told, summary = "", None
        try:
            summary = ledger.ingest(file, fetched_at=NOW)
        except FigureFileError as error:
            told = str(error)
        if summary is None:
            assert told.startswith("edited.csv ")
            assert ledger.latest() is None
            return
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        columns = [column.strip() for column in header]
        rows = [row for row in rows if row]
        assert summary.rows == len(rows)
        for o in ledger.observations(as_of=LATEST):
            row = dict(zip(columns, rows[o.row - 2], strict=False))
            said = (row["value"].strip(), row["partner"].strip(), row["source_url"].strip())
            assert (o.value, o.cell.partner, o.source_url) == said
