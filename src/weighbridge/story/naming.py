"""The words for products, flows and places in running text (`naming.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from weighbridge.card import Card, Product
from weighbridge.model import Flow


@dataclass(frozen=True, slots=True)
class Naming:
    """How a product and its flow read in a sentence."""

    name: str
    short: str
    attributive: str
    headline: str
    related: tuple[str, ...]
    scope: str
    noun: str  # exports, imports
    things: str  # shipments, imports
    verb: str
    also: str
    to: str  # to, from
    takes: str
    partners: str

    @property
    def trade(self) -> str:
        """The trade as a noun: 'rare-earth magnet exports'."""
        return f"{self.attributive} {self.noun}"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("weighbridge.story").joinpath("naming.toml").read_text(encoding="utf-8"))


def naming_of(product: Product, flow: Flow) -> Naming:
    """Return the words for a product's flow; a product without an entry goes by its own name."""
    entry, way = _table()["products"].get(product.id, {}), _table()["flows"][flow.value]
    return Naming(
        name=product.name,
        short=entry.get("short", product.name),
        attributive=entry.get("attributive", product.name),
        headline=entry.get("headline", entry.get("attributive", product.name)),
        related=tuple(entry.get("related", ())),
        scope=entry.get("scope", "The figures are net weights; value and quality are not in them."),
        noun=way["noun"],
        things=way["things"],
        verb=way["verb"],
        also=way["also"],
        to=way["to"],
        takes=way["takes"],
        partners=way["partners"],
    )


def short_place(card: Card, partner: str) -> str:
    """Return a place's name for a headline: 'the US', 'the EU', 'Germany'."""
    place = card.places[partner]
    if not place.name.startswith("the "):
        return place.name
    return next((name for name in place.names if name.startswith("the ")), place.name)
