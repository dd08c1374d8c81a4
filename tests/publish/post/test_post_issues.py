"""What goes out to whom: each story once, on the topics they chose, and a notice to exactly those who were sent it."""

from __future__ import annotations

import pytest
from correspondence import ANN, BOB, CAT, DAN, MAGNETS, amended, states, subscribed
from newsroom import SECOND, TRUE, put_out, words

from weighbridge.desk import actions
from weighbridge.publish.post import LetterState, Settlement, letters

WAS_WRONG = "The story said 353 tonnes were shipped in May; it was June."


def plain(mail) -> str:
    return " ".join(mail.message.get_body(("plain",)).get_content().split())


def story(desk, *sentences, product=MAGNETS, **more):
    return put_out(desk, words(*sentences, product=product, period="2025-06", **more))


def digest_to(newsletter, sends, *addresses, topics=()):
    """Subscribe people and send them what is new."""
    people = subscribed(newsletter, *addresses, topics=topics)
    assert newsletter.make_digest() is not None
    sends()
    return people


def test_a_digest_brings_what_came_out_since_the_last_one_and_nothing_twice(desk, newsletter, host, sends, clock):
    first = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    clock.passes(days=1)
    assert newsletter.make_digest() is None
    second = story(desk, SECOND, title="More to the world")
    assert newsletter.make_digest() is not None
    sends()
    one, two = host.to(ANN)
    assert one.message["Subject"] == "The Weighing Room: China ships more magnets"
    assert f"https://news.example/stories/{first.slug}-{first.id}.html" in plain(one)
    assert two.message["Subject"] == "The Weighing Room: More to the world"
    assert first.id not in plain(two) and second.id in plain(two)
    assert newsletter.make_digest() is None


def test_the_first_digest_goes_back_a_week(desk, newsletter, sends, host, clock):
    old = story(desk, TRUE)
    clock.passes(days=8)
    new = story(desk, SECOND, title="More to the world")
    digest_to(newsletter, sends, ANN)
    (mail,) = host.to(ANN)
    assert new.id in plain(mail) and old.id not in plain(mail)


def test_everybody_gets_their_topics_and_no_empty_letter(desk, newsletter, host, sends):
    story(desk, TRUE)
    story(desk, "Gallium is a metal.", product="gallium", title="A metal")
    story(desk, "All is well.", product=None, title="No topic at all")
    subscribed(newsletter, ANN)
    subscribed(newsletter, BOB, topics=("gallium",))
    subscribed(newsletter, CAT, topics=("germanium",))
    newsletter.make_digest()
    sends()
    assert host.recipients == [ANN, BOB]
    everything, gallium = host.to(ANN)[0], host.to(BOB)[0]
    assert all(title in plain(everything) for title in ("China ships more", "A metal", "No topic at all"))
    assert everything.message["Subject"].endswith("and 2 more")
    assert "A metal" in plain(gallium) and "magnets" not in plain(gallium)
    assert gallium.message["Subject"] == "The Weighing Room: A metal"
    assert "you subscribed to gallium" in plain(gallium)


def test_a_digest_tells_the_dates_ahead_of_the_readers_topics(desk, june, newsletter, host, sends, clock):
    clock.now = clock.now.replace(year=2025, month=7, day=21)
    put_out(desk, june)
    story(desk, "Gallium is a metal.", product="gallium", title="A metal")
    subscribed(newsletter, ANN)
    subscribed(newsletter, BOB, topics=("gallium",))
    newsletter.make_digest()
    sends()
    assert "August 20, 2025: Chinese customs releases the figures for July 2025" in plain(host.to(ANN)[0])
    assert "DATES AHEAD" not in plain(host.to(BOB)[0])


def test_a_date_that_has_passed_is_not_ahead(desk, june, newsletter, host, sends):
    put_out(desk, june)
    digest_to(newsletter, sends, ANN)
    assert "DATES AHEAD" not in plain(host.to(ANN)[0])


def test_a_correction_goes_to_exactly_those_who_were_sent_the_faulty_version(desk, newsletter, host, sends, clock):
    faulty = story(desk, TRUE)
    subscribed(newsletter, BOB, topics=("gallium",))  # who was sent an issue without it
    story(desk, "Gallium is a metal.", product="gallium", title="A metal")
    ann, _ = digest_to(newsletter, sends, ANN, DAN)
    newsletter.leave(newsletter.subscribers(address=DAN)[0].token)
    subscribed(newsletter, CAT)  # who came later
    clock.passes(days=1)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    host.taken.clear()
    (notice,) = newsletter.make_notices()
    sends()
    assert host.recipients == [ANN]
    (mail,) = host.taken
    assert mail.message["Subject"] == "CORRECTION: China ships more magnets"
    assert WAS_WRONG in plain(mail)
    assert "Sent to you on November 2, 2026" in plain(mail)
    assert states(newsletter, "corrected") == {ANN: "sent", "-": "left"}, "who left is noted, and not written to"
    assert newsletter.make_notices() == []
    assert newsletter.carriers()[notice.publication].outcome == "carried"
    del ann


def test_who_was_sent_both_versions_is_told_and_who_was_sent_the_right_one_only_is_not(
    desk, newsletter, host, sends, clock
):
    faulty = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    subscribed(newsletter, BOB)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    host.taken.clear()
    newsletter.make_digest()
    sends()
    assert [m.message["Subject"] for m in host.to(ANN)] == [
        "CORRECTION: China ships more magnets", "The Weighing Room: China ships more magnets",
    ]  # fmt: skip
    (digest,) = host.to(BOB)
    assert "CORRECTED: China ships more magnets" in plain(digest) and WAS_WRONG in plain(digest)


def test_an_update_does_not_call_itself_a_correction(desk, newsletter, host, sends):
    revised = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    amended(desk, revised, actions.Update, SECOND, "Customs have revised June to 354 tonnes.")
    newsletter.make_notices()
    sends()
    mail = host.to(ANN)[-1]
    assert mail.message["Subject"] == "UPDATE: China ships more magnets"
    assert "right then" in plain(mail) and "orrect" not in plain(mail)


@pytest.mark.parametrize(
    ("action", "subject"),
    [(actions.Withdraw, "WITHDRAWN: a story"), (actions.Kill, "KILLED, do not use: a story")],
)
def test_what_is_taken_back_is_told_without_a_word_of_it(desk, newsletter, host, sends, action, subject):
    gone = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    desk.do(action(gone.id, reason="The office took its figures back."), by="dana")
    newsletter.make_notices()
    sends()
    mail = host.to(ANN)[-1]
    assert mail.message["Subject"] == f"{subject} about rare-earth magnets, June 2025"
    assert "The office took its figures back." in plain(mail)
    assert "353" not in plain(mail) and "China ships" not in plain(mail)


def test_a_letter_still_waiting_goes_out_without_what_was_overtaken(desk, newsletter, host, sends):
    faulty, fine = story(desk, TRUE), story(desk, SECOND, title="More to the world")
    subscribed(newsletter, ANN)
    newsletter.make_digest()
    desk.do(actions.Kill(faulty.id, reason="It is made up."), by="dana")
    newsletter.make_notices()
    sends()
    (mail,) = host.to(ANN)
    assert fine.id in plain(mail) and faulty.id not in plain(mail) and "353 tonnes" not in mail.content.decode()
    assert mail.message["Subject"] == "The Weighing Room: More to the world"
    assert states(newsletter, "killed") == {}, "nobody was sent it, and nobody is told"
    outcomes = [carrier.outcome for carrier in newsletter.carriers().values()]
    assert outcomes == ["carried", "carried", "nobody"]


def test_a_letter_of_which_nothing_is_left_is_not_sent(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    subscribed(newsletter, ANN)
    newsletter.make_digest()
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    sends()
    assert host.taken == [] and states(newsletter, "digest") == {ANN: "spared"}
    newsletter.make_digest()
    sends()
    (mail,) = host.taken
    assert "CORRECTED: China ships more magnets" in plain(mail), "the next digest has the story as it now is"


def test_a_correction_still_waiting_gives_way_to_a_kill(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    newsletter.make_notices()
    desk.do(actions.Kill(faulty.id, reason="It is made up."), by="dana")
    newsletter.make_notices()
    host.taken.clear()
    sends()
    assert [m.message["Subject"].split(":")[0] for m in host.taken] == ["KILLED, do not use"]
    assert states(newsletter, "corrected") == {ANN: "spared"}


def test_who_may_have_been_sent_it_is_told_until_a_person_finds_out_that_they_were_not(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    host.plan[ANN], host.plan[BOB] = ["take and drop"], ["drop at dot"]
    digest_to(newsletter, sends, ANN, BOB)
    assert states(newsletter, "digest") == {ANN: "uncertain", BOB: "uncertain"}
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    newsletter.make_notices()
    for one in newsletter.status().uncertain:
        outcome = Settlement.SENT if one.subscriber.address == ANN else Settlement.DROPPED
        newsletter.settle(one.letter.n, outcome, by="dana", note="as the mail server's log says")
    host.taken.clear()
    sends()
    assert host.recipients == [ANN]
    assert states(newsletter, "corrected") == {ANN: "sent", BOB: "spared"}


def test_who_was_refused_the_faulty_issue_is_told_nothing(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    host.plan[ANN] = ["550"]
    digest_to(newsletter, sends, ANN, BOB)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    newsletter.make_notices()
    sends()
    assert states(newsletter, "corrected") == {BOB: "sent"}


def test_notices_of_one_story_follow_one_another_in_order(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    digest_to(newsletter, sends, ANN)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    amended(desk, faulty, actions.Update, TRUE, "Customs have revised it.")
    newsletter.make_notices()
    sends()
    assert [m.message["Subject"].split(":")[0] for m in host.to(ANN)][1:] == ["CORRECTION", "UPDATE"]


def test_a_letter_s_state_is_always_that_of_its_last_receipt(desk, newsletter, host, sends):
    faulty = story(desk, TRUE)
    host.plan[BOB], host.plan[CAT] = ["550"], ["450", "take and drop"]
    digest_to(newsletter, sends, ANN, BOB, CAT)
    amended(desk, faulty, actions.Correct, SECOND, WAS_WRONG)
    newsletter.make_notices()
    with desk.store.reading() as connection:
        for letter in letters.letters_in(connection, *LetterState):
            receipts = letters.receipts_of(connection, letter.n)
            assert receipts[0].state is LetterState.QUEUED
            assert receipts[-1].state is letter.state
