"""A story as its page says it: plain dicts for the templates, nothing of the database in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weighbridge.desk import rows
from weighbridge.desk.actions import ACTIONS
from weighbridge.desk.content import paragraphs
from weighbridge.desk.moments import written
from weighbridge.desk.states import TABLE, possible
from weighbridge.desk.values import Kind, Person, Role, State, Story, Tick
from weighbridge.errors import ConflictError, RefusedError
from weighbridge.pages import review_rows

if TYPE_CHECKING:
    from weighbridge.desk.case import Case
    from weighbridge.desk.web.evidence import Evidence

EDITING = "edit"
# How an action is offered: its words, what it needs (nothing, a reason, a moment), and the label of that.
_OFFERS: Mapping[str, tuple[str, str, str]] = {
    "check": ("Check", "", ""),
    "check newest": ("Check with the newest data", "", ""),
    "submit": ("Submit for review", "", ""),
    "approve": ("Approve this text", "", ""),
    "publish": ("Publish now", "", ""),
    "schedule": ("Schedule", "at", "When it goes out, with the offset from UTC"),
    "unschedule": ("Take off the schedule", "", ""),
    "embargo": ("Embargo", "at", "Held back until, with the offset from UTC; empty to let it go"),
    "request changes": ("Request changes", "reason", "What has to change"),
    "recheck": ("Recheck", "reason", "What raises the question"),
    "clear": ("It stands", "reason", "Why what is public stands"),
    "correct": ("Correct", "reason", "What was wrong, and what is right; readers see this"),
    "update": ("Update", "reason", "What was revised, and what it is now; readers see this"),
    "reword notice": ("Reword the notice", "reason", "What readers are told of the amendment"),
    "abandon": ("Abandon the new version", "reason", "Why it is given up"),
    "drop": ("Drop", "reason", "Why it comes to nothing"),
    "withdraw": ("Withdraw", "reason", "Why it is taken back; readers see this"),
    "kill": ("Kill", "reason", "Why nobody may use it; readers see this, and it takes effect at once"),
    "confirm kill": ("Confirm the kill", "", ""),
    "archive": ("Archive", "", ""),
}
_FIRST = ("submit", "approve", "publish", "confirm kill")  # the road a story usually goes on
_FORESEEN = (
    "submit",
    "approve",
    "publish",
    "confirm kill",
    "archive",
    "schedule",
)  # what stands in the way is said before
_MOST_COMMENTS, _MOST_LOG = 200, 400


def story_dict(story: Story) -> dict[str, Any]:
    """Return a story's row for templates and the API."""
    return {
        "id": story.id,
        "kind": str(story.kind),
        "state": str(story.state),
        "revision": story.revision,
        "slug": story.slug,
        "product": story.product,
        "period": story.period,
        "focus": story.focus,
        "sensitive": story.sensitive,
        "created_by": story.created_by,
        "created_at": written(story.created_at),
        "latest": story.latest,
        "live": story.live,
        "live_as": str(story.live_as) if story.live_as else None,
        "amends": story.amends,
        "notice": story.notice,
        "note": story.note,
        "embargo_until": written(story.embargo_until) if story.embargo_until else None,
        "scheduled_for": written(story.scheduled_for) if story.scheduled_for else None,
        "score": story.score,
        "why": story.why,
    }


def offered(story: Story, person: Person) -> tuple[str, ...]:
    """Return the actions that state and roles allow somebody now, whatever the guards may say."""
    found = possible(story.state, person.roles)
    if story.kind is Kind.OUTSIDE:
        found = tuple(a for a in found if a not in {"submit", "waive"})
    idle = {"published_before", "still_public"} if story.live is None else {"never_published"}
    idle |= set() if story.amends else {"amends_what_is_public"}
    return tuple(a for a in found if idle.isdisjoint(TABLE[story.state, a].guards))


def review_page(
    case: Case,
    evidence: Evidence,
    *,
    claim: str | None = None,
    editing: int | None = None,
    typed: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return everything the review page says of a story to the one who looks at it."""
    names = {p.id: p.name for p in rows.people(case.connection)}
    typed = typed or {}
    chosen = _chosen(case, claim)
    base = f"/stories/{case.story.id}"
    claims = [
        {
            **c,
            "href": f"?claim={c['key']}#claim-{n}",
            "said": _said(case, c["key"]),
            "open": chosen is not None and c["key"] == chosen,
        }
        for n, c in enumerate(case.claims, 1)
    ]
    spans = paragraphs(case.version.content["text"])
    shown = review_rows(case.version.content, claims, spans)
    may = offered(case.story, case.actor)
    for row in shown["rows"]:
        row["inside_edited"] = editing is not None and editing < len(spans) and _within(row, spans[editing])
    marked = sum(1 for c in case.claims if c["key"] in case.marks)
    return {
        "story": story_dict(case.story),
        "content": case.version.content,
        "seal": case.seal,
        "written_by": names.get(case.version.written_by, case.version.written_by),
        "checked": {"as_of": case.check.as_of, "coverage": case.check.report["coverage"]} if case.check else None,
        "findings": _findings(case),
        "approvals": [names.get(a.approved_by, a.approved_by) for a in case.approvals],
        "needed": case.needed_approvals,
        "progress": {
            "shown": case.story.state is State.IN_REVIEW and _may_tick(case),
            "done": marked,
            "of": len(case.claims),
        },
        "offers": _offers(case, may),
        "may_edit": EDITING in may,
        "may_comment": case.story.latest > 0,
        "editing": editing if editing is not None and EDITING in may and editing < len(spans) else None,
        "editing_words": _span_words(case, spans, editing),
        "asked": chosen is not None and chosen == claim,
        "chosen": _evidence(case, evidence, shown["claims"], chosen, names, base) if chosen else None,
        "comments": [
            {
                "id": c.id,
                "quote": c.quote,
                "words": c.words,
                "by": names.get(c.written_by, c.written_by),
                "at": written(c.written_at),
                "version": c.version,
                "settled_by": names.get(c.settled_by or "", c.settled_by),
            }
            for c in rows.comments(case.connection, case.story.id)[-_MOST_COMMENTS:]
        ],
        "versions": [
            {"n": v.n, "by": names.get(v.written_by, v.written_by), "at": written(v.written_at), "why": v.why}
            for v in case.versions
        ],
        "history": [
            {
                "n": e.n,
                "at": written(e.at),
                "by": names.get(e.actor, e.actor),
                "action": e.action,
                "told": _told(e.detail),
            }
            for e in case.history[-_MOST_LOG:]
        ],
        "typed": typed,
        **shown,
    }


def evidence_part(case: Case, evidence: Evidence, claim: str) -> dict[str, Any]:
    """Return what the evidence of one claim says, for the page and for the part the script asks for."""
    names = {p.id: p.name for p in rows.people(case.connection)}
    claims = [{**c, "href": "", "said": _said(case, c["key"]), "open": c["key"] == claim} for c in case.claims]
    shown = review_rows({"title": "", "text": ""}, claims)["claims"]
    base = f"/stories/{case.story.id}"
    found = _evidence(case, evidence, shown, claim, names, base)
    return {"story": story_dict(case.story), "chosen": found, "typed": {}}


def _within(row: Mapping[str, Any], span: tuple[int, int]) -> bool:
    return bool(span[0] <= row["start"] < span[1])


def _span_words(case: Case, spans: list[tuple[int, int]], editing: int | None) -> str:
    if editing is None or editing >= len(spans):
        return ""
    start, end = spans[editing]
    return str(case.version.content["text"][start:end])


def _said(case: Case, key: str) -> str:
    tick = case.marks.get(key)
    return str(tick.mark) if tick else ""


def _chosen(case: Case, claim: str | None) -> str | None:
    """The claim asked for, else the first that waits for the actor, what is wrong before all else."""
    keys = [str(c["key"]) for c in case.claims]
    if claim in keys:
        return claim
    if not keys:
        return None
    wrong = [str(c["key"]) for c in case.claims if c["verdict"] == "CONTRADICTED"]
    waiting = [key for key in keys if key not in case.marks]
    return (wrong or waiting or keys)[0]


def _may_tick(case: Case) -> bool:
    return case.actor.holds(Role.EDITOR, Role.DUTY_EDITOR) and case.actor.id not in case.authors


def _no_ticking(case: Case) -> str:
    if case.story.state is not State.IN_REVIEW:
        return ""
    if case.actor.id in case.authors:
        return "You wrote this text; somebody else ticks its claims."
    return "" if _may_tick(case) else "An editor ticks the claims."


def _evidence(
    case: Case, evidence: Evidence, shown: list[dict[str, Any]], key: str, names: Mapping[str, str], base: str
) -> dict[str, Any]:
    keys = [c["key"] for c in shown]
    at = keys.index(key)
    claim = shown[at]
    waived = next((w for w in case.waivers if w.claim == key), None)
    mine = case.marks.get(key)
    last: dict[str, Tick] = {t.ticked_by: t for t in case.ticks if t.claim == key and t.ticked_by != case.actor.id}
    caption = evidence.caption(claim["facts"])
    in_review = case.story.state is State.IN_REVIEW
    return {
        **claim,
        "of": len(keys),
        "here": f"{base}?claim={key}#claim-{at + 1}",
        "before": f"{base}?claim={keys[at - 1]}#claim-{at}" if at else "",
        "after": f"{base}?claim={keys[at + 1]}#claim-{at + 2}" if at + 1 < len(keys) else "",
        "facts_shown": evidence.facts(claim["facts"]),
        "settled": case.settled(case.claims[at]),
        "may_tick": in_review and _may_tick(case),
        "no_ticking": _no_ticking(case),
        "may_waive": waived is None and claim["verdict"] in {"NOT_IN_DATA", "NOT_UNDERSTOOD"}
        and "waive" in offered(case.story, case.actor),
        "waived": {"by": names.get(waived.waived_by, waived.waived_by), "reason": waived.reason} if waived else None,
        "mine": {"mark": str(mine.mark), "note": mine.note} if mine else None,
        "others": [
            {"by": names.get(t.ticked_by, t.ticked_by), "mark": str(t.mark), "note": t.note} for t in last.values()
        ],
        "chart": f"{base}/claims/{key}/chart.svg" if caption else "",
        "chart_caption": caption,
        "chart_alt": f"Chart: {caption}; the periods of the claim are marked.",
    }  # fmt: skip


def _findings(case: Case) -> list[dict[str, str]]:
    if case.check is None:
        return []
    text = case.check.report["text"]
    return [
        {"reason": f["reason"], "quote": " ".join(text[f["start"] : f["end"]].split())[:90]}
        for f in case.check.report["findings"]
    ]


def _offers(case: Case, may: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    names = list(may)
    if case.story.live is None and case.actor.holds(Role.EDITOR, Role.DUTY_EDITOR) and _can_be_held(case.story):
        names.append("embargo")
    if "check" in names and case.check and case.check.as_of < str(case.weigher.newest):
        names.append("check newest")
    for name, (words, needs, label) in _OFFERS.items():
        if name not in names:
            continue
        why_not = _why_not(case, name) if name in _FORESEEN else []
        at = case.story.embargo_until if name == "embargo" else case.story.scheduled_for
        found.append(
            {
                "name": name,
                "words": words,
                "plain": not needs,
                "needs": needs,
                "label": label,
                "seal": name == "approve",
                "first": name in _FIRST or (name == "check" and case.check is None),
                "grave": name in {"kill", "withdraw"},
                "why_not": why_not,
                "at": at.isoformat(timespec="minutes") if at else "",
            }
        )
    return sorted(found, key=lambda offer: not offer["first"])


def _can_be_held(story: Story) -> bool:
    return story.kind is Kind.STORY and story.state not in {State.LEAD, State.KILLED, State.WITHDRAWN, State.ARCHIVED}


def _why_not(case: Case, name: str) -> list[str]:
    action = ACTIONS[name]
    try:
        made = action(case.story.id, seal=case.seal) if name == "approve" else action(case.story.id)  # type: ignore[call-arg]
        made.checks(case)
    except RefusedError as why:
        return list(why.reasons)
    except ConflictError as why:
        return [str(why)]
    return []


def _told(detail: Mapping[str, Any]) -> str:
    """What a line of the log says beyond who and what, short enough for a line."""
    kept = []
    for key in ("from", "to", "quote", "mark", "reason", "note", "why", "until", "scheduled_for"):
        value = detail.get(key)
        if value not in (None, ""):
            kept.append(f"{key} {value}")
    return "; ".join(kept)[:240]
