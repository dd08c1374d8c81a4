"""`weighbridge explain`: one fact laid open, down to the documents and the SQL."""

from __future__ import annotations

from typing import Annotated

import typer

from weighbridge.cli.options import AsJson


def run(
    fact_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="As printed by `weighbridge facts --json`.")],
    dialect: Annotated[
        str, typer.Option("--dialect", metavar="ENGINE", help="SQL for duckdb, postgres or sqlite.")
    ] = "duckdb",
    as_json: AsJson = False,
) -> None:
    """Print what a fact means, its interval, the figures and documents it rests on, its caveats and its SQL.

    Example: weighbridge explain level:export/CHN/USA/REPM_85051110/2025-06/mass@2025-07-20
    """
    from weighbridge.cli.facts import day_seen, fact_json
    from weighbridge.facts import Row, explain, read_fact_id
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    _, cell, other, day = read_fact_id(fact_id)
    ledger = shipped_ledger(Settings.from_environment())
    products = sorted({c.product for c in (cell, other) if c is not None})
    for product in products:
        ledger.card.product(product)
    told = explain(fact_id, view=ledger.view(as_of=day_seen(ledger, day), products=products), dialect=dialect)
    if as_json:
        from weighbridge.cli.console import print_json

        urls = tuple(dict.fromkeys(o.source_url for o in told.observations if o.source_url))
        figures = [
            {
                "publisher": o.publisher,
                "url": o.source_url or None,
                "printed_at": str(o.printed_at) if o.printed_at else None,
                "released_at": str(o.released_at),
                "about": str(o.cell),
                "kind": o.kind,
                "value": o.value,
                "unit": o.unit,
                "precision": o.precision,
            }
            for o in told.observations
        ]
        document = fact_json(Row(told.fact, urls))
        print_json(
            document | {"definition": told.definition, "observations": figures, "dialect": dialect, "sql": told.sql}
        )
        return
    print(f"{told.value_text}   ({told.interval_text})\n{told.definition}\nAs of {told.fact.as_of}.")
    for name, value in told.fact.detail.items():
        print(
            f"  {name.replace('_', ' ')}: {value:g}"
            if isinstance(value, float)
            else f"  {name.replace('_', ' ')}: {value}"
        )
    from weighbridge.facts import unit_text

    print("\nRests on")
    for o in told.observations:
        print(f"  {o.value}{unit_text(o.unit)}  {o.publisher}, {o.printed_at or 'day not known'}  {o.cell} {o.kind}")
        print(f"      {o.source_url or 'no address known'}")
    if told.caveats:
        print("\nCaveats")
    for sentence in told.caveats:
        print(f"  {sentence}")
    print(f"\nSQL ({dialect}), over the relations cells and changes as of {told.fact.as_of}\n{told.sql}")
