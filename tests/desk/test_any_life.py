"""Random deeds by random people: whatever is tried, in whatever order, what the desk promises holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from newsroom import DOUBTFUL, PEOPLE, SECOND, TRUE, WRONG, Clock, words

from weighbridge.desk import SYSTEM, Desk, Mark, Store, actions
from weighbridge.desk.canonical import sealed
from weighbridge.desk.states import PUBLIC
from weighbridge.desk.values import Version
from weighbridge.errors import InputError

WHICH = st.integers(0, 2)
WHO = st.sampled_from([*sorted(PEOPLE), SYSTEM])
TEXTS = [[TRUE], [TRUE, SECOND], [TRUE, DOUBTFUL], [SECOND], [WRONG], [TRUE, WRONG], [DOUBTFUL]]
PLAIN = sorted(actions.ACTIONS.keys() - {"edit", "draft", "check", "approve", "waive", "schedule"})


class Newsroom(RuleBasedStateMachine):
    """People who do anything at all to three stories, two of which two people have to sign."""

    made: Callable[[], tuple[Desk, Clock]]  # a new desk for each run, handed in by the test
    publications: set[tuple[Desk, str, int]]

    @initialize()
    def begin(self):
        self.desk, self.clock = type(self).made()
        lead = self.desk.add_lead(product="gallium", period="2025-06", focus="", score=2.0, why="surge")
        ours = self.desk.write(words(), by="rita"), self.desk.write(words(SECOND, product="gallium"), by="ron")
        self.stories = [*(story.id for story in ours), lead.id]
        self.before: dict[str, list[Version]] = {id: [] for id in self.stories}
        self.lines: list[tuple[int, str]] = []

    def tries(self, deed):
        with suppress(InputError):  # refused in words; anything else is our fault
            deed()

    @rule(which=WHICH, by=WHO, text=st.sampled_from(TEXTS), lead=st.booleans())
    def writes(self, which, by, text, lead):
        kind = actions.Draft if lead else actions.Edit
        self.tries(lambda: self.desk.do(kind(self.stories[which], content=words(*text, product="")), by=by))

    @rule(which=WHICH, by=WHO, newest=st.booleans())
    def checks(self, which, by, newest):
        self.tries(lambda: self.desk.check(self.stories[which], by=by, newest=newest))

    @rule(which=WHICH, by=WHO, name=st.sampled_from(PLAIN))
    def does(self, which, by, name):
        kind = actions.ACTIONS[name]
        more = {"reason": "for a reason"} if "reason" in kind.__dataclass_fields__ else {}
        self.tries(lambda: self.desk.do(kind(self.stories[which], **more), by=by))

    @rule(which=WHICH, by=WHO, waive=st.booleans(), every=st.booleans())
    def reviews(self, which, by, waive, every):
        story = self.stories[which]
        with self.desk.looking_at(story, by=by) as case:
            claims = case.claims if case.story.latest else []
        for claim in claims if every else claims[:1]:
            doubtful = claim["verdict"] in {"NOT_IN_DATA", "NOT_UNDERSTOOD"}
            if waive:
                self.tries(lambda c=claim: self.desk.do(actions.Waive(story, claim=c["key"], reason="seen"), by=by))
            mark = Mark.SOURCED if doubtful and not waive else Mark.ACCEPTED
            self.tries(lambda c=claim, m=mark: self.desk.tick(story, c["key"], m, by=by, note="page 3"))

    @rule(which=WHICH, by=WHO, fresh=st.booleans())
    def signs(self, which, by, fresh):
        story = self.stories[which]
        with self.desk.looking_at(story, by=by) as case:
            seal = case.seal if fresh and case.story.latest else "0" * 64
        self.tries(lambda: self.desk.do(actions.Approve(story, seal=seal), by=by))

    @rule(which=WHICH, by=WHO, hours=st.integers(-1, 3))
    def schedules(self, which, by, hours):
        at = self.clock() + timedelta(hours=hours)
        self.tries(lambda: self.desk.do(actions.Schedule(self.stories[which], at=at), by=by))

    @rule(which=WHICH, by=st.sampled_from(["dana", "dirk", "ron"]), both=st.booleans())
    def goes_the_whole_way(self, which, by, both):
        """What chance alone would seldom string together: check, hand in, review by one or two, publish."""
        self.checks(which, "rita", newest=True)
        self.does(which, "rita", "submit")
        for editor in ("ed", "eva") if both else ("ed",):
            self.reviews(which, editor, waive=False, every=True)
            self.signs(which, editor, fresh=True)
        self.does(which, by, "publish")

    @rule(hours=st.integers(0, 3))
    def time_passes(self, hours):
        self.clock.passes(hours=hours)
        self.desk.publish_due()

    @invariant()
    def what_is_public_was_signed_and_is_not_contradicted(self):
        for id in self.stories:
            record = self.desk.record(id)
            for line in record["history"]:
                if line["action"] == "publish":
                    self.publications.add((self.desk, id, line["n"]))
                    self.was_signed(id, record, line["detail"])

    def was_signed(self, id, record, sent):
        """The promise at the moment of publication, worked out again from the history alone."""
        story = self.desk.story(id)
        at = next(i for i, line in enumerate(record["history"]) if line["detail"] is sent)
        signed = {
            line["by"]
            for line in record["history"][:at]
            if line["action"] == "approve" and line["detail"]["seal"] == sent["seal"]
        }
        authors = {version["by"] for version in record["versions"] if version["n"] <= sent["version"]}
        assert set(sent["approved_by"]) <= signed - authors
        assert len(sent["approved_by"]) >= (2 if story.sensitive else 1)
        shown = self.desk.record(id, version=sent["version"])
        assert not [claim for claim in shown["claims"] if claim["verdict"] == "CONTRADICTED"]
        keys = {claim["key"] for claim in shown["claims"]}
        waivers = (line for line in record["history"][:at] if line["action"] == "waive")
        waived = {line["by"] for line in waivers if line["detail"]["claim"] in keys}
        assert not waived & set(sent["approved_by"])

    @invariant()
    def a_state_that_is_public_shows_a_version(self):
        for story in self.desk.stories():
            assert story.state not in PUBLIC or (story.live is not None and story.live_as is story.state)
            assert story.live is None or story.live <= story.latest

    @invariant()
    def history_only_grows(self):
        assert self.desk.verify() is None
        lines = [(line["n"], line["hash"]) for id in self.stories for line in self.desk.record(id)["history"]]
        lines.sort()
        assert lines[: len(self.lines)] == self.lines
        self.lines = lines
        for id, before in self.before.items():
            with self.desk.looking_at(id, by="ada") as case:
                now = list(case.versions)
            assert now[: len(before)] == before
            self.before[id] = now

    @invariant()
    def the_seal_is_of_what_is_there(self):
        for id in self.stories:
            with self.desk.looking_at(id, by="ada") as case:
                if case.story.latest:
                    assert case.seal == sealed(case.version, case.check, case.waivers)

    def teardown(self):
        if hasattr(self, "desk"):
            self.desk.store.engine.dispose()


def test_whatever_people_do_what_the_desk_promises_holds(sqlite_address, ledger, weigher):
    def made():
        clock = Clock()
        desk = Desk(Store(sqlite_address()), ledger, clock=clock, sensitive=frozenset({"gallium"}))
        desk.weigher = weigher
        return desk, clock

    publications = set()
    machine = type("OurNewsroom", (Newsroom,), {"made": staticmethod(made), "publications": publications})
    few = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)
    assert publications, "the promises were put to the test"
