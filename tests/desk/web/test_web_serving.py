"""Serving: where the walk-through is refused, where the secret lives, and what the walk-through holds."""

from __future__ import annotations

import socket

import pytest

from weighbridge.desk import Desk, Role, Store, open_desk, serve
from weighbridge.desk.serving import secret_of
from weighbridge.desk.walkthrough import set_up
from weighbridge.errors import InputError
from weighbridge.settings import Settings


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "desk.example.org", ""])
def test_the_walk_through_listens_on_this_machine_only(tmp_path, host):
    with pytest.raises(InputError, match="without passwords"):
        serve(Settings(tmp_path), host=host)


def test_the_walk_through_is_none_on_the_database_of_a_newsroom(tmp_path):
    with pytest.raises(InputError, match="WEIGHBRIDGE_DATABASE_URL"):
        serve(Settings(tmp_path, "sqlite:///x"))


def test_a_newsroom_says_under_which_names_it_answers(tmp_path):
    with pytest.raises(InputError, match="--name"):
        serve(Settings(tmp_path), host="0.0.0.0", local=False)


def test_a_port_that_is_taken_is_said_to_be(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="--port"):
            serve(Settings(tmp_path), port=taken.getsockname()[1])


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("WEIGHBRIDGE_SECRET", raising=False)
    made = secret_of(tmp_path)
    assert len(made) == 32
    assert secret_of(tmp_path) == made
    file = tmp_path / "desk" / "secret"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        secret_of(tmp_path)


def test_the_secret_may_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("WEIGHBRIDGE_SECRET", "of the environment")
    assert secret_of(tmp_path) == b"of the environment"
    assert not list(tmp_path.iterdir())


def test_the_walk_through_has_three_people_and_one_checked_story_however_often_it_is_opened(tmp_path, ledger, clock):
    desk = Desk(Store.in_folder(tmp_path), ledger, clock=clock)
    assert set_up(desk) == set_up(desk)
    assert {p.id: set(p.roles) for p in desk.everybody()} == {
        "rita": {Role.REPORTER}, "edgar": {Role.EDITOR}, "dana": {Role.DUTY_EDITOR},
    }  # fmt: skip
    (story,) = desk.stories()
    assert str(story.state) == "checked"


def test_the_walk_through_is_none_on_a_desk_that_people_sign_in_to(tmp_path):
    open_desk(Settings(tmp_path)).add_person("ann", "Ann Lee", Role.EDITOR, password="a long enough password")
    with pytest.raises(InputError, match="--sign-in"):
        serve(Settings(tmp_path), port=0)
