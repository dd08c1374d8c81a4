"""What a noun phrase names: members of the card, periods, quantities, and references back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from weighbridge.card import Card
from weighbridge.check.frame import Frame
from weighbridge.check.items import Item
from weighbridge.check.when import Clock, When
from weighbridge.model import Flow, Period

WORLD = "WLD"


class Mentions(NamedTuple):
    """What the items of a noun phrase name, in the order of the text."""

    places: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    periods: tuple[When, ...] = ()
    whole: bool = False
    reporter: bool = False
    refers: bool = False
    outside: str = ""
    quantities: tuple[int, ...] = ()
    strangers: str = ""
    ordinal: int = 0

    @property
    def names_nothing(self) -> bool:
        """Whether no member and no period is named."""
        return not (self.places or self.products or self.flows or self.periods or self.whole or self.reporter)

    @property
    def slots(self) -> frozenset[str]:
        """The slots of a quantity's boxes that are named."""
        named = {"partners": self.places or self.whole, "products": self.products, "period": self.periods}
        return frozenset(name for name, said in named.items() if said)


@dataclass(frozen=True, slots=True)
class Told:
    """The members a sentence names, in the order of the text, whatever it says of them."""

    places: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


def mentions(items: Sequence[Item], first: int, last: int, card: Card) -> Mentions:
    """Return what the items from `first` up to `last` name."""
    places: list[str] = []
    products: list[str] = []
    flows: list[str] = []
    periods: list[When] = []
    quantities: list[int] = []
    strangers: list[str] = []
    whole = reporter = refers = False
    outside, ordinal = "", 0
    for n in range(first, last):
        item = items[n]
        match item.tag:
            case "place" if item.value == card.movement.reporter:
                reporter = True
            case "place":
                places.append(item.value)
            case "product":
                products.append(item.value)
            case "flow":
                flows.append(item.value)
            case "period":
                periods.append(item.value)
            case "quantity" | "number":
                quantities.append(n)
            case "whole" | "all_of":
                whole = True
            case "it" | "its" | "that":
                refers = True
            case "outside" | "rest":
                outside = item.words
            case "ordinal":
                ordinal = int(item.value.value)
            case "word" if item.words[0].isupper() or len(item.words) > 3:
                strangers.append(item.words)
    return Mentions(
        tuple(dict.fromkeys(places)), tuple(dict.fromkeys(products)), tuple(flows), tuple(periods),
        whole, reporter, refers, outside,
        tuple(quantities), " ".join(strangers[:4]), ordinal,
    )  # fmt: skip


def told_by(items: Iterable[Item], card: Card) -> Told:
    """Return the members that items name, the reporter and the whole world left out."""
    reporter = card.movement.reporter
    found = [i for i in items if i.tag in ("place", "product") and i.value not in (reporter, WORLD)]
    return Told(
        tuple(dict.fromkeys(i.value for i in found if i.tag == "place")),
        tuple(dict.fromkeys(i.value for i in found if i.tag == "product")),
    )


def period_of(whens: Sequence[When], now: Period, clock: Clock, *, as_base: bool) -> Period | None:
    """Return the period that the period words of one phrase name together: "the same span of 2024", "May last year"."""
    if not whens:
        return None
    year = next((w for w in whens if w.kind == "year"), None)
    same = next((w for w in whens if w.kind == "same"), None)
    named = [w for w in whens if w.is_named and w.kind != "year"]
    if year is not None and (same is not None or not named):
        if same is None and not as_base:
            return Period(year.first * 12, 12)
        return (
            now.shift(12 * (year.first - now.last // 12))
            if same is not None or now.months < 12
            else Period(year.first * 12, 12)
        )
    if year is not None and named:
        found = clock.resolve(named[0], now, as_base=as_base)
        return found.shift(12 * (year.first - found.last // 12)) if found and named[0].kind != "fixed" else found
    last_year = any(w.kind in ("last_year", "year_before") for w in whens)
    if named and last_year and named[0].kind in ("month", "span") and named[0].years_back is None:
        return clock.resolve(When(named[0].kind, named[0].first, named[0].months, 1), now, as_base=as_base)
    return clock.resolve((named or list(whens))[0], now, as_base=as_base)


def resolved(subject: Frame, said: Mentions, clock: Clock, *, as_base: bool = True) -> Frame:
    """Return the subject's frame with the slots that a noun phrase names put in their place."""
    frame = subject
    if said.outside:
        frame = frame._replace(unknown=said.outside)
    if said.products:
        frame = frame.made_of(*said.products)
    if said.places:
        frame = frame.of(*said.places)
    elif said.whole:
        frame = frame.of(WORLD)
    if said.flows and not said.places:
        frame = frame._replace(flow=Flow(said.flows[0]))
    period = period_of(said.periods, subject.period, clock, as_base=as_base and not said.whole)
    return frame.at(period) if period is not None else frame
