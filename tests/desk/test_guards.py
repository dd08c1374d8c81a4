"""The guards: what keeps a story in, told as the newsroom would meet it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from newsroom import (
    DOUBTFUL,
    SECOND,
    TRUE,
    WRONG,
    approved,
    claims_of,
    in_review,
    published,
    reviewed,
    seal_of,
    words,
)
from sqlalchemy import update

from weighbridge.check import Document
from weighbridge.desk import Desk, Mark, State, Store, actions
from weighbridge.desk.actions import add_version
from weighbridge.desk.tables import stories
from weighbridge.errors import ConflictError, InputError, RefusedError
from weighbridge.ledger import shipped_ledger
from weighbridge.settings import Settings


def key_of(desk, story, quote):
    return claims_of(desk, story)[quote]["key"]


# ---- who may sign ----------------------------------------------------------------------------------------------------


def test_whoever_wrote_it_does_not_approve_it(desk):
    story = in_review(desk, by="ed")
    with pytest.raises(RefusedError, match="Ed Ames wrote version 1; somebody else has to review it"):
        desk.do(actions.Approve(story.id, seal=seal_of(desk, story)), by="ed")
    assert desk.story(story.id).state is State.IN_REVIEW


def test_whoever_edited_it_once_does_not_approve_it_ever(desk):
    story = desk.write(words(TRUE, SECOND), by="rita")
    desk.edit(story.id, title="Magnets", text=TRUE, by="ed")
    desk.edit(story.id, title="China ships more magnets", text=f"{TRUE}\n\n{SECOND}", by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    assert any("Ed Ames wrote version 2" in why for why in desk.refusals(actions.Approve(story.id), by="ed"))


def test_an_author_neither_ticks_nor_asks_for_changes(desk):
    story = in_review(desk, by="ed")
    with pytest.raises(RefusedError, match="wrote this text"):
        desk.tick(story.id, key_of(desk, story, "353 tonnes"), Mark.ACCEPTED, by="ed")
    with pytest.raises(RefusedError, match="Ed Ames wrote version 1"):
        desk.do(actions.RequestChanges(story.id, reason="to look thorough"), by="ed")


def test_whoever_waived_a_claim_does_not_approve_it(desk):
    story = in_review(desk, TRUE, DOUBTFUL)
    claim = key_of(desk, story, "$62 a kilogram")
    desk.do(actions.Waive(story.id, claim=claim, reason="the exchange told me on the telephone"), by="ed")
    for by, refused in (("ed", True), ("eva", False)):
        for found in claims_of(desk, story).values():
            desk.tick(story.id, found["key"], Mark.ACCEPTED, by=by)
        why = desk.refusals(actions.Approve(story.id, seal=seal_of(desk, story)), by=by)
        assert why == (["Ed Ames waived a claim of this text; somebody else has to approve it"] if refused else [])


def test_a_signature_of_somebody_who_became_an_author_counts_no_more(desk):
    """Words that come back to what was signed are as they were; whoever signed them and wrote since is an author."""
    story = in_review(desk, TRUE, product="gallium")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.edit(story.id, title="Other words", text=SECOND, by="ed")
    desk.edit(story.id, title=words()["title"], text=TRUE, by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    after = desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "eva")), by="eva")
    assert after.state is State.IN_REVIEW
    with desk.looking_at(story.id, by="ada") as case:
        assert [approval.approved_by for approval in case.approvals] == ["eva"]


def test_a_sensitive_product_needs_two_who_sign(desk):
    story = in_review(desk, product="gallium")
    seal = reviewed(desk, story, "ed")
    assert desk.do(actions.Approve(story.id, seal=seal), by="ed").state is State.IN_REVIEW
    with pytest.raises(RefusedError, match="a second person has to approve it too"):
        desk.do(actions.Approve(story.id, seal=seal), by="ed")
    assert desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "eva")), by="eva").state is State.APPROVED
    assert desk.do(actions.Publish(story.id), by="ed").state is State.PUBLISHED


def test_somebody_who_left_does_nothing_more(desk):
    story = in_review(desk)
    seal = reviewed(desk, story, "ed")
    desk.retire("ed", by="ada")
    with pytest.raises(RefusedError, match="Ed Ames no longer works here"):
        desk.do(actions.Approve(story.id, seal=seal), by="ed")
    with pytest.raises(RefusedError, match="no longer works here"):
        desk.comment(story.id, where="text", start=0, end=5, words="!", by="ed")


# ---- what is signed --------------------------------------------------------------------------------------------------


def test_approve_edit_publish_is_refused(desk):
    story = approved(desk)
    edited = desk.edit(story.id, title="China ships many more magnets", text=TRUE, by="rita")
    assert edited.state is State.CHECKED
    with pytest.raises(RefusedError, match="publish is possible when a story is approved or scheduled"):
        desk.do(actions.Publish(story.id), by="dana")
    desk.do(actions.Submit(story.id), by="rita")
    assert any("no longer the one" in why for why in desk.refusals(actions.Approve(story.id, seal="0" * 64), by="eva"))


def test_an_edit_that_went_round_the_desk_is_not_published(desk):
    """Should a version ever get into the database otherwise, the seal does not hold."""
    story = approved(desk)
    with desk.store.writing() as connection:
        add_version(connection, story.id, 2, words(SECOND), "rita", desk.clock(), "slipped in")
        connection.execute(update(stories).where(stories.c.id == story.id).values(latest=2))
    with pytest.raises(RefusedError, match="nobody has approved this content"):
        desk.do(actions.Publish(story.id), by="dana")


def test_a_save_without_a_change_keeps_the_approval_and_disturbs_nobody(desk):
    story = approved(desk)
    before = desk.head()
    ragged = f"\r\n{TRUE}  \r\n"
    saved = desk.edit(story.id, title="  China ships  more magnets ", text=ragged, by="rita", revision=story.revision)
    assert (saved, desk.head()) == (story, before)
    assert desk.do(actions.Publish(story.id, story.revision), by="dana").state is State.PUBLISHED


def test_a_second_check_with_the_same_result_keeps_the_seal_and_the_ticks(desk):
    story = in_review(desk)
    seal = reviewed(desk, story, "ed")
    desk.check(story.id, by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    assert seal_of(desk, story) == seal
    assert desk.do(actions.Approve(story.id, seal=seal), by="ed").state is State.APPROVED


def test_a_waiver_that_comes_after_a_signature_voids_it(desk):
    story = in_review(desk, TRUE, DOUBTFUL, product="gallium")
    seal = reviewed(desk, story, "ed")
    desk.do(actions.Approve(story.id, seal=seal), by="ed")
    desk.do(actions.Waive(story.id, claim=key_of(desk, story, "$62 a kilogram"), reason="seen"), by="rita")
    assert seal_of(desk, story) != seal
    with desk.looking_at(story.id, by="ada") as case:
        assert case.approvals == []


def test_one_signs_what_one_was_shown(desk):
    story = in_review(desk, TRUE, DOUBTFUL)
    shown = reviewed(desk, story, "ed")
    desk.do(actions.Waive(story.id, claim=key_of(desk, story, "$62 a kilogram"), reason="seen"), by="rita")
    with pytest.raises(RefusedError, match="no longer the one you were shown"):
        desk.do(actions.Approve(story.id, seal=shown), by="ed")


# ---- what the data say -----------------------------------------------------------------------------------------------


def test_nothing_contradicted_is_handed_in_and_no_waiver_changes_that(desk):
    story = desk.check(desk.write(words(TRUE, WRONG), by="rita").id, by="rita")
    with pytest.raises(RefusedError, match="the data contradict “453 tonnes”; mend the text"):
        desk.do(actions.Submit(story.id), by="rita")
    with pytest.raises(RefusedError, match="not to be waived"):
        desk.do(actions.Waive(story.id, claim=key_of(desk, story, "453 tonnes"), reason="I know better"), by="rita")
    assert desk.edit(story.id, title="Magnets", text=TRUE, by="rita").state is State.CHECKED
    assert desk.do(actions.Submit(story.id), by="rita").state is State.IN_REVIEW


def test_what_was_never_checked_is_not_handed_in(desk):
    story = desk.write(words(), by="rita")
    with pytest.raises(RefusedError, match="submit is possible when a story is checked; this one is draft"):
        desk.do(actions.Submit(story.id), by="rita")


def test_what_the_data_cannot_bear_out_is_waived_or_sourced_before_it_is_signed(desk):
    story = in_review(desk, TRUE, DOUBTFUL)
    claims = claims_of(desk, story)
    for claim in claims.values():
        if claim["verdict"] == "SUPPORTED":
            desk.tick(story.id, claim["key"], Mark.ACCEPTED, by="ed")
    open_ = claims["$62 a kilogram"]["key"]
    with pytest.raises(RefusedError, match=r"“\$62 a kilogram” cannot be borne out .*\. 1 of 3 claims have no tick"):
        desk.do(actions.Approve(story.id, seal=seal_of(desk, story)), by="ed")
    with pytest.raises(RefusedError, match="tick it as sourced, or have it waived"):
        desk.tick(story.id, open_, Mark.ACCEPTED, by="ed")
    with pytest.raises(InputError, match="name the source you opened"):
        desk.tick(story.id, open_, Mark.SOURCED, by="ed", note="  ")
    desk.tick(story.id, open_, Mark.SOURCED, by="ed", note="price list, page 3")
    assert desk.do(actions.Approve(story.id, seal=seal_of(desk, story)), by="ed").state is State.APPROVED


def test_a_tick_as_sourced_counts_no_more_once_its_reviewer_has_become_an_author(desk):
    story = in_review(desk, TRUE, DOUBTFUL)
    reviewed(desk, story, "ed")
    desk.edit(story.id, title="Magnets again", text=f"{TRUE}\n\n{DOUBTFUL}", by="ed")
    desk.do(actions.Submit(story.id), by="rita")
    for claim in claims_of(desk, story).values():
        if claim["verdict"] == "SUPPORTED":
            desk.tick(story.id, claim["key"], Mark.ACCEPTED, by="eva")
    why = desk.refusals(actions.Approve(story.id, seal=seal_of(desk, story)), by="eva")
    assert any("$62 a kilogram” cannot be borne out" in reason for reason in why)


def test_a_text_in_which_nothing_was_understood_is_no_text_for_a_reviewer(desk):
    story = desk.check(desk.write(words("A third of the 14 ships were late."), by="rita").id, by="rita")
    verdicts = {claim["verdict"] for claim in claims_of(desk, story).values()}
    assert verdicts == {"NOT_UNDERSTOOD"}
    with pytest.raises(RefusedError, match="not one claim of this text was understood"):
        desk.do(actions.Submit(story.id), by="rita")


def test_somebody_elses_text_is_checked_and_never_published(desk):
    story = desk.take_in(Document("x", "A title", f"{TRUE} {WRONG}", None), by="rita")
    story = desk.check(story.id, by="rita")
    assert {claim["verdict"] for claim in claims_of(desk, story).values()} == {"SUPPORTED", "CONTRADICTED"}
    assert any("somebody else's text" in why for why in desk.refusals(actions.Submit(story.id), by="rita"))


INDIA = "China shipped 172 tonnes of rare-earth magnets to India in June 2025."
REVISION = """\
period,reporter,partner,commodity,measure,value,precision,published,publisher,source_url,derived,note,released_at
2025-06,CHN,IND,REPM_85051110,qty_t,180,rounded,2026-05-20,example.org,https://example.org/r,0,revised,2026-05-20
"""


def test_a_story_whose_figures_were_revised_since_is_not_published(sqlite_address, clock, tmp_path):
    ledger = shipped_ledger(Settings(tmp_path / "home"))
    desk = Desk(Store(sqlite_address()), ledger, clock=clock)
    story, other = approved(desk, INDIA), approved(desk, SECOND, title="The world")
    (tmp_path / "revision.csv").write_text(REVISION)
    assert ledger.ingest(tmp_path / "revision.csv", fetched_at=datetime(2026, 5, 20, tzinfo=UTC)).rows == 1
    with pytest.raises(RefusedError, match=r"have changed since it was checked \(level:.*/IND/.*\); check it again"):
        desk.do(actions.Publish(story.id), by="dana")
    assert desk.do(actions.Publish(other.id), by="dana").state is State.PUBLISHED, "it rests on other figures"
    assert desk.check(story.id, by="rita", newest=True).state is State.CHECKED
    assert desk.refusals(actions.Approve(story.id, seal=seal_of(desk, story)), by="ed")


def test_a_story_checked_on_an_older_day_is_checked_again_when_a_later_release_changed_its_figures(desk):
    story = approved(desk, INDIA, as_of="2025-07-20")
    with pytest.raises(RefusedError, match=r"171\.5 to 172\.5 t, now 171\.5 to 173 t"):
        desk.do(actions.Publish(story.id), by="dana")
    desk.check(story.id, by="rita", newest=True)
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    assert desk.do(actions.Publish(story.id), by="dana").state is State.PUBLISHED


# ---- going out -------------------------------------------------------------------------------------------------------


def test_an_embargo_holds_to_the_second_also_where_the_clocks_go_back(desk, clock):
    berlin = ZoneInfo("Europe/Berlin")
    clock.now = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)  # there are two half past two that night
    second = first.replace(fold=1)
    story = approved(desk)
    assert desk.embargo(story.id, second, by="ed").embargo_until == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    just_before = second.astimezone(UTC) - timedelta(seconds=1)
    for at, goes_out in ((first, False), (just_before, False), (second, True)):
        clock.now = at.astimezone(UTC)
        why = desk.refusals(actions.Publish(story.id), by="dana")
        assert (why == []) is goes_out
        assert goes_out or "the embargo ends 2026-10-25 01:30 UTC" in why[0]


def test_an_embargo_is_set_by_an_editor_and_not_once_it_is_out(desk):
    story, tomorrow = approved(desk), desk.clock() + timedelta(days=1)
    with pytest.raises(RefusedError, match="by an editor"):
        desk.embargo(story.id, tomorrow, by="rita")
    desk.embargo(story.id, tomorrow, by="ed")
    assert desk.refusals(actions.Publish(story.id), by="dana")
    desk.embargo(story.id, None, by="ed")
    desk.do(actions.Publish(story.id), by="dana")
    with pytest.raises(RefusedError, match="has been published"):
        desk.embargo(story.id, tomorrow, by="ed")


def test_a_scheduled_story_goes_out_by_itself_once_and_not_before(desk, clock):
    story = approved(desk)
    desk.do(actions.Schedule(story.id, at=clock() + timedelta(hours=2)), by="ed")
    assert desk.publish_due() == {}
    with pytest.raises(RefusedError, match="it is scheduled for"):
        desk.do(actions.Publish(story.id), by="ed")
    clock.passes(hours=2)
    assert desk.publish_due() == {story.id: []}
    assert desk.story(story.id).state is State.PUBLISHED
    assert desk.publish_due() == {}, "a job that is tried again does nothing again"


def test_jobs_that_run_at_once_publish_once(desk, clock):
    three = [approved(desk, title=f"Story {n}") for n in range(3)]
    for story in three:
        desk.do(actions.Schedule(story.id, at=clock() + timedelta(hours=1)), by="ed")
    clock.passes(hours=1)
    came, start = [], threading.Barrier(4)

    def job():
        start.wait()
        came.append(desk.publish_due())

    together(job, 4)
    for story in three:
        assert sum(outcome.get(story.id) == [] for outcome in came) == 1
        publications = [e for e in desk.record(story.id)["history"] if e["action"] == "publish"]
        assert len(publications) == 1 and publications[0]["by"] == "system"


def test_what_is_due_and_refused_stays_in_sight(desk, clock):
    story = approved(desk)
    desk.do(actions.Schedule(story.id, at=clock() + timedelta(hours=1)), by="ed")
    desk.embargo(story.id, clock() + timedelta(hours=5), by="ed")
    clock.passes(hours=1)
    assert "the embargo ends" in desk.publish_due()[story.id][0]
    assert desk.story(story.id).state is State.SCHEDULED
    clock.passes(hours=4)
    assert desk.publish_due() == {story.id: []}


NAIVE = datetime(2030, 1, 1)  # noqa: DTZ001 - a moment without a zone is no moment


@pytest.mark.parametrize("at", [None, datetime(2026, 11, 2, 9, 0, tzinfo=UTC), NAIVE])
def test_a_story_is_scheduled_for_a_moment_to_come(desk, at):
    story = approved(desk)
    with pytest.raises(InputError, match="2025-07-20T08:30"):
        desk.do(actions.Schedule(story.id, at=at), by="ed")


def test_a_scheduled_story_that_is_killed_does_not_go_out(desk, clock):
    story = approved(desk)
    desk.do(actions.Schedule(story.id, at=clock() + timedelta(hours=1)), by="ed")
    gone = desk.do(actions.Kill(story.id, reason="the source took it back"), by="dana")
    assert (gone.state, gone.scheduled_for, gone.live) == (State.KILLED, None, None)
    clock.passes(hours=1)
    assert desk.publish_due() == {}
    with pytest.raises(RefusedError, match="this one is killed"):
        desk.do(actions.Publish(story.id), by="dana")


# ---- afterwards ------------------------------------------------------------------------------------------------------


def test_a_kill_is_confirmed_by_a_second_person_once(desk):
    story = desk.do(actions.Kill(published(desk).id, reason="invented"), by="dana")
    assert (story.state, story.live_as) == (State.KILLED, State.KILLED)
    with pytest.raises(RefusedError, match="this one is killed: possible is archive, confirm kill"):
        desk.do(actions.Kill(story.id, reason="once more"), by="dirk")
    with pytest.raises(RefusedError, match="a second person has to confirm"):
        desk.do(actions.ConfirmKill(story.id), by="dana")
    with pytest.raises(RefusedError, match="waits for a second person"):
        desk.do(actions.Archive(story.id), by="ed")
    desk.do(actions.ConfirmKill(story.id), by="ed")
    with pytest.raises(RefusedError, match="has been confirmed"):
        desk.do(actions.ConfirmKill(story.id), by="eva")
    archived = desk.do(actions.Archive(story.id), by="ed")
    assert desk.refusals(actions.Recheck(story.id, reason="x"), by="ed") == ["the public does not see this story"]
    assert archived.note == "invented"


def amend(desk, story, kind, text, why="the month is wrong"):
    desk.do(actions.Recheck(story.id, reason="a reader asks"), by="ron")
    desk.do(kind(story.id, reason=why), by="ed")
    desk.edit(story.id, title="China ships more magnets", text=text, by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "eva")), by="eva")
    return desk.do(actions.Publish(story.id), by="ed")


def test_a_correction_is_corrected_and_every_version_stays(desk):
    story = published(desk, TRUE)
    first = amend(desk, story, actions.Correct, SECOND)
    assert (first.state, first.live, first.amends) == (State.CORRECTED, 2, "")
    second = amend(desk, story, actions.Correct, f"{TRUE}\n\n{SECOND}")
    assert (second.state, second.live) == (State.CORRECTED, 3)
    record = desk.record(story.id)
    assert [version["n"] for version in record["versions"]] == [1, 2, 3]
    sent = [line["detail"]["amends"] for line in record["history"] if line["action"] == "publish"]
    assert sent == ["", "correction", "correction"]


def test_a_revision_is_an_update_and_no_correction(desk):
    story = amend(desk, published(desk), actions.Update, SECOND, why="the office revised June")
    assert (story.state, story.live_as) == (State.UPDATED, State.UPDATED)


def test_what_was_published_is_never_dropped(desk):
    story = published(desk)
    amend(desk, story, actions.Correct, SECOND)
    assert "this one is corrected" in desk.refusals(actions.Drop(story.id, reason="x"), by="ed")[0]
    desk.do(actions.Recheck(story.id, reason="again"), by="ed")
    desk.do(actions.Correct(story.id, reason="again"), by="ed")
    with pytest.raises(RefusedError, match="version 2 is public; abandon the new version, or withdraw or kill"):
        desk.do(actions.Drop(story.id, reason="nobody will notice"), by="ed")


def test_a_new_version_that_is_given_up_leaves_what_is_public(desk):
    story = published(desk)
    desk.do(actions.Recheck(story.id, reason="a reader asks"), by="ron")
    desk.do(actions.Correct(story.id, reason="perhaps"), by="ed")
    desk.edit(story.id, title="Otherwise", text=SECOND, by="rita")
    desk.do(actions.Abandon(story.id, reason="it was right"), by="ed")
    cleared = desk.do(actions.Clear(story.id, reason="it was right"), by="ed")
    assert (cleared.state, cleared.live, cleared.amends) == (State.PUBLISHED, 1, "")
    with desk.looking_at(story.id, by="ada") as case:
        assert case.version.content == case.versions[0].content


def test_a_question_answered_leaves_a_correction_a_correction(desk):
    story = amend(desk, published(desk), actions.Correct, SECOND)
    desk.do(actions.Recheck(story.id, reason="a reader asks"), by="ron")
    assert desk.do(actions.Clear(story.id, reason="it stands"), by="ed").state is State.CORRECTED


def test_what_is_archived_in_public_is_taken_up_again(desk):
    story = desk.do(actions.Archive(published(desk).id), by="ed")
    assert desk.do(actions.Recheck(story.id, reason="the office withdrew it"), by="ron").state is State.UNDER_RECHECK
    gone = desk.do(actions.Withdraw(story.id, reason="by order"), by="ed")
    assert (gone.state, gone.live_as) == (State.WITHDRAWN, State.WITHDRAWN)


# ---- several at once -------------------------------------------------------------------------------------------------


def together(work, count):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_editors_who_save_at_once_one_is_told(desk):
    story = desk.write(words(), by="rita")
    came, start, names = [], threading.Barrier(2), iter(["ed", "eva"])

    def save():
        by = next(names)
        start.wait()
        try:
            desk.do(actions.Edit(story.id, story.revision, content=words(SECOND, title=f"By {by}")), by=by)
            came.append(by)
        except ConflictError as why:
            came.append(str(why))

    together(save, 2)
    winner = next(name for name in came if name in {"ed", "eva"})
    assert sum("changed by somebody else since you opened it" in text for text in came) == 1
    with desk.looking_at(story.id, by="ada") as case:
        assert [version.written_by for version in case.versions] == ["rita", winner]


def test_a_report_never_lands_on_other_words(desk):
    story = desk.write(words(WRONG), by="rita")
    with desk.looking_at(story.id, by="rita") as case:
        version = case.version
    weighed = desk.weigher.weigh(story.id, version.content, as_of=desk.weigher.newest)
    desk.do(actions.Edit(story.id, content=words(TRUE)), by="ron")
    with pytest.raises(ConflictError, match="was edited while it was being checked"):
        desk.do(actions.CheckText(story.id, weighed=weighed, version=version.n), by="rita")


def test_two_who_sign_at_once_both_sign(desk):
    story = in_review(desk, product="gallium")
    seals = {by: reviewed(desk, story, by) for by in ("ed", "eva")}
    names, start, came = iter(seals), threading.Barrier(2), []

    def sign():
        by = next(names)
        start.wait()
        came.append(desk.do(actions.Approve(story.id, seal=seals[by]), by=by).state)

    together(sign, 2)
    assert sorted(came) == [State.APPROVED, State.IN_REVIEW]
    with desk.looking_at(story.id, by="ada") as case:
        assert {approval.approved_by for approval in case.approvals} == {"ed", "eva"}
