"""One tree of errors, split by who can act; each message says what, where and the near miss."""

from __future__ import annotations

import inspect

import pytest

from weighbridge import errors
from weighbridge.errors import FigureFileError, Problem, UnknownNameError, WeighbridgeError, near_misses


def test_every_error_is_in_the_one_tree_and_drawn_in_it():
    found = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)]
    assert all(issubclass(c, WeighbridgeError) for c in found)
    assert all(c.__name__ in errors.__doc__ for c in found)


@pytest.mark.parametrize(
    ("name", "near"),
    [("magnest", ["magnets"]), ("MAGNETS", ["magnets"]), ("galium", ["Gallium"]), ("qqq", []), ("", [])],
)
def test_near_misses_come_in_their_own_spelling(name, near):
    assert near_misses(name, ["magnets", "Gallium"]) == near


def test_at_most_three_near_misses_are_told():
    error = UnknownNameError("month", "2025-06", [f"2025-0{n}" for n in range(1, 10) if n != 6])
    assert len(error.near) == 3
    assert str(error).count(" or ") == 2


def test_problems_are_told_a_line_each():
    error = FigureFileError(
        "june.csv has faults", [Problem(2, "value", "'x' is no number"), Problem(3, "", "delete it")], more=True
    )
    assert str(error) == "june.csv has faults:\n  row 2, value: 'x' is no number\n  row 3: delete it\n  and more"
    assert str(FigureFileError("june.csv is empty")) == "june.csv is empty"
