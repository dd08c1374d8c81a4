"""Each letter goes to a real mail server once: whatever it answers, and whenever the line breaks or somebody dies."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta

import pytest
from correspondence import ANN, BOB, CAT, DAN, MAGNETS, states, subscribed
from mailserver import MailHost, served
from newsroom import TRUE, put_out, words

from weighbridge.desk import Desk, Store, actions
from weighbridge.errors import InputError, RefusedError, UnknownNameError
from weighbridge.publish.post import LetterState, Newsletter, Settlement, letters
from weighbridge.publish.post.sending import PUT_OFF
from weighbridge.publish.post.turns import turn_to_send
from weighbridge.publish.post.wire import MailServer


@pytest.fixture
def issue(desk, newsletter, sends, waits):
    """A digest that waits for three people."""
    put_out(desk, words(TRUE, product=MAGNETS))
    subscribed(newsletter, ANN, BOB, CAT)
    assert sends().ended == {LetterState.SPARED: 3}, "the letters that asked them to confirm"
    waits.slept.clear()
    return newsletter.make_digest()


def receipts(newsletter, address, kind="digest"):
    """What became of the letter to an address: state, the server's code, its words."""
    (reader,) = newsletter.subscribers(address=address)
    with newsletter.desk.store.reading() as connection:
        (letter,) = (
            one for one in letters.letters_in(connection, *LetterState)
            if one.subscriber == reader.id and one.kind == kind
        )  # fmt: skip
        return [(str(r.state), r.code, r.words) for r in letters.receipts_of(connection, letter.n)]


def test_every_letter_is_sent_once_on_one_line_and_has_its_receipt(newsletter, host, sends, issue):
    came = sends()
    assert (came.ended[LetterState.SENT], came.put_off, came.stopped) == (3, 0, "")
    assert host.recipients == [ANN, BOB, CAT] and host.lines == 1
    assert receipts(newsletter, ANN) == [("queued", None, ""), ("handing over", None, ""), ("sent", 250, "queued")]
    assert sends().ended.total() == 0 and len(host.taken) == 3
    ids = [mail.message["Message-ID"] for mail in host.taken]
    assert len(set(ids)) == 3 and all(id.endswith("@news.example>") for id in ids)


@pytest.mark.parametrize("fate", ["550", "data 554", "dot 554"])
def test_what_a_server_refuses_for_good_is_not_offered_again(newsletter, host, sends, issue, clock, fate):
    host.plan[BOB] = [fate]
    assert sends().ended == {LetterState.SENT: 2, LetterState.REFUSED: 1}
    assert receipts(newsletter, BOB)[-1][:2] == ("refused", int(fate[-3:]))
    clock.passes(days=9)
    sends()
    assert host.recipients == [ANN, CAT] and host.offered.count(BOB) == 1


@pytest.mark.parametrize("fate", ["450", "data 451", "dot 451", "421"])
def test_what_a_server_puts_off_is_offered_again_after_a_while(newsletter, host, sends, issue, clock, fate):
    host.plan[BOB] = [fate, fate]
    assert sends().put_off == 1
    assert host.recipients == [ANN, CAT]
    sends()
    assert host.offered.count(BOB) == 1, "not before it is due"
    clock.passes(minutes=2)
    assert sends().put_off == 1
    clock.passes(minutes=2)
    sends()
    assert host.offered.count(BOB) == 2, "the second wait is longer"
    clock.passes(minutes=8)
    assert sends().ended[LetterState.SENT] == 1
    assert host.recipients == [ANN, BOB, CAT]


def test_a_letter_that_is_always_put_off_is_given_up_after_two_days_and_more(newsletter, host, sends, issue, clock):
    host.plan[BOB] = ["450"] * 20
    began = clock.now
    while (due := newsletter.status().due_next_at) is not None:
        clock.now = max(clock.now, due)
        sends()
    told = receipts(newsletter, BOB)[-1]
    assert told[0] == "refused" and told[2].startswith(f"given up after {len(PUT_OFF) + 1} attempts")
    assert timedelta(days=1) < clock.now - began < timedelta(days=4)
    assert host.offered.count(BOB) == len(PUT_OFF) + 1


def test_whoever_waits_hands_over_what_becomes_due_meanwhile(newsletter, host, sends, issue, waits):
    host.plan[BOB] = ["450"]
    came = sends(wait=timedelta(minutes=5))
    assert came.ended[LetterState.SENT] == 3
    assert sum(waits.slept) == pytest.approx(120, abs=1)


def test_a_line_lost_before_the_last_dot_lost_nothing_and_is_opened_again(newsletter, host, sends, issue):
    host.plan[BOB] = ["drop", "drop"]
    assert sends().ended == {LetterState.SENT: 3}
    assert host.recipients == [ANN, BOB, CAT]


def test_a_line_lost_while_the_letter_goes_over_doubles_nothing(newsletter, host, sends, issue, clock):
    """Who sends may not have noticed yet when the last dot goes out; then it is uncertain, and else sent later."""
    host.plan[BOB] = ["drop in data"]
    sends()
    clock.passes(minutes=2)
    sends()
    assert states(newsletter, "digest")[BOB] in {"sent", "uncertain"}
    assert len(host.to(BOB)) == (states(newsletter, "digest")[BOB] == "sent")


def test_a_letter_on_which_the_line_is_always_lost_holds_up_nobody_else(newsletter, host, sends, issue):
    host.plan[ANN] = ["drop"] * 3
    came = sends()
    assert (came.ended[LetterState.SENT], came.put_off) == (2, 1)
    assert states(newsletter)[ANN] == "queued"


@pytest.mark.parametrize(("fate", "arrived"), [("take and drop", 1), ("drop at dot", 0)])
def test_a_line_lost_at_the_last_dot_leaves_a_letter_uncertain_and_it_is_never_sent_again_by_itself(
    newsletter, host, sends, issue, clock, fate, arrived
):
    host.plan[BOB] = [fate]
    assert sends().ended == {LetterState.SENT: 2, LetterState.UNCERTAIN: 1}
    assert len(host.to(BOB)) == arrived
    clock.passes(days=30)
    for _ in range(3):
        sends()
        newsletter.work()
    assert host.offered.count(BOB) == 1
    (open_one,) = newsletter.status().uncertain
    assert open_one.subscriber.address == BOB and open_one.receipts[-1].words.startswith("no reply to the last dot")


@pytest.mark.parametrize(
    ("outcome", "state", "mails"),
    [(Settlement.SENT, "sent", 0), (Settlement.DROPPED, "refused", 0), (Settlement.AGAIN, "sent", 1)],
)
def test_a_person_settles_what_is_uncertain_once_and_under_their_name(
    newsletter, host, sends, issue, outcome, state, mails
):
    host.plan[BOB] = ["drop at dot"]
    sends()
    (open_one,) = newsletter.status().uncertain
    with pytest.raises(UnknownNameError):
        newsletter.settle(open_one.letter.n, outcome, by="nobody")
    newsletter.settle(open_one.letter.n, outcome, by="dana", note="the server's log says so")
    with pytest.raises(RefusedError, match="what is uncertain is settled"):
        newsletter.settle(open_one.letter.n, outcome, by="dana")
    with newsletter.desk.store.reading() as connection:
        settled = letters.receipts_of(connection, open_one.letter.n)[-1]
    assert (settled.noted_by, settled.words) == ("dana", "the server's log says so")
    sends()
    assert states(newsletter)[BOB] == state and len(host.to(BOB)) == mails


def test_a_letter_sent_again_has_the_same_message_id(newsletter, host, sends, issue):
    host.plan[BOB] = ["take and drop"]
    sends()
    (open_one,) = newsletter.status().uncertain
    newsletter.settle(open_one.letter.n, Settlement.AGAIN, by="dana")
    sends()
    first, second = host.to(BOB)
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_a_server_that_is_down_costs_nothing_but_time(desk, newsletter, issue, waits, host, sends):
    with served(MailHost()) as gone:
        pass
    away = Newsletter(desk, newsletter.masthead, smtp_url=gone.url)
    came = away.send(sleep=waits)
    assert "cannot be reached" in came.stopped and waits.slept == [0.0, 2.0, 10.0, 30.0]
    assert newsletter.status().queued == 3
    assert sends().ended[LetterState.SENT] == 3


def test_a_server_that_is_not_ready_is_knocked_at_again(newsletter, host, sends, issue, waits):
    host.greeting = "421 too many of you"
    assert "cannot be reached" in sends().stopped
    host.greeting = "220 mail.test ESMTP"
    assert sends().ended[LetterState.SENT] == 3


def test_a_server_that_takes_nothing_from_us_is_told_and_no_letter_is_spoiled(newsletter, host, sends, issue):
    host.plan["from news@news.example"] = ["550"]
    with pytest.raises(InputError, match="takes no mail from WEIGHBRIDGE_SENDER: 550"):
        sends()
    assert sends().ended[LetterState.SENT] == 3


def test_what_a_server_says_of_somebody_is_kept_without_their_address(newsletter, host, sends, issue):
    host.plan[BOB] = ["550"]
    sends()
    assert receipts(newsletter, BOB)[-1] == ("refused", 550, "<the recipient>: not now, the recipient")


def test_letters_are_handed_over_no_faster_than_the_server_likes(newsletter, host, issue, waits):
    newsletter.send(sleep=waits, per_minute=30)
    assert [round(s, 1) for s in waits.slept if s] == [2.0, 2.0, 2.0]


def test_urgent_letters_go_first(desk, newsletter, host, sends, issue):
    newsletter.ask(DAN)
    sends()
    assert next(m for m in host.taken if m.recipient == DAN) is host.taken[0], "somebody waits for that one"


def test_only_one_sends_at_a_time(desk, newsletter, host, sends, issue):
    with turn_to_send(desk.store) as ours:
        assert ours
        assert sends().busy
    assert host.taken == []
    came = []
    host.at_dot = lambda recipient: came.append(newsletter.send(sleep=lambda seconds: None))
    assert sends().ended[LetterState.SENT] == 3
    assert [other.busy for other in came] == [True] * 3 and host.recipients == [ANN, BOB, CAT]


def test_who_leaves_while_their_letter_is_on_the_line_is_not_sent_it(newsletter, host, sends, issue):
    (bob,) = newsletter.subscribers(address=BOB)
    host.at_dot = lambda recipient: newsletter.leave(bob.token) if recipient == ANN else None
    sends()
    assert host.recipients == [ANN, CAT] and states(newsletter, "digest")["-"] == "left"


def test_a_letter_whose_sender_died_at_the_last_dot_is_uncertain_for_the_next(desk, newsletter, host, sends, issue):
    class DiedError(BaseException):
        pass

    def die(recipient):
        if recipient == BOB:
            raise DiedError

    lines = []

    def dying():
        from weighbridge.publish.post.wire import open_line

        line = open_line(MailServer.of(host.url), name="desk.example")
        reply = line._smtp.getreply
        lines.append(line)

        def no_reply():
            found = reply()
            die(host.taken[-1].recipient if host.taken else "")
            return found

        line._smtp.getreply = no_reply
        return line

    with pytest.raises(DiedError):
        newsletter.send(sleep=lambda seconds: None, connect=dying, per_minute=0)
    for line in lines:
        line.close()
    assert states(newsletter, "digest") == {ANN: "sent", BOB: "handing over", CAT: "queued"}
    came = sends()
    assert came.ended == {LetterState.UNCERTAIN: 1, LetterState.SENT: 1}
    assert host.recipients == [ANN, BOB, CAT]


def test_no_address_and_no_token_is_logged_or_printed(newsletter, host, sends, clock, caplog, capsys, desk):
    caplog.set_level("DEBUG")
    put_out(desk, words(TRUE, product=MAGNETS))
    newsletter.ask(DAN)
    people = subscribed(newsletter, ANN, BOB)
    host.plan[ANN], host.plan[BOB], host.plan[DAN] = ["550"], ["take and drop"], ["450"]
    newsletter.make_digest()
    newsletter.work()
    sends()
    status = newsletter.status()
    said = "".join([caplog.text, *capsys.readouterr(), repr(people), repr(status)])
    for secret in (ANN, BOB, DAN, *(p.token for p in people), *(p.confirmation for p in people)):
        assert secret not in said
    with desk.store.reading() as connection:
        kept = [r.words for n in range(1, 6) for r in letters.receipts_of(connection, n)]
    assert kept and not [told for told in kept if "@example.org" in told]


def test_of_several_who_make_a_digest_or_notices_at_once_one_does(desk, newsletter, host, sends):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    story = put_out(desk, words(TRUE, product=MAGNETS))
    subscribed(newsletter, ANN, BOB)

    def all_at_once(make):
        together = Barrier(4)

        def one(_):
            together.wait(20)
            return make()

        with ThreadPoolExecutor(4) as pool:
            return [made for made in pool.map(one, range(4)) if made]

    assert len(all_at_once(newsletter.make_digest)) == 1
    sends()
    desk.do(actions.Kill(story.id, reason="It is made up."), by="dana")
    assert [len(made) for made in all_at_once(newsletter.make_notices)] == [1]
    sends()
    assert host.recipients == sorted([ANN, BOB] * 2)
    assert [(i.issue.n, i.letters) for i in newsletter.status().issues if i.issue] == [
        (2, {LetterState.SENT: 2}), (1, {LetterState.SENT: 2}),
    ]  # fmt: skip


# ---- the line --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A key and a certificate for 127.0.0.1 that nobody trusts who is not told to."""
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


def trusting(certificate):
    import ssl

    return ssl.create_default_context(cafile=certificate[1])


def speaking_tls(certificate):
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    return context


def test_the_line_is_encrypted_when_the_server_offers_it_and_only_then_does_it_get_the_password(
    desk, masthead, newsletter, certificate, host, issue
):
    host.tls, host.login = speaking_tls(certificate), ("desk", "s%c ret")
    url = f"smtp://desk:s%25c%20ret@127.0.0.1:{host.port}"
    Newsletter(desk, masthead, smtp_url=url, context=trusting(certificate)).send(sleep=lambda seconds: None)
    assert [(m.encrypted, m.user) for m in host.taken] == [(True, "desk")] * 3


def test_a_certificate_that_does_not_hold_ends_it(desk, masthead, newsletter, certificate, host, issue, waits):
    host.tls = speaking_tls(certificate)
    came = Newsletter(desk, masthead, smtp_url=host.url).send(sleep=waits)
    assert "certificate" in came.stopped and host.taken == []


def test_a_wrong_password_is_said_and_not_repeated(desk, masthead, host, issue):
    host.login = ("desk", "right")
    newsletter = Newsletter(desk, masthead, smtp_url=f"smtp://desk:hunter2@127.0.0.1:{host.port}")
    with pytest.raises(InputError, match="does not take our name and password") as told:
        newsletter.send(sleep=lambda seconds: None)
    assert "hunter2" not in str(told.value) and "hunter2" not in repr(MailServer.of("smtp://a:hunter2@h"))


@pytest.mark.parametrize("url", ["mail.example.org", "http://h", "smtp://", "smtp://h:x", "smtp://h/x", "smtp://h?a=b"])
def test_what_is_no_mail_server_is_said_without_repeating_it(url):
    with pytest.raises(InputError, match="WEIGHBRIDGE_SMTP_URL") as told:
        MailServer.of(url.replace("://", "://ann:hunter2@"))
    assert "hunter2" not in str(told.value)


def test_without_a_server_nothing_is_sent_and_it_is_said_how_to_name_one(desk, masthead, issue):
    with pytest.raises(InputError, match="WEIGHBRIDGE_SMTP_URL, as smtp"):
        Newsletter(desk, masthead).send()


# ---- the letter ------------------------------------------------------------------------------------------------------


def test_a_letter_says_who_sends_it_and_how_to_end_it_in_one_click(newsletter, host, sends, issue):
    sends()
    (mail,) = host.to(ANN)
    (ann,) = newsletter.subscribers(address=ANN)
    head = mail.message
    assert (head["From"], head["To"], mail.sender) == (
        "The Weighing Room <news@news.example>",
        ANN,
        "news@news.example",
    )
    assert head["List-Unsubscribe"].split() == [f"<https://desk.example/unsubscribe/{ann.token}>"]
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["List-Id"] == "<newsletter.news.example>" and head["Feedback-ID"] == "1:digest:newsletter:weighbridge"
    assert [part.get_content_type() for part in head.iter_parts()] == ["text/plain", "text/html"]
    assert ANN.encode() not in mail.content.partition(b"\r\n\r\n")[2], "the address is in the envelope and in To alone"


def test_a_letter_is_lines_of_ascii_that_any_server_takes(desk, newsletter, host, sends):
    put_out(desk, words("Überall wächst der Handel. " * 80 + "\n\n.a line that begins with a dot\n\n..and two",
                        title="Überall Handel: „mehr“ – и ещё " + "x" * 200))  # fmt: skip
    subscribed(newsletter, ANN)
    newsletter.make_digest()
    sends()
    (mail,) = host.to(ANN)
    assert mail.content.isascii() and max(map(len, mail.content.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n", mail.content)
    assert mail.message["Subject"].startswith("The Weighing Room: Überall Handel: „mehr“ – и ещё xxx")
    assert len(mail.message["Subject"]) == 150
    assert "Überall wächst der Handel." in mail.message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("title", ["News\r\nBcc: eve@example.org", "News\nX-Evil: 1", "News\r\n\r\n<b>body</b>"])
def test_no_title_adds_a_header(desk, newsletter, host, sends, title):
    put_out(desk, words(TRUE, title=title))
    subscribed(newsletter, ANN)
    newsletter.make_digest()
    sends()
    (mail,) = host.taken
    assert "Bcc" not in mail.message and "X-Evil" not in mail.message
    assert mail.message["Subject"] == f"The Weighing Room: {' '.join(title.split())}"


def test_no_name_of_a_newsroom_adds_a_header(desk, masthead, host, newsletter, issue):
    from dataclasses import replace

    evil = replace(masthead, newsroom='Evil\r\nBcc: eve@example.org, "x" <y@example.org>')
    Newsletter(desk, evil, smtp_url=host.url).send(sleep=lambda seconds: None)
    assert host.recipients == [ANN, BOB, CAT]
    assert all("Bcc" not in m.message and len(m.message["From"].addresses) == 1 for m in host.taken)


def test_what_a_story_says_is_text_in_a_letter_and_never_markup(desk, newsletter, host, sends):
    put_out(desk, words('<script>alert("x")</script> and <a href="https://evil.example">this</a>', title="<b>Bold</b>"))
    subscribed(newsletter, ANN)
    newsletter.make_digest()
    sends()
    (mail,) = host.taken
    html = mail.message.get_body(("html",)).get_content()
    assert "<script" not in html and "<b>" not in html and 'href="https://evil' not in html
    assert "&lt;script&gt;" in html
    assert "<b>Bold</b>" in mail.message.get_body(("plain",)).get_content()


def test_a_letter_asks_no_other_host_for_anything(newsletter, host, sends, issue):
    sends()
    html = host.taken[0].message.get_body(("html",)).get_content()
    assert not re.findall(r"<(?:img|link|script|iframe|object|video)|url\(|@import|src=", html)
    assert {a.split("/")[2] for a in re.findall(r'href="([^"]+)"', html)} == {"news.example", "desk.example"}


def test_the_letters_of_a_postgresql_newsroom_take_turns_too(server, ledger, weigher, masthead, host, clock):
    from uuid import uuid4

    import psycopg
    from newsroom import PEOPLE

    name = f"post_{uuid4().hex[:8]}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    desk = Desk(Store(server.format(name)), ledger, clock=clock)
    desk.weigher = weigher
    for id, (person, role) in PEOPLE.items():
        desk.add_person(id, person, role)
    put_out(desk, words(TRUE, product=MAGNETS))
    newsletter = Newsletter(desk, masthead, smtp_url=host.url)
    subscribed(newsletter, ANN, BOB)
    newsletter.make_digest()
    with turn_to_send(desk.store) as ours, turn_to_send(desk.store) as theirs:
        assert (ours, theirs) == (True, False)
    host.plan[BOB] = ["take and drop"]
    assert newsletter.send(sleep=lambda seconds: None).ended == {LetterState.SENT: 1, LetterState.UNCERTAIN: 1,
                                                                LetterState.SPARED: 2}  # fmt: skip
    assert newsletter.carriers() == {}
    desk.store.engine.dispose()
