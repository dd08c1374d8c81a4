"""The guards: each looks at a case and says in a sentence why not, or nothing. They fail closed.

Which of them stand before which action is in `states.TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from weighbridge.desk.case import Case
from weighbridge.desk.states import PUBLIC
from weighbridge.desk.values import Kind, Mark
from weighbridge.desk.weighing import DOUBTFUL

Guard = Callable[[Case, Mapping[str, Any]], str | None]


def our_own(case: Case, given: Mapping[str, Any]) -> str | None:
    """Somebody else's text is checked and goes no further."""
    if case.story.kind is Kind.OUTSIDE:
        return "this is somebody else's text: it can be checked, and is never published here"
    return None


def never_published(case: Case, given: Mapping[str, Any]) -> str | None:
    """What the public has seen is not dropped: it is corrected, withdrawn or killed."""
    if case.story.live is not None:
        return f"version {case.story.live} is public; abandon the new version, or withdraw or kill the story"
    return None


def published_before(case: Case, given: Mapping[str, Any]) -> str | None:
    """Only what is public can be taken back."""
    return None if case.story.live is not None else "nothing of this story was ever published"


def amends_what_is_public(case: Case, given: Mapping[str, Any]) -> str | None:
    """Only an amendment has a notice for readers."""
    return None if case.story.amends else "nothing that is public is being amended, so there is no notice to word"


def checked_as_it_stands(case: Case, given: Mapping[str, Any]) -> str | None:
    """The newest version has a report of its own."""
    return None if case.check else f"version {case.story.latest} has not been checked; check it first"


def seen_as_it_stands(case: Case, given: Mapping[str, Any]) -> str | None:
    """Whoever signs says which content they saw, and it is still the one."""
    if given.get("seal") != case.seal:
        return "the content is no longer the one you were shown; load it again and look at what changed"
    return None


def nothing_contradicted(case: Case, given: Mapping[str, Any]) -> str | None:
    """No claim that the data contradict goes out, and no waiver changes that."""
    wrong = [claim for claim in case.claims if claim["verdict"] == "CONTRADICTED"]
    if wrong:
        return f"the data contradict {_quoted(wrong)}; mend the text, or take the sentence out"
    return None


def not_doubtful_in_vain(case: Case, given: Mapping[str, Any]) -> str | None:
    """A text in which nothing at all was understood is no text for a reviewer."""
    if case.claims and all(claim["verdict"] == "NOT_UNDERSTOOD" for claim in case.claims):
        return "not one claim of this text was understood; it cannot be reviewed against the data"
    return None


def nothing_left_open(case: Case, given: Mapping[str, Any]) -> str | None:
    """A claim the data cannot bear out needs a waiver with a reason, or a reviewer who opened its cited source."""
    open_ = [c for c in case.claims if c["verdict"] in DOUBTFUL and not case.settled(c)]
    if open_:
        return f"{_quoted(open_)} cannot be borne out by the data; waive with a reason, or tick as sourced"
    return None


def not_an_author(case: Case, given: Mapping[str, Any]) -> str | None:
    """Nobody judges what they wrote: whoever wrote or edited any version does not review the story."""
    if case.actor.id in case.authors:
        written = [v.n for v in case.versions if v.written_by == case.actor.id]
        return f"{case.actor.name} wrote version {written[-1]}; somebody else has to review it"
    return None


def not_who_waived(case: Case, given: Mapping[str, Any]) -> str | None:
    """Whoever takes responsibility for a claim does not also sign that it is in order."""
    if any(w.waived_by == case.actor.id for w in case.waivers):
        return f"{case.actor.name} waived a claim of this text; somebody else has to approve it"
    return None


def every_claim_ticked(case: Case, given: Mapping[str, Any]) -> str | None:
    """Whoever signs has said of each claim, themselves, that it is in order."""
    flagged = [c for c in case.claims if (m := case.marks.get(c["key"])) and m.mark is Mark.FLAGGED]
    if flagged:
        return f"you flagged {_quoted(flagged)}; ask for changes, or take the flag back"
    left = [c for c in case.claims if c["key"] not in case.marks]
    if left:
        return f"{len(left)} of {len(case.claims)} claims have no tick of yours yet: {_quoted(left)}"
    return None


def not_signed_yet(case: Case, given: Mapping[str, Any]) -> str | None:
    """Where two have to sign, one person does not do it twice."""
    signed = {a.approved_by for a in case.approvals}
    if case.actor.id in signed and len(signed) < case.needed_approvals:
        return f"{case.actor.name} has approved this content; a second person has to approve it too"
    return None


def seal_holds(case: Case, given: Mapping[str, Any]) -> str | None:
    """Somebody has signed exactly this content."""
    return None if case.approvals else "nobody has approved this content: it changed since, or was never approved"


def enough_approvals(case: Case, given: Mapping[str, Any]) -> str | None:
    """A sensitive product needs two people."""
    if len(case.approvals) < case.needed_approvals:
        return f"{len(case.approvals)} of {case.needed_approvals} approvals of this content are there"
    return None


def embargo_passed(case: Case, given: Mapping[str, Any]) -> str | None:
    """Nothing goes out before its time."""
    for what, until in (
        ("the embargo ends", case.story.embargo_until),
        ("it is scheduled for", case.story.scheduled_for),
    ):
        if until is not None and case.at < until:
            return f"{what} {until:%Y-%m-%d %H:%M} UTC, and it is {case.at:%Y-%m-%d %H:%M} UTC"
    return None


def data_unchanged(case: Case, given: Mapping[str, Any]) -> str | None:
    """No figure the story rests on has changed since it was checked, in the newest release there is."""
    if case.check is None:
        return "it has not been checked"
    if case.weigher.commit == case.check.commit and str(case.weigher.newest) <= case.check.as_of:
        return None
    changed = case.weigher.changed(case.check.facts, as_of=max(case.weigher.newest, _day(case.check.as_of)))
    if changed:
        fact, (was, now) = next(iter(changed.items()))
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return (
            f"figures the story rests on have changed since it was checked ({fact}: {was or 'not known'}, now "
            f"{now or 'not known'}{more}); check it again"
        )
    return None


def second_person(case: Case, given: Mapping[str, Any]) -> str | None:
    """A kill is done at once by one person and confirmed by another."""
    killed = [e for e in case.history if e.action == "kill"]
    if killed and killed[-1].actor == case.actor.id:
        return f"{case.actor.name} killed it; a second person has to confirm"
    return None


def kill_unconfirmed(case: Case, given: Mapping[str, Any]) -> str | None:
    """One confirmation is enough."""
    return "the kill has been confirmed" if "confirm kill" in {e.action for e in case.history} else None


def still_public(case: Case, given: Mapping[str, Any]) -> str | None:
    """What was put away can be taken up again as long as the public sees it."""
    return None if case.story.live_as in PUBLIC else "the public does not see this story"


def kill_confirmed(case: Case, given: Mapping[str, Any]) -> str | None:
    """A kill that nobody has confirmed stays in sight."""
    done = {e.action for e in case.history}
    return None if "confirm kill" in done else "the kill waits for a second person to confirm it"


def guard_rows() -> list[tuple[str, str]]:
    """Return every guard with what it keeps, in the order they are met."""
    return [(name, (guard.__doc__ or "").strip()) for name, guard in GUARDS.items()]


def _quoted(claims: list[Mapping[str, Any]], most: int = 3) -> str:
    shown = ", ".join(f"“{c['quote']}”" for c in claims[:most])
    return shown + (f" and {len(claims) - most} more" if len(claims) > most else "")


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


GUARDS: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        our_own,
        never_published,
        published_before,
        amends_what_is_public,
        checked_as_it_stands,
        seen_as_it_stands,
        nothing_contradicted,
        not_doubtful_in_vain,
        nothing_left_open,
        not_an_author,
        not_who_waived,
        every_claim_ticked,
        not_signed_yet,
        seal_holds,
        enough_approvals,
        embargo_passed,
        data_unchanged,
        second_person,
        kill_unconfirmed,
        still_public,
        kill_confirmed,
    )
}
