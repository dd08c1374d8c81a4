"""The newsroom on the command line, as somebody types it."""

from __future__ import annotations

import io
import json
import sqlite3

import pytest
from newsroom import DOUBTFUL, TRUE

from weighbridge.cli import main
from weighbridge.cli.newsroom import require_extra
from weighbridge.errors import InputError


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def type_in(home, tmp_path, monkeypatch, capsys):
    """Types a command in a home of the module, with a new desk, and returns exit code, output and errors."""
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(home))
    monkeypatch.setenv("WEIGHBRIDGE_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.sqlite'}")
    monkeypatch.chdir(tmp_path)

    def typed(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


@pytest.fixture
def staffed(type_in):
    """A desk with a reporter and two editors, typed in like everything else."""
    for id, name, role in (
        ("rita", "Rita Rowe", "reporter"),
        ("ed", "Ed Ames", "editor"),
        ("dana", "Dana Dow", "duty-editor"),
    ):
        assert type_in("desk", "people", "add", id, name, "--role", role)[0] == 0
    return type_in


def document(said):
    code, out, err = said
    assert (code, err) == (0, ""), err
    return json.loads(out)


def test_a_story_goes_all_the_way(staffed, tmp_path):
    (tmp_path / "article.md").write_text(f"# China ships more\n\n{TRUE}\n\n{DOUBTFUL}\n")
    story = document(staffed("desk", "write", "article.md", "--by", "rita", "--dateline", "2025-07-20", "--json"))
    assert (story["state"], story["verdicts"]) == ("checked", {"SUPPORTED": 2, "NOT_IN_DATA": 1})
    assert staffed("desk", "do", "submit", "china-ships-more", "--by", "rita")[0] == 0
    record = document(staffed("record", "china-ships-more", "--json"))
    for claim in record["claims"]:
        mark = ("accepted",) if claim["verdict"] == "SUPPORTED" else ("sourced", "--note", "price list, page 3")
        code, out, _ = staffed("desk", "tick", story["id"], claim["key"][:8], *mark, "--by", "ed")
        assert (code, out) == (0, f"{mark[0]} by ed.\n")
    code, _, err = staffed("desk", "do", "approve", story["id"], "--by", "ed")
    assert code == 2 and "which content do you sign?" in err
    code, _, err = staffed("desk", "do", "approve", story["id"], "--by", "rita", "--seal", record["seal"])
    assert code == 2 and "approve needs the role duty editor or editor. Rita Rowe wrote version 1" in err
    assert document(staffed("desk", "do", "approve", story["id"], "--by", "ed", "--seal", record["seal"], "--json"))
    code, out, _ = staffed("desk", "do", "publish", story["id"], "--by", "dana")
    assert code == 0 and f"china-ships-more ({story['id']}) is published, version 1" in out
    (listed,) = document(staffed("desk", "list", "--state", "published", "--json"))["stories"]
    assert (listed["live"], listed["live_as"]) == (1, "published")
    code, out, _ = staffed("record", "china-ships-more")
    assert code == 0 and "accepted by ed" in out and "Dana Dow" in out and "audit log 1" in out


def test_words_are_changed_from_a_file_and_told_apart_by_revision(staffed, tmp_path):
    (tmp_path / "a.md").write_text(f"# One\n\n{TRUE}\n")
    story = document(staffed("desk", "write", "a.md", "--by", "rita", "--json"))
    edit = ("desk", "do", "edit", story["id"], "--by", "rita", "--revision", str(story["revision"]))
    after = document(staffed(*edit, "--file", "-", "--json", stdin=f"# Two\n\n{TRUE}\n"))
    assert (after["state"], after["latest"]) == ("draft", 2)
    code, _, err = staffed(*edit, "--file", "a.md")
    assert code == 2 and "was changed by somebody else since you opened it" in err
    assert document(staffed("desk", "do", "check", "one", "--by", "rita", "--newest", "--json"))["state"] == "checked"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("desk", "do", "aprove", "x", "--by", "ed"), "no action is called 'aprove'; did you mean 'approve'"),
        (("desk", "do", "submit", "nothing", "--by", "ed"), "no story is called 'nothing'"),
        (("desk", "do", "submit", "a\x00b", "--by", "ed"), "no story is called"),
        (("desk", "do", "submit", "\udcff", "--by", "ed"), "no database keeps"),
        (("desk", "list", "--state", "in-reveiw"), "no state is called 'in reveiw'; did you mean 'in review'?"),
        (("desk", "write", "nowhere.md", "--by", "rita"), "nowhere.md cannot be read"),
        (("desk", "write", "-", "--by", "rita"), "the first line of - is the title"),
        (("desk", "people", "add", "x", "X", "--role", "edtor"), "did you mean 'editor'"),
        (("desk", "people", "add", "x", "X", "--role", "machine"), "no role is called 'machine'"),
        (("desk", "people", "add", "x", "X", "--role", "editor", "--by", "ed"), "needs the role administrator"),
        (("desk", "people", "add", "x", "X", "--role", "editor", "--password"), "12 to 1,000 characters"),
        (("desk", "people", "retire", "nobody"), "no person is called 'nobody'"),
        (("desk", "people", "password", "rita"), "12 to 1,000 characters"),
        (("desk", "token", "revoke", "rita", "laptop"), "no token labelled 'laptop'"),
        (("audit", "verify", "--head", "7"), "is no end of a chain"),
        (("record", "x" * 100_000), "no story is called"),
    ],
    ids=lambda part: " ".join(part)[:40] if isinstance(part, tuple) else "",
)
def test_what_is_wrong_is_said_with_what_would_be_right(staffed, words, says):
    code, out, err = staffed(*words, stdin="short\n")
    assert (code, out) == (2, "") and says in err


def test_people_come_and_go(staffed):
    code, out, _ = staffed(
        "desk", "people", "add", "eva", "Eva Ek", "--role", "editor", "--password", stdin="a long enough one\n"
    )
    assert code == 0 and "Eva Ek works here as editor" in out and "long enough" not in out
    assert staffed("desk", "people", "password", "eva", stdin="another long one\n")[0] == 0
    assert staffed("desk", "people", "retire", "eva")[0] == 0
    people = {person["id"]: person for person in document(staffed("desk", "people", "list", "--json"))["people"]}
    assert people.keys() == {"rita", "ed", "dana", "eva"} and not people["eva"]["active"]
    assert "no longer here" in staffed("desk", "people", "list")[1]


def test_a_token_is_all_that_is_printed(staffed):
    code, out, _ = staffed("desk", "token", "make", "rita", "laptop", "--read-only")
    assert code == 0 and out.startswith("wb_") and len(out.split()) == 1
    assert staffed("desk", "token", "revoke", "rita", "laptop")[:2] == (0, "The token 'laptop' of rita is void.\n")


def test_everything_about_people_and_tokens_is_told_as_json_too(staffed):
    rita = {"id": "rita", "name": "Rita Rowe", "roles": ["reporter"], "active": True}
    assert document(staffed("desk", "people", "password", "rita", "--json", stdin="a long enough one\n")) == rita
    made = document(staffed("desk", "token", "make", "rita", "laptop", "--json"))
    assert made.pop("token").startswith("wb_")
    assert made == {"person": "rita", "label": "laptop", "read_only": False}
    revoked = document(staffed("desk", "token", "revoke", "rita", "laptop", "--json"))
    assert revoked == {"person": "rita", "label": "laptop", "revoked": True}
    assert document(staffed("desk", "people", "retire", "rita", "--json")) == rita | {"active": False}


def test_a_tick_is_told_as_json_with_the_whole_key_of_its_claim(staffed, tmp_path):
    (tmp_path / "a.md").write_text(f"# One\n\n{TRUE}\n")
    story = document(staffed("desk", "write", "a.md", "--by", "rita", "--json"))
    assert staffed("desk", "do", "submit", "one", "--by", "rita")[0] == 0
    claim = document(staffed("record", "one", "--json"))["claims"][0]["key"]
    told = document(staffed("desk", "tick", "one", claim[:8], "accepted", "--by", "ed", "--json"))
    assert told == {"story": story["id"], "claim": claim, "mark": "accepted", "note": "", "by": "ed"}


def test_the_audit_log_is_followed_to_the_first_broken_line(staffed, tmp_path):
    code, noted, _ = staffed("audit", "head")
    assert code == 0 and staffed("audit", "verify", "--head", noted.strip())[0] == 0
    assert document(staffed("audit", "head", "--json"))["n"] == 3
    told = document(staffed("audit", "verify", "--json"))
    assert told["whole"] and told["head"]["n"] == 3
    with sqlite3.connect(tmp_path / "desk.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET actor = 'ed' WHERE n = 2")
    connection.close()
    code, out, _ = staffed("audit", "verify")
    assert (code, out) == (
        1,
        "The audit log is broken at line 2: line 2 (add person by ed) was changed after it was written.\n",
    )
    code, out, _ = staffed("audit", "verify", "--json")
    assert code == 1 and json.loads(out)["broken"]["n"] == 2


def test_an_empty_desk_says_what_to_do_next(type_in):
    assert "weighbridge desk write FILE" in type_in("desk", "list")[1]
    assert "weighbridge desk people add" in type_in("desk", "people", "list")[1]
    assert "The audit log is whole: 0 lines" in type_in("audit", "verify")[1]


def test_where_only_the_base_is_installed_it_says_what_is_missing():
    require_extra()
    with pytest.raises(InputError, match=r"more than is here \(no_such_library\): pip install 'weighbridge\[desk\]'"):
        require_extra(("json", "no_such_library"))


def test_what_is_news_goes_into_the_queue_once(staffed):
    queued = document(staffed("scan", "--queue-as", "rita", "--json"))["queued"]
    assert queued
    assert all(lead["score"] >= 2 and lead["why"] for lead in queued)
    waiting = document(staffed("desk", "list", "--state", "lead", "--json"))["stories"]
    assert {lead["id"] for lead in waiting} == {lead["id"] for lead in queued}
    assert document(staffed("scan", "--queue-as", "rita", "--json")) == {"queued": []}


def test_the_queue_is_filled_by_somebody_who_writes_and_for_every_product(staffed):
    code, _, err = staffed("scan", "--queue-as", "system")
    assert code == 2
    assert "needs the role" in err
    assert staffed("scan", "--queue-as", "rita", "--product", "magnets")[0] == 2
    assert "nobody" in staffed("scan", "--queue-as", "nobody")[2]
