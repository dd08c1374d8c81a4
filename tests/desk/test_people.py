"""Who works here: roles, passwords, tokens, and what is left of those who leave."""

from __future__ import annotations

import statistics
import time

import pytest
from newsroom import words
from sqlalchemy import text

from weighbridge.desk import SYSTEM, Role, State
from weighbridge.desk.people import epoch_of
from weighbridge.errors import ConflictError, InputError, RefusedError, UnknownNameError

SECRET = "correct horse battery"


def test_the_machine_is_there_from_the_start_and_is_nobody(desk):
    assert desk.person(SYSTEM).roles == {Role.MACHINE}
    assert SYSTEM not in {person.id for person in desk.everybody()}
    with pytest.raises(RefusedError, match="is nobody"):
        desk.make_token(SYSTEM, "cron", read_only=False)
    with pytest.raises(RefusedError, match="is nobody"):
        desk.set_password(SYSTEM, SECRET)
    with pytest.raises(RefusedError, match="does not retire"):
        desk.retire(SYSTEM)
    with pytest.raises(RefusedError, match="writing needs the role"):
        desk.write(words(), by=SYSTEM)
    with pytest.raises(InputError, match="that of the desk itself"):
        desk.add_person("robot", "Robot", Role.MACHINE)


def test_people_are_added_by_administrators_or_at_the_machine_itself(desk):
    assert desk.add_person("nora", "  Nora \n North ", Role.REPORTER, Role.EDITOR, by="ada").name == "Nora North"
    assert desk.person("nora").roles == {Role.REPORTER, Role.EDITOR}
    with pytest.raises(RefusedError, match="needs the role administrator"):
        desk.add_person("olga", "Olga", Role.EDITOR, by="dana")
    with pytest.raises(ConflictError, match="has the id 'nora' already"):
        desk.add_person("nora", "Another", Role.EDITOR)


@pytest.mark.parametrize(
    ("id", "name", "roles"),
    [
        ("", "A", [Role.EDITOR]), ("A", "A", [Role.EDITOR]), ("a b", "A", [Role.EDITOR]), ("é", "A", [Role.EDITOR]),
        ("a" * 41, "A", [Role.EDITOR]), ("a\n", "A", [Role.EDITOR]), ("a\x00", "A", [Role.EDITOR]),
        ("anna", " \x00 ", [Role.EDITOR]), ("anna", "A" * 101, [Role.EDITOR]), ("anna", "Anna", []),
    ],
)  # fmt: skip
def test_a_person_without_proper_id_name_or_role_is_refused(desk, id, name, roles):
    with pytest.raises(InputError):
        desk.add_person(id, name, *roles)


def test_a_password_is_kept_as_argon2id_only(desk):
    desk.set_password("rita", SECRET, by="rita")
    with desk.store.reading() as connection:
        kept = connection.execute(text("SELECT password FROM people WHERE id = 'rita'")).scalar_one()
        log = connection.execute(text("SELECT detail FROM audit")).scalars().all()
    assert kept.startswith("$argon2id$") and not [line for line in log if SECRET in line or kept in line]
    assert desk.sign_in("rita", SECRET)[0].id == "rita"
    assert desk.sign_in("rita", SECRET + "r") is None


@pytest.mark.parametrize("password", ["short", "", "x" * 1001])
def test_a_password_has_twelve_characters_at_least(desk, password):
    with pytest.raises(InputError, match="12 to 1,000 characters"):
        desk.set_password("rita", password)


@pytest.mark.parametrize("id", ["", "nobody", "ed", "RITA", "rita\x00", "\ud800", "x" * 100_000, "' OR 1=1 --", SYSTEM])
def test_an_id_that_cannot_sign_in_is_answered_like_a_wrong_password(desk, id):
    desk.set_password("rita", SECRET)
    if id == "rita\x00":  # a character nobody can type is no other name
        assert desk.sign_in(id, SECRET)
        return
    assert desk.sign_in(id, SECRET) is None
    assert desk.sign_in("rita", "\ud800\x00" * 600) is None


def test_an_unknown_id_takes_as_long_as_a_wrong_password(desk):
    """Both verify one Argon2 hash; an answer at once would tell who works here."""
    desk.set_password("rita", SECRET)

    def seconds(id):
        begun = time.perf_counter()
        assert desk.sign_in(id, "not the password") is None
        return time.perf_counter() - begun

    seconds("warm-up")
    unknown, known, without = (statistics.median(seconds(id) for _ in range(5)) for id in ("nobody", "rita", "ed"))
    assert min(unknown, without) > known / 3


def test_sessions_end_with_a_new_password_and_when_somebody_leaves(desk):
    desk.set_password("rita", SECRET)
    _, epoch = desk.sign_in("rita", SECRET)
    with desk.store.reading() as connection:
        assert epoch_of(connection, "rita") == epoch
    desk.set_password("rita", SECRET + "!")
    assert desk.sign_in("rita", SECRET) is None
    with desk.store.reading() as connection:
        assert epoch_of(connection, "rita") != epoch
    desk.retire("rita", by="ada")
    assert desk.sign_in("rita", SECRET + "!") is None
    with desk.store.reading() as connection:
        assert epoch_of(connection, "rita") is None and epoch_of(connection, "nobody") is None


def test_who_left_keeps_their_name_on_what_they_did(desk):
    story = desk.write(words(), by="rita")
    head = desk.head()
    desk.retire("rita", by="ada")
    desk.retire("rita", by="ada")
    assert desk.head().n == head.n + 1, "twice is once"
    assert desk.story(story.id).state is State.DRAFT
    assert not desk.person("rita").active and desk.record(story.id)["people"] == {"rita": "Rita Rowe"}
    with pytest.raises(RefusedError, match="no longer works here"):
        desk.set_password("rita", SECRET)


def test_the_last_administrator_stays(desk):
    with pytest.raises(RefusedError, match="Ada Ash is the last administrator"):
        desk.retire("ada", by="ada")
    desk.add_person("bo", "Bo", Role.ADMINISTRATOR, by="ada")
    desk.retire("ada", by="bo")


def test_a_token_is_shown_once_and_kept_as_a_hash(desk):
    token = desk.make_token("rita", "laptop", read_only=True, by="rita")
    assert token.startswith("wb_") and len(token) > 40
    bearer = desk.bearer_of(token)
    assert (bearer.person.id, bearer.read_only) == ("rita", True)
    assert desk.bearer_of(desk.make_token("rita", "laptop", read_only=False)).read_only is False
    with desk.store.reading() as connection:
        for table in ("tokens", "audit"):
            kept = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert kept and not [row for row in kept if token in map(str, row)]


@pytest.mark.parametrize("token", ["", "wb_", "wb_" + "x" * 43, "\x00", "\ud800", "é" * 10_000])
def test_a_token_nobody_made_is_nobodys(desk, token):
    assert desk.bearer_of(token) is None


def test_a_token_that_was_revoked_is_nobodys(desk):
    token, other = (desk.make_token("rita", label, read_only=True) for label in ("laptop", "telephone"))
    desk.revoke_token("rita", " laptop\n", by="rita")
    assert desk.bearer_of(token) is None and desk.bearer_of(other).person.id == "rita"
    with pytest.raises(InputError, match="no token labelled 'laptop' that is in use"):
        desk.revoke_token("rita", "laptop")


def test_the_tokens_of_somebody_who_left_are_nobodys(desk):
    token = desk.make_token("rita", "laptop", read_only=False)
    desk.retire("rita", by="ada")
    assert desk.bearer_of(token) is None
    with pytest.raises(RefusedError, match="no longer works here"):
        desk.make_token("rita", "laptop", read_only=False)


def test_tokens_are_made_by_their_owner_or_an_administrator(desk):
    assert desk.make_token("rita", "laptop", read_only=True, by="ada")
    with pytest.raises(RefusedError, match="needs the role administrator"):
        desk.make_token("rita", "laptop", read_only=True, by="ed")
    with pytest.raises(RefusedError, match="needs the role administrator"):
        desk.revoke_token("rita", "laptop", by="ed")
    with pytest.raises(RefusedError, match="needs the role administrator"):
        desk.set_password("rita", SECRET, by="dana")
    with pytest.raises(UnknownNameError, match="did you mean 'rita'"):
        desk.make_token("ritta", "laptop", read_only=True)


@pytest.mark.parametrize("label", ["", " \n", "\x00", "x" * 101])
def test_a_token_has_a_label(desk, label):
    with pytest.raises(InputError, match="a token has a label"):
        desk.make_token("rita", label, read_only=True)
