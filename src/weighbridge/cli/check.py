"""weighbridge check: read any text as a sceptical editor would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.options import AsJson
from weighbridge.errors import InputError, InternalError, NotInDataError, WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.check import Document, Report
    from weighbridge.ledger import Ledger, View

EXIT_CONTRADICTED, EXIT_COULD_NOT_RUN = 1, 2
READ = (".txt", ".md", ".markdown", ".html", ".htm")

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE|DIR|-", help="A text, Markdown, HTML or JSON article; a folder of them; - for standard input."
    ),
]
SeenFrom = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DAY|latest",
        help="Look through the data as they stood on that day: 2025-07-20, or latest. Else the dateline, else latest.",
    ),
]
PageFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the text with its claims marked as a page.")
]
Out = Annotated[
    Path | None, typer.Option("-o", "--out", metavar="OUT", help="Write one ID.json per text into this folder.")
]


def run(
    source: Source, as_of: SeenFrom = None, as_json: AsJson = False, html: PageFile = None, out: Out = None
) -> None:
    """Read any text and say what holds, what does not, what the data cannot tell, and what was not understood.

    Leaves with 0 when nothing is contradicted, 1 when something is, 2 when a text could not be checked.

    Example: weighbridge check article.txt --as-of 2025-07-20
    """
    desk = _Desk(_flag(as_of))
    if source != "-" and Path(source).is_dir():
        if html:
            raise InputError("--html writes one page; give one file, or the folder with --json -o OUT")
        if out is None:
            raise InputError("a folder of texts needs a place for the results: add --json -o OUT")
        code = _folder(Path(source), out, desk, as_json=as_json)
    else:
        code = _single(source, out, html, desk, as_json=as_json)
    if code:
        raise typer.Exit(code)


@dataclass(frozen=True, slots=True)
class Seen:
    """From which day a text was read, and why that day."""

    day: date
    why: str


class _Desk:
    """Opens the ledger once and keeps the view of each day it is asked for."""

    def __init__(self, flag: date | str | None) -> None:
        self._flag = flag
        self._ledger: Ledger | None = None
        self._views: dict[date, View] = {}

    @property
    def ledger(self) -> Ledger:
        from weighbridge.ledger import shipped_ledger
        from weighbridge.settings import Settings

        if self._ledger is None:
            self._ledger = shipped_ledger(Settings.from_environment())
        return self._ledger

    def view(self, day: date) -> View:
        if day not in self._views:
            try:
                self._views[day] = self.ledger.view(as_of=day)
            except NotInDataError as error:
                raise InputError(f"nothing can be checked as of {day}: {error}") from None
        return self._views[day]

    def seen_from(self, document: Document) -> Seen:
        """Return the day to look from: the flag's, else the dateline, else the latest the ledger holds."""
        if isinstance(self._flag, date):
            return Seen(self._flag, "--as-of")
        if self._flag is None and document.dateline:
            return Seen(document.dateline, "the dateline")
        why = "--as-of latest" if self._flag else "no dateline found: the latest data"
        days = self.ledger.vintages()
        if not days:
            raise InputError("the ledger holds no figures yet; take some in with: weighbridge ingest FILE")
        return Seen(max(days), why)

    def check(self, document: Document) -> tuple[Report, Seen, View]:
        from weighbridge.check import check

        seen = self.seen_from(document)
        view = self.view(seen.day)
        try:
            return check(document, view=view, card=view.card, as_of=seen.day), seen, view
        except WeighbridgeError:
            raise
        except Exception as error:  # no text whatever may end in a traceback
            raise InternalError(
                f"{document.id} could not be checked ({type(error).__name__}: {error}); please report it"
            ) from error


def _flag(text: str | None) -> date | str | None:
    if text is None or text.strip().casefold() == "latest":
        return "latest" if text else None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"--as-of {text!r} is no day; write it as 2025-07-20, or latest") from None


def _single(source: str, out: Path | None, html: Path | None, desk: _Desk, *, as_json: bool) -> int:
    from weighbridge.check import as_json as contract
    from weighbridge.check import file_name, read_bytes, read_file
    from weighbridge.cli.console import print_json

    document = read_bytes(_standard_input(), name="standard input") if source == "-" else read_file(Path(source))
    report, seen, view = desk.check(document)
    result = contract(report)
    behind = _behind(view, seen.day)
    if out:
        _write(out / file_name(document.id), _json(result))
    if html:
        from weighbridge.pages import render_check

        _write(html, render_check(result, seen=seen.why, behind=behind, evidence=_evidence(result, view)))
    if as_json:
        print_json(result)
    else:
        from weighbridge.cli.console import console
        from weighbridge.cli.margin import show

        show(console(), result, seen=seen.why, behind=behind)
        if html:
            print(f"The page is in {html}")
    return EXIT_CONTRADICTED if result["coverage"]["contradicted"] else 0


def _folder(folder: Path, out: Path, desk: _Desk, *, as_json: bool) -> int:
    from weighbridge.check import as_json as contract
    from weighbridge.check import file_name, read_file
    from weighbridge.cli.console import print_json, progress

    files = list(_texts(folder))
    if not files:
        raise InputError(f"{folder} holds no texts: *.json articles, else txt, md or html files, are looked for")
    totals: dict[str, int] = {}
    failed: list[dict[str, str]] = []
    written: dict[str, str] = {}
    with progress("Weighing") as tell:
        for n, path in enumerate(files):
            tell(n, len(files))
            try:
                result = contract(desk.check(read_file(path))[0])
                name = file_name(result["id"])
                if name in written:
                    raise InputError(
                        f"{path.name} has the id {result['id']!r}, and so has {written[name]}; results would collide"
                    )
                _write(out / name, _json(result))
                written[name] = path.name
            except WeighbridgeError as error:
                failed.append({"file": path.name, "why": str(error)})
                continue
            for key, count in result["coverage"].items():
                totals[key] = totals.get(key, 0) + count
    if as_json:
        print_json(
            {"texts": len(files), "checked": len(written), "coverage": totals, "failed": failed, "out": str(out)}
        )
    else:
        from weighbridge.cli.margin import counts

        print(f"{len(written)} of {len(files)} texts checked: {counts(totals)}. The results are in {out}")
    for entry in failed:
        print(f"weighbridge: {entry['file']}: {entry['why']}", file=sys.stderr)
    if failed:
        return EXIT_COULD_NOT_RUN
    return EXIT_CONTRADICTED if totals.get("contradicted") else 0


def _texts(folder: Path) -> Iterator[Path]:
    """Yield a folder's articles: its *.json if there are any, else its txt, md and html files; never a README."""
    names = sorted(
        p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".") and p.stem.upper() != "README"
    )
    articles = [p for p in names if p.suffix.lower() == ".json"]
    yield from articles or (p for p in names if p.suffix.lower() in READ)


def _standard_input() -> bytes:
    from weighbridge.check import LARGEST_FILE

    return sys.stdin.buffer.read(LARGEST_FILE + 1)


def _behind(view: View, day: date) -> str:
    """Return what to say when the ledger ends before the day it is looked through from, else ''."""
    from weighbridge.sources import calendar

    ends = {}
    for product in {cell.product for cell in view.bounds}:
        months = [cell.period.last for cell in view.bounds if cell.product == product]
        ends[product] = max(months)
    if not ends:
        return ""
    from weighbridge.model import Period

    last = Period(max(ends.values()))
    due = calendar("query").release_day(last.shift(1))
    if day < due:
        return ""
    return (
        f"The ledger ends with {last}, and later months were out by {day}: what the text says of them cannot be "
        f"checked. Extend it with: weighbridge ingest FILE"
    )


def _evidence(result: dict[str, Any], view: View) -> dict[str, Any]:
    """Return, for each fact a claim names, its value, definition and the figures in print it rests on."""
    from weighbridge.facts import explain

    found = {}
    for fact in {fact: None for claim in result["claims"] for fact in claim["facts"]}:
        try:
            why = explain(fact, view=view)
        except WeighbridgeError:
            continue
        found[fact] = {
            "label": fact.split(":", 1)[0].replace("_", " "),
            "definition": why.definition,
            "value_text": why.value_text,
            "interval_text": why.interval_text,
            "caveats": list(why.caveats),
            "sources": [
                {
                    "publisher": o.publisher,
                    "url": o.source_url,
                    "printed_at": o.printed_at.isoformat() if o.printed_at else None,
                    "value": f"{o.value} {o.unit}",
                }
                for o in why.observations
            ],
        }
    return found


def _json(result: dict[str, Any]) -> str:
    import json

    return json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from None
