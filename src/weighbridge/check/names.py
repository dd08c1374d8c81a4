"""Proper names that are no member of the card: longer ones that contain a member's, and strangers in its place.

Korea Zinc is not Korea, New Mexico not Mexico and the Bank of Japan not Japan; magnets shipped to Ruritania went to
somebody of whom the card knows nothing, and not to the whole world.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from weighbridge.card import Card
from weighbridge.check.items import Item
from weighbridge.model import MONTH_NAMES

UNNAMED = "?"  # in place of a product: goods the text has not named
_STRANGE = "?"
_PROPER = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[’'-]?[A-ZÀ-Þa-zà-ÿ][a-zà-ÿ]*)*\.?(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+)*")
_CLOSED = frozenset(
    {"place", "period", "day", "code", "sign", "stop", "poss", "quantity", "percent", "span", "against"}
)
_MOVED = frozenset({"flow", "moves", "gives", "takes", "product", "quantity", "period"})
_ACTS = frozenset({"gives", "takes", "moves", "flow", "accounts"})
_ENDS_A_NAME = frozenset({"gives", "takes", "rise", "fall", "accounts", "sign", "stop", "poss"})
_LONG_ENOUGH = 4  # letters; shorter words are small in headlines too


def stranger(name: str) -> str:
    """Return the id of a place no card knows, from its name."""
    return _STRANGE + " ".join(name.split())


def is_stranger(place: str) -> bool:
    """Return whether an id stands for a place no card knows."""
    return place.startswith(_STRANGE)


def place_name(place: str, card: Card) -> str:
    """Return the name of a place: the card's, or as the text has it where no card knows it."""
    return place.removeprefix(_STRANGE) if is_stranger(place) else card.places[place].name


def product_name(product: str, card: Card) -> str:
    """Return the name of a product, or words for goods that the text has not named."""
    return "goods not named" if product == UNNAMED else card.products[product].name


def with_longer_names(items: list[Item], text: str) -> list[Item]:
    """Return the items with each proper name that is longer than a member's, or no member's at all, as one item.

    A name that gives or takes, or to which something goes, is a place no card knows; any other is a word.
    """
    if not any(_may_be_longer(items, n) for n in range(len(items))) or _is_headline(items):
        return items
    found: list[Item] = []
    n = 0
    while n < len(items):
        first, last = _reach(items, n, text, len(found))
        if first is None:
            found.append(items[n])
            n += 1
            continue
        del found[len(found) - (n - first) :]
        whole = text[items[first].start : items[last - 1].end]
        trades = _goes_there(items, first) or any(i.tag in _ACTS for i in items[last : last + 2])
        tag, value = ("place", stranger(whole)) if trades else ("word", whole.casefold())
        found.append(Item(tag, items[first].start, items[last - 1].end, " ".join(whole.split()), value))
        n = last
    return found


def _may_be_longer(items: Sequence[Item], n: int) -> bool:
    item = items[n]
    if item.tag == "place":
        before, after = items[n - 1] if n else None, items[n + 1] if n + 1 < len(items) else None
        return (after is not None and after.words[0].isupper()) or (
            before is not None and (before.words[0].isupper() or before.key in _words()["parts"] or before.key == "of")
        )
    return item.tag in ("word", "neutral") and n > 1 and item.words[0].isupper() and _goes_there(items, n)


def _reach(items: Sequence[Item], n: int, text: str, before: int) -> tuple[int | None, int]:
    """Return the first and last item of the longer name around item `n`, None when there is none."""
    item = items[n]
    if item.tag == "place":
        first, last = n, n + 1
        while last < len(items) and _is_proper(items[last]) and _touch(items, last, text):
            last += 1
        if n and before and item.words[0].isupper() and _touch(items, n, text):
            first = _first_of(items, n, text)
        return (first, last) if (first, last) != (n, n + 1) else (None, n + 1)
    if item.tag in ("word", "neutral") and n > 1 and _is_proper(item) and _goes_there(items, n):
        last = n + 1
        while last < len(items) and _is_proper(items[last]) and _touch(items, last, text):
            last += 1
        return (n, last) if item.tag == "word" or last > n + 1 else (None, last)
    return None, n + 1


def _first_of(items: Sequence[Item], n: int, text: str) -> int:
    """Return where a name that ends with the member at `n` begins."""
    before = items[n - 1]
    if before.key in _words()["parts"] or (before.key in _words()["parts_in_capitals"] and _is_new(items, n)):
        return n - 1
    first = n
    while first > 1 and _is_name_before(items, first - 1) and _touch(items, first, text):
        first -= 1
    if first < n:
        return first
    if before.key == "of" and n > 1 and _touch(items, n - 1, text):
        head = items[n - 2]
        if head.key in _words()["states"]:
            return n
        if head.words[0].isupper() and (
            head.key in _words()["heads"] or (head.tag == "word" and n > 2 and not _begins_sentence(items, n - 2))
        ):
            return n - 2
    return n


def _is_new(items: Sequence[Item], n: int) -> bool:
    """Whether the capital of New, Greater, Saint is that of a name, and not of a sentence: New German buyers."""
    after = items[n + 1].tag if n + 1 < len(items) else "stop"
    return items[n - 1].words[0].isupper() and (not _begins_sentence(items, n - 1) or after in _ENDS_A_NAME)


def _is_name_before(items: Sequence[Item], n: int) -> bool:
    return items[n].tag == "word" and _is_proper(items[n]) and not _begins_sentence(items, n)


def _begins_sentence(items: Sequence[Item], n: int) -> bool:
    return n == 0 or (items[n - 1].tag in ("sign", "stop") and items[n - 1].key != ",")


def _goes_there(items: Sequence[Item], n: int) -> bool:
    """Whether something is said to go to, or come from, what begins at item `n`."""
    at = n - 1
    if at >= 0 and items[at].key == "the":
        at -= 1
    if at < 1 or items[at].key not in ("to", "from", "into"):
        return False
    return items[at - 1].tag in _MOVED or items[at - 1].key in _words()["goes"]


def _is_proper(item: Item) -> bool:
    words = item.words
    if not words[0].isupper() or item.tag in _CLOSED or words in _words()["weekdays"] or words in MONTH_NAMES:
        return False
    return _PROPER.fullmatch(words) is not None


def _touch(items: Sequence[Item], n: int, text: str) -> bool:
    """Whether nothing but white space stands between item `n` and the one before it."""
    return n > 0 and text[items[n - 1].end : items[n].start] in (" ", "\n", "\u00a0", ". ")


def _is_headline(items: Sequence[Item]) -> bool:
    """Whether the words that count are in capitals, so that a capital says nothing of a name."""
    long = [i.words for i in items if len(i.words) >= _LONG_ENOUGH and i.words[0].isalpha()]
    return sum(w[0].islower() for w in long) * 4 < len(long)


@cache
def _words() -> dict[str, frozenset[str]]:
    path = files("weighbridge.words").joinpath("en", "names.toml")
    return {name: frozenset(words) for name, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}
