"""What stays in force from sentence to sentence: the topic of the text, the frame, and what `it` and `that` point back to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from weighbridge.card import Card
from weighbridge.check.frame import Frame
from weighbridge.check.mentions import WORLD
from weighbridge.check.when import Clock
from weighbridge.model import Flow


@dataclass(slots=True)
class Discourse:
    """The state of a text while it is read from its title to its end.

    `topic` is what the text as a whole is about, `frame` what the sentence before spoke of, `level` the box of the last
    quantity that was no base of comparison, `heading` the partner a heading set, `unit_measure` the measure of the
    last quantity.
    """

    card: Card
    clock: Clock
    topic: Frame
    frame: Frame
    level: Frame | None = None
    heading: tuple[str, ...] = ()
    refers_to_reporter: bool = False
    is_topic_set: bool = False
    paragraph_named_period: bool = False
    same_paragraph: bool = False

    def begin_paragraph(self) -> None:
        """A new paragraph goes back to the topic's period; partners stay for whoever points back to them."""
        period = self.topic.period
        self.frame = replace(self.frame, period=period, unknown="")
        self.paragraph_named_period = False
        self.same_paragraph = False
        if self.heading:
            self.frame = self.frame.of(*self.heading)

    def keep(self, frame: Frame, *, period_named: bool, subject_named: bool) -> None:
        """Remember the frame a sentence ended with."""
        if not self.is_topic_set and subject_named:
            self.topic = replace(frame, partners=(WORLD,), unknown="")
            self.is_topic_set = True
        self.frame = frame
        self.paragraph_named_period = self.paragraph_named_period or period_named
        self.same_paragraph = True


def opening(card: Card, clock: Clock, *, flow: Flow, product: str, period_latest: int, measure: str) -> Frame:
    """Return the frame a text begins with before it has said anything."""
    from weighbridge.model import Period

    return Frame(flow, card.movement.reporter, (WORLD,), (product,), Period(period_latest), measure)
