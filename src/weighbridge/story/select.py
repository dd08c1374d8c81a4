"""What is news: the focus by score, and whether the month is worth a story at all."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.card import Card
from weighbridge.errors import NotInDataError
from weighbridge.facts import NEWSWORTHY, Lead, Viewed, scan
from weighbridge.model import Flow, Period
from weighbridge.story.document import News
from weighbridge.story.matter import WORLD

MOST_LISTED = 8

_NAMES = {
    "surge": "rise on the month",
    "slump": "fall on the month",
    "above_last_year": "rise on the year",
    "below_last_year": "fall on the year",
    "reversal": "turn after a streak",
    "record_high": "record high",
    "record_low": "record low",
    "highest_since": "high",
    "lowest_since": "low",
    "share_shift": "shift of share",
    "back_above_last_year": "back above last year",
    "back_below_last_year": "back below last year",
    "resumed": "resumption",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was weighed: the focus chosen, its score, and the list of what else there was."""

    focus: str
    score: float
    news: tuple[News, ...]

    @property
    def is_news(self) -> bool:
        """Whether the focus is worth a story."""
        return self.score >= NEWSWORTHY


def choose(
    product: str, period: Period, *, view: Viewed, flow: Flow, focus: str | None, reporter: str = "CHN"
) -> Choice:
    """Return the focus, the given one or the one with the biggest news, with its score and everything weighed."""
    try:
        leads = scan(product, period.last_month, view=view, flow=flow, reporter=reporter)
    except NotInDataError:  # refused later, with what there is near the month
        leads = []
    leads = [lead for lead in leads if lead.cell.period == period]
    best: dict[str, float] = {}
    for lead in leads:
        best[lead.cell.partner] = max(best.get(lead.cell.partner, 0.0), lead.score)
    unasked = 0.0 if leads or period.is_month else NEWSWORTHY  # a quarter is not weighed: who asks for it gets it
    score = best.get(focus, unasked) if focus else max(best.values(), default=unasked)
    focus = focus or _biggest(best, view.card)
    mine = [lead for lead in leads if lead.cell.partner == focus]
    others = [lead for lead in leads if lead.cell.partner != focus]
    listed = sorted(mine[:MOST_LISTED] + others[: max(2, MOST_LISTED - len(mine))], key=lambda lead: -lead.score)
    return Choice(focus, round(score, 2), tuple(_news(lead, view.card) for lead in listed))


def _biggest(best: dict[str, float], card: Card) -> str:
    if not best or (WORLD in best and max(best.values()) < NEWSWORTHY):  # a quiet month is told of the whole
        return WORLD
    regions = {place.within for place in card.places.values()} - {WORLD, None}
    # where two are as big, a reader asks for the whole first, and for a country before a region
    return min(best, key=lambda partner: (-best[partner], partner != WORLD, partner in regions, partner))


def _news(lead: Lead, card: Card) -> News:
    name = card.places[lead.cell.partner].name
    return News(f"{name[:1].upper()}{name[1:]}: {_NAMES.get(lead.what, lead.what)}", lead.score, lead.why)


def flow_of(product: str, period: Period, *, view: Viewed, reporter: str = "CHN") -> Flow:
    """Return the flow for which the product has figures, exports before imports; raises NotInDataError for neither."""
    flows = [c.flow for c in view.bounds if c.product == product and c.reporter == reporter]
    for flow in (Flow.EXPORT, Flow.IMPORT):
        if any(c.product == product and c.flow is flow and c.period.last == period.last for c in view.bounds):
            return flow
    if not flows:
        raise NotInDataError(f"no figure of {product} had been released by {view.as_of}")
    return max(set(flows), key=flows.count)
