"""A checked text on a terminal: its claims marked in place, the notes in the margin beside them.

A verdict is told by shape and word as well as by colour, so that it survives a pipe, a printer and any pair of eyes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from weighbridge.pages import LOOKS, note_of, shared_caveats

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

COLOURS = {"SUPPORTED": "green", "CONTRADICTED": "red", "NOT_IN_DATA": "blue", "NOT_UNDERSTOOD": "yellow"}
_WIDE = 100  # columns from which notes stand beside the text; below it they stand under it
_LONG = 100_000  # characters of a text of which only what is wrong is shown
_MOST = 200  # paragraphs of a long text
_MOST_NOTES = 50  # beside one paragraph
_MOST_FACTS = 200  # of a text, each with the command that lays it open

Numbered = tuple[int, Mapping[str, Any]]
Shift = Callable[[int, bool], int]  # where an offset lies once the marks stand in the text; whether it closes a claim

# A text of somebody else must not steer the terminal: control characters, and those that turn the direction of what
# follows, are shown by a sign of the same length.
_HARMLESS = {n: 0x2400 + n for n in range(32) if n not in (9, 10)} | {127: 0x2421}
_HARMLESS |= dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)


def show(console: Console, result: Mapping[str, Any], *, seen: str, behind: str = "") -> None:
    """Print a checked text: what must be said first, the text with its margin, the findings, the coverage."""
    from rich.text import Text

    if behind:
        console.print(Text(f"! {behind}", style="bold yellow"), "")
    console.print(Text(f"Read with the data as of {result['as_of']} ({seen}).", style="dim"))
    shared = shared_caveats(result["claims"])
    numbered = [(n, note_of(claim, shared)) for n, claim in enumerate(result["claims"], 1)]
    if result["title"]:
        console.print()
        for row in _rows(console, result["title"], "title", numbered, style="bold"):
            console.print(row)
    for row in _rows(console, result["text"], "text", numbered):
        console.print()
        console.print(row)
    if len(result["text"]) > _LONG:
        told = (
            "\nThe text is long: paragraphs with something wrong are shown, the first {:,} of them. --json gives all."
        )
        console.print(Text(told.format(_MOST), style="dim"))
    if shared:
        console.print(Text("\nWhat rides along with several of these figures", style="bold"))
        for caveat, numbers in shared.items():
            console.print(Text(f"  · {caveat} ({_runs(numbers)})", style="dim"))
    if facts := _facts(result["claims"]):
        console.print(Text("\nWhat stands behind them, figure by figure", style="bold"))
        for fact, marks in facts:
            line = Text(f"  weighbridge explain '{fact}'").append(f"  {marks}", style="dim")
            console.print(line, soft_wrap=True)  # whole, to be copied
    if result["findings"]:
        console.print(Text("\nApart from the figures", style="bold"))
        for finding in result["findings"]:
            console.print(Text(f"  ▪ {harmless(finding['reason'])}"))
    console.print()
    console.print(coverage_line(result["coverage"]))


def harmless(words: str) -> str:
    r"""Return the words without characters that steer a terminal or turn its direction; offsets stay.

    >>> harmless("Exports\x1b[2J fell")
    'Exports␛[2J fell'
    """
    return words.translate(_HARMLESS)


def _facts(claims: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the facts that claims rest on, each with the marks of these claims; of what is wrong first."""
    behind: dict[str, list[str]] = {}
    ordered = sorted(enumerate(claims, 1), key=lambda c: c[1]["verdict"] != "CONTRADICTED")
    for n, claim in ordered:
        for fact in claim["facts"]:
            behind.setdefault(fact, []).append(f"{LOOKS[claim['verdict']].shape}{n}")
    return [(fact, " ".join(marks)) for fact, marks in islice(behind.items(), _MOST_FACTS)]


def _runs(numbers: Sequence[int]) -> str:
    """Return numbers as a reader writes them.

    >>> _runs([1, 2, 3, 5, 8, 9])
    'claims 1–3, 5, 8, 9'
    """
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    told = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"claim{'' if len(numbers) == 1 else 's'} " + ", ".join(told)


def counts(coverage: Mapping[str, int]) -> str:
    """Return the coverage as one line of words.

    >>> counts({"claims": 3, "supported": 2, "contradicted": 1})
    '3 claims found, 3 checked (✓ 2 hold, ✗ 1 wrong), ○ 0 not in the data, ? 0 not understood'
    """
    n = Counter(coverage)
    found = f"{n['claims']} claim{'' if n['claims'] == 1 else 's'} found"
    hold = f"✓ {n['supported']} {'holds' if n['supported'] == 1 else 'hold'}"
    return (
        f"{found}, {n['supported'] + n['contradicted']} checked ({hold}, ✗ {n['contradicted']} wrong), "
        f"○ {n['not_in_data']} not in the data, ? {n['not_understood']} not understood"
    )


def coverage_line(coverage: Mapping[str, int]) -> Text:
    """Return the coverage for a terminal; with something wrong it is red, otherwise plain."""
    from rich.text import Text

    return Text(f"Coverage: {counts(coverage)}", style="bold red" if coverage["contradicted"] else "bold")


def _rows(
    console: Console, words: str, where: str, claims: Sequence[Numbered], style: str = ""
) -> Iterator[RenderableType]:
    """Yield one row per paragraph: the paragraph marked, and the notes on it beside or under it."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    mine = sorted(((n, claim) for n, claim in claims if claim["in"] == where), key=lambda c: c[1]["start"])
    shown = 0
    for start, end in _paragraphs(words):
        first, last = (bisect_left(mine, at, key=lambda c: c[1]["start"]) for at in (start, end))
        inside = mine[first:last]
        if len(words) > _LONG:
            if shown == _MOST or not any(claim["verdict"] == "CONTRADICTED" for _, claim in inside):
                continue
            shown += 1
        text = _marked(harmless(words[start:end]), start, inside, style)
        notes = [note(n, claim) for n, claim in inside[:_MOST_NOTES]]
        if len(inside) > _MOST_NOTES:
            notes.append(Text(f"… and {len(inside) - _MOST_NOTES:,} more; --json gives all", style="dim"))
        if not notes:
            yield text
        elif console.width >= _WIDE:
            grid = Table.grid(padding=(0, 3))
            grid.add_column(width=console.width * 11 // 20, overflow="fold")
            grid.add_column(ratio=1, overflow="fold")
            grid.add_row(text, Group(*notes))
            yield grid
        else:
            yield Group(text, Padding(Group(*notes), (0, 0, 0, 3)))


def _paragraphs(words: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in words.splitlines(keepends=True):
        if line.strip():
            yield at, at + len(line.rstrip())
        at += len(line)


def _marked(words: str, offset: int, claims: Sequence[Numbered], style: str) -> Text:
    """Return the paragraph with each claim coloured and followed by its shape and number."""
    from rich.text import Text

    ends: dict[int, list[Numbered]] = {}
    for n, claim in claims:
        ends.setdefault(min(claim["end"] - offset, len(words)), []).append((n, claim))
    text = Text(style=style)
    at = 0
    for end in sorted(ends):
        text.append(words[at:end])
        for n, claim in ends[end]:
            text.append(f" [{LOOKS[claim['verdict']].shape}{n}]", style=f"bold {COLOURS[claim['verdict']]}")
        at = end
    text.append(words[at:])
    shift = _shifts(claims, offset, len(words))
    for _, claim in claims:
        begin, end = claim["start"] - offset, min(claim["end"] - offset, len(words))
        loud = "bold underline " if claim["verdict"] == "CONTRADICTED" else ""
        text.stylize(loud + COLOURS[claim["verdict"]], begin + shift(begin, False), end + shift(end, True))
    return text


def _shifts(claims: Sequence[Numbered], offset: int, length: int) -> Shift:
    """Return how far an offset moves because marks are inserted before it."""
    marks = sorted((min(claim["end"] - offset, length), len(f" [x{n}]")) for n, claim in claims)
    ends = [end for end, _ in marks]
    widths = [0]
    for _, width in marks:
        widths.append(widths[-1] + width)

    def shift(at: int, closing: bool) -> int:
        return widths[bisect_left(ends, at if closing else at + 1)]

    return shift


def note(n: int, claim: Mapping[str, Any]) -> Text:
    """Return the margin note on a claim: shape, number, word, reason, the nearest true statement, caveats."""
    from rich.text import Text

    look = LOOKS[claim["verdict"]]
    told = Text()
    told.append(f"{look.shape}{n} {look.word}", style=f"bold {COLOURS[claim['verdict']]}")
    if claim["reason"]:
        told.append(f": {harmless(claim['reason'])}", style="dim" if claim["verdict"] == "SUPPORTED" else "")
    if claim["suggestion"]:
        told.append(f"\n   → {harmless(claim['suggestion'])}", style="italic")
    for caveat in claim["caveats"]:
        told.append(f"\n   · {harmless(caveat)}", style="dim")
    return told
