"""What became of a wrong percentage or multiple: turned round, of the other base, a multiple as growth, a digit."""

from __future__ import annotations

from dataclasses import replace

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change, Form, Ratio, Share
from weighbridge.check.neighbours import digits_say
from weighbridge.check.scales import Known, Missing, Scales
from weighbridge.check.weigh import Judge
from weighbridge.facts import period_text


def slip(form: Form, judge: Judge) -> str:
    """Return what a hand did to a percentage or a multiple that misses, empty where nothing simple explains it."""
    if not isinstance(form, Change | Ratio | Share) or form.amount is None:
        return ""
    try:
        known = _known(form, judge.scales)
    except Missing:
        return ""
    if isinstance(form, Change) and (told := _other_change(form, judge)):
        return told
    if isinstance(form, Ratio) and judge.weigh(Change(form.now, form.base, 1, _percent(form))).holds:
        return "that is the growth, not the multiple"
    sign = -1 if known.best < 0 else 1
    return digits_say(form.amount, [i.scaled(sign) for i in known.intervals], abs(known.best))


def _known(form: Change | Ratio | Share, scales: Scales) -> Known:
    if isinstance(form, Share):
        return scales.share(form.part, form.whole)
    return scales.change(form.now, form.base) if isinstance(form, Change) else scales.ratio(form.now, form.base)


def _percent(form: Ratio) -> Amount:
    return form.amount.times(100.0)._replace(unit="pct")


def _other_change(form: Change, judge: Judge) -> str:
    """What the percentage is true of: the other way, the other usual base, a multiple printed as growth."""
    assert form.amount is not None
    now, base, amount = form.now, form.base, form.amount
    if form.sign and judge.weigh(replace(form, sign=-form.sign)).holds:
        return "it went the other way"
    for other in (now.period.year_before(), now.period.previous()):
        if now.at(other) != base and judge.weigh(replace(form, base=now.at(other))).holds:
            return f"that is the change from {period_text(other)}"
    times = amount.times(0.01)._replace(unit="times")
    return "that is the multiple, not the growth" if judge.weigh(Ratio(now, base, times)).holds else ""
