"""What a stretch of text speaks of: flow, partners, products, period, measure; in force until words change it."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from weighbridge.model import Cell, Flow, Period


class Frame(NamedTuple):
    """The boxes spoken of; several partners or products are added up.

    `unknown` holds the words for something that no member of the card stands for: nothing said of it can be weighed.
    `without` names partners to be taken away from the sum (what all others took), `averaged` asks for the mean month.
    """

    flow: Flow
    reporter: str
    partners: tuple[str, ...]
    products: tuple[str, ...]
    period: Period
    measure: str
    unknown: str = ""
    without: tuple[str, ...] = ()
    averaged: bool = False

    def __hash__(self) -> int:  # frames are looked up more than anything else; equality still asks for every slot
        return hash((self.partners, self.products, self.period.first, self.period.months))

    def is_part_of(self, whole: str) -> bool:
        """Whether these are boxes of some partners only, where `whole` names all of them together."""
        return self.partners != (whole,) or bool(self.without)

    @property
    def is_single(self) -> bool:
        """Whether one cell alone is spoken of, as it stands."""
        return len(self.partners) == len(self.products) == 1 and not self.without and not self.averaged

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells whose sum is spoken of."""
        return tuple(
            Cell(self.flow, self.reporter, partner, product, self.period, self.measure)
            for partner in self.partners
            for product in self.products
        )

    def at(self, period: Period) -> Frame:
        """Return the same boxes in another period."""
        return Frame(
            self.flow, self.reporter, self.partners, self.products, period, self.measure, self.unknown, self.without
        )

    def of(self, *partners: str) -> Frame:
        """Return the same boxes for other partners."""
        return Frame(self.flow, self.reporter, partners, self.products, self.period, self.measure)

    def made_of(self, *products: str) -> Frame:
        """Return the same boxes for other products."""
        return Frame(self.flow, self.reporter, self.partners, products, self.period, self.measure, without=self.without)

    def besides(self, *partners: str) -> Frame:
        """Return the boxes of everybody in this frame but these."""
        return self._replace(without=tuple(dict.fromkeys(partners)), unknown="")

    def mean(self) -> Frame:
        """Return the average month of the same boxes."""
        return self._replace(averaged=True)

    def differs_in(self, other: Frame) -> set[str]:
        """Return the names of the slots in which the two differ."""
        return {name for name, slot in _SLOTS if slot(self) != slot(other)}


_SLOTS = tuple(
    (name, attrgetter(name)) for name in ("flow", "partners", "products", "period", "measure", "without", "averaged")
)
