"""The story page and the notice page: a plain dict in, one self-contained HTML page out.

Everything a reader sees goes through an autoescaping template; the only text passed through as it stands is this
package's own style sheet and script, and the drawings of `charts`, which are rebuilt from an allow-list of shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise
from typing import Any

from weighbridge.errors import InternalError
from weighbridge.pages.charts import Rendered, render_charts
from weighbridge.pages.sheet import environment, sheet

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


def _page(template: str, story: Mapping[str, Any], *, charts: Mapping[str, Rendered]) -> str:
    from markupsafe import Markup

    facts: Mapping[str, Any] = story.get("facts") or {}
    events: Sequence[Mapping[str, Any]] = story.get("events") or ()
    occurrence = count(1)
    return (
        environment()
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
            **sheet("style.css"),
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
