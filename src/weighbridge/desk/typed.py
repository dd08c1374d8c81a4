"""What people type, put in order at the door: nothing later meets a character it cannot keep, show or hash."""

from __future__ import annotations

from weighbridge.errors import InputError

LONGEST_WORDS = 4_000


def in_order(text: str) -> str:
    r"""Return a text without control and invisible characters, lone surrogates, and ragged ends of lines.

    >>> in_order("It rose.\x00 \r\nIt fell.\ud800")
    'It rose.\nIt fell.�'
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\n\t" or (c.isprintable() or (c.isspace() and c > " ")))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def one_line(text: str) -> str:
    r"""Return a text as one line with single spaces.

    >>> one_line("Ann\n  Lee ")
    'Ann Lee'
    """
    return " ".join(in_order(text).split())


def said(words: str, what: str, *, most: int = LONGEST_WORDS, empty: bool = False) -> str:
    """Return the words of a reason, a note or a remark; raises InputError for none at all, and for too many.

    >>> said(" It is in the filing. ", "a waiver")
    'It is in the filing.'
    """
    words = in_order(words).strip()
    if not words and not empty:
        raise InputError(f"{what} needs a reason in words")
    if len(words) > most:
        raise InputError(f"the words have {len(words):,} characters; up to {most:,} are kept")
    return words
