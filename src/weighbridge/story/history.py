"""The figure in time: highs and lows, streaks, the months before the controls, the recent average."""

from __future__ import annotations

from typing import TypeGuard

from weighbridge.model import Fact, Period
from weighbridge.story.context import Near, ended
from weighbridge.story.figures import above_or_below, amount, direction, is_nothing, print_of
from weighbridge.story.lede import on_month
from weighbridge.story.matter import Matter
from weighbridge.story.phrase import Line, Mark, Piece, Pieces, perhaps
from weighbridge.words import cardinal, day_name, ordinal

_COVERED = 0.3  # a record over fewer of the months than this share is none
LEAST_SINCE = 2  # "highest since" says nothing of a month or two


def history(m: Matter, near: list[Near]) -> list[Line]:
    """Return what the months before say about this one."""
    extreme = _extreme(m)
    base = _base_extreme(m, extreme)
    run = _streak(m, extreme) or _turn(m, extreme)
    lines = [extreme, run, base, _before_controls(m, near, extreme, base), _average(m)]
    return [line for line in lines if line]


def _extreme(m: Matter) -> Line | None:
    about = "" if m.is_world else f" for {m.place(m.focus)}"
    subject = _whose(m)
    for metric, word in (("record_high", "highest"), ("record_low", "lowest")):
        fact = m.fact(metric)
        if _covers_enough(fact):
            rank = Mark(f"the {word} of the {fact.value:.0f} months known since {_first_month(m, fact)}", fact)
            return perhaps(Mark(f"{m.when(m.period)}'s {subject}", fact), f"{about} was ", rank, ".", weight=18)
    for metric, word in (("highest_since", "highest"), ("lowest_since", "lowest")):
        fact = m.fact(metric)
        if _says_something(fact, m):
            return perhaps(
                Mark(f"{m.when(m.period)}'s {subject}", fact), f"{about} was ",
                Mark(f"the {word}{_known(fact)} since {_since(m, fact)}", fact), ".", weight=17,
            )  # fmt: skip
    return None


def _whose(m: Matter) -> str:
    return "total" if m.is_world else "figure"


def _covers_enough(fact: Fact | None) -> TypeGuard[Fact]:
    """Whether enough of the months since the first are known for a record to tell a reader anything."""
    if fact is None:
        return False
    span = fact.cell.period.first - Period.parse(str(fact.detail["first_month"])).first + 1
    return fact.value >= _COVERED * span


def _first_month(m: Matter, fact: Fact) -> str:
    return m.when(Period.parse(str(fact.detail["first_month"])))


def _says_something(fact: Fact | None, m: Matter) -> TypeGuard[Fact]:
    """Whether enough months lie between, and are known, for 'highest since' to tell a reader anything."""
    if fact is None or fact.value <= LEAST_SINCE or float(fact.detail["months_compared"]) < LEAST_SINCE:
        return False
    return m.fact("level", period=Period.parse(str(fact.detail["since"]))) is not None


def _known(fact: Fact) -> str:
    return " among the months known" if "months_missing" in fact.caveats else ""


def _since(m: Matter, fact: Fact) -> str:
    return m.when(Period.parse(str(fact.detail["since"])))


def _subject(m: Matter, extreme: Line | None, fact: Fact) -> Piece:
    """What a sentence about the month's move is about: the month has just been named, or it is named here."""
    return "It was" if extreme else Mark(f"{m.when(m.period)} brought", fact)


def _streak(m: Matter, extreme: Line | None) -> Line | None:
    fact = m.fact("streak")
    if fact is None or fact.value < 2 or fact.interval.lo != fact.interval.hi:
        return None
    way = "rise" if fact.detail["direction"] == "up" else "fall"
    also = " also " if extreme else " "
    run = Mark(f"the {ordinal(int(fact.value))} monthly {way} in a row", fact)
    return perhaps(_subject(m, extreme, fact), also, run, ".", weight=9)


def _turn(m: Matter, extreme: Line | None) -> Line | None:
    """Say what run of months this one ended."""
    now, before = m.fact("streak"), m.fact("streak", period=m.period.previous())
    if not m.period.is_month or now is None or before is None or now.detail["direction"] == before.detail["direction"]:
        return None
    if before.value < 2 or before.interval.lo != before.interval.hi:
        return None
    way, turn = ("falls", "rise") if before.detail["direction"] == "down" else ("rises", "fall")
    run = Mark(f"{cardinal(int(before.value))} monthly {way} in a row", before)
    return perhaps(_subject(m, extreme, now), " ", Mark(f"the first {turn}", now), " after ", run, ".", weight=9)


def _base_extreme(m: Matter, extreme: Line | None) -> Line | None:
    """Say what the month before was, where the move is measured from an extreme."""
    change = on_month(m)
    if change is None or abs(change.value) < 20:
        return None
    before = m.period.previous()
    names = (
        ("record_low", "lowest_since", "lowest")
        if direction(change) > 0
        else ("record_high", "highest_since", "highest")
    )
    record, since, word = names
    fact = m.fact(record, period=before)
    whose = f"{m.when(before)}'s" if extreme else f"{m.when(before)}'s {_whose(m)}"
    if _covers_enough(fact):
        words = f"the {word} of the {fact.value:.0f} months known since {_first_month(m, fact)}"
        return perhaps(Mark(whose, fact), " had been ", Mark(words, fact), ".", weight=13)
    fact = m.fact(since, period=before)
    if _says_something(fact, m):
        words = f"the {word}{_known(fact)} since {_since(m, fact)}"
        return perhaps(Mark(whose, fact), " had been ", Mark(words, fact), ".", weight=13)
    return None


def _before_controls(m: Matter, near: list[Near], extreme: Line | None, after: Line | None) -> Line | None:
    """Compare with the last full month before the latest control that concerns the product directly."""
    controls = [
        n
        for n in near
        if n.event.kind == "control" and set(n.event.commodities) & set(m.product.topics) and not ended(m, n)
    ]
    if not controls or not m.period.is_month:
        return None
    latest = max(controls, key=lambda n: n.event.period)
    before = latest.event.period.previous()
    if (
        not before < m.period
        or before in (m.period.previous(), m.period.year_before())
        or latest.event.occurred_at is None
    ):
        return None
    base, level = m.fact("level", period=before), m.fact("level")
    change = m.fact("change_on_month_pct", other=m.cell(period=before))
    much = amount(m, base)
    if (
        base is None
        or level is None
        or is_nothing(m, level)
        or much is None
        or change is None
        or print_of(m, base) is None
    ):
        return None
    rules = "licensing rules" if "licen" in latest.event.title.lower() else "controls"
    day = Mark(f"the {rules} of {day_name(latest.event.occurred_at, near=m.as_of)}", event=latest.index)
    about = "" if m.is_world or extreme else f" for {m.place(m.focus)}"
    whose = Mark(f"{m.when(m.period)}'s {_whose(m)}", level)
    it: Pieces = ("It",) if extreme and not after else (whose, about)
    last = Mark(m.when(before), base)
    return perhaps(
        *it, " was ", above_or_below(m, change), " the ", much, " of ", last,
        ", the last full month before ", day, ".", weight=15,
    )  # fmt: skip


def _average(m: Matter) -> Line | None:
    fact, change = m.fact("moving_average"), on_month(m)
    much = amount(m, fact)
    if (
        fact is None
        or much is None
        or much.text.startswith("between")
        or not m.period.is_month
        or change is None
        or abs(change.value) < 15
    ):
        return None
    span = Period(m.period.last - 2, 3)
    to = "" if m.is_world else f" {m.naming.to} {m.place(m.focus)}"
    name = f"{m.when(Period(span.first))} to {m.when(m.period)}"
    return perhaps(
        "Over ",
        Mark("the three months", fact),
        " from ",
        Mark(name, fact),
        f", {m.naming.noun}{to} averaged ",
        much,
        " a month.",
        weight=0.5,
    )
