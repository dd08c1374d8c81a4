"""`weighbridge scan`: which of the newest release is news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.options import AsJson, AsOf, MaybePeriod, MaybeProduct
from weighbridge.errors import InputError

if TYPE_CHECKING:
    from datetime import date

    from weighbridge.facts import Lead
    from weighbridge.ledger import View
    from weighbridge.model import Flow, Period


def run(
    product: MaybeProduct = None,
    period: MaybePeriod = None,
    as_of: AsOf = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many leads to print at most.")] = 20,
    queue_as: Annotated[
        str | None,
        typer.Option(
            "--queue-as",
            metavar="PERSON",
            help="Put what is news in the newest month of every product into the desk's queue, as this person.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the leads of the newest release, most newsworthy first, each with its score and why.

    With a product, its newest month is scanned even if other products were released later. A lead below the
    threshold is no news; when none reaches it, the release is quiet, and that is an answer.

    Example: weighbridge scan --product magnets --as-of 2025-07-20
    """
    if queue_as is not None:
        if product or period or as_of:
            raise InputError("--queue-as looks at the newest month of every product; name no product, period or day")
        _fill_queue(queue_as, as_json=as_json)
        return
    from weighbridge.card import trade_card
    from weighbridge.cli.facts import day_seen
    from weighbridge.errors import NotInDataError
    from weighbridge.facts import NEWSWORTHY, scan
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings

    wanted = [trade_card().product(product).id] if product else None
    ledger = shipped_ledger(Settings.from_environment())
    view = ledger.view(as_of=day_seen(ledger, as_of), products=wanted)
    if not view.observations:
        raise NotInDataError(f"no figure of {product} had been released by {view.as_of}")
    released = max(o.released_at for o in view.observations)
    leads: list[Lead] = []
    scanned = _released_months(view, released, period)
    for code, month, flow in scanned:
        try:
            leads += scan(code, month, view=view, flow=flow)
        except NotInDataError:
            if period is not None:
                raise
    leads.sort(key=lambda lead: -lead.score)
    news = [lead for lead in leads if lead.is_news]
    if as_json:
        from weighbridge.cli.console import print_json

        print_json(
            {
                "as_of": str(view.as_of),
                "released_at": str(released),
                "scanned": [{"product": code, "period": str(month), "flow": flow} for code, month, flow in scanned],
                "threshold": NEWSWORTHY,
                "newsworthy": bool(news),
                "leads": [
                    {
                        "what": lead.what,
                        "score": lead.score,
                        "is_news": lead.is_news,
                        "cell": str(lead.cell),
                        "why": lead.why,
                        "facts": list(lead.facts),
                    }
                    for lead in leads[:most]
                ],
            }
        )
        return
    _print_text(leads[:most], view, released, bool(news))


def _fill_queue(person: str, *, as_json: bool) -> None:
    """Put the leads into the desk's queue and print those that were not in it."""
    from weighbridge.cli.newsroom import opened
    from weighbridge.desk import scan_into_queue

    added = scan_into_queue(opened(), by=person)
    if as_json:
        from weighbridge.cli.console import print_json

        leads = [{"id": s.id, "slug": s.slug, "score": s.score, "why": s.why} for s in added]
        print_json({"queued": leads})
        return
    for story in sorted(added, key=lambda s: -(s.score or 0)):
        print(f"{story.score:5.2f}  {story.id}  {story.why}")
    new = "No new lead" if not added else f"{len(added)} new lead{'' if len(added) == 1 else 's'}"
    print(f"{new} in the queue; weighbridge desk shows it.")


def _released_months(view: View, released: date, period: Period | None) -> list[tuple[str, Period, Flow]]:
    """Return product, month and flow of what came out on the newest release day, or of the period asked for."""
    if period is not None:
        return sorted({(o.cell.product, period, o.cell.flow) for o in view.observations})
    months: dict[tuple[str, Flow], Period] = {}
    for o in view.observations:
        if o.released_at == released:
            key = (o.cell.product, o.cell.flow)
            months[key] = max(months.get(key, o.cell.period.last_month), o.cell.period.last_month)
    return sorted((code, month, flow) for (code, flow), month in months.items())


def _print_text(leads: list[Lead], view: View, released: date, news: bool) -> None:
    from rich.table import Table

    from weighbridge.cli.console import console
    from weighbridge.facts import NEWSWORTHY, period_text

    screen = console()
    screen.print(f"Released on {released}, seen as of {view.as_of}; news from a score of {NEWSWORTHY:g} on")
    if not news:
        best = f"; the best score is {leads[0].score:g}" if leads else ""
        screen.print(f"Nothing newsworthy{best}.")
    table = Table("score", "what", "where", "why", box=None, pad_edge=False, header_style="dim")
    for lead in leads:
        product, partner = view.card.products[lead.cell.product], view.card.places[lead.cell.partner]
        where = f"{product.name}, {partner.name}, {period_text(lead.cell.period)}"
        table.add_row(
            f"{lead.score:.2f}", lead.what.replace("_", " "), where, lead.why, style=None if lead.is_news else "dim"
        )
    screen.print(table)
