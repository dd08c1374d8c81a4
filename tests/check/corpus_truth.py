"""The corpus' own truth: labels computed on a second, plain path that shares no code with the package.

Figures are read with the csv module, intervals follow from how a number was printed, and what follows from other cells
is worked out by plain arithmetic. An article is written once, with its claims marked in the text:

    exports reached {{3,188 tons | level | mag/WLD/2025-06 = 3188}}

`python tests/check/corpus_truth.py` writes the JSON articles anew; `test_corpus.py` holds the two together.

A marked claim is `{{quote | kind | check}}`; where the writer errs on purpose, an ` | error type` follows the check.
A check is an expression and a reading of the printed number, or an expression that is true or false:

    EXPR = 3188        printed digits: half a unit of the last one either way
    EXPR ~ 20          about          EXPR in 18..25   between
    EXPR < 600         nearly         EXPR > 2         more than
    gt(A,B)  lt(A,B)  AND(..)  OR(..)  NOT(..)  UP(series,from,to)  DOWN(..)  HS(series,month,since)  LS(..)
    TOP(rank,A,B,C)
    COUNT('a','b','c') = 3               what the text itself lists
    absent CELL        no such figure    outside REASON   nothing of the kind is in the data

A cell is `commodity/partner/period/measure`; `qty_t` may be left out, and commodities have the short names of SHORT.
"""

from __future__ import annotations

import ast
import csv
import json
import re
import sys
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
FIGURES = Path(__file__).parents[2] / "src" / "weighbridge" / "data" / "figures.csv"
MARKED = {"open": HERE / "corpus", "heldout": HERE / "corpus_heldout"}

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
        "more_than": (number, number * 1.05),
        "nearly": (number, number * 0.95),
        "about": (number * 0.975, number * 1.025),
    }.get(precision, (number - step / 2, number + step / 2))
    return min(outward), max(outward)


@cache
def printed_cells() -> dict[tuple[str, str, str, str], Interval]:
    """Return what the pages printed of each cell, the wrong rows left out; where pages differ, all they say."""
    cells: dict[tuple[str, str, str, str], Interval] = {}
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["period"], row["partner"], row["commodity"], row["measure"], row["value"]) in WRONG:
                continue
            key = (row["commodity"], row["partner"], row["period"], row["measure"])
            found = _printed(row["value"], row["precision"])
            exact = row["precision"] == "rounded"
            cells[key] = hull(found, cells[key]) if key in cells and exact else cells.get(key, found)
    return cells


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


# ---- readings and labels ---------------------------------------------------------------------------------------------


def readings(relation: str, printed: str) -> tuple[Interval, Interval]:
    """Return the strict reading of a printed number, where it holds, and the loosest, outside which it is wrong."""
    if relation == "in":
        low, high = (float(part) for part in printed.split(".."))
        slack = (high - low) / 2
        return (low, high), (low - slack, high + slack)
    value = float(printed)
    size, step = abs(value), unit(printed, significant=False)
    # 5,400 t may be meant to the hundred, 20% or 450 t to the ten at most
    coarse = min(unit(printed, significant=True), max(step, size / 20))

    def signed(low: float, high: float) -> Interval:
        return (low, high) if value >= 0 else (-high, -low)

    strict, loose = {
        "=": ((size - step / 2, size + step / 2), (size - coarse / 2, size + coarse)),
        "~": ((size * 0.96, size * 1.04), (size * 0.86, size * 1.14)),
        "<": ((size * 0.94, size * 1.0005), (size * 0.85, size * 1.03)),
        ">": ((size * 0.9995, max(size * 1.2, size + coarse)), (size * 0.985, float("inf"))),
    }[relation]
    return signed(*strict), signed(*loose)


READING = re.compile(r"^(.*?)\s+(=|~|<|>|in)\s+([-+]?\d[\d.e+]*?(?:\.\.[-+]?\d[\d.]*)?)\s*$", re.DOTALL)


def label_of(check: str) -> tuple[str, dict[str, object]]:
    """Return the label of a check and its `truth` entry; raises UndecidedError on a borderline claim."""
    if check.startswith("outside "):
        return "NOT_IN_DATA", _truth(check.removeprefix("outside "))
    if check.startswith("absent "):
        expression = check.removeprefix("absent ")
        try:
            evaluate(expression)
        except UndecidedError:
            return "NOT_IN_DATA", _truth("no such cell in the data")
        raise ValueError(f"the data do hold {expression}")
    read = READING.match(check)
    if read is None:
        answer = evaluate(check)
        if not isinstance(answer, bool):
            raise UndecidedError(f"{check} is {answer}")
        return ("SUPPORTED" if answer else "CONTRADICTED"), _truth(f"{spelled_out(check)} -> {answer}")
    expression, relation, printed = read.groups()
    value = evaluate(expression)
    if not isinstance(value, tuple):
        raise UndecidedError(f"{expression} is no quantity but {value}")
    strict, loose = readings(relation, printed)
    if expression.startswith("COUNT"):
        strict = loose = (float(printed), float(printed))  # a count has no rounding
    shown = f"{spelled_out(expression)} = [{value[0]:.6g}, {value[1]:.6g}]"
    truth = {"text": shown, "lo": round(value[0], 6), "hi": round(value[1], 6), "unit": _unit_of(expression)}
    if meet(strict, value):
        return "SUPPORTED", truth
    if not meet(loose, value):
        return "CONTRADICTED", truth
    raise UndecidedError(f"borderline: {shown}, printed {relation} {printed}")


def _truth(text: str) -> dict[str, object]:
    return {"text": text, "lo": None, "hi": None, "unit": None}


def _unit_of(expression: str) -> str:
    text = spelled_out(expression)
    if text.startswith("COUNT"):
        return "n"
    if re.match(r"^100\*\(.*\)\s*-\s*100\*", text):
        return "pp"
    if "PCT(" in text or "_pct" in text or text.startswith("100*"):
        return "%"
    if re.search(r"(qty_t|ytd_t|\))/(?=[A-Za-z(])", text):
        return "x"
    if text.startswith("1000*"):
        return "kg"
    return "t"


# ---- articles --------------------------------------------------------------------------------------------------------

MARK = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)


def _about(expression: str) -> dict[str, str]:
    found = CELL.findall(spelled_out(expression))
    span = re.search(
        r"'(\w+)/([A-Z]+\d*)','(\d{4}-\d{2})'(?:,'(\d{4}-\d{2})')?", spelled_out(expression).replace(" ", "")
    )
    if span and (not found or expression.lstrip().startswith(("SUM", "UP", "DOWN", "HS", "LS", "AND(UP", "AND(DOWN"))):
        first, last = sorted((span[3], span[4] or span[3]))
        return {"commodity": span[1], "partner": span[2], "period": f"{first}/{last}" if first != last else first}
    if not found:
        return {}
    about = dict(zip(("commodity", "partner", "period"), found[0], strict=False))
    plain = READING.match(expression)
    if plain and CELL.fullmatch(plain[1].strip().removeprefix("1000*").removeprefix("absent ")):
        about["measure"] = found[0][3]
    return about


def _unmarked(marked: str, place: str) -> tuple[str, list[dict[str, object]]]:
    """Return the plain text and its claims."""
    plain, claims, last = "", [], 0
    for mark in MARK.finditer(marked):
        plain += marked[last : mark.start()]
        last = mark.end()
        quote, kind, check, *error = (part.strip() for part in mark[1].split(" | "))
        try:
            label, truth = label_of(check)
        except (UndecidedError, ValueError, KeyError, SyntaxError) as problem:
            raise UndecidedError(f"{place}: {quote!r}: {problem}") from problem
        if (label == "CONTRADICTED") != bool(error):
            raise UndecidedError(
                f"{place}: {quote!r} is {label} but its writer meant {error or 'it to hold'}: {truth['text']}"
            )
        claim: dict[str, object] = {"quote": quote, "start": len(plain), "end": len(plain) + len(quote)}
        if place.endswith("title"):
            claim["in"] = "title"
        claim |= {
            "label": label,
            "kind": kind,
            "about": _about(check),
            "truth": truth,
            "error_type": error[0] if error else None,
        }
        claims.append(claim)
        plain += quote
    return plain + marked[last:], claims


_SENTENCE = re.compile(r"[^\n]+?(?:(?<!U\.S)(?<!Jan)(?<!Feb)(?<! vs)(?<!approx)[.!?][\"”’']?(?=\s)|(?=\n)|$)")


def unchecked(text: str, claims: list[dict[str, object]]) -> list[str]:
    """Return the sentences that hold no claim."""
    held = [(c["start"], c["end"]) for c in claims if "in" not in c]
    free = [s for s in _SENTENCE.finditer(text) if not any(a < s.end() and s.start() < b for a, b in held)]
    return [s[0].strip() for s in free if s[0].strip()]


def article(path: Path) -> dict[str, object]:
    """Return the article of a marked file: `dateline:` and `title:` lines, an empty line, the text."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    date.fromisoformat(fields["dateline"])
    title, in_title = _unmarked(fields["title"], f"{path.name} title")
    text, in_text = _unmarked(body.strip(), path.name)
    return {
        "id": path.stem,
        "dateline": fields["dateline"],
        "title": title,
        "text": text,
        "claims": in_title + in_text,
        "unchecked": unchecked(text, in_text),
    }


def as_json(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def marked_files() -> list[tuple[Path, Path]]:
    """Return every marked article with the JSON file it becomes."""
    return [
        (path, folder / f"{path.stem}.json")
        for name, folder in MARKED.items()
        for path in sorted((HERE / "marked" / name).glob("*.txt"))
    ]


def main() -> int:
    """Write every article whose labels follow; say what does not."""
    failed, counts = 0, {}
    for source, target in marked_files():
        try:
            found = article(source)
        except (UndecidedError, ValueError) as problem:
            print(f"{source.name}: {problem}")
            failed += 1
            continue
        target.parent.mkdir(exist_ok=True)
        target.write_text(as_json(found), encoding="utf-8")
        for claim in found["claims"]:
            counts[claim["label"]] = counts.get(claim["label"], 0) + 1
    print(len(marked_files()), "articles", counts, sum(counts.values()), "claims,", failed, "not written")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
