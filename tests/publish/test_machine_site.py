"""The built site has the documents for programs where its pages say they are, and takes them back with the story."""

from __future__ import annotations

import json

import pytest
from ledgers import GALLIUM
from lxml import etree, html
from newsroom import published, reviewed

from weighbridge.desk import actions
from weighbridge.publish import Outcome, build, replay_claims


@pytest.fixture
def site(desk, masthead, tmp_path):
    def built():
        build(desk, masthead, tmp_path / "site", kept_in=tmp_path / "kept")
        return tmp_path / "site"

    return built


@pytest.fixture
def story(desk):
    return published(desk, *GALLIUM, title="Gallium exports rise", product="gallium", period="2025-07")


def test_the_page_of_a_story_leads_to_its_claims_which_replay(site, story, ledger):
    root = site()
    page = html.parse(root / "stories" / f"{story.slug}-{story.id}.html").getroot()
    [where] = page.xpath("//link[@rel='alternate'][@type='application/json']/@href")
    found = replay_claims((root / "stories" / where).read_bytes(), ledger=ledger)
    assert {one.outcome for one in found.replayed} == {Outcome.HOLDS}
    named = page.xpath("//p[@class='files']//a/@href")
    assert [name.rsplit("/", 1)[1] for name in named] == ["claims.json", "ninjs.json", "story.jsonld"]
    assert all((root / "stories" / name).is_file() for name in named)


def test_the_page_says_of_itself_in_json_ld_what_it_says_in_words(site, story):
    root = site()
    page = html.parse(root / "stories" / f"{story.slug}-{story.id}.html").getroot()
    [data] = page.xpath("//script[@type='application/ld+json']/text()")
    article = json.loads(data)
    assert (article["@type"], article["headline"]) == ("NewsArticle", "Gallium exports rise")
    assert article["url"] == page.xpath("string(//link[@rel='canonical']/@href)")
    graph = json.loads((root / "stories" / f"{story.slug}-{story.id}" / "story.jsonld").read_bytes())["@graph"]
    whole = {name: said for name, said in graph[0].items() if name != "hasPart"}
    assert {"@context": "https://schema.org", **whole} == article


def corrected(desk, story):
    """The story with its title put right."""
    desk.do(actions.Recheck(story.id, reason="a reader wrote"), by="ed")
    desk.do(actions.Correct(story.id, reason="The title said too little."), by="ed")
    text = desk.edition(desk.publications()[-1]).content["text"]
    desk.edit(story.id, title="Gallium exports rise in July", text=text, by="rita")
    changed = desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, changed, "ed")), by="ed")
    return desk.do(actions.Publish(story.id), by="dana")


def test_the_claims_of_an_earlier_version_stay_beside_it_and_replay(site, desk, story, ledger):
    corrected(desk, story)
    folder = site() / "stories" / f"{story.slug}-{story.id}"
    page = html.parse(folder / "version-1.html").getroot()
    [where] = page.xpath("//p[@class='files']//a/@href")
    document = json.loads((folder / where).read_bytes())
    assert document["content"]["title"] == "Gallium exports rise"
    replaced = document["story"]["replaced"]
    assert (replaced["version"], replaced["event"]) == (2, "corrected")
    assert replaced["notice"] == "The title said too little."
    for name in ("claims.json", "version-1.claims.json"):
        assert not replay_claims((folder / name).read_bytes(), ledger=ledger).differs
    assert "replaced" not in json.loads((folder / "claims.json").read_bytes())["story"]


def test_a_kill_reaches_the_claims_of_every_version(site, desk, story):
    corrected(desk, story)
    folder = site() / "stories" / f"{story.slug}-{story.id}"
    desk.do(actions.Kill(story.id, reason="The office took its figures back."), by="dana")
    site()
    for name in ("claims.json", "version-1.claims.json"):
        told = json.loads((folder / name).read_bytes())
        assert set(told) == {"format", "story"}
        assert (told["story"]["event"], told["story"]["notice"]) == ("killed", "The office took its figures back.")


def test_a_killed_story_takes_its_documents_with_it(site, desk, story):
    root = site()
    folder = root / "stories" / f"{story.slug}-{story.id}"
    assert b"9.007" in (folder / "claims.json").read_bytes()
    desk.do(actions.Kill(story.id, reason="The office took its figures back."), by="dana")
    site()
    for name in ("claims.json", "ninjs.json", "story.jsonld"):
        document = (folder / name).read_text(encoding="utf-8")
        assert "The office took its figures back." in document
        assert "9.007" not in document
    for feed in (root / "feeds").iterdir():
        assert "9.007" not in feed.read_text(encoding="utf-8")
        entries = etree.parse(feed).findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == 1


def test_a_page_names_the_feeds_it_can_be_followed_by(site, story):
    root = site()
    page = html.parse(root / "stories" / f"{story.slug}-{story.id}.html").getroot()
    feeds = page.xpath("//link[@type='application/atom+xml']/@href")
    assert feeds == ["../feeds/all.atom", "../feeds/corrections.atom"]
    assert {path.name for path in (root / "feeds").iterdir()} == {"all.atom", "corrections.atom", "gallium.atom"}
