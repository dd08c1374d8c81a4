"""`weighbridge deliver`, `publish` and `calendar`, as somebody types them."""

from __future__ import annotations

import json
from datetime import date

import pytest
from newsroom import PEOPLE, published

from weighbridge.cli import main
from weighbridge.desk import open_desk
from weighbridge.settings import Settings


@pytest.fixture
def desk(tmp_path):
    """The desk of a home of its own, with people, as the verbs open it."""
    desk = open_desk(Settings(tmp_path / "home"))
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    yield desk
    desk.store.engine.dispose()


@pytest.fixture
def type_in(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WEIGHBRIDGE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WEIGHBRIDGE_SMTP_URL", raising=False)
    monkeypatch.chdir(tmp_path)

    def typed(*words):
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return typed


def test_what_is_outstanding_is_printed_and_carried(desk, type_in, tmp_path):
    story = published(desk)
    _, out, _ = type_in("deliver")
    assert f"{story.slug} ({story.id}), published" in out and "waits for: page, feeds, ninjs, calendar" in out
    assert not (tmp_path / "site").exists(), "looking does nothing"
    code, out, _ = type_in("deliver", "-o", "site", "--json")
    carried = json.loads(out)
    assert code == 0 and carried["outstanding"] == []
    assert [r["channel"] for r in carried["receipts"]] == ["page", "feeds", "ninjs", "calendar"]
    assert (tmp_path / "site" / carried["receipts"][0]["carrier"]).is_file()
    assert type_in("deliver", "-o", "site") == (0, "0 new receipts.\nNothing is outstanding.\n", "")


def test_publish_leaves_receipts_too(desk, type_in):
    published(desk)
    assert json.loads(type_in("publish", "-o", "site", "--json")[1])["receipts"] == 4
    assert type_in("deliver")[1] == "Nothing is outstanding.\n"


def test_the_calendar_is_listed_as_of_a_day_and_what_an_office_announces_changes_it(desk, type_in):
    def of_april() -> dict[str, object]:
        listed = json.loads(type_in("calendar", "list", "--as-of", "2026-05-25", "--json")[1])
        return next(r for r in listed["releases"] if r["calendar"] == "query" and r["months"] == ["2026-04"])

    assert (of_april()["due"], of_april()["day"]) == ("overdue", "2026-05-20")
    words = ("calendar", "announce", "query", "--period", "2026-04", "--why", "moved for a holiday", "--by", "ed")
    code, out, _ = type_in(*words, "--day", "2026-05-28")
    assert (code, out) == (0, "Noted: query 2026-04 is confirmed for 2026-05-28.\n")
    assert (of_april()["due"], of_april()["status"], of_april()["why"]) == (
        "not due",
        "confirmed",
        "moved for a holiday",
    )
    assert type_in(*words, "--cancelled")[0] == 0
    assert of_april()["due"] == "cancelled"
    _, out, _ = type_in("calendar", "list", "--as-of", str(date(2026, 5, 25)))
    assert any(line.startswith("2026-05-28  cancelled") for line in out.splitlines())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--by", "ed"), "which day"),
        (("--by", "rita", "--day", "2026-05-28"), "editor"),
        (("--by", "ed", "--day", "2026-05-28", "--cancelled"), "has no day"),
        (("--by", "ed", "--day", "28 May"), "no day; write it as"),
    ],
)
def test_an_announcement_that_cannot_be_is_refused_in_words(desk, type_in, more, says):
    code, _, err = type_in("calendar", "announce", "query", "--period", "2026-04", "--why", "so", *more)
    assert code == 2 and says in err
