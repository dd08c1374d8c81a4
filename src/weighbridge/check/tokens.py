"""A stretch of text cut into words, numbers and signs, each with its place."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from weighbridge.check.abbreviations import is_abbreviation, is_of_a_number

_GAP = "[ \u00a0\u2009\u202f]"
_TOKEN = re.compile(
    rf"""
    (?P<code>\d+(?:\.\d+){{2,}}|(?:19|20)\d\d-(?:0[1-9]|1[0-2]|[QH][1-4])(?:-\d\d)?\b|\b[1-4][QH](?:\d\d)?\b)
  | (?P<number>\d{{1,3}}(?:\.\d{{3}})+,\d{{1,2}}(?!\d)|\b\d{{1,3}},\d{{1,2}}(?=\ ?(?:%|[A-Za-z]))
  | \d{{1,3}}(?:(?:,|'(?=\d{{3}}\b)|{_GAP})\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|(?<![\w.])\.\d+)
  | (?P<initials>(?:[A-Za-z]\.){{2,}})
  | (?P<pair>\b[A-Za-z]/[A-Za-z]\b)
  | (?P<mixed>[^\W\d_]+\d\w*)
  | (?P<possessive>(?<=\d)[’']s\b)
  | (?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)*)
  | (?P<sign>US\$|[^\s\w]|_)
    """,
    re.VERBOSE,
)
_DECIMAL_COMMA = re.compile(r",\d{1,2}$")
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
_APOSTROPHES = ("'", "’")
_LONGEST_NUMBER = 40  # characters
_ORDINAL_END = ("st", "nd", "rd", "th")


class Token(NamedTuple):
    """One word, number or sign: `text[start:end]` is `words`; `key` is how the tables spell it.

    `form` is number, word, sign or code; `glued` says that it follows the token before without a space.
    """

    start: int
    end: int
    words: str
    key: str
    form: str
    glued: bool


class Tokens(list[Token]):
    """The tokens of one stretch of text; `found` keeps what the vocabulary found at each, once it has looked."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[Any, ...]] | None = None


def tokens(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Return the tokens of `text[start:end]`; a possessive 's is a token of its own.

    >>> [t.words for t in tokens("Germany's 1,115 t (+46%)")]
    ['Germany', "'s", '1,115', 't', '(', '+', '46', '%', ')']
    """
    found = Tokens()
    last = -1
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        first, stop, form = match.start(), match.end(), match.lastgroup or "sign"
        if last != first and found and found[-1].key == "-" and found[-1].glued and text[last] == "\n":
            last = first  # a word broken at its hyphen for the width of a page: third-/highest
        words = match[0]
        if words == "." and first == last and _is_abbreviated(found, text, start, stop):
            last = stop
            continue
        if form == "number" and stop - first > _LONGEST_NUMBER:
            form = "code"  # nobody counts so far, and no arithmetic could
        if form == "word" and words[-2:-1] in _APOSTROPHES and (tail := _POSSESSIVE.search(words)) and tail.start():
            cut = first + tail.start()
            found.append(Token(first, cut, words[: tail.start()], _key(words[: tail.start()]), "word", first == last))
            found.append(Token(cut, stop, words[tail.start() :], "'s", "sign", True))
        elif form == "possessive":  # August 2024's 4,723 tonnes
            found.append(Token(first, stop, words, "'s", "sign", True))
        elif form in ("initials", "pair", "mixed"):
            found.append(Token(first, stop, words, _key(words), "word", first == last))
        else:
            key = _key(words) if form == "word" else words
            found.append(Token(first, stop, words, key, form, first == last))
        last = stop
    return found


def _is_abbreviated(found: Tokens, text: str, start: int, stop: int) -> bool:
    """Whether a point only shortens the word before it: approx. 4,800, St. Lucia; No. 2 is no `no`."""
    before = found[-1] if found else None
    if before is None or before.form != "word" or not text[stop : stop + 1].isspace():
        return False
    if not is_abbreviation(text[max(0, before.start - 6) : before.end], text[stop : stop + 24]):
        return False
    if is_of_a_number(before.words):
        found[-1] = before._replace(key=f"{before.key}.")
    return True


def number_of(words: str) -> float:
    """Return the value of a number token.

    >>> number_of("1,238.5"), number_of("1 238"), number_of("1.238,5")
    (1238.5, 1238.0, 1238.5)
    """
    return float(re.sub(r"[^\d.]", "", with_point(words)))


def with_point(words: str) -> str:
    """Return a number token with a decimal point where it was printed with a decimal comma, as half the world does.

    >>> with_point("15.357,3"), with_point("22,2"), with_point("1,238")
    ('15,357.3', '22.2', '1,238')
    """
    if not _DECIMAL_COMMA.search(words):
        return words
    return words.replace(".", "\0").replace(",", ".").replace("\0", ",")


def is_ordinal_end(token: Token) -> bool:
    """Whether it is the ending of an ordinal in digits, as in 14th."""
    return token.glued and token.key in _ORDINAL_END


def _key(words: str) -> str:
    if words.isalpha():
        return words.casefold()
    return words.casefold().replace("’", "'").replace(".", "")
