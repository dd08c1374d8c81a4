"""From a product and a month to a story: choose, outline, word, number the references, draw up the charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil

from weighbridge.card import Product
from weighbridge.errors import NotInDataError
from weighbridge.facts import NEWSWORTHY, Viewed, explain
from weighbridge.model import Event, Fact, Flow, Kind, Observation, Period
from weighbridge.story import closing, lede
from weighbridge.story.charts import charts
from weighbridge.story.context import address_of, key_dates, near_events
from weighbridge.story.document import Chart, FactNote, Section, Sentence, SourceNote, Story
from weighbridge.story.figures import amount, carries, is_nothing
from weighbridge.story.lede import lead_change
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.naming import short_place
from weighbridge.story.outline import FEWEST, Outline, outline
from weighbridge.story.phrase import Line, Mark, say
from weighbridge.story.references import Numbering, Pages, host_of, is_agency, publisher_name
from weighbridge.story.select import Choice, choose, flow_of
from weighbridge.story.tickers import tickers
from weighbridge.words import grouped, period_name

WORDS_A_MINUTE = 230
MOST_SOURCES = 4


def draft(
    product: Product,
    period: Period,
    *,
    view: Viewed,
    events: Sequence[Event],
    focus: str | None = None,
    flow: Flow | None = None,
    anyway: bool = False,
) -> Story:
    """Return the story of a product's month as of the view's day: a story, a brief, or a notice where nothing is news.

    `focus` is a partner's id; without it the partner or the world with the biggest news is taken;
    `anyway` writes the story even where nothing is news. Raises
    NotInDataError, with what exists near it, when the data hold no figure for the month.
    """
    flow = flow or flow_of(product.id, period, view=view)
    told = spoken_period(product, period, view=view, flow=flow, focus=focus)
    chosen = choose(product.id, told, view=view, flow=flow, focus=focus)
    m = Matter(view, product, flow, told, chosen.focus, tuple(events))
    if not _tellable(m):
        raise NotInDataError(_nothing_near(m))
    if not chosen.is_news and not anyway:
        return _notice(m, chosen)
    return _story(m, chosen)


def spoken_period(product: Product, period: Period, *, view: Viewed, flow: Flow, focus: str | None) -> Period:
    """Return the period the story is told of: the month, or January and February where only both together are known."""
    if not period.is_month or period.month_of_year != 2:
        return period
    cells = [c for c in view.bounds if (c.product, c.flow) == (product.id, flow)]
    partner = focus or WORLD
    alone = any(c.partner == partner and c.period == period and view.bounds[c].printed for c in cells)
    both = any(c.partner == partner and c.period == period.year_to_date() for c in cells)
    return period.year_to_date() if both and not alone else period


def _tellable(m: Matter) -> bool:
    level = m.fact("level")
    return level is not None and (is_nothing(m, level) or amount(m, level) is not None or lead_change(m) is not None)


def _nothing_near(m: Matter) -> str:
    what = f"{m.naming.noun} of {m.product.name} {m.naming.to} {m.place(m.focus)}"
    known = sorted(
        {
            c.period.first
            for c in m.view.bounds
            if c == m.cell(period=c.period) and c.period.is_month and m.view.bounds[c].printed
        }
    )
    wanted = period_name(m.period)
    if not known:
        others = sorted({c.partner for c in m.view.bounds if c == m.cell(c.partner)})
        named = ", ".join(m.place(p) for p in others)
        there = f"; for {wanted} there are figures of {named}" if named else ""
        return f"no month of {what} had been printed by {m.as_of}{there}"
    before = [k for k in known if k < m.period.first][-1:]
    later = [k for k in known if k > m.period.last][:1]
    nearest = [period_name(Period(k)) for k in (*before, *later)]
    are = "months known are" if len(nearest) > 1 else "month known is"
    near = " and ".join(nearest)
    return f"the data released by {m.as_of} hold no figure for {what} in {wanted}; the nearest {are} {near}"


def _story(m: Matter, chosen: Choice) -> Story:
    near = near_events(m)
    plan = outline(m, near)
    drawn = charts(m, [n for n in near if n.event.kind != "company"])
    facts = _used(m, plan, drawn)
    text_facts = list({f.id: f for line in plan.lines() for f in line.facts()}.values())
    numbering = Numbering(m, Pages.of(m, text_facts), m.events)
    brief = plan.words < FEWEST
    story = _assembled(m, chosen, plan, numbering, drawn, facts, "brief" if brief else "story")
    listed = tickers(list(plan.cited), numbering)
    later = any(r.printed_at and r.printed_at > m.as_of.isoformat() for r in story.references)
    how = closing.how_made(m, facts, brief=brief, later_pages=later)
    return replace(story, tickers=tuple(listed), how_made=tuple(how))


def _used(m: Matter, plan: Outline, drawn: list[Chart]) -> list[Fact]:
    """Return every fact of text and charts once, in the order of the text."""
    found = {f.id: f for line in plan.lines() for f in line.facts()}
    for chart in drawn:
        for fact in m.facts_found():
            if fact.id in chart.facts:
                found.setdefault(fact.id, fact)
    return list(found.values())


def _assembled(
    m: Matter, chosen: Choice, plan: Outline, numbering: Numbering, drawn: list[Chart], facts: Sequence[Fact], form: str
) -> Story:
    headline = plan.headline.sentence()
    first = plan.sections[0][1][0][0] if plan.sections else None
    opening = {id(first): numbering.finish(first, office=True)} if first else {}
    standfirst = numbering.finish(plan.standfirst)

    def finish(line: Line) -> Sentence:
        return opening.get(id(line)) or numbering.finish(line)

    sections = tuple(
        Section(heading, tuple(tuple(finish(line) for line in p) for p in paragraphs))
        for heading, paragraphs in plan.sections
    )
    unknown = tuple(numbering.finish(line) for line in plan.unknowns)
    sentences = [standfirst, *(s for sec in sections for p in sec.paragraphs for s in p), *unknown]
    used = {n for s in sentences for n in s.refs}
    words = plan.words
    return Story(
        id=_id(m),
        form=form,
        product=m.product.id,
        product_name=m.product.name,
        period=str(m.period),
        focus=m.focus,
        flow=m.flow.value,
        as_of=m.as_of.isoformat(),
        dateline=m.as_of.isoformat(),
        headline=headline,
        standfirst=standfirst,
        sections=sections,
        charts=tuple(drawn),
        facts={f.id: _note(m, f) for f in facts},
        events=tuple(_event(e) for e in m.events),
        references=tuple(numbering.references(used)),
        tickers=(),
        key_dates=tuple(key_dates(m)),
        unknowns=unknown,
        how_made=(),
        disclosure=closing.DISCLOSURE,
        news=chosen.news,
        score=chosen.score,
        newsworthy=NEWSWORTHY,
        words=words,
        reading_minutes=max(1, ceil(words / WORDS_A_MINUTE)),
    )


def _id(m: Matter) -> str:
    return f"{m.product.id}-{str(m.period).replace('/', '_')}-{m.focus}-{m.as_of}".lower()


def _event(event: Event) -> dict[str, str]:
    on = event.occurred_at.isoformat() if event.occurred_at else str(event.period)
    url = address_of(event)
    return {"on": on, "kind": event.kind, "what": event.title, "url": url, "publisher": publisher_name(host_of(url))}


def _note(m: Matter, fact: Fact) -> FactNote:
    told = explain(fact.id, view=m.view)
    place = short_place(m.view.card, fact.cell.partner)
    metric = fact.metric.replace("_pct", "").replace("_pp", "").replace("_", " ")
    name = f"{m.product.name[:1].upper()}{m.product.name[1:]}"
    label = f"{name} {m.naming.to} {place}, {period_name(fact.cell.period)}: {metric}"
    prints = sorted(told.observations, key=lambda o: _telling(fact, o))[:MOST_SOURCES]
    sources = [
        SourceNote(publisher_name(o.publisher), o.source_url, _iso(o.printed_at), _told(m, fact, o)) for o in prints
    ]
    return FactNote(
        fact.metric,
        label,
        told.definition,
        told.value_text,
        told.interval_text,
        fact.unit,
        told.caveats,
        tuple(sources),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _telling(fact: Fact, o: Observation) -> tuple[bool, bool, bool, bool, str]:
    """The order of prints beside a fact: of the value itself, of its own cell, of what it follows from."""
    elsewhere = o.cell != fact.cell
    return not carries(o, fact), elsewhere, o.kind is not Kind.LEVEL, not is_agency(o.publisher), o.source_url


_KINDS = {
    Kind.LEVEL: "",
    Kind.CHANGE_ON_PREVIOUS: " on the month before",
    Kind.CHANGE_ON_YEAR: " on the year before",
    Kind.SHARE_OF_WORLD: " of the total",
}


def _told(m: Matter, fact: Fact, o: Observation) -> str:
    """Return a print as its page states it: the number with its unit, and what it is about where that differs."""
    sign = "+" if o.kind in (Kind.CHANGE_ON_PREVIOUS, Kind.CHANGE_ON_YEAR) and not o.value.startswith("-") else ""
    unit = "%" if o.unit == "pct" else f" {o.unit}"
    place = "" if o.cell.partner == fact.cell.partner else f", {m.place(o.cell.partner)}"
    period = "" if o.cell.period == fact.cell.period else f", {period_name(o.cell.period)}"
    number = grouped(float(o.value), len(o.value.partition(".")[2]))
    return f"{sign}{number}{unit}{_KINDS[o.kind]}{place}{period}"


def _notice(m: Matter, chosen: Choice) -> Story:
    """Return the short notice that nothing is newsworthy, with what was weighed."""
    level = m.fact("level")
    assert level is not None
    to = "" if m.is_world else f" {m.naming.to} {short_place(m.view.card, m.focus)}"
    when = Mark(m.when(m.period), level)
    headline = say("Nothing newsworthy in ", when, f"'s {m.naming.trade}{to}")
    text = lede.opening(m)[0]
    numbering = Numbering(m, Pages.of(m, text.facts()), m.events)
    standfirst = numbering.finish(text, office=True)
    return Story(
        id=_id(m),
        form="notice",
        product=m.product.id,
        product_name=m.product.name,
        period=str(m.period),
        focus=m.focus,
        flow=m.flow.value,
        as_of=m.as_of.isoformat(),
        dateline=m.as_of.isoformat(),
        headline=headline.sentence(),
        standfirst=standfirst,
        sections=(),
        charts=(),
        facts={f.id: _note(m, f) for f in (level, *text.facts())},
        events=tuple(_event(e) for e in m.events),
        references=tuple(numbering.references(set(standfirst.refs))),
        tickers=(),
        key_dates=tuple(key_dates(m)),
        unknowns=(),
        how_made=tuple(closing.how_made(m, text.facts(), brief=False, later_pages=False)),
        disclosure=closing.DISCLOSURE,
        news=chosen.news,
        score=chosen.score,
        newsworthy=NEWSWORTHY,
        words=len(standfirst.text.split()),
        reading_minutes=1,
    )
