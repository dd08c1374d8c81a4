"""How fast a text is checked: one article, a thousand of them, a book; and whether twice the text takes twice the time.

The texts are the checker's own labelled articles (tests/check/corpus), one after the other. A sentence read before is
not read anew, so one book is measured whose figures, months and years are drawn afresh each time round.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import median

from bench.command import WEIGHBRIDGE, run
from bench.row import Row, seconds
from weighbridge.model import MONTH_NAMES

CORPUS = Path(__file__).parent.parent / "tests" / "check" / "corpus"
BARE = (sys.executable, "-c", "import duckdb")
TURNS = 7
FINE = (0, 1)  # 1 says that something is contradicted, as in these articles it is
WRITTEN = date(2025, 12, 20)


def measure() -> list[Row]:
    """Return the rows of the check room: the warm process on its own, then the command, then five megabytes."""
    ran = subprocess.run([sys.executable, "-m", "bench.check"], capture_output=True, text=True, check=True)
    return [*(Row(*row) for row in json.loads(ran.stdout)), *_commands()]


def _commands() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        home = {"WEIGHBRIDGE_HOME": str(Path(folder) / "home")}
        article, book = Path(folder) / "article.txt", Path(folder) / "book.txt"
        article.write_text(text_of(600), encoding="utf-8")
        book.write_text(book_of(5_000_000), encoding="utf-8")
        check = [*WEIGHBRIDGE, "check", "--json"]
        first = run([*check, str(article)], home, fine=FINE)
        run(BARE)
        bare, cold = [], []
        for _ in range(TURNS):
            bare.append(run(BARE).seconds)
            cold.append(run([*check, str(article)], home, fine=FINE).seconds)
        whole = run([*check, str(book)], home, fine=FINE)
    return [
        Row("check, a machine that has never seen a figure", first.seconds, "s"),
        Row("check, the command", min(cold), "s", 1.2),
        Row("check, the command, against a start that imports DuckDB", min(cold) / min(bare), "times", 8.0),
        Row("check of 5 MB", whole.seconds, "s", 30.0),
        Row("memory of 5 MB checked", whole.megabytes, "MB", 1000.0),
    ]


def _measured_here() -> list[Row]:
    from weighbridge.check import Document, check
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        ledger = shipped_ledger(Settings(Path(home)))
        view = ledger.view(as_of=max(ledger.vintages()))

        def checked(text: str) -> Callable[[], object]:
            document = Document("bench", "", text, WRITTEN)
            return lambda: check(document, view=view, card=view.card, as_of=view.as_of)

        checked(text_of(600))()
        article = median(seconds(checked(text_of(600))) for _ in range(15))
        short = [checked(text) for text in articles_of(170, 1000)]
        thousand = seconds(lambda: [one() for one in short])
        drawn = seconds(checked(drawn_book_of(500_000)))
        tenth, whole = book_of(30_000), book_of(300_000)
        growth = min(seconds(checked(whole)) for _ in range(3)) / min(seconds(checked(tenth)) for _ in range(5))
    return [
        Row("check of 600 words, warm, median", article * 1000, "ms", 60.0),
        Row("check of 170 words, a thousand articles, each", thousand / 1000, "s", 0.025),
        Row("check of 0.5 MB that never repeats itself", drawn, "s", 7.0),
        Row("check of ten times the text", growth, "times", 12.0),
    ]


def paragraphs() -> list[str]:
    """Return the paragraphs of all labelled articles, in order."""
    texts = (json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(CORPUS.glob("*.json")))
    return [line for text in texts for line in text.split("\n") if line.strip()]


def text_of(words: int) -> str:
    """Return a text of at least so many words, of whole paragraphs."""
    return next(articles_of(words, 1))


def articles_of(words: int, count: int) -> Iterator[str]:
    """Yield so many texts of at least so many words each; every one begins where the last ended."""
    endless = cycle(paragraphs())
    for _ in range(count):
        gathered: list[str] = []
        while sum(len(line.split()) for line in gathered) < words:
            gathered.append(next(endless))
        yield "\n\n".join(gathered)


def book_of(characters: int) -> str:
    """Return a text of so many characters."""
    whole = "\n\n".join(paragraphs()) + "\n\n"
    return (whole * (characters // len(whole) + 1))[:characters]


def drawn_book_of(characters: int) -> str:
    """Return a text of so many characters that hardly repeats a sentence: digits, months and years are drawn."""
    rng, found, length = random.Random(7), [], 0
    for line in cycle(paragraphs()):
        drawn = re.sub(r"\d", lambda m: rng.choice("123456789") if rng.random() < 0.5 else m[0], line)
        found.append(re.sub("|".join(MONTH_NAMES), lambda _: rng.choice(MONTH_NAMES), drawn))
        length += len(drawn) + 2
        if length > characters:
            break
    return "\n\n".join(found)


if __name__ == "__main__":
    print(json.dumps(_measured_here()))
