"""The order of a story: which lines make which section, and what gives way when it gets too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weighbridge.story import closing, comparison, history, lede
from weighbridge.story.context import POLICY, Near, ended, ends, told
from weighbridge.story.matter import Matter
from weighbridge.story.phrase import Line

FEWEST, MOST = 250, 450  # words of a full story
_MOST_POLICY, _MOST_COMPANIES = 5, 3


@dataclass(frozen=True, slots=True)
class Outline:
    """A story's lines in order: the opening sections' paragraphs by heading, and what is not known."""

    headline: Line
    standfirst: Line
    sections: tuple[tuple[str | None, tuple[tuple[Line, ...], ...]], ...]
    unknowns: tuple[Line, ...]
    cited: tuple[Near, ...]

    def lines(self) -> list[Line]:
        """Return all lines of the text in order, headline first."""
        body = [line for _, paragraphs in self.sections for paragraph in paragraphs for line in paragraph]
        return [self.headline, self.standfirst, *body, *self.unknowns]

    @property
    def words(self) -> int:
        """How many words a reader reads, the headline left out."""
        return sum(len(line.text.split()) for line in self.lines()[1:])


def outline(m: Matter, near: list[Near]) -> Outline:
    """Return the outline of a story, cut to its length."""
    policy = sorted((n for n in near if n.event.kind in POLICY), key=lambda n: -n.weight)[:_MOST_POLICY]
    policy = [n for n in policy if not ended(m, n) or any(ends(other, n) for other in policy)]
    firms = sorted((n for n in near if n.event.kind not in POLICY), key=lambda n: -n.weight)[:_MOST_COMPANIES]
    part = comparison.part_of_change(m)
    setting = [*comparison.share(m), part]
    sections: list[tuple[str | None, list[Sequence[Line | None]]]] = [
        (None, [lede.opening(m), comparison.world(m)]),
        ("How it compares", [history.history(m, near), setting]),
        (_partners_heading(m), [comparison.partners(m)]),
        ("Background", [_told(m, policy)]),
        ("Companies", [_told(m, firms)]),
    ]
    whole = Outline(
        lede.headline(m),
        lede.standfirst(m, near),
        tuple(
            (heading, tuple(tuple(line for line in p if line) for p in paragraphs)) for heading, paragraphs in sections
        ),
        (),
        tuple(policy + firms),
    )
    used = [fact for line in whole.lines() for fact in line.facts()]
    whole = replace(whole, unknowns=tuple(closing.unknowns(m, near, used)))
    return _without_empty(_cut(_once(whole)))


def _partners_heading(m: Matter) -> str:
    return m.naming.partners.capitalize() if m.is_world else f"Other {m.naming.partners}"


def _told(m: Matter, near: list[Near]) -> list[Line]:
    return [
        told(m, n)
        for n in sorted(near, key=lambda n: (n.event.period, n.event.occurred_at or n.event.period.first_day()))
    ]


def _once(whole: Outline) -> Outline:
    """Return the outline without a line that says what another has said word for word."""
    seen: set[str] = {whole.headline.text, whole.standfirst.text}
    repeated = []
    for line in whole.lines()[2:]:
        if line.text in seen:
            repeated.append(line)
        seen.add(line.text)
    for line in repeated:
        whole = _without(whole, line)
    return whole


def _cut(whole: Outline) -> Outline:
    """Return the outline within its length: the lightest lines give way first, later ones before earlier."""
    while whole.words > MOST:
        candidates = whole.lines()[2:]
        lightest = min(reversed(candidates), key=lambda line: line.weight)
        whole = _without(whole, lightest)
    return whole


def _without(whole: Outline, gone: Line) -> Outline:
    sections = tuple(
        (heading, tuple(tuple(line for line in p if line is not gone) for p in paragraphs))
        for heading, paragraphs in whole.sections
    )
    return replace(whole, sections=sections, unknowns=tuple(line for line in whole.unknowns if line is not gone))


def _without_empty(whole: Outline) -> Outline:
    kept = tuple((heading, tuple(p for p in paragraphs if p)) for heading, paragraphs in whole.sections)
    left = {index for line in whole.lines() for index in line.events()}
    return replace(
        whole,
        sections=tuple((heading, paragraphs) for heading, paragraphs in kept if paragraphs),
        cited=tuple(n for n in whole.cited if n.index in left),
    )
