"""A dataset's card: what its columns are, and the many names of their members.

The trade card ships as `data/trade.toml`. Facts and the checker read cards; they know no trade of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from weighbridge.errors import InternalError, UnknownNameError


@dataclass(frozen=True)
class Member:
    """One member of a dimension: its id, its name in a sentence, its other names, the larger member it lies in."""

    id: str
    name: str
    names: tuple[str, ...] = ()
    within: str | None = None


@dataclass(frozen=True)
class Product(Member):
    """A product of the card.

    `code` says what it is to customs, `calendar` which release rule it follows, `topics` by which words events name
    it, `caveats` what rides along with each of its facts.
    """

    code: str = ""
    calendar: str = "query"
    topics: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure: `unit` is what the ledger keeps, `shown` what people read; shown = kept * shown_per_unit."""

    id: str
    name: str
    unit: str
    shown: str
    shown_per_unit: float


@dataclass(frozen=True)
class Movement:
    """How texts say which way goods went: words that name a flow, and words that depend on who gives and who takes."""

    reporter: str
    when_reporter_gives: str
    when_reporter_takes: str
    named: Mapping[str, tuple[str, ...]]
    nouns: tuple[str, ...]
    gives: tuple[str, ...]
    takes: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A dataset described: its office, measures, products and places, and every name they go by.

    >>> card = trade_card()
    >>> card.product("magnets").id, card.place("Germany").id, card.parts_of("WLD", ["DEU", "EU27", "JPN"])
    ('REPM_85051110', 'DEU', ('EU27', 'JPN'))
    """

    name: str
    office: str
    office_short: str
    office_url: str
    products: Mapping[str, Product]
    places: Mapping[str, Member]
    measures: Mapping[str, Measure]
    movement: Movement

    @cached_property
    def _product_names(self) -> dict[str, str]:
        return _spellings("product", self.products.values())

    @cached_property
    def _place_names(self) -> dict[str, str]:
        return _spellings("place", self.places.values())

    def product(self, name: str) -> Product:
        """Return the product of that id or name (case does not matter); raises UnknownNameError with near misses."""
        return self.products[_resolve("product", name, self._product_names, self.products.values())]

    def place(self, name: str) -> Member:
        """Return the place of that id or name (case does not matter); raises UnknownNameError with near misses."""
        return self.places[_resolve("partner", name, self._place_names, self.places.values())]

    def measure(self, id: str) -> Measure:
        """Return the measure of that id; raises UnknownNameError with near misses."""
        if id not in self.measures:
            raise UnknownNameError("measure", id, self.measures)
        return self.measures[id]

    @cached_property
    def _wholes(self) -> frozenset[str | None]:
        return frozenset(place.within for place in self.places.values())

    def is_region(self, place: str) -> bool:
        """Whether a place has others inside it."""
        return place in self._wholes

    def lies_in(self, part: str, whole: str) -> bool:
        """Whether one place is the other or a part of it."""
        place: str | None = part
        while place is not None:
            if place == whole:
                return True
            place = self.places[place].within
        return False

    def parts_of(self, whole: str, places: Iterable[str]) -> tuple[str, ...]:
        """Return those of the places that lie in `whole` and in no other of them: parts that can be added up."""
        inside = sorted({p for p in places if p != whole and self.lies_in(p, whole)})
        return tuple(p for p in inside if not any(q != p and self.lies_in(p, q) for q in inside))


def _spellings(kind: str, members: Iterable[Member]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for member in members:
        for name in (member.id, member.name, *member.names):
            if spellings.setdefault(name.casefold(), member.id) != member.id:
                raise InternalError(
                    f"{name!r} names two members of the card: {kind} {spellings[name.casefold()]} and {member.id}"
                )
    return spellings


def _resolve(kind: str, name: str, spellings: Mapping[str, str], members: Iterable[Member]) -> str:
    found = spellings.get(" ".join(name.casefold().split()))
    if found is None:
        raise UnknownNameError(kind, name, dict.fromkeys(n for member in members for n in (member.name, *member.names)))
    return found


@cache
def trade_card() -> Card:
    """Return the card of the trade dataset that ships with the package."""
    raw = tomllib.loads(files("weighbridge").joinpath("data", "trade.toml").read_text(encoding="utf-8"))
    return Card(
        name=raw["name"],
        office=raw["office"],
        office_short=raw["office_short"],
        office_url=raw["office_url"],
        products={p["id"]: Product(**_tuples(p)) for p in raw["products"]},
        places={p["id"]: Member(**_tuples(p)) for p in raw["places"]},
        measures={m["id"]: Measure(**m) for m in raw["measures"]},
        movement=_movement(_tuples(raw["movement"])),
    )


def _movement(raw: dict) -> Movement:  # type: ignore[type-arg]
    fixed = ("reporter", "when_reporter_gives", "when_reporter_takes", "nouns", "gives", "takes")
    flows = {raw["when_reporter_gives"], raw["when_reporter_takes"]}
    return Movement(**{key: raw[key] for key in fixed}, named={flow: raw[flow] for flow in flows})


def _tuples(entry: dict[str, object]) -> dict:  # type: ignore[type-arg]
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
