"""Laws of every story the shipped data allow: each product, month and partner, as of the release day and of today."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from weighbridge.card import trade_card
from weighbridge.errors import NotInDataError
from weighbridge.facts import measure, read_fact_id
from weighbridge.ledger import View
from weighbridge.model import MONTH_NAMES, Flow, Period
from weighbridge.pages import Rendered, render_story
from weighbridge.sources import calendar, shipped_events
from weighbridge.story import Sentence, Story, draft

TODAY = date(2026, 6, 1)
# each falls on a release, so that whole months stand at the edge of what was known
DAYS = (date(2020, 3, 25), date(2025, 6, 20), date(2025, 7, 20), date(2025, 10, 20), date(2026, 4, 20))
MONTHS = "|".join(MONTH_NAMES)
CAUSES = re.compile(
    r"\b(because|due to|owing to|caus\w+|thanks to|as a result|driven by|led to|sparked|triggered|amid)\b",
    re.IGNORECASE,
)
DIRECTIONS = re.compile(
    r"\b(up|down|above|below|rose|rise|rises|fell|fall|falls|climb\w*|jump\w*|surge\w*|slip\w*|drop\w*|slump\w*|plunge\w*|"
    r"edge\w*|more than the|less than the|highest|lowest|record|largest)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="session")
def stories(view_on: Callable[..., View]) -> list[tuple[Story, View]]:
    """Return the story of every product, month and partner as known today, and of magnets as known on a few days."""
    views = [view_on(TODAY), *(view_on(day, "REPM_85051110") for day in DAYS)]
    return [(story, view) for view in views for story in _all_stories(view)]


def _all_stories(view: View) -> Iterator[Story]:
    wanted = {(o.cell.product, o.cell.flow, o.cell.period.last_month, o.cell.partner) for o in view.observations}
    for product, flow, period, partner in sorted(wanted):
        try:
            yield _told(view, product, period, partner, flow, anyway=True)
        except NotInDataError:
            continue


def _told(view: View, product: str, period: Period, partner: str | None, flow: str, *, anyway: bool) -> Story:
    wanted = trade_card().products[product]
    return draft(wanted, period, view=view, events=shipped_events(), focus=partner, flow=Flow(flow), anyway=anyway)


def _covered(sentence: Sentence) -> set[int]:
    return {n for span in sentence.spans for n in range(span.start, span.end)}


def test_there_are_stories_of_most_printed_months(stories: list[tuple[Story, View]]) -> None:
    forms = Counter(story.form for story, _ in stories)
    assert sum(forms.values()) > 300
    assert forms["story"] > 40


def test_every_digit_lies_in_a_span(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        for sentence in story.sentences():
            bare = {n for n, c in enumerate(sentence.text) if c.isdigit()} - _covered(sentence)
            assert not bare, sentence.text


def test_every_month_and_every_word_of_direction_lies_in_a_span(stories: list[tuple[Story, View]]) -> None:
    months = re.compile(rf"\b({MONTHS})\b")
    for story, _ in stories:
        for sentence in story.sentences():
            covered = _covered(sentence)
            for pattern in (months, DIRECTIONS):
                for found in pattern.finditer(sentence.text):
                    assert found.start() in covered, (found[0], sentence.text)


def test_spans_are_in_order_and_name_what_the_story_carries(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        for sentence in story.sentences():
            ends = [edge for span in sentence.spans for edge in (span.start, span.end)]
            assert ends == sorted(ends)
            assert ends[-1:] <= [len(sentence.text)]
            assert all(span.fact in story.facts for span in sentence.spans if span.fact)
            assert all(span.event < len(story.events) for span in sentence.spans if span.event is not None)


# a number with its unit or by itself, wherever it stands in a span; "the 27 months known" counts, "June 2024" does not
NUMBER = re.compile(
    r"(?:(nearly|about|more than) )?(\d[\d,]*(?:\.\d+)?)(?: (million))?"
    r"(?:%| tonnes?\b| times\b| months known|(?= by which)|$)"
)
NO_AMOUNT = re.compile(rf"({MONTHS}) \d+$|, \d{{4}}$|of \d{{4}}$|between|^\d{{4}}$")
UNITS = {"t", "pct", "times", "months"}


def test_a_number_shown_lies_in_the_interval_of_its_fact(stories: list[tuple[Story, View]]) -> None:
    """The number as a reader takes it, rounded where it was rounded, meets the fact's own interval."""
    seen: Counter[str] = Counter()
    for story, view in stories:
        for sentence in story.sentences():
            for span in sentence.spans:
                words = sentence.text[span.start : span.end]
                metric, cell, other, _ = read_fact_id(span.fact) if span.fact else ("", None, None, None)
                number = NUMBER.search(words)
                if cell is None or number is None or NO_AMOUNT.search(words[: number.end()]):
                    continue
                fact = measure(metric, cell, view=view, other=other)
                digits = number[2].replace(",", "")
                scale = 1e6 if number[3] else 1.0
                shown, step = float(digits) * scale, scale * 10.0 ** -len(digits.partition(".")[2])
                slack = max(0.05 * shown, step) if number[1] in ("about", "nearly") else step / 2
                ends = sorted((abs(fact.interval.lo), abs(fact.interval.hi)))
                assert ends[0] - slack <= shown * (1 + 1e-9), (words, fact)
                assert shown * (1 - 1e-9) <= ends[1] + slack, (words, fact)
                seen[fact.unit] += 1
    assert set(seen) >= UNITS
    assert seen.total() > 2500


def test_directions_agree_with_their_facts(stories: list[tuple[Story, View]]) -> None:
    up = re.compile(r"\b(up|above|more than|rose|climbed|jumped|surged|rise|climb|jump|surge)\b")
    down = re.compile(r"\b(down|below|less than|fell|slipped|dropped|slumped|plunged|fall|slip|drop|slump|plunge)\b")
    for story, view in stories:
        for sentence in story.sentences():
            for span in sentence.spans:
                if span.fact is None or "change" not in span.fact.partition(":")[0]:
                    continue
                words = sentence.text[span.start : span.end]
                metric, cell, other, _ = read_fact_id(span.fact)
                fact = measure(metric, cell, view=view, other=other)
                if up.search(words):
                    assert fact.interval.lo > 0, (words, fact)
                if down.search(words):
                    assert fact.interval.hi < 0, (words, fact)


def test_no_sentence_stands_twice(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        texts = [s.text for s in story.sentences()]
        assert len(set(texts)) == len(texts), story.id


def test_no_cause_is_asserted(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        for sentence in story.sentences():
            assert not CAUSES.search(sentence.text), sentence.text


def test_after_stands_only_with_a_cited_event(stories: list[tuple[Story, View]]) -> None:
    seen = 0
    for story, _ in stories:
        found = re.search(r" came after ", story.standfirst.text)
        if found:
            events = [s for s in story.standfirst.spans if s.event is not None]
            assert events
            assert story.standfirst.refs
            seen += 1
    assert seen > 5


def test_references_are_numbered_without_gaps_all_used_and_the_office_comes_first(
    stories: list[tuple[Story, View]],
) -> None:
    for story, _ in stories:
        numbers = [r.n for r in story.references]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {n for s in story.sentences() for n in s.refs} == set(numbers)
        assert story.references[0].publisher == trade_card().office
        assert all(r.url.startswith("http") for r in story.references)
        assert {t.ref for t in story.tickers if t.ref} <= set(numbers)


def test_every_sentence_that_states_a_figure_has_a_reference(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        for sentence in list(story.sentences())[1:]:  # a headline has none
            assert sentence.refs or not sentence.spans, sentence.text


def test_an_accused_figure_is_never_a_reference_by_itself(stories: list[tuple[Story, View]]) -> None:
    bad: dict[date, set[str]] = {}
    for story, view in stories:
        if view.as_of not in bad:
            accused = {c.observation.id for c in view.conflicts}
            clean = {o.source_url for o in view.observations if o.id not in accused}
            bad[view.as_of] = {c.observation.source_url for c in view.conflicts} - clean
        assert not {r.url for r in story.references} & (bad[view.as_of] - {e["url"] for e in story.events})
    assert any(bad.values())


def test_nothing_tells_of_an_event_after_the_day(stories: list[tuple[Story, View]]) -> None:
    for story, view in stories:
        for sentence in story.sentences():
            for span in sentence.spans:
                if span.event is not None:
                    assert story.events[span.event]["on"] <= view.as_of.isoformat()


def test_dates_ahead_lie_ahead(stories: list[tuple[Story, View]]) -> None:
    for story, view in stories:
        assert story.key_dates
        assert all(d["on"] > view.as_of.isoformat() for d in story.key_dates)
        release = calendar(trade_card().products[story.product].calendar).next_release(view.as_of)[1]
        assert release.isoformat() in {d["on"] for d in story.key_dates}
        assert release - view.as_of < timedelta(days=70)


def test_a_full_story_has_250_to_450_words_and_less_is_called_a_brief(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        words = sum(len(s.text.split()) for s in list(story.sentences())[1:])
        assert story.words == words
        assert story.form == ("story" if words >= 250 else "brief")
        assert words <= 450
        assert (story.form == "brief") == any("this is a brief" in line for line in story.how_made)


def test_headlines_fit(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        assert 20 < len(story.headline.text) < 90, story.headline.text
        assert not story.headline.text.endswith(".")


def test_sentences_are_whole(stories: list[tuple[Story, View]]) -> None:
    for story, _ in stories:
        for sentence in list(story.sentences())[1:]:
            assert sentence.text.endswith(".")
            assert sentence.text[0].isupper()
            assert not re.search(r"  | ,| \.|\.\.|None|nan|inf\b", sentence.text), sentence.text


def test_the_release_day_stands_in_the_text(stories: list[tuple[Story, View]]) -> None:
    for story, view in stories:
        day = f"{MONTH_NAMES[view.as_of.month - 1]} {view.as_of.day}, {view.as_of.year}"
        assert day in story.sections[0].paragraphs[0][0].text
        assert story.dateline == view.as_of.isoformat()


def test_the_document_is_plain_json_and_the_same_every_time(stories: list[tuple[Story, View]]) -> None:
    for story, view in stories[:: len(stories) // 20]:
        period = Period.parse(story.period.replace("_", "/"))
        again = _told(view, story.product, period, story.focus, story.flow, anyway=True)
        assert json.dumps(again.as_dict(), allow_nan=False) == json.dumps(story.as_dict(), allow_nan=False)


def test_a_page_stays_under_150_kilobytes_without_its_charts(stories: list[tuple[Story, View]]) -> None:
    nothing = Rendered(svg="", narrow="", png=b"")
    for story, _ in stories[::4]:
        page = render_story(story.as_dict(), {chart.id: nothing for chart in story.charts})
        assert len(page.encode()) < 150_000, story.id


def test_a_month_is_a_notice_exactly_where_its_score_is_below_news(stories: list[tuple[Story, View]]) -> None:
    forms = Counter()
    for story, view in stories[::5]:
        period = Period.parse(story.period.replace("_", "/"))
        told = _told(view, story.product, period, story.focus, story.flow, anyway=False)
        assert (told.form == "notice") == (told.score < told.newsworthy)
        assert told.score == story.score
        forms[told.form == "notice"] += 1
    assert min(forms[True], forms[False]) > 10
