"""A month against the months before it: highs and lows, records, streaks.

A comparison of two months is decided only when their intervals do not meet. What is undecided is never claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from weighbridge.errors import NotInDataError
from weighbridge.facts.compare import Read
from weighbridge.facts.reading import Reading, needed
from weighbridge.facts.slice import Level, Slice, series_key
from weighbridge.model import Bound, Cell, Period

# A record over fewer known months than this is no record.
RECORD_MONTHS = 12

Beaten = Callable[[Bound], "bool | None"]  # whether a month is beaten; None where the intervals cannot tell


def _beaten(own: Level, high: bool) -> Beaten:
    def beaten(bound: Bound) -> bool | None:
        lo, hi = bound.interval.lo, bound.interval.hi
        if high:
            return True if hi < own.lo else False if lo >= own.hi else None
        return True if lo > own.hi else False if hi <= own.lo else None

    return beaten


def _series(cell: Cell, taken: Slice, other: Cell | None, metric: str) -> dict[int, Bound]:
    if other is not None:
        raise NotInDataError(f"{metric} is about one cell and is not compared with {other}")
    if not cell.period.is_month:
        raise NotInDataError(f"{metric} compares single months, and {cell.period} is not one")
    return taken.months.get(series_key(cell), {})


def _month(cell: Cell, taken: Slice, other: Cell | None, metric: str) -> tuple[Level, dict[int, Bound]]:
    series = _series(cell, taken, other, metric)
    return needed(cell, taken), series


def run_of_months(cell: Cell, taken: Slice, other: Cell | None, high: bool) -> Reading:
    """Read of how many months, this one included, it is surely the highest (lowest); the end is how many it may be."""
    own, series = _month(cell, taken, other, "high_months" if high else "low_months")
    beaten, first = _beaten(own, high), min(series)
    m = cell.period.first - 1
    while m in series and beaten(series[m]):
        m -= 1
    sure = cell.period.first - m
    if sure < 2:
        raise NotInDataError(_why_not(cell, series.get(m), high, beaten))
    while m >= first and not (m in series and beaten(series[m]) is False):
        m -= 1
    hi = inf if m < first else float(cell.period.first - m)
    return Reading(float(sure), float(sure), hi, "months", (own,), detail=_until(cell, series, sure, beaten))


def _until(cell: Cell, series: dict[int, Bound], sure: int, beaten: Beaten) -> dict[str, str | float]:
    stop = cell.period.first - sure
    decided = stop in series and beaten(series[stop]) is False
    return {
        "from": str(Period(stop + 1)),
        "stopped_by": str(Period(stop)),
        "stopped_because": _state(series.get(stop), decided),
    }


def _state(bound: Bound | None, decided: bool) -> str:
    return "beaten" if decided else "not known" if bound is None else "undecided"


def _why_not(cell: Cell, before: Bound | None, high: bool, beaten: Beaten) -> str:
    word, month = "high" if high else "low", cell.period.previous()
    if before is None:
        return f"{month} is not known, so {cell} cannot be called a {word}"
    if beaten(before) is None:
        return f"{month} may have been as {word} as {cell}: their intervals meet"
    return f"{cell} is no {word}: {month} was {'higher' if high else 'lower'}"


def since(cell: Cell, taken: Slice, other: Cell | None, high: bool) -> Reading:
    """Read how many months back the last known month lies that was at least as high (low).

    Months that are not known are passed over and named. The interval begins at the nearest month that may have been
    as high and ends at the month that surely was.
    """
    own, series = _month(cell, taken, other, "highest_since" if high else "lowest_since")
    beaten, now = _beaten(own, high), cell.period.first
    nearest, missing, compared = None, [], 0
    for m in range(now - 1, min(series) - 1, -1):
        bound = series.get(m)
        verdict = beaten(bound) if bound else None
        if verdict is False:
            break
        if verdict:
            compared += 1
            continue
        if bound is not None and bound.printed:
            nearest = m
            raise_or_stop = compared
            if not raise_or_stop:
                raise NotInDataError(_why_not(cell, bound, high, beaten))
            raise NotInDataError(
                f"whether {Period(m)} was {'above' if high else 'below'} {cell} cannot be told: their intervals meet"
            )
        missing.append(m)
        nearest = nearest or m
    else:
        word = "high" if high else "low"
        raise NotInDataError(f"no month known by {taken.as_of} was as {word} as {cell}; ask for record_{word}")
    if not compared:
        raise NotInDataError(_why_not(cell, series.get(now - 1), high, beaten))
    detail: dict[str, str | float] = {"since": str(Period(m)), "months_compared": compared}
    caveats: tuple[str, ...] = ()
    if missing:
        detail["months_missing"] = _named(missing)
        caveats = ("months_missing",)
    return Reading(
        float(now - m), float(now - (nearest or m)), float(now - m), "months", (own,), detail=detail, caveats=caveats
    )


def record(cell: Cell, taken: Slice, other: Cell | None, high: bool) -> Reading:
    """Read over how many known months of the series, this one included, it is the highest (lowest)."""
    word = "high" if high else "low"
    own, series = _month(cell, taken, other, f"record_{word}")
    beaten, now = _beaten(own, high), cell.period.first
    missing, compared = [], 0
    first = min((m for m in series if series[m].printed), default=now)
    for m in range(first, max(series) + 1):
        if m == now:
            continue
        bound = series.get(m)
        verdict = beaten(bound) if bound else None
        if verdict is False:
            raise NotInDataError(f"{cell} is no record {word}: {Period(m)} was {'higher' if high else 'lower'}")
        if verdict:
            compared += 1
        elif bound is not None and bound.printed:
            raise NotInDataError(f"whether {cell} is a record cannot be told: {Period(m)} may be as {word}")
        else:
            missing.append(m)
    if compared + 1 < RECORD_MONTHS:
        raise NotInDataError(
            f"only {compared + 1} months of the series are known by {taken.as_of}, too few for a record"
        )
    detail: dict[str, str | float] = {"first_month": str(Period(first)), "months_compared": compared + 1}
    if missing:
        detail["months_missing"] = _named(missing)
    value = float(compared + 1)
    caveats = ("history_starts", *(("months_missing",) if missing else ()))
    return Reading(value, value, value, "months", (own,), detail=detail, caveats=caveats)


def streak(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read how many months in a row, this one the last, each surely moved the same way; `detail` says which way."""
    series = _series(cell, taken, other, "streak")
    m = cell.period.first
    way = _moved(series, m)
    if way is None:
        raise NotInDataError(f"whether {cell} rose or fell on {cell.period.previous()} cannot be told")
    sure = 0
    while _moved(series, m) == way:
        sure, m = sure + 1, m - 1
    hi = float(sure)
    if _moved(series, m) is None:  # unknown or undecided: the streak may be longer
        hi = inf
        for back in range(m - 1, min(series), -1):
            if _moved(series, back) == -way:
                hi = float(cell.period.first - back)
                break
    detail: dict[str, str | float] = {"direction": "up" if way > 0 else "down", "from": str(Period(m + 1))}
    steps = [series[n] for n in range(cell.period.first, m - 1, -1)]
    levels = tuple(Level(b.interval.lo, b.interval.hi, b.best, b.unit, (b.cell,)) for b in steps)
    return Reading(float(sure), float(sure), hi, "months", levels, detail=detail)


def _moved(series: dict[int, Bound], m: int) -> int | None:
    now, before = series.get(m), series.get(m - 1)
    if now is None or before is None:
        return None
    return 1 if now.interval.lo > before.interval.hi else -1 if now.interval.hi < before.interval.lo else None


def _named(months: list[int]) -> str:
    """Return months as runs: 2019-02, 2019-06 to 2020-11."""
    runs: list[list[int]] = []
    for m in sorted(months):
        if runs and runs[-1][1] == m - 1:
            runs[-1][1] = m
        else:
            runs.append([m, m])
    return ", ".join(str(Period(a)) if a == b else f"{Period(a)} to {Period(b)}" for a, b in runs)


HISTORIES: dict[str, Read] = {
    "high_months": lambda cell, taken, other: run_of_months(cell, taken, other, True),
    "low_months": lambda cell, taken, other: run_of_months(cell, taken, other, False),
    "highest_since": lambda cell, taken, other: since(cell, taken, other, True),
    "lowest_since": lambda cell, taken, other: since(cell, taken, other, False),
    "record_high": lambda cell, taken, other: record(cell, taken, other, True),
    "record_low": lambda cell, taken, other: record(cell, taken, other, False),
    "streak": streak,
}
