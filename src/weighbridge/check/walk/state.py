"""The state of a walk through one sentence, and what its steps ask of the words around an item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from weighbridge.card import Card
from weighbridge.check.discourse import Discourse
from weighbridge.check.frame import Frame
from weighbridge.check.items import Item
from weighbridge.check.selecting import Sentence
from weighbridge.check.walk.attaching import PLACED, modifiers
from weighbridge.model import Flow, Period
from weighbridge.words import reader_tables

JOINS = frozenset({"and", ",", "&", "plus", "or"})
AGAINST = frozenset(
    {"against", "instead", "not", "from", "versus", "vs", "compared", "compares", "compare", "comparing", "than"}
)
MOVEMENTS = frozenset(
    {"change", "ratio", "difference", "moved", "trend", "factor", "monotone", "streak", "ratio_to_last"}
)
ADJECTIVE_ENDS = ("ly", "ed", "ing", "al", "ous", "ful", "ive", "ent", "ant", "ish", "est", "er", "less", "ary")


_BEFORE_AS = frozenset({"period", "percent", "quantity", "against"})


@cache
def function_words() -> frozenset[str]:
    """Return the words that say nothing by themselves."""
    return frozenset(reader_tables()["function"]["words"])


@cache
def usual_words() -> frozenset[str]:
    """Return the words that say what is usual, which is nothing about the month spoken of."""
    return frozenset(reader_tables()["usual"]["words"])


@cache
def words_for_goods() -> frozenset[str]:
    """Return the words for goods as such, which say nothing of which goods are meant."""
    return frozenset(reader_tables()["goods"]["words"])


@dataclass(slots=True)
class State:
    """What is in force while a sentence is walked; `frame_at` has the frame as each item was reached."""

    sentence: Sentence
    discourse: Discourse
    flows_known: Callable[[str], frozenset[Flow]]
    items: tuple[Item, ...] = field(init=False)
    frame: Frame = field(init=False)
    frame_at: list[Frame] = field(default_factory=list)
    partner_at: list[bool] = field(default_factory=list)
    period_at: list[bool] = field(default_factory=list)
    product_at: list[bool] = field(default_factory=list)
    named_partner: bool = False
    named_period: bool = False
    named_product: bool = False
    named_subject: bool = False
    reset_to_world: bool = False
    carried: bool = False
    carried_loosely: bool = False  # by "the figure", which may be that of all
    modifiers: dict[int, list[int]] = field(default_factory=dict)
    bound: dict[int, int] = field(default_factory=dict)  # item -> the quantity it belongs to
    _agent: str = ""
    _clause_named: bool = False
    _last_place: int = -9
    _head: int = -9  # a price, an output: what it is of names nothing else
    _last_product: int = -9
    _year: int = 0
    _to_date: bool = False
    mentioned: Period | None = None  # the last period named, in whatever role
    between: Frame | None = None  # the first of two periods between which something moved
    _resumed: Period | None = None  # the period to go back to after that of a percentage something moved from
    _reopened: Frame | None = None  # the frame to go back to after a clause about a base
    _aside: tuple[str, ...] = ()  # the partners to go back to after a clause set between commas
    lost: bool = False  # "that month", where no month is to be found
    leaned_from: Period | None = None  # what "four months later" was said of
    _outer: tuple[Frame, int] | None = None  # the frame before a bracket, and where the bracket begins
    _main: Frame | None = None  # the frame before a relative clause changed it

    def __post_init__(self) -> None:
        self.items = self.sentence.items
        self.frame = self.discourse.frame
        self.modifiers = modifiers(self.items, self.card.movement.reporter)
        self.bound = {m: n for n, found in self.modifiers.items() for m in found}

    @property
    def card(self) -> Card:
        """The dataset's card."""
        return self.discourse.card

    def ends_clause(self, n: int) -> bool:
        """Whether a clause cannot go on past item `n`: punctuation, another amount, a conjunction."""
        item = self.items[n]
        if item.key == "as" and n and self.items[n - 1].tag in _BEFORE_AS:
            return True  # rose 13.6% in 2020 as demand grew
        return item.tag in ("stop", "quantity", "percent", "fraction", "times", "sign", "points") or item.key in (
            "and",
            "but",
            "than",
            "or",
        )

    def comes_after(self, n: int, words: frozenset[str]) -> bool:
        """Whether one of these words leads up to item `n`: against the 246 tonnes."""
        at = n - 1
        while at >= 0 and self.items[at].key in ("the", "with", "to", "just", "only", "a", "its"):
            at -= 1
        return at >= 0 and self.items[at].key in words

    def completed(self, frame: Frame, first: int, last: int) -> Frame:
        """The frame of a claim that ends before item `last`, with the slots that its clause names only afterwards."""
        end = last
        while end < len(self.items) and not self.ends_clause(end):
            end += 1
        if end <= last or end - 1 >= len(self.frame_at):
            return frame
        later = self.frame_at[end - 1]
        if self.between is not None and not self.period_at[first]:
            frame = frame.at(self.frame.period)
        named = [i.tag for n, i in enumerate(self.items[last:end], last) if n not in self.sentence.context]
        if "place" in named and not self.partner_at[first]:
            frame = frame._replace(
                partners=later.partners, unknown=later.unknown or frame.unknown, without=later.without
            )
        if "rest" in named and (not self.partner_at[first] or self._leads_to_rest(last, end)):
            frame = frame._replace(partners=later.partners, unknown=later.unknown, without=later.without)
        if "product" in named and not self.product_at[first]:
            frame = frame._replace(products=later.products)
        if "period" in named and self.between is None and not self.period_at[first] and later.period != frame.period:
            frame = frame.at(later.period)
        if "flow" in named:
            frame = frame._replace(flow=later.flow)
        return frame

    def _leads_to_rest(self, first: int, last: int) -> bool:
        """Whether a preposition binds the word for others to what is said before it: 300 t went to other buyers."""
        rests = [(n, i) for n, i in enumerate(self.items[first:last], first) if i.tag == "rest"]
        return any(self._before(n) in PLACED or i.key in ("elsewhere", "everywhere else") for n, i in rests)

    def _before(self, n: int) -> str:
        at = n - 1
        while at >= 0 and (self.items[at].key in ("the", "both") or self.items[at].tag == "all_of"):
            at -= 1
        return self.items[at].key if at >= 0 else ""

    def _pointed_at(self, n: int) -> bool:
        return any(
            i.key in ("the", "that", "this") or i.tag in ("its", "it", "that") for i in self.items[max(0, n - 2) : n]
        )

    def _is_then(self, n: int) -> bool:
        return any(m.roles["then"][0] <= n < m.roles["then"][1] for m in self.sentence.matches if "then" in m.roles)

    def _happens_there(self, n: int) -> bool:
        """Whether the words before say that something happened then or there, which is not what a figure is about."""
        if self.items[n].tag == "period" and self.items[n].value.kind == "so_many":
            return False  # after ten months, 47,778 tonnes had been shipped
        after = [i.key for i in self.items[n + 1 : n + 3]]
        if after[:1] == [","] and after[1:] in (["when"], ["where"]):
            return False
        before = self.items[max(0, n - 3) : n]
        if (
            self.items[n].tag == "period"
            and any(i.key in ("after", "before", "following", "until") for i in before)
            and not any(i.tag == "quantity" for i in before)
        ):
            return True
        return any(i.tag == "happened" for i in before) and all(i.tag in ("happened", "word") for i in before[-2:])

    def _left_out(self, n: int) -> bool:
        """Whether a member is named only to be left out: a count that excludes magnets."""
        before, after = self.items[max(0, n - 3) : n], self.items[n + 1 : n + 3]
        denied = [i.tag for i in before[-2:]] + [
            i.tag for i in before[-3:-2] if before[-2:] and before[-2].tag == "neutral"
        ]
        return (
            any(i.tag == "excluding" for i in before)
            or any(i.tag == "left_out" for i in after[:1])
            or (bool(after) and after[0].key == "not" and len(after) > 1)
            or (
                "negation" in denied and any(i.key in ("but", "not") for i in before) and self.items[n].tag == "product"
            )
        )

    def _joined(self, first: int, last: int) -> bool:
        """Whether two members stand in one list: joined by `and`, or by a comma that an `and` follows."""
        between = [i.key for i in self.items[first + 1 : last]]
        if not between or any(w not in JOINS | {"the"} for w in between):
            return False
        return any(w in JOINS - {","} for w in between) or ("," in between and self._list_goes_on(last))

    def _list_goes_on(self, n: int) -> bool:
        for item in self.items[n + 1 : n + 7]:
            if item.key in ("and", "&"):
                return True
            if item.tag not in ("place", "product", "sign") and item.key != "the":
                return False
        return False

    def _pointed_back(self, n: int) -> bool:
        near = [i.tag for i in self.items[max(0, n - 4) : n]] + [i.key for i in self.items[n + 1 : n + 2]]
        return "its" in near or "it" in near or "there" in near

    @property
    def kept(self) -> Frame:
        """The frame that stays in force after the sentence: what a relative clause spoke of does not."""
        return self._main or self.frame
