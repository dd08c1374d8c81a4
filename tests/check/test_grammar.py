"""Each pattern of the language finds the way of speaking it was written for; what is no claim is left alone."""

import tomllib
from importlib.resources import files

import pytest

from weighbridge.card import trade_card
from weighbridge.check.grammar import grammar
from weighbridge.check.items import items
from weighbridge.check.numerals import Numerals
from weighbridge.check.tokens import tokens
from weighbridge.check.vocabulary import vocabulary

LANGUAGE = files("weighbridge.words").joinpath("en", "patterns.toml")
LANGUAGE = files("weighbridge.words").joinpath("en", "patterns.toml")
PATTERNS = tomllib.loads(LANGUAGE.read_text(encoding="utf-8"))["patterns"]
CARD = trade_card()
WORDS = vocabulary(CARD)
NUMERALS = Numerals(CARD, WORDS)


def typed(text):
    return items(tokens(text), text, WORDS, NUMERALS)


@pytest.mark.parametrize("rank", range(len(PATTERNS)), ids=[f"{p['says']}: {p['example']}" for p in PATTERNS])
def test_a_pattern_finds_its_example(rank):
    assert rank in {match.rank for match in grammar().matches(typed(PATTERNS[rank]["example"]))}
