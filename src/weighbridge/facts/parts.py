"""Parts of a whole: share, change of share, rank among partners, contribution to the whole's change."""

from __future__ import annotations

from math import floor, inf, isfinite

from weighbridge.errors import NotInDataError
from weighbridge.facts.compare import Read, best_print, hull
from weighbridge.facts.reading import Reading, needed
from weighbridge.facts.roles import previous, world
from weighbridge.facts.slice import Slice
from weighbridge.model import Cell, Kind


def share(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the percent the cell is of the world, or of `other`; a part is never more than its whole."""
    whole_cell = other or world(cell)
    if whole_cell == cell:
        raise NotInDataError(f"{cell} is the whole, so its share says nothing")
    if whole_cell.period != cell.period:
        raise NotInDataError(f"a share is of the same months, and {whole_cell} is about others than {cell}")
    prints = () if other else taken.printed(cell, Kind.SHARE_OF_WORLD)
    part, whole = taken.level(cell), taken.level(whole_cell)
    if part is None or whole is None or whole.lo <= 0:
        if not prints:
            needed(cell, taken), needed(whole_cell, taken)
            raise NotInDataError(f"{whole_cell} may have been zero, so it has no shares")
        lo, hi, best = -inf, inf, inf
    else:
        lo, hi = part.lo / whole.hi * 100, part.hi / whole.lo * 100
        best = part.best / whole.best * 100
        if whole_cell.partner == "WLD":
            lo, hi, best = min(lo, 100.0), min(hi, 100.0), min(best, 100.0)
    lo, hi = hull(lo, hi, prints)
    levels = tuple(found for found in (part, whole) if found)
    return Reading(best_print(prints, best), lo, hi, "pct", levels, prints)


def share_change(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the percentage points by which the share of the world differs from the period before, or from `other`'s."""
    now, then = share(cell, taken, None), share(other or previous(cell), taken, None)
    return Reading(
        now.value - then.value,
        now.lo - then.hi,
        now.hi - then.lo,
        "pp",
        now.levels + then.levels,
        now.prints + then.prints,
    )


def contribution(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read how many points of the whole's percent change on the period before the cell's own change makes up."""
    whole_cell = other or world(cell)
    if whole_cell == cell:
        raise NotInDataError(f"{cell} is the whole, so it makes up all of its change")
    now, then = needed(cell, taken), needed(previous(cell), taken)
    whole, base = needed(whole_cell, taken), needed(previous(whole_cell), taken)
    if base.lo <= 0 or not isfinite(base.hi):
        raise NotInDataError(f"{previous(whole_cell)} may have been nothing or anything, so its change has no percent")
    ends = [d / b * 100 for d in (now.lo - then.hi, now.hi - then.lo) for b in (base.lo, base.hi)]
    value = (now.best - then.best) / base.best * 100
    return Reading(value, min(ends), max(ends), "pp", (now, then, whole, base), base=base)


def rank(cell: Cell, taken: Slice, other: Cell | None) -> Reading:
    """Read the place of a country among all countries, largest first.

    The value counts the countries known to be larger; the interval reaches as far as those that may be larger, and as
    far as countries nobody printed could fit into what the known ones leave of the world.
    """
    if other is not None:
        raise NotInDataError(f"rank is about one cell and is not compared with {other}")
    if cell.partner in taken.regions or cell.partner == "WLD":
        raise NotInDataError(f"{cell.partner} is no single country, and countries are ranked among countries")
    own = needed(cell, taken)
    peers = [b for b in taken.partners.get(world(cell), ()) if b.cell != cell]
    if len(peers) < 2:
        raise NotInDataError(f"only {len(peers)} other countries are known for {cell.of('WLD')}, too few to rank among")
    above = sum(1 for b in peers if b.best > own.best)
    surely = sum(1 for b in peers if b.interval.lo > own.hi)
    maybe = sum(1 for b in peers if b.interval.hi > own.lo)
    hidden = _hidden(cell, own.lo, sum(b.interval.lo for b in peers) + own.lo, taken)
    detail: dict[str, str | float] = {"countries_known": len(peers) + 1, "among": "all countries"}
    caveats: tuple[str, ...] = ()
    if hidden > 0:
        detail["among"] = f"the {len(peers) + 1} countries known"
        caveats = ("among_known_partners",)
    return Reading(1.0 + above, 1.0 + surely, 1.0 + maybe + hidden, "place", (own,), detail=detail, caveats=caveats)


def _hidden(cell: Cell, own: float, known: float, taken: Slice) -> float:
    """Return how many countries nobody printed could be larger than `own`, given what the known ones leave."""
    whole = taken.level(world(cell))
    if whole is None or own <= 0 or not isfinite(whole.hi):
        return inf
    return float(max(floor((whole.hi - known) / own + 1e-9), 0))


PARTS: dict[str, Read] = {
    "share_pct": share,
    "share_change_pp": share_change,
    "contribution_pp": contribution,
    "rank": rank,
}
