"""`weighbridge reconcile`: what all printed figures allow for each cell, and which of them cannot all be true."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from weighbridge.cli.options import AsJson, AsOf, MaybeProduct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from rich.console import Console

    from weighbridge.card import Card
    from weighbridge.model import Bound, Cell, Conflict

_PATIENCE = 2.0  # seconds before a progress bar is worth showing


def run(product: MaybeProduct = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Print the bounds of every cell as of a day, and the conflicts among the printed figures, worst first.

    In JSON a period is a month (2025-06) or a run of months (2025-01/2025-06, the running total of June); a
    conflict's measure is the word of the figures file (qty_t, ytd_t, mom_pct, yoy_pct, ytd_yoy_pct, share_pct) and its
    value is as printed; an end that is not known is null.

    Example: weighbridge reconcile --product magnets --as-of 2025-07-20
    """
    from weighbridge.card import trade_card
    from weighbridge.cli.console import print_json, progress
    from weighbridge.cli.facts import day_seen
    from weighbridge.errors import NotInDataError
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    wanted = trade_card().product(product) if product else None
    ledger = shipped_ledger(Settings.from_environment())
    day = day_seen(ledger, as_of)
    figures = ledger.observations(as_of=day, products=[wanted.id] if wanted else None)
    if not figures:
        raise NotInDataError(f"no figure of {wanted.name if wanted else 'anything'} had been released by {day}")
    bounds: list[Bound] = []
    conflicts: list[Conflict] = []
    products = sorted({figure.cell.product for figure in figures})
    with progress("Reconciling", after=_PATIENCE) as tell:
        for n, code in enumerate(products):
            tell(n, len(products))
            view = ledger.view(as_of=day, products=[code])
            bounds += view.bounds.values()
            conflicts += view.conflicts
    bounds.sort(key=lambda bound: bound.cell)
    conflicts.sort(key=lambda conflict: -conflict.severity)
    if as_json:
        print_json(_document(day, bounds, conflicts))
    else:
        _print_text(day, bounds, conflicts, ledger.card)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _document(day: date, bounds: Iterable[Bound], conflicts: Iterable[Conflict]) -> dict[str, object]:
    return {
        "as_of": str(day),
        "cells": [
            {
                **_key(bound.cell),
                "lo": _number(bound.interval.lo),
                "hi": _number(bound.interval.hi),
                "best": _number(bound.best),
                "unit": bound.unit,
            }
            for bound in bounds
        ],
        "conflicts": [
            {
                **_key(conflict.observation.cell),
                "measure": conflict.observation.column or conflict.observation.cell.measure,
                "value": conflict.observation.value,
                "unit": conflict.observation.unit,
                "source": conflict.observation.source_url or conflict.observation.publisher,
                "miss": _number(conflict.miss),
                "certainty": conflict.certainty,
                "group": conflict.group,
                "reason": conflict.reason,
            }
            for conflict in conflicts
        ],
    }


def _key(cell: Cell) -> dict[str, str]:
    return {
        "flow": str(cell.flow),
        "reporter": cell.reporter,
        "partner": cell.partner,
        "product": cell.product,
        "period": str(cell.period),
    }


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


# ---- text ------------------------------------------------------------------------------------------------------------


def _print_text(day: date, bounds: Sequence[Bound], conflicts: Sequence[Conflict], card: Card) -> None:
    from weighbridge.cli.console import console

    screen = console()
    known = [bound for bound in bounds if bound.printed or (bound.interval.lo > 0 and bound.interval.is_finite)]
    screen.print(f"What the figures in print allow, as of {day}", style="bold")
    _print_bounds(screen, known, card)
    if hidden := len(bounds) - len(known):
        screen.print(
            f"\n{hidden} cells nobody printed, known only to lie below some sum, are in --json alone.", style="dim"
        )
    proven = sum(conflict.certainty == "proven" for conflict in conflicts)
    groups = len({conflict.group for conflict in conflicts if conflict.certainty != "proven"})
    said = [
        f"{_counted(proven, 'printed figure')} cannot be right." if proven else "",
        f"In {_counted(groups, 'group')} one at least is wrong." if groups else "",
        "Worst first." if conflicts else "All printed figures can be true.",
    ]
    screen.print("\n" + " ".join(filter(None, said)), style="bold")
    if conflicts:
        _print_conflicts(screen, conflicts, card)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _print_bounds(screen: Console, bounds: Iterable[Bound], card: Card) -> None:
    from rich.table import Table

    series: tuple[str, ...] = ()
    table: Table | None = None
    for bound in bounds:
        cell = bound.cell
        if (cell.flow, cell.reporter, cell.partner, cell.product, cell.measure) != series:
            if table is not None:
                screen.print(table)
            series = (cell.flow, cell.reporter, cell.partner, cell.product, cell.measure)
            screen.print(f"\n[bold]{_series_name(cell, card)}[/bold], {bound.unit}")
            table = Table("period", "", box=None, pad_edge=False, header_style="dim")
            for name in ("from", "to", "best"):
                table.add_column(name, justify="right")
        assert table is not None
        ends = (bound.interval.lo, bound.interval.hi, bound.best)
        table.add_row(str(cell.period), "printed" if bound.printed else "follows", *map(_amount, ends))
    if table is not None:
        screen.print(table)


def _series_name(cell: Cell, card: Card) -> str:
    place, reporter = card.places[cell.partner].name, card.places[cell.reporter].name
    way = f"from {reporter} to {place}" if cell.flow == "export" else f"from {place} to {reporter}"
    measure = "" if cell.measure == "mass" else f", {card.measure(cell.measure).name}"
    return f"{card.products[cell.product].name}, {cell.flow}s {way}{measure}"


def _amount(value: float) -> str:
    """The number to seven digits, thousands grouped; nobody prints more."""
    from weighbridge.words import grouped

    if not isfinite(value):
        return ""
    whole = len(str(int(abs(value))))
    text = grouped(value, max(0, min(3, 7 - whole)))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _print_conflicts(screen: Console, conflicts: Sequence[Conflict], card: Card) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 1, 0))
    table.add_column("off by", justify="right")
    for name in ("certainty", "figure", "why"):
        table.add_column(name)
    marks = {group: f"one of {chr(65 + n % 26)}" for n, group in enumerate(_open_groups(conflicts))}
    for conflict in conflicts:
        seen = conflict.observation
        where = f"{card.products[seen.cell.product].name}, {card.places[seen.cell.partner].name}, {seen.cell.period}"
        unit = "%" if seen.unit == "pct" else f" {seen.unit}"
        table.add_row(
            f"{_amount(conflict.miss)}{' points' if seen.unit == 'pct' else unit}",
            marks.get(conflict.group, "proven"),
            escape(f"{seen.value}{unit} {seen.column}\n{where}\n{seen.publisher}"),
            escape(conflict.reason),
        )
    screen.print(table)


def _open_groups(conflicts: Iterable[Conflict]) -> list[str]:
    return list(dict.fromkeys(conflict.group for conflict in conflicts if conflict.certainty != "proven"))
