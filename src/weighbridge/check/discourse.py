"""What stays in force from sentence to sentence: the topic, the frame, and what `it` and `that` point back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from weighbridge.card import Card
from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Change
from weighbridge.check.frame import Frame
from weighbridge.check.mentions import WORLD, Told
from weighbridge.check.when import Clock
from weighbridge.model import Period


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading sets for the lines under it; what it does not name is empty."""

    partners: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    period: Period | None = None


@dataclass(slots=True)
class Discourse:
    """The state of a text while it is read from its title to its end.

    `topic` is what the text as a whole is about, `frame` what the sentence before spoke of, `level` the boxes of the
    last quantity that was no base of comparison and `levels` those of the last few, `heading` the partner a heading
    set, `spoken_of` whom "it" means, `usual_base` what the text last measured a change against when it said so
    and `told` what each sentence before the last has named, the entries of a list taken together: of sentences that
    name the same the last one only. `last_told` is what the last one named.
    `compared` holds the two frames of the last change or difference, `apart` those of the last gap, `figure` that of
    the last quantity (an average month where it was one), `mentioned` the last period named in whatever role.
    """

    card: Card
    clock: Clock
    topic: Frame
    frame: Frame
    level: Frame | None = None
    heading: Heading = Heading()
    last_period: Period | None = None
    paragraph_period: Period | None = None
    spoken_of: tuple[str, ...] = (WORLD,)
    refers_to_reporter: bool = False
    is_topic_set: bool = False
    is_period_set: bool = False
    same_paragraph: bool = False
    usual_base: str = ""
    topic_partner: tuple[str, ...] = ()
    spoke_of_shares: bool = False
    spoke_of_changes: bool = False
    spoke_of_means: bool = False
    parts: tuple[Frame, ...] = ()  # partners of whom the paragraph has said a share
    last_amount: Amount | None = None
    levels: tuple[Frame, ...] = ()
    fresh_level: Frame | None = None
    recent_places: tuple[str, ...] = ()
    recent_products: tuple[str, ...] = ()
    compared: tuple[Frame, Frame] | None = None
    apart: tuple[Frame, Frame] | None = None
    rates: tuple[Change, ...] = ()  # the last changes in percent that held
    figure: Frame | None = None
    mentioned: Period | None = None
    told: dict[Told, None] = field(default_factory=dict)
    last_told: Told = field(default_factory=Told)
    in_list: bool = False
    goes_on: bool = False

    def begin_paragraph(self) -> None:
        """Go back to the topic's period and to all partners; `spoken_of` stays for who points back."""
        heading = self.heading
        self.frame = self.frame._replace(
            flow=self.topic.flow, period=heading.period or self.topic.period,
            partners=heading.partners or (WORLD,), unknown="", products=heading.products or self.frame.products,
        )  # fmt: skip
        self.paragraph_period = None
        self.same_paragraph = self.spoke_of_shares = self.spoke_of_changes = False
        self.parts = ()
        self.compared = self.apart = None
        self.spoke_of_means = False
        self.in_list = self.goes_on = False

    def weighed_level(self, frame: Frame) -> None:
        """Remember the boxes of a quantity that was no base of comparison."""
        self.level = self.fresh_level = frame
        self.levels = (*(f for f in self.levels if f != frame), frame)[-12:]

    def tell(self, told: Told) -> None:
        """Remember what a sentence names; the entries of one list are taken together."""
        before = self.last_told
        if self.goes_on:
            told = Told(_together(before.places, told.places), _together(before.products, told.products))
        else:
            self.told.pop(before, None)
            self.told[before] = None
        self.last_told = told
        self.goes_on = self.in_list

    def told_backwards(self) -> Iterator[Told]:
        """Yield what the last sentence has named, then the one before it, and so on."""
        yield self.last_told
        yield from reversed(self.told)

    def met_place(self, place: str) -> None:
        """Remember a partner named, the last one last."""
        self.recent_places = (*(p for p in self.recent_places if p != place), place)[-8:]

    def met_product(self, product: str) -> None:
        """Remember a product named, the last one last."""
        self.recent_products = (*(p for p in self.recent_products if p != product), product)[-8:]

    def _usual(self, frame: Frame) -> Period:
        """The period of a sentence that names none: that of its paragraph's opening words, its heading or the topic."""
        return self.paragraph_period or self.heading.period or self.topic.period

    def begin_entry(self) -> None:
        """An entry of a list goes on with the period and the goods of the line before."""
        self.frame = self.frame._replace(partners=self.heading.partners or (WORLD,), unknown="")
        self.same_paragraph = self.spoke_of_shares = self.spoke_of_changes = False
        self.parts = ()
        self.in_list, self.goes_on = True, self.in_list

    def keep(self, frame: Frame, *, subject_named: bool, period_named: bool, heads: bool) -> None:
        """Remember the frame a sentence ended with; `heads` says that it is a heading of its paragraph."""
        spoken_of = self.fresh_level.partners if self.fresh_level is not None else frame.partners
        self.fresh_level = None
        if not self.topic_partner and not self.same_paragraph and spoken_of != (WORLD,):
            self.topic_partner = spoken_of
        if not self.is_topic_set and subject_named:
            self.topic = frame._replace(partners=(WORLD,), unknown="")
            self.is_topic_set = True
        if not self.is_period_set and period_named:
            self.topic = self.topic.at(frame.period)
            self.is_period_set = True
        self.last_period = frame.period
        if heads:
            self.paragraph_period = frame.period
        self.frame = frame._replace(
            unknown="", without=(), period=frame.period if frame.period.months > 1 else self._usual(frame)
        )
        self.spoken_of = spoken_of
        self.same_paragraph = True


def _together(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
