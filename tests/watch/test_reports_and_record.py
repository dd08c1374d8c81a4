"""A reader's report opens the same path; the newsroom's record is computed from its history; the verb says it all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from releasing import GERMANY, TOTAL, Office, figure

from weighbridge.cli import main
from weighbridge.desk import State, actions
from weighbridge.desk.reports import answer, file_report
from weighbridge.watch import Cause, Outcome, accuracy, doubt, recheck, standing, waiting

REVISED = figure("2025-06", "3240", "2025-08-20")
INDIA = "India took 500 tons of rare-earth magnets in June 2025."


def reported(office: Office, story: str, sentence: int = 1, version: int = 1) -> str:
    return file_report(office.desk, story, version=version, sentence=sentence, words="That is not what I read.")


def test_a_reported_sentence_that_holds_is_weighed_again_and_only_noted(office):
    story = office.publishes(TOTAL, GERMANY)
    recheck(office.desk)
    id = reported(office, story.id)
    (found,) = recheck(office.desk)
    assert (found.cause, found.about, found.claims) == (Cause.REPORT, id, 1)
    assert [o.outcome for o in found.outcomes] == [Outcome.UNCHANGED]
    assert office.desk.story(story.id).state is State.PUBLISHED and recheck(office.desk) == []


def test_a_reported_sentence_that_does_not_hold_goes_under_recheck(office):
    story = office.publishes(TOTAL, GERMANY)
    recheck(office.desk)
    office.releases(REVISED)
    recheck(office.desk)
    office.desk.do(actions.Clear(story.id, reason="it says when it was"), by="ed")
    reported(office, story.id)
    (found,) = recheck(office.desk)
    assert (found.cause, found.moved) == (Cause.REPORT, (story.id,))
    assert office.desk.story(story.id).state is State.UNDER_RECHECK


def test_an_answered_report_is_not_looked_at_again(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    answer(office.desk, reported(office, story.id), outcome="stands", words="It does say so.", by="ed")
    assert recheck(office.desk) == []


def test_the_record_of_a_newsroom_before_anything_was_published(office):
    told = accuracy(office.desk)
    assert (told.claims_published, told.stories_published, told.median_time_to_fix) == (0, 0, None)
    assert told.share_wrong is None and told.median_time_to_answer is None


def test_a_mistake_counts_as_wrong_and_its_fix_from_the_readers_report_on(office):
    story = office.publishes(INDIA, TOTAL)
    recheck(office.desk)
    office.clock.passes(days=3)
    id = reported(office, story.id)
    office.clock.passes(hours=5)
    office.releases(figure("2025-06", "172", "2025-07-20", partner="IND"))
    recheck(office.desk)
    office.desk.do(actions.Correct(story.id, reason="It said 500 tons; it was 172."), by="ed")
    office.clock.passes(hours=1)
    office.amends(story, INDIA.replace("500", "172"))
    answer(office.desk, id, outcome="corrected", words="You were right, thank you.", by="ed")
    told = accuracy(office.desk)
    assert (told.claims_wrong, told.claims_changed, told.corrections, told.updates) == (1, 0, 1, 0)
    assert told.stories_corrected == told.stories_published == 1
    assert told.claims_published == 3, "the two first, and the one that took the place of the wrong one"
    assert told.share_wrong == pytest.approx(1 / 3)
    assert (told.median_time_to_fix, told.fixes, told.fixes_open) == (timedelta(hours=6), 1, 0)
    assert (told.reports, told.reports_answered, told.reports_by_outcome) == (1, 1, (("corrected", 1),))
    assert told.median_time_to_answer == timedelta(hours=6)


def test_what_is_under_recheck_is_an_open_question_and_what_is_cleared_is_none(office):
    story = office.publishes(TOTAL)
    doubt(office.desk, "export/CHN/WLD/REPM_85051110/2025-06/mass", "customs doubts its table", by="ed")
    assert accuracy(office.desk).fixes_open == 1
    office.desk.do(actions.Clear(story.id, reason="customs stands by it"), by="ed")
    told = accuracy(office.desk)
    assert (told.fixes, told.fixes_open, told.median_time_to_fix) == (0, 0, None)


def test_a_story_that_is_taken_back_leaves_the_watch_and_not_the_record(office):
    story = office.publishes(TOTAL)
    recheck(office.desk)
    office.desk.do(actions.Withdraw(story.id, reason="the source asked us to"), by="ed")
    office.releases(REVISED)
    assert [one.claims for one in recheck(office.desk)] == [0]
    assert not standing(office.desk) and not waiting(office.desk)
    told = accuracy(office.desk)
    assert (told.claims_published, told.stories_published, told.stories_withdrawn) == (1, 1, 1)


def test_the_index_follows_from_the_publications_alone(office):
    from weighbridge.watch import tables as t
    from weighbridge.watch.index import index_publications

    def index():
        with office.desk.store.reading() as connection:
            kept = (t.watched_claims, t.watched_names)
            return [connection.execute(table.select().order_by(*table.primary_key)).all() for table in kept]

    story = office.publishes(TOTAL, GERMANY)
    office.publishes(GERMANY, f"See stories/magnets-{story.id}.html for more.")
    assert len(index_publications(office.desk)) == 2 and index_publications(office.desk) == []
    before = index()
    with office.desk.store.writing() as connection:
        for table in (t.watched_names, t.watched_claims, t.watched_publications):
            connection.execute(table.delete())
    index_publications(office.desk)
    assert index() == before and before[1]


# ---- the command line ------------------------------------------------------------------------------------------------


@pytest.fixture
def type_in(office, tmp_path, monkeypatch, capsys):
    """Types a command on the machine that holds the office's ledger and desk."""
    home = tmp_path / "machine"
    home.mkdir()
    (office.folder / "ledger").rename(home / "ledger")
    office.ledger.root = office.desk.ledger.root = home / "ledger"
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))
    monkeypatch.setenv("WEIGHBRIDGE_DATABASE_URL", office.desk.store.url)
    monkeypatch.chdir(tmp_path)

    def typed(*words: str):
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


def test_figures_taken_in_recheck_what_is_public_at_once(office, type_in, tmp_path):
    """The shipped figures are there too: six others still print what customs has revised, and a person decides."""
    story = office.publishes(TOTAL, GERMANY, title="China ships more magnets")
    assert type_in("recheck", "--json")[0] == 0
    header = "period,reporter,partner,commodity,measure,value,precision,published,publisher,source_url,derived,note"
    row = "2025-06,CHN,WLD,REPM_85051110,qty_t,3240,rounded,2026-04-28,customs.example,https://customs.example/new,0,"
    (tmp_path / "revised.csv").write_text(f"{header}\n{row}\n")
    code, out, err = type_in("ingest", "revised.csv")
    assert (code, err) == (0, "")
    assert "1 revised" in out and "1 sources disagree" in out and "1 now under recheck" in out
    code, out, _ = type_in("recheck")
    assert code == 1 and "Nothing is new" in out
    assert f"china-ships-more-magnets ({story.id}) waits for a decision:" in out and "decide: “3,188 tons”" in out
    code, out, _ = type_in("recheck", "--json")
    told = json.loads(out)
    assert [one["proposes"] for one in told["waiting"][story.id]] == ["decide"]
    assert told["checked_against"] == {story.id: "2026-04-28"}


def test_a_doubt_from_the_command_line_names_who_doubts(office, type_in):
    story = office.publishes(TOTAL)
    cell = "export/CHN/WLD/REPM_85051110/2025-06/mass"
    code, _, err = type_in("recheck", "--doubt", cell, "--reason", "customs says so")
    assert code == 2 and "--by PERSON" in err
    code, out, _ = type_in("recheck", "--doubt", cell, "--reason", "customs says so", "--by", "ed")
    assert code == 1 and "1 now under recheck" in out
    assert office.desk.story(story.id).state is State.UNDER_RECHECK
