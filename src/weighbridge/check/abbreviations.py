"""Points that end no sentence: those of abbreviations and initials."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_INITIALS = re.compile(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]")
_FIRST_WORD = re.compile(r"\s*[\"“‘'(\[]?([A-Z]\w*)")


def is_abbreviation(before: str, after: str) -> bool:
    """Return whether a point between `before` and `after` belongs to the word before it and ends no sentence.

    Some such words end a sentence too, when what follows is a word that opens one.

    >>> [is_abbreviation(*cut) for cut in (("to St", " Lucia"), ("to the U.S", " Exports rose"), ("No", " It fell"))]
    [True, False, False]
    """
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    table, word = _table(), last[1]
    if word in table["before_a_number"]:
        return after.lstrip()[:1].isdigit()
    if word in table["never_last"]:
        return True
    short = word in table["may_end"] or _INITIALS.fullmatch(word) is not None
    return short and not _opens_a_sentence(after)


def is_of_a_number(word: str) -> bool:
    """Return whether a word is an abbreviation only with its point and a number: No. 2, p. 14."""
    return word in _table()["before_a_number"]


def _opens_a_sentence(after: str) -> bool:
    first = _FIRST_WORD.match(after)
    return first is not None and first[1] in _table()["openers"]


@cache
def _table() -> dict[str, frozenset[str]]:
    path = files("weighbridge.words").joinpath("en", "abbreviations.toml")
    return {name: frozenset(words) for name, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}
