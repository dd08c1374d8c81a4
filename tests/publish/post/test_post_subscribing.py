"""Subscribing takes two steps, leaving takes one, and what somebody agreed to stays on record without their address."""

from __future__ import annotations

import pytest
from correspondence import ANN, BOB, MAGNETS, states, subscribed
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import InputError, UnknownNameError
from weighbridge.publish.post import Standing
from weighbridge.publish.post.addresses import digest_of, masked, require_address, without_address
from weighbridge.publish.post.subscribers import CONSENT


def test_whoever_asks_is_asked_back_and_is_no_subscriber_before_they_confirm(newsletter, host, sends):
    newsletter.ask(ANN)
    (asked,) = newsletter.subscribers()
    assert asked.standing is Standing.PENDING
    sends()
    (mail,) = host.to(ANN)
    assert mail.message["Subject"] == "Confirm that you want the newsletter of The Weighing Room"
    assert mail.message["Auto-Submitted"] == "auto-generated" and "List-Unsubscribe" not in mail.message
    assert f"https://desk.example/confirm/{asked.confirmation}" in mail.message.get_body(("plain",)).get_content()
    assert newsletter.make_digest() is None


def test_confirming_leaves_a_record_of_what_was_agreed_to_and_when(newsletter, clock):
    newsletter.ask(ANN, [MAGNETS])
    (asked,) = newsletter.subscribers()
    clock.passes(hours=5)
    confirmed = newsletter.confirm(asked.confirmation)
    assert (confirmed.standing, confirmed.topics, confirmed.confirmed_at) == (Standing.ACTIVE, (MAGNETS,), clock.now)
    told = [(c["event"], c["topics"], c["words"], c["given_by"]) for c in newsletter.consents(asked.id)]
    assert told == [("asked", MAGNETS, CONSENT, "reader"), ("confirmed", MAGNETS, CONSENT, "reader")]
    clock.passes(days=30)
    assert newsletter.confirm(asked.confirmation) == confirmed, "a second press of the button changes nothing"
    assert len(newsletter.consents(asked.id)) == 2


def test_a_link_to_confirm_is_good_for_three_days_and_then_the_address_is_deleted(newsletter, clock):
    newsletter.ask(ANN)
    (asked,) = newsletter.subscribers()
    clock.passes(days=3)
    assert newsletter.to_confirm(asked.confirmation) is None and newsletter.confirm(asked.confirmation) is None
    newsletter.work()
    (lapsed,) = newsletter.subscribers()
    assert (lapsed.standing, lapsed.address) == (Standing.LAPSED, "")
    assert newsletter.confirm(asked.confirmation) is None
    newsletter.ask(ANN)
    assert [s.standing for s in newsletter.subscribers()] == [Standing.LAPSED, Standing.PENDING]


def test_a_link_that_was_never_made_does_nothing(newsletter):
    assert newsletter.confirm("guessed") is None
    assert newsletter.subscriber("guessed") is None
    assert newsletter.leave("guessed") is False
    assert newsletter.choose("guessed", ()) is None


def test_who_asks_twice_is_one_subscriber_and_gets_one_mail_in_ten_minutes_and_three_a_day(newsletter, clock):
    for _ in range(3):
        newsletter.ask(ANN)
        newsletter.ask("Ann@EXAMPLE.org")
    assert len(newsletter.subscribers()) == 1
    assert newsletter.status().queued == 1
    for _ in range(5):
        clock.passes(minutes=11)
        newsletter.ask(ANN)
    assert newsletter.status().queued == 3


def test_who_gets_it_already_is_sent_their_choices_and_nobody_else_can_change_them(newsletter, host, sends, clock):
    (ann,) = subscribed(newsletter, ANN)
    clock.passes(hours=1)
    newsletter.ask(ANN, ["gallium"])
    assert newsletter.subscriber(ann.token).topics == ()
    sends()
    (mail,) = host.to(ANN)
    assert mail.message["Subject"] == "You get the newsletter of The Weighing Room already"
    assert f"https://desk.example/newsletter/{ann.token}" in mail.message.get_body(("plain",)).get_content()
    assert states(newsletter, "confirmation") == {ANN: "spared"}, "there was nothing left to confirm"


def test_leaving_deletes_the_address_at_once_and_may_be_said_twice(newsletter, clock):
    (ann,) = subscribed(newsletter, ANN)
    assert newsletter.leave(ann.token, by="one click")
    (left,) = newsletter.subscribers()
    assert (left.standing, left.address, left.left_at) == (Standing.LEFT, "", clock.now)
    assert newsletter.leave(ann.token)
    assert [(c["event"], c["given_by"]) for c in newsletter.consents(ann.id)][2:] == [("left", "one click")]
    with pytest.raises(InputError, match="subscribe to it again"):
        newsletter.choose(ann.token, ())


def test_who_comes_back_is_a_new_subscriber_and_their_old_link_stays_void(newsletter, clock):
    (ann,) = subscribed(newsletter, ANN)
    newsletter.leave(ann.token)
    clock.passes(hours=1)
    (again,) = subscribed(newsletter, ANN)
    assert again.id != ann.id and newsletter.subscriber(ann.token).standing is Standing.LEFT
    assert newsletter.confirm(ann.confirmation) is None
    assert [s.id for s in newsletter.subscribers(address="ANN@example.org")] == [ann.id, again.id]


def test_topics_are_chosen_and_changed_and_have_to_be_known(newsletter):
    (ann,) = subscribed(newsletter, ANN, topics=("gallium",))
    assert newsletter.choose(ann.token, ["germanium", "gallium"]).topics == ("gallium", "germanium")
    assert newsletter.choose(ann.token, ["germanium", "gallium"]).topics == ("gallium", "germanium")
    assert [c["event"] for c in newsletter.consents(ann.id)] == ["asked", "confirmed", "changed"]
    assert newsletter.choose(ann.token, []).topics == (), "no topic is everything"
    with pytest.raises(UnknownNameError, match="topic"):
        newsletter.choose(ann.token, ["galium"])
    with pytest.raises(UnknownNameError):
        newsletter.ask(BOB, ["galium"])


def test_somebody_is_removed_by_the_newsroom_under_a_name(newsletter):
    (ann,) = subscribed(newsletter, ANN)
    with pytest.raises(UnknownNameError):
        newsletter.remove(ann.id, by="nobody")
    assert newsletter.remove(ann.id, by="dana").address == ""
    assert newsletter.consents(ann.id)[-1]["given_by"] == "dana"


@pytest.mark.parametrize(
    "address",
    ["", "ann", "ann@", "@example.org", "ann@localhost", "a b@example.org", "ann@exa mple.org", "ann@example.org\n",
     "ann@example.org,bob@example.org", "<ann@example.org>", "ann@example.org\r\nBcc: x@example.org",
     "ann\0@example.org", '"ann"@example.org', "ann@-example.org", "ann@example..org", "änn@example.org",
     "a" * 65 + "@example.org",
     "ann@" + "a" * 250 + ".org", "ann@127.0.0.1", "ann..lee@example.org", ".ann@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_not_taken(newsletter, address):
    if address.strip() == ANN:
        assert require_address(address) == ANN, "white space around it is nobody's fault"
        return
    with pytest.raises(InputError, match="no address"):
        newsletter.ask(address)
    assert newsletter.subscribers() == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_law_whatever_is_taken_for_an_address_has_one_line_one_at_and_is_ascii(local, domain):
    try:
        found = require_address(f"{local}@{domain}.example")
    except InputError:
        return
    assert found.isascii() and found.isprintable() and found.count("@") == 1 and " " not in found
    assert digest_of(found) == digest_of(found.upper())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("5.1.1 <Ann.Lee@example.org>: unknown", "5.1.1 <the recipient>: unknown"),
        ("no mailbox ann.lee here", "no mailbox the recipient here"),
        ("no mailbox ann.lee.", "no mailbox the recipient."),
        ("joann.leeds is fine", "joann.leeds is fine"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_what_a_server_says_is_kept_without_the_address(said, kept):
    assert without_address(said, "ann.lee@example.org") == kept


def test_an_address_is_shown_so_that_only_its_owner_knows_it():
    assert masked("ann.lee@example.org") == "a…@example.org"
