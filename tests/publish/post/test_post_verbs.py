"""The newsletter on the command line, as somebody types it."""

from __future__ import annotations

import io
import json

import pytest
from correspondence import ANN, BOB, MAGNETS, subscribed
from newsroom import TRUE, put_out, words

from weighbridge.cli import main


@pytest.fixture
def type_in(desk, ledger, host, monkeypatch, capsys):
    """Types a command at the desk of the test, and returns exit code, output and errors."""
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(ledger.root.parent))
    monkeypatch.setenv("WEIGHBRIDGE_DATABASE_URL", desk.store.url)
    monkeypatch.setenv("WEIGHBRIDGE_SMTP_URL", host.url)
    monkeypatch.setenv("WEIGHBRIDGE_NEWSROOM", "The Weighing Room")
    monkeypatch.setenv("WEIGHBRIDGE_SENDER", "news@news.example")

    def typed(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            main(["post", *words])
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


@pytest.fixture
def readers(newsletter, desk, clock):
    """Two readers and a story, as of now: the verbs have no other clock."""
    from datetime import UTC, datetime

    clock.now = datetime.now(UTC)
    put_out(desk, words(TRUE, product=MAGNETS))
    return subscribed(newsletter, ANN, BOB)


def test_a_digest_is_looked_at_and_sent_and_its_receipts_are_shown(type_in, readers, host):
    code, out, _ = type_in("send", "--preview")
    assert code == 0 and out.startswith("Subject: The Weighing Room: China ships more magnets") and host.taken == []
    assert type_in("send", "--preview", "--topic", "gallium")[1] == "Nothing has come out since the last digest.\n"
    code, out, err = type_in("send", "--by", "dana", "--json")
    assert (code, err) == (0, "") and json.loads(out) == {
        "issue": 1, "busy": False, "stopped": "", "ended": {"sent": 2, "spared": 2}, "put_off": 0, "queued": 0,
        "uncertain": 0,
    }  # fmt: skip
    assert host.recipients == [ANN, BOB]
    assert "No new digest" in type_in("send")[1] and len(host.taken) == 2
    code, out, _ = type_in("status", "--json")
    told = json.loads(out)
    assert told["subscribers"] == {"active": 2} and told["issues"][0]["letters"] == {"sent": 2}
    assert "digest" in type_in("status")[1]


def test_what_is_uncertain_is_named_and_settled_and_the_exit_code_says_so(type_in, readers, host):
    host.plan[BOB] = ["take and drop"]
    code, out, _ = type_in("send")
    assert code == 1 and "Of 1 nobody knows whether they arrived" in out
    code, out, _ = type_in("status")
    assert "Uncertain: letter 4 of issue 1 to b…@example.org" in out and BOB not in out
    code, _, err = type_in("settle", "4", "perhaps", "--by", "dana")
    assert code == 2 and "no outcome is called 'perhaps'" in err
    code, out, _ = type_in("settle", "4", "sent", "--by", "dana", "--note", "queued as 4Zk1", "--json")
    assert (code, json.loads(out)) == (0, {"letter": 4, "state": "sent", "attempts": 1})
    code, _, err = type_in("settle", "4", "again", "--by", "dana")
    assert code == 2 and "letter 4 is sent; what is uncertain is settled" in err
    assert type_in("send")[0] == 0


def test_a_server_that_is_away_is_said_and_nothing_is_lost(type_in, readers, monkeypatch, host, newsletter):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr("weighbridge.publish.post.sending._KNOCKS", (0.0,))
    monkeypatch.setenv("WEIGHBRIDGE_SMTP_URL", "smtp://127.0.0.1:9")
    code, out, _ = type_in("send")
    assert code == 1 and "It ended early: the mail server cannot be reached" in out and "waiting" in out
    monkeypatch.delenv("WEIGHBRIDGE_SMTP_URL")
    code, _, err = type_in("send")
    assert code == 2 and "WEIGHBRIDGE_SMTP_URL" in err


def test_subscribers_are_shown_masked_found_by_an_address_that_is_no_argument_and_removed(type_in, readers):
    code, out, _ = type_in("subscribers")
    assert code == 0 and "a…@example.org" in out and ANN not in out
    code, out, _ = type_in("subscribers", "--find", "--json", stdin="Ann@example.org\n")
    (found,) = json.loads(out)["subscribers"]
    assert [c["event"] for c in found["consents"]] == ["asked", "confirmed"]
    code, _, err = type_in("subscribers", "--remove", found["id"])
    assert code == 2 and "under a name" in err
    code, out, _ = type_in("subscribers", "--remove", found["id"], "--by", "dana", "--json")
    assert json.loads(out)["subscribers"][0]["standing"] == "left"
    code, out, _ = type_in("subscribers", "--find", stdin=f"{ANN}\n")
    assert "left by dana" in out
    assert type_in("subscribers", "--find", stdin="nobody@example.org\n")[1] == "Nobody.\n"
