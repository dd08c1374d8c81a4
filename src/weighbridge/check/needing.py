"""What a sentence must hold for a pattern to fit at all: of each of several sets of signs at least one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PIECE = re.compile(r"(\(\?P<\w+>|\(\?[:!=])|(\))|(\|)|([?*+]|\{\d*,\d*\})|([\ue000-\uf8ff])|([.^$])", re.DOTALL)
_MAY_BE_ABSENT = re.compile(r"[?*]|\{0?,")

Needs = tuple[frozenset[str], ...]


def needs(expression: str) -> Needs:
    r"""Return sets of signs of which a text that an expression fits has at least one each, the smallest set first.

    Signs are characters of the private use area; the expression is made of them and of `.`, `^`, `$`, groups, choices
    and quantifiers.

    >>> [sorted(one) for one in needs("\ue100.(?:\ue101|\ue102)\ue103?")]
    [['\ue100'], ['\ue101', '\ue102']]
    """
    found, _ = _choice(list(_PIECE.finditer(expression)), 0)
    return tuple(sorted(dict.fromkeys(found), key=len))


def _choice(pieces: Sequence[re.Match[str]], at: int) -> tuple[list[frozenset[str]], int]:
    """What is needed by the branches from a piece on, up to the end of their group: what each of them needs."""
    branches: list[list[frozenset[str]]] = [[]]
    while at < len(pieces) and not pieces[at][2]:
        opens, _, bar, _, sign, _ = pieces[at].groups()
        if bar:
            branches.append([])
        wanted: list[frozenset[str]] = [frozenset(sign)] if sign else []
        at += 1
        if opens:
            wanted, at = _choice(pieces, at)
            at += 1
            wanted = [] if opens == "(?!" else wanted
        if at < len(pieces) and pieces[at][4] and _MAY_BE_ABSENT.match(pieces[at][4]):
            wanted = []
        branches[-1] += wanted
    if len(branches) == 1:
        return branches[0], at
    if not all(branches):
        return [], at
    return [frozenset().union(*(min(branch, key=len) for branch in branches))], at
