"""A checked text on a terminal: its claims marked in place, the notes in the margin beside them.

A verdict is told by shape and word as well as by colour, so that it survives a pipe, a printer and any pair of eyes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

# verdict: shape, word, colour, how its words in the text look
LOOK: Mapping[str, tuple[str, str, str, str]] = {
    "SUPPORTED": ("✓", "holds", "green", "green"),
    "CONTRADICTED": ("✗", "wrong", "red", "bold red underline"),
    "NOT_IN_DATA": ("○", "not in the data", "blue", "blue"),
    "NOT_UNDERSTOOD": ("?", "not understood", "yellow", "yellow"),
}
_WIDE = 100  # columns from which notes stand beside the text; below it they stand under it

Numbered = tuple[int, Mapping[str, Any]]
Shift = Callable[[int, bool], int]  # where an offset lies once the marks stand in the text; whether it closes a claim


def show(console: Console, result: Mapping[str, Any], *, seen: str, behind: str = "") -> None:
    """Print a checked text: what must be said first, the text with its margin, the findings, the coverage."""
    from rich.text import Text

    if behind:
        console.print(Text(f"! {behind}", style="bold yellow"), "")
    console.print(Text(f"Read with the data as of {result['as_of']} ({seen}).", style="dim"))
    numbered = list(enumerate(result["claims"], 1))
    if result["title"]:
        console.print()
        for row in _rows(console, result["title"], "title", numbered, style="bold"):
            console.print(row)
    for row in _rows(console, result["text"], "text", numbered):
        console.print()
        console.print(row)
    if result["findings"]:
        console.print(Text("\nApart from the figures", style="bold"))
        for finding in result["findings"]:
            console.print(Text(f"  ▪ {finding['reason']}"))
    console.print()
    console.print(coverage_line(result["coverage"]))


def counts(coverage: Mapping[str, int]) -> str:
    """Return the coverage as one line of words.

    >>> counts({"claims": 3, "supported": 2, "contradicted": 1})
    '3 claims found, 3 checked (✓ 2 hold, ✗ 1 wrong), ○ 0 not in the data, ? 0 not understood'
    """
    n = {key: coverage.get(key, 0) for key in ("claims", "supported", "contradicted", "not_in_data", "not_understood")}
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

    mine = [(n, claim) for n, claim in claims if claim["in"] == where]
    for start, end in _paragraphs(words):
        inside = [(n, claim) for n, claim in mine if start <= claim["start"] < end]
        text = _marked(words[start:end], start, inside, style)
        notes = [_note(n, claim) for n, claim in inside]
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
            shape, _, colour, _ = LOOK[claim["verdict"]]
            text.append(f" [{shape}{n}]", style=f"bold {colour}")
        at = end
    text.append(words[at:])
    shift = _shifts(claims, offset, len(words))
    for _, claim in claims:
        begin, end = claim["start"] - offset, min(claim["end"] - offset, len(words))
        text.stylize(LOOK[claim["verdict"]][3], begin + shift(begin, False), end + shift(end, True))
    return text


def _shifts(claims: Sequence[Numbered], offset: int, length: int) -> Shift:
    """Return how far an offset moves because marks are inserted before it."""
    marks = sorted((min(claim["end"] - offset, length), len(f" [x{n}]")) for n, claim in claims)

    def shift(at: int, closing: bool) -> int:
        return sum(width for end, width in marks if end < at or (end == at and not closing))

    return shift


def _note(n: int, claim: Mapping[str, Any]) -> Text:
    """Return the margin note on a claim: shape, number, word, reason, the nearest true statement, caveats."""
    from rich.text import Text

    shape, word, colour, _ = LOOK[claim["verdict"]]
    note = Text()
    note.append(f"{shape}{n} {word}", style=f"bold {colour}")
    note.append(
        f": {claim['reason']}" if claim["reason"] else "", style="dim" if claim["verdict"] == "SUPPORTED" else ""
    )
    if claim["suggestion"]:
        note.append(f"\n   → {claim['suggestion']}", style="italic")
    for caveat in claim["caveats"]:
        note.append(f"\n   · {caveat}", style="dim")
    if claim["verdict"] == "CONTRADICTED":
        for fact in claim["facts"][:3]:
            note.append(f"\n   weighbridge explain '{fact}'", style="dim")
    return note
