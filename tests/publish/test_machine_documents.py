"""What programs read of a story: ninjs, schema.org and Atom are what their standards say, and the same every time.

The golden files are what somebody read before they were frozen; `python tests/publish/golden.py` writes them anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema_rs
import pytest
from golden import GOLDEN, documents
from hypothesis import given
from hypothesis import strategies as st
from ledgers import small_story
from lxml import etree
from newsroom import TRUE, reviewed, words

from weighbridge.desk import State, actions
from weighbridge.publish import evidence, read_public, summary_of
from weighbridge.publish.machine.atom import corrections_feed, feed, feeds
from weighbridge.publish.machine.linked import as_script, linked_data, news_article
from weighbridge.publish.machine.ninjs import ninjs
from weighbridge.publish.machine.origin import source_type
from weighbridge.publish.summary import Notice, Summary

SCHEMA = Path(__file__).resolve().parents[1] / "specimens" / "ninjs" / "ninjs-schema_3.1.json"
ATOM, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def schema():
    """The schema of ninjs 3.1 as the IPTC publishes it, formats included; we write no GeoJSON."""

    def elsewhere(uri):
        assert uri.startswith("https://geojson.org/")
        return False

    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(document, validate_formats=True, retriever=elsewhere)


@pytest.fixture
def small(desk):
    return small_story(desk)


def happened(small, clock, event, notice):
    """The same story after something more happened to it."""
    story, edition = small
    last = replace(story.last, n=story.last.n + 1, event=event, notice=notice, published_at=clock.now + HOUR)
    return replace(story, publications=(*story.publications, last)), replace(edition, publication=last)


def errors(schema, document):
    return [f"{list(e.instance_path)}: {e.message}" for e in schema.iter_errors(document)]


def test_the_documents_are_those_that_were_read_and_frozen(desk, masthead):
    written = documents(desk, masthead)
    frozen = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}
    assert sorted(written) == sorted(frozen)
    for name, text in written.items():
        assert text == frozen[name], f"{name} is another one; read it, and write it anew"


# ---- ninjs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", [State.PUBLISHED, State.CORRECTED, State.UPDATED, State.WITHDRAWN, State.KILLED])
def test_ninjs_is_valid_whatever_happened_to_the_story(event, small, clock, schema, masthead):
    document = ninjs(*happened(small, clock, event, "It was 9,007 kilograms."), masthead)
    assert errors(schema, document) == []


def test_the_schema_sees_what_is_no_ninjs(small, schema, masthead):
    document = ninjs(*small, masthead)
    for wrong in ({"guid": "x"}, {"uri": "no uri"}, {"versionCreated": "yesterday"}, {"pubStatus": "killed"}):
        assert errors(schema, {**document, **wrong})


def test_the_story_of_june_is_valid_ninjs_with_its_companies_and_sources(desk, june, schema, masthead):
    story = desk.write(june, by="rita")
    desk.check(story.id, by="rita", newest=True)
    story = desk.do(actions.Submit(story.id), by="rita")
    story = desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.do(actions.Publish(story.id), by="dana")
    [public] = read_public(desk).stories
    edition = desk.edition(public.last)
    document = ninjs(public, edition, masthead)
    assert errors(schema, document) == []
    assert document["digitalSourceType"]["uri"] == "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
    assert {"symbol": "AAPL"} in [listed for company in document["organisations"] for listed in company["symbols"]]
    assert len([s for s in document["infoSources"] if s["role"] == "reference"]) == len(june["references"])
    assert [place["literal"] for place in document["places"]] == ["USA", "CHN"]
    graph = linked_data(public, edition, evidence(edition, desk.weigher.vintages, None), masthead)["@graph"]
    assert graph[0]["digitalSourceType"] == "https://schema.org/DataDrivenMediaDigitalSource"
    assert len(graph[0]["citation"]) == len(june["references"])
    assert len(json.dumps(news_article(public, edition, masthead))) < 15_000


def test_a_correction_keeps_the_uri_raises_the_version_and_says_what_was_wrong(small, clock, masthead):
    before = ninjs(*small, masthead)
    after = ninjs(*happened(small, clock, State.CORRECTED, "It was 9,007 kilograms."), masthead)
    assert after["uri"] == before["uri"]
    assert int(after["version"]) == int(before["version"]) + 1
    assert after["versionCreated"] > before["versionCreated"]
    assert after["firstCreated"] == before["firstCreated"]
    assert after["edNote"] == "CORRECTION: It was 9,007 kilograms."
    [notice] = after["associations"]
    assert (notice["rel"], notice["type"], notice["bodies"][0]["value"]) == (
        "correction",
        "component",
        "It was 9,007 kilograms.",
    )


@pytest.mark.parametrize("event", [State.WITHDRAWN, State.KILLED])
def test_of_a_story_that_was_taken_back_no_word_is_left_in_any_document(event, small, clock, masthead):
    corrected = happened(small, clock, State.CORRECTED, "Germany took 5 tonnes.")
    story, edition = happened(corrected, clock, event, "the office takes its figures back")
    summary = summary_of(story, edition)
    written = [
        json.dumps(ninjs(story, edition, masthead)),
        json.dumps(news_article(story, edition, masthead)),
        json.dumps(linked_data(story, edition, {}, masthead)),
        *(data.decode() for _, data in feeds([summary], masthead)),
    ]
    for text in written:
        assert "the office takes its figures back" in text
        assert not re.search(r"9\.007|4\.26|5 tonnes|Gallium exports rise", text)
    assert json.loads(written[0])["pubStatus"] == "canceled"


# ---- schema.org ------------------------------------------------------------------------------------------------------


def test_every_claim_is_based_on_the_observations_of_its_facts(desk, small, masthead):
    story, edition = small
    graph = linked_data(story, edition, evidence(edition, desk.weigher.vintages, None), masthead)["@graph"]
    by_id = {node["@id"]: node for node in graph}
    assert len(by_id) == len(graph)
    article = graph[0]
    claims = [by_id[part["@id"]] for part in article["hasPart"]]
    assert [claim["text"] for claim in claims] == [claim["quote"] for claim in edition.report["claims"]]
    for claim, reported in zip(claims, edition.report["claims"], strict=True):
        behind = [by_id[node["@id"]]["identifier"] for node in claim.get("isBasedOn", ())]
        assert behind == reported["facts"]
        assert claim["appearance"] == {"@id": article["@id"]}
    observations = [node for node in graph if node["@type"] == "Observation"]
    assert all(node["minValue"] <= node["value"] <= node["maxValue"] for node in observations)


def test_a_correction_is_a_correction_comment_with_its_day(small, clock, masthead):
    article = news_article(*happened(small, clock, State.CORRECTED, "It was 9,007 kilograms."), masthead)
    [comment] = article["correction"]
    assert (comment["@type"], comment["text"]) == ("CorrectionComment", "It was 9,007 kilograms.")
    assert comment["datePublished"] == article["dateModified"] > article["datePublished"]


def test_an_update_is_never_called_a_correction(small, clock, masthead):
    told = happened(small, clock, State.UPDATED, "The office has revised July to 9.107 tonnes.")
    article = news_article(*told, masthead)
    assert "correction" not in article
    [comment] = article["comment"]
    assert (comment["@type"], comment["name"]) == ("Comment", "Updated")
    document = ninjs(*told, masthead)
    assert document["edNote"].startswith("UPDATE: ")
    assert document["associations"][0]["rel"] == "update"
    assert "orrection" not in json.dumps({**article, "publisher": None})


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)))
def test_no_document_can_leave_its_script_element(value):
    written = as_script({"headline": value})
    assert not set(written) & set("<>&")
    assert json.loads(written) == {"headline": value}


@pytest.mark.parametrize(
    ("content", "edited", "name"),
    [
        ({"how_made": ["From 24 facts."]}, False, "dataDrivenMedia"),
        ({"how_made": ["From 24 facts."]}, True, "dataDrivenMedia"),
        ({"how_made": ["x"], "worded_by": "a model"}, False, "trainedAlgorithmicMedia"),
        ({"how_made": ["x"], "worded_by": "a model"}, True, "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_the_digital_source_type_is_the_honest_one(content, edited, name):
    found = source_type(content, edited=edited)
    assert found is not None
    assert found.uri == f"http://cv.iptc.org/newscodes/digitalsourcetype/{name}"


def test_a_story_that_a_model_worded_and_an_editor_changed_says_so(desk, masthead):
    story = desk.write(words(TRUE, how_made=["From two facts."], worded_by="a language model"), by="rita")
    desk.edit(story.id, title="China shipped more magnets", text=TRUE, by="rita")
    story = desk.do(actions.Submit(story.id), by="rita")
    story = desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.do(actions.Publish(story.id), by="dana")
    [public] = read_public(desk).stories
    document = ninjs(public, desk.edition(public.last), masthead)
    assert document["digitalSourceType"]["uri"].endswith("/compositeWithTrainedAlgorithmicMedia")


def test_what_people_wrote_has_no_digital_source_type(small, masthead):
    assert source_type(small[1].content) is None
    assert "digitalSourceType" not in ninjs(*small, masthead)
    assert "digitalSourceType" not in news_article(*small, masthead)


# ---- Atom ------------------------------------------------------------------------------------------------------------

TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def rules_of_atom(data):
    """Hold a feed against what RFC 4287 asks of it, and return it."""
    root = etree.fromstring(data)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for once in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{once}")) == 1
        kinds = [(e.get("rel"), e.get("type"), e.get("hreflang")) for e in element.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert sum(kind[0] == "alternate" for kind in kinds) == 1
        assert element.find(f"{ATOM}id").text.startswith("urn:uuid:")
    assert root.find(f"{ATOM}author/{ATOM}name").text
    [own] = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href").startswith("https://news.example/feeds/")
    for name in ("published", "updated"):
        assert all(TIMES.fullmatch(element.text) for element in root.iter(f"{ATOM}{name}"))
    ids = [entry.find(f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    moved = [entry.find(f"{ATOM}updated").text for entry in root.findall(f"{ATOM}entry")]
    assert moved == sorted(moved, reverse=True)
    assert not moved or root.find(f"{ATOM}updated").text == moved[0]
    for deleted in root.findall(f"{AT}deleted-entry"):
        assert deleted.get("ref") in ids
        assert TIMES.fullmatch(deleted.get("when"))
        assert deleted.find(f"{AT}by/{ATOM}name").text
        assert deleted.find(f"{AT}comment").text
    return root


WORDS = st.text(max_size=30)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@st.composite
def summaries(draw):
    id = draw(st.from_regex("[0-9a-f]{12}", fullmatch=True))
    first = draw(MOMENTS)
    events = draw(st.lists(st.sampled_from(["corrected", "updated"]), max_size=3))
    events += draw(st.sampled_from([[], ["withdrawn"], ["killed"]]))
    gone = bool(events) and events[-1] in {"withdrawn", "killed"}
    at, notices = first, []
    for n, event in enumerate(events, 1):
        at += timedelta(seconds=draw(st.integers(1, 10**6)))
        notices.append(Notice(event, at, draw(WORDS) if not gone or n == len(events) else ""))
    product = draw(st.sampled_from(["", "gallium", "REPM_85051110"]))
    return Summary(
        id, "a-slug", f"stories/a-slug-{id}.html", 1, product, product, "2025-07", "", draw(WORDS),
        draw(st.text(min_size=1)),
        events[-1] if events else "published", gone, first, at, "2026-11-01", tuple(notices), (), (),
        () if gone else ("Ed Ames",), draw(WORDS), {}, (),
    )  # fmt: skip


@given(st.lists(summaries(), max_size=8, unique_by=lambda s: s.id))
def test_every_feed_keeps_the_rules_of_atom_whatever_the_stories_are(stories):
    from weighbridge.publish import Masthead

    masthead = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
    written = dict(feeds(stories, masthead))
    for data in written.values():
        rules_of_atom(data)
    everything = rules_of_atom(written["feeds/all.atom"])
    assert len(everything.findall(f"{ATOM}entry")) == len(stories)
    assert len(everything.findall(f"{AT}deleted-entry")) == sum(s.taken_back for s in stories)
    told = rules_of_atom(written["feeds/corrections.atom"])
    assert len(told.findall(f"{ATOM}entry")) == sum(len(s.notices) for s in stories)
    topics = {s.product for s in stories if s.product}
    assert len(written) == 2 + len(topics)
    assert dict(feeds(reversed(stories), masthead)) == written


def entry_of(data, n=0):
    entry = rules_of_atom(data).findall(f"{ATOM}entry")[n]
    return {name: entry.find(f"{ATOM}{name}").text for name in ("id", "title", "published", "updated", "content")}


def test_an_entry_moves_only_when_readers_were_shown_something_else(small, clock, masthead):
    def entry(story, edition):
        return entry_of(
            feed([summary_of(story, edition)], masthead, path="feeds/all.atom", title="T", page="index.html")
        )

    before = entry(*small)
    assert entry(small[0], replace(small[1], as_of="2027-01-01")) == before, "a recheck that changes nothing"
    after = entry(*happened(small, clock, State.CORRECTED, "It was 9,007 kilograms."))
    assert (after["id"], after["published"]) == (before["id"], before["published"])
    assert after["updated"] == "2026-11-02T10:00:00Z" > before["updated"]
    assert "Correction, 2026-11-02: It was 9,007 kilograms." in after["content"]


def test_a_killed_story_has_a_tombstone_and_an_entry_that_is_the_notice(small, clock, masthead):
    killed = summary_of(*happened(small, clock, State.KILLED, "the office takes its figures back"))
    data = feed([killed], masthead, path="feeds/all.atom", title="T", page="index.html")
    [stone] = rules_of_atom(data).findall(f"{AT}deleted-entry")
    assert stone.get("when") == entry_of(data)["updated"] == "2026-11-02T10:00:00Z"
    assert entry_of(data)["content"] == "<p>Killed, 2026-11-02: the office takes its figures back</p>"
    assert entry_of(corrections_feed([killed], masthead))["content"] == "the office takes its figures back"


def test_a_feed_holds_the_hundred_stories_that_changed_last(small, masthead):
    one = summary_of(*small)
    many = [replace(one, id=f"{n:012x}", changed_at=one.changed_at + n * HOUR) for n in range(150)]
    root = rules_of_atom(feed(many, masthead, path="feeds/all.atom", title="T", page="index.html"))
    assert len(root.findall(f"{ATOM}entry")) == 100
    assert root.find(f"{ATOM}updated").text == (one.changed_at + 149 * HOUR).isoformat().replace("+00:00", "Z")
