"""The docs say what the code does: references are generated, every verb and metric is in them, no link is dead."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tools.reference import verbs_within
from weighbridge.cli import VERBS, main
from weighbridge.facts import caveats, metrics

CHECKOUT = Path(__file__).resolve().parents[2]
DOCS = CHECKOUT / "docs"
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home whose ledger the first test fills; no test minds what another one added."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def settled(home, tmp_path, monkeypatch):
    """An empty folder to work in, with a ledger at home."""
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_what_is_generated_is_current():
    pages = [str(page) for page in PAGES if "[[[cog" in text_of(page)]
    assert len(pages) >= 3
    cog = [sys.executable, "-m", "cogapp", "--check", "-PUI.", *pages]
    ran = subprocess.run(cog, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"run `make format`\n{ran.stdout}{ran.stderr}"


WORDS = [words for verb in VERBS for words in verbs_within(verb)]
GROUPS = {words[:-1] for words in WORDS} - {(), ("desk",)}  # the desk is a verb as well


@pytest.mark.parametrize("words", [words for words in WORDS if words not in GROUPS], ids=" ".join)
def test_every_verb_is_documented_and_its_help_ends_with_an_example(words):
    verb = f"weighbridge {' '.join(words)}"
    _, found, section = text_of(DOCS / "commands.md").partition(f"## {verb}\n")
    assert found
    assert f"Example: {verb}" in " ".join(section.partition("\n## ")[0].split())


# The example of these opens a server, or speaks of a story that somebody has written; tests/desk and tests/publish run
# them.
OF_THE_NEWSROOM = {"desk", "record", "audit", "replay", "post", "calendar"}


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in OF_THE_NEWSROOM])
def test_the_example_of_every_verb_runs(verb, settled, capsys):
    shutil.copy(CHECKOUT / "docs" / "examples" / "article.txt", settled)
    shutil.copy(CHECKOUT / "docs" / "examples" / "figures.csv", settled / "july.csv")
    example = (import_module(f"weighbridge.cli.{verb}").run.__doc__ or "").strip().splitlines()[-1]
    with pytest.raises(SystemExit) as left:
        main(example.split()[2:])
    assert left.value.code in ((0, 1) if verb == "check" else (0, None)), capsys.readouterr().err


def test_every_metric_and_every_caveat_is_documented():
    reference = text_of(DOCS / "metrics.md")
    assert not [name for name in (*metrics(), *caveats()) if f"| `{name}` |" not in reference]


def test_every_decision_is_listed():
    listed = text_of(DOCS / "decisions" / "README.md")
    assert not [page.name for page in (DOCS / "decisions").glob("0*.md") if f"({page.name})" not in listed]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_no_link_within_the_repository_is_dead(page):
    dead = []
    for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", text_of(page)):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert not dead


def test_every_page_of_the_docs_can_be_reached_from_the_readme():
    reached, todo = set(), [CHECKOUT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        found = re.findall(r"\]\((?!https?://)([^)\s#]+)", text_of(page))
        todo += [(page.parent / target).resolve() for target in found]
    assert {page for page in PAGES if page not in reached} == set()


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("A story as JSON", "story --product magnets --period 2025-06 --focus USA --format json"),
        ("A checked text as JSON", "check twice.txt --json"),
        ("A reconciliation as JSON", "reconcile --product magnets --json"),
    ],
)
def test_a_documented_json_format_is_the_one_that_is_written(heading, words, settled, capsys):
    article = text_of(DOCS / "examples" / "article.txt")
    (settled / "twice.txt").write_text(
        f"{article}\n{article}", encoding="utf-8"
    )  # a passage that stands twice is a finding
    section = text_of(DOCS / "formats.md").partition(f"## {heading}\n")[2]
    documented = json.loads(re.findall(r"```json\n(.*?)```", section, re.DOTALL)[0])
    with pytest.raises(SystemExit):
        main(words.split())
    written = json.loads(capsys.readouterr().out)
    assert shape(documented) == shape(written)


def shape(document, depth=2):
    """The keys of a document and of the first thing in each of its lists."""
    if isinstance(document, dict):
        if "FACT_ID" in document or any("@" in key for key in document):
            return {"FACT_ID": shape(next(iter(document.values())), depth - 1)}
        return {key: shape(value, depth - 1) for key, value in document.items()} if depth else "..."
    return [shape(document[0], depth)] if isinstance(document, list) and document and depth else "..."


def anchors(page: Path) -> set[str]:
    """The anchors a page's headings give, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
