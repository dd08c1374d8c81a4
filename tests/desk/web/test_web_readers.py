"""What readers can do: read what is public, report a sentence, and see what came of it."""

from __future__ import annotations

import pytest
from browsing import Browser, css

from weighbridge.desk import reports


@pytest.fixture
def reader(client):
    return Browser(client)


def report(reader, story, words="It was 354.", status=200, sentence=1, **more):
    reader.sees(f"/read/{story}/report?sentence={sentence}")
    reader.sends(f"/read/{story}/report", status=status, words=words, **more)


def test_what_is_not_public_cannot_be_read(reader, written):
    reader.sees(f"/read/{written}", status=404)


def test_a_sentence_is_reported_answered_and_the_answer_is_public(reader, edgar, clock, published):
    page = reader.sees(f"/read/{published}")
    assert "353 tonnes" in reader.text
    assert css(page, ".report-this")
    report(reader, published, contact="reader@example.org")
    assert "Thank you" in reader.text
    edgar.sees("/reports")
    assert "It was 354." in edgar.text
    assert "holds on today's data" in edgar.text
    clock.move(hours=5)
    action = next(form.action for form in edgar.page.forms if form.action.endswith("/answer"))
    edgar.sends(action, outcome="stands", words="Customs print 353 tonnes.")
    reader.sees("/answers")
    assert "It stands after 5 hours: Customs print 353 tonnes." in reader.text
    assert "reader@example.org" not in reader.text
    assert "It was 354." not in reader.text


def test_a_second_answer_is_a_conflict(desk, reader, edgar, published):
    report(reader, published)
    edgar.sees("/reports")
    stale = edgar.last
    action = next(form.action for form in edgar.page.forms if form.action.endswith("/answer"))
    edgar.sends(action, words="It stands.")
    edgar.last = stale
    edgar.sends(action, status=409, words="No, it does not.")


def test_reporters_do_not_answer_readers(reader, rita, edgar, published):
    report(reader, published)
    rita.sees("/reports")
    assert not [f for f in rita.page.forms if f.action.endswith("/answer")]
    edgar.sees("/reports")
    action = next(form.action for form in edgar.page.forms if form.action.endswith("/answer"))
    sent = {"csrf": rita.page.body.get("data-csrf"), "outcome": "stands", "words": "x"}
    assert rita.client.post(action, data=sent).status_code == 403


@pytest.mark.parametrize("words", ["", " \n", "w" * 4_001])
def test_a_report_without_words_or_with_too_many_comes_back(reader, published, words):
    report(reader, published, words=words, status=422)
    assert css(reader.page, "textarea[name=words]")


@pytest.mark.parametrize("sentence", ["", "-1", "99999", "x", "1" * 50])
def test_a_sentence_that_is_none_cannot_be_reported(reader, published, sentence):
    reader.sees(f"/read/{published}/report?sentence={sentence}", status=404)


def test_one_address_reports_only_so_often(reader, published, clock):
    for _ in range(5):
        report(reader, published)
    report(reader, published, status=429)
    clock.move(hours=2)
    report(reader, published)


def test_a_report_on_a_version_that_was_replaced_is_told_so(reader, published):
    reader.sees(f"/read/{published}/report?sentence=1")
    reader.sends(f"/read/{published}/report", status=409, words="x", version="7")


def test_markup_in_a_report_is_words(reader, edgar, published):
    report(reader, published, words="<script>alert(1)</script>")
    edgar.sees("/reports")
    assert "<script>alert" not in edgar.last.text


def test_a_killed_story_leaves_a_notice(desk, reader, dana, published):
    dana.does(published, "kill", reason="The source withdrew its figures.")
    reader.sees(f"/read/{published}", status=410)
    assert "The source withdrew its figures." in reader.text
    assert "353 tonnes" not in reader.text
    reader.sees(f"/read/{published}/report?sentence=1", status=404)


def test_a_report_is_in_the_audit_log_without_the_readers_name(desk, reader, published):
    report(reader, published, contact="reader@example.org")
    history = desk.record(published)["history"]
    assert history[-1]["action"] == "report"
    assert "reader@example.org" not in str(history)
    assert desk.verify() is None


def test_what_waits_longest_stands_first(desk, reader, clock, published):
    report(reader, published, words="first")
    clock.move(hours=2)
    report(reader, published, words="second")
    with desk.store.reading() as connection:
        assert [r["words"] for r in reports.reports(connection)] == ["first", "second"]
