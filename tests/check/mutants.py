"""Sentences with one fault each, proven wrong by the corpus' second path, and what a checker makes of them.

A `Statement` says one thing; it renders into a sentence and into an expression of `plain_figures`. A fault changes the
statement, so sentence and expression change together: a mutant counts only when its expression is CONTRADICTED.
The claims of the corpus and the figures of stories are mutated where they stand, the rest of their text around them.

`python tests/check/mutants.py all [seed]` runs the long form (`make soak`) and prints the survivors and the rates.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import corpus_truth as truth
import plain_figures as plain
from mutant_faults import faults, wrong_numbers
from mutant_statements import (
    Figures,
    Statement,
    in_reach,
    month_name,
    rests_on_unsure,
    shapes_for,
    true_statements,
    with_commas,
    written,
)
from mutant_words import PARTNERS

LATEST = date(2026, 6, 1)


# ---- running ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A text, where in it the statement stands, what was done to it (empty: nothing), and from where it comes."""

    source: str
    fault: str
    kind: str
    title: str
    text: str
    where: str
    start: int
    end: int
    dateline: date
    check: str
    absent: bool = False
    others: tuple[tuple[int, int], ...] = ()  # where beside it the text is known to be wrong


@dataclass
class Tally:
    """How many of a fault kind there were, how many were caught, and who survived."""

    n: int = 0
    caught: int = 0
    survivors: list[Case] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.caught / self.n if self.n else 1.0


def _by_turns(statements: Iterable[Statement], rng: random.Random) -> Iterator[tuple[Statement, str]]:
    """Yield statements kind by kind in turns, so that a short run sees every kind; few of a kind take every shape."""
    kinds: dict[str, list[tuple[Statement, str]]] = defaultdict(list)
    for said in statements:
        kinds[said.kind].append((said, ""))
    for found in kinds.values():
        if len(found) < 60:
            found[:] = [(said, shape) for said, _ in found for shape in shapes_for(said)]
        rng.shuffle(found)
    while kinds:
        for kind in sorted(kinds):
            if kinds[kind]:
                yield kinds[kind].pop()
            else:
                del kinds[kind]


def sentence_cases(seed: int, wanted: int | None = None) -> Iterator[Case]:
    """Yield true sentences over the shipped cells and their mutants, in random order, up to about `wanted` mutants."""
    rng = random.Random(seed)
    figures = Figures.shipped()
    given, made = 0, Counter()
    for said, shape in _by_turns(true_statements(figures, rng), rng):
        if wanted is not None and given >= wanted:
            return
        if not said.holds():
            continue
        wording = written(said, rng, shape)
        if wording is None:
            continue
        sentence = wording.sentence(said)
        yield Case("sentence", "", said.kind, "", sentence, "text", 0, len(sentence), wording.dateline, said.check())
        found = [f for f in faults(said, figures, rng) if in_reach(wording, f[1])]
        rng.shuffle(found)
        found.sort(key=lambda f: made[f[0]])  # faults that were rare so far come first
        kept_of_this = 0
        for name, mutant in found:
            if wanted is not None and kept_of_this == 3:
                break
            kept = wording if mutant.kind == said.kind else written(mutant, rng)
            if kept is None or mutant.label() != "CONTRADICTED":
                continue
            kept = replace(kept, dateline=wording.dateline)
            if not in_reach(kept, mutant):
                continue
            text = kept.sentence(mutant)
            if text != sentence:
                given += 1
                kept_of_this += 1
                made[name] += 1
                yield Case(
                    "sentence", name, said.kind, "", text, "text", 0, len(text), wording.dateline, mutant.check()
                )


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SWAPS = (
    ("direction", r"\bup\b", "down"),
    ("direction", r"\bdown\b", "up"),
    ("direction", r"\b(more|higher|larger) than\b", "less than"),
    ("direction", r"\b(less|lower|fewer|smaller) than\b", "more than"),
    ("direction", r"\babove\b", "below"),
    ("direction", r"\bbelow\b", "above"),
    ("direction", r"\b(an? )?(rise|increase|gain|jump) of\b", "a fall of"),
    ("direction", r"\b(an? )?(fall|drop|decline|decrease|plunge|slide) of\b", "a rise of"),
)


_MULTIPLES = (
    (r"\bdoubled\b", "quadrupled", 2),
    (r"\btwice\b", "four times", 2),
    (r"\bthree times\b", "six times", 2),
    (r"\b(nearly|almost) (five|nine) times\b", r"\1 twenty times", None),
    (r"\ba (fifth|quarter|third)\b", "three quarters", None),
    (r"\bhalf\b", "nine tenths", None),
)
_FACTOR_TO = {"twenty times": 20.0, "three quarters": 75.0, "nine tenths": 90.0}


def _edited_words(quote: str, check: str) -> Iterator[tuple[str, str, str]]:
    """Yield copies of a claim with another multiple, fraction, comparison, partner or month."""
    read = truth.READING.match(check)
    compared = re.match(r"^(gt|lt)\(", check)
    if compared and "MAX" not in check and "MIN" not in check and " not " not in quote:
        for name, pattern, word in _SWAPS:
            if name == "direction" and len(re.findall(pattern, quote)) == 1:
                flipped = ("lt(" if compared[1] == "gt" else "gt(") + check[3:]
                yield "direction", re.sub(pattern, word, quote), flipped
    if read and read[2] in {"~", "<", ">"}:
        for pattern, words, factor in _MULTIPLES:
            bare = len(re.findall(pattern, quote)) == 1 and not re.search(r"\d|one and a|again", quote)
            if bare:
                edited = re.sub(pattern, words, quote)
                number = float(read[3]) * factor if factor else next(v for k, v in _FACTOR_TO.items() if k in edited)
                if not factor and abs(float(read[3])) < 1:
                    number /= 100
                sign = "-" if read[3].startswith("-") and not factor else ""
                yield "multiple", edited, f"{read[1]} {read[2]} {sign}{number:.12g}"
    cells = plain.CELL.findall(plain.spelled_out(check))
    if len(cells) != 1:
        return
    commodity, partner, period, measure = cells[0]
    full = plain.spelled_out(check)
    for other, name in PARTNERS.items():
        own = PARTNERS.get(partner, "the world")
        if (
            other != partner
            and re.search(rf"\b{own}\b", quote)
            and (commodity, other, period, measure) in plain.printed_cells()
        ):
            yield "partner", quote.replace(own, name, 1), full.replace(f"/{partner}/", f"/{other}/")
            break
    own = month_name(period)
    if measure not in {"qty_t", "ytd_t"}:  # a month beside a rate may be the base
        return
    for other in (plain.shift(period, -1), plain.shift(period, -2), plain.shift(period, 1)):
        if (
            re.search(rf"\b{own}\b", quote)
            and other[:4] == period[:4]
            and (commodity, partner, other, measure) in plain.printed_cells()
        ):
            yield "period", re.sub(rf"\b{own}\b", month_name(other), quote), full.replace(f"/{period}/", f"/{other}/")
            break


def _edited_claims(quote: str, check: str, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield faulty copies of a quoted claim, each with its expression."""
    read = truth.READING.match(check)
    if read is None or read[2] not in {"=", "~"}:
        return
    expression, relation, printed = read.groups()
    mantissa, e, power = printed.lstrip("+-").partition("e")
    sign = "-" if printed.startswith("-") else ""
    at = [m for m in _NUMBER.finditer(quote) if m[0].replace(",", "") == mantissa]
    if len(at) == 1:
        for name, wrong in wrong_numbers(mantissa, rng):
            shown = with_commas(wrong) if "," in at[0][0] or len(wrong.partition(".")[0]) > 4 else wrong
            edited = quote[: at[0].start()] + shown + quote[at[0].end() :]
            yield name, edited, f"{expression} {relation} {sign}{wrong}{e}{power}"
        unit = re.match(r" (tonnes|tons|metric tons|t)\b", quote[at[0].end() :])
        if unit and not e and "*" not in expression:
            edited = quote[: at[0].end()] + " kg" + quote[at[0].end() + len(unit[0]) :]
            yield "unit", edited, f"1000*({expression}) = {printed}"
        kilograms = re.match(r" kg\b", quote[at[0].end() :])
        if kilograms and expression.startswith("1000*"):
            edited = quote[: at[0].end()] + " tonnes" + quote[at[0].end() + len(kilograms[0]) :]
            yield "unit", edited, f"{expression.removeprefix('1000*')} = {printed}"
    if "_pct" in expression or "PCT(" in expression:
        for name, pattern, word in _SWAPS:
            if len(re.findall(pattern, quote)) == 1:
                flipped = printed.lstrip("+-") if sign else f"-{printed.lstrip('+')}"
                yield name, re.sub(pattern, word, quote), f"{expression} {relation} {flipped}"
                break
    for long, short in (("y/y", "m/m"), ("m/m", "y/y")):
        if long in quote:
            ours, theirs = ("yoy_pct", "mom_pct") if long == "y/y" else ("mom_pct", "yoy_pct")
            if ours in expression and "ytd" not in expression:
                yield "m/m with y/y", quote.replace(long, short), check.replace(ours, theirs)


def corpus_cases(seed: int, wanted: int | None = None) -> Iterator[Case]:
    """Yield the corpus' SUPPORTED claims in their articles, untouched and with one fault each."""
    rng = random.Random(seed)
    found: list[Case] = []
    for source, _ in truth.marked_files(truth.FIRST):
        article = truth.article(source)
        checks = [m[1].split(" | ") for m in truth.MARK.finditer(source.read_text(encoding="utf-8"))]
        written_on = date.fromisoformat(article["dateline"])
        for claim, (_, kind, check, *_) in zip(article["claims"], checks, strict=True):
            if claim["label"] != "SUPPORTED":
                continue
            where = claim.get("in", "text")
            edits = (*_edited_claims(claim["quote"], check.strip(), rng), *_edited_words(claim["quote"], check.strip()))
            for name, quote, wrong in edits:
                if not _proven(wrong, "CONTRADICTED") or quote == claim["quote"]:
                    continue
                fields = {"title": article["title"], "text": article["text"]}
                whole = fields[where]
                fields[where] = whole[: claim["start"]] + quote + whole[claim["end"] :]
                end = claim["start"] + len(quote)
                found.append(
                    Case("corpus", name, kind.strip(), **fields, where=where, start=claim["start"], end=end,
                         dateline=written_on, check=wrong)
                )  # fmt: skip
    yield from _fault_by_fault(found, rng)[:wanted]


def _fault_by_fault(cases: list[Case], rng: random.Random) -> list[Case]:
    """Return the cases so that the faults take turns."""
    rng.shuffle(cases)
    seen: Counter[str] = Counter()
    turns = []
    for case in cases:
        turns.append((seen[case.fault], case))
        seen[case.fault] += 1
    return [case for _, case in sorted(turns, key=lambda turn: turn[0])]


def corpus_untouched() -> Iterator[Case]:
    """Yield the SUPPORTED claims of the corpus as they stand."""
    for source, _ in truth.marked_files(truth.FIRST):
        article = truth.article(source)
        for claim in article["claims"]:
            if claim["label"] == "SUPPORTED":
                where = claim.get("in", "text")
                wrong = (c for c in article["claims"] if c["label"] == "CONTRADICTED" and c.get("in", "text") == where)
                yield Case(
                    "corpus", "", claim["kind"], article["title"], article["text"], where, claim["start"],
                    claim["end"], date.fromisoformat(article["dateline"]), claim["truth"]["text"],
                    others=tuple((c["start"], c["end"]) for c in wrong),
                )  # fmt: skip


# metrics of a story whose expression is one cell
_STORY = {
    "level": "qty_t",
    "change_on_month_pct": "mom_pct",
    "change_on_year_pct": "yoy_pct",
    "year_to_date": "ytd_t",
    "year_to_date_change_pct": "ytd_yoy_pct",
}
_FACT = re.compile(r"^(\w+):(import|export)/CHN/(\w+)/(\w+)/(\d{4}-\d{2})/mass@")


def _story_cell(fact: str) -> str | None:
    read = _FACT.match(fact)
    if read is None or read[1] not in _STORY:
        return None
    metric, flow, partner, product, period = read.groups()
    commodity = f"IMP_{product}" if flow == "import" else product
    if product == "lithium_carbonate" and flow == "export":
        commodity = f"EXP_{product}"
    return f"{commodity}/{partner}/{period}/{_STORY[metric]}"


Told = tuple[date, str, str, list[tuple[int, int, str]]]
"""A story: its day, title and text, and the stretches of its text that rest on a fact, by the fact's id."""


def story_cases(stories: Iterable[Told], seed: int, wanted: int | None = None) -> Iterator[Case]:
    """Yield the figures of stories, untouched and with a wrong number."""
    rng = random.Random(seed)
    found: list[Case] = []
    for day, title, text, spans in stories:
        for start, end, fact in spans:
            words, expression = text[start:end], _story_cell(fact)
            numbers = list(_NUMBER.finditer(words))
            if expression is None or len(numbers) != 1:
                continue
            number = numbers[0]
            printed, after = number[0].replace(",", ""), words[number.end() :]
            scale = "1000*" if " kg" in after else ("0.000001*" if " million" in after else "")
            falls = re.search(r"\b(fell|down|below|less|fewer|lower|drop|declin|fall|smaller)", words)
            sign = "-" if falls and expression.endswith("pct") else ""
            if not _proven(f"{scale}{expression} = {sign}{printed}", "SUPPORTED"):
                continue
            check = f"{scale}{expression} = {sign}{printed}"
            yield Case("story", "", "story", title, text, "text", start, end, day, check)
            for name, wrong in wrong_numbers(printed, rng):
                check = f"{scale}{expression} = {sign}{wrong}"
                if _proven(check, "CONTRADICTED"):
                    edited = words[: number.start()] + with_commas(wrong) + words[number.end() :]
                    whole = text[:start] + edited + text[end:]
                    found.append(
                        Case("story", name, "story", title, whole, "text", start, start + len(edited), day, check)
                    )
    yield from _fault_by_fault(found, rng)[:wanted]


def _proven(check: str, label: str) -> bool:
    if rests_on_unsure(check):
        return False
    try:
        return truth.label_of(check)[0] == label
    except plain.UndecidedError:
        return False


Judge = Callable[[str, str, date], list[tuple[str, int, int, str]]]
"""Title, text and dateline in; (title or text, start, end, verdict) of every claim out."""


def verdicts_at(case: Case, claims: list[tuple[str, int, int, str]]) -> list[str]:
    """Return the verdicts that touch the case's words, but for those that are rather of words known to be wrong."""

    def shared(start: int, end: int, words: tuple[int, int]) -> int:
        return min(end, words[1]) - max(start, words[0])

    return [
        verdict
        for where, start, end, verdict in claims
        if where == case.where
        and (own := shared(start, end, (case.start, case.end))) > 0
        and all(shared(start, end, words) <= own for words in case.others)
    ]


def tallied(cases: Iterable[Case], judge: Judge) -> tuple[dict[tuple[str, str], Tally], Tally, int]:
    """Return the tally of every source and fault, that of the untouched (`caught` counts false alarms), and how many
    of these were understood."""
    faulty: dict[tuple[str, str], Tally] = defaultdict(Tally)
    untouched, understood = Tally(), 0
    judged: dict[tuple[str, str, date], list[tuple[str, int, int, str]]] = {}
    for case in cases:
        key = (case.title, case.text, case.dateline)
        if key not in judged:
            if len(judged) > 50:
                judged.clear()
            judged[key] = judge(*key)
        said = verdicts_at(case, judged[key])
        flagged = "CONTRADICTED" in said
        tally = faulty[case.source, case.fault] if case.fault else untouched
        tally.n += 1
        tally.caught += flagged
        understood += not case.fault and "SUPPORTED" in said
        if flagged != bool(case.fault):
            tally.survivors.append(case)
    return dict(faulty), untouched, understood


def table(faulty: dict[tuple[str, str], Tally], untouched: Tally, understood: int) -> str:
    """Return the rates as lines of text."""
    lines = [f"{'source':<10}{'fault':<26}{'caught':>8}{'n':>7}{'rate':>8}"]
    for (source, fault), tally in sorted(faulty.items()):
        lines.append(f"{source:<10}{fault:<26}{tally.caught:>8}{tally.n:>7}{tally.rate:>8.1%}")
    n, caught = sum(t.n for t in faulty.values()), sum(t.caught for t in faulty.values())
    lines += [
        f"{'all':<36}{caught:>8}{n:>7}{caught / max(n, 1):>8.1%}",
        f"{'untouched, flagged':<36}{untouched.caught:>8}{untouched.n:>7}{untouched.rate:>8.1%}",
        f"{'untouched, understood':<36}{understood:>8}{untouched.n:>7}{understood / max(untouched.n, 1):>8.1%}",
    ]
    return "\n".join(lines)


def all_cases(seed: int, wanted: int | None, stories: Iterable[Told]) -> list[Case]:
    """Return untouched and faulty cases of all sources; `wanted` bounds the faulty ones, half of them sentences."""
    half, quarter = (None, None) if wanted is None else (wanted // 2, wanted // 4)
    return [
        *sentence_cases(seed, half),
        *corpus_untouched(),
        *corpus_cases(seed, quarter),
        *story_cases(stories, seed, quarter),
    ]


def main(argv: list[str]) -> int:
    """Run the long form and print the survivors, the false alarms and the table."""
    from mutant_judge import judge_on, shipped_ledger, stories_on

    wanted = int(argv[1]) if len(argv) > 1 and argv[1] != "all" else None
    seed = int(argv[2]) if len(argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        ledger = shipped_ledger(Path(folder))
        faulty, untouched, understood = tallied(all_cases(seed, wanted, stories_on(ledger)), judge_on(ledger))
    for tally in (*faulty.values(), untouched):
        for case in tally.survivors:
            words = (case.title if case.where == "title" else case.text)[case.start : case.end]
            fault = case.fault or "FALSE ALARM"
            print(f"{case.source} | {fault} | {case.kind} | {case.dateline} | {words!r} | {case.check}")
    print(table(faulty, untouched, understood))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
