"""A verdict is about what is said, not about how it is written down: units, digits, spelling, markup, company.

Each law rewrites whole labelled articles in one way and asks that every claim keeps its verdict.
"""

from __future__ import annotations

import html
import json
import random
import re
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.check import Claim, Document, check, read_bytes
from weighbridge.ledger import View, shipped_ledger
from weighbridge.settings import Settings

ARTICLES = sorted(Path(__file__).with_name("corpus").glob("*.json"))
NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"
MASS = re.compile(
    rf"(?<![\d.,$])(?P<n>(?:{NUMBER})(?:\.\d+)?)(?P<gap> )(?P<unit>metric tons|tonnes|tons|t)\b(?! of the)"
)

MEASURED = re.compile(r"\d\s?(?:%|percent|per cent|metric tons|tonnes|tons|t|kg|kt)(?!\w)")

Rewrite = Callable[[str], str]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    ledger = shipped_ledger(Settings(tmp_path_factory.mktemp("home")))
    return ledger.view(as_of=max(ledger.vintages()))


def article(path: Path) -> Document:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Document(raw["id"], raw["title"], raw["text"], date.fromisoformat(raw["dateline"]))


def claims(document: Document, view: View) -> tuple[Claim, ...]:
    return check(document, view=view, card=view.card, as_of=view.as_of).claims


def verdicts(document: Document, view: View) -> list[str]:
    return [str(c.verdict) for c in claims(document, view)]


def told(document: Document, view: View) -> list[str]:
    """What a failing test shows: each claim with its verdict."""
    return [f"{c.verdict} {c.kind} {c.quote!r}: {c.reason}" for c in claims(document, view)]


def difference(before: list[str], after: list[str]) -> str:
    from difflib import unified_diff

    return "\n".join(unified_diff(before, after, "as written", "rewritten", lineterm="", n=0))


# ---- how a figure is written -----------------------------------------------------------------------------------------


def _amount(found: re.Match[str]) -> float:
    return float(found["n"].replace(",", ""))


def in_kilograms(text: str) -> str:
    return MASS.sub(lambda m: f"{_amount(m) * 1000:,.0f} kg", text)


def in_kilotonnes(text: str) -> str:
    decimals = lambda m: 3 + len(m["n"].partition(".")[2])  # noqa: E731
    return MASS.sub(lambda m: f"{_amount(m) / 1000:,.{decimals(m)}f} kt", text)


def spelt(unit: str) -> Rewrite:
    return lambda text: MASS.sub(lambda m: f"{m['n']}{m['gap']}{unit}", text)


def grouped_by(mark: str) -> Rewrite:
    return lambda text: re.sub(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]*\d)", lambda m: m[0].replace(",", mark), text)


def percent_as(word: str) -> Rewrite:
    return lambda text: re.sub(r"(?<=\d)(?: ?%| percent\b| per cent\b)(?!age)", word, text)


def british(text: str) -> str:
    return percent_as(" per cent")(spelt("tonnes")(text)).replace("licens", "licenc").replace("program ", "programme ")


def american(text: str) -> str:
    return percent_as(" percent")(spelt("metric tons")(text)).replace("licenc", "licens").replace("favour", "favor")


WRITTEN: dict[str, Rewrite] = {
    "kilograms": in_kilograms,
    "kilotonnes": in_kilotonnes,
    "tonnes": spelt("tonnes"),
    "t": spelt("t"),
    "no comma": grouped_by(""),
    "space": grouped_by(" "),
    "thin space": grouped_by("\N{THIN SPACE}"),
    "no-break space": grouped_by("\N{NO-BREAK SPACE}"),
    "apostrophe": grouped_by("'"),
    "percent sign": percent_as("%"),
    "percent": percent_as(" percent"),
    "per cent": percent_as(" per cent"),
    "British": british,
    "American": american,
}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("how", ["kilograms", "kilotonnes"])
def test_another_unit_changes_no_verdict(how: str, path: Path, view: View) -> None:
    """A bare figure that takes its unit from another would have to be converted too, and is left out."""
    before, rewrite = article(path), WRITTEN[how]
    after = Document(before.id, rewrite(before.title), rewrite(before.text), before.dateline)
    pairs = zip(claims(before, view), claims(after, view), strict=True)
    assert [(b, a) for b, a in pairs if b.verdict != a.verdict and MEASURED.search(b.quote)] == []


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("how", [how for how in WRITTEN if not how.startswith("kilo")])
def test_how_a_figure_is_written_changes_no_verdict(how: str, path: Path, view: View) -> None:
    before, rewrite = article(path), WRITTEN[how]
    after = Document(before.id, rewrite(before.title), rewrite(before.text), before.dateline)
    assert verdicts(after, view) == verdicts(before, view), difference(told(before, view), told(after, view))


# ---- what stands around it -------------------------------------------------------------------------------------------

ELSEWHERE = (
    "Street markets in the old town opened late, and musicians played on the steps of the town hall.",
    "The orchestra will tour in autumn. Tickets are sold at the door.",
    "Rain kept most people indoors.",
)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_paragraphs_about_something_else_change_no_verdict(where: str, path: Path, view: View) -> None:
    before = article(path)
    paragraphs = before.text.split("\n\n")
    drawn = random.Random(path.stem)
    if where == "before":
        paragraphs = [*ELSEWHERE, *paragraphs]
    elif where == "after":
        paragraphs = [*paragraphs, *ELSEWHERE]
    else:
        paragraphs = [p for one in paragraphs for p in (one, drawn.choice(ELSEWHERE))]
    after = Document(before.id, before.title, "\n\n".join(paragraphs), before.dateline)
    assert verdicts(after, view) == verdicts(before, view), difference(told(before, view), told(after, view))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
@pytest.mark.parametrize("width", [45, 66, 72, 80])
def test_lines_broken_for_the_width_of_a_page_change_no_verdict(width: int, path: Path, view: View) -> None:
    before = article(path)
    drawn = random.Random(path.stem + str(width))
    lines = [line for line in before.text.split("\n") if line.strip()]
    wrapped = [textwrap.fill(line, width + drawn.randrange(3), break_on_hyphens=drawn.random() < 0.3) for line in lines]
    after = Document(before.id, before.title, "\n\n".join(wrapped), before.dateline)
    assert verdicts(after, view) == verdicts(before, view), difference(told(before, view), told(after, view))


def as_page(document: Document) -> bytes:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in document.text.split("\n") if line.strip())
    day = f'<meta property="article:published_time" content="{document.dateline}">'
    title = html.escape(document.title)
    head = f"<!doctype html><html><head><title>{title} | The Daily</title>{day}</head>"
    menu = '<nav><a href="/">Home</a> <a href="/markets">Markets</a></nav>'
    foot = "<footer>Copyright. All rights reserved.</footer>"
    return f"{head}<body>{menu}<article><h1>{title}</h1>{body}</article>{foot}</body></html>".encode()


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_a_web_page_around_a_text_changes_no_verdict(path: Path, view: View) -> None:
    before = article(path)
    after = read_bytes(as_page(before), name=f"{before.id}.html", form="html")
    assert (after.title, after.dateline) == (before.title, before.dateline)
    assert verdicts(after, view) == verdicts(before, view), difference(told(before, view), told(after, view))


def with_emphasis(text: str, drawn: random.Random) -> str:
    """Return the text with some of its words in bold, italics or code, as an editor of Markdown leaves it."""

    def marked(found: re.Match[str]) -> str:
        mark = drawn.choice(["", "", "**", "*", "_", "`"])
        return f"{mark}{found[0]}{mark}"

    return re.sub(rf"(?<![\w$€£'’.,*_|#-])(?:{NUMBER}(?:\.\d+)?%?|[A-Z][a-z]{{3,}})(?![\w'’.,*_-])", marked, text)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem)
def test_emphasis_in_markdown_changes_no_verdict(path: Path, view: View) -> None:
    written = article(path)
    head = f'---\ntitle: "{written.title}"\ndate: {written.dateline}\n---\n\n'
    plain, marked = (
        read_bytes((head + re.sub(r"\n+", "\n\n", text)).encode(), name="x.md", form="markdown")
        for text in (written.text, with_emphasis(written.text, random.Random(path.stem)))
    )
    assert marked.text == plain.text
    assert verdicts(marked, view) == verdicts(plain, view)


# ---- one sentence at a time ------------------------------------------------------------------------------------------

SAID = (
    "China exported {t} of rare-earth magnets in June 2025",
    "Exports of rare-earth magnets to the United States came to {t} in June 2025",
    "In June 2025, Germany took {t} of Chinese magnets",
    "Exports of rare-earth magnets rose {pct} in June 2025 from May",
)


def thousands(t: float) -> str:
    """3.19, not 3.190: a zero that is written out says more than that of 3,190, which may be a rounding."""
    return f"{t / 1000:.3f}".rstrip("0").rstrip(".")


UNITS: tuple[Callable[[float], str], ...] = (
    lambda t: f"{t:,.0f} tons",
    lambda t: f"{t:.0f} tonnes",
    lambda t: f"{t:,.0f} metric tons",
    lambda t: f"{t:,.0f} t",
    lambda t: f"{t * 1000:,.0f} kg",
    lambda t: f"{t * 1000:.0f} kilograms",
    lambda t: f"{thousands(t)} kt",
    lambda t: f"{thousands(t)} thousand tons",
    lambda t: f"{thousands(t)} kilotonnes",
)
PERCENTS: tuple[Callable[[float], str], ...] = (
    lambda p: f"{p:.1f}%",
    lambda p: f"{p:.1f} percent",
    lambda p: f"{p:.1f} per cent",
    lambda p: f"{p:.1f} %",
    lambda p: f"{p:.1f} pct",
)


@given(said=st.sampled_from(SAID), near=st.sampled_from([353, 764, 3188, 1238, 1575]), off=st.integers(-400, 400))
def test_one_claim_has_one_verdict_in_every_unit_and_spelling(view: View, said: str, near: int, off: int) -> None:
    amount = max(1, near + off)
    ways = [said.format(t=unit(amount), pct=pct(amount / 10)) for unit in UNITS for pct in PERCENTS]
    found = {way: verdicts(Document("x", "", f"{way}.", None), view) for way in dict.fromkeys(ways)}
    first = next(iter(found.values()))
    assert len(first) == 1
    assert {way: v for way, v in found.items() if v != first} == {}
