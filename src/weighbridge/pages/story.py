"""The story page and the notice page: a plain dict in, one self-contained HTML page out.

Everything a reader sees goes through an autoescaping template; the only text passed through as it stands is this
package's own style sheet and script, and the drawings of `charts`, which are rebuilt from an allow-list of shapes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from weighbridge.errors import InternalError, PeriodError
from weighbridge.model import MONTH_NAMES, Period
from weighbridge.pages.charts import Rendered, render_charts
from weighbridge.pages.theme import PALETTE, page_colours

if TYPE_CHECKING:
    from jinja2 import Environment

Sentence = Mapping[str, Any]

_STORY_NEEDS = (
    "product_name",
    "period",
    "as_of",
    "dateline",
    "headline",
    "standfirst",
    "sections",
    "facts",
    "references",
)
_NOTICE_NEEDS = ("product_name", "period", "as_of", "news")


def render_story(story: Mapping[str, Any], charts: Mapping[str, Rendered] | None = None) -> str:
    """Return the whole HTML page of a story: no other file, no other host, no script needed to read it.

    `charts` holds drawings by chart id, when they exist already (see `render_charts`); without it they are drawn now.
    A story whose `form` is notice becomes the notice page.
    Raises InternalError when the story names a fact, an event or a drawing it does not carry.
    """
    if story.get("form") == "notice":
        return render_notice(story)
    _require(story, _STORY_NEEDS)
    drawn = render_charts(story) if charts is None else charts
    missing = [c["id"] for c in story.get("charts", ()) if c["id"] not in drawn]
    if missing:
        raise InternalError(f"the story has charts nobody drew: {', '.join(missing)}")
    return _page("story.html.j2", story, charts=drawn)


def render_notice(notice: Mapping[str, Any]) -> str:
    """Return the page that says a month holds nothing newsworthy, with the score of everything that was weighed.

    `notice` is a story dict without sections: product_name, period, as_of, news, and, as they exist, headline,
    standfirst, key_dates, references, how_made and disclosure.
    """
    _require(notice, _NOTICE_NEEDS)
    return _page("notice.html.j2", notice, charts={})


def segments(
    sentence: Sentence, facts: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the pieces of a sentence in order, each with its text and the facts and events that stand behind it.

    Spans may touch or overlap: a piece that two spans share carries both.

    >>> spans = [{"start": 5, "end": 10, "fact": "f"}]
    >>> pieces = segments({"text": "Some 353 t.", "spans": spans}, {"f": {}}, ())
    >>> [(p["text"], [k for k, _ in p["facts"]]) for p in pieces]
    [('Some ', []), ('353 t', ['f']), ('.', [])]
    """
    text = str(sentence["text"])
    spans = sentence.get("spans") or ()
    for span in spans:
        if not 0 <= span["start"] < span["end"] <= len(text):
            raise InternalError(f"a span runs from {span['start']} to {span['end']} in a text of {len(text)}: {text!r}")
        if "fact" in span and span["fact"] not in facts:
            raise InternalError(f"the story names a fact it does not carry: {span['fact']!r} in {text!r}")
        if "event" in span and events and not 0 <= int(span["event"]) < len(events):
            raise InternalError(f"the story names event {span['event']} of {len(events)} in {text!r}")
    edges = sorted({0, len(text), *(s["start"] for s in spans), *(s["end"] for s in spans)})
    for start, end in pairwise(edges):
        here = [s for s in spans if s["start"] <= start and end <= s["end"]]
        named = dict.fromkeys(s["fact"] for s in here if "fact" in s)
        yield {
            "text": text[start:end],
            "facts": [(fact, facts[fact]) for fact in named],
            "events": [events[int(s["event"])] for s in here if "event" in s and events],
        }


def address(text: object) -> str | None:
    """Return the text when it is an address a page may link to, http or https with a host, otherwise None.

    >>> address("https://example.org/a"), address("javascript:alert(1)"), address("//example.org")
    ('https://example.org/a', None, None)
    """
    link = str(text or "")
    if any(c.isspace() or ord(c) < 32 for c in link):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in ("http", "https") and parts.hostname else None


def day_in_words(when: object) -> str:
    """Return an ISO day or month as a reader writes it; any other text as it is.

    >>> day_in_words("2025-07-20"), day_in_words("2025-05"), day_in_words("Beijing, Sunday")
    ('July 20, 2025', 'May 2025', 'Beijing, Sunday')
    """
    text = str(when or "")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return period_in_words(text)
    return f"{MONTH_NAMES[day.month - 1]} {day.day}, {day.year}"


def period_in_words(period: object) -> str:
    """Return a period as a reader writes it; a text that is no period as it is.

    >>> period_in_words("2025-06"), period_in_words("2025-01/2025-06"), period_in_words("2024")
    ('June 2025', 'January to June 2025', '2024')
    """
    text = str(period or "")
    try:
        run = Period.parse(text.replace("_", "/"))
    except PeriodError:
        return text
    last = f"{MONTH_NAMES[run.month_of_year - 1]} {run.year}"
    between = "and" if run.months == 2 else "to"
    if run.is_month:
        return last
    first_year, first_month = divmod(run.first, 12)
    if run.months == 12 and first_month == 0:
        return str(run.year)
    year = "" if first_year == run.year else f" {first_year}"
    return f"{MONTH_NAMES[first_month]}{year} {between} {last}"


def true_minus(text: object) -> str:
    """Return the text with a minus sign, not a hyphen, before negative numbers.

    >>> true_minus("-38.15% to -38.05%, 2025-06")
    '\u221238.15% to \u221238.05%, 2025-06'
    """
    return re.sub(r"(?<!\S)-(?=\d)", "\N{MINUS SIGN}", str(text or ""))


def _page(template: str, story: Mapping[str, Any], *, charts: Mapping[str, Rendered]) -> str:
    from markupsafe import Markup

    facts: Mapping[str, Any] = story.get("facts") or {}
    events: Sequence[Mapping[str, Any]] = story.get("events") or ()
    style, script = _asset("style.css"), _asset("page.js")
    style = page_colours() + "\n" + style
    policy = (
        f"default-src 'none'; style-src '{_fingerprint(style)}'; script-src '{_fingerprint(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    occurrence = count(1)
    return (
        _environment()
        .get_template(template)
        .render(
            story=story,
            facts=facts,
            shared=_shared_caveats(facts),
            places={fact: n for n, fact in enumerate(facts, 1)},
            charts={key: {"wide": Markup(r.svg), "narrow": Markup(r.narrow)} for key, r in charts.items()},
            pieces=lambda sentence: list(segments(_sentence(sentence), facts, events)),
            plain=lambda sentence: str(_sentence(sentence)["text"]),
            occurrence=lambda: next(occurrence),
            style=Markup(style),
            script=Markup(script),
            policy=policy,
            paper=PALETTE["paper"],
        )
    )


def _shared_caveats(facts: Mapping[str, Any]) -> list[str]:
    """Return the caveats that every fact of the page carries: they are said once, so that the others stand out."""
    lists = [list(fact.get("caveats") or ()) for fact in facts.values()]
    return [caveat for caveat in lists[0] if all(caveat in one for one in lists)] if len(lists) > 1 else []


def _require(story: Mapping[str, Any], needs: Sequence[str]) -> None:
    absent = [key for key in needs if key not in story]
    if absent:
        raise InternalError(f"a page needs {', '.join(absent)}, and the document it was handed has none")


def _sentence(words: object) -> Sentence:
    """A sentence may come as a dict with spans or, where nothing stands behind it, as plain text."""
    return words if isinstance(words, Mapping) else {"text": str(words or "")}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("weighbridge.pages"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(address=address, day=day_in_words, period=period_in_words, minus=true_minus)
    return environment


@cache
def _asset(name: str) -> str:
    return files("weighbridge.pages").joinpath(name).read_text(encoding="utf-8").strip()


def _fingerprint(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
