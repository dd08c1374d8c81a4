"""`weighbridge story`: from a month's figures to a story page, Markdown or JSON."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.options import AsJson, AsOf, PeriodOf, ProductName
from weighbridge.errors import InputError
from weighbridge.model import Flow

if TYPE_CHECKING:
    from weighbridge.card import Product
    from weighbridge.model import Period
    from weighbridge.story import Story


class Format(StrEnum):
    """What a story is written as."""

    HTML = "html"
    MARKDOWN = "md"
    JSON = "json"


def run(
    product: ProductName,
    period: PeriodOf,
    focus: Annotated[
        str | None,
        typer.Option("--focus", metavar="NAME", help="The partner the story is about; without it the biggest news is."),
    ] = None,
    as_of: AsOf = None,
    flow: Annotated[
        Flow | None, typer.Option("--flow", help="export or import; without it whichever the product has.")
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Write the story even where nothing is newsworthy.")] = False,
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.HTML,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write into this folder; else to the terminal.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the story of a product's month: text, charts, references, and what is not known.

    Without --as-of the story is told as of the day the office released the period. A month with nothing newsworthy
    gets a short notice with the scores instead.

    Example: weighbridge story --product magnets --period 2025-06 --focus USA -o out
    """
    from weighbridge.card import trade_card
    from weighbridge.ledger import shipped_ledger
    from weighbridge.settings import Settings
    from weighbridge.sources import shipped_events
    from weighbridge.story import draft

    card = trade_card()
    wanted, place = card.product(product), card.place(focus) if focus else None
    ledger = shipped_ledger(Settings.from_environment())
    view = ledger.view(as_of=as_of or release_day(wanted, period), products=[wanted.id])
    story = draft(
        wanted, period, view=view, events=shipped_events(), focus=place.id if place else None, flow=flow, anyway=anyway
    )
    form = Format.JSON if as_json else form
    if out is None:
        typer.echo(_text(story, form), nl=False)
        return
    written = write(story, form, out)
    if story.form == "notice":
        typer.echo(f"{story.headline.text} (score {story.score:.2f}, news from {story.newsworthy:.2f}): {written}")
    else:
        typer.echo(f"{story.headline.text}\n{story.words} words as of {story.as_of}: {written}")


def release_day(product: Product, period: Period) -> date:
    """Return the day on which the office released the period of a product."""
    from weighbridge.sources import calendar

    return calendar(product.calendar).release_day(period)


def write(story: Story, form: Format, folder: Path) -> Path:
    """Write the story with its charts into a folder and return the file to open."""
    folder.mkdir(parents=True, exist_ok=True) if not folder.is_file() else _refuse(folder)
    document = story.as_dict()
    target = folder / f"{story.id}.{form.value}"
    if form is not Format.JSON and story.charts:
        from weighbridge.pages import render_charts

        drawn = render_charts(document)
        for chart in story.charts:
            (folder / f"{story.id}-{chart.id}.svg").write_text(drawn[chart.id].svg, encoding="utf-8")
            (folder / f"{story.id}-{chart.id}.png").write_bytes(drawn[chart.id].png)
        text = _page(document, drawn) if form is Format.HTML else _text(story, form)
    else:
        text = _text(story, form)
    target.write_text(text, encoding="utf-8")
    return target


def _refuse(folder: Path) -> None:
    raise InputError(f"{folder} is a file; -o names a folder to write into")


def _text(story: Story, form: Format) -> str:
    if form is Format.JSON:
        return json.dumps(story.as_dict(), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if form is Format.MARKDOWN:
        from weighbridge.story import markdown

        return markdown(story)
    return _page(story.as_dict(), None) if story.form != "notice" else _notice(story.as_dict())


def _page(document: dict[str, Any], drawn: Any) -> str:
    from weighbridge.pages import render_story

    return render_story(document, drawn)


def _notice(document: dict[str, Any]) -> str:
    from weighbridge.pages import render_notice

    return render_notice(document)
