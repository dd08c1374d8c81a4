"""Bytes to characters: which encoding a file is in, or why it is no text at all."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from weighbridge.errors import InputError

# What a file begins with that is a document but not a text, and what to do about it.
_MAGIC = (
    (b"%PDF", "a PDF; save its text first, for instance with pdftotext"),
    (b"PK\x03\x04", "a zip archive or an office document; save it as plain text or HTML first"),
    (b"\xd0\xcf\x11\xe0", "an old office document; save it as plain text or HTML first"),
    (b"{\\rtf", "an RTF document; save it as plain text or HTML first"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PAIRS = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]")


def characters(content: bytes, name: str) -> str:
    """Return the text that the bytes of the file `name` hold.

    Tried in this order: a byte-order mark, the charset an HTML page declares, UTF-8, UTF-16 without a mark, GB 18030
    where the high bytes come in Chinese pairs, Windows-1252. Raises InputError when the file is no text.

    >>> characters("Größe: 3,2 t – so".encode("cp1252"), "note.txt")
    'Größe: 3,2 t – so'
    """
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise InputError(f"{name} is {what}; text, Markdown, HTML and JSON articles can be read")
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _looks_binary(text):
            return text
    raise InputError(f"{name} is no text in UTF-8, UTF-16, GB 18030 or Windows-1252: it looks like a binary file")


def _candidates(content: bytes) -> list[str]:
    """Return the encodings worth trying, likeliest first."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    found = []
    if declared := _DECLARED.search(content, 0, 4096):
        with suppress(LookupError):
            found.append(codecs.lookup(declared[1].decode("ascii")).name)
    found = [name for name in found if name not in ("utf-16", "utf-32")]  # no mark and readable ASCII: it is neither
    found.append("utf-8")
    if wide := _unmarked_utf16(content):
        return [wide]
    found.append("gb18030" if _comes_in_pairs(content) else "cp1252")
    return found


def _unmarked_utf16(content: bytes) -> str | None:
    """Text in Latin letters and UTF-16 has a zero in every second byte."""
    sample = content[:4000]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _comes_in_pairs(content: bytes) -> bool:
    """Whether nearly all high bytes stand in runs of pairs, as Chinese does; accents in Western text stand alone."""
    sample = content[:20_000]
    high = len(_HIGH.findall(sample))
    paired = sum(len(run) for run in _PAIRS.findall(sample))
    return high >= 4 and paired >= 0.85 * high


def _looks_binary(text: str) -> bool:
    """Whether control characters that no writer types are more than a stray few."""
    sample = text[:100_000]
    return "\x00" in sample or len(_CONTROL.findall(sample)) > 3 + len(sample) // 1000
