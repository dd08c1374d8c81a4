"""A story in short: what lists say of it, that it survives JSON, and that nothing is left of what was taken back."""

from __future__ import annotations

import json

import pytest
from newsroom import TRUE, published, put_out

from weighbridge.desk import actions
from weighbridge.errors import InputError
from weighbridge.publish import Summary, read_public, summary_of
from weighbridge.publish.public import edition


def summaries(desk):
    return [summary_of(story, edition(desk, story)) for story in read_public(desk).stories]


def test_a_drafted_story_in_short(desk, june, clock):
    story = put_out(desk, june)
    (short,) = summaries(desk)
    assert short.title == june["title"]
    assert short.standfirst.startswith("The rise came after") and "[" not in short.standfirst
    assert (short.id, short.event, short.taken_back) == (story.id, "published", False)
    assert short.path == f"stories/{story.slug}-{story.id}.html"
    assert (short.product, short.product_name, short.period, short.focus) == (
        "REPM_85051110", "rare-earth magnets", "2025-06", "USA",
    )  # fmt: skip
    assert short.first_published_at == short.changed_at == clock.now
    assert short.as_of == "2026-04-20" and short.notices == ()
    assert {"MP", "F", "GM"} <= {ticker.symbol for ticker in short.tickers}
    assert short.series[0] == "export/CHN/USA/REPM_85051110" and "export/CHN/WLD/REPM_85051110" in short.series
    assert short.label == "Drafted by machine from official data; every claim reviewed and approved by Ed Ames."
    assert short.claims["SUPPORTED"] > 20 and short.claims["CONTRADICTED"] == 0
    assert [day.on for day in short.key_dates] == ["2025-08-20"]


def test_what_a_person_wrote_is_not_called_drafted_by_machine(desk):
    published(desk, TRUE)
    (short,) = summaries(desk)
    assert short.label == "Written by Rita Rowe; every claim reviewed and approved by Ed Ames."


def test_a_summary_is_the_same_after_json(desk, june):
    put_out(desk, june)
    (short,) = summaries(desk)
    assert Summary.of_dict(json.loads(json.dumps(short.as_dict()))) == short
    with pytest.raises(InputError, match="no summary"):
        Summary.of_dict({"id": "x"})


@pytest.mark.parametrize(("action", "word"), [(actions.Withdraw, "Withdrawn"), (actions.Kill, "Killed")])
def test_of_what_was_taken_back_nothing_is_left_but_when_and_why(desk, june, clock, action, word):
    story = put_out(desk, june)
    clock.passes(days=1)
    desk.do(action(story.id, reason="The office took its figures back."), by="dana")
    (short,) = summaries(desk)
    assert short.title == f"{word}: a story about rare-earth magnets, June 2025"
    assert short.standfirst == "The office took its figures back."
    assert short.taken_back and short.changed_at == clock.now
    assert [(n.event, n.at, n.words) for n in short.notices] == [(word.lower(), clock.now, short.standfirst)]
    assert (short.tickers, short.series, short.key_dates, short.label) == ((), (), (), "")
    assert set(short.claims.values()) == {0}
    assert "353" not in json.dumps(short.as_dict())
