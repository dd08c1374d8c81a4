"""The pages of the published site: plain dicts in, whole HTML pages out, in the look of everything else.

Every link is relative to the page it stands on, so that the site works under any address and from a folder. Style and
script are files of their own under names that hold their digest, and nothing stands inline that a browser would run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from weighbridge.errors import InternalError
from weighbridge.pages.charts import Rendered
from weighbridge.pages.sheet import asset, environment
from weighbridge.pages.theme import PALETTE, page_colours
from weighbridge.pages.verdicts import LOOKS, note_of, shared_caveats

if TYPE_CHECKING:
    from markupsafe import Markup

_STYLES = ("style.css", "verdicts.css", "site.css", "leaves.css", "calendar.css")
_REFERENCE = re.compile(r"\s*\[(\d{1,4}(?:, \d{1,4})*)\]")


@dataclass(frozen=True, slots=True)
class House:
    """What all pages of a site share: the newsroom's name, its two addresses, and the pages the head of each leads to.

    `site` and `post` end with a slash; `doors` are paths from the root of the site, each with its words, and `below`
    the pages the foot of each leads to.
    """

    newsroom: str
    site: str
    post: str
    doors: tuple[tuple[str, str], ...] = ()
    below: tuple[tuple[str, str], ...] = ()


def render_site(template: str, says: Mapping[str, Any], *, path: str, house: House) -> str:
    """Return a page of the site as HTML; `template` is its name in templates/site, `path` where it will stand.

    A template extends `site/base.html.j2`, which takes `title` and `description`; `hidden` for a page that no search
    engine is to keep, `canonical` for the path of the page that stands for it (its own without), `kind` (article for a
    story) and `picture` (path, width, height and words in a dict) for what is shown where somebody links to it, `feeds`
    (path and words) it can be followed by, and `data` (JSON-LD, as text) about it. `root` leads to the site's root.
    """
    given: dict[str, Any] = {
        "house": house,
        "path": path,
        "root": "../" * path.count("/"),
        "policy": site_policy(house),
        "paper": PALETTE["paper"],
        "looks": LOOKS,
        **_names(),
    }
    if data := says.get("data"):
        given["data_script"] = _inert(str(data))
    return environment().get_template(f"site/{template}.html.j2").render({**given, **says})


def _inert(data: str) -> Markup:
    """Return JSON as it may stand in a script element; raises InternalError where something in it could end that."""
    from markupsafe import Markup

    if set(data) & set("<>&"):
        raise InternalError("the data of a page are written without <, > and &, as \\u003c and so on")
    return Markup(data)


def read_rows(
    content: Mapping[str, Any], claims: Sequence[Mapping[str, Any]], evidence: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a content as its page shows it: title and lines in pieces, its claims, and the facts they rest on.

    `title_pieces` and each of `lines` (with `heading`) hold pieces: a text, and either the `claims` over it, the
    smallest first (`at` numbers these pieces), or the number of a reference (`ref`). `claims` are as their notes say
    them, each with its number `n`; `figures` are the facts of the evidence they name, each once, numbered by `places`;
    `shared` are the caveats that several claims carry and that are said once, `once` those that every fact carries.
    """
    carried = shared_caveats(claims)
    shown = [_claim(n, claim, evidence, carried) for n, claim in enumerate(claims, 1)]
    listed = {int(reference["n"]) for reference in content.get("references") or ()}
    lines, at = [], 0
    for line in content["text"].splitlines(keepends=True):
        said, start, at = line.rstrip(), at, at + len(line)
        if said:
            heading = said.startswith("## ")
            skipped = 3 if heading else 0
            inside = [c for c in shown if c["in"] == "text" and c["start"] < start + len(said) and start < c["end"]]
            pieces = _pieces(said[skipped:], start + skipped, inside, listed)
            lines.append({"heading": heading, "pieces": pieces})
    title = _pieces(content["title"], 0, [c for c in shown if c["in"] == "title"], set())
    marked = (piece for line in (title, *(line["pieces"] for line in lines)) for piece in line if "claims" in piece)
    for n, piece in enumerate(marked, 1):
        piece["at"] = n
    named = dict.fromkeys(fact for claim in shown for fact in claim["facts"])
    return {
        "title_pieces": title,
        "lines": lines,
        "claims": shown,
        "shared": list(carried),
        "facts": evidence,
        "figures": [evidence[fact] for fact in named],
        "places": {fact: n for n, fact in enumerate(named, 1)},
        "once": _of_all([evidence[fact]["caveats"] for fact in named]),
    }


def _of_all(caveats: Sequence[Sequence[str]]) -> list[str]:
    return [c for c in caveats[0] if all(c in carried for carried in caveats)] if len(caveats) > 1 else []


def _claim(
    n: int, claim: Mapping[str, Any], evidence: Mapping[str, Any], carried: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    look = LOOKS[claim["verdict"]]
    return {**note_of(claim, carried), "n": n, "look": look, "facts": [f for f in claim["facts"] if f in evidence]}


def _pieces(
    text: str, offset: int, claims: Sequence[Mapping[str, Any]], listed: AbstractSet[int]
) -> list[dict[str, Any]]:
    edges = {0, len(text)}
    for claim in claims:
        edges |= {min(max(0, claim[end] - offset), len(text)) for end in ("start", "end")}
    found: list[dict[str, Any]] = []
    for start, end in pairwise(sorted(edges)):
        over = [c for c in claims if c["start"] - offset <= start and end <= c["end"] - offset]
        over.sort(key=lambda claim: (claim["end"] - claim["start"], claim["n"]))
        if over:
            found.append({"text": text[start:end], "claims": over})
        else:
            found += _with_references(text[start:end], listed)
    return found


def _with_references(text: str, listed: AbstractSet[int]) -> Iterator[dict[str, Any]]:
    """Yield a text in pieces, its marks of references as the numbers they name; a mark of none that is listed stays."""
    at = 0
    for mark in _REFERENCE.finditer(text):
        numbers = [int(n) for n in mark[1].split(",")]
        if not listed >= set(numbers):
            continue
        if text[at : mark.start()]:
            yield {"text": text[at : mark.start()]}
        yield from ({"ref": n} for n in numbers)
        at = mark.end()
    if text[at:]:
        yield {"text": text[at:]}


def inline(chart: Mapping[str, Any], drawn: Rendered) -> dict[str, Any]:
    """Return a chart of a content with its two drawings, as a page holds them."""
    from markupsafe import Markup

    told = {key: chart.get(key) or "" for key in ("id", "title", "unit", "caption", "source")}
    return {**told, "drawn": {"wide": Markup(drawn.svg), "narrow": Markup(drawn.narrow)}}


@cache
def site_assets() -> Mapping[str, bytes]:
    """Return the style sheet and the scripts that the pages of the site load, by their paths from its root."""
    return dict(_assets().values())


@cache
def _assets() -> Mapping[str, tuple[str, bytes]]:
    """What a page loads, by the name its template knows it by: where it stands, and its bytes."""
    style = "\n".join([page_colours(), *map(asset, _STYLES)])
    named = {"style": ("css", style), "script": ("js", asset("page.js")), "search_script": ("js", asset("search.js"))}
    return {name: (_named(text.encode(), ending), text.encode()) for name, (ending, text) in named.items()}


@cache
def _names() -> Mapping[str, str]:
    return {name: path for name, (path, _) in _assets().items()}


def site_policy(house: House) -> str:
    """Return the Content-Security-Policy of the site's pages: own files only, nothing inline, forms to the newsroom.

    >>> site_policy(House("N", "https://news.example/", "https://desk.example/")).rsplit("; ", 1)[1]
    'form-action https://desk.example'
    """
    post = urlsplit(house.post)
    return (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"base-uri 'none'; form-action {post.scheme}://{post.netloc}"
    )


def _named(content: bytes, ending: str) -> str:
    return f"assets/site-{sha256(content).hexdigest()[:12]}.{ending}"
