"""The desk's pages: plain dicts in, whole HTML pages out, in the look of everything else.

Style and script are files of their own under names that hold their digest, so that a browser keeps them and the policy
of a page may forbid everything inline. The room knows nothing of states or roles: what may be done comes in the dict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from weighbridge.pages.charts import Rendered
from weighbridge.pages.check import marked_rows
from weighbridge.pages.sheet import asset, environment
from weighbridge.pages.theme import PALETTE, chart_colours, page_colours
from weighbridge.pages.verdicts import LOOKS, note_of

_STYLES = ("style.css", "verdicts.css", "check.css", "desk.css")
_WORD = re.compile(r"\s+|[^\s]+")


class Asset(NamedTuple):
    """A file the desk's pages load: its media type and its bytes."""

    media_type: str
    content: bytes


def render_desk(page: str, context: Mapping[str, Any]) -> str:
    """Return one of the desk's pages as HTML; `page` is the name of its template, `context` what it says.

    Every page takes `visitor` (None or name, roles and csrf token), `local`, `here` and `message`.
    """
    given = {"assets": _names(), "paper": PALETTE["paper"], "looks": LOOKS, **context}
    return environment().get_template(f"desk/{page}.html.j2").render(given)


@cache
def desk_assets() -> Mapping[str, Asset]:
    """Return the style sheet and the script of the desk, by the names its pages load them under."""
    style = "\n".join([page_colours(), *map(asset, _STYLES)]).encode()
    script = asset("desk.js").encode()
    names = _named(style, "css"), _named(script, "js")
    return {
        names[0]: Asset("text/css; charset=utf-8", style),
        names[1]: Asset("text/javascript; charset=utf-8", script),
    }


def desk_policy() -> str:
    """Return the Content-Security-Policy of the desk's pages: own files only, nothing inline, in nobody's frame."""
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def review_rows(
    content: Mapping[str, Any], claims: Iterable[Mapping[str, Any]], paragraphs: Sequence[tuple[int, int]] = ()
) -> dict[str, Any]:
    """Return the title and the text of a content as marked lines, and its claims as they are shown.

    A claim is that of a report with `href`, and, where they are known, `said` (the mark of a reviewer) and `open`.
    `paragraphs` are the spans that can be edited one by one: a line that begins one carries its number.
    """
    shown = [_shown(n, claim) for n, claim in enumerate(claims, 1)]
    begin = {start: n for n, (start, _) in enumerate(paragraphs)}
    lines = []
    for row in marked_rows(content["text"], [c for c in shown if c["in"] == "text"]):
        first = row["pieces"][0] if row["pieces"] else {"text": ""}
        heading = first["text"].startswith("## ")
        if heading:
            row["pieces"][0] = {**first, "text": first["text"].removeprefix("## ")}
        lines.append({**row, "heading": heading, "paragraph": begin.get(row["start"])})
    title = list(marked_rows(content["title"], [c for c in shown if c["in"] == "title"]))
    return {"title_rows": title, "rows": lines, "claims": shown}


def _shown(n: int, claim: Mapping[str, Any]) -> dict[str, Any]:
    look = LOOKS[claim["verdict"]]
    return {"said": "", "open": False, **note_of(claim, {}), "n": n, "css": look.key, "look": look}


def changed_words(old: str, new: str) -> Iterator[dict[str, str]]:
    """Yield the pieces of two texts read together, each `same`, `gone` or `added`, whole words at a time.

    >>> [(p["how"], p["text"]) for p in changed_words("It rose 6%.", "It rose 60%.")]
    [('same', 'It rose '), ('gone', '6%.'), ('added', '60%.')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield {"how": "same", "text": "".join(before[a:b])}
            continue
        if b > a:
            yield {"how": "gone", "text": "".join(before[a:b])}
        if d > c:
            yield {"how": "added", "text": "".join(after[c:d])}


def chart_file(chart: Rendered, *, narrow: bool = False) -> str:
    """Return a drawing as a file that stands alone and follows the light or the dark of whoever looks at it."""
    drawn = chart.narrow if narrow else chart.svg
    style = f"{page_colours()}\n{chart_colours()}".replace(".chart [", "svg [")
    return drawn.replace(">", f"><style>{style}</style>", 1)


@cache
def _names() -> Mapping[str, str]:
    return {name.rsplit(".", 1)[1]: name for name in desk_assets()}


def _named(content: bytes, ending: str) -> str:
    return f"desk-{sha256(content).hexdigest()[:12]}.{ending}"
