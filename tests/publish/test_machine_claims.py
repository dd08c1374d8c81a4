"""The claim ledger of a story has every claim with all that stands behind it, and replays."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from ledgers import ledger_of, small_story
from newsroom import reviewed

from weighbridge.desk import actions, digest
from weighbridge.publish import Outcome, read_public, replay_claims
from weighbridge.publish.machine.claims import claims, claims_bytes


@pytest.fixture
def small(desk):
    return small_story(desk)


@pytest.fixture
def document(desk, small, masthead):
    return ledger_of(desk, *small, masthead)


def test_a_claim_stands_where_it_says_and_names_facts_that_are_laid_open(document):
    assert {claim["verdict"] for claim in document["claims"]} == {"SUPPORTED", "NOT_IN_DATA"}
    for claim in document["claims"]:
        assert document["content"][claim["in"]][claim["start"] : claim["end"]] == claim["quote"]
        assert set(claim["facts"]) <= set(document["facts"])
    figures = {row[0] for row in document["figures"]["rows"]}
    for id, fact in document["facts"].items():
        assert fact["figures"]
        assert set(fact["figures"]) <= figures
        assert fact["sql"].startswith("WITH")
        assert id == f"{fact['metric']}:{fact['about']}" + (
            f"|{fact['compared_with']}@{fact['as_of']}" if fact["compared_with"] else f"@{fact['as_of']}"
        )


def test_what_lies_outside_the_data_says_where_a_reviewer_found_it(document):
    outside = [claim for claim in document["claims"] if claim["verdict"] == "NOT_IN_DATA"]
    assert {claim["sourced"] for claim in outside} == {"price list of the exchange, page 3"}
    assert all("sourced" not in claim for claim in document["claims"] if claim["verdict"] == "SUPPORTED")


def test_it_has_the_hashes_that_were_signed_and_the_line_of_the_log(desk, document):
    signed = document["approval"]
    assert digest(document["content"]) == signed["content_hash"]
    [published] = [e for e in desk.record(desk.stories()[0].id)["history"] if e["action"] == "publish"]
    assert (signed["seal"], signed["logged"]["n"]) == (published["detail"]["seal"], published["n"])
    assert signed["approved_by"] == ["Ed Ames"]


def test_published_as_bytes_it_has_a_claim_a_fact_and_a_figure_a_line(document):
    written = claims_bytes(document)
    assert json.loads(written) == document
    lines = written.decode().splitlines()
    assert sum(line.startswith('  {"n": ') for line in lines) == len(document["claims"])
    assert sum(line.startswith('  "level:') for line in lines) == sum(
        id.startswith("level:") for id in document["facts"]
    )
    assert sum(line.startswith('   ["') for line in lines) == len(document["figures"]["rows"])


def test_all_of_it_replays_from_the_file_and_from_the_ledger_of_this_machine(document, ledger):
    found = replay_claims(claims_bytes(document), ledger=ledger)
    assert not [one for one in found.replayed if one.outcome is not Outcome.HOLDS]
    for source in ("the figures in the file", "the ledger here"):
        assert [one.what for one in found.replayed if one.source == source] == list(document["facts"])


def test_the_story_of_june_replays_as_well(desk, june, masthead, ledger):
    story = desk.write(june, by="rita")
    desk.check(story.id, by="rita", newest=True)
    story = desk.do(actions.Submit(story.id), by="rita")
    story = desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.do(actions.Publish(story.id), by="dana")
    [public] = read_public(desk).stories
    document = ledger_of(desk, public, desk.edition(public.last), masthead)
    assert len(document["facts"]) > 20
    found = replay_claims(claims_bytes(document), ledger=ledger)
    assert not [one for one in found.replayed if one.outcome is not Outcome.HOLDS]


def test_a_correction_replays_with_the_notice_that_was_signed_with_it(desk, small, masthead, ledger):
    id = desk.stories()[0].id
    desk.do(actions.Recheck(id, reason="a reader wrote"), by="ed")
    desk.do(actions.Correct(id, reason="It said tonnes; it was kilograms."), by="ed")
    text = desk.edition(desk.publications()[-1]).content["text"].replace("9.007 tonnes", "9,007 kilograms")
    desk.edit(id, title="Gallium exports rise", text=text, by="rita")
    story = desk.do(actions.Submit(id), by="rita")
    story = desk.do(actions.Approve(id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.do(actions.Publish(id), by="dana")
    [public] = read_public(desk).stories
    document = ledger_of(desk, public, desk.edition(public.last), masthead)
    assert document["story"]["event"] == "corrected"
    assert document["story"]["notice"] == "It said tonnes; it was kilograms."
    assert not replay_claims(claims_bytes(document), ledger=ledger).differs
    document["story"]["notice"] = "It said nothing wrong."
    assert [one.what for one in replay_claims(claims_bytes(document), ledger=None).replayed if one.why] == ["seal"]


def test_of_a_story_that_was_taken_back_only_that_is_left(desk, masthead):
    small_story(desk)
    desk.do(actions.Kill(desk.stories()[0].id, reason="the office takes its figures back"), by="dana")
    [story] = read_public(desk).stories
    document = claims(story, desk.edition(story.last), {}, {}, masthead)
    assert set(document) == {"format", "story"}
    assert document["story"]["event"] == "killed"
    assert document["story"]["notice"] == "the office takes its figures back"


def test_a_claim_that_was_waived_says_why_and_by_whom_and_its_seal_is_not_recomputed(desk, small, masthead):
    story, edition = small
    outside = next(claim for claim in edition.report["claims"] if claim["verdict"] == "NOT_IN_DATA")
    waived = replace(edition, sourced={}, waived={outside["key"]: ("seen at the exchange", "Eva Ek")})
    document = ledger_of(desk, story, waived, masthead)
    [told] = [claim for claim in document["claims"] if claim["quote"] == outside["quote"]]
    assert told["waived"] == {"reason": "seen at the exchange", "by": "Eva Ek"}
    [seal] = [one for one in replay_claims(claims_bytes(document), ledger=None).replayed if one.what == "seal"]
    assert seal.outcome is Outcome.CANNOT


def documented():
    """The claim ledger as the docs show it."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    section = page.partition("## The claim ledger of a published story\n")[2]
    return json.loads(re.findall(r"```json\n(.*?)```", section, re.DOTALL)[0])


def test_it_has_the_parts_that_the_docs_say_and_no_others(document):
    shown = documented()
    assert list(document) == list(shown)
    for part in ("story", "approval", "checked", "figures"):
        assert list(document[part]) == list(shown[part])
    assert list(document["claims"][0]) == list(shown["claims"][0])
    assert {*document["claims"][-1]} - {*shown["claims"][0]} == {"sourced"}
    [fact] = shown["facts"].values()
    assert all(list(laid) == list(fact) for laid in document["facts"].values())
    assert {*shown["content"]} <= {*document["content"]}


def test_facts_of_two_days_have_the_figures_of_both(desk, small, masthead, ledger):
    """As a claim that was right when written, and whose figures were revised since, rests on both days."""
    story, edition = small
    earlier = [
        {**claim, "facts": [fact.replace("@2026-11-01", "@2025-08-20") for fact in claim["facts"]] + claim["facts"]}
        for claim in edition.report["claims"]
    ]
    document = ledger_of(desk, story, replace(edition, report={**edition.report, "claims": earlier}), masthead)
    vintages = document["figures"]["vintages"]
    assert list(vintages) == ["2025-08-20", "2026-11-01"]
    assert len(vintages["2025-08-20"]["rows"]) < len(vintages["2026-11-01"]["rows"])
    found = replay_claims(claims_bytes(document), ledger=ledger)
    assert {one.what: one.outcome for one in found.replayed if one.outcome is not Outcome.HOLDS} == {
        "seal": Outcome.DIFFERS  # these are other claims than were signed
    }
