"""Listed companies concerned, each with the cited event that says why."""

from __future__ import annotations

from functools import cache

from weighbridge.sources import listed_companies
from weighbridge.story.context import Near
from weighbridge.story.document import Ticker
from weighbridge.story.references import Numbering


@cache
def _companies() -> dict[str, tuple[str, str]]:
    return {name: (c.symbol, c.name) for c in listed_companies() for name in c.names}


def tickers(cited: list[Near], numbering: Numbering) -> list[Ticker]:
    """Return the listed companies that the cited events name, once each, with what the event has to do with them.

    An event that names few companies says more about each of them than one that names many.
    """
    found: dict[str, Ticker] = {}
    for near in sorted(cited, key=lambda n: len(n.event.companies)):
        for name in near.event.companies:
            known = _companies().get(name)
            why = near.clause.why.get(known[0]) if known and near.clause else None
            if known and why and known[0] not in found:
                found[known[0]] = Ticker(known[0], known[1], _sentence(known[1], why), numbering.number_of(near.event))
    return list(found.values())


def _sentence(name: str, why: str) -> str:
    if why.startswith("its "):
        return f"{why[:1].upper()}{why[1:]}."
    return f"{name} {why}."
