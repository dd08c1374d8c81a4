"""The figures and events that ship with the package, and the words of a figures file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from weighbridge.card import trade_card
from weighbridge.errors import FigureFileError, UnknownNameError
from weighbridge.model import Kind
from weighbridge.sources import (
    FIGURE_COLUMNS,
    FigureWord,
    figure_word,
    figure_words,
    read_events,
    shipped_events,
    shipped_figures,
)

EVENT = "date,kind,title,commodities,countries,companies,source_url\n"


def shipped_rows():
    with shipped_figures().open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_shipped_figures_are_printed_ones_with_the_columns_of_the_format():
    rows = shipped_rows()
    assert tuple(rows[0]) == FIGURE_COLUMNS
    assert len(rows) > 600
    assert {row["derived"] for row in rows} == {"0"}
    assert "derived" not in {row["precision"] for row in rows}


def test_every_shipped_figure_says_who_printed_it_and_most_say_where():
    rows = shipped_rows()
    assert all(row["publisher"] for row in rows)
    assert sum(row["source_url"].startswith("http") for row in rows) > 0.95 * len(rows)
    assert all(row["source_url"].startswith("http") or not row["source_url"] for row in rows)


def test_no_shipped_page_is_older_than_the_month_it_speaks_of():
    assert all(not row["published"] or row["published"][:7] > row["period"] for row in shipped_rows())


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("qty_t", FigureWord(Kind.LEVEL, "t", year_to_date=False)),
        ("ytd_10,000 t", FigureWord(Kind.LEVEL, "10,000 t", year_to_date=True)),
        ("qty_usd", FigureWord(Kind.LEVEL, "usd", year_to_date=False)),
        ("mom_pct", FigureWord(Kind.CHANGE_ON_PREVIOUS, "pct", year_to_date=False)),
        ("yoy_pct", FigureWord(Kind.CHANGE_ON_YEAR, "pct", year_to_date=False)),
        ("ytd_yoy_pct", FigureWord(Kind.CHANGE_ON_YEAR, "pct", year_to_date=True)),
        ("share_pct", FigureWord(Kind.SHARE_OF_WORLD, "pct", year_to_date=False)),
    ],
)
def test_a_measure_word_says_what_is_counted(word, said):
    assert figure_word(word) == said


@pytest.mark.parametrize("word", ["", "qty", "qty_", "tonnes", "mom", "QTY_T", "ytdyoy_pct"])
def test_what_is_no_measure_word_is_refused(word):
    with pytest.raises(UnknownNameError, match=f"no measure is called {word!r}"):
        figure_word(word)


def test_every_listed_measure_word_is_one():
    assert [figure_word(word).unit for word in figure_words(["t", "kg"])] == ["pct"] * 4 + ["t", "t", "kg", "kg"]


# ---- events ----------------------------------------------------------------------------------------------------------


def test_the_shipped_events_are_dated_in_order_and_nearly_all_have_an_address():
    events = shipped_events()
    assert len(events) > 60
    assert list(events) == sorted(events, key=lambda e: (e.period, e.occurred_at or date.min))
    assert all(event.title and event.kind for event in events)
    assert sum(event.source_url.startswith("http") for event in events) > 0.95 * len(events)
    assert all(event.source_url.startswith("http") or not event.source_url for event in events)
    assert all(event.occurred_at is None or event.period.first_day() <= event.occurred_at for event in events)


def test_most_shipped_events_name_a_topic_of_the_card():
    topics = {topic for product in trade_card().products.values() for topic in product.topics}
    assert sum(bool(topics & set(event.commodities)) for event in shipped_events()) > len(shipped_events()) / 2


def events_of(folder: Path, text: str):
    file = folder / "events.csv"
    file.write_text(text, encoding="utf-8")
    return read_events(file)


def test_lists_are_separated_by_semicolons_and_a_month_sorts_before_its_days(tmp_path):
    later, month = events_of(
        tmp_path,
        EVENT
        + "2025-06-11,deal,A deal,a; b,CHN;USA,,https://example.org/1\n2025-06,control,A rule,,,,https://example.org/2\n",
    )[::-1]
    assert (later.commodities, later.countries, later.companies) == (("a", "b"), ("CHN", "USA"), ())
    assert (month.occurred_at, str(month.period)) == (None, "2025-06")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EVENT.replace("kind,", ""), "events.csv lacks the column kind"),
        ("", "lacks the column date, kind, title"),
        (EVENT + "June 2025,deal,A deal,,,,https://example.org\n", r"row 2: 'June 2025' is no day or month"),
        (EVENT + "2025,deal,A deal,,,,https://example.org\n", "'2025' is no day or month"),
        (EVENT + "2025-02-30,deal,A deal,,,,https://example.org\n", "'2025-02-30' is no day or month"),
        (EVENT + "2025-06-11,deal\n", "row 2 does not have as many columns as the header"),
        (EVENT + "2025-06-11,deal,A deal,,,,https://example.org,more\n", "row 2 does not have as many columns"),
        (EVENT + '2025-06-11,deal,"A deal\n', "cannot be read as CSV in UTF-8"),
    ],
)
def test_a_faulty_events_file_is_refused(tmp_path, text, said):
    with pytest.raises(FigureFileError, match=said):
        events_of(tmp_path, text)


def test_events_that_are_not_utf_8_or_not_there_are_refused(tmp_path):
    (tmp_path / "odd.csv").write_bytes(EVENT.encode() + b"\xff\xfe")
    for name in ("odd.csv", "gone.csv"):
        with pytest.raises(FigureFileError, match="cannot be read as CSV in UTF-8"):
            read_events(tmp_path / name)
