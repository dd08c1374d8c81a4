"""Every story is read back cold by the checker, which knows nothing of the writer: what it understands must hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from test_golden import STORIES

from weighbridge.card import trade_card
from weighbridge.check import Verdict, check, read_bytes
from weighbridge.ledger import View
from weighbridge.pages import render_story
from weighbridge.story import Story, markdown


def _as_printed(story: Story) -> str:
    """Return headline, summary and text as a newspaper would print them, without notes and references."""
    paragraphs = [" ".join(s.text for s in p) for section in story.sections for p in section.paragraphs]
    day = story.dateline
    return "\n\n".join(
        (story.headline.text, story.standfirst.text, day, *paragraphs, *(s.text for s in story.unknowns))
    )


def _as_page(story: Story) -> str:
    """Return the page with its evidence cards, which whoever copies it into the checker brings along."""
    return render_story({**story.as_dict(), "charts": ()}, {})


_ENDINGS = {"print": "txt", "markdown": "md", "html": "html"}


# The page of a notice is a table of how usual each figure is, no article.
FORMS = [(n, f) for n in STORIES for f in _ENDINGS if (n, f) != ("magnets-2022-05-quiet", "html")]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_checker_finds_nothing_wrong_and_nothing_unclear(
    name: str, form: str, story_of: Callable[..., Story], view_on: Callable[..., View]
) -> None:
    product, period, focus, anyway = STORIES[name]
    story = story_of(product, period, focus, anyway=anyway)
    text = {"print": _as_printed, "markdown": markdown, "html": _as_page}[form](story)
    day = date.fromisoformat(story.as_of)
    document = read_bytes(text.encode(), name=f"{name}.{_ENDINGS[form]}")
    report = check(document, view=view_on(day, story.product), card=trade_card(), as_of=day)
    wrong = [c for c in report.claims if c.verdict in (Verdict.CONTRADICTED, Verdict.NOT_UNDERSTOOD)]
    assert not wrong, [(c.quote, c.reason) for c in wrong]
    assert sum(c.verdict is Verdict.SUPPORTED for c in report.claims) >= 2
