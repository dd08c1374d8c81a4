"""The audit log: one line after another, and no way to change one that does not show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import SECOND, TABLES, TRUE, Clock, approved, claims_of, in_review, published, reviewed, words
from sqlalchemy import Integer, insert, select, text
from sqlalchemy.exc import DBAPIError

from weighbridge.desk import Desk, Head, Store, actions
from weighbridge.desk.audit import BEGINNING, _hash, entries, first_break

MAY_CHANGE = {"people", "tokens", "stories", "subscribers", "letters"}
MAY_CHANGE |= {name for name in TABLES if name.startswith("watched_")}  # derived, and made anew at any time
HISTORY = sorted(TABLES.keys() - MAY_CHANGE)


@pytest.fixture
def lived_in(desk):
    """A desk where each table of the history has a row."""
    story = in_review(desk)
    key = claims_of(desk, story)["353 tonnes"]["key"]
    desk.opened(story.id, key, 3.5, by="ed")
    comment = desk.comment(story.id, where="text", start=0, end=5, words="Who?", by="ed")
    desk.settle(story.id, comment, by="ed")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    with desk.store.writing() as connection:
        given = {"id": "w", "story": story.id}
        connection.execute(text("INSERT INTO waivers VALUES (1, :story, 'k', 'r', 'ron', 'then')"), given)
        connection.execute(text("INSERT INTO reports VALUES (:id, :story, 1, 'q', 'w', '', '[]', 'then')"), given)
        connection.execute(text("INSERT INTO answers VALUES ('w', 'stands', 'it is so', 'ed', 'then')"))
        went_out = "INSERT INTO publications VALUES (1, :story, 1, 1, 'published', '', 's', 'ed', 'then')"
        connection.execute(text(went_out), given)
        for table in HISTORY:
            if not connection.execute(select(TABLES[table])).first():  # those of the rooms above, which point nowhere
                row = {c.name: 1 if isinstance(c.type, Integer) else "then" for c in TABLES[table].columns}
                connection.execute(insert(TABLES[table]), row)
    return desk


@pytest.mark.parametrize("table", HISTORY)
def test_no_row_of_the_history_is_changed_or_taken_out(lived_in, table):
    column = TABLES[table].columns.keys()[-1]
    statements = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if lived_in.store.engine.dialect.name == "postgresql":
        statements += [f"TRUNCATE {table} CASCADE", f"MERGE INTO {table} USING people ON true WHEN MATCHED THEN DELETE"]
    else:
        statements += [
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            f"REPLACE INTO {table} SELECT * FROM {table}",
        ]
    with lived_in.store.reading() as connection:
        before = connection.execute(text(f"SELECT * FROM {table}")).all()
    assert before
    for statement in statements:
        with pytest.raises(DBAPIError, match="is history and is never changed"), lived_in.store.writing() as connection:
            connection.execute(text(statement))
    with lived_in.store.reading() as connection:
        assert connection.execute(text(f"SELECT * FROM {table}")).all() == before


def test_every_deed_leaves_one_line_with_who_and_what(desk):
    story = published(desk)
    told = [(line["by"], line["action"]) for line in desk.record(story.id)["history"]]
    ticks = [("ed", "tick")] * 2
    assert told == [
        ("rita", "begin"), ("rita", "check"), ("rita", "submit"), *ticks, ("ed", "approve"), ("dana", "publish"),
    ]  # fmt: skip


def test_a_deed_that_is_refused_leaves_none(desk):
    story, head = in_review(desk, by="ed"), desk.head()
    for _ in range(2):
        assert desk.refusals(actions.Approve(story.id), by="ed")
    assert desk.head() == Head(head.n, head.hash)


def rewritten(desk, change):
    """Change the log the way only the owner of the database can, with the triggers out of the way."""
    with desk.store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("update", "delete", "replace"):
                connection.execute(text(f"DROP TRIGGER audit_no_{name}"))
        change(connection)


@pytest.mark.parametrize(
    ("statement", "line", "says"),
    [
        ("UPDATE audit SET actor = 'eva' WHERE n = 9", 9, "line 9 (check by eva) was changed after it was written"),
        ("UPDATE audit SET at = '2020-01-01T00:00:00.000000Z' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET at = 'long ago' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET detail = '{}' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET detail = '{' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET detail = detail || ' ' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET detail = '1e999' WHERE n = 9", 9, "was changed after it was written"),
        ("UPDATE audit SET before = hash WHERE n = 9", 9, "line 9 does not follow line 8"),
        ("DELETE FROM audit WHERE n = 9", 9, "line 9 is missing: line 10 follows line 8"),
        ("DELETE FROM audit WHERE n = 1", 1, "line 1 is missing"),
    ],
)
def test_the_first_broken_line_is_named(address, ledger, weigher, clock, statement, line, says):
    desk = Desk(Store(address), ledger, clock=clock)
    desk.weigher = weigher
    published(desk)
    assert desk.verify() is None
    rewritten(desk, lambda connection: connection.execute(text(statement)))
    broken = desk.verify()
    assert (broken.n, says in broken.why) == (line, True)
    desk.store.engine.dispose()


def test_a_chain_that_was_written_anew_or_cut_shows_against_a_head_noted_elsewhere(desk):
    noted = desk.record(published(desk).id)["chain"]
    head = Head(**noted)
    in_review(desk, SECOND, title="More")
    assert desk.verify(head) is None, "the chain has grown, and holds what was noted"
    with desk.store.reading() as connection:
        lines = list(entries(connection))
    anew = list(_written_anew(lines, {head.n: "ron"}))
    assert first_break(anew) is None, "by itself it looks whole"
    assert first_break(anew, expected=head).n == head.n
    assert "was noted down, and the chain ends" in first_break(lines[: head.n - 1], expected=head).why


def _written_anew(lines, actors):
    before = BEGINNING
    for line in lines:
        forged = replace(line, actor=actors.get(line.n, line.actor), before=before)
        forged = replace(forged, hash=_hash(forged))
        before = forged.hash
        yield forged


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_to_a_line_shows(chain, data):
    at = data.draw(st.integers(0, len(chain) - 1))
    line = chain[at]
    assert first_break(chain) is None
    changed = data.draw(
        st.sampled_from([
            [*chain[:at], replace(line, actor=line.actor + "x"), *chain[at + 1 :]],
            [*chain[:at], replace(line, detail={**line.detail, "more": 1}), *chain[at + 1 :]],
            [*chain[:at], replace(line, hash=line.hash[::-1]), *chain[at + 1 :]],
            [*chain[:at], *chain[at + 1 :], line],
            [*chain[:at], line, *chain[at:]],
        ])
    )  # fmt: skip
    if changed == chain:  # the last line, put last
        return
    broken = first_break(changed)
    assert broken is not None and broken.n in {at + 1, at + 2}


@pytest.fixture(scope="session")
def chain(sqlite_address, ledger, weigher):
    desk = Desk(Store(sqlite_address()), ledger, clock=Clock())
    desk.weigher = weigher
    published(desk)
    with desk.store.reading() as connection:
        return list(entries(connection))


def test_a_record_says_everything_that_people_did(desk):
    story = in_review(desk)
    key = claims_of(desk, story)["353 tonnes"]["key"]
    desk.opened(story.id, key, 3.5, by="ed")
    desk.opened(story.id, key, 1e9, by="ed")
    comment = desk.comment(story.id, where="text", start=0, end=5, words="Who?", by="eva")
    desk.settle(story.id, comment, by="rita")
    seal = reviewed(desk, story, "ed")
    desk.do(actions.Approve(story.id, seal=seal), by="ed")
    record = json.loads(json.dumps(desk.record(story.id)))
    assert record["people"] == {"ed": "Ed Ames", "eva": "Eva Ek", "rita": "Rita Rowe"}
    (claim,) = [c for c in record["claims"] if c["key"] == key]
    assert claim["opened_seconds"] == {"ed": 3603.5}, "a claim left open over lunch was not read for an hour"
    assert [(tick["by"], tick["mark"]) for tick in claim["ticks"]] == [("ed", "accepted")]
    assert record["approvals"] == [{"version": 1, "sealed": seal, "by": "ed", "at": "2026-11-02T09:00:00.000000Z"}]
    assert record["seal"] == seal and record["version"] == 1
    assert record["comments"][0]["quote"] == "China" and record["comments"][0]["settled"] == "rita"
    assert record["checked"]["facts"] and record["checked"]["coverage"]
    assert record["chain"] == {"n": desk.head().n, "hash": desk.head().hash}


def test_the_record_of_a_published_version_outlives_the_making_of_the_next(desk):
    story = published(desk)
    before = desk.record(story.id)
    desk.do(actions.Recheck(story.id, reason="a reader asks"), by="ron")
    desk.do(actions.Correct(story.id, reason="the month"), by="ed")
    desk.edit(story.id, title="Otherwise", text=SECOND, by="rita")
    assert desk.record(story.id)["version"] == 2
    public = desk.record(story.id, version=1)
    assert {key: public[key] for key in ("claims", "seal", "checked")} == {
        key: before[key] for key in ("claims", "seal", "checked")
    }


def test_words_that_change_elsewhere_keep_the_ticks_of_the_rest(desk):
    story = in_review(desk, TRUE, SECOND)
    reviewed(desk, story, "ed")
    desk.edit(story.id, title="China ships more magnets", text=f"{TRUE}\n\nA quiet month.\n\n{SECOND}", by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    assert not [why for why in desk.refusals(actions.Approve(story.id), by="ed") if "no tick" in why]
    desk.edit(
        story.id, title="China ships more magnets", text=f"{TRUE}\n\nAbroad, {SECOND[0].lower()}{SECOND[1:]}", by="rita"
    )
    desk.do(actions.Submit(story.id), by="rita")
    (left,) = [why for why in desk.refusals(actions.Approve(story.id), by="ed") if "no tick" in why]
    assert "3,188 tonnes" in left and "353" not in left


def test_whose_content_is_approved_is_told_by_name(desk):
    story = approved(desk)
    with desk.looking_at(story.id, by="ada") as case:
        assert [(a.approved_by, a.sealed) for a in case.approvals] == [("ed", case.seal)]
        assert case.version.content["title"] == words()["title"]
