"""The page of a story: what stands behind each claim, what was changed, and nothing left of what was killed."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html
from newsroom import DOUBTFUL, TRUE, published, put_out, reviewed

from weighbridge.desk import Mark, actions
from weighbridge.publish import build

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pages"))  # strict_page.py
from strict_page import Page

SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
NOTICE = "An earlier version said jumped; it rose."


@pytest.fixture(scope="session")
def kept_in(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def pages(desk, masthead, tmp_path, kept_in):
    """Builds the site, and returns every page of a story as text, by its path."""

    def built(story):
        build(desk, masthead, tmp_path / "site", kept_in=kept_in)
        found = (tmp_path / "site" / "stories").rglob(f"*{story.id}*/*")
        page = tmp_path / "site" / f"stories/{story.slug}-{story.id}.html"
        return {file.name: file.read_text(encoding="utf-8") for file in [page, *found] if file.suffix != ".png"}

    return built


def the_page(pages, story):
    return pages(story)[f"{story.slug}-{story.id}.html"]


def words_of(page):
    """What a reader sees without asking for more: the text without the cards."""
    tree = html.document_fromstring(page)
    for hidden in tree.xpath("//*[@hidden] | //script | //style"):
        hidden.drop_tree()
    return " ".join(tree.text_content().split())


def corrected(desk, clock, story):
    """The story with one word changed, out as a correction two days later."""
    clock.passes(days=2)
    desk.do(actions.Recheck(story.id, reason="A reader asked."), by="ed")
    desk.do(actions.Correct(story.id, reason=NOTICE), by="dana")
    with desk.looking_at(story.id, by="ada") as case:
        content = case.version.content
    text = content["text"].replace("jumped 157.5%", "rose 157.5%")
    desk.edit(story.id, title=content["title"], text=text, by="rita")
    desk.check(story.id, by="rita", newest=True)
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, desk.story(story.id), "ed")), by="ed")
    return desk.do(actions.Publish(story.id), by="dana")


def test_the_text_reads_as_it_was_signed_with_references_as_links(desk, june, pages):
    story = put_out(desk, june)
    page = the_page(pages, story)
    Page(page)
    read = words_of(page)
    for line in filter(None, june["text"].split("\n")):
        said = re.sub(r"\s*\[[\d, ]+\]", "", line.removeprefix("## "))
        assert all(sentence in re.sub(r"reference \d+ ?\d*", "", read) for sentence in said.split(". ")[:1])
    assert html.document_fromstring(page).xpath("//sup/a[@href='#reference-2']")


def test_behind_every_claim_stand_its_verdict_its_figure_and_who_printed_it(desk, june, pages):
    story = put_out(desk, june)
    tree = html.document_fromstring(the_page(pages, story))
    (mark,) = [m for m in tree.xpath("//article//*[@class='mark']") if m[0].text == "about 730 tonnes"]
    card = " ".join(mark[1].text_content().split())
    assert card.startswith("✓ holds: exports of rare-earth magnets to the United States in June 2024 came to 735 t")
    assert ", as of April 20, 2026." in card
    assert mark.xpath(".//a[starts-with(@href, 'http')]")
    assert mark.xpath(".//a[contains(@href, '/report?sentence=')]")
    (whole,) = mark.xpath(".//a[text()='All of it']/@href")
    (entry,) = tree.xpath(f"//*[@id='{whole[1:]}']")
    assert "about 730 tonnes" in entry.text_content()
    figures = entry.xpath(".//a[starts-with(@href, '#figure-')]/@href")
    assert figures and all(tree.xpath(f"//*[@id='{figure[1:]}']") for figure in figures)


def test_a_claim_outside_the_data_says_who_looked_and_where(desk, pages):
    story = published(desk, TRUE, DOUBTFUL)
    page = the_page(pages, story)
    assert "Outside the data; a reviewer opened its source: price list of the exchange, page 3" in page
    assert "not in the data" in page


def test_a_page_is_light_asks_nobody_and_runs_nothing_that_stands_in_it(desk, june, pages):
    page = the_page(pages, put_out(desk, june))
    assert len(SVG.sub("", page).encode()) < 150_000
    tree = html.document_fromstring(page)
    loaded = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
    assert loaded and all(address.startswith("../assets/") for address in loaded)
    assert {script.get("type") for script in tree.xpath("//script[not(@src)]")} <= {"application/ld+json"}
    assert not tree.xpath("//style | //*[@style] | //*[@onclick]")
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_a_correction_says_what_was_wrong_and_shows_the_wording_before_and_after(desk, june, clock, pages):
    story = corrected(desk, clock, put_out(desk, june))
    tree = html.document_fromstring(the_page(pages, story))
    (notice,) = tree.xpath("//aside[@aria-label='Corrected']")
    assert f"Correction, November 4, 2026: {NOTICE}" in " ".join(notice.text_content().split())
    assert [del_.text for del_ in notice.xpath(".//del")] == ["jumped"]
    assert [ins.text for ins in notice.xpath(".//ins")] == ["rose"]


def test_an_earlier_version_stays_at_its_own_address_says_so_and_is_kept_from_search(desk, june, clock, pages):
    story = put_out(desk, june)
    assert "version-1.html" not in pages(story)
    found = pages(corrected(desk, clock, story))
    earlier, now = found["version-1.html"], found[f"{story.slug}-{story.id}.html"]
    Page(earlier)
    assert "This is version 1, which is no longer current." in words_of(earlier)
    assert "Exports to all countries jumped 157.5%" in words_of(earlier)
    assert '<meta name="robots" content="noindex">' in earlier and "noindex" not in now
    assert f'<link rel="canonical" href="https://news.example/stories/{story.slug}-{story.id}.html">' in earlier


@pytest.mark.parametrize(("action", "word"), [(actions.Withdraw, "withdrawn"), (actions.Kill, "killed")])
def test_of_what_was_taken_back_nothing_is_left_at_any_address(desk, june, clock, pages, action, word):
    story = corrected(desk, clock, put_out(desk, june))
    before = pages(story)
    clock.passes(days=1)
    desk.do(action(story.id, reason="The office took it back."), by="dana")
    after = pages(story)
    assert {name for name in before if name.endswith(".html")} == {name for name in after if name.endswith(".html")}
    for name, text in after.items():
        assert "The office took it back." in text, name
        for gone in ("353", "660%", "Ford", NOTICE, "<svg"):
            assert gone not in text.replace(story.slug, ""), name
    assert word in words_of(after["version-1.html"]).lower()


def test_words_that_would_be_markup_are_words(desk, pages):
    story = published(
        desk, TRUE, "<script>alert(1)</script> & <b>bold</b> words.", title='A "quoted" <i>title</i> </script>'
    )
    page = the_page(pages, story)
    Page(page)
    assert "<script>alert" not in page and "<b>bold" not in page and "<i>title" not in page
    assert "&lt;b&gt;bold&lt;/b&gt; words." in page


def test_the_label_says_who_signed_and_the_page_says_which_content(desk, pages):
    story = published(desk, TRUE)
    page = the_page(pages, story)
    assert "Written by Rita Rowe; every claim reviewed and approved by Ed Ames." in page
    publication = desk.publications()[-1]
    assert publication.sealed in page and desk.edition(publication).content_hash in page


def test_what_a_reviewer_says_of_the_next_version_is_no_part_of_the_one_that_is_out(desk, clock, pages):
    """A tick on the same claim, while an amendment is reviewed, does not change the page that was signed."""
    story = published(desk, TRUE, DOUBTFUL)
    before = desk.edition(desk.publications()[-1])
    clock.passes(days=1)
    desk.do(actions.Recheck(story.id, reason="A reader asked."), by="ed")
    desk.do(actions.Correct(story.id, reason=NOTICE), by="dana")
    desk.edit(story.id, title="Another title", text=f"{TRUE}\n\n{DOUBTFUL}", by="rita")
    desk.check(story.id, by="rita", newest=True)
    desk.do(actions.Submit(story.id), by="rita")
    with desk.looking_at(story.id, by="eva") as case:
        (open_,) = [c for c in case.claims if c["verdict"] != "SUPPORTED"]
    desk.tick(story.id, open_["key"], Mark.SOURCED, by="eva", note="a page that nobody has signed")
    assert desk.edition(desk.publications()[-1]) == before
    assert clock.now - desk.publications()[-1].published_at == timedelta(days=1)
