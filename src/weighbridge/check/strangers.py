"""Whose figures a clause states where they are somebody else's: a company's, those of an office of a partner."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.check.items import Item

_OFFICES = frozenset({
    "ministry", "customs", "statistics", "census", "bureau", "statisticians", "office", "treasury",
})  # fmt: skip
_DOES = frozenset({
    "produced", "produces", "made", "makes", "mined", "mines", "processed", "has", "had", "owns", "used", "uses",
    "needs", "wants", "holds", "operates", "opened", "employs", "paid", "earned", "posted", "plans", "hopes", "ships",
    "runs", "built", "says", "said",
})  # fmt: skip
_BUSINESSES = frozenset({
    "company", "group", "firm", "miner", "client", "plant", "factory", "smelter", "refinery", "subsidiary", "issuer",
    "mine",
})  # fmt: skip
_ACTS = frozenset({"gives", "takes", "moves", "forecast", "rise", "fall"})
_LEAST = 2  # words of a name, where its first may only begin the sentence
_REACH = 4  # items between a place and the word for its office


def stranger(items: Sequence[Item], n: int, reporter: str, world: str) -> str:
    """Return whose figures those at item `n` are, in words; empty where nobody strange is named.

    The subject of the clause decides: a proper name of no member, or an office of a partner.
    """
    inside, begin = False, 0
    for m in range(n):
        inside = items[m].words == "(" or (inside and items[m].words != ")")
        if not inside and _parts(items, m):
            begin = m + 1
    return _company(items, begin, n) or _business(items, begin, n) or _office(items, n, reporter, world)


def _parts(items: Sequence[Item], m: int) -> bool:
    """Whether a new clause begins after item `m`."""
    item = items[m]
    return item.words in (";", ":", "\u2013", "\u2014") or (
        item.tag == "stop" and item.key in ("while", "whereas", "but", "although", "though", "because", "yet", "when")
    )


def _company(items: Sequence[Item], begin: int, n: int) -> str:
    """The proper name of several words a clause begins with, right before its verb: Hyundai Mobis needs."""
    at, words = begin, list[str]()
    while (
        at < n and (items[at].key in ("the", "and", "meanwhile", "here") or items[at].words in (",", '"')) and not words
    ):
        at += 1
    while at < n and items[at].tag in ("word", "neutral") and items[at].words[:1].isupper():
        words.append(items[at].words)
        at += 1
    if len(words) < _LEAST or at >= n:
        return ""
    verb = items[at]
    acts = verb.tag in _ACTS or (verb.tag == "flow" and verb.key.endswith("ed")) or verb.key in _DOES
    return " ".join(words) if acts else ""


def _business(items: Sequence[Item], begin: int, n: int) -> str:
    """The business a clause is about without its name: the company produced, our client ordered, her plant needs."""
    at = begin
    while at < n and items[at].words in (",", '"'):
        at += 1
    if at >= n or not (items[at].key in ("the", "our", "my", "a", "her", "his") or items[at].tag == "its"):
        return ""
    noun = next((m for m in range(at + 1, min(at + 4, n)) if items[m].key in _BUSINESSES), None)
    if noun is None or any(i.tag not in ("word", "neutral") for i in items[at + 1 : noun]):
        return ""
    after = items[noun + 1] if noun + 1 < len(items) else None
    ours = after is None or after.tag in ("poss", "place", "product") or after.key in ("in", "of", "to", "for")
    return "" if ours and (after is None or after.tag != "poss") else f"that {items[noun].words}"


def _office(items: Sequence[Item], n: int, reporter: str, world: str) -> str:
    """An office of a partner named in the sentence: according to Japan's finance ministry."""
    for at, item in enumerate(items[:n]):
        if item.tag != "place" or item.value in (reporter, world):
            continue
        for following in items[at + 1 : at + 1 + _REACH]:
            if following.tag not in ("poss", "word", "neutral"):
                break
            if following.key in _OFFICES:
                return f"what {item.words} itself counts"
    return ""
