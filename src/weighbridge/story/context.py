"""Dated events near the period: which concern the story, what was known on the day, and how they read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from weighbridge.model import Event
from weighbridge.sources import calendar
from weighbridge.story.matter import WORLD, Matter
from weighbridge.story.phrase import Line, Mark, Piece, say
from weighbridge.words import day_name, period_name

# For how many days after it an event of each kind is still context, and how much it weighs on its day.
_REACH: Mapping[str, tuple[int, float]] = {
    "control": (540, 3.0),
    "truce": (150, 3.0),
    "deal": (120, 2.5),
    "licence": (120, 2.0),
    "disruption": (90, 2.0),
    "company": (45, 1.5),
    "enforcement": (120, 1.0),
}
_LEAST = 1.0  # an event that weighs less is left out
_AFTER_DAYS = 75  # a standfirst says "after" only of an event at most so long before the period's last day
POLICY = ("control", "truce", "deal", "licence", "enforcement")


@dataclass(frozen=True, slots=True)
class Clause:
    """How an event reads: see `clauses.toml`."""

    on: str
    starts: str
    says: str
    name: str
    after: str = ""
    bears: str = ""
    known: str = ""
    ended: str = ""
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Near:
    """An event that concerns the story: its index among all events, how much it weighs, how it reads."""

    index: int
    event: Event
    weight: float
    clause: Clause | None

    @property
    def name(self) -> str:
        """What a chart calls it."""
        return self.clause.name if self.clause else self.event.title.split(":")[0].split(",")[0][:28]


@cache
def _clauses() -> tuple[Clause, ...]:
    raw = tomllib.loads(files("weighbridge.story").joinpath("clauses.toml").read_text(encoding="utf-8"))
    return tuple(Clause(**entry) for entry in raw["clauses"])


def clause_of(event: Event) -> Clause | None:
    """Return how an event reads, or None for one the table does not know."""
    on = event.occurred_at.isoformat() if event.occurred_at else str(event.period)
    return next((c for c in _clauses() if c.on == on and event.title.startswith(c.starts)), None)


def known_day(event: Event) -> date:
    """Return the day on which an event had surely happened: its own, or the last of its month."""
    return event.occurred_at or event.period.shift(1).first_day() - timedelta(days=1)


def address_of(event: Event) -> str:
    """Return the address of an event's source, or nothing when it has none that can be followed."""
    first = event.source_url.split(" ")[0]
    return first if first.startswith(("http://", "https://")) else ""


def near_events(m: Matter) -> list[Near]:
    """Return the events that concern the story and had happened by the release it tells, most telling first.

    Only events with an address are taken: what cannot be cited is not told. Releases are the story itself.
    """
    told_on = _told_on(m)
    found = []
    for index, event in enumerate(m.events):
        if event.kind in _REACH and known_day(event) <= told_on and address_of(event):
            weight = _weight(m, event)
            if weight >= _LEAST:
                found.append(Near(index, event, weight, clause_of(event)))
    return sorted(found, key=lambda n: (-n.weight, n.index))


def _told_on(m: Matter) -> date:
    """Return the day of the news: the release, or the story's day where that is earlier."""
    return min(m.as_of, calendar(m.product.calendar).release_day(m.period))


def ended(m: Matter, near: Near) -> bool:
    """Whether what the event began had ended or been suspended by the day of the news."""
    return near.clause is not None and bool(near.clause.ended) and date.fromisoformat(near.clause.ended) <= _told_on(m)


def ends(later: Near, near: Near) -> bool:
    """Whether the later event is the one that ended or suspended what the other began."""
    day = near.clause.ended if near.clause else ""
    return bool(day) and known_day(later.event) == date.fromisoformat(day)


def _weight(m: Matter, event: Event) -> float:
    reach, weight = _REACH[event.kind]
    age = (_told_on(m) - known_day(event)).days
    about = _topic(m, event) * _place(m, event)
    return weight * about * (1.0 - 0.6 * age / reach) if age <= reach else 0.0


def _topic(m: Matter, event: Event) -> float:
    named = set(event.commodities)
    if named & set(m.product.topics):
        return 1.0
    if named & set(m.naming.related):
        return 0.7
    return 0.45 if not named and len(event.countries) > 1 else 0.0


def _place(m: Matter, event: Event) -> float:
    others = [c for c in event.countries if c != m.reporter]
    if not others or m.focus in others:
        return 1.2 if m.focus in others else 1.0
    if m.focus == WORLD:
        return 0.8 if "USA" in others else 0.65
    return 0.0


def told(m: Matter, near: Near) -> Line:
    """Return the event as a sentence that begins with its day."""
    event = near.event
    if event.occurred_at:
        opening = f"On {day_name(event.occurred_at, near=m.as_of)}, "
    else:
        opening = f"In {m.when(event.period)}, "
    says = near.clause.says if near.clause else event.title
    return say(Mark(opening + says, event=near.index), ".", weight=near.weight)


def after_phrase(m: Matter, near: list[Near], way: int) -> Piece | None:
    """Return 'after ...' with the latest event that bears on a move that way, or None; never a claim of cause."""
    ended = m.period.shift(1).first_day() if m.period.is_month else m.period.last_month.shift(1).first_day()
    bears = {1: "up", -1: "down"}.get(way, "")
    fitting = [
        n
        for n in near
        if n.clause and n.clause.after and n.clause.bears == bears
        and ("USA" in n.event.countries or m.focus in n.event.countries or n.event.kind == "control")
        and known_day(n.event) < ended - timedelta(days=7)
        and not (n.clause.ended and date.fromisoformat(n.clause.ended) < ended)
        and (ended - known_day(n.event)).days <= _AFTER_DAYS
    ]  # fmt: skip
    if not fitting:
        return None
    best = max(fitting, key=lambda n: (known_day(n.event), n.weight))
    assert best.clause is not None
    return Mark(f"after {best.clause.after}", event=best.index)


def key_dates(m: Matter) -> list[dict[str, str]]:
    """Return the dates ahead as of the story's day: the office's next release, and what was scheduled by then."""
    period, day = calendar(m.product.calendar).next_release(m.as_of)
    if calendar(m.product.calendar).combined_first_months and period.month_of_year == 2:
        name = f"January and February {period.year}"
    else:
        name = period_name(period)
    dates = [
        {"on": day.isoformat(), "what": f"{m.view.card.office_short.capitalize()} releases the figures for {name}"}
    ]
    for event in m.events:
        clause = clause_of(event)
        if clause is None or not clause.known or event.occurred_at is None or _topic(m, event) <= 0:
            continue
        if date.fromisoformat(clause.known) <= m.as_of < event.occurred_at:
            dates.append({"on": event.occurred_at.isoformat(), "what": clause.says[:1].upper() + clause.says[1:]})
    return sorted(dates, key=lambda d: d["on"])
