"""Web pages and Markdown to the text a reader sees, with the title and the day the page states.

The boilerplate of a page (menus, footers, comments) is removed by trafilatura, which is imported only for HTML and
never given the network. A page too large or too deep for it is read by a plain linear pass instead, so every page is
read in bounded time.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass

# A page beyond these bounds is no article; it is still read, by the plain pass.
MOST_TAGS = 40_000
DEEPEST = 180
LARGEST = 1_000_000
LONGEST_TITLE = 400  # characters; what is longer is a page that never closed its heading

# One pass, linear: each alternative either consumes to its end or gives up at the next angle bracket.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|noscript|template|svg)\b(?P<rawattr>[^<>]*)>(?P<inside>.*?)(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:_-]{0,40})(?P<attr>[^<>]*)>"
    r"|<[!?][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_CLOSES_ITSELF = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "colgroup", "html", "head",
    "body",
})  # fmt: skip
_BLOCK = frozenset({
    "p", "div", "section", "article", "aside", "header", "footer", "nav", "main", "h1", "h2", "h3", "h4", "h5",
    "h6", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "blockquote", "figure", "figcaption", "pre", "br",
    "hr", "form", "title", "body", "html", "head",
})  # fmt: skip
_UNREAD = frozenset({
    "title", "nav", "footer", "form", "button", "select",
})  # fmt: skip
_DATE_NAMES = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "parsely-pub-date", "sailthru.date",
    "og:published_time",
)  # fmt: skip
_LINKED_DATA = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: `title`, `text` in paragraphs, `published` as its own metadata spell it ('' when absent)."""

    title: str
    text: str
    published: str


@dataclass(frozen=True, slots=True)
class _Survey:
    titles: dict[str, list[str]]
    dates: dict[str, str]
    tags: int
    depth: int
    plain: str


def read_page(html: str) -> Page:
    """Return the article in an HTML page; its text is empty when the page holds none."""
    html = _shown(_NOTE_MARK.sub("", html))
    survey = _survey(html)
    small = survey.tags <= MOST_TAGS and survey.depth <= DEEPEST and len(html) <= LARGEST
    text = (_main_text(html) if small else "") or survey.plain
    title = _title_of(survey.titles)
    title = "" if len(title) > LONGEST_TITLE else title
    return Page(title, _without_title(text, title), _published(survey.dates))


def _shown(html: str) -> str:
    """Return the page without the elements it hides from who reads it: cards that open on a tap, notes for no print."""
    pieces: list[str] = []
    at, hidden, depth = 0, "", 0
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not name:
            continue
        if hidden:
            if name == hidden:
                depth += -1 if tag["close"] else 1
            if depth == 0:
                hidden, at = "", tag.end()
        elif not tag["close"] and name not in _VOID and _is_hidden(tag["attr"]):
            pieces.append(html[at : tag.start()])
            hidden, depth = name, 1
    if not hidden:
        pieces.append(html[at:])
    return "".join(pieces) if pieces else html


# The raised number that links to a note or a source is no part of the sentence.
_NOTE_MARK = re.compile(
    r"<sup\b[^<>]*>\s*\[?\s*<a\b[^<>]*>(?:[^<]|<(?!/?(?:a|sup)\b)){0,400}</a>\s*\]?\s*</sup\s*>", re.IGNORECASE
)
_HIDDEN = re.compile(r"""(?:^|\s)hidden(?=[\s=/]|$)|aria-hidden\s*=\s*["']?true|display\s*:\s*none""", re.IGNORECASE)
_UNPRINTED = frozenset({"noprint", "no-print", "d-print-none", "sr-only", "visually-hidden", "screen-reader-text"})


def _is_hidden(attributes: str) -> bool:
    if len(attributes) < 6:
        return False
    if _HIDDEN.search(attributes[:4000]):
        return True
    if "class" not in attributes:
        return False
    values = {k.lower(): a or b or c for k, a, b, c in _ATTRIBUTE.findall(attributes[:4000])}
    return not _UNPRINTED.isdisjoint(values.get("class", "").lower().split())


def _main_text(html: str) -> str:
    """Return what trafilatura takes for the article, '' when it finds none or gives up."""
    import logging

    from trafilatura import extract

    logger = logging.getLogger("trafilatura")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())  # it reports pages it cannot read; we say so ourselves
    try:
        found = extract(html, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False)
    except (RecursionError, ValueError, MemoryError):
        return ""
    return _tidy(found or "")


def _survey(html: str) -> _Survey:
    """Return titles, dates, size, depth and the plain reading of a page, in one linear pass."""
    titles: dict[str, list[str]] = {}
    dates: dict[str, str] = {}
    pieces: list[str] = []
    tags = depth = deepest = unread = 0
    at = 0
    catching: str | None = None
    caught: list[str] = []
    for tag in _TAG.finditer(html):
        words = html[at : tag.start()]
        at = tag.end()
        if catching:
            caught.append(words)
        if not unread:
            pieces.append(words)
        if tag["raw"]:
            if tag["raw"].lower() == "script" and (found := _LINKED_DATA.search(tag["inside"], 0, 200_000)):
                dates.setdefault("linked data", found[1])
            continue
        if not tag["name"]:
            continue
        name, closing = tag["name"].lower(), bool(tag["close"])
        tags += 1
        if name in _BLOCK:
            pieces.append("\n")
        if name in ("meta", "time") and not closing:
            _note_meta(name, tag["attr"], titles, dates)
        if name in ("title", "h1"):
            if closing and catching == name:
                titles.setdefault(name, []).append(_one_line("".join(caught)))
                catching = None
            elif not closing and catching is None:
                catching, caught = name, []
        if name in _UNREAD:
            unread = max(0, unread + (-1 if closing else 1))
        if name not in _VOID and name not in _CLOSES_ITSELF and not tag["attr"].endswith("/"):
            depth = max(0, depth + (-1 if closing else 1))
            deepest = max(deepest, depth)
    if not unread:
        pieces.append(html[at:])
    return _Survey(titles, dates, tags, deepest, _tidy(entities.unescape("".join(_squeezed(pieces)))))


def _note_meta(name: str, attributes: str, titles: dict[str, list[str]], dates: dict[str, str]) -> None:
    values = {k.lower(): a or b or c for k, a, b, c in _ATTRIBUTE.findall(attributes[:4000])}
    if name == "time":
        if "datetime" in values:
            dates.setdefault("time", values["datetime"])
        return
    key = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
    content = entities.unescape(values.get("content", ""))
    if key in ("og:title", "twitter:title"):
        titles.setdefault("meta", []).append(_one_line(content))
    elif key in _DATE_NAMES:
        dates.setdefault(key, content)


def _squeezed(pieces: list[str]) -> list[str]:
    """White space inside a piece means nothing in HTML; the line breaks between blocks are pieces of their own."""
    return [piece if piece == "\n" else re.sub(r"[ \t\r\n\f]+", " ", piece) for piece in pieces]


def _title_of(titles: dict[str, list[str]]) -> str:
    """Return the headline: what the page hands to others, else its heading, else the window title without the site."""
    for found in titles.get("meta", []):
        if found:
            return found
    window = next(iter(titles.get("title", [])), "")
    headings = [heading for heading in titles.get("h1", []) if heading]
    for heading in headings:
        if window.startswith(heading) or len(headings) == 1:
            return heading
    return re.sub(r"\s+[|–—]\s+[^|–—]{1,40}$", "", window) or (headings[0] if headings else "")


def _published(dates: dict[str, str]) -> str:
    for key in (*_DATE_NAMES, "linked data", "time"):
        if key in dates:
            return dates[key]
    return ""


def _without_title(text: str, title: str) -> str:
    """Return the text without the heading that repeats the title on its first line."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and rest and _one_line(first) == title else text


def _one_line(text: str) -> str:
    return " ".join(entities.unescape(text).split())


def _tidy(text: str) -> str:
    """Return it with one space between words, one line per paragraph, no empty lines."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


# ---- Markdown --------------------------------------------------------------------------------------------------------

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(
    r"^(title|date|published|dateline)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_ITEM = re.compile(r"^\s{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]+")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*$")
_DEFINITION = re.compile(r"^ {0,3}\[\^?([^\]\n]{1,60})\]:[ \t]*(.*)$")
_INLINE = (
    (re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL), ""),
    (re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?:[ \t]+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\([^()\s]*(?:\([^()\s]*\))?[^()\s]*(?:[ \t]+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[\^([^\[\]\s]{1,40})\]"), r"[\1]"),
    (re.compile(r"\[([^\[\]]+)\]\[([^\[\]]*)\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>]*>"), ""),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*?[^\s*])\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_\n]*?[^\s_])\1(?![\w_])"), r"\2"),
    (re.compile(r"~~([^~\n]+)~~"), r"\1"),
    (re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]+)\1(?!`)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
)


def read_markdown(source: str) -> Page:
    r"""Return the text of a Markdown file without its markup; wrapped lines are joined to paragraphs.

    The title is the front matter's, else the first heading when the text begins with one.

    >>> read_markdown("# Magnets jump\n\nShipments rose **157.5%**\nto [3,188 tons](https://a.example).").text
    'Shipments rose 157.5% to 3,188 tons.'
    """
    fields: dict[str, str] = {}
    if front := _FRONT.match(source):
        fields = {name.lower(): value.strip().replace('\\"', '"') for name, value in _FIELD.findall(front[1])}
        source = source[front.end() :]
    blocks = _blocks(source)
    title = _inline(fields.get("title", ""))
    heads = bool(blocks) and blocks[0][0] == "heading" and len(blocks[0][1]) <= LONGEST_TITLE
    if heads and (not title or blocks[0][1] == title):
        title = blocks.pop(0)[1]
    published = fields.get("dateline") or fields.get("date") or fields.get("published") or ""
    return Page(title, "\n".join(text for _, text in blocks if text), published)


def _blocks(source: str) -> list[tuple[str, str]]:
    """Return the blocks in order, each with its kind: heading, item, row, reference or paragraph."""
    blocks: list[tuple[str, str]] = []
    gathered: list[str] = []

    def close(kind: str = "paragraph") -> None:
        if gathered:
            blocks.append((kind, _inline(" ".join(line.strip() for line in gathered))))
            gathered.clear()

    for quoted in source.split("\n"):
        line = re.sub(r"^(?: {0,3}>[ \t]?)+", "", quoted)
        if not line.strip() or _FENCE.match(line):
            close()
        elif gathered and _UNDERLINE.match(line) and len(gathered) == 1 and not _ITEM.match(gathered[0]):
            close("heading")
        elif _RULE.match(line) or _TABLE_RULE.match(line):
            close()
        elif heading := _HEADING.match(line):
            close()
            blocks.append(("heading", _inline(heading[2])))
        elif definition := _DEFINITION.match(line):
            close()
            blocks.append(("reference", f"[{definition[1]}] {_inline(definition[2])}".rstrip()))
        elif line.lstrip().startswith("|"):
            close()
            blocks.append(("row", _inline(line.strip())))
        elif item := _ITEM.match(line):
            close()
            gathered.append(item[0].strip() + " " + line[item.end() :])
        else:
            gathered.append(line)
    close()
    return blocks


def _inline(text: str) -> str:
    for pattern, readable in _INLINE:
        text = pattern.sub(readable, text)
    return " ".join(entities.unescape(text).split())
