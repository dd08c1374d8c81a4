"""`weighbridge facts`: all facts of a cell, or of a whole product for a spreadsheet."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.options import AsJson, AsOf, MaybePartner, MaybePeriod, ProductName
from weighbridge.errors import InputError, NotInDataError
from weighbridge.model import Flow

if TYPE_CHECKING:
    from weighbridge.facts import Row
    from weighbridge.ledger import Ledger, View
    from weighbridge.model import Cell


def run(
    product: ProductName,
    partner: MaybePartner = None,
    period: MaybePeriod = None,
    as_of: AsOf = None,
    flow: Annotated[
        Flow | None, typer.Option("--flow", help="export or import; without it whichever the product has.")
    ] = None,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write a table; - for the terminal.")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write a table as Parquet.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print all facts of a cell as of a day: value, interval, unit, caveats.

    Without a partner or a period the facts of all of the product's partners or periods are taken.

    Example: weighbridge facts --product magnets --partner USA --period 2025-06 --as-of 2025-07-20
    """
    from weighbridge.card import trade_card
    from weighbridge.facts import cells_of, rows_of, save_csv, save_parquet, write_csv
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    if csv and parquet:
        raise InputError("--csv and --parquet cannot both be written at once; run it twice")
    card = trade_card()
    wanted, place = card.product(product), card.place(partner) if partner else None
    ledger = shipped_ledger(Settings.from_environment())
    view = ledger.view(as_of=day_seen(ledger, as_of), products=[wanted.id])
    cells = cells_of(wanted.id, view=view, flow=flow)
    if place is not None:
        cells = [cell for cell in cells if cell.partner == place.id]
    if period is not None:
        cells = _in_period(cells, period)
    rows = list(rows_of(cells, view=view))
    if not rows:
        where = "".join(
            f" {word}" for word in (flow or "", place and f"for {place.name}", period and f"in {period}") if word
        )
        raise NotInDataError(f"no figure of {wanted.name}{where} follows from what was released by {view.as_of}")
    flows = sorted({row.fact.cell.flow for row in rows})
    if flow is None and len(flows) > 1:
        print(f"{wanted.name} has figures of exports and of imports; both are given, see --flow", file=sys.stderr)
    if csv == "-":
        write_csv(rows, sys.stdout)
    elif csv or parquet:
        count = save_csv(rows, Path(csv)) if csv else save_parquet(rows, parquet or Path())
        print(f"{count} facts of {wanted.name} as of {view.as_of} written to {csv or parquet}")
    elif as_json:
        _print_json(rows, view)
    else:
        _print_text(rows, view)


def day_seen(ledger: Ledger, as_of: date | None) -> date:
    """Return the day looked through: the one asked for, else the newest release; refuses a day before any data."""
    days = ledger.vintages()
    if not days:
        raise NotInDataError("the ledger holds no figures yet; take some in with: weighbridge ingest FILE")
    if as_of is not None and as_of < min(days):
        raise NotInDataError(f"nothing had been released by {as_of}; the first figures are of {min(days)}")
    return as_of or max(days)


def _in_period(cells: list[Cell], period: object) -> list[Cell]:
    """Return the cells of the period; one that only follows from others (a quarter) is asked of each series."""
    from weighbridge.model import Period

    assert isinstance(period, Period)
    exact = [cell for cell in cells if cell.period == period]
    return exact or sorted({cell.at(period) for cell in cells})


def fact_json(row: Row) -> dict[str, object]:
    """Return a fact as JSON takes it; an unbounded end is null."""
    from math import isfinite

    from weighbridge.facts import caveat_sentences, interval_text, value_text

    fact, cell = row.fact, row.fact.cell
    return {
        "id": fact.id,
        "metric": fact.metric,
        "flow": cell.flow,
        "reporter": cell.reporter,
        "partner": cell.partner,
        "product": cell.product,
        "period": str(cell.period),
        "measure": cell.measure,
        "value": fact.value,
        "lo": fact.interval.lo if isfinite(fact.interval.lo) else None,
        "hi": fact.interval.hi if isfinite(fact.interval.hi) else None,
        "unit": fact.unit,
        "value_text": value_text(fact),
        "interval_text": interval_text(fact.interval, fact.unit),
        "detail": fact.detail,
        "caveats": [{"key": k, "text": t} for k, t in zip(fact.caveats, caveat_sentences(fact), strict=True)],
        "sources": list(row.sources),
    }


def _print_json(rows: list[Row], view: View) -> None:
    from weighbridge.cli.console import print_json

    print_json({"as_of": str(view.as_of), "facts": [fact_json(row) for row in rows]})


def _print_text(rows: list[Row], view: View) -> None:
    from rich.table import Table

    from weighbridge.cli.console import console
    from weighbridge.facts import caveat_sentences, interval_text, metrics, period_text, trade_text, value_text

    screen = console()
    screen.print(f"As of {view.as_of}", style="dim")
    used: dict[str, str] = {}
    last: Cell | None = None
    table: Table | None = None
    for row in rows:
        fact = row.fact
        if fact.cell != last:
            if table is not None:
                screen.print(table)
            last = fact.cell
            screen.print(f"\n[bold]{trade_text(last, view.card)}, {period_text(last.period)}[/bold]  {last}")
            table = Table("metric", "value", "interval", "caveats", box=None, pad_edge=False, header_style="dim")
        assert table is not None
        detail = "".join(f", {fact.detail[k]}" for k in ("direction", "since") if k in fact.detail)
        table.add_row(
            metrics()[fact.metric].name,
            value_text(fact) + detail,
            interval_text(fact.interval, fact.unit),
            " ".join(fact.caveats),
        )
        used |= {
            key: sentence for key, sentence in zip(fact.caveats, caveat_sentences(fact), strict=True) if key not in used
        }
    if table is not None:
        screen.print(table)
    screen.print()
    for key, sentence in used.items():
        screen.print(f"{key}: {sentence}", style="dim", markup=False)
    screen.print(f"Explain one: weighbridge explain {rows[0].fact.id}", style="dim", markup=False)
