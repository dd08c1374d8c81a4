"""Any file becomes a document, or a sentence that says why not and what would be valid."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from weighbridge.card import trade_card
from weighbridge.check.dateline import dateline_of, stated_day
from weighbridge.check.grammar import grammar
from weighbridge.check.items import opens_amount, opens_period
from weighbridge.check.lines import Passage, paragraphs
from weighbridge.check.markup import read_markdown, read_page
from weighbridge.check.numerals import Numerals
from weighbridge.check.passages import sentences
from weighbridge.check.reading import LARGEST_FILE, read_bytes, read_file
from weighbridge.check.timing import period_at
from weighbridge.check.tokens import tokens
from weighbridge.check.typed import TypedSentences
from weighbridge.check.vocabulary import vocabulary
from weighbridge.errors import InputError

TEXT = "BEIJING, July 20 (Agency) - China shipped 3,188 tons of magnets in June 2025.\nGermany took 764 tons – up 266%."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "gb18030"]
)
def test_western_text_is_read_whole_in_every_usual_encoding(encoding: str) -> None:
    text = TEXT if encoding != "gb18030" else TEXT + "\n海关总署:六月出口稀土永磁体三千一百八十八吨。"
    assert read_bytes(text.encode(encoding), name="a.txt").text == text


@pytest.mark.parametrize(
    "text",
    ["中国六月出口稀土磁铁3188吨,环比增长157.5%。", "صادرات المغناطيس بلغت ٣١٨٨ طنا", "יצוא המגנטים עלה ב-157.5%"],
)
def test_chinese_and_right_to_left_text_is_read_as_it_stands(text: str) -> None:
    assert read_bytes(text.encode(), name="a.txt").text == text


def test_chinese_text_without_utf8_is_told_from_western_accents() -> None:
    assert read_bytes("海关数据显示出口下降".encode("gb18030"), name="a.txt").text == "海关数据显示出口下降"
    assert (
        read_bytes("Größe, café, naïve, 3 × 4 – “so”".encode("cp1252"), name="a.txt").text
        == "Größe, café, naïve, 3 × 4 – “so”"
    )


def test_a_page_is_read_in_the_charset_it_declares() -> None:
    page = "<html><head><meta charset='iso-8859-15'></head><body><p>Preis: 3 € je kg für Köln</p></body></html>"
    assert "3 € je kg für Köln" in read_bytes(page.encode("iso-8859-15"), name="a.html", form="html").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF; save its text"),
        (b"PK\x03\x04\x14\x00", "office document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        (bytes(range(256)) * 20, "binary"),
        (b"Exports\x00\x01\x02\x00\x05fell", "binary"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_bytes(content, name="a.txt")


def test_an_oversized_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(InputError, match=r"20 MB; articles up to 20 MB are read"):
        read_file(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no file .*nothing\.txt"):
        read_file(tmp_path / "nothing.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_file(tmp_path)


def test_plain_text_is_echoed_as_it_stands_and_has_no_title(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(b"Headline here\r\n\r\n  Exports fell 6.1%.  \r\n")
    document = read_file(path)
    assert (document.id, document.title, document.text) == ("note", "", "Headline here\n\n  Exports fell 6.1%.  \n")


def test_a_json_article_brings_its_own_id_title_and_dateline(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"id": "a-1", "dateline": "2025-07-20", "title": "T", "text": " Body "}))
    document = read_file(path)
    assert (document.id, document.dateline, document.title, document.text) == ("a-1", date(2025, 7, 20), "T", " Body ")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("[1, 2]", "holds no article"),
        ('{"title": "T"}', "has no 'text'"),
        ('{"text": 7}', "'text' is to be a string"),
        ('{"text": "x", "dateline": "tomorrow"}', "'tomorrow' is no day"),
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_a_json_file_that_is_no_article_says_what_is_missing(raw: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_bytes(raw.encode(), name="x.json", form="json")


def test_a_json_article_from_a_pipe_is_known_by_what_it_holds() -> None:
    assert read_bytes(b' {"id": "a-1", "text": "Exports fell."}', name="standard input").id == "a-1"
    assert read_bytes(b'{"text": 7} said he', name="standard input").text == '{"text": 7} said he'


def test_a_title_of_thousands_of_characters_is_refused() -> None:
    with pytest.raises(InputError, match=r"a title of 3,000 characters; up to 2,000"):
        read_bytes(json.dumps({"title": "x" * 3000, "text": "Exports fell."}).encode(), name="x.json", form="json")
    page = b"<html><body><h1>" + b"Exports fell. " * 100 + b"</h1><p>Prices rose.</p></body></html>"
    assert read_bytes(page, name="x.html", form="html").title == ""


def test_a_lone_surrogate_in_json_does_not_reach_the_output() -> None:
    document = read_bytes(rb'{"text": "Exports \ud800 fell"}', name="x.json", form="json")
    assert document.text.encode() == "Exports \ufffd fell".encode()
    assert read_bytes(rb'{"id": "\ud800", "text": "x"}', name="x.json", form="json").id == "\ufffd"


PAGE = """<!doctype html><html><head><title>Magnets jump | The Daily</title>
<meta property="article:published_time" content="2025-07-20T08:00:00Z"><style>p{color:red}</style></head>
<body><nav><a href="/">Home</a> <a href="/b">Business</a></nav><article><h1>Magnets jump</h1>
<p>Shipments reached 3,188&nbsp;<b>metric tons</b>, a gain of <a href="https://a.example">157.5%</a> on May.</p>
<p>The United States took 353 tons, up 660%.</p><ul><li>Germany 764 tons</li><li>Japan 131 tons</li></ul></article>
<footer>Copyright, all rights reserved</footer><script>var x = "3,188";</script></body></html>"""


def test_a_page_gives_its_article_without_menu_footer_and_script() -> None:
    document = read_bytes(PAGE.encode(), name="p.html", form="html")
    assert document.title == "Magnets jump"
    assert document.dateline == date(2025, 7, 20)
    assert document.text.split("\n") == [
        "Shipments reached 3,188 metric tons, a gain of 157.5% on May.",
        "The United States took 353 tons, up 660%.",
        "- Germany 764 tons",
        "- Japan 131 tons",
    ]


def test_what_a_page_hides_and_its_note_marks_are_not_read() -> None:
    page = read_page(
        "<html><body><article><h1>Exports up</h1><p>Exports rose <span>6%<span class='card' hidden>from 3,000 t "
        "<span>in May</span></span></span> in June.<sup class='r'><a href='#n2'><span>note </span>2</a></sup> "
        "Nobody knows why.</p><details class='noprint'><p>The figures: 12, 13 and 14.</p></details>"
        "<p>The rest of the year is open.</p></article></body></html>"
    )
    assert "Exports rose 6% in June. Nobody knows why." in page.text
    assert "12, 13" not in page.text
    assert "The rest of the year is open." in page.text


def test_a_page_is_known_by_its_first_tag_whatever_its_name() -> None:
    assert read_bytes(PAGE.encode(), name="p.txt").title == "Magnets jump"
    assert read_bytes(b"p < 0.05 and <b> is no page", name="p.txt").title == ""


def test_a_window_title_loses_the_name_of_the_site() -> None:
    assert (
        read_page("<html><head><title>Exports fall | Trade Weekly</title></head><body><p>Hello</p></body></html>").title
        == "Exports fall"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        b"<div>" * 600_000 + b"x",
        b"<!--" * 800_000,
        b"<script" * 400_000,
        b"<" * 3_000_000,
        b"<table><tr><td>" * 200_000 + b"x",
        b"<meta name=date content='" * 100_000,
        b"<p>Exports fell 3%.</p>" * 120_000,
        b'<a title="' * 200_000,
    ],
    ids=["deep", "comments", "scripts", "angles", "tables", "attributes", "paragraphs", "quotes"],
)
def test_a_page_built_to_explode_is_answered_in_seconds(bomb: bytes) -> None:
    started = time.perf_counter()
    with suppress(InputError):  # a message is an answer too
        read_bytes(bomb, name="bomb.html", form="html")
    assert time.perf_counter() - started < 10


def test_markdown_keeps_the_words_and_loses_the_markup() -> None:
    page = read_markdown(
        '---\ntitle: "Magnets jump"\ndate: 2025-07-20\n---\n\n# Magnets jump\n\nShipments rose **157.5%** to\n'
        "[3,188 tons](https://a.example/x_(y)), *not* `3,288`.[^1]\n\n## Europe\n\n- Germany took 764 tons\n"
        "- Poland's 12\\*\n\n"
        "| who | tons |\n|---|---:|\n| Japan | 131 |\n\n> A quote\n> goes on.\n\n[^1]: Customs, 20 July 2025\n"
    )
    assert (page.title, page.published) == ("Magnets jump", "2025-07-20")
    assert page.text.split("\n") == [
        "Shipments rose 157.5% to 3,188 tons, not 3,288.[1]",
        "Europe",
        "- Germany took 764 tons",
        "- Poland's 12*",
        "| who | tons |",
        "| Japan | 131 |",
        "A quote goes on.",
        "[1] Customs, 20 July 2025",
    ]


def test_markdown_leaves_sums_and_names_with_underscores_alone() -> None:
    assert (
        read_markdown("3 * 4 * 5 is 60, REPM_85051110_t is a code, 5 < 6 > 4").text
        == "3 * 4 * 5 is 60, REPM_85051110_t is a code, 5 < 6 > 4"
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("BEIJING, July 20, 2025 (Agency) - Exports rose.", date(2025, 7, 20)),
        ("BEIJING, July 20 - Exports in June 2025 rose.", date(2025, 7, 20)),
        ("(Agency) July 20 - Exports in June 2025 rose.", date(2025, 7, 20)),
        ("(Adds detail) SHANGHAI/BEIJING, Sept 20 (Agency) — Exports in August 2025 rose.", date(2025, 9, 20)),
        ("20 July 2025\n\nExports rose.", date(2025, 7, 20)),
        ("Published: Sunday, July 20, 2025 at 10:00\nExports rose.", date(2025, 7, 20)),
        ("2025-07-20: exports rose.", date(2025, 7, 20)),
        ("By Ann Smith, 20 July 2025\nExports rose.", date(2025, 7, 20)),
        ("北京 2025年7月20日", None),
        ("2025年7月20日\n出口上升", date(2025, 7, 20)),
        ("Magnet exports rise\n\nBEIJING, July 20, 2025 - They rose.", date(2025, 7, 20)),
        ("BEIJING, Jan 20 - Exports in December 2024 rose.", date(2025, 1, 20)),
    ],
)
def test_the_dateline_stands_at_the_head_of_the_article(text: str, day: date | None) -> None:
    assert dateline_of(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "On 9 October 2025 Beijing widened its controls.",
        "Exports fell after 4 April 2025, when licensing began.",
        "BEIJING, July 20 - Exports fell.",
        "BEIJING, July 20 - They were 38.1% below June 2024.",
        "Exports of rare earths, 30 June 2025 figures show, fell.",
        "In June 2025 exports were 3,188 tons.",
        "BEIJING, Feb 31, 2025 - Nothing happened.",
    ],
)
def test_a_day_the_text_talks_about_is_no_dateline(text: str) -> None:
    assert dateline_of(text) is None


def test_a_weekday_settles_the_year_where_one_year_fits() -> None:
    text = "BEIJING, July 20 - Data showed on Sunday that exports were 38.1% below June 2024."
    assert dateline_of(text) == date(2025, 7, 20)


@pytest.mark.parametrize(
    "text", ["2025-07-20T10:00:00+02:00", "Sun, 20 July 2025 08:00 GMT", "July 20, 2025", "2025年7月20日"]
)
def test_metadata_days_are_read_in_their_usual_spellings(text: str) -> None:
    assert stated_day(text) == date(2025, 7, 20)


def test_no_word_that_begins_an_amount_or_a_period_is_passed_over():
    """Most words are not tried as an amount or a period; whatever is found when every word is tried must be found."""
    words = vocabulary(trade_card())
    numerals = Numerals(trade_card(), words)
    for path in sorted((Path(__file__).parent / "corpus").glob("*.json")):
        row = tokens(json.loads(path.read_text(encoding="utf-8"))["text"])
        for i in range(len(row)):
            assert opens_period(row, i, words) or period_at(row, i, words) is None, row[i : i + 4]
            assert opens_amount(row, i, words) or numerals.at(row, i) is None, row[i : i + 4]


def test_no_pattern_that_fits_is_passed_over_for_what_it_needs() -> None:
    """Most patterns are not tried on most sentences; whatever is found when every one is tried must be found."""
    words, known = vocabulary(trade_card()), grammar()
    typed = TypedSentences(trade_card(), words, known)
    for path in sorted((Path(__file__).parent / "corpus").glob("*.json")):
        for paragraph in paragraphs(json.loads(path.read_text(encoding="utf-8"))["text"]):
            for sentence in sentences(paragraph):
                found = typed.items(sentence.words)
                code = known.coded(found)
                every = sum(len(list(pattern.finds.finditer(code))) for pattern in known.patterns)
                assert len(list(known.matches(found))) == every, sentence.words


def test_a_sentence_read_before_is_read_the_same_in_another_place() -> None:
    typed = TypedSentences(trade_card(), vocabulary(trade_card()), grammar())
    said = "Exports rose 157.5% in June, to 3,188 tons."
    text = f"{said}\n\n{said} Germany took 764 tons.\n\n{said}"
    places = [text.index(said), text.index(said, 5), text.rindex(said)]
    read = [typed.sentence(Passage(at, at + len(said), said), text, "text") for at in places]
    assert [[text[i.start : i.end] for i in s.items] for s in read] == [[i.words for i in read[0].items]] * 3
    assert read[0].matches == read[1].matches == read[2].matches
