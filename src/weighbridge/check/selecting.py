"""Which of the patterns found in a sentence count: each amount and each word of change belongs to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.check.grammar import Grammar, Match
from weighbridge.check.items import Item

# roles that give context and leave their items free for other claims
CONTEXT = frozenset({"base", "since", "domain"})
# roles that name whom or what a claim is about: free as well, and still the sentence's own words
_NAMED = frozenset({"those", "some", "but"})
_FREE = CONTEXT | _NAMED
_WORDLESS = frozenset({"trend", "compare", "equal"})


@dataclass(frozen=True)
class Sentence:
    """A typed sentence: its items, the patterns that count in the order of the text, and what they took as context."""

    items: tuple[Item, ...]
    matches: tuple[Match, ...]
    context: frozenset[int]
    where: str

    def words(self, first: int, last: int) -> tuple[Item, ...]:
        """Return the items `first` to `last`, the last one left out."""
        return self.items[first:last]


def select(items: Sequence[Item], grammar: Grammar, where: str) -> Sentence:
    """Return the sentence with the patterns that count: the first in the order of the grammar that finds an anchor."""
    used = [False] * len(items)
    spans: list[tuple[int, int]] = []
    chosen: list[Match] = []
    for match in grammar.matches(items):
        anchors = [n for role, (a, b) in match.roles.items() if role not in _FREE for n in range(a, b)]
        if any(used[n] for n in anchors) or _counts_months(match, items) or _sets_no_mark(match, items):
            continue
        if match.says in _WORDLESS and any(a <= match.roles.get("way", (match.start,))[0] < b for a, b in spans):
            continue
        for n in anchors:
            used[n] = True
        spans.append((match.start, match.end))
        chosen.append(match)
    context = {n for m in chosen for role, (a, b) in m.roles.items() if role in CONTEXT for n in range(a, b)}
    chosen.sort(key=lambda m: (m.start, m.end))
    return Sentence(tuple(items), tuple(chosen), frozenset(context), where)


def _counts_months(match: Match, items: Sequence[Item]) -> bool:
    """Whether "after ten months" was taken for a base: it says how long the year had been going on."""
    if match.says != "measured":
        return False
    first, last = match.roles["base"]
    return any(i.tag == "period" and i.value.kind == "so_many" for i in items[first:last])


def _sets_no_mark(match: Match, items: Sequence[Item]) -> bool:
    """Whether what was taken for a mark that some of several passed is a plain quantity: both took 300 tonnes."""
    if match.says not in ("counted", "counted_list", "only", "marked_run") or "amount" not in match.roles:
        return False
    amount = items[match.roles["amount"][0]].value
    return "mark" not in match.roles and amount.hedge not in _SIDES


_SIDES = frozenset({"more than", "at least", "less than", "at most"})
