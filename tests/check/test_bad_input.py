"""Whatever is handed to `weighbridge check`, there is a result or a message that says what would be valid."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from weighbridge.check import Document, Report, as_json, check
from weighbridge.cli import main
from weighbridge.ledger import View, shipped_ledger
from weighbridge.settings import Settings

SENTENCE = "Exports of rare-earth magnets rose 157.5% to 3,188 tons in June 2025, and Germany took 764 tons. "
SECONDS = 20.0  # of processor time, for anything here; what a person would wait


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_ledger(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))


@pytest.fixture(scope="module")
def view(home: Path) -> View:
    ledger = shipped_ledger(Settings(home))
    return ledger.view(as_of=max(ledger.vintages()))


def left_with(*words: str) -> int:
    """Run the command and return its exit code; anything but leaving in order is an error."""
    with pytest.raises(SystemExit) as left:
        main(["check", *words])
    assert isinstance(left.value.code, int | None)
    return left.value.code or 0


# ---- refused with a reason -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty.txt is empty; there is nothing to check"),
        ("spaces.md", b" \n\t\r\n" * 99, "is empty"),
        ("zeros.txt", bytes(5000), "is empty"),
        ("noise.txt", random.Random(1).randbytes(100_000), "looks like a binary file"),
        ("nul.txt", b"Exports\x00 fell 3%", "looks like a binary file"),
        (
            "report.pdf",
            b"%PDF-1.7\n" + bytes(range(256)) * 9,
            "a PDF; save its text first, for instance with pdftotext",
        ),
        ("report.txt", b"%PDF-1.7\n", "a PDF"),
        ("note.docx", b"PK\x03\x04" + bytes(99), "office document"),
        ("list.json", b"[1, 2]", "a JSON object with id, dateline, title and text is expected"),
        ("deep.json", b"[" * 200_000, "is no JSON"),
        ("nan.json", b'{"text": NaN}', "'text' is to be a string"),
        ("day.json", b'{"text": "x", "dateline": "9999-12-31"}', "write it as 2025-07-20"),
        ("svg.html", b"<html><body><svg>" + b"<g>" * 100_000, "holds no readable text"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    name: str, content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert left_with(str(tmp_path / name), "--json") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("weighbridge: ")
    assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.txt"], "there is no file nothing.txt"),
        (["nothing.txt", "--as-of", "yesterday"], "'yesterday' is no day; write it as 2025-07-20, or latest"),
        (
            ["--as-of", "2010-01-01", "article.txt"],
            "nothing had been released by 2010-01-01; the first figures came on",
        ),
        (["empty", "--json", "-o", "out"], "empty holds no texts: *.json articles, else txt, md or html files"),
        (["empty", "--html", "page.html"], "--html writes one page; give one file"),
        (["article.txt", "--html", "article.txt/page.html"], "article.txt/page.html cannot be written"),
    ],
)
def test_a_wrong_question_is_answered_with_what_would_be_right(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "article.txt").write_text(SENTENCE)
    assert left_with(*words) == 2
    assert said in capsys.readouterr().err


# ---- read, in bounded time -------------------------------------------------------------------------------------------


def numbers(count: int, written: str) -> bytes:
    drawn = random.Random(7)
    return " ".join(written.format(drawn.randrange(1, 100_000)) for _ in range(count)).encode()


READ = {
    "latin.txt": "Größe: 3,2 t – exports of magnets fell 3% in June 2025.".encode("cp1252"),
    "wide.txt": SENTENCE.encode("utf-16"),
    "broken.txt": SENTENCE.encode() + b"\xff\xfe\xfa" + SENTENCE.encode(),
    "arabic.txt": "صادرات المغناطيس بلغت ٣١٨٨ طنا في يونيو ٢٠٢٥. ".encode() * 100,
    "hebrew.txt": "יצוא המגנטים עלה ב-157.5% ל-3,188 טון. ".encode() * 100,
    "chinese.txt": "中国六月出口稀土磁铁3188吨,环比增长157.5%。".encode() * 300,
    "numbers.txt": numbers(10_000, "{}"),
    "percents.txt": numbers(10_000, "{}%"),
    "digits.txt": b"7" * 1_000_000,
    "endless.txt": f"Magnet exports rose 1{'0' * 400}% to 9{'9' * 400}.{'1' * 400} t in June 2025, 1e400 t.".encode(),
    "line.txt": SENTENCE.encode() * 1500,
    "letters.txt": b"a" * 1_000_000,
    "commas.txt": b"," * 150_000,
    "quotes.txt": b'"' * 150_000,
    "lines.txt": b"\n" * 500_000 + b"x",
    "stars.md": b"*" * 50_000 + b"[" * 50_000 + b"`" * 100_001,
    "links.md": b"[a](" * 20_000,
    "quoted.md": b"> " * 200_000 + b"x",
    "table.md": (b"|a" * 500 + b"\n") * 50,
    "front.md": b"---\n" + b"title: x\n" * 50_000,
    "divs.html": b"<div>" * 300_000 + b"x",
    "nested.html": b"<p>" + b"<b><i>" * 100_000 + SENTENCE.encode(),
    "comment.html": b"<p>Exports fell.</p><!--" * 50_000,
    "days.txt": b"Exports fell 3% in June 0000, June 9999, June 99999 and 2025-13, Q9 2025, on 31 February 2025.",
    "odd.json": rb'{"id": "\ud800/../x", "text": "Exports \udfff fell 3% \ud83d\ude00", "title": "\udc00"}',
    "long ago.json": b'{"id": "x", "dateline": "1901-02-03", "text": "Exports of magnets rose 3% last month."}',
    "ahead.json": b'{"id": "x", "dateline": "2099-02-03", "text": "Exports of magnets rose 3% last month to 3,188 t."}',
}


@pytest.mark.parametrize("name", READ)
def test_anything_else_is_read_to_a_whole_result_in_seconds(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(READ[name])
    started = process_time()
    assert left_with(str(tmp_path / name), "--json", "-o", str(tmp_path / "out")) in (0, 1)
    assert process_time() - started < SECONDS
    result = json.loads(capsys.readouterr().out)
    (written,) = (tmp_path / "out").iterdir()
    assert json.loads(written.read_text(encoding="utf-8"))["coverage"] == result["coverage"]
    assert_whole(result)


@pytest.mark.parametrize("name", ["arabic.txt", "chinese.txt", "percents.txt", "odd.json", "nested.html"])
def test_the_terminal_and_the_page_take_it_too(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(READ[name])
    assert left_with(str(tmp_path / name), "--html", str(tmp_path / "page.html")) in (0, 1)
    assert "Coverage: " in capsys.readouterr().out
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_terminal_without_the_signs_gets_others(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE + "磁铁 \x1b[2J", encoding="utf-8")
    environment = {**os.environ, "WEIGHBRIDGE_HOME": str(home), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "weighbridge", "check", str(tmp_path / "a.txt")]
    ran = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert ran.returncode in (0, 1)
    assert b"Traceback" not in ran.stderr
    assert b"\x1b" not in ran.stdout


def test_a_folder_with_a_bad_text_checks_the_others_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.json").write_text(json.dumps({"id": "good", "text": SENTENCE}))
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "same.json").write_text(json.dumps({"id": "good", "text": SENTENCE}))
    assert left_with(str(tmp_path), "--json", "-o", str(tmp_path / "out")) == 2
    out, err = capsys.readouterr()
    assert [entry["file"] for entry in json.loads(out)["failed"]] == ["bad.json", "same.json"]
    assert "bad.json is no JSON" in err
    assert "same.json: its id is 'good', as that of good.json; the results would collide" in err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["good.json"]


# ---- noise -----------------------------------------------------------------------------------------------------------

WRITTEN = """
exports imports shipments magnets rare earths China Germany Japan the US EU Bolivia world rose fell jumped halved
doubled tripled to from by in since June 2025 May January last year month quarter half first second a third of percent
per cent % percentage points tons t kg kt '000 million 1,238 3188 157.5 0 -3 1.5.2 2025-06 12/7 about nearly more than
less highest lowest record straight streak share total combined it they there which not no never each all both most $ €
± – — … ' " ( ) [1] , . ; : ! ? 稀土 ٣١٨٨ é \u200f \u202e \ufeff 𝟛 ½ ² ① | # * _ ` >
https://a.example/2025/06/01/x NYSE: MP
"""
WORDS = [*WRITTEN.split(), "\n", "\n\n", "\t"]


def noise(drawn: random.Random) -> str:
    """Return a text of real sentences cut anywhere, numbers, units, signs and letters of many scripts."""
    pieces = []
    for _ in range(drawn.randrange(1, 120)):
        kind = drawn.random()
        if kind < 0.08:
            start = drawn.randrange(len(SENTENCE))
            pieces.append(SENTENCE[start : start + drawn.randrange(60)])
        elif kind < 0.12:
            pieces.append(chr(drawn.choice([drawn.randrange(1, 0xD800), drawn.randrange(0xE000, 0x20000)])))
        elif kind < 0.2:
            pieces.append(f"{drawn.choice([1, -1]) * 10 ** drawn.uniform(-3, 9):,.{drawn.randrange(4)}f}")
        else:
            pieces.append(drawn.choice(WORDS))
    return drawn.choice([" ", " ", " ", ""]).join(pieces)


def texts(seconds: float) -> Iterator[str]:
    drawn, started = random.Random(20250720), process_time()
    for _ in range(1500):
        yield noise(drawn)
        if process_time() - started > seconds:
            return


def test_no_noise_breaks_the_checker_and_the_same_noise_gives_the_same_report(view: View) -> None:
    read = 0
    for n, text in enumerate(texts(seconds=12)):
        document = Document(f"noise-{n}", noise(random.Random(n))[:200] if n % 5 == 0 else "", text, None)
        report = reported(document, view)
        assert_whole(as_json(report))
        if n % 10 == 0:
            assert reported(document, view) == report, text
        read += 1
    assert read >= 100


def reported(document: Document, view: View) -> Report:
    try:
        return check(document, view=view, card=view.card, as_of=view.as_of)
    except Exception as error:
        raise AssertionError(f"{type(error).__name__}: {error}\n{document.title!r}\n{document.text!r}") from error


def assert_whole(result: dict) -> None:
    """Hold a result against its contract: spans, quotes, counts, and JSON without NaN."""
    json.dumps(result, allow_nan=False)
    for claim in result["claims"]:
        words = result[claim["in"]]
        assert 0 <= claim["start"] < claim["end"] <= len(words), claim
        assert claim["quote"] == words[claim["start"] : claim["end"]]
        assert claim["quote"].strip()
        assert claim["verdict"] in ("SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD")
        assert claim["reason"].endswith((".", "!", "?")), claim
    for finding in result["findings"]:
        assert 0 <= finding["start"] < finding["end"] <= len(result["text"]), finding
    counts = dict(result["coverage"])
    assert counts.pop("claims") == len(result["claims"]) == sum(counts.values())
