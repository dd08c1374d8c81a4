"""What a sentence of the mutation test says, how it is worded, and the true ones over all shipped cells.

A `Statement` says one thing; it renders into a sentence and into an expression of `plain_figures`. A fault changes the
statement, so sentence and expression change together.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import plain_figures as plain
from corpus_truth import label_of
from mutant_words import COUNTS, GOODS, MONTHS, ORDINALS, PARTNERS, SHAPES, SIGNED


@dataclass(frozen=True)
class Statement:
    """What a sentence says. `printed` is the number as a reader sees it, `sign` +1 for more and -1 for less."""

    kind: str
    commodity: str
    partner: str
    period: str
    printed: str = ""
    unit: str = "t"
    sign: int = 1
    other: str = ""  # a partner or a month
    partners: tuple[str, ...] = ()

    @property
    def series(self) -> str:
        return f"{self.commodity}/{self.partner}"

    def cell(self, measure: str = "qty_t", *, partner: str = "", period: str = "") -> str:
        return f"{self.commodity}/{partner or self.partner}/{period or self.period}/{measure}"

    @property
    def scale(self) -> str:
        return {"kg": "1000*", "kt": "0.001*", "Mt": "0.000001*"}.get(self.unit, "")

    @property
    def signed(self) -> str:
        return f"{'-' if self.sign < 0 else ''}{self.printed}"

    @property
    def compare(self) -> str:
        return "gt" if self.sign > 0 else "lt"

    def beats(self, first: str, last: str) -> str:
        most = "MAX" if self.sign > 0 else "MIN"
        return f"{self.compare}({self.cell()},{most}('{self.series}','{first}','{last}'))"

    def check(self) -> str:
        """Return the expression, with its reading, that decides the statement."""
        return CHECKS[self.kind](self)

    def label(self) -> str | None:
        """Return the label of the second path; None where it is a borderline case or the data leave it open."""
        if rests_on_unsure(self.check()):
            return None
        try:
            return label_of(self.check())[0]
        except (plain.UndecidedError, ZeroDivisionError):
            return None

    def holds(self) -> bool:
        """Tell whether the second path supports the statement, in its strictest sense too."""
        if self.kind == "streak":  # the third month in a row is not the fourth
            one_more = replace(self, other=plain.shift(self.other, -1))
            return self.label() == "SUPPORTED" and one_more.label() == "CONTRADICTED"
        if self.kind == "since":  # the month named did at least as much
            top = "HS" if self.sign > 0 else "LS"
            return label_of(f"{top}('{self.series}','{self.period}','{self.other}')")[0] == "SUPPORTED"
        return self.label() == "SUPPORTED"

    def last_period(self) -> str:
        return max(p for p in (self.period, self.other) if re.match(r"\d{4}-\d{2}$", p))


def rests_on_unsure(check: str) -> bool:
    """Tell whether an expression names a cell of which the pages say different things."""
    return any(tuple(cell) in plain.unsure_cells() for cell in plain.CELL.findall(plain.spelled_out(check)))


CHECKS: dict[str, Callable[[Statement], str]] = {
    "level": lambda s: f"{s.scale}{s.cell()} = {s.printed}",
    "mom": lambda s: f"{s.cell('mom_pct')} = {s.signed}",
    "yoy": lambda s: f"{s.cell('yoy_pct')} = {s.signed}",
    "base": lambda s: f"PCT({s.cell()},{s.cell(period=s.other)}) = {s.signed}",
    "ytd": lambda s: f"{s.scale}{s.cell('ytd_t')} = {s.printed}",
    "ytd_yoy": lambda s: f"{s.cell('ytd_yoy_pct')} = {s.signed}",
    "share": lambda s: f"100*{s.cell()}/{s.cell(partner='WLD')} = {s.printed}",
    "times": lambda s: f"{s.cell()}/{s.cell(period=s.other)} = {s.printed}",
    "times_partner": lambda s: f"{s.cell()}/{s.cell(partner=s.other)} = {s.printed}",
    "more": lambda s: f"{s.compare}({s.cell()},{s.cell(partner=s.other)})",
    "more_month": lambda s: f"{s.compare}({s.cell()},{s.cell(period=s.other)})",
    "difference": lambda s: f"{s.scale}({s.cell()}-{s.cell(period=s.other)}) = {s.signed}",
    "both": lambda s: f"{s.scale}({s.cell()}+{s.cell(partner=s.other)}) = {s.printed}",
    "sum": lambda s: f"{s.scale}SUM('{s.series}','{s.other}','{s.period}') = {s.printed}",
    "streak": lambda s: f"{'UP' if s.sign > 0 else 'DOWN'}('{s.series}','{s.other}','{s.period}')",
    "extreme": lambda s: s.beats(f"{s.period[:4]}-01", plain.shift(s.period, -1)),
    "since": lambda s: s.beats(plain.shift(s.other, 1), plain.shift(s.period, -1)),
    "order": lambda s: f"AND({','.join(f'gt({a},{b})' for a, b in pairwise(s.cell(partner=p) for p in s.partners))})",
    "leads": lambda s: (
        f"AND({','.join(f'gt({s.cell(partner=s.partners[0])},{s.cell(partner=p)})' for p in s.partners[1:])})"
    ),
    "zero": lambda s: f"lt({s.cell()},0.001)",
}


# ---- rendering -------------------------------------------------------------------------------------------------------


def month_name(period: str) -> str:
    return MONTHS[int(period[5:]) - 1]


def full_month(period: str) -> str:
    return f"{month_name(period)} {period[:4]}"


def span_name(period: str, rng: random.Random) -> str:
    months, year = int(period[5:]), period[:4]
    if months == 12:
        return f"the whole of {year}"
    if months == 6 and rng.random() < 0.5:
        return f"the first half of {year}"
    if months == 3 and rng.random() < 0.5:
        return f"the first quarter of {year}"
    if rng.random() < 0.5:
        return f"the first {COUNTS[months]} months of {year}" if months > 1 else f"January {year}"
    return f"January to {full_month(period)}" if months > 1 else f"January {year}"


def with_commas(printed: str) -> str:
    whole, dot, decimals = printed.partition(".")
    return f"{int(whole):,}{dot}{decimals}"


UNITS = {
    "t": ("tonnes", "tons", "metric tons", "t", "metric tonnes"),
    "kg": ("kg", "kilograms", "kilos"),
    "kt": ("kt", "thousand tonnes", "thousand tons"),
    "Mt": ("million tonnes", "million tons", "million metric tons", "Mt"),
}


def value_words(printed: str, unit: str, rng: random.Random) -> str:
    return f"{with_commas(printed)} {rng.choice(UNITS[unit])}"


def _ratio_words(printed: str) -> str:
    return COUNTS[int(printed)] if printed.isdigit() and int(printed) <= 12 else printed


@dataclass(frozen=True)
class Wording:
    """The choices a sentence is written with; a mutant keeps those of the sentence it comes from."""

    shape: str
    seed: int
    dateline: date

    def sentence(self, said: Statement) -> str:
        rng = random.Random(self.seed)
        flow = "imports" if said.commodity.startswith("IMP_") else "exports"
        to = ""
        if said.partner != "WLD":
            to = f" {'from' if flow == 'imports' else 'to'} {PARTNERS[said.partner]}"
        goods = rng.choice(GOODS[said.commodity])
        draws = {name: rng.choice(pairs)[0 if said.sign > 0 else 1] for name, pairs in SIGNED.items()}
        if draws["more"] == "less" and goods.endswith("s"):
            draws["more"] = "fewer"
        pct = with_commas(said.printed) + rng.choice(("%", " percent", " per cent", "%")) if said.printed else ""
        is_month = re.match(r"\d{4}-\d{2}$", said.other)
        months = len(plain.months_of(said.other, said.period)) - 1 if is_month and said.other < said.period else 0
        slots = draws | {
            "goods": goods,
            "flow": flow,
            "traded": flow.removesuffix("s") + "ed",
            "to": to,
            "partner": PARTNERS.get(said.partner, ""),
            "month": full_month(said.period),
            "mon": month_name(said.period),
            "prev": month_name(plain.shift(said.period, -1)),
            "same": full_month(plain.shift(said.period, -12)),
            "year": said.period[:4],
            "span": span_name(said.period, rng),
            "value": value_words(said.printed, said.unit, rng) if said.printed and said.unit in UNITS else "",
            "pct": pct,
            "times": _ratio_words(said.printed),
            "fold": f"{_ratio_words(said.printed)}{'fold' if said.printed.isdigit() else '-fold'}",
            "other": full_month(said.other) if is_month else PARTNERS.get(said.other, ""),
            "nth": ORDINALS[months] if months < len(ORDINALS) else f"{months}th",
        }
        for name, place in zip(("first", "second", "third"), said.partners, strict=False):
            slots[name] = PARTNERS[place]
        for name in ("goods", "flow"):
            slots[name.capitalize()] = slots[name][:1].upper() + slots[name][1:]
        text = self.shape.format(**slots)
        return text[:1].upper() + text[1:]


def shapes_for(said: Statement) -> list[str]:
    imports = said.commodity.startswith("IMP_")
    return [
        shape
        for tags, shape in SHAPES[said.kind]
        if not ("x" in tags and imports) and not ("m" in tags and not imports)
        if not ("p" in tags and said.partner == "WLD" and said.kind not in {"order", "leads"})
    ]


def in_reach(wording: Wording, said: Statement) -> bool:
    """Tell whether a month without its year still means that month on the dateline."""
    if "{mon}" not in wording.shape and "{prev}" not in wording.shape:
        return True
    return said.period > plain.shift(f"{wording.dateline.year:04d}-{wording.dateline.month:02d}", -11)


def written(said: Statement, rng: random.Random, shape: str = "") -> Wording | None:
    shapes = shapes_for(said)
    if not shapes:
        return None
    released = plain.release_day(said.commodity, said.last_period())
    return Wording(shape or rng.choice(shapes), rng.randrange(1 << 30), released + timedelta(days=8))


# ---- true statements over all shipped cells --------------------------------------------------------------------------


@dataclass
class Figures:
    """The printed figures, by cell, as they were printed."""

    printed: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    @classmethod
    def shipped(cls) -> Figures:
        found = cls()
        with plain.FIGURES.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = (row["commodity"], row["partner"], row["period"], row["measure"])
                wrong = (row["period"], row["partner"], row["commodity"], row["measure"], row["value"]) in plain.WRONG
                if not wrong and row["precision"] == "rounded":
                    found.printed.setdefault(key, row["value"])
        return found

    def months(self, commodity: str, partner: str) -> list[str]:
        return sorted(p for c, q, p, m in self.printed if (c, q, m) == (commodity, partner, "qty_t"))

    def partners(self, commodity: str, period: str) -> list[str]:
        return sorted(q for c, q, p, m in plain.printed_cells() if (c, p, m) == (commodity, period, "qty_t"))

    def series(self) -> list[tuple[str, str]]:
        return sorted({(c, q) for c, q, _, m in self.printed if m == "qty_t"})


CONTINENTS = {"AFRICA", "ASIA", "EUROPE", "NAMERICA", "OCEANIA", "SAMERICA"}


def _trimmed(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"


def _mass(printed: str, rng: random.Random) -> tuple[str, str]:
    """Return a mass in tonnes as printed, in a unit people use for its size."""
    tonnes = float(printed)
    if tonnes >= 1e6:
        return f"{tonnes / 1e6:.12g}", "Mt"
    if 0 < tonnes < 30:
        return (f"{tonnes * 1000:.0f}", "kg") if rng.random() < 0.7 and "." in printed else (printed, "t")
    if tonnes >= 1000 and rng.random() < 0.15:
        return f"{tonnes / 1000:.{len(printed.partition('.')[0]) - (1 if tonnes < 1e4 else 2)}f}", "kt"
    return printed, "t"


def true_statements(figures: Figures, rng: random.Random) -> Iterator[Statement]:
    """Yield statements over all cells; some may prove borderline and are dropped by whoever asks for their label."""
    for (commodity, partner, period, measure), printed in sorted(figures.printed.items()):
        sign = -1 if printed.startswith("-") else 1
        size = printed.lstrip("-")
        if measure in {"qty_t", "ytd_t"}:
            kind = "level" if measure == "qty_t" else "ytd"
            if float(size) == 0:
                yield Statement("zero", commodity, partner, period)
                continue
            mass, unit = _mass(size, rng)
            yield Statement(kind, commodity, partner, period, mass, unit)
        else:
            yield Statement(measure.removesuffix("_pct"), commodity, partner, period, size, "%", sign)
    for commodity, partner in figures.series():
        yield from _over_time(commodity, partner, figures.months(commodity, partner), rng)
    for commodity in sorted({c for c, _, _, _ in figures.printed}):
        for period in sorted({p for c, _, p, m in figures.printed if (c, m) == (commodity, "qty_t")}):
            yield from _over_partners(commodity, period, figures.partners(commodity, period), rng)


def _tonnes(interval: plain.Interval, rng: random.Random) -> tuple[str, str]:
    middle = abs(interval[0] + interval[1]) / 2
    if middle >= 1e6:
        return _trimmed(middle / 1e6, 2), "Mt"
    return (_trimmed(middle, 0), "t") if middle >= 100 else (_trimmed(middle * 1000, 0), "kg")


def _known(expression: str) -> plain.Interval | None:
    try:
        found = plain.evaluate(expression)
    except (plain.UndecidedError, ZeroDivisionError):
        return None
    return found if isinstance(found, tuple) else None


def _percent(interval: plain.Interval) -> str:
    middle = abs(interval[0] + interval[1]) / 2
    return _trimmed(middle, 0 if middle >= 100 or interval[1] - interval[0] > 0.1 else 1)


def _over_time(commodity: str, partner: str, months: list[str], rng: random.Random) -> Iterator[Statement]:
    for period in months:
        for base in rng.sample([m for m in months if m < period], k=min(2, sum(m < period for m in months))):
            said = Statement("base", commodity, partner, period, other=base)
            change = _known(f"PCT({said.cell()},{said.cell(period=base)})")
            if change is None or change[0] < -99.5 or change[0] * change[1] <= 0:
                continue
            sign = 1 if change[0] > 0 else -1
            yield replace(said, printed=_percent(change), unit="%", sign=sign)
            yield replace(said, kind="more_month", sign=sign)
            gap = _known(f"{said.cell()}-{said.cell(period=base)}")
            printed, unit = _tonnes(gap, rng)
            yield replace(said, kind="difference", printed=printed, unit=unit, sign=sign)
            ratio = _known(f"{said.cell()}/{said.cell(period=base)}")
            if ratio[0] > 1.5:
                whole = round(ratio[0])
                close = abs((ratio[0] + ratio[1]) / 2 - whole) < 0.1
                yield replace(
                    said, kind="times", printed=str(whole) if close else _trimmed(sum(ratio) / 2, 1), unit="x"
                )
        yield from _runs(commodity, partner, period, months, rng)


def _runs(commodity: str, partner: str, period: str, months: list[str], rng: random.Random) -> Iterator[Statement]:
    run = [m for m in months if m <= period]
    contiguous = [period]
    while contiguous[0] != run[0] and plain.shift(contiguous[0], -1) in run:
        contiguous.insert(0, plain.shift(contiguous[0], -1))
    for length in (3, 4, 5):
        if len(contiguous) >= length:
            first = contiguous[-length]
            for sign in (1, -1):
                yield Statement("streak", commodity, partner, period, sign=sign, other=first)
            total = _known(f"SUM('{commodity}/{partner}','{first}','{period}')")
            if total is not None and length == 3:
                printed, unit = _tonnes(total, rng)
                yield Statement("sum", commodity, partner, period, printed, unit, other=first)
    this_year = [m for m in run if m[:4] == period[:4]]
    if len(this_year) == int(period[5:]) and len(this_year) >= 3:
        for sign in (1, -1):
            yield Statement("extreme", commodity, partner, period, sign=sign)
    for since in contiguous[:-3]:
        for sign in (1, -1):
            yield Statement("since", commodity, partner, period, sign=sign, other=since)


def _over_partners(commodity: str, period: str, partners: list[str], rng: random.Random) -> Iterator[Statement]:
    single = [p for p in partners if p != "WLD"]
    for partner in single:
        share = _known(f"100*{commodity}/{partner}/{period}/qty_t/{commodity}/WLD/{period}/qty_t")
        if share is not None and share[1] < 99:
            yield Statement("share", commodity, partner, period, _percent(share), "%")
    comparable = [p for p in single if p not in CONTINENTS and p != "EU27"] or []
    whole = [p for p in single if p in CONTINENTS]
    for group in (comparable, whole):
        for partner in group:
            for other in rng.sample(group, k=min(3, len(group))):
                if other == partner:
                    continue
                said = Statement("more", commodity, partner, period, other=other)
                yield said
                total = _known(f"{said.cell()}+{said.cell(partner=other)}")
                if total is not None:
                    printed, unit = _tonnes(total, rng)
                    yield replace(said, kind="both", printed=printed, unit=unit)
                ratio = _known(f"{said.cell()}/{said.cell(partner=other)}")
                if ratio is not None and 1.5 < ratio[0] < 12:
                    yield replace(said, kind="times_partner", printed=_trimmed(sum(ratio) / 2, 1), unit="x")
        ranked = sorted(group, key=lambda p: -(_known(f"{commodity}/{p}/{period}/qty_t") or (0, 0))[0])
        if len(ranked) >= 3:
            yield Statement("order", commodity, "WLD", period, partners=tuple(ranked[:3]))
            yield Statement("leads", commodity, "WLD", period, partners=tuple(ranked[:3]))
