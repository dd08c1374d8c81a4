"""The road of a story through pages and forms alone, without a script."""

from __future__ import annotations

import pytest
from browsing import approved, claim_links, css, keys

BOTH_ENGINES = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@BOTH_ENGINES
def test_a_lead_becomes_a_published_story(desk, rita, edgar):
    rita.sees("/")
    assert "No leads wait" in rita.text
    rita.sends("/leads/scan")
    lead = next(form for form in rita.page.forms if form.action.endswith("/draft"))
    rita.sends(lead.action)
    story = lead.action.split("/")[2]
    assert rita.last.url.path == f"/stories/{story}"
    rita.does(story, "submit")

    edgar.sees("/")
    assert css(edgar.page, f"section[aria-labelledby=mine] a[href='/stories/{story}']")
    for link in claim_links(edgar.sees(f"/stories/{story}")):
        edgar.sees(f"/stories/{story}{link}")
        mark = "accepted" if css(edgar.page, "#ticking button[value=accepted]") else "sourced"
        edgar.sends(f"/stories/{story}/tick", mark=mark, note="the filing, p. 3")
    edgar.does(story, "approve")
    edgar.does(story, "publish")
    assert str(desk.story(story).state) == "published"
    edgar.sees(f"/read/{story}")
    assert desk.verify() is None


def test_who_wrote_it_is_offered_no_approval_and_refused_one(desk, rita, written):
    rita.does(written, "submit")
    rita.sees(f"/stories/{written}")
    assert not [f for f in rita.page.forms if dict(f.form_values()).get("action") == "approve"]
    token = dict(rita.page.forms[0].form_values())["csrf"]
    rita.last = rita.client.post(f"/stories/{written}/do", data={"csrf": token, "action": "approve", "seal": "x"})
    assert rita.last.status_code == 403
    assert any("Rita Reyes wrote version 1" in why for why in rita.reasons)
    assert any("needs the role" in why for why in rita.reasons)


def test_a_refusal_shows_every_reason_on_the_page(rita, edgar, written):
    rita.does(written, "submit")
    edgar.does(written, "approve", status=403)
    assert len(edgar.reasons) == 2
    assert any("$500 million" in why for why in edgar.reasons)
    assert any("claims have no tick" in why for why in edgar.reasons)


def test_what_stands_in_the_way_is_said_before_it_is_tried(rita, edgar, written):
    rita.does(written, "submit")
    edgar.sees(f"/stories/{written}")
    assert "not yet: 2 reasons" in edgar.text


def test_a_paragraph_is_edited_in_place_and_checked_at_once(desk, rita, written):
    rita.sees(f"/stories/{written}?edit=2")
    rita.sends(f"/stories/{written}/paragraph", words="Exports to all countries came to 4,188 tonnes in June 2025.")
    assert ("4,188", "CONTRADICTED") in [
        (c["quote"][:5], c["verdict"]) for c in desk.record(written)["claims"] if "4,188" in c["quote"]
    ]
    assert desk.record(written)["versions"][-1]["why"] == "paragraph 3"
    rita.does(written, "submit", status=403)
    assert "contradict" in rita.reasons[0]


def test_an_emptied_paragraph_is_taken_out(desk, rita, written):
    rita.sees(f"/stories/{written}?edit=1")
    rita.sends(f"/stories/{written}/paragraph", words=" ")
    rita.sees(f"/stories/{written}")
    assert "$500 million" not in css(rita.page, "article.text")[0].text_content()


def test_two_editors_race_and_the_slower_loses_nothing_of_what_was_typed(rita, edgar, written):
    rita.sees(f"/stories/{written}/edit")
    edgar.sees(f"/stories/{written}/edit")
    edgar.sends(f"/stories/{written}/edit", title="The faster title")
    rita.sends(f"/stories/{written}/edit", status=409, title="The slower title", text="Words of an hour.")
    assert css(rita.page, "textarea[name=text]")[0].text.strip() == "Words of an hour."
    assert css(rita.page, "input[name=title]")[0].get("value") == "The slower title"
    rita.sends(f"/stories/{written}/edit")  # the page it came back on is the newest state, and takes it
    assert "The slower title" in rita.text


def test_a_race_over_a_paragraph_keeps_the_words(rita, edgar, written):
    rita.sees(f"/stories/{written}?edit=0")
    edgar.sees(f"/stories/{written}?edit=1")
    edgar.sends(f"/stories/{written}/paragraph", words="Prices rose.")
    rita.sends(f"/stories/{written}/paragraph", status=409, words="My words.")
    assert css(rita.page, "textarea[name=words]")[0].text.strip() == "My words."


def test_an_edit_voids_the_approval_and_a_saved_page_without_a_change_keeps_it(desk, edgar, dana, written):
    approved(desk, written)
    dana.sees(f"/stories/{written}/edit")
    dana.sends(f"/stories/{written}/edit")
    assert str(desk.story(written).state) == "approved"
    dana.sees(f"/stories/{written}/edit")
    dana.sends(f"/stories/{written}/edit", title="Another title")
    assert str(desk.story(written).state) == "checked"


def test_an_approval_of_a_page_that_is_no_longer_the_newest_is_refused(desk, rita, edgar, dana, written):
    rita.does(written, "submit")
    edgar.sees(f"/stories/{written}")
    page = edgar.last
    dana.sees(f"/stories/{written}")
    dana.sends(f"/stories/{written}/do", {"action": "check"})
    edgar.last = page
    edgar.sends(f"/stories/{written}/do", {"action": "approve"}, status=409)
    assert "changed by somebody else" in edgar.text


def test_a_waiver_needs_a_reason_and_its_author_cannot_approve(desk, rita, edgar, dana, written):
    rita.does(written, "submit")
    (key,) = [key for key, verdict in keys(desk, written) if verdict == "NOT_IN_DATA"]
    edgar.sees(f"/stories/{written}?claim={key}")
    edgar.sends(f"/stories/{written}/do", {"action": "waive"}, status=422, reason="  ")
    edgar.sends(f"/stories/{written}/do", {"action": "waive"}, reason="It is said by traders and marked as such.")
    assert "Waived by Edgar Lind" in edgar.sees(f"/stories/{written}?claim={key}").text_content()
    edgar.does(written, "approve", status=403)
    assert any("waived a claim" in why for why in edgar.reasons)


def test_what_was_typed_stays_when_a_deed_is_refused(desk, edgar, rita, written):
    rita.does(written, "submit")
    (key,) = [key for key, verdict in keys(desk, written) if verdict == "NOT_IN_DATA"]
    edgar.sees(f"/stories/{written}?claim={key}")
    stale = edgar.last
    edgar.does(written, "embargo", at="2026-06-01T08:30+00:00")
    edgar.last = stale
    edgar.sends(f"/stories/{written}/do", {"action": "waive"}, status=409, reason="A reason somebody thought about.")
    assert css(edgar.page, "textarea[name=reason]")
    assert "A reason somebody thought about." in [t.text.strip() for t in css(edgar.page, "textarea") if t.text]


def test_a_story_is_scheduled_and_goes_out_at_its_moment(desk, clock, edgar, written):
    approved(desk, written)
    edgar.does(written, "schedule", status=422, at="tomorrow")
    edgar.does(written, "schedule", at="2026-05-04T11:00+02:00", status=422)  # that is now
    edgar.does(written, "schedule", at="2026-05-04T12:00+02:00")
    assert desk.publish_due() == {}
    clock.move(hours=1)
    assert desk.publish_due() == {written: []}
    assert str(desk.story(written).state) == "published"


def test_a_scheduled_story_that_could_not_go_out_says_why_on_the_front_page(desk, clock, edgar, written):
    approved(desk, written)
    edgar.does(written, "schedule", at="2026-05-04T10:00+00:00")
    edgar.does(written, "embargo", at="2026-05-05T10:00+00:00")
    clock.move(hours=2)
    desk.publish_due()
    edgar.sees("/")
    assert "Did not go out: the embargo ends 2026-05-05" in edgar.text


def test_a_story_is_killed_and_confirmed_by_a_second_person(desk, dana, edgar, published):
    dana.does(published, "kill", reason="The source withdrew its figures.")
    assert str(desk.story(published).state) == "killed"
    dana.does(published, "confirm kill", status=403)
    assert "second person" in dana.reasons[0]
    edgar.does(published, "confirm kill")
    edgar.does(published, "archive")
    assert str(desk.story(published).state) == "archived"


@BOTH_ENGINES
def test_a_kill_that_nobody_confirms_is_said_on_the_front_page_and_on_its_story(clock, desk, dana, edgar, published):
    dana.does(published, "kill", reason="The source withdrew its figures.")
    for minutes, late in ((15, False), (1, True)):
        clock.move(minutes=minutes)
        for path in ("/", f"/stories/{published}"):
            said = css(edgar.sees(path), ".late")
            assert bool(said) is late, (path, minutes)
            if late:
                assert said[0].text_content().startswith("✗ Nobody has confirmed this kill of 2026-05-04 09:00 UTC")
    edgar.does(published, "confirm kill")
    for path in ("/", f"/stories/{published}"):
        assert not css(edgar.sees(path), ".late")


def test_a_correction_goes_the_whole_road_again(desk, edgar, rita, dana, published):
    edgar.does(published, "recheck", reason="A reader says May was 47.")
    edgar.does(published, "correct", reason="May was misprinted.")
    rita.sees(f"/stories/{published}/edit")
    rita.sends(f"/stories/{published}/edit", title="Magnets to the US jump in June")
    approved(desk, published)
    edgar.does(published, "publish")
    assert str(desk.story(published).state) == "corrected"
    edgar.sees(f"/read/{published}")
    assert "Corrected: May was misprinted." in edgar.text


def test_a_comment_is_on_words_of_the_text_and_is_settled(edgar, rita, written):
    edgar.sees(f"/stories/{written}")
    edgar.sends(f"/stories/{written}/comment", quote="traders said", words="Which traders?")
    assert "Which traders?" in edgar.text
    edgar.sends(f"/stories/{written}/comment", status=422, quote="no such words", words="A remark that stays.")
    assert "A remark that stays." in [t.text.strip() for t in css(edgar.page, "textarea") if t.text]
    rita.sees(f"/stories/{written}")
    rita.sends(f"/stories/{written}/settle")
    assert "settled by Rita Reyes" in rita.text


def test_two_versions_are_compared_word_by_word(rita, written):
    rita.sees(f"/stories/{written}/edit")
    rita.sends(f"/stories/{written}/edit", title="Magnets to the US soar")
    rita.sees(f"/stories/{written}/diff?old=1&new=2")
    assert [e.text_content() for e in css(rita.page, "del")] == ["taken out: jump end. "]
    assert [e.text_content() for e in css(rita.page, "ins")] == ["put in: soar end. "]


def test_evidence_opened_without_a_script_is_noted_and_with_one_by_the_second(desk, rita, edgar, written):
    rita.does(written, "submit")
    (first, _), (second, _), *_ = keys(desk, written)
    edgar.sees(f"/stories/{written}?claim={first}")
    token = edgar.page.body.get("data-csrf")
    sent = {"csrf": token, "claim": second, "seconds": "12.5"}
    assert edgar.client.post(f"/stories/{written}/opened", data=sent).status_code == 204
    looked = {c["key"]: c["opened_seconds"] for c in desk.record(written)["claims"]}
    assert looked[first] == {"edgar": 0.0}
    assert looked[second] == {"edgar": 12.5}


def test_the_evidence_names_value_interval_sources_sql_and_draws_the_series(desk, edgar, written):
    key = keys(desk, written)[0][0]
    page = edgar.sees(f"/stories/{written}?claim={key}")
    panel = css(page, "#evidence")[0]
    told = panel.text_content()
    assert "353 t" in told
    assert "352.5 to 353 t" in told
    assert "SELECT" in told
    assert css(panel, ".sources a[href^=http]")
    chart = edgar.client.get(css(panel, "img")[0].get("src"))
    assert chart.headers["content-type"] == "image/svg+xml"
    assert "June 2025: 352.5 to 353 t" in chart.text
    part = edgar.client.get(f"/stories/{written}/claims/{key}", headers={"X-Part": "evidence"})
    assert part.text.lstrip().startswith("<article")


def test_the_review_record_is_a_file_and_a_page(desk, edgar, published):
    record = edgar.client.get(f"/stories/{published}/record.json")
    assert record.json()["chain"]["n"] == record.json()["history"][-1]["n"]
    assert "attachment" in record.headers["content-disposition"]
    edgar.sees(f"/stories/{published}/record")
    assert "Edgar Lind signed version 1" in edgar.text
    assert record.json()["chain"]["hash"] in edgar.text


def test_an_outside_text_is_checked_and_goes_no_further(desk, rita):
    rita.sees("/check")
    rita.sends(
        "/check",
        text="June magnets\n\nOn July 20, 2025, China said it shipped 353 tonnes of magnets to the US in June, "
        "up 760%.",
    )
    story = rita.last.url.path.split("/")[2]
    assert str(desk.story(story).kind) == "outside"
    assert "outside text, check only" in rita.text
    assert not [f for f in rita.page.forms if dict(f.form_values()).get("action") == "submit"]


def test_an_upload_is_read_by_its_ending(desk, rita):
    rita.sees("/check")
    token = dict(rita.form("/check").form_values())["csrf"]
    page = (
        b"<html><body><article><h1>M</h1><p>China shipped 353 tonnes of rare-earth magnets to the US in June 2025."
        b"</p></article><script>alert(1)</script></body></html>"
    )
    sent = rita.client.post("/check", data={"csrf": token, "text": ""}, files={"file": ("../../etc/a.html", page)})
    assert sent.status_code == 200
    assert "alert(1)" not in sent.text
