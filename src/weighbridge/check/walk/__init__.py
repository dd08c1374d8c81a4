"""A walk through one sentence: the boxes in force at each of its words."""

from weighbridge.check.walk.state import AGAINST, MOVEMENTS, function_words, words_for_goods
from weighbridge.check.walk.walk import Walk

__all__ = ["AGAINST", "MOVEMENTS", "Walk", "function_words", "words_for_goods"]
