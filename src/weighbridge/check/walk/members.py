"""What a member of the card, a pronoun or a word for several does to the frame."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.frame import Frame
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD
from weighbridge.check.walk.attaching import PLACED
from weighbridge.check.walk.state import State
from weighbridge.model import Period

_IS = frozenset({"was", "is", "remained", "remains", "became", "being", "stayed"})
_SIZES = {
    "both": 2, "the pair": 2, "the duo": 2, "the trio": 3, "the threesome": 3, "the quartet": 4, "the foursome": 4,
    "the quintet": 5, "the sextet": 6,
}  # fmt: skip
_SUCH_AS = frozenset({"including", "mainly", "mostly", "chiefly", "largely", "like", "notably", "especially"})
_AS_A_PAIR = frozenset({"together", "between them", "jointly", "combined", "put together", "taken together"})
_AFTER_SEVERAL = frozenset(
    {"gives", "takes", "accounts", "together", "word", "moves", "flow", "averaged", "rise", "fall"}
)


_MAKES = frozenset({
    "produced", "produces", "mined", "manufactured", "consumed", "consumes", "refined", "recycled", "stockpiled",
})  # fmt: skip


@dataclass(slots=True)
class MemberSteps(State):
    """The steps at partners, products and what points back to them."""

    def _place(self, n: int, item: Item) -> None:
        if self._opens_without(n, item):
            self.frame = self.frame.of(WORLD).besides(item.value)
            self._clause_named = self.named_partner = self.named_subject = True
            return
        if self._happens_there(n) or self._left_out(n) or self._says_what_it_is(n):
            return
        if item.value == self.card.movement.reporter:
            self._reporter(n)
            return
        if item.value == WORLD and any(i.tag in ("share", "accounts") for i in self.items[:n]):
            return  # its share of the world total
        if item.value == WORLD and n > 2 and self.items[n - 1].key == "of" and 0 <= n - self._last_place - 2 <= 1:
            return  # the United States, of all countries
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
        self.frame = (
            self.frame.of(*dict.fromkeys((*self.frame.partners, item.value))) if joined else self.frame.of(item.value)
        )
        self._last_place = n
        self._clause_named = self.named_partner = self.named_subject = True
        if self._before(n) not in PLACED:
            self.discourse.refers_to_reporter = False
            self._agent = "partner"

    def _opens_without(self, n: int, item: Item) -> bool:
        """Whether a sentence begins by leaving a partner out of all that follows: excluding Germany, exports."""
        opens = [i for i in self.items[:n] if i.tag != "sign" and i.key != "the"]
        after = self.items[n + 1].words if n + 1 < len(self.items) else ""
        known = item.value not in (WORLD, self.card.movement.reporter)
        return known and len(opens) == 1 and opens[0].tag == "excluding" and after == ","

    def _says_what_it_is(self, n: int) -> bool:
        """Whether a place only says what the one before it is: Germany was Europe's heavyweight."""
        of_it = n + 1 < len(self.items) and self.items[n + 1].tag == "poss"
        return of_it and self.named_partner and self._before(n) in _IS and n - self._last_place <= 4

    def _country_of(self, n: int, item: Item) -> str | None:
        """The country meant by the South American producer: the last one named that lies there."""
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        single = following is not None and following.tag == "members" and not following.key.endswith("s")
        if not single or not self.card.is_region(item.value):
            return None
        return next(
            (p for p in reversed(self.discourse.recent_places) if p != item.value and self.card.lies_in(p, item.value)),
            None,
        )

    def _reporter(self, n: int) -> None:
        before = self._before(n)
        if before in ("from", "of", "in", "outside", "within", "into", "inside", "by", "to", "out", "with", "against"):
            return
        self._agent = "reporter"
        self.discourse.refers_to_reporter = True
        self.named_subject = True
        if not self._clause_named:
            self.frame = self.frame.of(WORLD)
            self.reset_to_world = True

    def _product(self, n: int, item: Item) -> None:
        if (
            self._left_out(n)
            or (n - self._last_product <= 4 and self._before(n) in ("of", "with", "from", "in", "for"))
            or self._for_instance(n)
        ):
            return
        self.discourse.met_product(item.value)
        joined = n - self._last_product <= 3 and self._joined(self._last_product, n)
        self.frame = (
            self.frame.made_of(*dict.fromkeys((*self.frame.products, item.value)))
            if joined
            else self.frame.made_of(item.value)
        )
        if not joined and n <= 2 and self._is_another_subject(n, item):
            self.frame = self.frame.of(*(self.discourse.heading.partners or (WORLD,)))
        self._last_product = n
        self.named_subject = self.named_product = True

    def _is_another_subject(self, n: int, item: Item) -> bool:
        """Whether a sentence turns to other goods by its first words, which those spoken of need not have traded."""
        before = self.items[:n]
        return (
            not self.named_partner
            and self.discourse.frame.products != (item.value,)
            and all(i.tag == "neutral" or i.key in ("the", "all", "exports", "of") for i in before)
        )

    def _for_instance(self, n: int) -> bool:
        """Whether a product is named as a part of the goods spoken of: a category dominated by magnets."""
        if self._last_product < 0:
            return False
        near = [i.key for i in self.items[max(self._last_product, n - 2) : n]]
        return bool(near) and (near[-1] in _SUCH_AS or near[-2:] == ["such", "as"] or "by" in near[-1:])

    def _whole(self, n: int) -> None:
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if (
            self._before(n) in ("of", "from")
            or any(i.tag in ("share", "accounts") for i in self.items[:n])
            or (following is not None and following.tag == "poss")
            or any(i.tag in ("most", "least") for i in self.items[max(0, n - 2) : n])  # the lowest monthly total
        ):
            return
        if self._clause_named and (self.items[n - 1].tag in ("place", "its", "poss") if n else False):
            return
        self.frame = self.frame.of(WORLD)
        self.reset_to_world = self.named_subject = True
        self._clause_named = False

    def _former_or_latter(self, item: Item) -> str | None:
        """The one meant of the two partners named last."""
        both = self.discourse.recent_places[-2:]
        if len(both) < 2 or item.key not in {"the former", "the latter"}:
            return None
        return both[0] if item.key == "the former" else both[1]

    def _refer(self, item: Item) -> None:
        self.carried = True
        self.named_subject = True
        if (meant := self._former_or_latter(item)) is not None:
            self.frame = self.frame.of(meant)
            self._clause_named = self.named_partner = True
            self._agent = "partner"
            return
        everybody = self.reset_to_world and item.tag != "its" and not any(i.tag == "its" for i in self.items)
        if not self.named_partner and not self._clause_named and not everybody:
            self.frame = (
                self.frame.of(WORLD)
                if self.discourse.refers_to_reporter and item.tag == "its"
                else self.frame.of(*self.discourse.spoken_of)
            )
        if not self._agent:
            self._agent = "it"
        if not (self.discourse.refers_to_reporter and item.tag == "its"):
            self._clause_named = True

    def _figure(self, n: int) -> None:
        """The figure, that volume: of whoever was spoken of, unless the sentence has named somebody."""
        self.named_subject = True
        if not self._clause_named and not self.named_partner and self._pointed_at(n) and not self.reset_to_world:
            self.frame = self.frame.of(*self.discourse.spoken_of)
            self.carried = self.carried_loosely = True

    def _several(self, n: int) -> None:
        """The two grades, both countries, the pair: the members named last, added up."""
        size = self._how_many(n)
        if not size:
            return
        near = {i.key for i in self.items[n : n + 2]}
        goods = bool(near & {"grades", "products", "metals", "categories", "goods", "materials"})
        here = dict.fromkeys(
            i.value for i in self.items[:n] if i.tag == "place" and i.value != self.card.movement.reporter
        )
        just_these = not goods and len(here) == size and WORLD not in here
        if not goods and not just_these and (spoken := self._spoken_of_together(size)) is not None:
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
        named_here = {
            i.value for i in self.items[max(0, n - 3) : n] if i.tag == "place"
        }  # the two South American producers
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
        if (
            differing == {"period"}
            and all(p.is_month for p in months)
            and months[-1].first - months[0].first == size - 1
        ):
            return first.at(Period(months[0].first, size))
        return None

    def _how_many(self, n: int) -> int:
        """How many members a word for several means, 0 where it means none."""
        item, following = self.items[n], self.items[n + 1] if n + 1 < len(self.items) else None
        if following is not None and following.tag in ("span", "period"):
            return 0
        if item.key in _SIZES:
            return _SIZES[item.key]
        if item.tag == "number":
            return self._counted(n, following)
        if item.tag == "together":
            return 2 if item.key in _AS_A_PAIR and not self.named_partner and n <= 1 else 0
        if item.tag == "members":
            at = next((m for m in range(max(0, n - 3), n) if self.items[m].tag == "number"), None)
            return self._size(at, most=12) if at is not None and self._pointed_at(at) else 0
        if item.tag == "most" and item.key in ("top", "biggest", "largest", "leading"):
            return self._size(n + 1, most=4) if following is not None and following.tag == "number" else 0
        return 0

    def _counted(self, n: int, following: Item | None) -> int:
        """The two supplied, those six add up to: a bare number in words that points back."""
        bare = following is None or following.tag in _AFTER_SEVERAL
        points = n > 0 and self.items[n - 1].key in ("the", "those", "these") and not self.items[n].value.text
        return self._size(n, most=8) if bare and points else 0

    def _size(self, n: int, *, most: int) -> int:
        value = int(self.items[n].value.value)
        return value if 2 <= value <= most else 0

    def _rest(self, item: Item) -> None:
        """Others, the rest: everybody but the partners whose figures of that period the text has given."""
        here = [i.value for i in self.items[: len(self.frame_at)] if i.tag == "place"]
        frame = self.frame.of(WORLD)
        given = [
            f.partners[0]
            for f in (*self.discourse.levels, *self.discourse.parts)
            if f.of(WORLD) == frame and f.is_single
        ]
        named = [p for p in dict.fromkeys((*given, *here)) if p not in (WORLD, self.card.movement.reporter)]
        apart = [p for p in named if not any(p != q and self.card.lies_in(p, q) for q in named)]
        self.frame = frame.besides(*apart) if apart else self.frame._replace(unknown=item.words)
        self.named_subject = self._clause_named = self.named_partner = True

    def _outside(self, n: int, item: Item) -> None:
        """A price, an output: the subject, unless the clause has one already and this is said in passing."""
        following = self.items[n + 1].tag if n + 1 < len(self.items) else "sign"
        if item.key in _MAKES and following not in ("quantity", "number", "percent", "fraction"):
            return  # magnets produced in China
        if item.key in _MAKES and any(i.tag == "period" for i in self.items[max(0, n - 2) : n]):
            return  # October had produced 3,903 tonnes of exports
        before = self.items[n - 1].tag if n else "sign"
        if before in ("product", "place", "poss", "neutral", "sign", "stop") or not self.named_subject or n <= 2:
            self.frame = self.frame._replace(unknown=item.words)
            self._head = n
