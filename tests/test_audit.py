"""The audit of what is installed: what it takes, what it finds, and that it says where it could not ask."""

from __future__ import annotations

import pytest

from tools.audit import PROJECT, asked_for, faults, is_taken, needed, read_holes


class Installed:
    """A distribution as its metadata declare it."""

    def __init__(self, name, version, **more):
        self.version = version
        self.metadata = Metadata({"Name": name, **{key.replace("_", "-"): value for key, value in more.items()}})


class Metadata(dict):
    def get_all(self, key):
        found = self.get(key)
        return None if found is None else [found]


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("MIT", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR Apache-2.0) AND GPL-2.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GNU General Public License v2 (GPLv2)", False),
    ],
)
def test_no_copyleft_is_taken_but_as_one_of_several_to_choose_from(licence, taken):
    assert is_taken(licence) is taken


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        ("LGPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
    ],
)
def test_the_lesser_licence_is_taken_where_it_is_foreseen_and_no_other(licence, taken):
    assert is_taken(licence, lesser=True) is taken


def test_a_distribution_is_looked_at_by_name_licence_and_version():
    assert faults(Installed("psycopg", "3.2.1", License_Expression="LGPL-3.0-only")) == []
    assert "LGPL" in faults(Installed("other", "3.2.1", License_Expression="LGPL-3.0-only"))[0]
    assert "pre-release" in faults(Installed("other", "3.2rc1", License_Expression="MIT"))[0]
    assert "given up" in faults(Installed("sklearn", "1.0", License="BSD"))[0]
    assert "does not say" in faults(Installed("other", "1.0"))[0]


def test_what_base_and_desk_need_is_followed_to_the_end():
    found = needed(asked_for(PROJECT))
    assert {"duckdb", "sqlalchemy", "starlette", "markupsafe", "argon2-cffi-bindings"} <= found.keys()
    assert [why for one in found.values() for why in faults(one)] == []


def test_what_is_not_installed_is_named():
    with pytest.raises(SystemExit, match="no-such-thing is needed and not installed"):
        needed(["no-such-thing>=1"])


def test_an_answer_of_the_service_is_read_by_its_order():
    answer = {"results": [{}, {"vulns": [{"id": "GHSA-1"}, {"id": "GHSA-2"}]}]}
    told = read_holes({"one": "1.0", "two": "2.0"}, answer)
    assert told == ["two 2.0 has a known hole: GHSA-1", "two 2.0 has a known hole: GHSA-2"]
