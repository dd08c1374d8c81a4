"""What a claim stands on: whether its clause, or a figure beside it that held, settles what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change, Form
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.walk import Walk, function_words, words_for_goods
from weighbridge.check.walk.state import ADJECTIVE_ENDS
from weighbridge.model import Interval

_TRADE = frozenset({"flow", "moves", "gives", "takes", "product", "whole"})
_ABOUT = ("now", "part")  # the slots of a form that hold the boxes it is about
# Words beside a product's name that leave it as it is.
_QUIET = frozenset({
    "through", "client", "clients", "elements", "abroad", "while", "came",
    "went", "customers", "rose", "fell", "about",
    "some", "that", "this", "says", "said", "during", "stood", "were", "with", "both", "under", "each", "sector",
    "industry", "market", "buyers", "sellers", "makers", "users", "worldwide", "outside", "sold", "bought",
})  # fmt: skip
_BASES = frozenset({"base", "against", "then"})  # roles


def about(form: Form) -> Frame | None:
    """Return the boxes a form is about; None for one that is about several or none."""
    for slot in _ABOUT:
        frame = getattr(form, slot, None)
        if isinstance(frame, Frame):
            return frame
    return None


def grounds(walk: Walk, match: Match, form: Form, held: Sequence[Frame], missed: Sequence[Frame]) -> frozenset[str]:
    """Return what settles of what a claim speaks.

    base         the words say what it is measured against
    way          they say which way it went
    partners, period, trade
                 the sentence names them
    beside       a figure of the same boxes has held in the sentence, or of boxes that differ in what was named since
    missed       it is not even clear what a quantity of these boxes is
    goes on      a change of the same kind has held before, of another period
    own figures  the words give the two figures, and these make another change
    other goods  a product's name is only a part of what the words name: rare earth concentrates, synthetic graphite
    lost         "that month" is said, and none is to be found
    span         the sentence speaks of a stretch of time that no pattern has understood
    """
    end, frame = _stretch_end(walk, match.end), about(form)
    found = {
        "base" if _BASES & match.roles.keys() or _has_base(walk) else "",
        "way" if "way" in match.roles else "",
        "partners" if walk.partner_at[end - 1] or _is_named(walk, frame, end) else "",
        "period" if walk.period_at[end - 1] else "",
        "trade" if any(i.tag in _TRADE for i in walk.items[:end]) else "",
        "lost" if walk.lost else "",
        "span" if _has_open_span(walk, match) else "",
        "goes on" if _goes_on(walk, form) and walk.period_at[end - 1] else "",
        "other goods" if _names_other_goods(walk, end) else "",
        "own figures" if _is_at_odds(walk, match, form) else "",
    }
    if frame is not None:
        named = found & {"partners", "period"} | ({"products"} if walk.product_at[end - 1] else set())
        if frame in missed:
            found.add("missed")
        elif frame in held or any(other.differs_in(frame) <= named for other in held):
            found.add("beside")
    return frozenset(found - {""})


def _goes_on(walk: Walk, form: Form) -> bool:
    """Whether the change that held last was of the same boxes in another period, measured over as long."""
    if not isinstance(form, Change) or not walk.discourse.rates:
        return False
    last = walk.discourse.rates[-1]
    alike = last.now.differs_in(form.now) == {"period"} and last.now.period.months == form.now.period.months
    return alike and last.now.period.first - last.base.period.first == form.now.period.first - form.base.period.first


def _is_at_odds(walk: Walk, match: Match, form: Form) -> bool:
    """Whether a percentage is not what the two figures it is said with make: up 560% to 353 t from 46 t."""
    if not isinstance(form, Change) or form.amount is None or not {"now", "then"} <= match.roles.keys():
        return False
    now, then = (walk.items[match.roles[role][0]].value for role in ("now", "then"))
    if not (isinstance(now, Amount) and isinstance(then, Amount)) or now.unit != then.unit or then.allows.lo <= 0:
        return False
    made = Interval((now.allows.lo / then.allows.hi - 1) * 100, (now.allows.hi / then.allows.lo - 1) * 100)
    return not made.meets(form.amount.loose.scaled(form.sign or 1))


def _has_base(walk: Walk) -> bool:
    """Whether the sentence says by itself what its claims are measured against: compared with July, on the year."""
    return any(m.says == "measured" for m in walk.sentence.matches) or any(i.tag == "against" for i in walk.items)


def _is_named(walk: Walk, frame: Frame | None, end: int) -> bool:
    return frame is not None and any(i.tag == "place" and (i.value,) == frame.partners for i in walk.items[:end])


def _has_open_span(walk: Walk, match: Match) -> bool:
    """Whether months are counted by words that belong to no pattern: four months later, over the same span."""
    if walk.between is not None:
        return False
    used = {n for m in walk.sentence.matches for n in range(m.start, m.end)}
    free = [n for n in range(match.end) if n not in used]
    return any(_counts_time(walk, n) for n in free)


def _counts_time(walk: Walk, n: int) -> bool:
    item, before = walk.items[n], [i.key for i in walk.items[max(0, n - 2) : n]]
    if item.tag == "period":
        return item.value.kind == "same" and item.key.startswith("the same") and before[-1:] in (["over"], ["within"])
    counted = item.tag == "span" and n > 0 and walk.items[n - 1].tag == "number"
    after = walk.items[n + 1].key if n + 1 < len(walk.items) else ""
    return counted and (before[0] in ("in", "over", "within") or after in ("later", "on"))


def _names_other_goods(walk: Walk, end: int) -> bool:
    return any(i.tag == "product" and _is_longer(walk.items, n) for n, i in enumerate(walk.items[:end]))


def _is_longer(items: Sequence[Item], n: int) -> bool:
    """Whether a noun that says nothing of itself stands right before or after a product's name."""
    before, after = items[n - 1] if n else None, items[n + 1] if n + 1 < len(items) else None
    return any(i is not None and _is_noun(i) for i in (before, after))


def _is_noun(item: Item) -> bool:
    word = item.key
    plain = item.tag == "word" and item.words.islower() and len(word) > 3 and word.isalpha()
    return plain and word not in function_words() | words_for_goods() | _QUIET and not word.endswith(ADJECTIVE_ENDS)


def _stretch_end(walk: Walk, at: int) -> int:
    while at < len(walk.items) and not walk.ends_clause(at):
        at += 1
    return at
