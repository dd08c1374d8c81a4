"""Bad input at every door: it is refused in words, or put in order, and never comes back as our fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import TRUE, Clock, approved, claims_of, in_review, published, words
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from weighbridge.check import Document
from weighbridge.desk import Desk, Mark, Store, actions, require_moment
from weighbridge.desk.moments import moment, written
from weighbridge.errors import ConflictError, InputError, RefusedError, UnknownNameError

BAD = ["\x00", "\ud800", "\x00\ud800\x1b[2J", "\u202e" * 50, "x" * 3_000_000, "'; DROP TABLE stories; --", "🧲" * 2_000]
ODD_ID = ["", "\x00", "\ud800", "x" * 100_000, "../../etc", "0", "null", "' OR ''='"]
bad = pytest.mark.parametrize("text", BAD, ids=lambda text: f"{len(text)} of {text[0]!a}")


@pytest.mark.parametrize("id", ODD_ID, ids=lambda text: f"{text[:10]!a}")
def test_an_id_nothing_has_is_refused(desk, id):
    story = in_review(desk)
    with pytest.raises(InputError):
        desk.do(actions.Submit(id), by="rita")
    with pytest.raises(InputError):
        desk.do(actions.Submit(story.id), by=id)
    for ask in (desk.story, desk.record, desk.person):
        with pytest.raises(InputError):
            ask(id)
    with pytest.raises(InputError):
        desk.tick(story.id, id, Mark.ACCEPTED, by="ed")
    with pytest.raises(InputError):
        desk.opened(story.id, id, 1.0, by="ed")
    with pytest.raises(RefusedError, match="not in the text as it stands"):
        desk.do(actions.Waive(story.id, claim=id, reason="seen"), by="rita")


@bad
def test_words_are_kept_in_order_or_refused(desk, text):
    story = desk.write(words(), by="rita")
    for deed in (
        lambda: desk.write(words(text, title=text), by="rita"),
        lambda: desk.edit(story.id, title=text, text=text, by="rita", why=text),
        lambda: desk.edit(story.id, title="T", text=TRUE + text, by="rita"),
        lambda: desk.take_in(Document("x", text, text, None), by="rita"),
        lambda: desk.do(actions.Drop(story.id, reason=text), by="rita"),
    ):
        try:
            after = deed()
        except InputError:
            continue
        with desk.looking_at(after.id, by="rita") as case:
            kept = f"{case.version.content['title']}{case.version.content['text']}{case.story.note}"
        assert not set(kept) & {"\x00", "\ud800", "\x1b", "\u202e"}


@bad
def test_remarks_are_kept_in_order_or_refused(desk, text):
    story = in_review(desk)
    key = claims_of(desk, story)["353 tonnes"]["key"]
    for deed in (
        lambda: desk.comment(story.id, where="text", start=0, end=5, words=text, by="ed"),
        lambda: desk.tick(story.id, key, Mark.ACCEPTED, by="ed", note=text),
        lambda: desk.do(actions.Waive(story.id, claim=key, reason=text), by="rita"),
        lambda: desk.make_token("rita", text, read_only=True),
        lambda: desk.add_person("nora", text, *desk.person("rita").roles),
        lambda: desk.do(actions.Approve(story.id, seal=text), by="ed"),
        lambda: desk.do(actions.RequestChanges(story.id, reason=text), by="ed"),
    ):
        try:
            deed()
        except InputError:
            continue
    kept = f"{desk.record(story.id)} {desk.everybody()}"
    assert not set(kept) & {"\x00", "\ud800", "\x1b", "\u202e"}


@pytest.mark.parametrize(
    "content",
    [
        {}, {"title": "T"}, {"text": TRUE}, {"title": None, "text": TRUE}, {"title": 1, "text": TRUE},
        {"title": "T", "text": ["x"]}, {"title": "T", "text": " \n\t"}, words(dateline="yesterday"),
        words(dateline="2025-13-01"), words(as_of="20250720"), words(dateline=20250720), words(references="none"),
        words(references=[{"n": 1}]), words(references=["x"]), words(product=["85051110"]), words(colour="red"),
        words(charts=[float("nan")]), words(charts=[2**60]), words(charts=[{1: 2}]), words(charts=["x" * 5_000_000]),
        words(title="x" * 301), words("x" * 200_001),
    ],
    ids=lambda content: str(content)[:60],
)  # fmt: skip
def test_what_is_no_content_is_refused_at_all_three_doors(desk, content):
    story = desk.write(words(), by="rita")
    lead = desk.add_lead(product="p", period="2025-06", focus="", score=1.0, why="surge")
    for deed in (
        lambda: desk.write(content, by="rita"),
        lambda: desk.do(actions.Edit(story.id, content=content), by="rita"),
        lambda: desk.do(actions.Draft(lead.id, content=content), by="rita"),
    ):
        with pytest.raises(InputError):
            deed()
    assert desk.stories() == [lead, story] or desk.stories() == [story, lead]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10**9), (10**30, 10**31)])
@pytest.mark.parametrize("where", ["text", "title", "references", ""])
def test_a_comment_is_on_a_span_that_is_there(desk, where, start, end):
    story = in_review(desk)
    with pytest.raises(InputError, match="on a span of the title or the text"):
        desk.comment(story.id, where=where, start=start, end=end, words="?", by="ed")


def test_a_comment_that_is_not_there_is_not_settled(desk):
    story, other = in_review(desk), in_review(desk, title="Another")
    number = desk.comment(other.id, where="title", start=0, end=7, words="Which?", by="ed")
    for wrong in (number, 0, -1, 10**30):
        with pytest.raises(UnknownNameError):
            desk.settle(story.id, wrong, by="ed")
    desk.settle(other.id, number, by="rita")
    head = desk.head()
    desk.settle(other.id, number, by="ed")
    assert desk.head() == head, "twice is once"


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), -float("inf")])
def test_a_time_that_is_none_is_refused(desk, seconds):
    story = in_review(desk)
    with pytest.raises(InputError, match="no number of seconds"):
        desk.opened(story.id, claims_of(desk, story)["353 tonnes"]["key"], seconds, by="ed")


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2025-07-20", "2025-07-20T08:30", "2025-02-30T08:30+00:00", "\x00", "9" * 5000]
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(InputError):
        require_moment(text)


@given(st.datetimes(timezones=st.timezones() | st.just(UTC) | st.just(timezone(timedelta(hours=-12)))))
def test_a_moment_that_is_written_is_read_as_the_same_and_sorts(at):
    try:
        text = written(at)
    except InputError:
        assert at.year in {1, 9999}
        return
    assert moment(text) == at.astimezone(UTC) and len(text) == 27
    later = at.astimezone(UTC) + timedelta(microseconds=1) if at.year < 9999 else at
    assert written(later) >= text


def test_an_embargo_without_a_zone_is_refused(desk):
    story = approved(desk)
    with pytest.raises(InputError, match="has no time zone"):
        desk.embargo(story.id, datetime(2030, 1, 1), by="ed")  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "has no scheme"), ("desk.sqlite", "has no scheme"), ("mysql://x/y", "sqlite and postgresql"),
        ("sqlite:////proc/no/desk.sqlite", "cannot be used"), ("postgresql://desk@127.0.0.1:1/x", "cannot be used"),
    ],
)  # fmt: skip
def test_a_database_that_cannot_be_used_is_named_without_its_password(address, says):
    with pytest.raises(InputError, match=says) as why:
        _ = Store(address.replace("desk@", "desk:s3cret@")).engine
    assert "s3cret" not in str(why.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    (tmp_path / "desk.sqlite").write_text("These are not the rows you are looking for. " * 50)
    with pytest.raises(InputError, match="cannot be used"):
        _ = Store.in_folder(tmp_path).engine
    assert (tmp_path / "desk.sqlite").read_text().startswith("These are not")


def test_who_only_looks_cannot_write(postgres_address):
    """PostgreSQL holds a reader to it; on SQLite a reader who writes would break the order of the chain, and shows."""
    store = Store(postgres_address())
    with pytest.raises(DBAPIError, match="read-only"), store.reading() as connection:
        connection.execute(text("UPDATE people SET name = 'X'"))
    store.engine.dispose()


def test_a_reader_sees_one_moment_while_others_write(desk):
    story = published(desk)
    with desk.looking_at(story.id, by="ed") as case:
        before = case.story
        desk.do(actions.Recheck(story.id, reason="a reader asks"), by="ron")
        assert [version.n for version in case.versions] == [1]
        assert [entry.action for entry in case.history][-1] == "publish"
        assert before.state == case.story.state
    assert desk.story(story.id).state != before.state


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reason=st.text(st.characters(), max_size=50),
    name=st.sampled_from(sorted(actions.ACTIONS)),
    by=st.sampled_from(["rita", "ed"]),
)
def test_no_deed_with_any_words_is_our_fault(anything, reason, name, by):
    desk, story = anything
    kind = actions.ACTIONS[name]
    given_ = {
        "reason": reason,
        "claim": reason,
        "seal": reason,
        "why": reason,
        "content": {"title": reason, "text": reason},
    }
    try:
        desk.do(kind(story.id, **{k: v for k, v in given_.items() if k in kind.__dataclass_fields__}), by=by)
    except (RefusedError, ConflictError, InputError):
        assert desk.verify() is None


@pytest.fixture(scope="module")
def anything(sqlite_address, ledger, weigher):
    desk = Desk(Store(sqlite_address()), ledger, clock=Clock())
    desk.weigher = weigher
    return desk, in_review(desk)
