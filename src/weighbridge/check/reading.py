"""Files to documents: text, Markdown, HTML or a JSON article, in whatever encoding, or a clear message why not."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from weighbridge.check.dateline import dateline_of, stated_day
from weighbridge.check.document import Document
from weighbridge.check.encoding import characters
from weighbridge.errors import InputError

LARGEST_FILE = 20_000_000  # bytes
LARGEST_TEXT = 8_000_000  # characters; a long article has 10,000
LARGEST_TITLE = 2_000

_HTML_HEAD = re.compile(
    r"\s*(?:<!--.*?-->\s*)?(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
}


def read_file(path: Path) -> Document:
    """Return the document in a file; the ending says the format, and a page is known by its first tag in any file.

    Raises InputError for a missing, empty, over-large or binary file, saying what would be valid.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path} is a folder; give one file, or the folder with --json -o OUT")
        if size > LARGEST_FILE:
            raise InputError(f"{path} has {size / 1e6:.0f} MB; articles up to {LARGEST_FILE / 1e6:.0f} MB are read")
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None
    return read_bytes(content, name=path.name, form=_SUFFIXES.get(path.suffix.lower(), "text"))


def read_bytes(content: bytes, *, name: str, form: str = "text") -> Document:
    """Return the document in some bytes; `form` is text, markdown, html or json, `name` is for messages and the id.

    >>> read_bytes(b"Exports fell 6.1%.", name="note.txt")
    Document(id='note', title='', text='Exports fell 6.1%.', dateline=None)
    """
    if not content.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\x00"):
        raise InputError(f"{name} is empty; there is nothing to check")
    if len(content) > LARGEST_FILE:
        raise InputError(f"{name} has {len(content) / 1e6:.0f} MB; articles up to {LARGEST_FILE / 1e6:.0f} MB are read")
    source = characters(content, name).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if form == "text" and _HTML_HEAD.match(source[:2000]):
        form = "html"
    elif form == "text" and _is_article(source):
        form = "json"
    document = _document(source, _whole(Path(name).stem or name), name, form)
    if not document.text.strip() and not document.title.strip():
        raise InputError(f"{name} holds no readable text")
    if len(document.text) > LARGEST_TEXT:
        raise InputError(f"{name} has {len(document.text):,} characters; up to {LARGEST_TEXT:,} are read")
    if len(document.title) > LARGEST_TITLE:
        raise InputError(f"{name} has a title of {len(document.title):,} characters; up to {LARGEST_TITLE:,} are read")
    return document


def _is_article(source: str) -> bool:
    """Whether a text is a JSON article, as from a pipe that has no name."""
    if not source.lstrip().startswith("{") or '"text"' not in source:
        return False
    try:
        raw = json.loads(source)
    except (ValueError, RecursionError):
        return False
    return isinstance(raw, dict) and isinstance(raw.get("text"), str)


def _document(source: str, id: str, name: str, form: str) -> Document:
    if form == "json":
        return _article(source, id, name)
    if form == "text":
        return Document(id, "", source, dateline_of(source))
    from weighbridge.check.markup import read_markdown, read_page

    page = read_markdown(source) if form == "markdown" else read_page(source)
    return Document(id, page.title, page.text, stated_day(page.published) or dateline_of(page.text))


def _article(source: str, id: str, name: str) -> Document:
    """Return the document of a JSON article: an object with `text` and, if known, `id`, `dateline` and `title`."""
    try:
        raw = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no JSON: {error}") from None
    if not isinstance(raw, dict):
        raise InputError(f"{name} holds no article: a JSON object with id, dateline, title and text is expected")
    for field in ("text", "title", "id", "dateline"):
        if not isinstance(raw.get(field, ""), str | None):
            raise InputError(f"{name}: {field!r} is to be a string, not {json.dumps(raw[field])[:40]}")
    if raw.get("text") is None:
        raise InputError(f"{name} has no 'text'; an article has id, dateline (2025-07-20), title and text")
    text, title = _whole(raw["text"]), _whole(raw.get("title") or "")
    return Document(_whole(raw.get("id") or id), title, text, _stated(raw.get("dateline"), name) or dateline_of(text))


def _stated(dateline: str | None, name: str) -> date | None:
    if not dateline:
        return None
    day = stated_day(dateline)
    if day is None:
        raise InputError(f"{name}: the dateline {dateline!r} is no day; write it as 2025-07-20")
    return day


def _whole(text: str) -> str:
    """Return it without lone surrogates, which JSON can spell and no file can hold; offsets stay."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if re.search("[\ud800-\udfff]", text)
        else text
    )
