"""What is not known, how the story was made, and the disclosure."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.model import Fact
from weighbridge.story.context import Near
from weighbridge.story.figures import direction, known_partners
from weighbridge.story.lede import is_beyond_comparison
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.phrase import Line, Mark, Pieces, listed, perhaps
from weighbridge.words import cardinal, day_name, grouped

DISCLOSURE = (
    "This text was drafted by a machine from published figures. Nobody has edited it yet; "
    "a person must read, check and sign it before it is published."
)
MOST_NAMED = 4


def unknowns(m: Matter, near: list[Near], used: Sequence[Fact]) -> list[Line]:
    """Return what the figures leave open, as sentences."""
    lines = [_partners_missing(m), _year_missing(m), _licences(m, near), _scope(m), _disagreeing(m, used)]
    return [line for line in lines if line]


def _partners_missing(m: Matter) -> Line | None:
    level = m.fact("level", m.focus) or m.fact("level", WORLD)
    if level is None:
        return None
    now = Mark(m.when(m.period), level)
    known = set(known_partners(m))
    if not known - {m.focus}:
        other = "other " if not m.is_world and known else ""
        return perhaps(
            "Which ",
            f"{other}countries the ",
            f"{m.naming.short} of ",
            now,
            f" {'went to' if m.naming.to == 'to' else 'came from'} is not in the figures at hand.",
            weight=8,
        )
    base = m.period.previous() if m.period.is_month else m.period.year_before()
    before = m.about(m.focus)
    missing: list[tuple[str, Fact]] = []
    for partner in sorted(
        {c.partner for c in m.view.bounds if c.product == m.product.id and c.flow == m.flow and c.period == base}
    ):
        bound = m.view.bounds.get(m.cell(partner, base))
        fact = before.fact("level", partner, base)
        if bound and bound.printed and fact and m.view.bounds.get(m.cell(partner)) is None and _country(m, partner):
            missing.append((partner, fact))
    if not missing:
        return perhaps(
            f"Figures for {m.naming.partners} not named here are missing from the data at hand; "
            "they are unknown, not zero.",
            weight=8,
        )
    missing.sort(key=lambda pair: -pair[1].value)
    names: list[Pieces] = [(m.place(p),) for p, _ in missing[:MOST_NAMED]]
    return perhaps(
        "For ",
        listed(names),
        " the ",
        now,
        " figures are not known, while ",
        Mark(m.when(base), missing[0][1]),
        "'s are.",
        weight=8,
    )


def _country(m: Matter, partner: str) -> bool:
    return partner != WORLD and not any(place.within == partner for place in m.view.card.places.values())


def _year_missing(m: Matter) -> Line | None:
    level = m.fact("level")
    if (
        level is None
        or is_beyond_comparison(m)
        or direction(m.fact("change_on_year_pct"))
        or m.fact("level", period=m.period.year_before())
    ):
        return None
    return perhaps(
        "A comparison with ",
        Mark(m.when(m.period.year_before()), level),
        " is not possible: no figure for it is known.",
        weight=7,
    )


def _licences(m: Matter, near: list[Near]) -> Line | None:
    if not any(n.event.kind in ("control", "licence") for n in near):
        return None
    return perhaps("Customs does not say on which licence a shipment moved, or who bought it.", weight=8)


def _scope(m: Matter) -> Line | None:
    return perhaps(m.naming.scope, weight=9)


def _disagreeing(m: Matter, used: Sequence[Fact]) -> Line | None:
    fact = next((f for f in used if "figures_disagree" in f.caveats), None)
    if fact is None:
        return None
    cells = {f.cell for f in used if "figures_disagree" in f.caveats}
    open_ = any(c.certainty != "proven" and c.observation.cell in cells for c in m.view.conflicts)
    outcome = (
        "which of them is wrong cannot be told, and the text says only what all of them allow"
        if open_
        else "what contradicts all the others was set aside"
    )
    return perhaps("Not all ", Mark("figures in print", fact), f" about these months agree; {outcome}.", weight=8)


def how_made(m: Matter, facts: Sequence[Fact], *, brief: bool, later_pages: bool) -> list[str]:
    """Return how the story was made, in sentences without figures of the trade itself."""
    day = day_name(m.as_of)
    prints = {o.id for fact in facts for o in m.prints(fact)}
    lines = [
        (
            f"Written by Weighbridge from {grouped(len(facts))} facts, worked out from {grouped(len(prints))} printed "
            f"figures as they stood on {day}. No number was typed by hand or by a language model."
        ),
        (
            "Every figure carries the interval that all printed figures allow together; a number is shown with no more "
            "digits than its interval supports."
        ),
    ]
    accused = [c for c in m.view.conflicts if c.observation.cell.product == m.product.id and c.certainty == "proven"]
    if accused:
        were = (
            "figure that contradicts all the others was"
            if len(accused) == 1
            else "figures that contradict all the others were"
        )
        lines.append(f"{cardinal(len(accused)).capitalize()} published {were} set aside.")
    if later_pages:
        lines.append("Some of the pages cited appeared after that day; the figures they print were released by it.")
    if brief:
        lines.append("The figures known for this period carry no full story, so this is a brief.")
    lines.append("Customs may revise its figures; a revision leads to an update of this text.")
    return lines
