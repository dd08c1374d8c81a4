"""What the judgement of a reading rests on: the names of all cells that can change it, and of no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from weighbridge.check.forms import (
    Added,
    Change,
    Compare,
    Counted,
    Difference,
    Extreme,
    Form,
    Jointly,
    Level,
    Mark,
    Order,
    Rank,
    RankInTime,
    Ratio,
    Share,
    ShareChange,
    ShareGrowth,
    Streak,
)
from weighbridge.check.frame import Frame
from weighbridge.check.weigh import domain_of
from weighbridge.facts import Reach, cells_of_level, every_partner, every_period
from weighbridge.model import Period


def rests_on(form: Form) -> frozenset[Reach]:
    """Return the cells, series and periods a reading rests on, bases and wholes included.

    What is the highest "of all that is known" rests on every period of its series up to its own; a place among
    partners on every partner of its period.
    """
    return frozenset(_reaches(form))


def _reaches(form: Form) -> Iterator[Reach]:
    match form:
        case Counted() | Jointly():
            for claim in form.claims:
                yield from _reaches(claim)
        case Extreme():
            yield from _in_time(form.now, domain_of(form.now, form.since, form.domain, form.months))
            if form.since is not None:
                since = form.since.split() if form.now.period.is_month else (form.since,)
                yield from _levels(form.now.at(period) for period in since)
        case RankInTime():
            yield from _in_time(form.now, domain_of(form.now, None, form.domain, 0))
        case Streak():
            end, size = form.now.period.previous() if form.ended else form.now.period, form.now.period.months
            yield from _levels(form.now.at(end.shift(-n * size)) for n in range(form.months + 2))
        case Rank():
            yield from _levels([form.now, *(form.now.of(place) for place in form.among)])
            if not form.among:
                yield from (every_partner(read) for cell in form.now.cells for read in cells_of_level(cell))
        case _:
            yield from _levels(_frames(form))


def _frames(form: Form) -> tuple[Frame, ...]:
    match form:
        case Level() | Mark():
            return (form.now,)
        case Added():
            return form.parts
        case Change() | Ratio() | Difference():
            return form.now, form.base
        case Share():
            return form.part, form.whole
        case ShareChange() | ShareGrowth():
            return form.part, form.part.of("WLD"), form.base, form.base.of("WLD")
        case Compare():
            return form.now, form.other
        case Order():
            return form.frames
    return ()  # it speaks of no boxes


def _in_time(now: Frame, periods: list[Period] | None) -> Iterator[Reach]:
    """The frame and the periods compared with; None are all that are known before its own."""
    yield from _levels([now])
    if periods is None:
        yield from (every_period(cell, now.period.last) for cell in now.cells)
        yield from (every_period(cell, now.period.last) for p in now.without for cell in now.of(p).cells)
        return
    yield from _levels(now.at(period) for period in periods)


def _levels(frames: Iterable[Frame]) -> Iterator[Reach]:
    for frame in frames:
        for boxes in (frame, *(frame.of(partner) for partner in frame.without)):
            yield from (Reach(str(read)) for cell in boxes.cells for read in cells_of_level(cell))
