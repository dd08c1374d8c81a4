"""A file with a fault is refused with row and column, and nothing of it is taken in."""

from __future__ import annotations

import time

import pytest
from figurefile import FIGURE_COLUMNS, LATEST, NOW, figure, ledger_at, write

from weighbridge.errors import FigureFileError, NotInDataError, Problem

HEADER = ",".join(FIGURE_COLUMNS) + "\n"
LINE = "2025-06,CHN,USA,REPM_85051110,qty_t,353,rounded,2025-07-20,reuters.com,https://reuters.com/june,0,\n"
SOUND = (HEADER + LINE).encode()


def refusal(tmp_path, rows_or_bytes) -> FigureFileError:
    file = tmp_path / "july.csv"
    if isinstance(rows_or_bytes, bytes):
        file.write_bytes(rows_or_bytes)
    else:
        write(file, rows_or_bytes)
    ledger = ledger_at(tmp_path)
    with pytest.raises(FigureFileError) as caught:
        ledger.ingest(file, fetched_at=NOW)
    assert ledger.latest() is None
    assert str(caught.value).startswith("july.csv ")
    return caught.value


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"commodity": "REPM_8505111"}, "commodity", "did you mean REPM_85051110 (rare-earth magnets)?"),
        ({"commodity": "magnets"}, "commodity", "'magnets' is no code of the card; write REPM_85051110"),
        ({"commodity": "IMP_soybeen"}, "commodity", "did you mean soybean (soybeans)?"),
        ({"partner": "GER"}, "partner", "no place of the card has the code 'GER'"),
        ({"partner": "Grmany"}, "partner", "did you mean DEU (Germany)"),
        ({"partner": "Germany"}, "partner", "'Germany' is no code of the card; write DEU"),
        ({"reporter": "CHNA"}, "reporter", "did you mean CHN (China)"),
        ({"reporter": ""}, "reporter", "no place of the card has the code ''"),
        ({"period": "2025-13"}, "period", "'2025-13' is no period; write 2025-06"),
        ({"period": "2025"}, "period", "'2025' is no month; write 2025-06"),
        ({"period": "June 2025"}, "period", "'June 2025' is no month"),
        ({"period": "2031-01"}, "period", "2031-01 lies in the future; today is 2026-06-01"),
        ({"period": "2026-07"}, "period", "2026-07 lies in the future"),
        ({"period": "2026-06"}, "period", "2026-06 is not over; today is 2026-06-01"),
        ({"measure": "qty_tt"}, "measure", "the unit 'tt' cannot be converted; did you mean 't'?"),
        ({"measure": "qty_bbl"}, "measure", "the unit 'bbl' cannot be converted; known are kg, 100kg, t"),
        ({"measure": "yoy_pc"}, "measure", "no measure is called 'yoy_pc'; did you mean 'yoy_pct'"),
        ({"measure": "qty_pct"}, "measure", "'qty_pct' counts a level in percent"),
        ({"value": "1,238"}, "value", "'1,238' is no number; write 1238 or 5.7"),
        ({"value": "353 t"}, "value", "'353 t' is no number"),
        ({"value": ""}, "value", "'' is no number"),
        ({"value": "1e3"}, "value", "'1e3' is no number"),
        ({"value": "nan"}, "value", "'nan' is no number"),
        ({"value": "-353"}, "value", "-353 is negative; nothing traded is less than nothing"),
        ({"measure": "yoy_pct", "value": "-101"}, "value", "a fall of more than 100 percent (-101) is impossible"),
        ({"measure": "share_pct", "value": "102"}, "value", "a share of 102 percent is impossible"),
        ({"precision": "roundet"}, "precision", "no precision is called 'roundet'; did you mean 'rounded'"),
        ({"published": "20 July 2025"}, "published", "'20 July 2025' is no day; write 2025-07-20"),
        ({"published": "2025-02-30"}, "published", "'2025-02-30' is no day"),
        ({"published": "2026-06-03"}, "published", "2026-06-03 lies in the future"),
        ({"released_at": "2025-07-21"}, "released_at", "2025-07-21 comes after the page of 2025-07-20"),
        ({"reporter": "JPN", "published": ""}, "released_at", "no release calendar of this reporter is known"),
        ({"derived": "2"}, "derived", "'2' is neither 0 nor 1"),
        ({"publisher": "", "source_url": ""}, "publisher", "nobody is said to have printed it"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "'javascript:alert(1)' is no web address"),
        ({"source_url": "file:///etc/passwd"}, "source_url", "'file:///etc/passwd' is no web address"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_with_row_and_column(tmp_path, change, column, why):
    rows = [figure(partner="JPN"), figure(partner="DEU"), figure(**change)]
    error = refusal(tmp_path, rows)
    assert [(p.row, p.column) for p in error.problems] == [(4, column)]
    assert why in error.problems[0].why
    assert f"\n  row 4, {column}: " in str(error)


def test_nothing_of_a_file_with_one_fault_is_taken_in(tmp_path):
    error = refusal(tmp_path, [figure(partner="JPN"), figure(value="x"), figure(partner="DEU")])
    assert "nothing of it was" in str(error)
    with pytest.raises(NotInDataError, match="is empty"):
        ledger_at(tmp_path).observations(as_of=LATEST)


def test_several_faults_are_told_together_in_the_order_of_rows(tmp_path):
    rows = [figure(value="x"), figure(partner="Grmany", value="-1"), figure(), figure(period="2025-6")]
    problems = refusal(tmp_path, rows).problems
    assert [(p.row, p.column) for p in problems] == [(2, "value"), (3, "partner"), (3, "value"), (5, "period")]


@pytest.mark.parametrize("wrong", [{"value": "x"}, {"partner": "Grmany"}, {"published": "soon"}])
def test_up_to_twenty_problems_are_told_and_that_there_are_more(tmp_path, wrong):
    rows = [figure(source_url=f"https://example.org/{n}", **wrong) for n in range(50)]
    error = refusal(tmp_path, rows)
    assert [p.row for p in error.problems] == list(range(2, 22))
    assert str(error).endswith("\n  and more")
    exactly = refusal(tmp_path, rows[:20])
    assert len(exactly.problems) == 20
    assert "and more" not in str(exactly)


def test_a_column_of_anything_is_refused_without_reading_it_all(tmp_path):
    rows = [figure(partner=f"nowhere {n}", source_url=f"https://example.org/{n}") for n in range(5_000)]
    start = time.process_time()
    error = refusal(tmp_path, rows)
    assert [p.row for p in error.problems] == list(range(2, 22))
    assert time.process_time() - start < 5.0  # near misses of five thousand words would take minutes


def test_a_row_that_stands_twice_is_refused_with_both_rows(tmp_path):
    error = refusal(tmp_path, [figure(), figure(partner="JPN"), figure(), figure()])
    assert error.problems == (
        Problem(4, "", "it stands already in row 2"),
        Problem(5, "", "it stands already in row 2"),
    )


def test_the_same_figure_on_two_pages_is_no_duplicate(tmp_path):
    file = write(tmp_path / "july.csv", [figure(), figure(source_url="https://www.reuters.com/july")])
    assert ledger_at(tmp_path).ingest(file, fetched_at=NOW).new == 2


# ---- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace("precision,", ""), "lacks the column precision; the columns are period, reporter"),
        (
            HEADER.replace("value", "valeu"),
            "lacks the column value and has the unknown column 'valeu' (did you mean 'value'?)",
        ),
        (HEADER.replace("note", "note,colour"), "has the unknown column 'colour'"),
        (HEADER.replace("note", "note,value"), "names the column value twice"),
        (HEADER.replace(",", ";"), "separates its columns with ';'; save it with commas"),
        (HEADER.replace(",", "\t"), "separates its columns with '\\t'; save it with commas"),
        (LINE, "names none of the columns of a figures file in its first row"),
        ("\n" + HEADER, "begins with an empty row"),
        ("", "is empty; its first row names the columns"),
        (HEADER, "has a header and no row"),
        (HEADER.rstrip("\n"), "has a header and no row"),
    ],
)
def test_the_first_row_names_the_columns(tmp_path, header, said):
    body = LINE if header not in ("", HEADER, HEADER.rstrip("\n")) else ""
    assert said in str(refusal(tmp_path, (header + body).encode()))


# ---- what is no sound CSV --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "row", "why"),
    [
        (LINE + LINE[:40], 3, "it has 7 columns where the header names 12"),  # the last line is half-written
        (LINE + "2025-06,CHN\n" + LINE, 3, "it has 2 columns where the header names 12"),
        (
            LINE + LINE.replace("353", "3,530").replace("0,\n", "0,seen\n"),
            3,
            "it has 13 columns where the header names 12",
        ),
        (LINE + LINE.replace("reuters.com,", '"reuters.com,') + LINE, 3, "a quote is opened and not closed"),
        (LINE + LINE.replace("reuters.com,", '"reuters".com,') + LINE, 3, "something follows a closing quote"),
        (LINE + "\n" + LINE.replace("USA", "JPN"), 3, "delete it"),  # an empty row between others
        (LINE + "\r\n" + LINE.replace("USA", "JPN"), 3, "delete it"),
    ],
)
def test_a_broken_row_is_told(tmp_path, body, row, why):
    error = refusal(tmp_path, (HEADER + body).encode())
    assert [p.row for p in error.problems] == [row]
    assert why in error.problems[0].why


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SOUND + LINE.replace("reuters", "süddeutsche").encode("latin-1"), "row 3 is not UTF-8 (byte 0xfc)"),
        (SOUND + LINE.replace("0,\n", "0,海关\n").encode("gb18030"), "row 3 is not UTF-8 (byte 0xba)"),
        (SOUND + LINE.replace("0,\n", "0,海关").encode()[:-1], "ends in the middle of a character"),
        (SOUND + LINE.encode().replace(b"353", b"35\x003"), "row 3 holds a NUL byte; it is no text file"),
        ((HEADER + LINE).encode("utf-16"), "is text in UTF-16, not a CSV file; save the figures as CSV in UTF-8"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page, not a CSV file"),
        (b"\xef\xbb\xbf \n<html>", "is a web page"),
        (b"PK\x03\x04 a workbook", "is a workbook or a zip archive"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x1f\x8b\x08", "is compressed"),
        (SOUND + b"x" * 3_000_000, "row 3 is longer than 1,048,576 characters"),
    ],
)  # fmt: skip
def test_what_is_no_csv_in_utf_8_is_told_by_what_it_is(tmp_path, content, said):
    assert said in str(refusal(tmp_path, content))


def test_a_character_cut_by_a_block_of_reading_is_whole(tmp_path):
    head = (HEADER + LINE + LINE.replace("USA", "JPN").rstrip("\n")).encode()
    file = tmp_path / "july.csv"
    file.write_bytes(head + b"." * ((1 << 20) - 1 - len(head)) + "é\n".encode())
    assert file.read_bytes()[(1 << 20) - 1 : (1 << 20) + 1] == "é".encode()
    assert ledger_at(tmp_path).ingest(file, fetched_at=NOW).new == 2


def test_a_wrong_byte_after_the_first_block_is_told_by_its_row(tmp_path):
    lines = [LINE.replace("june", str(n)) for n in range(20_000)]
    content = (HEADER + "".join(lines)).encode() + b"\xff\n"
    assert len(content) > 1 << 20
    assert "row 20002 is not UTF-8 (byte 0xff)" in str(refusal(tmp_path, content))


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path, name):
    with pytest.raises(FigureFileError, match=r"(is not there|is a folder); give a CSV file of figures"):
        ledger_at(tmp_path).ingest(tmp_path / name, fetched_at=NOW)


# ---- what only looks odd ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + HEADER + LINE).encode(),  # as Excel saves it
        (HEADER + LINE).replace("\n", "\r\n").encode(),
        (HEADER + LINE).replace("\n", "\r").encode(),
        SOUND + LINE.replace("USA", "JPN").replace("\n", "\r\n").encode(),
        (HEADER + LINE.rstrip("\n")).encode(),
        (HEADER + LINE + "\n\n").encode(),
        (HEADER + LINE.replace(",", ", ")).encode(),
        (HEADER + LINE.replace("2025-07-20", '"2025-07-20"')).encode(),
        (HEADER + LINE.replace("0,\n", '0,"a note, with ""quotes""\n\nand an empty line"\n')).encode(),
        (HEADER + LINE.replace("qty_t", '"qty_10,000 t"')).encode(),
        (",".join(reversed(FIGURE_COLUMNS)) + "\n" + ",".join(reversed(LINE.strip().split(","))) + "\n").encode(),
    ],
)  # fmt: skip
def test_what_only_looks_odd_is_taken_in(tmp_path, content):
    file = tmp_path / "july.csv"
    file.write_bytes(content)
    ledger = ledger_at(tmp_path)
    summary = ledger.ingest(file, fetched_at=NOW)
    assert summary.new == summary.rows >= 1
    first = min(ledger.observations(as_of=LATEST), key=lambda o: o.row)
    assert (first.row, first.value, first.publisher, first.cell.partner) == (2, "353", "reuters.com", "USA")


def test_months_and_days_long_ago_are_taken_in(tmp_path):
    file = write(tmp_path / "old.csv", [figure(period="1987-03", published="1987-05-02"), figure()])
    ledger = ledger_at(tmp_path)
    assert ledger.ingest(file, fetched_at=NOW).new == 2
    assert [str(o.cell.period) for o in ledger.observations(as_of=LATEST)] == ["1987-03", "2025-06"]


def test_a_page_may_be_dated_tomorrow_where_the_day_begins_earlier(tmp_path):
    file = write(tmp_path / "june.csv", [figure(published="2026-06-02")])
    assert ledger_at(tmp_path).ingest(file, fetched_at=NOW).new == 1


def test_rows_keep_their_numbers_in_a_million_lines(tmp_path):
    """A million figures with one wrong number are refused with its row; mended, they are taken in, in their order."""
    million, wrong = 1_000_000, 777_777
    file = tmp_path / "july.csv"
    partners, products = ("USA", "JPN", "DEU", "KOR", "VNM"), ("gallium", *["REPM_85051110"] * 999)
    lines = [
        f"2025-{n % 12 + 1:02d},CHN,{partners[n % 5]},{products[n % 1000]},qty_t,{n},rounded,2026-03-01,"
        f"example.org,https://example.org/{n},0,\n"
        for n in range(2, million + 2)
    ]
    lines[wrong - 2] = lines[wrong - 2].replace(f",{wrong},", f",{wrong}t,")
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    ledger = ledger_at(tmp_path)
    with pytest.raises(FigureFileError) as caught:
        ledger.ingest(file, fetched_at=NOW)
    assert caught.value.problems == (
        Problem(wrong, "value", f"'{wrong}t' is no number; write 1238 or 5.7, without separators or units"),
    )
    lines[wrong - 2] = lines[wrong - 2].replace("t,rounded", ",rounded")
    file.write_text(HEADER + "".join(lines), encoding="utf-8")
    assert ledger.ingest(file, fetched_at=NOW).rows == million
    sample = ledger.observations(as_of=LATEST, products=["gallium"])
    assert sorted(o.row for o in sample) == list(range(1000, million + 2, 1000))
    assert all(o.value == str(o.row) for o in sample)
