"""`weighbridge calendar`: when the offices release, what is overdue, and what they announced."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.newsroom import By, group_of, opened
from weighbridge.cli.options import AsJson, AsOf, PeriodOf, day_of
from weighbridge.errors import InputError

if TYPE_CHECKING:
    from weighbridge.publish import Release

_NEAR = 45  # days to either side that are printed without --all


def group() -> typer.Typer:
    """Return the verbs of the calendar."""
    app = group_of(
        "When the offices release: what is next, what is overdue, what they announced.", no_args_is_help=True
    )
    app.command("list")(list_releases)
    app.command("announce")(announce_release)
    return app


def list_releases(
    as_of: AsOf = None,
    everything: Annotated[bool, typer.Option("--all", help="From fourteen months back to twelve ahead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the releases near today: expected, overdue, there.

    Overdue is a release whose day has passed and of which the ledger holds no figure: either the office is late, or
    nobody has taken the figures in. It says nothing of what was traded.

    Example: weighbridge calendar list
    """
    from weighbridge.cli.console import print_json
    from weighbridge.publish import releases

    desk = opened()
    today = as_of or desk.clock().date()
    found = [r for r in releases(desk, today) if everything or abs((r.day - today).days) <= _NEAR]
    if as_json:
        print_json({"as_of": str(today), "releases": [_entry(release) for release in found]})
        return
    for r in found:
        months = " and ".join(map(str, r.months))
        print(f"{r.day}  {r.due:<14}  {r.status:<9}  {r.calendar.id:<7}  {months}: {r.words}")


def announce_release(
    calendar: Annotated[str, typer.Argument(metavar="CALENDAR", help="query, tables or flash.", show_default=False)],
    period: PeriodOf,
    words: Annotated[str, typer.Option("--why", help="What the office announced, in a few words.")],
    by: By,
    day: Annotated[str | None, typer.Option("--day", metavar="DAY", help="The day, as 2026-11-21.")] = None,
    cancelled: Annotated[bool, typer.Option("--cancelled", help="There will be no such release.")] = False,
    tentative: Annotated[bool, typer.Option("--tentative", help="The office is not sure of the day.")] = False,
    address: Annotated[str, typer.Option("--source", metavar="URL", help="Where the office says so.")] = "",
    as_json: AsJson = False,
) -> None:
    """Note down what an office announced of a release: its day, another day, or that there is none.

    The newest announcement counts before the office's usual day. Readers' calendars learn of the change at the next
    build of the site.

    Example: weighbridge calendar announce query --period 2026-10 --day 2026-11-21 --why "moved for a holiday" --by ed
    """
    from weighbridge.cli.console import print_json
    from weighbridge.publish import Announcement, EntryStatus, announce

    if cancelled and (tentative or day):
        raise InputError("a cancelled release has no day: give --cancelled alone")
    status = EntryStatus.CANCELLED if cancelled else EntryStatus.TENTATIVE if tentative else EntryStatus.CONFIRMED
    said = Announcement(calendar, period, status, words, day=day_of(day) if day else None, address=address)
    made = announce(opened(), said, by=by)
    if as_json:
        print_json({"n": made.n, "calendar": made.calendar, "period": made.period, "day": str(made.day),
                    "status": str(made.status)})  # fmt: skip
    else:
        print(f"Noted: {made.calendar} {made.period} is {made.status} for {made.day}.")


def _entry(r: Release) -> dict[str, object]:
    return {
        "calendar": r.calendar.id,
        "months": [str(month) for month in r.months],
        "day": str(r.day),
        "status": str(r.status),
        "due": str(r.due),
        "why": r.words,
        "address": r.address,
        "first_seen_at": _maybe(r.first_seen_at),
    }


def _maybe(day: date | None) -> str | None:
    return None if day is None else str(day)
