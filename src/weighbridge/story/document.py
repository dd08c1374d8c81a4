"""The story as a value: frozen parts that serialise to one JSON document, with every figure's span in the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence's text, `start` to `end`, and what it rests on: a fact's id or an event's index."""

    start: int
    end: int
    fact: str | None = None
    event: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the span as the story document holds it."""
        carried = {"fact": self.fact} if self.fact is not None else {"event": self.event}
        return {"start": self.start, "end": self.end, **carried}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its spans, in order, and the numbers of the references it rests on."""

    text: str
    spans: tuple[Span, ...] = ()
    refs: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the sentence as the story document holds it."""
        return {"text": self.text, "spans": [s.as_dict() for s in self.spans], "refs": list(self.refs)}


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or None for the opening, and its paragraphs."""

    heading: str | None
    paragraphs: tuple[Paragraph, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the section as the story document holds it."""
        return {"heading": self.heading, "paragraphs": [[s.as_dict() for s in p] for p in self.paragraphs]}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a Vega-Lite specification with its data, its words, and the facts it shows."""

    id: str
    title: str
    unit: str
    caption: str
    alt: str
    source: str
    spec: Mapping[str, Any]
    facts: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the chart as the story document holds it."""
        return {
            "id": self.id,
            "title": self.title,
            "unit": self.unit,
            "caption": self.caption,
            "alt": self.alt,
            "source": self.source,
            "spec": dict(self.spec),
            "facts": list(self.facts),
        }


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One print of a figure: who printed it, where, when, and the value as printed."""

    publisher: str
    url: str
    printed_at: str | None
    value: str


@dataclass(frozen=True, slots=True)
class FactNote:
    """What a reader sees who asks for a figure: what it is, its value and bounds in words, caveats, sources."""

    metric: str
    label: str
    definition: str
    value_text: str
    interval_text: str
    unit: str
    caveats: tuple[str, ...]
    sources: tuple[SourceNote, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the note as the story document holds it."""
        return {
            "metric": self.metric,
            "label": self.label,
            "definition": self.definition,
            "value_text": self.value_text,
            "interval_text": self.interval_text,
            "unit": self.unit,
            "caveats": list(self.caveats),
            "sources": [
                {"publisher": s.publisher, "url": s.url, "printed_at": s.printed_at, "value": s.value}
                for s in self.sources
            ],
        }


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered reference."""

    n: int
    publisher: str
    title: str
    url: str
    printed_at: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the reference as the story document holds it."""
        return {
            "n": self.n,
            "publisher": self.publisher,
            "title": self.title,
            "url": self.url,
            "printed_at": self.printed_at,
        }


@dataclass(frozen=True, slots=True)
class Ticker:
    """A listed company concerned, why, and the reference that says so."""

    symbol: str
    name: str
    why: str
    ref: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return the ticker as the story document holds it."""
        return {"symbol": self.symbol, "name": self.name, "why": self.why, "ref": self.ref}


@dataclass(frozen=True, slots=True)
class News:
    """What was weighed as news: what it is, its score, and why."""

    what: str
    score: float
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as the story document holds it."""
        return {"what": self.what, "score": self.score, "why": self.why}


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story. `as_dict` is the document other rooms read; `form` is story, brief or notice."""

    id: str
    form: str
    product: str
    product_name: str
    period: str
    focus: str
    flow: str
    as_of: str
    dateline: str
    headline: Sentence
    standfirst: Sentence
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...]
    facts: Mapping[str, FactNote]
    events: tuple[Mapping[str, str], ...]
    references: tuple[Reference, ...]
    tickers: tuple[Ticker, ...]
    key_dates: tuple[Mapping[str, str], ...]
    unknowns: tuple[Sentence, ...]
    how_made: tuple[str, ...]
    disclosure: str
    news: tuple[News, ...]
    score: float  # the best score of the focus; at `newsworthy` and above it is a story
    newsworthy: float
    words: int = field(default=0)
    reading_minutes: int = field(default=1)

    def sentences(self) -> Iterator[Sentence]:
        """Yield every sentence a reader meets: headline, standfirst, text, what is not known."""
        yield self.headline
        yield self.standfirst
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield from paragraph
        yield from self.unknowns

    def as_dict(self) -> dict[str, Any]:
        """Return the story as one JSON-ready document."""
        return {
            "id": self.id,
            "form": self.form,
            "product": self.product,
            "product_name": self.product_name,
            "period": self.period,
            "focus": self.focus,
            "flow": self.flow,
            "as_of": self.as_of,
            "dateline": self.dateline,
            "headline": self.headline.as_dict(),
            "standfirst": self.standfirst.as_dict(),
            "sections": [s.as_dict() for s in self.sections],
            "charts": [c.as_dict() for c in self.charts],
            "facts": {id: note.as_dict() for id, note in self.facts.items()},
            "events": [dict(e) for e in self.events],
            "references": [r.as_dict() for r in self.references],
            "tickers": [t.as_dict() for t in self.tickers],
            "key_dates": [dict(k) for k in self.key_dates],
            "unknowns": [s.as_dict() for s in self.unknowns],
            "how_made": list(self.how_made),
            "disclosure": self.disclosure,
            "words": self.words,
            "reading_minutes": self.reading_minutes,
            "news": [n.as_dict() for n in self.news],
            "score": self.score,
            "newsworthy": self.newsworthy,
        }
