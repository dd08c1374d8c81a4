"""`weighbridge story`: from a month's figures to a story page, Markdown or JSON."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.options import AsJson, AsOf, PeriodOf, ProductName
from weighbridge.errors import InputError, NotInDataError
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
    from weighbridge.words import day_name, period_name

    card = trade_card()
    wanted, place = card.product(product), card.place(focus) if focus else None
    day = as_of or release_day(wanted, period)
    if as_of is None and day > datetime.now(UTC).date():
        raise NotInDataError(f"{period_name(period)} is not known yet: the office releases it on {day_name(day)}")
    ledger = shipped_ledger(Settings.from_environment())
    view = ledger.view(as_of=day, products=[wanted.id])
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
    """Write the story with its charts into a folder and return the file to open.

    All files are whole before the first gets its name. Raises InputError where the folder takes none.
    """
    if folder.is_file():
        raise InputError(f"{folder} is a file; -o names a folder to write into")
    files = _files(story, form)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".story-") as workplace:
            for name, content in files.items():
                (Path(workplace) / name).write_bytes(content)
            for name in files:
                (Path(workplace) / name).replace(folder / name)
    except OSError as why:
        raise InputError(
            f"{folder} takes no files ({why.strerror or why}); name a folder that can be written to with -o"
        ) from why
    return folder / f"{story.id}.{form.value}"


def _files(story: Story, form: Format) -> dict[str, bytes]:
    """Return what is written by file name, the text last: its charts are there when somebody opens it."""
    files: dict[str, bytes] = {}
    text = ""
    if form is not Format.JSON and story.charts:
        from weighbridge.pages import render_charts

        document = story.as_dict()
        drawn = render_charts(document)
        for id, chart in drawn.items():
            files[f"{story.id}-{id}.svg"] = chart.svg.encode()
            files[f"{story.id}-{id}.png"] = chart.png
        text = _page(document, drawn) if form is Format.HTML else ""
    files[f"{story.id}.{form.value}"] = (text or _text(story, form)).encode()
    return files


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
