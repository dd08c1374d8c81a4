"""From readings to a verdict: the leading reading decides, a true second one is support with a caveat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from weighbridge.check.claim import Verdict
from weighbridge.check.doubt import ALWAYS_SAID, is_only_longer, of_quantity, of_relation
from weighbridge.check.forms import Change, Difference, Form, Level
from weighbridge.check.neighbours import Neighbour, digits_say, neighbours
from weighbridge.check.proposing import Proposal, Reading
from weighbridge.check.slips import slip
from weighbridge.check.weigh import Judge, Outcome
from weighbridge.facts import caveats as caveat_texts

_SCALE = "times too"  # of a percentage two digits long that may be chance
_NAMED = frozenset({"beside", "base", "partners", "period", "trade"})
_ROUNDING = "This is consistent with the data only through rounding."


class Judged(NamedTuple):
    """A verdict with its reason, the nearest true statement, and what it rests on; `reading` decided it."""

    verdict: Verdict
    reason: str
    suggestion: str = ""
    facts: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    reading: Reading | None = None


def judged(proposal: Proposal, judge: Judge) -> Judged:
    """Return the verdict on a claim.

    Supported if its leading reading holds, or with a caveat another that the words allow; contradicted if every one of
    them fails; not in the data if the leading one cannot be weighed.
    """
    if not proposal.readings:
        if proposal.not_in_data:
            return Judged(Verdict.NOT_IN_DATA, _sentence(proposal.refusal))
        if proposal.refusal == "its own two figures go the other way":
            return Judged(Verdict.CONTRADICTED, _sentence(proposal.refusal))
        return Judged(Verdict.NOT_UNDERSTOOD, _sentence(proposal.refusal or "no reading of these words was found"))
    if proposal.completed is not None:
        first = proposal.readings[0]
        outcome = judge.weigh(first.form)
        if outcome.holds:
            return _supported(first, outcome, first=True)
        proposal = proposal.completed()._replace(grounds=proposal.grounds)
    outcomes = []
    for reading in proposal.readings:
        outcome = judge.weigh(reading.form)
        outcomes.append(outcome)
        if outcome.holds and not (outcome.loose and reading.is_far_fetched):
            return _supported(reading, outcome, first=reading is proposal.readings[0])
    verdict = _unsupported(proposal.readings, outcomes)
    leading = proposal.readings[0].form
    if verdict.verdict is Verdict.CONTRADICTED and isinstance(leading, Change | Difference) and _is_unlike(leading):
        return _aligned(leading, judge)
    if verdict.verdict is Verdict.CONTRADICTED and isinstance(leading, Level) and not leading.amount.per:
        return _diagnosed(proposal, leading, verdict, judge)
    return _doubted(proposal, leading, verdict, judge) if verdict.verdict is Verdict.CONTRADICTED else verdict


def _doubted(proposal: Proposal, form: Form, verdict: Judged, judge: Judge) -> Judged:
    """The verdict on a wrong relation: with what explains it, or not understood where its words leave doubt."""
    explained = slip(form, judge) or _slip(proposal.readings, judge)[0]
    if explained and (_SCALE not in explained or proposal.grounds() & _NAMED):
        return verdict._replace(suggestion=f"{verdict.suggestion} {_sentence(explained)}")
    if doubt := of_relation(form, proposal):
        return Judged(Verdict.NOT_UNDERSTOOD, f"{_sentence(doubt)} {verdict.suggestion}", reading=verdict.reading)
    return verdict


def _is_unlike(form: Change | Difference) -> bool:
    """Whether a change would lie between a month and a year, or other spans of unlike length: nobody means that."""
    now, base = form.now, form.base
    return now.period.months != base.period.months and not (now.averaged or base.averaged)


def _aligned(form: Change | Difference, judge: Judge) -> Judged:
    """The verdict on a change between spans of unlike length: on a month, the last month of the span is meant."""
    if form.base.period.is_month:
        reading = Reading(
            replace(form, now=form.now.at(form.now.period.last_month)), "read of the last month spoken of"
        )
        if (outcome := judge.weigh(reading.form)).holds:
            return _supported(reading, outcome, first=False)
    return Judged(Verdict.NOT_UNDERSTOOD, "It is not said over which months this is measured.")


def _diagnosed(proposal: Proposal, form: Level, verdict: Judged, judge: Judge) -> Judged:
    """The verdict on a wrong quantity with the neighbour that is true, or support where only an open slot differs."""
    near = neighbours(form.now, form.amount, judge.scales)
    for found in near:
        if (
            not found.slots & (proposal.fixed | ALWAYS_SAID)
            and not is_only_longer(found, form, proposal)
            and _was_spoken_of(found, form, proposal)
        ):
            outcome = judge.weigh(Level(found.frame, form.amount))
            reading = Reading(Level(found.frame, form.amount), f"read of {judge.naming.boxes(found.frame)}")
            return _supported(reading, outcome, first=False)
    slip, truth = _slip(proposal.readings, judge)
    if truth and not near:
        verdict = verdict._replace(suggestion=_sentence(truth))
    told = f"that is the figure of {judge.naming.boxes(near[0].frame)}" if near else slip
    if not slip and (doubt := of_quantity(near, form, judge.scales.level(form.now).best, proposal)):
        truth = f"{verdict.suggestion} {_sentence(told)}".strip() if told else verdict.suggestion
        return Judged(Verdict.NOT_UNDERSTOOD, f"{_sentence(doubt)} {truth}", reading=verdict.reading)
    return verdict._replace(suggestion=f"{verdict.suggestion} {_sentence(told)}".strip()) if told else verdict


def _slip(readings: Sequence[Reading], judge: Judge) -> tuple[str, str]:
    """What became of the digits in the first reading that a slip explains, and what is true in it; else nothing."""
    for reading in readings:
        form, true = reading.form, judge.true_values(reading.form)
        if true is not None and isinstance(form, Level | Difference) and (slip := digits_say(form.amount, *true)):
            return slip, judge.weigh(form).truth
    return "", ""


def _was_spoken_of(found: Neighbour, form: Level, proposal: Proposal) -> bool:
    """Whether the text speaks of what the neighbour has in place of an open slot; a long number needs no witness."""
    if len("".join(c for c in form.amount.text if c.isdigit()).strip("0")) >= 5:
        return True
    slots = {"partners": found.frame.partners, "period": found.frame.period}
    spoken_of = proposal.spoken_of()
    return all(slots[name] in spoken_of for name in found.slots if name in slots)


def _supported(reading: Reading, outcome: Outcome, *, first: bool) -> Judged:
    said = [_told(c, outcome) for c in outcome.caveats]
    if outcome.through_rounding:
        said.append(_ROUNDING)
    if reading.note and not first:
        said.append(_assumed(reading.assumed))
    return Judged(
        Verdict.SUPPORTED, _sentence(f"holds: {outcome.truth}"), "", outcome.facts, tuple(dict.fromkeys(said)), reading
    )


def _unsupported(readings: Sequence[Reading], outcomes: Sequence[Outcome]) -> Judged:
    leading, first = readings[0], outcomes[0]
    outcomes = [Outcome(False, o.told) if o.holds else o for o in outcomes]
    if first.holds is None:
        open_ones = all(o.holds is None for o in outcomes)
        return Judged(Verdict.NOT_IN_DATA, _sentence(first.truth), "", first.facts if open_ones else (), (), leading)
    if any(o.holds is None and not r.is_far_fetched for r, o in zip(readings, outcomes, strict=True)):
        unknown = next(o for o in outcomes if o.holds is None)
        return Judged(
            Verdict.NOT_IN_DATA,
            _sentence(f"the words can be read in two ways, and one of them has no answer: {unknown.truth}"),
            "",
            first.facts,
            (),
            leading,
        )
    truth, also = first.truth, ""
    if len(readings) > 1 and not readings[1].is_far_fetched:
        other = next((told for o in outcomes[1:] if (told := o.truth) != truth), "")
        also = f"; {other}" if other else ""
    return Judged(
        Verdict.CONTRADICTED, _sentence(f"the data say otherwise: {truth}{also}"), _sentence(truth),
        first.facts, tuple(_told(c, first) for c in first.caveats), leading,
    )  # fmt: skip


def _assumed(note: str) -> str:
    """A note on how a claim was read, as a sentence."""
    return f"This holds when {note.removeprefix('read of the other base: ')}; the words leave that open."


def _told(caveat: str, outcome: Outcome) -> str:
    return caveat_texts().get(caveat, caveat)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""
