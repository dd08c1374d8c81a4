"""What a sentence must hold for a pattern to fit at all: of each of several sets of signs at least one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

ATOM = re.compile(r"\{(\w+):|(\{\d*,\d*\}|[?*+])|(\})|<(\w+)>|'([^']+)'|([a-z_]+)|(\(\?!|[()|^$])|\s+")
_MAY_BE_ABSENT = re.compile(r"[?*]|\{0?,")
_NOUN_PHRASE = "np"  # of any items at all

Needs = tuple[frozenset[str], ...]


class Needing:
    """Reads off the patterns of a language what a sentence must hold for them to fit.

    `macros` are pieces of patterns by name; `of_tag` and `of_word` give the sign that a sentence holds where it has an
    item of a tag, and a word that is quoted.

    >>> [sorted(one) for one in Needing({"way": "rise|fall"}, str, str).needs("{way:<way>} 'by' (sign|word)? quantity")]
    [['by'], ['quantity'], ['fall', 'rise']]
    """

    def __init__(self, macros: Mapping[str, str], of_tag: Callable[[str], str], of_word: Callable[[str], str]) -> None:
        self.macros, self.of_tag, self.of_word = macros, of_tag, of_word
        self._of_macros: dict[str, list[frozenset[str]]] = {_NOUN_PHRASE: []}

    def needs(self, pattern: str) -> Needs:
        """Return sets of signs of which a sentence that a pattern fits has at least one each, the smallest first."""
        return tuple(sorted(dict.fromkeys(self._all(pattern)), key=len))

    def _all(self, text: str) -> list[frozenset[str]]:
        return self._choice([found for found in ATOM.finditer(text) if not found[0].isspace()], 0)[0]

    def _choice(self, atoms: Sequence[re.Match[str]], at: int) -> tuple[list[frozenset[str]], int]:
        """What the branches from an atom on need, up to the end of their group, and where that is."""
        branches: list[list[frozenset[str]]] = [[]]
        while at < len(atoms) and atoms[at][0] not in (")", "}"):
            wanted = self._single(atoms[at])
            if atoms[at][0] == "|":
                branches.append([])
            opens = atoms[at][1] or atoms[at][7] in ("(", "(?!")
            at += 1
            if opens:
                denied = atoms[at - 1][7] == "(?!"
                inside, at = self._choice(atoms, at)
                wanted, at = [] if denied else inside, at + 1
            if at < len(atoms) and atoms[at][2] and _MAY_BE_ABSENT.match(atoms[at][2]):
                continue
            branches[-1] += wanted
        if len(branches) == 1:
            return branches[0], at
        each = [min(branch, key=len) for branch in branches if branch]
        return [frozenset().union(*each)] if len(each) == len(branches) else [], at

    def _single(self, atom: re.Match[str]) -> list[frozenset[str]]:
        """What a single atom needs: its tag, its word, or what its macro does."""
        _, _, _, macro, word, tag, _ = atom.groups()
        if macro:
            if macro not in self._of_macros:
                self._of_macros[macro] = self._all(self.macros[macro])
            return self._of_macros[macro]
        if word or tag:
            return [frozenset([self.of_word(word) if word else self.of_tag(tag)])]
        return []
