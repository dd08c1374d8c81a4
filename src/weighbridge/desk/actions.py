"""The actions: one object for each change of state, the same from the page, the API and the command line.

    checks()    raises RefusedError with every reason why not: no row in the table, no role, a guard
    executes()  makes the change
    logs        the line in the audit log

`perform` does the three in one transaction: all of it is kept, or nothing. An action never waits for anything but the
database; what takes time (weighing a text) is done before and handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import func, insert, select, update

from weighbridge.desk import audit, public, rows
from weighbridge.desk import tables as t
from weighbridge.desk.canonical import digest
from weighbridge.desk.case import Case
from weighbridge.desk.content import require_content
from weighbridge.desk.guards import GUARDS
from weighbridge.desk.moments import written
from weighbridge.desk.states import TABLE, Rule, possible, states_with
from weighbridge.desk.typed import said
from weighbridge.desk.values import Person, State, Story
from weighbridge.errors import ConflictError, InputError, RefusedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk.store import Store
    from weighbridge.desk.weighing import Weighed, Weigher

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Action:
    """Something a person does to a story. `revision` is that of the story they looked at, None to take it as it is."""

    story: str
    revision: int | None = None
    name: ClassVar[str] = ""

    def checks(self, case: Case) -> Rule:
        """Return the row of the table for this action; raises RefusedError with all reasons, or ConflictError."""
        if self.revision is not None and self.revision != case.story.revision:
            raise ConflictError(
                f"{case.story.slug} was changed by somebody else since you opened it; load it again and look"
            )
        rule = TABLE.get((case.story.state, self.name))
        if rule is None:
            raise RefusedError(self.name, [_impossible(self.name, case.story)])
        reasons = []
        if not case.actor.active:
            reasons.append(f"{case.actor.name} no longer works here")
        if not case.actor.roles & rule.roles:
            reasons.append(f"{self.name} needs the role {' or '.join(sorted(rule.roles))}")
        given = self.given()
        reasons += [why for guard in rule.guards if (why := GUARDS[guard](case, given))]
        if reasons:
            raise RefusedError(self.name, reasons)
        return rule

    def given(self) -> Mapping[str, Any]:
        """Return what the guards are told of the action itself."""
        return {}

    def executes(self, case: Case, rule: Rule) -> dict[str, Any] | None:
        """Make the change and return what of the story's row it sets; `state` if not the one of the rule.

        None when there is nothing to change: then nothing is written, and nothing logged.
        """
        return {}

    def told(self, case: Case) -> dict[str, Any]:
        """Return what the audit log keeps of it."""
        return {}


def perform(action: Action, actor: str, *, store: Store, weigher: Weigher, at: datetime) -> Story:
    """Do it, and return the story as it then stands; raises RefusedError or ConflictError and changes nothing."""
    with store.writing() as connection:
        return perform_in(connection, action, actor, weigher=weigher, at=at)


def perform_in(connection: Connection, action: Action, actor: str, *, weigher: Weigher, at: datetime) -> Story:
    """Do it as part of what somebody else writes: it is kept with all of that, or not at all."""
    story = rows.story_of(connection, action.story)
    case = Case(connection, story, rows.person_of(connection, actor), at, weigher)
    rule = action.checks(case)
    told, done = action.told(case), action.executes(case, rule)
    if done is None:
        return story
    changes = {"state": str(rule.leads_to), **done, "revision": story.revision + 1}
    connection.execute(update(t.stories).where(t.stories.c.id == story.id).values(**changes))
    came_of_it = {"from": str(story.state), "to": changes["state"], "version": changes.get("latest", story.latest)}
    audit.append(connection, at=at, actor=actor, action=action.name, story=story.id, detail={**told, **came_of_it})
    return rows.story_of(connection, action.story)


def refusals(action: Action, actor: Person, *, connection: Connection, weigher: Weigher, at: datetime) -> list[str]:
    """Return why an action would be refused now, nothing when it would be done."""
    case = Case(connection, rows.story_of(connection, action.story), actor, at, weigher)
    try:
        action.checks(case)
    except RefusedError as why:
        return list(why.reasons)
    except InputError as why:
        return [str(why)]
    return []


def _impossible(name: str, story: Story) -> str:
    where = " or ".join(states_with(name))
    now = ", ".join(possible(story.state)) or "nothing more"
    return f"{name} is possible when a story is {where or 'never'}; this one is {story.state}: possible is {now}"


@dataclass(frozen=True)
class _WithReason(Action):
    """An action that is done with a reason in words, which the story keeps as its note."""

    reason: str = ""

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        return {"note": said(self.reason, self.name, most=LONGEST_REASON)}

    def told(self, case: Case) -> dict[str, Any]:
        return {"reason": said(self.reason, self.name, most=LONGEST_REASON)}


# ---- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Writes(Action):
    """An action that leaves a new version, unless the words are those there are already."""

    content: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""

    @cached_property
    def words(self) -> dict[str, Any]:
        """The content as it will be kept."""
        return require_content(self.content)

    def executes(self, case: Case, rule: Rule) -> dict[str, Any] | None:
        if case.story.latest and digest(self.words) == case.version.content_hash:  # approvals hold
            return None
        why = said(self.why, "an edit", most=LONGEST_REASON, empty=True)
        add_version(case.connection, case.story.id, case.story.latest + 1, self.words, case.actor.id, case.at, why)
        return {"latest": case.story.latest + 1, "scheduled_for": None}

    def told(self, case: Case) -> dict[str, Any]:
        why = said(self.why, "an edit", most=LONGEST_REASON, empty=True)
        return {"content_hash": digest(self.words), "why": why}


def add_version(
    connection: Connection, story: str, n: int, content: Mapping[str, Any], by: str, at: datetime, why: str
) -> None:
    """Add the words of a story as its version `n`."""
    row = {"story": story, "n": n, "content": dict(content), "content_hash": digest(dict(content)), "why": why}
    connection.execute(insert(t.versions), {**row, "written_by": by, "written_at": written(at)})


@dataclass(frozen=True)
class Draft(_Writes):
    """A lead becomes a draft."""

    name: ClassVar[str] = "draft"


@dataclass(frozen=True)
class Edit(_Writes):
    """The words are changed: a new version, and whoever makes it is an author from now on."""

    name: ClassVar[str] = "edit"


@dataclass(frozen=True)
class CheckText(Action):
    """The newest version is weighed; `version` says which was, so that no report lands on other words."""

    weighed: Weighed | None = None
    version: int = 0
    name: ClassVar[str] = "check"

    def checks(self, case: Case) -> Rule:
        rule = super().checks(case)
        if self.weighed is None or self.version != case.story.latest:
            raise ConflictError(f"{case.story.slug} was edited while it was being checked; check it again")
        return rule

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        weighed = self.weighed
        assert weighed is not None
        same = select(func.count()).where(t.checks.c.story == case.story.id, t.checks.c.version == self.version)
        n = (case.connection.execute(same).scalar() or 0) + 1
        row = {"story": case.story.id, "version": self.version, "n": n, "as_of": str(weighed.as_of)}
        row |= {"ledger_commit": weighed.commit, "report": weighed.report, "facts": weighed.facts}
        case.connection.execute(insert(t.checks), {**row, "checked_by": case.actor.id, "checked_at": written(case.at)})
        return {"scheduled_for": None}

    def told(self, case: Case) -> dict[str, Any]:
        weighed = self.weighed
        assert weighed is not None
        return {"as_of": str(weighed.as_of), "commit": weighed.commit, "coverage": weighed.report["coverage"]}


# ---- review ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Submit(Action):
    """A checked text goes to those who did not write it."""

    name: ClassVar[str] = "submit"


@dataclass(frozen=True)
class Waive(Action):
    """Somebody takes responsibility for a claim the data cannot bear out."""

    claim: str = ""
    reason: str = ""
    name: ClassVar[str] = "waive"

    def checks(self, case: Case) -> Rule:
        rule = super().checks(case)
        claim = next((c for c in case.claims if c["key"] == self.claim), None)
        if claim is None:
            raise RefusedError(self.name, ["that claim is not in the text as it stands"])
        if claim["verdict"] not in {"NOT_IN_DATA", "NOT_UNDERSTOOD"}:
            raise RefusedError(
                self.name, [f"“{claim['quote']}” is {claim['verdict'].lower()}: that is not to be waived"]
            )
        if any(w.claim == self.claim for w in case.waivers):
            raise RefusedError(self.name, [f"“{claim['quote']}” is waived already"])
        said(self.reason, "a waiver", most=LONGEST_REASON)
        return rule

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        reason = said(self.reason, "a waiver", most=LONGEST_REASON)
        row = {"story": case.story.id, "claim": self.claim, "reason": reason, "waived_by": case.actor.id}
        case.connection.execute(insert(t.waivers), {**row, "waived_at": written(case.at)})
        return {}

    def told(self, case: Case) -> dict[str, Any]:
        quote = next((c["quote"] for c in case.claims if c["key"] == self.claim), "")
        reason = said(self.reason, "a waiver", most=LONGEST_REASON)
        return {"claim": self.claim, "quote": quote, "reason": reason}


@dataclass(frozen=True)
class RequestChanges(_WithReason):
    """A reviewer sends it back, and says why."""

    name: ClassVar[str] = "request changes"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        return super().executes(case, rule) | {"scheduled_for": None}


@dataclass(frozen=True)
class Approve(Action):
    """A person signs exactly the content they were shown; `seal` is its hash as the page showed it."""

    seal: str = ""
    name: ClassVar[str] = "approve"

    def given(self) -> Mapping[str, Any]:
        return {"seal": self.seal}

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        row = {"story": case.story.id, "version": case.story.latest, "sealed": case.seal, "approved_by": case.actor.id}
        case.connection.execute(insert(t.approvals), {**row, "approved_at": written(case.at)})
        signed = {a.approved_by for a in case.approvals} | {case.actor.id}
        return {} if len(signed) >= case.needed_approvals else {"state": str(case.story.state)}

    def told(self, case: Case) -> dict[str, Any]:
        return {"seal": self.seal, "content_hash": case.version.content_hash}


# ---- going out -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Schedule(Action):
    """It goes out by itself at a moment, or when the embargo ends, whichever is later."""

    at: datetime | None = None
    name: ClassVar[str] = "schedule"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        if self.at is None or (due := written(self.at)) <= written(case.at):
            raise InputError("a moment to come is needed, as 2025-07-20T08:30+00:00")
        return {"scheduled_for": due}

    def told(self, case: Case) -> dict[str, Any]:
        return {"scheduled_for": written(self.at) if self.at else None}


@dataclass(frozen=True)
class Unschedule(Action):
    """It waits again for somebody to publish it."""

    name: ClassVar[str] = "unschedule"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        return {"scheduled_for": None}


@dataclass(frozen=True)
class Publish(Action):
    """The approved content goes out; as a correction or an update when it amends what is public."""

    name: ClassVar[str] = "publish"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        as_what = {"correction": State.CORRECTED, "update": State.UPDATED}.get(case.story.amends, State.PUBLISHED)
        notice = case.story.notice if case.story.amends else ""
        assert case.check is not None  # its guards
        signed = {"version": case.story.latest, "checked": case.check.n, "sealed": case.seal}
        _note_down(case, as_what, notice, **signed)
        went_out = {"live": case.story.latest, "live_as": str(as_what), "state": str(as_what)}
        return {**went_out, "amends": "", "scheduled_for": None}

    def told(self, case: Case) -> dict[str, Any]:
        return {
            "seal": case.seal,
            "approved_by": sorted(a.approved_by for a in case.approvals),
            "amends": case.story.amends,
            "notice": case.story.notice if case.story.amends else "",
        }


def _note_down(case: Case, event: State, notice: str, **what: Any) -> None:
    public.note_down(case.connection, case.story, event, by=case.actor.id, at=case.at, notice=notice, **what)


# ---- afterwards ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recheck(_WithReason):
    """Something raises a question about what is public: a new vintage, a reader, a source's own correction."""

    name: ClassVar[str] = "recheck"


@dataclass(frozen=True)
class Clear(_WithReason):
    """The question is answered, and what is public stands."""

    name: ClassVar[str] = "clear"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        return super().executes(case, rule) | {"state": str(case.story.live_as)}


@dataclass(frozen=True)
class Correct(_WithReason):
    """It was wrong when it was published: a new version is begun, to go out as a correction.

    The reason is what readers will be told: what was wrong, and what is right.
    """

    name: ClassVar[str] = "correct"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        told = super().executes(case, rule)
        return told | {"amends": "correction", "notice": told["note"]}


@dataclass(frozen=True)
class Update(_WithReason):
    """It was right when it was published and the data were revised: a new version is begun, to go out as an update.

    The reason is what readers will be told: what was revised, and what it is now.
    """

    name: ClassVar[str] = "update"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        told = super().executes(case, rule)
        return told | {"amends": "update", "notice": told["note"]}


@dataclass(frozen=True)
class RewordNotice(Action):
    """What readers will be told of the amendment is put into other words, which are then what is signed."""

    reason: str = ""
    name: ClassVar[str] = "reword notice"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any] | None:
        notice = said(self.reason, self.name, most=LONGEST_REASON)
        return None if notice == case.story.notice else {"notice": notice}

    def told(self, case: Case) -> dict[str, Any]:
        return {"reason": said(self.reason, self.name, most=LONGEST_REASON)}


@dataclass(frozen=True)
class Abandon(_WithReason):
    """The new version of a published story is given up; its words return to those that are public."""

    name: ClassVar[str] = "abandon"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        changes = super().executes(case, rule) | {"amends": "", "scheduled_for": None}
        assert case.story.live is not None
        public = rows.version_of(case.connection, case.story.id, case.story.live)
        if public.content_hash == case.version.content_hash:
            return changes
        n = case.story.latest + 1
        add_version(case.connection, case.story.id, n, public.content, public.written_by, case.at, "as published")
        return changes | {"latest": n}


@dataclass(frozen=True)
class Withdraw(_WithReason):
    """The public sees a notice instead of the story; nothing is said to be wrong with it."""

    name: ClassVar[str] = "withdraw"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        told = super().executes(case, rule)
        assert case.story.live is not None  # its guard
        _note_down(case, rule.leads_to, told["note"], version=case.story.live)
        return told | {"live_as": str(rule.leads_to), "amends": "", "scheduled_for": None}


@dataclass(frozen=True)
class Kill(_WithReason):
    """It must not be used by anybody; done at once, confirmed by a second person afterwards."""

    name: ClassVar[str] = "kill"

    def executes(self, case: Case, rule: Rule) -> dict[str, Any]:
        told = super().executes(case, rule) | {"embargo_until": None, "scheduled_for": None, "amends": ""}
        if case.story.live is None:
            return told
        _note_down(case, rule.leads_to, told["note"], version=case.story.live)
        return told | {"live_as": str(rule.leads_to)}


@dataclass(frozen=True)
class ConfirmKill(Action):
    """The second person says so too."""

    name: ClassVar[str] = "confirm kill"


@dataclass(frozen=True)
class Drop(_WithReason):
    """A lead or a draft comes to nothing."""

    name: ClassVar[str] = "drop"


@dataclass(frozen=True)
class Archive(Action):
    """It is put away; what was public stays readable."""

    name: ClassVar[str] = "archive"


ACTIONS: Mapping[str, type[Action]] = {
    kind.name: kind
    for kind in (
        Draft, Edit, CheckText, Submit, Waive, RequestChanges, Approve, Schedule, Unschedule, Publish, Recheck, Clear,
        Correct, Update, RewordNotice, Abandon, Withdraw, Kill, ConfirmKill, Drop, Archive,
    )
}  # fmt: skip
KILL_CONFIRMED_WITHIN = timedelta(minutes=15)  # after that the desk shows it in red
