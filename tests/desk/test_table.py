"""The life of a story, row by row: what the table allows is done by those it names, and nothing else is done at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from newsroom import DOUBTFUL, PEOPLE, SECOND, TRUE, approved, in_review, published, reviewed, words
from sqlalchemy import update

from weighbridge.desk import SYSTEM, TABLE, Desk, Role, State, Store, Story, actions, possible
from weighbridge.desk.guards import GUARDS
from weighbridge.desk.tables import stories
from weighbridge.errors import RefusedError

OF_ROLE = {Role.REPORTER: "ron", Role.EDITOR: "eva", Role.DUTY_EDITOR: "dana", Role.ADMINISTRATOR: "ada"}
OF_ROLE[Role.MACHINE] = SYSTEM


def checked(desk: Desk) -> Story:
    return desk.check(desk.write(words(), by="rita").id, by="rita")


def scheduled(desk: Desk) -> Story:
    return desk.do(actions.Schedule(approved(desk).id, at=desk.clock() + timedelta(hours=1)), by="ed")


def again(desk: Desk) -> Story:
    """A published story of which a correction is in the making."""
    story = desk.do(actions.Recheck(published(desk).id, reason="a reader asks"), by="ron")
    return desk.do(actions.Correct(story.id, reason="the month is wrong"), by="ed")


def again_checked(desk: Desk) -> Story:
    story = again(desk)
    return desk.edit(story.id, title="China ships more", text=words(SECOND)["text"], by="rita")


def again_in_review(desk: Desk) -> Story:
    return desk.do(actions.Submit(again_checked(desk).id), by="rita")


def again_approved(desk: Desk) -> Story:
    story = again_in_review(desk)
    return desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")


def again_scheduled(desk: Desk) -> Story:
    return desk.do(actions.Schedule(again_approved(desk).id, at=desk.clock() + timedelta(hours=1)), by="ed")


def sent_back(desk: Desk) -> Story:
    return desk.do(actions.RequestChanges(in_review(desk).id, reason="which May?"), by="ed")


def again_sent_back(desk: Desk) -> Story:
    return desk.do(actions.RequestChanges(again_in_review(desk).id, reason="which May?"), by="ed")


def asked_about(desk: Desk) -> Story:
    return desk.do(actions.Recheck(published(desk).id, reason="a reader asks"), by="ron")


def amended(desk: Desk, kind: type[actions.Correct | actions.Update]) -> Story:
    story = desk.do(kind(asked_about(desk).id, reason="the month is wrong"), by="ed")
    desk.edit(story.id, title="China ships more", text=words(SECOND)["text"], by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    return desk.do(actions.Publish(story.id), by="ed")


def killed(desk: Desk) -> Story:
    return desk.do(actions.Kill(published(desk).id, reason="invented"), by="dirk")


# A story in each state, brought there by people; where it bears on the row, once as new and once as public before.
BROUGHT: dict[State, list[Callable[[Desk], Story]]] = {
    State.LEAD: [lambda desk: desk.add_lead(product="85051110", period="2025-06", focus="USA", score=3.1, why="surge")],
    State.DRAFT: [lambda desk: desk.write(words(), by="rita"), again],
    State.CHECKED: [checked, again_checked],
    State.IN_REVIEW: [in_review, again_in_review],
    State.CHANGES_REQUESTED: [sent_back, again_sent_back],
    State.APPROVED: [approved, again_approved],
    State.SCHEDULED: [scheduled, again_scheduled],
    State.PUBLISHED: [published],
    State.UNDER_RECHECK: [asked_about],
    State.CORRECTED: [lambda desk: amended(desk, actions.Correct)],
    State.UPDATED: [lambda desk: amended(desk, actions.Update)],
    State.WITHDRAWN: [lambda desk: desk.do(actions.Withdraw(published(desk).id, reason="by order"), by="ed")],
    State.KILLED: [killed, lambda desk: desk.do(actions.ConfirmKill(killed(desk).id), by="ed")],
    State.ARCHIVED: [lambda desk: desk.do(actions.Archive(published(desk).id), by="ed")],
}


def deed(desk: Desk, story: Story, name: str, by: str) -> Callable[[], Story]:
    """The deed of that name as somebody does it who does everything right."""
    kind = actions.ACTIONS[name]
    if name == "check":
        return lambda: desk.check(story.id, by=by)
    if name in {"edit", "draft"}:
        return lambda: desk.do(kind(story.id, content=words(SECOND, title=f"By {by}")), by=by)
    if name == "waive":
        return lambda: desk.do(kind(story.id, claim=_doubtful(desk, story), reason="seen it myself"), by=by)
    if name == "approve":
        return lambda: desk.do(kind(story.id, seal=reviewed(desk, story, by)), by=by)
    if name == "schedule":
        return lambda: desk.do(kind(story.id, at=desk.clock() + timedelta(hours=1)), by=by)
    reason = {"reason": "for a good reason"} if "reason" in kind.__dataclass_fields__ else {}
    return lambda: desk.do(kind(story.id, **reason), by=by)


def _doubtful(desk: Desk, story: Story) -> str:
    with desk.looking_at(story.id, by="ada") as case:
        return next((c["key"] for c in case.claims if c["verdict"] == "NOT_IN_DATA"), "")


LEADS_ELSEWHERE = {  # where a deed ends when not in the state of its row
    "publish": {State.PUBLISHED, State.CORRECTED},
    "clear": {State.PUBLISHED},
}


@pytest.mark.parametrize(("state", "name"), TABLE, ids=str)
def test_whoever_a_row_names_can_do_it_and_nobody_else(sqlite_address, ledger, weigher, clock, state, name):
    rule = TABLE[state, name]
    for role, by in OF_ROLE.items():
        done = []
        for bring in BROUGHT[state]:
            desk = one_desk(sqlite_address(), ledger, weigher, clock)
            story = bring(desk) if name != "waive" else doubtful_in(desk, state)
            assert story.state is state
            if name == "publish" and state is State.SCHEDULED:
                clock.passes(hours=1)
            if role not in rule.roles:
                with pytest.raises(RefusedError, match="needs the role"):
                    deed(desk, story, name, by)()
                assert desk.story(story.id) == story
                continue
            try:
                after = deed(desk, story, name, by)()
            except RefusedError:  # by a guard: published before or never, confirmed already
                assert desk.story(story.id) == story
                continue
            assert after.state in LEADS_ELSEWHERE.get(name, {rule.leads_to})
            assert after.revision == story.revision + 1
            assert desk.verify() is None
            done.append(after)
        assert bool(done) == (role in rule.roles), f"{role} could not {name} in any way"


def doubtful_in(desk: Desk, state: State) -> Story:
    if state is State.IN_REVIEW:
        return in_review(desk, TRUE, DOUBTFUL)
    return desk.check(desk.write(words(TRUE, DOUBTFUL), by="rita").id, by="rita")


def one_desk(address, ledger, weigher, clock) -> Desk:
    desk = Desk(Store(address), ledger, clock=clock)
    desk.weigher = weigher
    return desk


@pytest.mark.parametrize("state", State, ids=str)
def test_what_has_no_row_is_refused_and_says_what_is_possible(desk, state):
    story = desk.write(words(), by="rita")
    with desk.store.writing() as connection:
        connection.execute(update(stories).values(state=str(state)))
    for name, kind in actions.ACTIONS.items():
        if (state, name) in TABLE:
            continue
        for by in (*PEOPLE, SYSTEM):
            (why,) = desk.refusals(kind(story.id), by=by)
            assert f"this one is {state}" in why
            assert all(other in why for other in possible(state)) or "nothing more" in why
    with desk.store.writing() as connection:  # back to where people had brought it
        connection.execute(update(stories).values(state=str(story.state)))


def test_every_state_is_reached_and_every_guard_stands_somewhere():
    assert {rule.leads_to for rule in TABLE.values()} | {State.LEAD, State.CORRECTED, State.UPDATED} == set(State)
    assert {guard for rule in TABLE.values() for guard in rule.guards} == GUARDS.keys()
    assert {name for _, name in TABLE} == actions.ACTIONS.keys()


def test_nobody_but_an_editor_signs_and_nothing_goes_out_unsigned():
    for (_, name), rule in TABLE.items():
        if name == "approve":
            assert rule.roles == {Role.EDITOR, Role.DUTY_EDITOR}
            assert {"not_an_author", "not_who_waived", "every_claim_ticked", "nothing_contradicted"} <= set(rule.guards)
        if name == "publish":
            assert {"seal_holds", "enough_approvals", "nothing_contradicted", "data_unchanged"} <= set(rule.guards)


def test_the_machine_does_by_itself_what_a_person_has_decided_and_nothing_more():
    alone = {(state, name) for (state, name), rule in TABLE.items() if Role.MACHINE in rule.roles}
    assert {name for _, name in alone} == {"publish", "recheck"}
    assert {state for state, name in alone if name == "publish"} == {State.SCHEDULED}


def test_what_the_public_sees_can_be_taken_back_whatever_is_in_the_making(desk):
    for brought in BROUGHT.values():
        for bring in brought:
            story = bring(desk)
            if story.live_as not in {State.PUBLISHED, State.CORRECTED, State.UPDATED}:
                continue
            assert desk.refusals(actions.Withdraw(story.id, reason="by order"), by="ed") == []
            gone = desk.do(actions.Kill(story.id, reason="invented"), by="dana")
            assert gone.state is State.KILLED and gone.live_as is State.KILLED and gone.scheduled_for is None
