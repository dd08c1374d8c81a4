"""What a newsroom owes its readers is counted and not written, and links to it have a picture."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from in_short import gone, in_short

from weighbridge.card import trade_card
from weighbridge.pages import CARD, LOOKS, render_card
from weighbridge.publish.leaves.accuracy import accuracy_page
from weighbridge.publish.leaves.pictures import card_of, picture_of, site_card
from weighbridge.publish.leaves.working import LABELS, how_we_work
from weighbridge.watch import Accuracy

NOTHING = Accuracy(**{f.name: 0 for f in fields(Accuracy)} | {
    "median_time_to_fix": None, "median_time_to_answer": None, "reports_by_outcome": (),
})  # fmt: skip
CHART = {
    "id": "series", "title": "Magnets & more", "unit": "tonnes a month", "alt": "A line that rises.",
    "spec": {"data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 3}]}, "mark": {"type": "line"}, "height": 200,
             "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}},
}  # fmt: skip


def rows(counted, *summaries):
    says = accuracy_page(counted, summaries, through=7, head="ab" * 32).says
    return {row["what"]: (row["figure"], row["how"]) for group in says["groups"] for row in group["rows"]}


def test_a_newsroom_that_published_nothing_has_an_accuracy_page_that_claims_nothing():
    told = rows(NOTHING)
    assert told["Share of claims wrong"][0] == told["Median time to fix"][0] == "–"
    assert {figure for figure, _ in told.values()} == {"0", "–"}


def test_every_figure_of_the_record_is_on_the_page():
    """Each count is another number, and each is found again."""
    counts = {f.name: n for n, f in enumerate(fields(Accuracy), 1_001)}
    counted = Accuracy(**counts | {
        "median_time_to_fix": timedelta(hours=30), "median_time_to_answer": timedelta(days=9),
        "reports_by_outcome": (("corrected", 21), ("stands", 23), ("updated", 22)), "reports_answered": 900,
    })  # fmt: skip
    told = " ".join(f"{figure} {how}" for figure, how in rows(counted).values())
    left = [
        name for name in counts.keys() - {"reports_by_outcome", "median_time_to_fix", "median_time_to_answer"}
        if f"{getattr(counted, name):,}" not in told
    ]  # fmt: skip
    assert left == []
    assert all(part in told for part in ("30 hours", "9 days", "21 ", "22 ", "23 "))


def test_a_share_is_said_as_exactly_as_it_is_small():
    assert rows(replace(NOTHING, claims_published=20_000, claims_wrong=3))["Share of claims wrong"][0] == "0.01%"


def test_claims_by_verdict_are_those_of_the_stories_that_stand():
    told = rows(NOTHING, in_short(1), in_short(2), gone(3))
    assert {told[f"Claims: {look.word}"][0] for look in LOOKS.values()} == {"2"}


def test_how_we_work_names_the_office_every_verdict_and_all_three_labels(masthead):
    says = how_we_work(trade_card(), masthead).says
    assert [look.word for look, _ in says["verdicts"]] == [look.word for look in LOOKS.values()]
    assert says["labels"] == LABELS and len(LABELS) == 3
    assert says["office"]["name"] == trade_card().office and says["answers"] == "https://desk.example/answers"


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


@pytest.mark.parametrize("chart", [None, CHART], ids=["words", "chart"])
def test_a_card_is_as_large_as_networks_show_and_the_same_every_time(chart):
    made = render_card("A title with <b> & more", newsroom="N & Sons", about="Magnets", chart=chart)
    assert size(made) == CARD
    assert made == render_card("A title with <b> & more", newsroom="N & Sons", about="Magnets", chart=chart)


def test_cards_of_different_charts_differ_and_each_is_drawn_once(tmp_path):
    content = {"title": "T", "product_name": "magnets", "period": "2025-06", "charts": [CHART]}
    other = {**content, "charts": [{**CHART, "title": "Another"}]}
    first, second = (card_of(c, "N", tmp_path) for c in (content, other))
    assert size(first) == CARD and first != second
    assert len(list(tmp_path.rglob("*.gz"))) == 2
    assert (card_of(content, "N", tmp_path), card_of({**content, "title": "U"}, "N", tmp_path)) == (first, first)
    assert len(list(tmp_path.rglob("*.gz"))) == 2
    assert card_of(content, "N", None) == first


def test_a_page_without_a_chart_is_shown_by_the_picture_of_the_site():
    assert picture_of({"charts": []}, "stories/x/card.png", "card.png")["path"] == "card.png"
    shown = picture_of({"charts": [CHART]}, "stories/x/card.png", "card.png")
    assert shown == {"path": "stories/x/card.png", "width": 1200, "height": 630, "words": "A line that rises."}
    assert size(site_card("N", None)) == CARD
