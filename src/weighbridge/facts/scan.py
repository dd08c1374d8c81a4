"""What is news: the leads of a release, each with a score and the facts it rests on.

A score counts robust standard deviations of the series' own history, taken at the end of the interval that is least
exciting, so that nothing is news through rounding. Below `NEWSWORTHY` a month is quiet. A country weighs in with its
share of the world: in full from a fifth on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import inf, log, sqrt
from statistics import median

from weighbridge.errors import NotInDataError
from weighbridge.facts.measure import measure
from weighbridge.facts.slice import Slice, Viewed, series_key, slice_of
from weighbridge.facts.text import number_text, period_text
from weighbridge.model import Cell, Fact, Flow, Period

NEWSWORTHY = 2.0  # two robust standard deviations
GREAT = 5.0  # beyond this a score grows only with the logarithm
PLAIN_SCALE = 0.2  # what a standard deviation of log changes is taken to be where history is short
LEAST_SCALE = 0.05  # no series is so steady that a change of a few percent is news
HISTORY = 6  # changes needed before a series is judged by its own history
FULL_WEIGHT_SHARE = 20.0  # percent of the world


@dataclass(frozen=True, slots=True)
class Lead:
    """Something that may be news: where, what kind, how much so, why in a sentence, and the ids of its facts."""

    cell: Cell
    what: str
    score: float
    why: str
    facts: tuple[str, ...]

    @property
    def is_news(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= NEWSWORTHY


Ask = Callable[[str, Cell], "Fact | None"]


def scan(product: str, period: Period, *, view: Viewed, flow: Flow = Flow.EXPORT, reporter: str = "CHN") -> list[Lead]:
    """Return the leads of a product (its id) in a month, most newsworthy first.

    In a month that is only released together with others (January and February) the year to date is scanned. Raises
    NotInDataError when nothing is known of the month as of the view's day.
    """
    taken = slice_of(view)
    cells = _cells(product, period, taken, flow, reporter) or _cells(
        product, period.year_to_date(), taken, flow, reporter
    )
    if not cells:
        raise NotInDataError(
            f"no {flow} figure of {product} for {period} follows from what was released by {view.as_of}"
        )
    ask = partial(_ask, view)
    leads = [_weighed(lead, ask) for cell in cells for lead in _leads(cell, taken, ask)]
    return sorted(leads, key=lambda lead: (-lead.score, lead.cell, lead.what))


def _cells(product: str, period: Period, taken: Slice, flow: Flow, reporter: str) -> list[Cell]:
    wanted = (flow, reporter, product, period)
    cells = {*taken.view.bounds, *taken.told}
    return sorted(c for c in cells if (c.flow, c.reporter, c.product, c.period) == wanted and taken.level(c))


def _ask(view: Viewed, metric: str, cell: Cell) -> Fact | None:
    try:
        return measure(metric, cell, view=view)
    except NotInDataError:
        return None


def _leads(cell: Cell, taken: Slice, ask: Ask) -> Iterator[Lead]:
    if cell.period.is_month:
        yield from _change(cell, taken, ask, "change_on_month_pct", 1)
        yield from _resumption(cell, ask)
        yield from _reversal(cell, ask)
        yield from _extreme(cell, ask)
        yield from _share_shift(cell, ask)
    yield from _change(cell, taken, ask, "change_on_year_pct", 12)
    yield from _return(cell, ask)


def _change(cell: Cell, taken: Slice, ask: Ask, metric: str, lag: int) -> Iterator[Lead]:
    fact = ask(metric, cell)
    if fact is None:
        return
    tame = _tame(fact)
    past = _past_changes(cell, taken, lag)
    if len(past) >= HISTORY:
        middle = median(past)
        scale = max(1.4826 * median(abs(x - middle) for x in past), LEAST_SCALE)
        judged = f"{len(past)} earlier changes of the series, typically {number_text(round(100 * scale, 1))}%"
    else:
        scale, judged = PLAIN_SCALE, "its size alone, as too few earlier changes of the series are known"
    rose = fact.value > 0
    what = {1: ("surge", "slump"), 12: ("above_last_year", "below_last_year")}[lag][0 if rose else 1]
    why = (
        f"{'Up' if rose else 'Down'} {number_text(abs(fact.value), fact.interval.width)}% on "
        f"{'the year' if lag == 12 else period_text(cell.period.previous())}, measured against {judged}."
    )
    score = _squeezed(abs(tame) / scale)  # no series without a history is more than great news
    yield Lead(cell, what, score if len(past) >= HISTORY else min(score, GREAT), why, (fact.id,))


def _tame(fact: Fact) -> float:
    """Return the log change at the end of the interval nearest to no change; 0 when the sign is open."""
    lo, hi = fact.interval.lo, fact.interval.hi
    if lo <= 0 <= hi:
        return 0.0
    end = lo if lo > 0 else hi
    return log(1 + end / 100) if end > -100 else -inf


def _squeezed(score: float) -> float:
    """Return the score as it is up to `GREAT`, and growing with the logarithm beyond.

    >>> _squeezed(3.0), round(_squeezed(13.3), 2)
    (3.0, 9.89)
    """
    return score if score <= GREAT else GREAT * (1 + log(min(score, 1e6) / GREAT))


def _past_changes(cell: Cell, taken: Slice, lag: int) -> list[float]:
    if not cell.period.is_month:
        return []
    known = {m: b.best for m, b in taken.months.get(series_key(cell), {}).items() if b.printed and b.best > 0}
    return [log(known[m] / known[m - lag]) for m in known if m < cell.period.first and m - lag in known]


def _resumption(cell: Cell, ask: Ask) -> Iterator[Lead]:
    """A month after one of nothing has no percent change, but is news."""
    now, before = ask("level", cell), ask("level", cell.at(cell.period.previous()))
    if now is not None and before is not None and now.interval.lo > before.interval.hi and before.value == 0:
        why = f"Resumed after nothing in {period_text(cell.period.previous())}."
        yield Lead(cell, "resumed", GREAT, why, (now.id, before.id))


def _reversal(cell: Cell, ask: Ask) -> Iterator[Lead]:
    now, before = ask("streak", cell), ask("streak", cell.at(cell.period.previous()))
    if now is None or before is None or now.detail["direction"] == before.detail["direction"] or before.value < 2:
        return
    change = ask("change_on_month_pct", cell)
    if change is None or abs(_tame(change)) < LEAST_SCALE:
        return
    why = f"{'Rose' if now.detail['direction'] == 'up' else 'Fell'} after {before.value:.0f} months the other way."
    yield Lead(cell, "reversal", min(1 + before.value / 2, 5.0), why, (now.id, before.id, change.id))


def _extreme(cell: Cell, ask: Ask) -> Iterator[Lead]:
    for word, since in (("high", "highest_since"), ("low", "lowest_since")):
        record = ask(f"record_{word}", cell)
        if record is not None:
            first = Period.parse(str(record.detail["first_month"]))
            known = record.value / (cell.period.first - first.first + 1)
            why = (
                f"The {since[:-6]} of {record.value:.0f} months known since {period_text(first)}, "
                f"{100 * known:.0f}% of all months."
            )
            yield Lead(cell, f"record_{word}", min(3 + record.value / 24, 6.0) * known, why, (record.id,))
            continue
        fact = ask(since, cell)
        if fact is None or fact.value < 6:
            continue
        known = float(fact.detail["months_compared"]) / max(fact.value - 1, 1)
        then = period_text(Period.parse(str(fact.detail["since"])))
        why = f"The {since[:-6]} since {then}, with {100 * known:.0f}% of the months between known."
        yield Lead(cell, since, min(1 + fact.value / 12, 4.0) * known, why, (fact.id,))


def _share_shift(cell: Cell, ask: Ask) -> Iterator[Lead]:
    fact = ask("share_change_pp", cell)
    if fact is None or fact.interval.lo <= 0 <= fact.interval.hi:
        return
    tame = min(abs(fact.interval.lo), abs(fact.interval.hi))
    why = f"Its share {'rose' if fact.value > 0 else 'fell'} by {_points(abs(fact.value))}."
    yield Lead(cell, "share_shift", min(tame / 2, 6.0), why, (fact.id,))


def _points(value: float) -> str:
    """Return percentage points as people say them: to a tenth, and to a hundredth only below one tenth."""
    said = number_text(round(value, 1 if value >= 0.1 else 2))
    return f"{said} point{'' if said == '1' else 's'}"


def _return(cell: Cell, ask: Ask) -> Iterator[Lead]:
    now, before = ask("change_on_year_pct", cell), ask("change_on_year_pct", cell.at(cell.period.previous()))
    if now is None or before is None:
        return
    if now.interval.lo > 0 > before.interval.hi:
        what, why = "back_above_last_year", "Above the year before, after a month below it."
    elif now.interval.hi < 0 < before.interval.lo:
        what, why = "back_below_last_year", "Below the year before, after a month above it."
    else:
        return
    size = min(abs(_tame(now)), abs(_tame(before))) / PLAIN_SCALE
    yield Lead(cell, what, min(1 + size, 5.0), why, (now.id, before.id))


def _weighed(lead: Lead, ask: Ask) -> Lead:
    """Return the lead with its score weighed by the country's share of the world, the larger of now and before."""
    cell = lead.cell
    if cell.partner == "WLD":
        return Lead(cell, lead.what, round(lead.score, 2), lead.why, lead.facts)
    shares = [ask("share_pct", c) for c in (cell, cell.at(cell.period.previous()), cell.at(cell.period.year_before()))]
    known = [s.value for s in shares if s is not None]
    weight = min(1.0, sqrt(max(known) / FULL_WEIGHT_SHARE)) if known else 0.5
    return Lead(cell, lead.what, round(lead.score * weight, 2), lead.why, lead.facts)
