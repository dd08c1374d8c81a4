"""A walk through one sentence from left to right: what each word does to the frame, and the frame each claim is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from weighbridge.card import Card
from weighbridge.check.discourse import Discourse
from weighbridge.check.frame import Frame
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD, mentions, period_of, resolved
from weighbridge.check.selecting import CONTEXT, Sentence
from weighbridge.check.when import When
from weighbridge.model import Flow, Period
from weighbridge.words import reader_tables

_BOUNDARIES = frozenset({",", ";", ":", "(", ")", "–", "—", "-", "•", "."})
_PLACED = frozenset({"to", "from", "by", "for", "into", "with", "of", "in"})
_JOINS = frozenset({"and", ",", "&", "plus", "or"})
_TIMED = frozenset({"in", "during", "for", "over", "of", "through", "throughout", "at", "on", "since"})
_TRADE = frozenset({"flow", "moves", "gives", "takes"})
AGAINST = frozenset({"against", "instead", "not", "from", "versus", "vs", "compared", "compares", "compare", "comparing", "than"})
MOVEMENTS = frozenset({"change", "ratio", "difference", "moved", "trend", "factor", "monotone", "streak", "ratio_to_last"})
_VERBS = frozenset({"was", "were", "is", "are", "came", "reached", "totalled", "totaled", "stood", "hit", "amounted", "has", "had", "have", "rose", "fell"})
_ADJECTIVE_ENDS = ("ly", "ed", "ing", "al", "ous", "ful", "ive", "ent", "ant", "ish", "est", "er", "less", "ary")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim is about: the frame the words lead to, and other frames they leave open, with why."""

    frame: Frame
    others: tuple[tuple[Frame, str], ...] = ()


@dataclass(slots=True)
class Walk:
    """The state of the walk. `frame_at` gives the frame as it stood when each item was reached."""

    sentence: Sentence
    discourse: Discourse
    flows_known: Callable[[str], frozenset[Flow]]
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
    modifiers: dict[int, list[int]] = field(default_factory=dict)
    bound: dict[int, int] = field(default_factory=dict)  # item -> the quantity it belongs to

    _agent: str = ""
    _clause_named: bool = False
    _last_place: int = -9
    _last_product: int = -9
    _year: int = 0
    _to_date: bool = False
    between: Frame | None = None  # the first of two periods between which something moved
    _main: Frame | None = None  # the frame before a relative clause changed it

    def __post_init__(self) -> None:
        self.frame = self.discourse.frame
        self._bind_modifiers()

    @property
    def card(self) -> Card:
        return self.discourse.card

    @property
    def items(self) -> tuple[Item, ...]:
        return self.sentence.items

    # ---- what belongs to a quantity --------------------------------------------------------------------------------

    def _bind_modifiers(self) -> None:
        """Find the phrases right after each quantity that say when, to whom or of what: they are about it alone."""
        for n, item in enumerate(self.items):
            if item.tag in ("quantity", "number", "foreign"):
                found = list(self._modifiers_after(n))
                self.modifiers[n] = found
                for m in found:
                    self.bound[m] = n

    def _modifiers_after(self, n: int) -> list[int]:
        found: list[int] = []
        at, items = n + 1, self.items
        while at < len(items):
            if found and items[at].tag in ("flow", "moves") and items[at - 1].tag == "product":
                at += 1  # 4,900 tonnes of magnet exports for May
                continue
            step = self._one_modifier(at)
            if step is None:
                break
            found += step[0]
            at = step[1]
        return found

    def _one_modifier(self, at: int) -> tuple[list[int], int] | None:
        items = self.items
        item = items[at]
        if _key(item) == "of" and at + 2 < len(items) and items[at + 1].tag in ("it", "that"):
            at += 2  # 212 tonnes of it for Poland
            item = items[at]
        if item.tag == "period":
            return [at], at + 1
        if item.tag == "place" and item.value not in (self.card.movement.reporter, WORLD) and (at + 1 >= len(items) or items[at + 1].tag in ("sign", "stop") or _key(items[at + 1]) == "and"):
            return [at], at + 1  # 53,200 t of it Chilean
        if item.tag in ("that", "stop") and at + 2 < len(items) and items[at + 1].tag == "place" and items[at + 1].value == self.card.movement.reporter and items[at + 2].tag in _TRADE:
            return [at + 1], at + 3  # the 6,146 tonnes that China exported
        begin = at
        while at < len(items) and at - begin < 3 and (items[at].tag in ("gives", "takes", "moves") or _plain(items[at]) or (items[at].tag == "flow" and at > begin)):
            if _key(items[at]) in _PLACED | _TIMED:
                break
            at += 1
        if at >= len(items) or _key(items[at]) not in _PLACED | _TIMED:
            return None
        preposition, target = _key(items[at]), at + 1
        while target < len(items) and (_key(items[target]) in ("the", "its", "both", "just") or items[target].tag == "all_of"):
            target += 1
        if target >= len(items):
            return None
        head = items[target]
        if head.tag == "period" and preposition in _TIMED | {"of"} and at - begin <= 3:
            return [target], target + 1
        if head.tag == "place" and preposition in _PLACED and head.value != self.card.movement.reporter:
            return [target], target + 1
        if head.tag == "product" and preposition == "of" and at == begin:
            return [target], target + 1
        return None

    # ---- the walk --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Walk to the end; afterwards `frame_at` holds a frame for each item."""
        self._open_sentence()
        for n, item in enumerate(self.items):
            self.frame_at.append(self.frame)
            self.partner_at.append(self.named_partner)
            self.period_at.append(self.named_period)
            self.product_at.append(self.named_product)
            if n in self.sentence.context and not self._comes_next(n):
                self._reopen(n)
                continue
            if n in self.bound:
                self._bound_mention(n, item)
                continue
            self._meet(n, item)
            self.frame_at[n] = self.frame

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
            frame = replace(frame, partners=later.partners, unknown=later.unknown or frame.unknown)
        if "rest" in named and not self.partner_at[first]:
            frame = replace(frame, unknown=later.unknown)
        if "product" in named and not self.product_at[first]:
            frame = replace(frame, products=later.products)
        if "period" in named and self.between is None and not self.period_at[first] and later.period != frame.period:
            frame = frame.at(later.period)
        if "flow" in named:
            frame = replace(frame, flow=later.flow)
        return frame

    def ends_clause(self, n: int) -> bool:
        """Whether a clause cannot go on past item `n`: punctuation, another amount, a conjunction."""
        item = self.items[n]
        return item.tag in ("stop", "quantity", "percent", "fraction", "times", "sign", "points") or _key(item) in ("and", "but", "than", "or")

    def _open_sentence(self) -> None:
        opens = next((i for i in self.items if i.tag not in ("sign",)), None)
        self.carried = opens is not None and opens.tag in ("it", "its", "that")
        stranger = self._strange_subject()
        if stranger:
            self.frame = replace(self.frame, unknown=stranger)

    def _strange_subject(self) -> str:
        """The words a sentence begins with, where they name something the card does not know: lanthanum oxide made up."""
        words: list[str] = []
        for item in self.items[:6]:
            if item.tag == "word" and _key(item) in _VERBS or item.tag in ("accounts", "rise", "fall", "gives", "takes"):
                break
            if item.tag not in ("word", "neutral", "sign") or (item.tag == "sign" and words):
                return ""
            if item.tag == "word" and _key(item) not in function_words():
                words.append(item.words)
        else:
            return ""
        nouns = [w for w in words if not w.casefold().endswith(_ADJECTIVE_ENDS)]
        return " ".join(words) if nouns and len(words) <= 3 else ""

    def _comes_next(self, n: int) -> bool:
        """Whether it is somebody who follows in an order, and of whom the words after it speak: followed by Asia with."""
        return n > 0 and (self.items[n - 1].tag == "next" or (n > 1 and self.items[n - 2].tag == "next"))

    def _reopen(self, n: int) -> None:
        """A base becomes the subject of what follows: "than Germany, which imported", "on May, when exports had sunk"."""
        after = self.items[n + 1 : n + 3]
        if len(after) < 2 or after[0].words != "," or _key(after[1]) not in ("which", "who", "when", "where"):
            return
        match = next((m for m in self.sentence.matches for role, (a, b) in m.roles.items() if role in CONTEXT and a <= n < b), None)
        if match is None or "base" not in match.roles:
            return
        said = mentions(self.items, *match.roles["base"], self.card)
        self._main = self._main or self.frame
        self.frame = resolved(self.frame, said, self.discourse.clock)
        self.frame_at[n] = self.frame
        if said.places:
            self._clause_named, self._agent, self._last_place = True, "partner", n

    @property
    def kept(self) -> Frame:
        """The frame that stays in force after the sentence: what a relative clause spoke of does not."""
        return self._main or self.frame

    def _bound_mention(self, n: int, item: Item) -> None:
        """A month or product said of a quantity that is the sentence's own holds for the rest of the sentence too."""
        quantity = self.bound[n]
        if quantity in self.sentence.context or self._is_then(quantity) or self.comes_after(quantity, AGAINST):
            return
        if item.tag == "period" and not item.value.leans and not self.named_period:
            self._period(n, item)
        if item.tag == "product":
            self._product(n, item)

    def comes_after(self, n: int, words: frozenset[str]) -> bool:
        """Whether one of these words leads up to item `n`: against the 246 tonnes."""
        at = n - 1
        while at >= 0 and _key(self.items[at]) in ("the", "with", "to", "just", "only", "a", "its"):
            at -= 1
        return at >= 0 and _key(self.items[at]) in words

    def _is_then(self, n: int) -> bool:
        return any(m.roles["then"][0] <= n < m.roles["then"][1] for m in self.sentence.matches if "then" in m.roles)

    def _meet(self, n: int, item: Item) -> None:
        match item.tag:
            case "sign" | "stop":
                self._clause_named = self._clause_named and _key(item) in (",", "when", "where")
                if item.words != ",":
                    self._agent = ""
            case "place":
                self._place(n, item)
            case "product":
                self._product(n, item)
            case "flow" | "moves" | "gives" | "takes":
                self._trade(n, item)
            case "whole":
                self._whole(n)
            case "it" | "its":
                self._refer(item)
            case "period":
                self._period(n, item)
            case "outside":
                self._outside(n, item)
            case "rest":
                self.frame = replace(self.frame, unknown=item.words)
                self.named_subject = self._clause_named = self.named_partner = True
            case "figure":
                self._figure(n)
            case "together" | "members" | "most" | "number":
                self._several(n)
            case _:
                pass

    def _place(self, n: int, item: Item) -> None:
        if self._happens_there(n) or self._left_out(n):
            return
        if item.value == self.card.movement.reporter:
            self._reporter(n)
            return
        if item.value == WORLD and any(i.tag in ("share", "accounts") for i in self.items[:n]):
            return  # its share of the world total
        if item.value == WORLD:
            self.frame = self.frame.of(WORLD)
            self.named_partner = self.named_subject = self._clause_named = True
            return
        if (meant := self._country_of(n, item)) is not None:
            self.frame = self.frame.of(meant)
            self._clause_named = self.named_partner = self.named_subject = True
            self._agent, self._last_place = "partner", n
            return
        self.discourse.met_place(item.value)
        joined = n - self._last_place <= 3 and self._joined(self._last_place, n)
        self.frame = self.frame.of(*dict.fromkeys((*self.frame.partners, item.value))) if joined else self.frame.of(item.value)
        self._last_place = n
        self._clause_named = self.named_partner = self.named_subject = True
        if self._before(n) not in _PLACED:
            self.discourse.refers_to_reporter = False
            self._agent = "partner"

    def _country_of(self, n: int, item: Item) -> str | None:
        """The country meant by the South American producer: the last one named that lies there."""
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        single = following is not None and following.tag == "members" and not following.words.casefold().endswith("s")
        if not single or not any(p.within == item.value for p in self.card.places.values()):
            return None
        return next((p for p in reversed(self.discourse.recent_places) if p != item.value and self.card.lies_in(p, item.value)), None)

    def _joined(self, first: int, last: int) -> bool:
        """Whether two members stand in one list: joined by `and`, or by a comma that an `and` follows."""
        between = [_key(i) for i in self.items[first + 1 : last]]
        if not between or any(w not in _JOINS | {"the"} for w in between):
            return False
        return any(w in _JOINS - {","} for w in between) or ("," in between and self._list_goes_on(last))

    def _list_goes_on(self, n: int) -> bool:
        for item in self.items[n + 1 : n + 7]:
            if _key(item) in ("and", "&"):
                return True
            if item.tag not in ("place", "product", "sign") and _key(item) != "the":
                return False
        return False

    def _before(self, n: int) -> str:
        at = n - 1
        while at >= 0 and (_key(self.items[at]) in ("the", "both") or self.items[at].tag == "all_of"):
            at -= 1
        return _key(self.items[at]) if at >= 0 else ""

    def _reporter(self, n: int) -> None:
        before = self._before(n)
        if before in ("from", "of", "in", "outside", "within", "into", "inside", "by", "to", "out"):
            return
        self._agent = "reporter"
        self.discourse.refers_to_reporter = True
        self.named_subject = True
        if not self._clause_named:
            self.frame = self.frame.of(WORLD)
            self.reset_to_world = True

    def _left_out(self, n: int) -> bool:
        """Whether a member is named only to be left out: a count that excludes magnets."""
        before, after = self.items[max(0, n - 3) : n], self.items[n + 1 : n + 3]
        denied = [i.tag for i in before[-2:]] + [i.tag for i in before[-3:-2] if before[-2:] and before[-2].tag == "neutral"]
        return (
            any(i.tag == "excluding" for i in before)
            or any(i.tag == "left_out" for i in after[:1])
            or (bool(after) and _key(after[0]) in ("not",) and len(after) > 1)
            or ("negation" in denied and any(_key(i) in ("but", "not") for i in before) and self.items[n].tag == "product")
        )

    def _product(self, n: int, item: Item) -> None:
        if self._left_out(n) or (n - self._last_product <= 4 and self._before(n) in ("of", "with", "from", "in", "for")):
            return
        self.discourse.met_product(item.value)
        joined = n - self._last_product <= 3 and self._joined(self._last_product, n)
        self.frame = self.frame.made_of(*dict.fromkeys((*self.frame.products, item.value))) if joined else self.frame.made_of(item.value)
        self._last_product = n
        self.named_subject = self.named_product = True

    def _trade(self, n: int, item: Item) -> None:
        if item.words.casefold().endswith(" in") and n + 1 < len(self.items) and _key(self.items[n + 1]) in ("at", "above", "below", "under", "with", "between"):
            return  # came in at
        self.named_subject = True
        if item.tag == "flow":
            self._named_flow(n, item)
        elif item.tag in ("gives", "takes"):
            self._moved_by_agent(n, item.tag)
        stranger = self._strange_modifier(n)
        if stranger:
            self.frame = replace(self.frame, unknown=stranger)
            return
        if item.tag in ("flow", "moves") and not _is_verb(item.words):
            self._reset_unless_named(n)
            if self.frame.unknown and not self.named_partner:
                self.frame = replace(self.frame, unknown="")

    def _named_flow(self, n: int, item: Item) -> None:
        flow = Flow(item.value)
        if self._agent == "it" and _is_verb(item.words):
            self._whom_it_means(flow is Flow.EXPORT)
        other = Flow.IMPORT if flow is Flow.EXPORT else Flow.EXPORT
        known = [self.flows_known(product) for product in self.frame.products]
        if self._agent == "partner" and (self._is_agent_of(n) or self._last_place < 0):
            flow = other if all(other in flows for flows in known) or not any(flow in flows for flows in known) else flow
        elif self._agent != "reporter" and not any(flow in flows for flows in known) and all(other in flows for flows in known):
            flow = other  # the word is somebody else's: arrivals of what China ships
        self.frame = replace(self.frame, flow=flow)

    def _is_agent_of(self, n: int) -> bool:
        """Whether the partner named last does the exporting or importing itself: US imports, Germany imported."""
        between = self.items[self._last_place + 1 : n]
        plain = all(i.tag in ("poss", "neutral", "product", "period", "against", "word", "stop", "sign") and _key(i) not in ("of", "and", ";", ":") for i in between)
        return self._last_place >= 0 and plain and len(between) <= 5

    def _is_passive(self, n: int) -> bool:
        """Whether the verb is done to its subject: they were sold 994 tonnes."""
        return n > 0 and _key(self.items[n - 1]) in ("was", "were", "been", "being", "is", "are") and self._agent in ("it", "partner")

    def _moved_by_agent(self, n: int, tag: str) -> None:
        gives = (tag == "gives") != self._is_passive(n)
        if self._agent == "it":
            self._whom_it_means(gives)
        if self._agent not in ("reporter", "partner"):
            return
        movement = self.card.movement
        by_reporter = (self._agent == "reporter") == gives
        flow = Flow(movement.when_reporter_gives if by_reporter else movement.when_reporter_takes)
        if all(flow in self.flows_known(product) for product in self.frame.products):
            self.frame = replace(self.frame, flow=flow)

    def _whom_it_means(self, gives: bool) -> None:
        """A pronoun that gives or takes means whoever does so in the flow spoken of."""
        movement = self.card.movement
        reporter_gives = self.frame.flow is Flow(movement.when_reporter_gives)
        if reporter_gives == gives:
            self._agent = "reporter"
            if not self.named_partner:
                self.frame = self.frame.of(WORLD)
                self._clause_named = False
        else:
            self._agent = "partner"

    def _reset_unless_named(self, n: int) -> None:
        """Shipments, exports, sales: of everybody together, unless the phrase says of whom or points back."""
        if self._clause_named or self._pointed_back(n) or self._partner_follows(n):
            return
        if self.discourse.heading.partners:
            self.frame = self.frame.of(*self.discourse.heading.partners)
            return
        self.frame = self.frame.of(WORLD)
        self.reset_to_world = True

    def _pointed_back(self, n: int) -> bool:
        near = [i.tag for i in self.items[max(0, n - 4) : n]] + [_key(i) for i in self.items[n + 1 : n + 2]]
        return "its" in near or "it" in near or "there" in near

    def _partner_follows(self, n: int) -> bool:
        at = n + 1
        while at < len(self.items) and at <= n + 5:
            item = self.items[at]
            if item.tag == "place" and item.value != self.card.movement.reporter:
                return self._before(at) in _PLACED
            if item.tag in ("sign", "quantity", "percent", "rise", "fall", "stop"):
                return False
            at += 1
        return False

    def _strange_modifier(self, n: int) -> str:
        """The words for goods the card does not know, right before a word of trade: smartphone exports, car sales."""
        item = self.items[n - 1] if n else None
        if item is None or item.tag != "word" or item.words.casefold() in function_words() or len(item.words) < 3:
            return ""
        if item.words.casefold().endswith(_ADJECTIVE_ENDS) or _is_verb(self.items[n].words) or self.items[n].tag in ("gives", "takes"):
            return ""
        return item.words

    def _whole(self, n: int) -> None:
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if self._before(n) in ("of", "from") or any(i.tag in ("share", "accounts") for i in self.items[:n]) or (following is not None and following.tag == "poss"):
            return
        if self._clause_named and (self.items[n - 1].tag in ("place", "its", "poss") if n else False):
            return
        self.frame = self.frame.of(WORLD)
        self.reset_to_world = self.named_subject = True
        self._clause_named = False

    def _refer(self, item: Item) -> None:
        self.carried = True
        self.named_subject = True
        if not self.named_partner and not self._clause_named:
            self.frame = self.frame.of(WORLD) if self.discourse.refers_to_reporter and item.tag == "its" else self.frame.of(*self.discourse.spoken_of)
        if not self._agent:
            self._agent = "it"
        if not (self.discourse.refers_to_reporter and item.tag == "its"):
            self._clause_named = True

    def _figure(self, n: int) -> None:
        """The figure, that volume: of whoever was spoken of, unless the sentence has named somebody."""
        self.named_subject = True
        if not self._clause_named and not self.named_partner and self._pointed_at(n) and not self.reset_to_world:
            self.frame = self.frame.of(*self.discourse.spoken_of)
            self.carried = True

    def _pointed_at(self, n: int) -> bool:
        return any(_key(i) in ("the", "that", "this") or i.tag in ("its", "it", "that") for i in self.items[max(0, n - 2) : n])

    def _several(self, n: int) -> None:
        """The two grades, both countries, the pair: the members named last, added up."""
        size = self._how_many(n)
        if not size:
            return
        near = {i.words.casefold() for i in self.items[n : n + 2]}
        goods = bool(near & {"grades", "products", "metals", "categories", "goods", "materials"})
        if not goods and (spoken := self._spoken_of_together(size)) is not None:
            self.frame = spoken
            self.named_subject = self._clause_named = self.named_partner = True
            return
        recent = self.discourse.recent_products if goods else self.discourse.recent_places
        if self._clause_named and not goods and len(self.frame.partners) > 1:
            return
        if len(recent) < size and not goods and len(self.discourse.recent_products) >= size:
            recent, goods = self.discourse.recent_products, True
        if len(recent) < size:
            return
        named_here = {i.value for i in self.items[max(0, n - 3) : n] if i.tag == "place"}  # the two South American producers
        recent = tuple(p for p in recent if p not in named_here)
        if len(recent) < size:
            return
        chosen = recent[-size:]
        self.frame = self.frame.made_of(*chosen).of(WORLD) if goods else self.frame.of(*chosen)
        self.named_subject = self._clause_named = self.named_partner = True

    def _spoken_of_together(self, size: int) -> Frame | None:
        """The boxes of the last quantities as one frame, where they differ in one thing only: whom, what or when."""
        levels = self.discourse.levels[-size:]
        if len(levels) < size:
            return None
        differing = set().union(*(f.differs_in(levels[0]) for f in levels))
        first = levels[0]
        if differing == {"partners"} and all(len(f.partners) == 1 and f.partners != (WORLD,) for f in levels):
            return first.of(*(f.partners[0] for f in levels))
        if differing == {"products"} and all(len(f.products) == 1 for f in levels):
            return first.made_of(*(f.products[0] for f in levels))
        months = sorted(f.period for f in levels)
        if differing == {"period"} and all(p.is_month for p in months) and months[-1].first - months[0].first == size - 1:
            return first.at(Period(months[0].first, size))
        return None

    def _how_many(self, n: int) -> int:
        words = self.items[n].words.casefold()
        told = {"both": 2, "the pair": 2, "the duo": 2, "the trio": 3}.get(words, 0)
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if following is not None and following.tag in ("span", "period"):
            return 0
        if told:
            return told
        if self.items[n].tag == "number":  # the two supplied
            value = int(self.items[n].value.value)
            bare = following is None or following.tag in ("gives", "takes", "accounts", "together", "word", "moves", "flow", "averaged", "rise", "fall")
            return value if 2 <= value <= 4 and n and _key(self.items[n - 1]) in ("the", "those", "these") and bare and not self.items[n].value.text else 0
        if self.items[n].tag == "together" and words in ("together", "between them", "jointly", "combined", "put together", "taken together") and not self.named_partner and n <= 1:
            return 2
        if self.items[n].tag == "members":
            number = next((i for i in self.items[max(0, n - 3) : n] if i.tag == "number"), None)
            if number is not None and self._pointed_at(self.items.index(number)) and 2 <= number.value.value <= 12:
                return int(number.value.value)
        if self.items[n].tag == "most" and n + 1 < len(self.items) and self.items[n + 1].tag == "number" and words in ("top", "biggest", "largest", "leading"):
            return int(self.items[n + 1].value.value) if 2 <= self.items[n + 1].value.value <= 4 else 0
        return 0

    def _period(self, n: int, item: Item) -> None:
        if self._happens_there(n) or (self._before(n) == "since" and item.value.kind != "to_date"):
            return
        when: When = item.value
        if when.kind == "same":
            year = next((i.value for i in self.items[n + 1 : n + 4] if i.tag == "period" and i.value.kind == "year"), None)
            if year is not None:
                self.frame = self.frame.at(self.frame.period.shift(12 * (year.first - self.frame.period.last // 12)))
                self.named_period = True
            return
        if when.kind == "year" and n >= 2 and self.items[n - 1].tag == "that" or (n >= 2 and when.kind == "year" and self.items[n - 2].tag == "that"):
            self.frame = self.frame.at(self.frame.period.shift(12 * (when.first - self.frame.period.last // 12)))  # those of 2020
            self.named_period = True
            return
        if when.kind == "year" and n >= 2 and any(i.tag == "period" and i.value.kind == "same" for i in self.items[max(0, n - 3) : n]):
            return
        now = self.frame.period
        if when.leans and not self.named_period and self.discourse.last_period is not None:
            now = self.discourse.last_period  # a year earlier than what the sentence before spoke of
        nearby = [self.items[m].value for m in range(n, min(n + 4, len(self.items))) if self.items[m].tag == "period" and m not in self.sentence.context]
        period = period_of(nearby[:2] if len(nearby) > 1 and nearby[1].kind in ("year", "last_year") else [when], now, self.discourse.clock, as_base=False)
        if when.kind == "year" and n and self.items[n - 1].tag == "period":
            return
        if period is None:
            return
        if when.kind == "to_date":
            self._to_date = True
        elif self._to_date and period.is_month:
            period = period.year_to_date()  # cumulative exports through April
        if self._closes_between(n):
            self._set_between(n, period)
            return
        if self._is_list(n):
            self._add_up(n, period)
            return
        if self._is_pair(n, when, period):
            period = Period(self.frame.period.first, 2)
        if self._year and when.kind in ("month", "span") and when.years_back is None:
            period = period.shift(12 * (self._year - period.last // 12))
        if (when.kind == "back" and when.first >= 12) or when.kind in ("year", "year_before", "last_year"):
            self._year = period.last // 12
        self.frame = self.frame.at(period)
        self.named_period = self.named_period or not when.leans

    def _closes_between(self, n: int) -> bool:
        """Whether it is the second of two periods: between July and September."""
        return n >= 3 and _key(self.items[n - 1]) in ("and", "to") and self.items[n - 2].tag == "period" and _key(self.items[n - 3]) in ("between", "from")

    def _set_between(self, n: int, period: Period) -> None:
        """Two periods are one span for a quantity, and the ends of a movement for a change."""
        first = self.discourse.clock.resolve(self.items[n - 2].value, period, as_base=True) or self.frame.period
        if any(m.says in MOVEMENTS for m in self.sentence.matches):
            self.between = self.frame.at(first)
            self.frame = self.frame.at(period)
        elif first.first < period.last:
            self.frame = self.frame.at(Period(first.first, period.last - first.first + 1))
        self.named_period = True

    def _is_list(self, n: int) -> bool:
        """Whether it closes a list of three or more periods that are added up: January, February, April and May."""
        joined = all(_key(i) in _JOINS or i.tag == "period" for i in self.items[max(0, n - 4) : n])
        return n >= 4 and joined and len(self._listed_periods(n)) >= 3 and _key(self.items[n - 1]) == "and"

    def _listed_periods(self, n: int) -> list[When]:
        found: list[When] = []
        while n >= 0 and (self.items[n].tag == "period" or _key(self.items[n]) in _JOINS):
            if self.items[n].tag == "period":
                found.insert(0, self.items[n].value)
            n -= 1
        return found

    def _add_up(self, n: int, period: Period) -> None:
        """Neighbouring periods are one span; others cannot be put into one frame."""
        clock = self.discourse.clock
        periods = [clock.resolve(w, period, as_base=True) for w in self._listed_periods(n)]
        known = [p for p in periods if p is not None and p.is_month]
        if len(known) == len(periods) and all(b == a.shift(1) for a, b in zip(known, known[1:], strict=False)):
            self.frame = self.frame.at(Period(known[0].first, len(known)))
            self.named_period = True
        else:
            self.frame = replace(self.frame, unknown="several periods added up")

    def _is_pair(self, n: int, when: When, period: Period) -> bool:
        """Whether two neighbouring months are added up: September and October together."""
        joined = n >= 2 and self.items[n - 2].tag == "period" and _key(self.items[n - 1]) == "and"
        return joined and period.is_month and self.frame.period == period.previous() and any(i.tag == "together" and i.words.casefold() != "both" for i in self.items)

    def _happens_there(self, n: int) -> bool:
        """Whether the words before say that something happened then or there, which is not what a figure is about."""
        after = [_key(i) for i in self.items[n + 1 : n + 3]]
        if after[:1] == [","] and after[1:] in (["when"], ["where"]):
            return False
        before = [i for i in self.items[max(0, n - 3) : n]]
        if self.items[n].tag == "period" and any(_key(i) in ("after", "before", "following", "until") for i in before) and not any(i.tag == "quantity" for i in before):
            return True
        return any(i.tag == "happened" for i in before) and all(i.tag in ("happened", "word") for i in before[-2:])

    def _outside(self, n: int, item: Item) -> None:
        """A price, an output: the subject, unless the clause has one already and this is said in passing."""
        before = self.items[n - 1].tag if n else "sign"
        if before in ("product", "place", "poss", "neutral", "sign", "stop") or not self.named_subject or n <= 2:
            self.frame = replace(self.frame, unknown=item.words)


@cache
def function_words() -> frozenset[str]:
    """Return the words that say nothing by themselves."""
    return frozenset(reader_tables()["function"]["words"])


def _key(item: Item) -> str:
    return item.value if item.tag in ("word", "sign") and isinstance(item.value, str) else item.words.casefold()


def _plain(item: Item) -> bool:
    return item.tag == "word" and item.words.islower()


def _is_verb(words: str) -> bool:
    """Whether a word of trade is a verb form: exported, importing, shipped."""
    return words.casefold().endswith(("ed", "ing"))
