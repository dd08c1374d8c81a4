"""The story as Markdown: text with numbered references, what is not known, dates, references, how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weighbridge.story.document import Chart, Sentence, Story
from weighbridge.words import day_name


def markdown(story: Story) -> str:
    """Return the story as a Markdown document."""
    return "\n".join(_lines(story)).rstrip() + "\n"


def _lines(story: Story) -> Iterator[str]:
    yield f"# {story.headline.text}"
    yield ""
    yield f"*{_referenced(story.standfirst)}*"
    yield ""
    minutes = f" – {story.reading_minutes} min read" if story.sections else ""
    yield f"{_day(story.dateline)} – as the data stood on {_day(story.as_of)}{minutes}"
    yield ""
    for section in story.sections:
        if section.heading:
            yield from (f"## {section.heading}", "")
        for paragraph in section.paragraphs:
            yield " ".join(_referenced(s) for s in paragraph)
            yield ""
    for chart in story.charts:
        yield from (f"![{chart.alt}]({story.id}-{chart.id}.svg)", "", f"*{_caption(chart)}*", "")
    yield from _list("What is not known", [_referenced(s) for s in story.unknowns])
    yield from _list(
        "Companies concerned", [f"{t.symbol}: {t.why}" + (f" [{t.ref}]" if t.ref else "") for t in story.tickers]
    )
    yield from _list("Dates ahead", [f"{_day(d['on'])}: {d['what']}" for d in story.key_dates])
    yield from ("## References", "")
    for ref in story.references:
        day = f", {_day(ref.printed_at)}" if ref.printed_at else ""
        yield f"{ref.n}. {ref.publisher}: {ref.title}{day}. <{ref.url}>"
    yield ""
    yield from _list("How this was made", list(story.how_made))
    yield from (story.disclosure, "")
    if story.form == "notice":
        yield from (score_sentence(story), "")
    yield from _list("What was weighed as news", [f"{n.what}, score {n.score:.1f}: {n.why}" for n in story.news])
    if story.sections:
        yield f"{story.words} words."


def _day(iso: str) -> str:
    return day_name(date.fromisoformat(iso))


def score_sentence(story: Story) -> str:
    """Return how far a month is from being news, in a sentence."""
    return f"The best score is {story.score:.2f}; news begins at {story.newsworthy:.2f}."


def _list(heading: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from (f"## {heading}", "")
        yield from (f"- {item}" for item in items)
        yield ""


def _referenced(sentence: Sentence) -> str:
    # in one pair of brackets: Markdown takes [2][3] for a link
    return sentence.text + (f" [{', '.join(map(str, sentence.refs))}]" if sentence.refs else "")


def _caption(chart: Chart) -> str:
    return " ".join(
        part for part in (f"{chart.title}, {chart.unit}.", chart.caption, f"Source: {chart.source}") if part
    )
