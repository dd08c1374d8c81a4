"""What a word of trade does to the frame: who gives and who takes, and of whom a bare noun speaks."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD
from weighbridge.check.walk.attaching import PLACED
from weighbridge.check.walk.state import ADJECTIVE_ENDS, State, function_words, words_for_goods
from weighbridge.model import Flow

_LATER = frozenset({"earlier", "former", "later", "cheaper", "newer", "dearer", "other", "further", "either", "ever"})
_SHORT = 6
_PLAINLY = frozenset({"imports", "import", "imported", "exports", "export", "exported"})


@dataclass(slots=True)
class TradeSteps(State):
    """The steps at exports, imports, shipments, bought and sold."""

    def _trade(self, n: int, item: Item) -> None:
        if (
            item.key.endswith(" in")
            and n + 1 < len(self.items)
            and (
                self.items[n + 1].tag == "period"
                or self.items[n + 1].key in ("at", "above", "below", "under", "with", "between")
            )
        ):
            return  # came in at; the peak came in October
        self.named_subject = True
        if self._is_its_own(n):
            self.frame = self.frame._replace(unknown=f"what {self.items[self._last_place].words} itself trades")
            return
        if item.tag == "flow":
            self._named_flow(n, item)
        elif item.tag in ("gives", "takes"):
            self._moved_by_agent(n, item.tag)
        stranger = self._strange_modifier(n)
        if stranger:
            self.frame = self.frame._replace(unknown=stranger)
            return
        if item.tag in ("flow", "moves") and not _is_verb(item.words):
            self._reset_unless_named(n)
            if self.frame.unknown and not self.named_partner:
                self.frame = self.frame._replace(unknown="")

    def _named_flow(self, n: int, item: Item) -> None:
        flow = Flow(item.value)
        if self._agent == "it" and _is_verb(item.words):
            self._whom_it_means(flow is Flow.EXPORT)
        other = Flow.IMPORT if flow is Flow.EXPORT else Flow.EXPORT
        known = [self.flows_known(product) for product in self.frame.products]
        if self._agent == "partner" and (self._is_agent_of(n) or self._last_place < 0):
            flow = (
                other if all(other in flows for flows in known) or not any(flow in flows for flows in known) else flow
            )
        elif (
            self._agent != "reporter"
            and not any(flow in flows for flows in known)
            and all(other in flows for flows in known)
            and not (self.frame.partners == (WORLD,) and item.key in _PLAINLY and self._partner_is_nowhere(n))
        ):
            flow = other  # the word is somebody else's: arrivals of what China ships
        self.frame = self.frame._replace(flow=flow)

    def _is_its_own(self, n: int) -> bool:
        """Whether a partner's own trade is meant, with whomever: Vietnam's own rare earth exports."""
        between = self.items[self._last_place + 1 : n] if self._last_place >= 0 else ()
        own = any(i.key == "own" for i in between) and any(i.tag == "poss" for i in between)
        return own and not any(i.tag in ("sign", "stop", "quantity", "percent", "rise", "fall") for i in between)

    def _partner_is_nowhere(self, n: int) -> bool:
        """Whether nobody is spoken of who might be the one to import what the reporter exports."""
        return self.discourse.topic_partner in ((), (WORLD,)) and not self._partner_follows(n)

    def _is_agent_of(self, n: int) -> bool:
        """Whether the partner named last does the exporting or importing itself: US imports, Germany imported."""
        between = self.items[self._last_place + 1 : n]
        plain = all(
            i.tag in ("poss", "neutral", "product", "period", "against", "word", "stop", "sign")
            and i.key not in ("of", "and", ";", ":")
            for i in between
        )
        return self._last_place >= 0 and plain and len(between) <= 5

    def _is_passive(self, n: int) -> bool:
        """Whether the verb is done to its subject: they were sold 994 tonnes."""
        return (
            n > 0
            and self.items[n - 1].key in ("was", "were", "been", "being", "is", "are")
            and self._agent in ("it", "partner")
        )

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
            self.frame = self.frame._replace(flow=flow)

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
            told = [p for p in self.discourse.last_told.places if p not in (WORLD, movement.reporter)]
            if self.frame.partners == (WORLD,) and not self.named_partner and told:
                self.frame = self.frame.of(told[-1])  # the recovery passed the Americans by. They were sold

    def _reset_unless_named(self, n: int) -> None:
        """Shipments, exports, sales: of everybody together, unless the phrase says of whom or points back."""
        if self._clause_named or self._pointed_back(n) or self._partner_follows(n):
            return
        if self.discourse.heading.partners:
            self.frame = self.frame.of(*self.discourse.heading.partners)
            return
        self.frame = self.frame.of(WORLD)
        self.reset_to_world = True

    def _partner_follows(self, n: int) -> bool:
        at = n + 1
        while at < len(self.items) and at <= n + 5:
            item = self.items[at]
            if item.tag == "place" and item.value != self.card.movement.reporter:
                return self._before(at) in PLACED
            if item.tag in ("sign", "quantity", "percent", "rise", "fall", "stop"):
                return False
            at += 1
        return False

    def _strange_modifier(self, n: int) -> str:
        """The words for goods the card does not know, right before a word of trade: smartphone exports, car sales."""
        item = self.items[n - 1] if n else None
        if item is None or item.tag != "word" or item.key in function_words() or len(item.words) < 3:
            return ""
        if item.key in words_for_goods() and n > 1 and self.items[n - 2].tag == "product":
            return ""  # rare-earth product exports
        if (
            (item.key.endswith(ADJECTIVE_ENDS) and not _is_substance(item.key))
            or _is_verb(self.items[n].words)
            or self.items[n].tag in ("gives", "takes")
        ):
            return ""
        return item.words


def _is_substance(word: str) -> bool:
    """Whether a noun only looks like an adjective: copper, silver, rubber, coal, steel."""
    return (word.endswith("er") and word not in _LATER) or (word.endswith("al") and len(word) < _SHORT)


def _is_verb(words: str) -> bool:
    """Whether a word of trade is a verb form: exported, importing, shipped."""
    return words.casefold().endswith(("ed", "ing"))
