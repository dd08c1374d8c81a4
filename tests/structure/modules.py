"""What the tests of structure look at: the source read as syntax trees, nothing of it imported."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "weighbridge"
# What belongs to a checkout but not to the repository.
_MADE = {"out", "build", "dist", "__pycache__", ".git", ".venv", ".hypothesis"}


@dataclass(frozen=True)
class Module:
    """A module of the package: its dotted name, its room, its file and its syntax tree."""

    name: str
    room: str
    path: Path
    tree: ast.Module
    lines: int

    def imports(self, *, at_start: bool = False) -> Iterator[str]:
        """Yield the dotted names it imports: anywhere, or only those that importing it imports."""
        for node in _executed(self.tree) if at_start else ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{self.name} imports relatively"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules() -> dict[str, Module]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        text = path.read_text(encoding="utf-8")
        room = parts[1] if len(parts) > 1 else "__init__"
        found[".".join(parts)] = Module(".".join(parts), room, path, ast.parse(text), text.count("\n"))
    return found


def module_of(dotted: str) -> str | None:
    """Return the module of ours that an imported name belongs to, None for a name of somebody else.

    A name that a room exports belongs to the room, also where a module inside it is called the same.
    """
    parts = dotted.split(".")
    door = modules().get(".".join(parts[:-1]))
    if door is not None and parts[-1] in exported(door):
        return door.name
    names = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((name for name in names if name in modules()), None)


def exported(module: Module) -> set[str]:
    """Return the names in a module's __all__."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Return every group of names that all reach one another, as Tarjan finds them."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for to in edges.get(name, ()):
            if to not in order:
                visit(to)
                low[name] = min(low[name], low[to])
            elif to in stack:
                low[name] = min(low[name], order[to])
        if low[name] == order[name]:
            at = stack.index(name)
            group = stack[at:]
            del stack[at:]
            if len(group) > 1:
                found.append(sorted(group))

    for name in edges:
        if name not in order:
            visit(name)
    return found


def checkout_files() -> Iterator[Path]:
    """Yield every file of the checkout that is not made by running something."""
    for folder, names, files in os.walk(CHECKOUT):
        names[:] = [n for n in names if n not in _MADE and not n.endswith(("_cache", ".egg-info"))]
        yield from (Path(folder) / name for name in files if name not in _MADE and not name.startswith(".venv"))


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when the module is imported: no function bodies, nothing under TYPE_CHECKING."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _executed(node)
