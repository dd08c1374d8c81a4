"""weighbridge check: read any text as a sceptical editor would."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weighbridge.cli.options import AsJson
from weighbridge.errors import InputError, InternalError, WeighbridgeError

if TYPE_CHECKING:
    from weighbridge.check import Document, Report, Vintages
    from weighbridge.ledger import View

EXIT_CONTRADICTED, EXIT_COULD_NOT_RUN = 1, 2
READ = (".txt", ".md", ".markdown", ".html", ".htm")
_MOST_EVIDENCE = 500  # facts laid open on one page
_MOST_HELD = (
    50_000_000  # characters of a folder's texts held in memory; what comes after is read again when its turn comes
)

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
    for stream in (sys.stdout, sys.stderr):  # a text may hold characters the terminal cannot show
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        desk = _Desk(_flag(as_of))
        if source != "-" and Path(source).is_dir():
            if html:
                raise InputError("--html writes one page; give one file, or the folder with --json -o OUT")
            code = _folder(Path(source), out, desk, as_json=as_json)
        else:
            code = _single(source, out, html, desk, as_json=as_json)
    except WeighbridgeError as error:  # 1 is kept for a contradiction, so whatever stops a check leaves with 2
        _say(f"weighbridge: {error}")
        code = EXIT_COULD_NOT_RUN
    if code:
        raise typer.Exit(code)


# ---- from which day --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """From which day a text was read, and why that day."""

    day: date
    why: str


class _Desk:
    """Opens the ledger once, and checks one text after the other through it."""

    def __init__(self, flag: date | str | None) -> None:
        self._flag = flag

    @cached_property
    def vintages(self) -> Vintages:
        from weighbridge.check import Vintages
        from weighbridge.ledger import shipped_ledger
        from weighbridge.settings import Settings

        found = Vintages(shipped_ledger(Settings.from_environment()))
        if not found.days:
            raise InputError("the ledger holds no figures yet; take some in with: weighbridge ingest FILE")
        return found

    def seen_from(self, document: Document) -> Seen:
        """Return the day to look from: the flag's, else the dateline, else the latest the ledger holds."""
        first, latest = self.vintages.days[0], self.vintages.days[-1]
        if isinstance(self._flag, date):
            if self._flag < first:
                raise InputError(f"nothing had been released by {self._flag}; the first figures came on {first}")
            return Seen(self._flag, "--as-of")
        if self._flag:
            return Seen(latest, "--as-of latest")
        if document.dateline is None:
            return Seen(latest, "no dateline found: the latest data")
        if document.dateline < first:
            return Seen(latest, f"before the dateline, {document.dateline}, nothing was released: the latest data")
        return Seen(document.dateline, "the dateline")

    def check(self, document: Document) -> tuple[Report, Seen]:
        """Return the report on a document and from which day it was read."""
        seen = self.seen_from(document)
        try:
            return self.vintages.check(document, as_of=seen.day), seen
        except WeighbridgeError:
            raise
        except Exception as error:  # no text whatever may end in a traceback
            raise InternalError(
                f"{document.id} could not be checked ({type(error).__name__}: {error}); please report it"
            ) from error

    def behind(self, report: Report, seen: Seen) -> str:
        """Return what is to be said first when the ledger ends before the day the text is read from, else ''."""
        asked = isinstance(self._flag, date) or report.document.dateline is None
        day = seen.day if asked else max(seen.day, report.document.dateline or seen.day)
        if day <= self.vintages.days[-1]:
            return ""
        return ledger_ends(self.vintages.view(seen.day), day, _products(report))


def _flag(text: str | None) -> date | str | None:
    if text is None or text.strip().casefold() == "latest":
        return "latest" if text else None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"--as-of {text!r} is no day; write it as 2025-07-20, or latest") from None


def ledger_ends(view: View, day: date, products: Iterable[str] = ()) -> str:
    """Return the sentence that says with which month the ledger ends, and how to extend it, '' when it is up to date.

    It is behind when the office had released a later month by that day, by the calendar of the product; `products` are
    those the text speaks of, by default all that reach as far as any.
    """
    from weighbridge.facts import period_text
    from weighbridge.model import Period
    from weighbridge.sources import calendar

    ends: dict[str, int] = {}
    for figure in view.observations:
        ends[figure.cell.product] = max(ends.get(figure.cell.product, 0), figure.cell.period.last)
    wanted = [p for p in dict.fromkeys(products) if p in ends] or [p for p in ends if ends[p] == max(ends.values())]
    behind: dict[Period, list[str]] = {}
    due: list[date] = []
    for product in wanted:
        last, member = Period(ends[product]), view.card.products[product]
        if (released := calendar(member.calendar).release_day(last.shift(1))) <= day:
            behind.setdefault(last, []).append(member.name)
            due.append(released)
    if not behind:
        return ""
    told = "; ".join(
        f"with {period_text(last)} for {_listed(names)}"
        for last, names in sorted(behind.items(), key=lambda e: -e[0].last)
    )
    return (
        f"The ledger ends {told}. {view.card.office_short} had released more by {day} (from {min(due)} on), and what a "
        f"text says of it cannot be checked. Extend the ledger with: weighbridge ingest FILE"
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _products(report: Report) -> Iterator[str]:
    """Yield the products of the facts that claims of a text rest on."""
    from weighbridge.facts import read_fact_id

    for fact in dict.fromkeys(fact for claim in report.claims for fact in claim.facts):
        yield read_fact_id(fact)[1].product


# ---- one text --------------------------------------------------------------------------------------------------------


def _single(source: str, out: Path | None, html: Path | None, desk: _Desk, *, as_json: bool) -> int:
    from weighbridge.check import as_json as contract
    from weighbridge.check import file_name, read_bytes, read_file, unwrapped
    from weighbridge.cli.console import print_json

    document = read_bytes(_standard_input(), name="standard input") if source == "-" else read_file(Path(source))
    report, seen = desk.check(document)
    behind = desk.behind(report, seen)
    result = contract(report)
    if as_json and behind:
        _say(f"weighbridge: {behind}")
    if out:
        _write(out / file_name(document.id), _json(result))
    if html:
        from weighbridge.pages import render_check

        page = render_check(
            {**result, "text": unwrapped(result["text"])},
            seen=seen.why,
            behind=behind,
            evidence=_evidence(result, desk.vintages),
        )
        _write(html, page)
    if as_json:
        print_json(result)
    else:
        from weighbridge.cli.console import console
        from weighbridge.cli.margin import show

        show(console(), {**result, "text": unwrapped(result["text"])}, seen=seen.why, behind=behind)
        if html:
            print(f"The page is in {html}")
    return EXIT_CONTRADICTED if result["coverage"]["contradicted"] else 0


def _standard_input() -> bytes:
    from weighbridge.check import LARGEST_FILE

    return sys.stdin.buffer.read(LARGEST_FILE + 1)


def _evidence(result: Mapping[str, Any], vintages: Vintages) -> dict[str, Any]:
    """Return, for each fact a claim names, its value, definition and the figures in print it rests on."""
    from weighbridge.facts import explain, read_fact_id

    found = {}
    named = dict.fromkeys(fact for claim in result["claims"] for fact in claim["facts"])
    for fact in list(named)[:_MOST_EVIDENCE]:
        view = vintages.view(read_fact_id(fact)[-1])
        with suppress(WeighbridgeError):  # the claim says itself that the data cannot answer
            found[fact] = {
                "label": fact.split(":", 1)[0].replace("_", " "),
                **explain(fact, view=view).as_dict(view.card),
            }
    return found


# ---- a folder --------------------------------------------------------------------------------------------------------


def _folder(folder: Path, out: Path | None, desk: _Desk, *, as_json: bool) -> int:
    from weighbridge.check import file_name, read_file
    from weighbridge.cli.console import print_json, progress

    files = list(_texts(folder))
    if not files:
        raise InputError(f"{folder} holds no texts: *.json articles, else txt, md or html files, are looked for")
    done = _Done({}, {}, [], [])
    read: list[tuple[date, Path, Document | None]] = []
    taken: dict[str, str] = {}
    held = 0
    for path in files:
        try:
            document = read_file(path)
            if (name := file_name(document.id)) in taken:
                raise InputError(f"its id is {document.id!r}, as that of {taken[name]}; the results would collide")
            held += len(document.text)
            read.append((desk.seen_from(document).day, path, document if held <= _MOST_HELD else None))
            taken[name] = path.name
        except WeighbridgeError as error:
            done.failed.append({"file": path.name, "why": str(error)})
    with progress("Weighing") as tell:
        # Day by day, so that each vintage is opened once.
        for n, (_, path, kept) in enumerate(sorted(read, key=lambda r: r[0])):
            tell(n, len(read))
            try:
                _weigh_into(out, kept or read_file(path), path, desk, done)
            except WeighbridgeError as error:
                done.failed.append({"file": path.name, "why": str(error)})
    for note in done.notes:
        _say(f"weighbridge: {note}")
    if as_json:
        told = {"texts": len(files), "checked": len(done.lines), "coverage": done.totals, "failed": done.failed}
        print_json(told | {"out": str(out) if out else None})
    else:
        _tell_folder(done, files, out)
    for entry in done.failed:
        _say(f"weighbridge: {entry['file']}: {entry['why']}")
    if done.failed:
        return EXIT_COULD_NOT_RUN
    return EXIT_CONTRADICTED if done.totals.get("contradicted") else 0


@dataclass(frozen=True, slots=True)
class _Done:
    """How far a folder is: claims by verdict, the line of each text, what failed, and what is to be said first."""

    totals: dict[str, int]
    lines: dict[str, str]
    failed: list[dict[str, str]]
    notes: list[str]


def _weigh_into(out: Path | None, document: Document, path: Path, desk: _Desk, done: _Done) -> None:
    from weighbridge.check import as_json as contract
    from weighbridge.check import file_name
    from weighbridge.cli.margin import counts

    report, seen = desk.check(document)
    result = contract(report)
    if out:
        _write(out / file_name(document.id), _json(result))
    if (behind := desk.behind(report, seen)) and behind not in done.notes:
        done.notes.append(behind)
    for key, count in result["coverage"].items():
        done.totals[key] = done.totals.get(key, 0) + count
    done.lines[path.name] = f"{counts(result['coverage'])}; read as of {seen.day} ({seen.why})"


def _tell_folder(done: _Done, files: list[Path], out: Path | None) -> None:
    from weighbridge.cli.margin import counts

    for path in files:
        if path.name in done.lines:
            print(f"{path.name}: {done.lines[path.name]}")
    where = f". The results are in {out}" if out else "; for the verdicts, name a folder: --json -o OUT"
    print(f"{len(done.lines)} of {len(files)} texts checked: {counts(done.totals)}{where}")


def _texts(folder: Path) -> Iterator[Path]:
    """Yield a folder's articles: its *.json if there are any, else its txt, md and html files; never a README."""
    try:
        names = sorted(
            p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".") and p.stem.upper() != "README"
        )
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror or error}") from None
    articles = [p for p in names if p.suffix.lower() == ".json"]
    yield from articles or (p for p in names if p.suffix.lower() in READ)


# ---- out -------------------------------------------------------------------------------------------------------------


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _json(result: Mapping[str, Any]) -> str:
    import json

    return json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from None
