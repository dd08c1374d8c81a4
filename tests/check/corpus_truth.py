"""The corpus' own truth: an article is written once, with its claims marked in the text, and its labels are computed.

    exports reached {{3,188 tons | level | mag/WLD/2025-06 = 3188}}

`python tests/check/corpus_truth.py` writes the JSON articles anew; `test_corpus.py` holds the two together.

A marked claim is `{{quote | kind | check}}`; where the writer errs on purpose, an ` | error type` follows the check.
A check is an expression of `plain_figures` and a reading of the printed number, or an expression that is true or false:

    EXPR = 3188        printed digits: half a unit of the last one either way
    EXPR ~ 20          about          EXPR in 18..25   between
    EXPR < 600         nearly         EXPR > 2         more than
    absent CELL        no such figure    outside REASON   nothing of the kind is in the data
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from plain_figures import CELL, Interval, UndecidedError, evaluate, meet, spelled_out, unit

HERE = Path(__file__).parent
# what was written first and what was written later, in other wordings; of each, a part is kept aside
FIRST, SECOND, THIRD = ("open", "heldout"), ("open2", "heldout2"), ("open3", "heldout3")
FOURTH = ("open4", "heldout4")  # each article in another hand
MARKED = {
    "open": HERE / "corpus",
    "heldout": HERE / "corpus_heldout",
    "open2": HERE / "corpus2",
    "heldout2": HERE / "corpus2_heldout",
    "open3": HERE / "corpus3",
    "heldout3": HERE / "corpus3_heldout",
    "open4": HERE / "corpus4",
    "heldout4": HERE / "corpus4_heldout",
}


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


def marked_files(names: Iterable[str] = FIRST + SECOND + THIRD + FOURTH) -> list[tuple[Path, Path]]:
    """Return every marked article of these sets with the JSON file it becomes."""
    return [
        (path, MARKED[name] / f"{path.stem}.json")
        for name in names
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
