"""What the code says of itself, as Markdown: cog puts it into docs/, and lint finds what is out of date."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from textwrap import dedent
from typing import Any

WIDTH = 100


def command_reference() -> str:
    """Return the help of the front door, of every verb and of the verbs within it, in 100 columns."""
    from weighbridge.cli import VERBS

    parts = [_help()]
    for verb in VERBS:
        for words in verbs_within(verb):
            parts += [f"## weighbridge {' '.join(words)}", _help(*words)]
    return "\n\n".join(parts)


def verbs_within(verb: str) -> list[tuple[str, ...]]:
    """Return a verb and, where it is a group, everything that can be typed after it, each as its words."""
    from typer.main import get_command

    from weighbridge.cli import application

    found: list[tuple[str, ...]] = []

    def walk(command: Any, words: tuple[str, ...]) -> None:
        found.append(words)
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*words, name))

    front: Any = get_command(application([verb]))
    walk(front.commands[verb], (verb,))
    return found


def state_reference() -> str:
    """Return the life of a story as a table: in which state what may be done, by whom, under which guards."""
    from weighbridge.desk import TABLE, State

    rows: list[tuple[str, ...]] = []
    before, lived = "", list(State)
    for (state, action), rule in sorted(TABLE.items(), key=lambda row: lived.index(row[0][0])):
        roles = ", ".join(sorted(rule.roles))
        guards = ", ".join(guard.replace("_", " ") for guard in rule.guards)
        rows.append((f"**{state}**" if state != before else "", action, str(rule.leads_to), roles, guards))
        before = state
    return _table(("state", "action", "leads to", "who", "guards"), rows)


def guard_reference() -> str:
    """Return a table of every guard and what it keeps."""
    from weighbridge.desk import guard_rows

    return _table(("guard", "what it keeps"), [(name.replace("_", " "), words) for name, words in guard_rows()])


def metric_reference() -> str:
    """Return a table of every metric: id, unit, definition, what must be known."""
    from weighbridge.facts import reference_rows

    rows = [(f"`{id}`", unit, _words(definition), needs) for id, _, unit, definition, needs in reference_rows()]
    return _table(("metric", "unit", "what it is", "what must be known"), rows)


def caveat_reference() -> str:
    """Return a table of every caveat that may ride along with a fact."""
    from weighbridge.facts import caveats

    return _table(("caveat", "what it says"), [(f"`{key}`", text) for key, text in caveats().items()])


def column_reference() -> str:
    """Return the header of a file of figures, columns that may be left out in brackets."""
    from weighbridge.sources import FIGURE_COLUMNS, OPTIONAL_FIGURE_COLUMNS

    return ", ".join([*(f"`{c}`" for c in FIGURE_COLUMNS), *(f"[`{c}`]" for c in OPTIONAL_FIGURE_COLUMNS)])


def unit_reference() -> str:
    """Return a table of every unit a figure may be printed in."""
    from weighbridge.ledger import UNITS

    rows = [
        (f"`{unit.id}`", unit.measure, f"{unit.canonical_per_unit:,.0f}", ", ".join(unit.names))
        for unit in UNITS.values()
    ]
    return _table(("unit", "measure", "holds of the unit kept", "also written"), rows)


def member_reference(kind: str) -> str:
    """Return a table of the card's `products` or `places`: id, name, and what else they are called."""
    from weighbridge.card import trade_card

    members = getattr(trade_card(), kind).values()
    rows = [(f"`{member.id}`", member.name, ", ".join(member.names)) for member in members]
    return _table(("id", "name", "also called"), rows)


def fact_columns() -> str:
    """Return the columns of the table of facts."""
    from weighbridge.facts import COLUMNS

    return ", ".join(f"`{column}`" for column in COLUMNS)


def ledger_layout() -> str:
    """Return what lies where in the ledger's folder, as its module says it."""
    from importlib import import_module
    from inspect import getdoc

    said = getdoc(import_module("weighbridge.ledger.store")) or ""
    return "```text\n" + dedent(said.split("\n\n")[1]) + "\n```"


def _help(*verb: str) -> str:
    terminal = {**os.environ, "COLUMNS": str(WIDTH), "TERM": "dumb", "NO_COLOR": "1"}
    words = [sys.executable, "-m", "weighbridge", *verb, "--help"]
    said = subprocess.run(words, capture_output=True, text=True, check=True, env=terminal).stdout
    return "```text\n" + "\n".join(line.rstrip() for line in said.strip().splitlines()) + "\n```"


def _words(definition: str) -> str:
    """Return a definition with its placeholders set off: {what} becomes *what*."""
    return definition.replace("{", "*").replace("}", "*")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
