"""Figures by a second, plain path that shares no code with the package: the csv module and interval arithmetic.

What a cell is follows from how its figures were printed and from what other cells make of it; wrong rows are named with
the arithmetic that shows them wrong. Expressions are those of the labelled articles:

    PCT(a,b)  growth from b to a      SUM(series,from,to)  MAX(..)  MIN(..)
    gt(a,b)  lt(a,b)  AND(..)  OR(..)  NOT(..)  UP(series,from,to)  DOWN(..)  HS(series,month,since)  LS(..)
    TOP(rank,a,b,c)  whether a is the rank-th largest      COUNT('a','b','c')  what a text itself lists

A cell is `commodity/partner/period/measure`; `qty_t` may be left out, and commodities have the short names of SHORT.
"""

from __future__ import annotations

import ast
import csv
import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

FIGURES = Path(__file__).parents[2] / "src" / "weighbridge" / "data" / "figures.csv"

SHORT = {
    "mag": "REPM_85051110",
    "re": "RE_ALL",
    "prod": "RE_PRODUCTS",
    "ga": "gallium",
    "ge": "germanium",
    "dy": "dysprosium",
    "tb": "terbium",
    "sb": "antimony_oxide",
    "flake": "graphite_flake_25041010",
    "sphere": "graphite_spherical_25041091",
    "soy": "IMP_soybean",
    "oil": "IMP_crude_oil",
    "ore": "IMP_iron_ore",
    "liimp": "IMP_lithium_carbonate",
    "liexp": "EXP_lithium_carbonate",
}

# Rows that are wrong on the page itself, each with the arithmetic that shows it.
WRONG = {
    ("2025-07", "DEU", "REPM_85051110", "mom_pct", "6"): "1,116 t after 764 t is +46%: a digit was dropped",
    ("2025-08", "USA", "REPM_85051110", "mom_pct", "-1.6"): "590 t after 619 t is -4.7%",
    ("2025-12", "JPN", "REPM_85051110", "qty_t", "411.3"): "305 t in November and -8.0% give 280 t",
    ("2025-12", "JPN", "REPM_85051110", "yoy_pct", "-2.2"): "goes with the 411.3 t, not with the 280 t",
    (
        "2025-12",
        "JPN",
        "REPM_85051110",
        "ytd_t",
        "4877.6",
    ): "the known months run at 130 to 305 t, 12 of them stay under 3,700 t",
    ("2025-12", "JPN", "REPM_85051110", "ytd_yoy_pct", "-3.9"): "goes with the 4,877.6 t",
    (
        "2025-04",
        "ARG",
        "IMP_lithium_carbonate",
        "qty_t",
        "22600",
    ): "the January-April total; 6,626 t in May was -3%, so April had 6,850 t",
    ("2025-04", "WLD", "EXP_lithium_carbonate", "mom_pct", "334"): "734 t is 334% of the base, a rise of 233.7%",
    ("2025-04", "WLD", "EXP_lithium_carbonate", "yoy_pct", "213"): "734 t is 213% of the base, a rise of 113%",
    (
        "2025-03",
        "WLD",
        "RE_ALL",
        "mom_pct",
        "20.31",
    ): "5,666.3 t over 4,709.6 t of March 2024 is +20.31%: the rates were exchanged",
    ("2025-03", "WLD", "RE_ALL", "yoy_pct", "76.14"): "the month-on-month rate: the rates were exchanged",
    ("2025-06", "WLD", "RE_ALL", "mom_pct", "80"): "7,742 t after 5,865 t is +32%",
    ("2025-10", "WLD", "RE_ALL", "qty_t", "4345.5"): "52,699.2 t less 48,355.7 t is 4,343.5 t",
    ("2025-10", "WLD", "RE_ALL", "mom_pct", "8.7"): "4,343.5 t after 4,000.3 t is +8.6%",
    ("2022-12", "WLD", "RE_ALL", "mom_pct", "46.2"): "4,307 t after 2,949.6 t is +46.0%",
    ("2025-08", "WLD", "REPM_85051110", "ytd_yoy_pct", "-10"): "34,041 t after 38,138 t is -10.7%",
}

MEASURES = ("qty_t", "mom_pct", "yoy_pct", "ytd_t", "ytd_yoy_pct")
CELL = re.compile(r"\b([A-Za-z]\w*)/([A-Z]+\d*)/(\d{4}-\d{2})(?:/(qty_t|mom_pct|yoy_pct|ytd_t|ytd_yoy_pct))?(?!\w)")

Interval = tuple[float, float]
Truth = Interval | bool | None


class UndecidedError(ValueError):
    """The data cannot carry the expression, or the reading is a borderline one: reword the claim."""


# ---- intervals of printed numbers ------------------------------------------------------------------------------------


def unit(printed: str, *, significant: bool) -> float:
    """Return the unit of the last printed digit, or of the last digit that is not zero."""
    mantissa, _, power = printed.lower().lstrip("+-").partition("e")
    scale = 10.0 ** int(power or 0)
    if "." in mantissa:
        return scale * 10.0 ** -len(mantissa.partition(".")[2])
    zeros = len(mantissa) - len(mantissa.rstrip("0")) if significant and mantissa.strip("0") else 0
    return scale * 10.0**zeros


def hull(*intervals: Interval) -> Interval:
    return min(lo for lo, _ in intervals), max(hi for _, hi in intervals)


def meet(a: Interval, b: Interval) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _printed(value: str, precision: str) -> Interval:
    number, step = float(value), unit(value, significant=abs(float(value)) >= 1e6)
    away = 1 if number >= 0 else -1
    outward = {
        "truncated": (number, number + away * step),
        "more_than": (number, number * 2),  # how much more nobody says
        "nearly": (number, number * 0.95),
        "about": (number * 0.975, number * 1.025),
    }.get(precision, (number - step / 2, number + step / 2))
    return min(outward), max(outward)


@cache
def printed_cells() -> dict[tuple[str, str, str, str], Interval]:
    """Return what the pages printed of each cell, the wrong rows left out; where pages differ, all they say.

    A hedged figure ("about", "more than") counts where nobody printed a plain one.
    """
    plain: dict[tuple[str, str, str, str], Interval] = {}
    hedged: dict[tuple[str, str, str, str], Interval] = {}
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["period"], row["partner"], row["commodity"], row["measure"], row["value"]) in WRONG:
                continue
            key = (row["commodity"], row["partner"], row["period"], row["measure"])
            found = _printed(row["value"], row["precision"])
            cells = plain if row["precision"] in {"rounded", "truncated"} else hedged
            cells[key] = hull(found, cells[key]) if key in cells else found
    return hedged | plain


@cache
def unsure_cells() -> frozenset[tuple[str, str, str, str]]:
    """Return the cells of which the pages say different things, or only "more than": nothing is proven on them."""
    found: dict[tuple[str, str, str, str], list[tuple[str, Interval]]] = {}
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["period"], row["partner"], row["commodity"], row["measure"], row["value"]) not in WRONG:
                key = (row["commodity"], row["partner"], row["period"], row["measure"])
                found.setdefault(key, []).append((row["precision"], _printed(row["value"], row["precision"])))
    return frozenset(
        key
        for key, prints in found.items()
        if all(how == "more_than" for how, _ in prints)
        or max(lo for _, (lo, _) in prints) > min(hi for _, (_, hi) in prints)
    )


# ---- cells that follow from others -----------------------------------------------------------------------------------


def release_day(commodity: str, period: str) -> date:
    """Return the first day on which the office may release a month: groups early, goods by partner on the 20th."""
    if period.endswith("-01"):
        period = shift(period, 1)  # January and February come together
    if commodity in {"RE_ALL", "IMP_iron_ore"}:
        day = 7
    elif commodity == "RE_PRODUCTS":
        day = 18
    else:
        day = 25 if period <= "2020-02" else 20
    return date.fromisoformat(f"{shift(period, 1)}-{day:02d}")


def shift(period: str, months: int) -> str:
    number = int(period[:4]) * 12 + int(period[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months_of(first: str, last: str) -> list[str]:
    found = [first]
    while found[-1] < last:
        found.append(shift(found[-1], 1))
    return found


def plus(a: Interval, b: Interval) -> Interval:
    return a[0] + b[0], a[1] + b[1]


def minus(a: Interval, b: Interval) -> Interval:
    return a[0] - b[1], a[1] - b[0]


def times(a: Interval, b: Interval) -> Interval:
    ends = [x * y for x in a for y in b]
    return min(ends), max(ends)


def over(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0 <= b[1]:
        raise UndecidedError("a division by something that may be zero")
    return times(a, (1 / b[1], 1 / b[0]))


def growth(new: Interval, base: Interval) -> Interval:
    ratio = over(new, base)
    return 100 * (ratio[0] - 1), 100 * (ratio[1] - 1)


def _factor(percent: Interval) -> Interval:
    return 1 + percent[0] / 100, 1 + percent[1] / 100


def _routes(key: tuple[str, str, str, str], depth: int) -> list[Interval]:
    """Return what other cells say of one cell, which are printed or themselves at most `depth` steps from print."""
    commodity, partner, period, measure = key

    def at(months: int, name: str) -> Interval:
        return cell((commodity, partner, shift(period, months), name), depth)

    january = period.endswith("-01")
    routes = {
        "qty_t": [
            lambda: over(at(1, "qty_t"), _factor(at(1, "mom_pct"))),
            lambda: times(at(-1, "qty_t"), _factor(at(0, "mom_pct"))),
            lambda: over(at(12, "qty_t"), _factor(at(12, "yoy_pct"))),
            lambda: times(at(-12, "qty_t"), _factor(at(0, "yoy_pct"))),
            lambda: at(0, "ytd_t") if january else minus(at(0, "ytd_t"), at(-1, "ytd_t")),
            lambda: minus(at(1, "ytd_t"), at(1, "qty_t")) if january else over((1, 1), (0, 0)),
        ],
        "mom_pct": [lambda: growth(at(0, "qty_t"), at(-1, "qty_t"))],
        "yoy_pct": [lambda: growth(at(0, "qty_t"), at(-12, "qty_t"))],
        "ytd_t": [
            lambda: at(0, "qty_t") if january else plus(at(-1, "ytd_t"), at(0, "qty_t")),
            lambda: minus(at(1, "ytd_t"), at(1, "qty_t")) if not period.endswith("-12") else over((1, 1), (0, 0)),
            lambda: over(at(12, "ytd_t"), _factor(at(12, "ytd_yoy_pct"))),
            lambda: times(at(-12, "ytd_t"), _factor(at(0, "ytd_yoy_pct"))),
        ],
        "ytd_yoy_pct": [lambda: growth(at(0, "ytd_t"), at(-12, "ytd_t"))],
    }
    found = []
    for route in routes[measure]:
        try:
            found.append(route())
        except UndecidedError:
            continue
    return found


@cache
def cell(key: tuple[str, str, str, str], depth: int = 2) -> Interval:
    """Return the loosest interval of a cell: all that was printed of it and what printed neighbours make of it.

    A cell nobody printed follows from its neighbours, at most two steps away.
    """
    printed = printed_cells().get(key)
    if printed is None:
        routes = (_routes(key, 0) or _routes(key, depth - 1)) if depth > 0 else []
        if not routes:
            raise UndecidedError(f"no such cell: {'/'.join(key)}")
        lo, hi = max(r[0] for r in routes), min(r[1] for r in routes)
        return (lo, hi) if lo <= hi else hull(*routes)
    # A neighbour that disagrees altogether says that one of the two is off: then only what was printed counts.
    # One that is known less well than the figure itself says nothing new.
    routes = _routes(key, 0) if depth == 2 else []
    known = max(printed[1] - printed[0], 1.5 if key[3].endswith("pct") else 0)
    return hull(printed, *(r for r in routes if meet(r, printed) and r[1] - r[0] <= known))


# ---- expressions -----------------------------------------------------------------------------------------------------


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def gt(a: Interval, b: Interval) -> bool | None:
    return True if a[0] > b[1] else (False if a[1] < b[0] else None)


def _months(series: str, first: str, last: str, *, known: bool = False) -> list[Interval]:
    commodity, partner = series.split("/")
    found = []
    for period in months_of(first, last):
        try:
            found.append(cell((SHORT.get(commodity, commodity), partner, period, "qty_t")))
        except UndecidedError:
            if not known:
                raise
    return found


def _steps(series: str, first: str, last: str, sign: int) -> bool | None:
    values = _months(series, first, last)
    pairs = pairwise(values)
    return _all([gt(b, a) if sign > 0 else gt(a, b) for a, b in pairs])


def _since(series: str, month: str, since: str, sign: int) -> bool | None:
    """Tell whether a month tops (sign 1) or undercuts (-1) all after `since`, which itself did at least as much."""
    here = _months(series, month, month)[0]
    between = _months(series, shift(since, 1), shift(month, -1), known=True)
    beaten = [gt(here, other) if sign > 0 else gt(other, here) for other in between]
    base = _months(series, since, since)[0]
    return _all([*beaten, _not(gt(here, base) if sign > 0 else gt(base, here))])


def _top(rank: Interval, here: Interval, *others: Interval) -> bool | None:
    """Tell whether `here` is the rank-th largest among itself and the others."""
    answers = [gt(other, here) for other in others]
    above, open_ones = answers.count(True), answers.count(None)
    wanted = int(rank[0]) - 1
    if not open_ones:
        return above == wanted
    return None if above <= wanted <= above + open_ones else False


def _either(*answers: bool | None) -> bool | None:
    return _not(_all([_not(a) for a in answers]))


FUNCTIONS = {
    "PCT": growth,
    "gt": gt,
    "lt": lambda a, b: gt(b, a),
    "AND": lambda *answers: _all(list(answers)),
    "OR": _either,
    "NOT": _not,
    "UP": lambda s, a, b: _steps(s, a, b, 1),
    "DOWN": lambda s, a, b: _steps(s, a, b, -1),
    "HS": lambda s, m, since: _since(s, m, since, 1),
    "LS": lambda s, m, since: _since(s, m, since, -1),
    "TOP": _top,
    "SUM": lambda s, a, b: (sum(v[0] for v in _months(s, a, b)), sum(v[1] for v in _months(s, a, b))),
    # over the months there are: a lower bound of a maximum is enough to refute, and the text says which months it means
    "MAX": lambda s, a, b: tuple(max(v[i] for v in _months(s, a, b, known=True)) for i in (0, 1)),
    "MIN": lambda s, a, b: tuple(min(v[i] for v in _months(s, a, b, known=True)) for i in (0, 1)),
    "COUNT": lambda *names: (float(len(names)), float(len(names))),
}
_ARITHMETIC = {ast.Add: plus, ast.Sub: minus, ast.Mult: times, ast.Div: over}


def spelled_out(expression: str) -> str:
    """Return the expression with every cell and series by its full name."""
    full = CELL.sub(lambda m: f"{SHORT.get(m[1], m[1])}/{m[2]}/{m[3]}/{m[4] or 'qty_t'}", expression)
    return re.sub(r"'(\w+)/([A-Z]+\d*)'", lambda m: f"'{SHORT.get(m[1], m[1])}/{m[2]}'", full)


def evaluate(expression: str) -> Truth:
    """Return the interval of a quantity, True or False, or None where the data leave it open."""
    keys: list[tuple[str, str, str, str]] = []

    def placeholder(match: re.Match[str]) -> str:
        keys.append((match[1], match[2], match[3], match[4]))
        return f"_c[{len(keys) - 1}]"

    tree = ast.parse(CELL.sub(placeholder, spelled_out(expression)), mode="eval").body

    def walk(node: ast.expr):
        match node:
            case ast.Constant(value=str() as text):
                return text
            case ast.Constant(value=bool() as answer):
                return answer
            case ast.Constant(value=number):
                return (float(number), float(number))
            case ast.Subscript(slice=ast.Constant(value=index)):
                return cell(keys[index])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return minus((0, 0), walk(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return _ARITHMETIC[type(op)](walk(left), walk(right))
            case ast.Call(func=ast.Name(id=name), args=args):
                return FUNCTIONS[name](*(walk(a) for a in args))
        raise ValueError(f"not part of the expression language: {ast.dump(node)}")

    return walk(tree)
