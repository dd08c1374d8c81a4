"""Faults of a statement: copies with one thing wrong. Whether that makes them false is for the second path to say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import plain_figures as plain
from mutant_statements import Figures, Statement

# ---- faults ----------------------------------------------------------------------------------------------------------


def wrong_numbers(printed: str, rng: random.Random) -> list[tuple[str, str]]:
    """Return faulty copies of a number, each with the name of the slip."""
    digits = [i for i, c in enumerate(printed) if c.isdigit()]
    found = []
    at = rng.choice(digits[: max(1, min(2, len(digits)))])
    changed = rng.choice([d for d in "123456789" if d != printed[at]])
    found.append(("digit changed", printed[:at] + changed + printed[at + 1 :]))
    pairs = [(i, j) for i, j in pairwise(digits) if printed[i] != printed[j] and not (i == 0 and printed[j] == "0")]
    if pairs:
        i, j = pairs[0]
        swapped = list(printed)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        found.append(("digits swapped", "".join(swapped)))
    if len(digits) >= 2:
        dropped = printed[: digits[0]] + printed[digits[0] + 1 :]
        if not dropped.startswith((".", "0")):
            found.append(("digit dropped", dropped))
    whole, dot, decimals = printed.partition(".")
    tenfold = whole + decimals[0] + (dot + decimals[1:] if len(decimals) > 1 else "") if dot else printed + "0"
    found.append(("ten times", tenfold))
    return found


def faults(said: Statement, figures: Figures, rng: random.Random) -> Iterator[tuple[str, Statement]]:
    """Yield statements with one thing wrong with them, each with what was done."""
    numeric = bool(said.printed)
    if numeric:
        for name, printed in wrong_numbers(said.printed, rng):
            yield name, replace(said, printed=printed)
    if said.unit in {"t", "kg"} and numeric:
        yield "unit", replace(said, unit="kg" if said.unit == "t" else "t")
    if said.unit == "Mt":
        yield "unit", replace(said, unit="kt")
    if said.kind in {"mom", "yoy", "base", "ytd_yoy", "more", "more_month", "difference", "streak", "extreme", "since"}:
        yield "direction", replace(said, sign=-said.sign)
    if said.kind in {"mom", "yoy"}:
        yield "m/m with y/y", replace(said, kind="yoy" if said.kind == "mom" else "mom")
    if said.kind in {"mom", "base"} and said.sign > 0 and float(said.printed) >= 50:
        yield "multiple as growth", replace(said, printed=f"{float(said.printed) + 100:.12g}")
    if said.kind in {"times", "times_partner"}:
        yield "multiple", replace(said, printed=f"{float(said.printed) + rng.choice((1, 2, 3)):.12g}")
    yield from _other_period(said, figures, rng)
    yield from _other_partner(said, figures, rng)
    if said.kind == "ytd" and not said.period.endswith("-01"):
        yield "year to date as month", replace(said, kind="level")
    if said.kind == "level":
        yield "month as year to date", replace(said, kind="ytd")
    if said.kind == "order":
        a, b, c = said.partners
        for partners in ((b, a, c), (a, c, b), (c, b, a), (b, c, a)):
            yield "rank", replace(said, partners=partners)
    if said.kind == "leads":
        a, b, c = said.partners
        yield "rank", replace(said, partners=(b, a, c))
        yield "rank", replace(said, partners=(c, a, b))
    if said.kind == "streak":
        yield "streak too long", replace(said, other=plain.shift(said.other, -rng.choice((1, 2))))


def _other_period(said: Statement, figures: Figures, rng: random.Random) -> Iterator[tuple[str, Statement]]:
    measure = {"ytd": "ytd_t", "mom": "mom_pct", "yoy": "yoy_pct", "ytd_yoy": "ytd_yoy_pct"}.get(said.kind, "qty_t")
    known = [
        p
        for c, q, p, m in figures.printed
        if (c, q, m) == (said.commodity, said.partner, measure) and p != said.period and p <= said.last_period()
    ]
    fixed = {"streak", "extreme", "since", "zero", "order", "leads", "sum"}
    if known and (said.kind not in fixed or said.kind == "zero"):
        period = rng.choice(sorted(known))
        if not (said.other and said.other >= period and said.other[:2] == "20"):
            yield "period", replace(said, period=period)
    if said.other[:2] == "20" and said.kind in {"base", "times", "difference", "sum", "more_month", "since"}:
        known = [m for m in figures.months(said.commodity, said.partner) if m < said.period and m != said.other]
        if known:
            yield "base month", replace(said, other=rng.choice(known))


def _other_partner(said: Statement, figures: Figures, rng: random.Random) -> Iterator[tuple[str, Statement]]:
    measure = {"ytd": "ytd_t", "mom": "mom_pct", "yoy": "yoy_pct", "ytd_yoy": "ytd_yoy_pct"}.get(said.kind, "qty_t")
    if said.kind in {"order", "leads", "zero", "streak", "extreme", "since"}:
        return
    known = sorted(
        q
        for c, q, p, m in figures.printed
        if (c, p, m) == (said.commodity, said.period, measure) and q not in {said.partner, said.other}
        if (q == "WLD") == (said.partner == "WLD") or said.kind in {"level", "mom", "yoy", "ytd", "ytd_yoy"}
    )
    if said.partner != "WLD":
        known = [q for q in known if q != "WLD"]
    if known:
        yield "partner", replace(said, partner=rng.choice(known))
