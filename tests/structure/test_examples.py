"""The examples in the docstrings are what the code does."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest
from modules import modules

WITH_EXAMPLES = [m.name for m in modules().values() if ">>>" in m.path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", [*WITH_EXAMPLES, "bench.score"])
def test_the_examples_of_a_module_print_what_they_show(name):
    failed, tried = doctest.testmod(import_module(name))
    assert tried
    assert not failed


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 15
