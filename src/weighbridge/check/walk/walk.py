"""A walk through one sentence from left to right: what each word does to the frame."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.items import Item
from weighbridge.check.mentions import mentions, resolved
from weighbridge.check.selecting import CONTEXT
from weighbridge.check.walk.members import MemberSteps
from weighbridge.check.walk.periods import PeriodSteps
from weighbridge.check.walk.state import ADJECTIVE_ENDS, AGAINST, function_words
from weighbridge.check.walk.trade import TradeSteps

_COMPARES = frozenset({"higher", "lower", "beats", "trails"})
_VERBS = frozenset(
    {
        "was",
        "were",
        "is",
        "are",
        "came",
        "reached",
        "totalled",
        "totaled",
        "stood",
        "hit",
        "amounted",
        "has",
        "had",
        "have",
        "rose",
        "fell",
    }
)


_MEMBERS = frozenset({"product", "place", "flow", "moves"})
_OF = frozenset({"of", "for", "on", "in", "from"})
_PREDICATES = frozenset({"rise", "fall", "flat", "sign", "stop", "quantity", "percent", "takes", "gives", "accounts"})
_NOUN_PHRASE = 7  # items
_AMOUNTS = frozenset({"quantity", "percent", "number", "fraction", "times"})


@dataclass(slots=True)
class Walk(PeriodSteps, MemberSteps, TradeSteps):
    """Walks a sentence once; afterwards `frame_at` holds a frame for each item."""

    def run(self) -> None:
        """Walk to the end; afterwards `frame_at` holds a frame for each item."""
        self._open_sentence()
        for n, item in enumerate(self.items):
            self.frame_at.append(self.frame)
            self.partner_at.append(self.named_partner)
            self.period_at.append(self.named_period)
            self.product_at.append(self.named_product)
            if item.tag == "period":
                self._mention(item)
            if n in self.sentence.context and not self._comes_next(n):
                self._reopen(n)
                continue
            if n in self.bound:
                self._bound_mention(n, item)
                continue
            if item.tag != "word":
                unknown = self.frame.unknown
                self._meet(n, item)
                if unknown and item.tag in _MEMBERS and self._is_of_the_head(n):
                    self.frame = self.frame._replace(unknown=unknown)
                self.frame_at[n] = self.frame

    def _open_sentence(self) -> None:
        opens = next((i for i in self.items if i.tag != "sign"), None)
        self.carried = opens is not None and opens.tag in ("it", "its", "that")
        stranger = self._strange_subject()
        if stranger:
            self.frame = self.frame._replace(unknown=stranger)

    def _strange_subject(self) -> str:
        """The words a sentence begins with, if they name what the card does not know: lanthanum oxide made up."""
        words: list[str] = []
        for item in self.items[:6]:
            if (item.tag == "word" and item.key in _VERBS) or item.tag in (
                "accounts",
                "rise",
                "fall",
                "gives",
                "takes",
            ):
                break
            if item.tag not in ("word", "neutral", "sign") or (item.tag == "sign" and words):
                return ""
            if item.tag == "word" and item.key not in function_words():
                words.append(item.words)
        else:
            return ""
        nouns = [w for w in words if not w.casefold().endswith(ADJECTIVE_ENDS)]
        return " ".join(words) if nouns and len(words) <= 3 else ""

    def _mention(self, item: Item) -> None:
        """Remember a period named, in whatever role: "that month" may point to it in the next sentence."""
        if item.value.is_named and item.value.kind != "year":
            found = self.discourse.clock.resolve(item.value, self.frame.period, as_base=True)
            self.mentioned = found or self.mentioned

    def _go_back(self, n: int) -> None:
        """Take up again what a percentage's own month, or a clause set between commas, has put aside."""
        if self._reopened is not None and self._goes_on_after(n):
            self.frame, self._reopened, self._aside = self._reopened, None, ()
        if self._resumed is not None:
            self.frame, self._resumed = self.frame.at(self._resumed), None
        if self._aside and self.items[n].words == ",":
            self.frame, self._aside = self.frame.of(*self._aside), ()
        elif self.items[n].key in ("where", "whose", "who") and n > 1 and self.items[n - 1].words == ",":
            self._aside = self.frame.partners if self._last_place == n - 2 else ()

    def _bracket(self, item: Item) -> None:
        """What brackets name holds in them alone: 9 t (June 4 t; +111%), of which Germany took 5 t."""
        if item.words in ("(", "["):
            self._outer = (self.frame, len(self.frame_at))
            return
        if self._outer is None or item.words not in (")", "]", ";"):
            return
        frame, begun = self._outer
        if any(i.tag in _AMOUNTS for i in self.items[begun : len(self.frame_at)]):
            self.frame = frame
        if item.words != ";":
            self._outer = None

    def _goes_on_after(self, n: int) -> bool:
        """Whether the main clause is taken up again after a clause about its base: , and more than Japan."""
        after = [i.tag if i.tag in ("higher", "lower", "beats", "trails") else i.key for i in self.items[n + 1 : n + 3]]
        return self.items[n].key == "," and len(after) == 2 and after[0] == "and" and after[1] in _COMPARES

    def _whither(self, n: int) -> None:
        """A place to which so much went is what the clause is about: behind Vietnam, to which 456 t were sent."""
        place = self.items[n - 3] if n > 2 and self.items[n - 2].key == "," else None
        leads = n > 1 and self.items[n - 1].key in ("to", "from")
        if leads and place is not None and place.tag == "place" and place.value != self.card.movement.reporter:
            self._main = self._main or self.frame
            self._reopened = self.frame
            self.frame = self.frame.of(place.value)
            self._clause_named = self.named_partner = True

    def _comes_next(self, n: int) -> bool:
        """Whether it is somebody who follows in an order and has the next amount: followed by Asia with."""
        return n > 0 and (self.items[n - 1].tag == "next" or (n > 1 and self.items[n - 2].tag == "next"))

    def _reopen(self, n: int) -> None:
        """A base becomes the subject of what follows: than Germany, which imported; on May, when exports sank."""
        after = self.items[n + 1 : n + 3]
        if len(after) < 2 or after[0].words != "," or after[1].key not in ("which", "who", "when", "where"):
            return
        match = next(
            (m for m in self.sentence.matches for role, (a, b) in m.roles.items() if role in CONTEXT and a <= n < b),
            None,
        )
        if match is None or not match.roles.keys() & {"base", "domain"}:
            return
        first, last = match.roles.get("base", (n, n + 1))  # the peak of the half came in October, when
        said = mentions(self.items, first, last, self.card)
        self._main = self._main or self.frame
        self._reopened = self.frame
        self.frame = resolved(self.frame, said, self.discourse.clock)
        self.frame_at[n] = self.frame
        if said.places:
            self._clause_named, self._agent, self._last_place = True, "partner", n

    def _bound_mention(self, n: int, item: Item) -> None:
        """A month or product said of a quantity that is the sentence's own holds for the rest of the sentence too."""
        quantity = self.bound[n]
        if quantity in self.sentence.context or self._is_then(quantity) or self.comes_after(quantity, AGAINST):
            return
        if item.tag == "period" and not item.value.leans and not self.named_period:
            self._period(n, item)
        if item.tag == "product":
            self._product(n, item)

    def _is_of_the_head(self, n: int) -> bool:
        """Whether a member only says of what a price or an output is: demand for magnets in Germany."""
        if self._head < 0 or n - self._head > _NOUN_PHRASE or n == self._head:
            return False
        between = self.items[self._head + 1 : n]
        led = between[:1] and between[0].key in _OF
        return bool(led) and not any(i.tag in _PREDICATES or i.key in _VERBS for i in between)

    def _meet(self, n: int, item: Item) -> None:
        match item.tag:
            case "sign" | "stop":
                self._go_back(n)
                self._bracket(item)
                self._clause_named = self._clause_named and item.key in (",", "when", "where")
                if item.key in ("which", "whom"):
                    self._whither(n)
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
                self._rest(item)
            case "figure":
                self._figure(n)
            case "number" if n and self.items[n - 1].key in ("after", "in"):
                self._counts_on(n, item)
            case "together" | "members" | "most" | "number":
                self._several(n)
            case _:
                pass
