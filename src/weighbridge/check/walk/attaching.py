"""What belongs to a quantity alone: the phrases right after it that say when, to whom or of what."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD

_QUANTITIES = frozenset({"quantity", "number", "foreign"})
_TRADE = frozenset({"flow", "moves", "gives", "takes"})
_TIMED = frozenset({"in", "during", "for", "over", "of", "through", "throughout", "at", "on", "since"})
PLACED = frozenset({"to", "from", "by", "for", "into", "with", "of", "in"})
_LEADS = PLACED | _TIMED
_JOINS = frozenset({"and", "but", "or"})  # in 2023 52,307 t and in 2022 46,728 t

Step = tuple[int, int]  # the item that modifies, and where to go on


def modifiers(items: Sequence[Item], reporter: str) -> dict[int, list[int]]:
    """Return the places of the modifiers of each quantity, by the quantity's place."""
    return {n: _after(items, n, reporter) for n, item in enumerate(items) if item.tag in _QUANTITIES}


def _after(items: Sequence[Item], n: int, reporter: str) -> list[int]:
    found: list[int] = []
    at = n + 1
    while at < len(items):
        if found and items[at].tag in ("flow", "moves") and items[at - 1].tag == "product":
            at += 1  # 4,900 tonnes of magnet exports for May
            continue
        step = _one(items, at, reporter)
        if step is None:
            break
        found.append(step[0])
        at = step[1]
    return found


def _one(items: Sequence[Item], at: int, reporter: str) -> Step | None:
    if items[at].key == "of" and at + 2 < len(items) and items[at + 1].tag in ("it", "that"):
        at += 2  # 212 tonnes of it for Poland
    return _bare(items, at, reporter) or _with_preposition(items, at, reporter)


def _bare(items: Sequence[Item], at: int, reporter: str) -> Step | None:
    """A period, a partner or the reporter's clause without a preposition."""
    item, following = items[at], items[at + 1 : at + 3]
    if item.tag == "period":
        return at, at + 1
    closes = not following or following[0].tag in ("sign", "stop") or following[0].key == "and"
    if item.tag == "place" and item.value not in (reporter, WORLD) and closes:
        return at, at + 1  # 53,200 t of it Chilean
    if item.tag in ("that", "stop") and len(following) == 2 and _is_reporter(following[0], reporter):
        return (at + 1, at + 3) if following[1].tag in _TRADE else None  # the 6,146 tonnes that China exported
    return None


def _is_reporter(item: Item, reporter: str) -> bool:
    return item.tag == "place" and item.value == reporter


def _with_preposition(items: Sequence[Item], at: int, reporter: str) -> Step | None:
    """In June, shipped to Germany, of magnets: up to three plain words may come before the preposition."""
    begin = at
    while (
        at < len(items) and at - begin < 3 and items[at].key not in _LEADS and _is_plain(items[at], first=at == begin)
    ):
        at += 1
    if at >= len(items) or items[at].key not in _LEADS:
        return None
    preposition, target = items[at].key, at + 1
    while target < len(items) and (
        items[target].key in ("the", "its", "both", "just") or items[target].tag == "all_of"
    ):
        target += 1
    if target >= len(items):
        return None
    head = items[target]
    belongs = (
        (head.tag == "period" and preposition in _TIMED)
        or (head.tag == "place" and preposition in PLACED and head.value != reporter)
        or (head.tag == "product" and preposition == "of" and at == begin)
    )
    return (target, target + 1) if belongs else None


def _is_plain(item: Item, *, first: bool) -> bool:
    if item.tag in ("gives", "takes", "moves", "neutral"):
        return True
    if item.tag == "flow":
        return not first or item.key.endswith("ed")  # 1,260 tonnes exported in July
    return item.tag == "word" and item.words.islower() and item.key not in _JOINS
