"""From the patterns of a sentence to what would have to be true: readings of each claim, ranked by the words alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import (
    Added,
    Change,
    ChangeDifference,
    Compare,
    Count,
    Difference,
    Extreme,
    Form,
    Level,
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
from weighbridge.check.grammar import Match
from weighbridge.check.items import Item
from weighbridge.check.mentions import WORLD, Mentions, mentions, resolved
from weighbridge.check.walk import AGAINST, Walk
from weighbridge.model import Flow, Period

_UP = frozenset({"rise", "higher", "beats", "most", "high"})
_DOWN = frozenset({"fall", "lower", "trails", "least", "low"})
_MEASURED = frozenset({"quantity", "percent", "points", "fraction", "times", "foreign", "multiply"})
_MOST_OTHERS = 8
_PAST = frozenset({"rose", "fell", "grew", "sank", "slid", "shrank", "leapt", "risen", "fallen", "grown", "sunk", "shrunk"})
_BEHIND = frozenset({"below", "under", "beneath", "short", "shy", "behind", "down"})
_AHEAD = frozenset({"above", "over", "ahead", "past", "up", "lead", "advantage", "margin"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a claim; `note` says what was assumed where the words left it open."""

    form: Form
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim found: its place in the text, its kind, its readings, or why there are none.

    `fixed` names the slots of a quantity's boxes that its own clause names, `spoken_of` the partners and periods that
    the text has spoken of so far.
    """

    start: int
    end: int
    kind: str
    readings: tuple[Reading, ...] = ()
    refusal: str = ""
    not_in_data: bool = False
    forecast: bool = False
    fixed: frozenset[str] = frozenset()
    spoken_of: frozenset[object] = frozenset()


@dataclass(slots=True)
class Proposer:
    """Reads the claims of one walked sentence, left to right."""

    walk: Walk
    paragraph_places: tuple[str, ...]
    level: Frame | None = None
    level_at: int = -1
    level_walked: Frame | None = None
    last: Match | None = None
    last_sign: int = 0
    last_base: Frame | None = None
    done: dict[int, Frame] = field(default_factory=dict)
    shared: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._share_out()

    def _share_out(self) -> None:
        """Give each of several partners its own amount: Germany and Japan took 764 and 131 tonnes."""
        n = 0
        while n < len(self.items):
            run = [n]
            while run[-1] + 2 < len(self.items) and self.items[run[-1] + 1].words.casefold() in ("and", ",") and self.items[run[-1] + 2].tag in ("quantity", "number", "percent"):
                run.append(run[-1] + 2)
            partners = self.walk.frame_at[n].partners
            if len(run) > 1 and len(run) == len(partners) and self.items[run[-1]].tag in ("quantity", "percent"):
                self.shared.update(zip(run, partners, strict=True))
            n = run[-1] + 1

    @property
    def items(self) -> tuple[Item, ...]:
        return self.walk.items

    def proposals(self) -> Iterator[Proposal]:
        """Yield the claims of the sentence in the order of the text."""
        for match in self.walk.sentence.matches:
            read: Callable[[Match], Proposal | None] = getattr(self, f"_{match.says}")
            found = read(match)
            if found is not None:
                yield self._as_forecast(match, found)
            if match.says == "moved":
                yield from (self._as_forecast(match, p) for p in self._moved_levels(match))
            if match.says in ("change", "share", "ratio", "difference", "apart"):
                self.last = match
            if match.says == "share":
                self.walk.discourse.spoke_of_shares = True

    def settle(self, proposal: Proposal, reading: Reading | None) -> None:
        """Take in which reading of a quantity held: what is said of the quantity next is said of the same boxes."""
        if reading is None or not isinstance(reading.form, Level) or self.level is None or reading.form.now == self.level:
            return
        leading = proposal.readings[0].form
        if not isinstance(leading, Level) or leading.now != self.level:
            return
        if reading.form.now.differs_in(self.level) <= {"partners", "period", "products"} and self.walk.discourse.level == self.level:
            self.level = reading.form.now
            self.walk.discourse.weighed_level(reading.form.now)

    def _as_forecast(self, match: Match, proposal: Proposal) -> Proposal:
        """What is only expected is not weighed."""
        anchor = match.roles.get("amount", match.roles.get("way", (match.start, match.end)))[0]
        at = anchor - 1
        while at >= 0 and self.items[at].tag not in ("sign", "stop"):
            if self.items[at].tag == "forecast" and self.items[at].words != "than expected" and self._before(at) not in ("than", "as"):
                return replace(proposal, readings=(), kind="forecast", refusal="a forecast or a plan, which data cannot decide yet", not_in_data=True, forecast=True)
            at -= 1
        return proposal

    def _before(self, n: int) -> str:
        return self.items[n - 1].words.casefold() if n else ""

    # ---- subjects --------------------------------------------------------------------------------------------------

    def _subject(self, match: Match) -> Frame:
        """The frame a claim is about: that of the quantity just before, unless something new has been named since."""
        context = self.walk.sentence.context
        at = max((n for n in range(match.start, match.end) if n not in context), default=match.start)
        walked = self.walk.completed(self.walk.frame_at[at], match.start, match.end)
        if "amount" in match.roles and match.roles["amount"][0] in self.shared:
            return walked.of(self.shared[match.roles["amount"][0]])
        said = self._said(match)
        if said is not None and said.places and said.periods and not self.walk.named_period:  # more than Japan in October
            return resolved(walked, replace(said, places=(), products=(), flows=(), whole=False), self.walk.discourse.clock)
        if self.level is not None and self.level_walked == walked:
            return self.level
        if self.level is None and self._points_at_level(match) and self.walk.discourse.level is not None:
            return self.walk.discourse.level
        return walked

    def _points_at_level(self, match: Match) -> bool:
        """Whether the clause begins with "that was" or "this is", which points at the quantity before."""
        opening = [i for i in self.items[: match.start + 1] if i.tag != "sign"][:2]
        return len(opening) == 2 and opening[0].words.casefold() in ("that", "this", "which") and opening[0].tag in ("that", "it", "stop") and not self.walk.named_partner

    def _others(self, subject: Frame, own: Mentions | None = None) -> list[tuple[Frame, str]]:
        """Other frames the words leave open: a slot the sentence does not name may be filled from what was spoken of.

        `own` is what a quantity's own modifiers name; a pronoun leaves open which partner, but not all of them.
        """
        walk, before = self.walk, self.walk.discourse
        found: list[Frame] = []
        named_partner = walk.named_partner or bool(own and own.places)
        named_period = walk.named_period or bool(own and own.periods)
        if not named_period:
            found += [subject.at(f.period) for f in (before.topic, *reversed(before.levels))]
        if not named_partner:
            partners = [(WORLD,), before.topic_partner or (WORLD,), *(f.partners for f in reversed(before.levels))]
            found += [subject.of(*p) for p in partners if not (walk.carried and p == (WORLD,))]
            if not named_period:
                found += [subject.of(*f.partners).at(f.period) for f in reversed(before.levels)]
        if not walk.named_product:
            found += [subject.made_of(*f.products) for f in (before.topic, *reversed(before.levels))]
        told = dict.fromkeys(f for f in found if f != subject)
        return [(frame, f"read of {self._told(frame, subject)}") for frame in list(told)[:_MOST_OTHERS]]

    def _told(self, frame: Frame, subject: Frame) -> str:
        """In words, what another frame has that the leading one has not."""
        places = " and ".join(self.walk.card.places[p].name for p in frame.partners)
        differs = frame.differs_in(subject)
        if "products" in differs:
            return " and ".join(self.walk.card.products[p].name for p in frame.products)
        return " in ".join([*([places] if "partners" in differs else []), *([str(frame.period)] if "period" in differs else [])])

    # ---- bases -----------------------------------------------------------------------------------------------------

    def _said(self, match: Match, role: str = "base") -> Mentions | None:
        if role not in match.roles:
            return None
        return mentions(self.items, *match.roles[role], self.walk.card)

    def _bases(self, match: Match, subject: Frame) -> list[tuple[Frame, str]] | None:
        """The frames a claim may be measured against, ranked; None when the text names a base nobody here knows."""
        against = self._against(match)
        if against is not None:
            base = subject.at(_shifted(subject.period, against))
            self._note_base(subject, base)
            return [(base, "")]
        said = self._said(match)
        if said is None or (said.names_nothing and said.quantities):
            return self._leading_base(subject) or self._usual_bases(subject)
        if said.names_nothing and said.ordinal and (base := self._nth_part(subject, said.ordinal)) is not None:
            self._note_base(subject, base)
            return [(base, "")]
        if said.outside or (said.names_nothing and not said.refers):
            return None if said.strangers or said.outside else self._usual_bases(subject)
        if said.names_nothing:
            return self._pointed_at(match, subject)
        base = resolved(subject, said, self.walk.discourse.clock)
        if base == subject and not said.places and said.periods:
            return self._usual_bases(subject)
        if base == subject:
            return None
        self._note_base(subject, base)
        return [(base, "")]

    def _nth_part(self, subject: Frame, n: int) -> Frame | None:
        """The third, said of a quarter: the third quarter of that year."""
        size = subject.period.months
        if size not in (3, 6) or not 1 <= n <= 12 // size:
            return None
        start = subject.period.first - subject.period.first % 12 + (n - 1) * size
        base = subject.at(Period(start, size))
        return base if base != subject else None

    def _pointed_at(self, match: Match, subject: Frame) -> list[tuple[Frame, str]] | None:
        """What "that" or, after a word of comparison, "it" points at: the boxes of the last other quantity."""
        compares = match.says in ("compare", "difference") and "way" in match.roles and self.items[match.roles["way"][0]].tag in ("beats", "trails", "higher", "lower")
        if not compares and not self._points_at_figure(match):
            return None
        level = next((f for f in reversed(self.walk.discourse.levels) if f != subject), None)
        return [(level, "")] if level is not None else None

    def _points_at_figure(self, match: Match) -> bool:
        first, last = match.roles["base"]
        return any(i.tag == "that" and i.words.casefold() in ("that", "those") for i in self.items[first:last])

    def _leading_base(self, subject: Frame) -> list[tuple[Frame, str]] | None:
        """The base a sentence begins with: compared with June 2024, since May, since then; between May and August."""
        if self.walk.between is not None:
            return [(subject.at(self.walk.between.period), "")]
        match = next((m for m in self.walk.sentence.matches if m.says == "measured"), None)
        if match is None:
            return None
        said = mentions(self.items, *match.roles["base"], self.walk.card)
        if said.periods:
            base = resolved(subject, said, self.walk.discourse.clock)
        elif self.walk.discourse.level is not None:
            base = subject.at(self.walk.discourse.level.period)
        else:
            return None
        if base == subject:
            return None
        self._note_base(subject, base)
        return [(base, "")]

    def _measured(self, match: Match) -> None:
        return None

    def _against(self, match: Match) -> str | None:
        if "against" in match.roles:
            return str(self.items[match.roles["against"][0]].value)
        if "base" in match.roles:
            return None
        near = [i for n, i in enumerate(self.items) if i.tag == "against" and n not in self._taken_against()]
        return str(near[0].value) if len(near) == 1 else None

    def _taken_against(self) -> set[int]:
        return {m.roles["against"][0] for m in self.walk.sentence.matches if "against" in m.roles}

    def _usual_bases(self, subject: Frame) -> list[tuple[Frame, str]]:
        """What a change is measured on where the text does not say: what the sentence, or else the text, last said."""
        period = subject.period
        if self.last_base is not None and self.last_base.differs_in(subject) == {"period"} and self.last_base.period.months == period.months:
            return [(self.last_base, "")]
        previous = (subject.at(period.previous()), "read as a change on the period before")
        year = (subject.at(period.year_before()), "read as a change on the year")
        if period.months not in (1, 3, 6):
            return [(year[0], "")]
        usual = self.walk.discourse.usual_base
        on_year_first = usual == "year_before" or (not usual and period.months > 1)
        first, second = (year, previous) if on_year_first else (previous, year)
        return [(first[0], ""), (second[0], f"read of the other base: {second[1]}")] if usual else [first, second]

    def _note_base(self, subject: Frame, base: Frame) -> None:
        """Remember what a change was measured against."""
        self.last_base = base
        if base.differs_in(subject) == {"period"} and base.period == subject.period.year_before():
            self.walk.discourse.usual_base = "year_before"
        elif base.differs_in(subject) == {"period"} and base.period == subject.period.previous():
            self.walk.discourse.usual_base = "previous"

    def _sign(self, match: Match) -> int:
        """Which way: the word of change, else the printed sign, else what the sentence said last."""
        if "way" in match.roles:
            item = self.items[match.roles["way"][0]]
            if item.tag in _UP or item.words.casefold() in _AHEAD or item.tag == "next":
                return 1
            return -1 if item.tag in _DOWN or item.words.casefold() in _BEHIND else 0
        amount = self._amount(match)
        if amount is not None and amount.sign:
            return amount.sign
        for n in range(match.start, match.end):
            word = self.items[n].words.casefold()
            if n not in self.walk.sentence.context and word in _BEHIND | _AHEAD:
                return -1 if word in _BEHIND else 1
        if self.last is not None and self.last.says in ("change", "difference"):
            return self.last_sign
        near = [i for i in self.items[: match.start] if i.tag in ("rise", "fall")]
        return 0 if not near else 1 if near[-1].tag == "rise" else -1

    def _amount(self, match: Match, role: str = "amount") -> Amount | None:
        if role not in match.roles:
            return None
        item = self.items[match.roles[role][0]]
        if isinstance(item.value, Amount):
            return item.value
        if item.tag == "majority":
            return Amount(50.0, 1.0, "pct", hedge="more than", worded=True)
        return Amount(100.0, 1.0, "pct", worded=True) if item.tag in ("all_of", "whole") else None

    def _proposal(self, match: Match, kind: str, readings: list[Reading], refusal: str = "", *, end: int | None = None) -> Proposal:
        first = match.start
        last = (end if end is not None else match.end) - 1
        while last > first and self.items[last].tag in ("word", "sign") and last not in self._anchors(match):
            last -= 1
        return Proposal(self.items[first].start, self.items[last].end, kind, tuple(readings), refusal)

    def _anchors(self, match: Match) -> set[int]:
        return {n for a, b in match.roles.values() for n in range(a, b)}

    def _with_others(
        self, subject: Frame, make: Callable[[Frame], list[Reading]], *, most: int = _MOST_OTHERS, own: Mentions | None = None
    ) -> list[Reading]:
        readings = make(subject)
        for other, note in self._others(subject, own)[:most]:
            readings += [replace(r, note=note) for r in make(other)]
        return readings

    # ---- levels ----------------------------------------------------------------------------------------------------

    def _level(self, match: Match) -> Proposal | None:
        n = match.roles["amount"][0]
        item = self.items[n]
        amount = self._amount(match)
        if amount is None:
            return None
        if item.tag == "number":
            amount = self._in_a_unit(n, amount)
            if amount is None:
                return self._counted_strangers(match, n)
        inside = n - 2 if n > 1 and self.items[n - 1].words == "(" and n - 2 in self.walk.sentence.context else n  # in all of 2024 (55,431 tonnes)
        base_of = next((m for m in self.walk.sentence.matches if "base" in m.roles and m.roles["base"][0] <= inside < m.roles["base"][1]), None)
        if base_of is not None:
            return self._base_level(match, base_of, amount)
        if self.walk.comes_after(n, AGAINST):
            return self._level_of_before(match, n, amount)
        if self.walk.comes_after(n, frozenset({"by", "extra", "additional", "another"})) or self._is_lacking(n):
            return self._proposal(match, "difference", [], "it is not said what this is a difference from")
        if amount.hedge and self._counts_periods(n):
            return self._proposal(match, "count", [], "how many months lay above or below a mark is not counted here")
        frame = self._level_frame(n, amount)
        self.walk.discourse.last_amount = amount
        self._remember(n, frame, leaning=self._leans(n))
        end = self._level_end(n)
        own = _picked(self.items, self.walk.modifiers.get(n, []), self.walk)
        readings = self._with_others(frame, lambda f: [Reading(Level(f, amount))], own=own)
        readings += self._reckoned(frame, amount)
        if item.words.casefold().endswith("mt") and amount.unit == "t":
            readings.append(Reading(Level(frame, amount.times(1e6)), "read as million tonnes"))
        found = self._proposal(match, _level_kind(frame), readings, end=end)
        return replace(found, fixed=self._fixed(n, own), spoken_of=self._spoken_of())

    def _fixed(self, n: int, own: Mentions) -> frozenset[str]:
        """The slots that the words around a quantity name: its modifiers, or the clause before it back to another amount."""
        names = {*(["partners"] if own.places else []), *(["period"] if own.periods else [])}
        context = self.walk.sentence.context
        for m in range(n - 1, -1, -1):
            item = self.items[m]
            relative = item.tag == "stop" and item.words.casefold() in ("which", "who")
            if item.tag in ("quantity", "percent") or (item.tag == "stop" and not relative) or item.words in (";", "(", ")"):
                break
            if m in context or m in self.walk.bound:
                continue
            if item.tag in ("place", "whole") and item.value != self.walk.card.movement.reporter:
                names.add("partners")
            if item.tag == "period" and not item.value.leans:
                names.add("period")
            if item.tag == "product":
                names.add("products")
        m = n + 1
        while m < len(self.items) and not self.walk.ends_clause(m):
            if m not in context:
                names |= {"place": {"partners"}, "period": {"period"}, "product": {"products"}}.get(self.items[m].tag, set())
            m += 1
        if names:
            names.add("running total")
        if any(i.tag == "period" and i.value.kind == "so_many" for i in self.items):
            names -= {"period", "running total"}
        return frozenset(names)

    def _spoken_of(self) -> frozenset[object]:
        discourse = self.walk.discourse
        frames = (discourse.topic, discourse.frame, *discourse.levels, *self.walk.frame_at)
        return frozenset([*(f.partners for f in frames), *(f.period for f in frames)])

    def _reckoned(self, frame: Frame, amount: Amount) -> Iterator[Reading]:
        """What else a quantity may be where the sentence has a word for it: an average, a sum, a distance."""
        tags = {i.tag for i in self.items}
        levels = tuple(reversed(self.walk.discourse.levels))
        topic = self.walk.discourse.topic
        if tags & {"averaged"} or amount.per == "month" or any(i.words.casefold() in ("each month", "every month", "monthly") for i in self.items):
            spans = [f for f in (frame, *levels, topic) if f.period.months > 1]
            yield from (Reading(Level(f, replace(amount, per="month")), "read of an average month") for f in dict.fromkeys(spans))
        if tags & {"together", "whole", "members"}:
            for size in range(2, min(len(levels), 7) + 1):
                parts = tuple(reversed(levels[:size]))
                if all(len(f.differs_in(parts[0])) == 1 for f in parts[1:]):
                    yield Reading(Added(parts, amount), f"read of the last {size} figures added up")
        if tags & {"gap", "beats", "trails", "higher", "lower", "rise", "fall"}:
            near = [f for f in dict.fromkeys((frame, *levels[:5]))]
            pairs = [(a, b) for n, a in enumerate(near) for b in near[n + 1 :] if len(a.differs_in(b)) == 1]
            yield from (Reading(Difference(a, b, 0, amount), "read of the distance between two figures") for a, b in pairs)

    def _level_end(self, n: int) -> int:
        bound = self.walk.modifiers.get(n, [])
        periods = [m for m in bound if self.items[m].tag == "period"]
        return (periods[0] if periods and periods[0] <= n + 2 else n) + 1

    def _level_frame(self, n: int, amount: Amount) -> Frame:
        """The frame of a quantity: the walk's, its own modifiers in their place."""
        walk = self.walk
        frame = walk.frame_at[n]
        said = _picked(self.items, walk.modifiers.get(n, []), walk)
        if said.reporter and not said.places:
            frame = frame.of(WORLD)
        if n in self.shared:
            frame = frame.of(self.shared[n])
        if not said.places and (place := self._apposed(n)):
            frame = frame.of(place)
        last = max([n, *walk.modifiers.get(n, [])]) + 1
        frame = walk.completed(frame, n, last)
        frame = resolved(frame, replace(said, flows=()), walk.discourse.clock, as_base=any(w.leans for w in said.periods))
        return replace(frame, measure=amount.measure or frame.measure)

    def _apposed(self, n: int) -> str:
        """The partner a quantity is put beside: the EU, with its 1,364 tonnes."""
        at = n - 1
        words = [i.words.casefold() for i in self.items[max(0, n - 3) : n]]
        if "with" not in words and "at" not in words:
            return ""
        while at >= 0 and (self.items[at].words.casefold() in (",", "with", "its", "at", "their")):
            at -= 1
        item = self.items[at] if at >= 0 else None
        if at >= 0 and self._before(at) in ("than", "the") and "than" in (self._before(at), self._before(at - 1)):
            return ""  # a bigger customer than Japan, with 1,288 tonnes
        ours = item is not None and item.tag == "place" and item.value not in (WORLD, self.walk.card.movement.reporter)
        return str(item.value) if ours and item is not None and n - at <= 4 else ""

    def _leans(self, n: int) -> bool:
        return any(self.items[m].tag == "period" and self.items[m].value.leans for m in self.walk.modifiers.get(n, []))

    def _remember(self, n: int, frame: Frame, *, leaning: bool) -> None:
        if leaning:
            return
        self.level, self.level_at, self.level_walked = frame, n, self.walk.frame_at[n]
        last_bound = max(self.walk.modifiers.get(n, []), default=n)
        self.level_walked = self.walk.frame_at[last_bound]
        self.walk.discourse.weighed_level(frame)

    def _level_of_before(self, match: Match, n: int, amount: Amount) -> Proposal:
        """A quantity after "from", "against" or "compared with": the same boxes earlier, or what its own words say."""
        subject = self.level if self.level is not None else self.walk.frame_at[n]
        said = _picked(self.items, self.walk.modifiers.get(n, []), self.walk)
        if said.periods or said.places:
            frame = resolved(subject, replace(said, flows=()), self.walk.discourse.clock)
            readings = [Reading(Level(frame, amount))]
        else:
            readings = [Reading(Level(base, amount), note) for base, note in self._usual_bases(subject)]
        return self._proposal(match, _level_kind(subject), readings, end=self._level_end(n))

    def _base_level(self, match: Match, base_of: Match, amount: Amount) -> Proposal:
        """A quantity inside a base of comparison is the base's own level."""
        subject = self._subject_of(base_of)
        if base_of.says == "moved":
            bases = self._moved_bases(base_of, subject)
        else:
            bases = self._bases(base_of, subject) or []
        readings = [Reading(Level(base, amount), note) for base, note in bases]
        n = match.roles["amount"][0]
        return self._proposal(match, _level_kind(subject), readings, "" if readings else "it is not said what this is a figure of", end=self._level_end(n))

    def _subject_of(self, match: Match) -> Frame:
        return self.done.get(id(match)) or self._subject(match)

    def _in_a_unit(self, n: int, amount: Amount) -> Amount | None:
        """A bare number takes the unit of the quantity beside it, where it is printed as one: 7.25 million, 1,115."""
        digits = len([c for c in amount.text if c.isdigit()])
        listed = bool(amount.text) and n > 0 and self.items[n - 1].tag == "place" and self._closes(n)
        if digits < 3 and amount.value < 1000 and not listed:
            return None
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if following is not None and following.tag in ("word", "members", "neutral", "stop") and following.words.casefold() not in ("and", "in", "from", "to", "or", "came", "went", "of", "a", "for", "while", "with", "by", "against", "compared", "per"):
            return None
        if n and (self.items[n - 1].words.casefold() in ("hs", "code", "heading", "cas", "no", "#", "version", "page") or self.items[n - 1].tag == "code"):
            return None
        near = [i for i in (*self.items[n + 1 :], *reversed(self.items[:n])) if i.tag == "quantity"]
        pattern: Amount | None = near[0].value if near else self.walk.discourse.last_amount if listed or self._is_traded(n) or (digits >= 4 and self._is_figure(n)) else None
        if pattern is None:
            return None
        return replace(amount.times(pattern.factor), unit=pattern.unit, measure=pattern.measure)

    def _counts_periods(self, n: int) -> bool:
        """Whether the clause counts months or members that passed a mark: two months stayed under 3,000 tonnes."""
        before = self.items[max(0, n - 8) : n]
        return any(a.tag == "number" and b.tag in ("span", "members") for a, b in zip(before, before[1:], strict=False)) and not any(i.tag in ("place", "whole") for i in before)

    def _is_lacking(self, n: int) -> bool:
        """Whether so much is said to be missing: 200 tonnes were missing."""
        after = [i.words.casefold() for i in self.items[n + 1 : n + 4]]
        return any(w in ("missing", "lacking") for w in after)

    def _is_traded(self, n: int) -> bool:
        """Whether the sentence says that somebody took or gave the bare number: Japan had taken 2,238."""
        return any(i.tag in ("takes", "gives", "flow") for i in self.items[:n]) and any(i.tag == "place" for i in self.items[:n])

    def _closes(self, n: int) -> bool:
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        return following is None or following.tag in ("sign", "stop") or following.words.casefold() == "and"

    def _is_figure(self, n: int) -> bool:
        """Whether a long bare number is said to be the figure: the number is 4,876, April's was 4,601."""
        return any(i.tag in ("figure", "moves", "flow", "poss", "whole") for i in self.items[:n]) and "," in self.items[n].words

    def _counted_strangers(self, match: Match, n: int) -> Proposal | None:
        """A number of something the data do not count is a claim outside the data; small numbers in words are none."""
        amount: Amount = self.items[n].value
        following = self.items[n + 1] if n + 1 < len(self.items) else None
        if following is None or following.tag != "word" or following.words.casefold() in _function() or not amount.text or amount.value < 13:
            return None
        found = Proposal(self.items[n].start, following.end, "level", (), f"these data do not count {following.words}", not_in_data=True)
        return found

    def _foreign(self, match: Match) -> Proposal:
        item = self.items[match.roles["amount"][0]]
        found = self._proposal(match, "level", [], f"these data hold no figures in such a unit ({item.words})")
        return replace(found, not_in_data=True)

    def _average(self, match: Match) -> Proposal | None:
        amount = self._amount(match)
        if amount is None:
            return None
        n = match.roles["amount"][0]
        frame = self._level_frame(n, amount)
        self._remember(n, frame, leaning=self._leans(n))
        readings: list[Reading] = []
        if amount.per or frame.period.months > 1:
            readings = self._with_others(frame, lambda f: [Reading(Level(f, replace(amount, per=amount.per or "month")))])
        readings += self._reckoned(frame, amount)
        if not amount.per and frame.period.is_month:
            readings.append(Reading(Level(frame, replace(amount, per="day"))))
        return self._proposal(match, "average", readings)

    # ---- changes ---------------------------------------------------------------------------------------------------

    def _change(self, match: Match) -> Proposal:
        amount = self._amount(match)
        subject = self._subject(match)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        if self._speaks_of_share(match):
            return self._share_growth(match, subject, sign, amount)

        def make(frame: Frame) -> list[Reading]:
            return [Reading(Change(frame, base, sign, amount), note) for base, note in self._bases(match, frame) or []]

        readings = self._with_others(subject, make, most=4, own=self._said(match))
        topic = self.walk.discourse.topic.period
        if self.level is not None and topic.previous() == subject.period and self.level_at < match.start:
            readings += [replace(r, note=f"read of {topic}") for r in make(subject.at(topic))]  # August was 5,792, so the decline is
        return self._proposal(match, _change_kind(subject), readings, "the base of this comparison is not one the data know")

    def _speaks_of_share(self, match: Match) -> bool:
        """Whether the clause is about a share: its subject, with no quantity and no new clause since."""
        for n in range(match.start - 1, -1, -1):
            item = self.items[n]
            if item.tag == "share" and n not in self.walk.sentence.context:
                return True
            if item.tag in ("quantity", "stop") or item.words in (":", ";"):
                return False
        return False

    def _share_growth(self, match: Match, subject: Frame, sign: int, amount: Amount | None) -> Proposal:
        bases = self._bases(match, subject) or []
        if amount is None or subject.partners == (WORLD,):
            return self._proposal(match, "share", [], "it is not said whose share this is")
        readings = [Reading(ShareGrowth(subject, base, sign, amount), note) for base, note in bases]
        return self._proposal(match, "share", readings, "the base of this comparison is not one the data know")

    def _moved(self, match: Match) -> Proposal | None:
        n = match.roles["now"][0]
        now_amount = self._in_unit_of(match.roles["now"][0], match.roles["then"][0])
        then_amount = self._in_unit_of(match.roles["then"][0], match.roles["now"][0])
        subject = self._level_frame(n, now_amount) if now_amount else self._subject(match)
        self._remember(n, subject, leaning=False)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        bases = self._moved_bases(match, subject)
        if "way" not in match.roles:
            return None
        if now_amount and then_amount and now_amount.high is None and (now_amount.value - then_amount.value) * sign < 0:
            return self._proposal(match, "change", [], "its own two figures go the other way")
        readings = [Reading(Change(subject, base, sign), note) for base, note in bases]
        return self._proposal(match, "change", readings)

    def _moved_bases(self, match: Match, subject: Frame) -> list[tuple[Frame, str]]:
        said = self._said(match)
        n = match.roles["then"][0]
        own = _picked(self.items, self.walk.modifiers.get(n, []), self.walk)
        before = mentions(self.items, max(n - 3, 0), n, self.walk.card) if n else Mentions()
        for one in (own, said, before if before.periods and self.items[n - 1].tag in ("poss", "period") else None):
            if one is not None and one.periods:
                base = resolved(subject, replace(one, places=(), products=(), flows=(), whole=False), self.walk.discourse.clock)
                self._note_base(subject, base)
                return [(base, "")]
        against = self._against(match)
        if against is not None:
            return [(subject.at(_shifted(subject.period, against)), "")]
        return self._usual_bases(subject)

    def _in_unit_of(self, n: int, other: int) -> Amount | None:
        item = self.items[n]
        if item.tag == "quantity":
            return item.value  # type: ignore[no-any-return]
        pattern = self.items[other]
        if pattern.tag != "quantity":
            return None
        return replace(item.value.times(pattern.value.factor), unit=pattern.value.unit, measure=pattern.value.measure)

    def _moved_levels(self, match: Match) -> Iterator[Proposal]:
        """The two levels inside a "from ... to ..." are claims of their own."""
        subject = self.done[id(match)]
        now, then = (self._in_unit_of(match.roles[a][0], match.roles[b][0]) for a, b in (("now", "then"), ("then", "now")))
        if now is not None:
            n = match.roles["now"][0]
            yield Proposal(self.items[n].start, self.items[self._level_end(n) - 1].end, _level_kind(subject), tuple(self._with_others(subject, lambda f: [Reading(Level(f, now))])))
        if then is not None:
            n = match.roles["then"][0]
            readings = tuple(Reading(Level(base, then), note) for base, note in self._moved_bases(match, subject))
            yield Proposal(self.items[n].start, self.items[self._level_end(n) - 1].end, _level_kind(subject), readings)

    def _bare(self, match: Match) -> Proposal | None:
        """An amount that stands by itself says again what the one before it in the sentence said, of its own subject."""
        amount = self._amount(match)
        assert amount is not None
        subject = self._subject(match)
        tag = self.items[match.roles["amount"][0]].tag
        if subject.unknown:
            return replace(self._proposal(match, "change", [], f"these data hold nothing on {subject.unknown}"), not_in_data=True)
        base_of = next((m for m in self.walk.sentence.matches if m.says == "compare" and m.roles["base"][0] <= match.start < m.roles["base"][1]), None)
        if base_of is not None and (said := self._said(base_of)) is not None:
            subject = resolved(subject, said, self.walk.discourse.clock)
        shares = (self.last is not None and self.last.says == "share") or (self.last is None and self.walk.discourse.spoke_of_shares)
        if tag in ("percent", "fraction") and (shares or any(i.tag in ("share", "accounts") for i in self.items)) and subject.partners != (WORLD,):
            return self._proposal(match, "share", [Reading(Share(subject, subject.of(WORLD), amount))])
        if tag in ("percent", "fraction") and self._of_which(match) is not None:
            part, whole = self._of_which(match) or (subject, subject)
            if part.at(whole.period) == part:
                return self._proposal(match, "share", [Reading(Share(part, whole, amount))])
            return self._proposal(match, "share", [Reading(Ratio(part, whole, replace(amount.times(0.01), unit="times")))])
        if tag in ("percent", "fraction") and self._sign(match):
            return self._change(match)
        if tag == "fraction":
            return None
        if tag == "multiply" or (tag == "times" and self._sign(match)):
            return self._ratio(match)
        return self._proposal(match, "change", [], "it is not said what this is measured of or against")

    def _trend(self, match: Match) -> Proposal | None:
        way = self.items[match.roles["way"][0]]
        if way.tag == "multiply":
            return None
        subject = self._subject(match)
        following = self.items[match.start + 1].words.casefold() if match.start + 1 < len(self.items) else ""
        if following == "to" and way.words.casefold() in ("up", "down"):
            return None  # in each month up to August
        if self._is_denied(match) or not self._is_said_of_figures(match, way) or (way.tag in ("rise", "fall", "flat") and len(match.roles) == 1 and match.end == match.start + 1 and not self._is_plain_verb(match)):
            return None
        sign = 0 if way.tag == "flat" else self._sign(match)
        if self._speaks_of_share(match):
            bases = self._bases(match, subject) or []
            if subject.partners == (WORLD,) or not bases:
                return None
            return self._proposal(match, "comparison", [Reading(ShareChange(subject, b, sign), note) for b, note in bases])
        bases = self._bases(match, subject)
        if not bases:
            return None
        readings = self._with_others(subject, lambda f: [Reading(Change(f, b, sign), note) for b, note in self._bases(match, f) or []])
        return self._proposal(match, "trend", readings)

    def _is_plain_verb(self, match: Match) -> bool:
        """Whether a word of change by itself is the verb of its clause: exports fell; the total eases; not a late surge."""
        word = self.items[match.start].words.casefold()
        before = self.items[match.start - 1] if match.start else None
        if word in _PAST or (word.endswith("ed") and " " not in word):
            return before is None or before.words.casefold() not in ("a", "an", "the", "of")
        return before is not None and before.tag in ("flow", "moves", "whole") and word not in ("up", "down")

    def _is_said_of_figures(self, match: Match, way: Item) -> bool:
        """Whether the clause has a subject whose figures go up and down, and the word is a verb or a noun of change."""
        if way.tag in ("higher", "lower") and "base" not in match.roles and not (self._ends_clause(match) and way.words.casefold().endswith("er")):
            return False
        walk = self.walk
        if not walk.named_subject or walk.frame_at[match.start].unknown:
            return False
        before = self.items[: match.start]
        return any(i.tag in ("flow", "moves", "figure", "whole", "product", "place", "its", "it", "takes") for i in before) and not any(
            i.tag in ("outside", "forecast") for i in self.items
        )

    def _ends_clause(self, match: Match) -> bool:
        return match.end >= len(self.items) or self.items[match.end].tag in ("sign", "stop")

    # ---- multiples, shares, differences ----------------------------------------------------------------------------

    def _ratio(self, match: Match) -> Proposal:
        amount = self._amount(match)
        subject = self._subject(match)
        self.done[id(match)] = subject
        sign = self._sign(match) if "way" in match.roles else 1
        assert amount is not None
        if amount.unit == "pct":
            amount = replace(amount.times(0.01), unit="times")
        if sign < 0 and amount.value > 1:
            amount = _inverse(amount)

        turned = self._went_to(match)
        if turned is not None and self.level is not None:
            return self._proposal(match, "ratio", [Reading(Ratio(self.level.of(turned), self.level, amount))])

        def make(frame: Frame) -> list[Reading]:
            return [Reading(Ratio(frame, base, amount), note) for base, note in self._bases(match, frame) or []]

        readings = self._with_others(subject, make)
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _went_to(self, match: Match) -> str | None:
        """The partner that took a multiple of the quantity before: twice that went to America."""
        if "base" not in match.roles:
            return None
        first, last = match.roles["base"]
        words = [i.words.casefold() for i in self.items[first:last]]
        if words[:1] != ["that"] or words[1:2] not in (["went"], ["came"], ["was"]):
            return None
        said = self._said(match)
        return said.places[0] if said and said.places else None

    def _ratio_to_last(self, match: Match) -> Proposal:
        """Twelve times as much: as whoever the quantity before was about."""
        amount = self._amount(match)
        assert amount is not None
        walked = self.walk.frame_at[match.start]
        level = self.walk.discourse.level
        base = level if level is not None and level.differs_in(walked) in ({"partners"}, {"products"}, {"period"}) else None
        readings = [Reading(Ratio(walked, base, amount))] if base is not None else []
        return self._proposal(match, "ratio", readings, "it is not said what this is compared with")

    def _monotone(self, match: Match) -> Proposal | None:
        """Month after month: every step of the span named, or since the month named."""
        if "row" in match.roles and self.items[match.roles["row"][0]].tag == "against" and self.items[match.roles["row"][0]].words.casefold() not in ("month by month", "from month to month", "month to month"):
            return self._trend(match)
        subject = self._subject(match)
        sign = self._sign(match)
        base = self._bases(match, subject) if "base" in match.roles else self._leading_base(subject)
        if subject.unknown or (base is None and subject.period.is_month):
            return None
        if base is None:
            end, months = Period(subject.period.last), subject.period.months - 1
        else:
            end, months = subject.period, subject.period.first - base[0][0].period.last
        if not 1 <= months <= 60 or not end.is_month:
            return None
        return self._proposal(match, "streak", [Reading(Streak(subject.at(end), sign, months, at_least=True))])

    def _factor(self, match: Match) -> Proposal:
        """Multiplied by 4.5, by a factor of three."""
        amount = self._amount(match)
        assert amount is not None
        subject = self._subject(match)
        times = replace(amount, unit="times")
        sign = 1 if not any(i.tag == "fall" for i in self.items[: match.start]) else -1
        made = times if sign > 0 else _inverse(times)
        readings = [Reading(Ratio(subject, base, made), note) for base, note in self._bases(match, subject) or []]
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _growth_multiple(self, match: Match) -> Proposal:
        """Three times more: most mean three times as much, some a growth of three times the base."""
        amount = self._amount(match)
        subject = self._subject(match)
        assert amount is not None
        sign = self._sign(match)
        if sign < 0:
            amount = _inverse(amount)
        more = replace(amount, value=amount.value + 1, text="")
        bases = self._bases(match, subject) or []
        readings = [Reading(Ratio(subject, base, amount), note) for base, note in bases]
        if sign > 0:
            readings += [Reading(Ratio(subject, base, more), "read as growth by that multiple") for base, _ in bases]
        return self._proposal(match, "ratio", readings, "the base of this comparison is not one the data know")

    def _share_of_place(self, match: Match) -> Proposal | None:
        """Three quarters were Brazilian: the share of a partner named after it."""
        amount, said = self._amount(match), self._said(match)
        if amount is None or said is None or not said.places:
            return None
        walked = self.walk.frame_at[match.start]
        return self._proposal(match, "share", [Reading(Share(walked.of(*said.places), walked.of(WORLD), amount))])

    def _again(self, match: Match) -> Proposal:
        """Half as much again: the base and half of it."""
        amount = self._amount(match)
        assert amount is not None
        subject = self._subject(match)
        more = replace(amount.times(0.01), value=amount.value * 0.01 + 1.0, unit="times")
        return self._proposal(match, "ratio", [Reading(Ratio(subject, base, more), note) for base, note in self._bases(match, subject) or []])

    def _share(self, match: Match) -> Proposal | None:
        amount = self._amount(match)
        if amount is None:
            return None
        subject = self._subject(match)
        self.done[id(match)] = subject
        said = self._said(match)
        if said is None and self.last is not None and self.last.says in ("difference", "change", "apart") and self.items[match.start].words.casefold() == "or":
            return self._change(match)  # 1,150 tonnes or 26.5%
        if "holds" not in match.roles and said is None:
            return None
        if said is not None and said.outside:
            return replace(self._proposal(match, "share", [], f"these data hold nothing on {said.outside}"), not_in_data=True)
        if said is not None and "base" in match.roles and self.items[match.roles["base"][0]].tag == "its" and subject.partners != (WORLD,):
            return replace(self._proposal(match, "share", [], "these data do not hold what others buy and sell elsewhere"), not_in_data=True)
        part, whole = self._of_which(match) or self._part_and_whole(match, subject, said)
        if part is None or whole is None:
            return self._proposal(match, "share", [], "it is not said what is part of what")
        if part.at(whole.period) != part or (len(part.cells) == len(whole.cells) == 1 and not self._is_inside(part, whole)):
            ratio = replace(amount.times(0.01), unit="times")
            return self._proposal(match, "ratio", [Reading(Ratio(part, whole, ratio))])
        readings = [Reading(Share(part, whole, amount))]
        for other, note in self._others(part, said):
            if other.partners == part.partners:
                readings.append(Reading(Share(other, whole.at(other.period), amount), note))
        return self._proposal(match, "share", readings)

    def _of_which(self, match: Match) -> tuple[Frame, Frame] | None:
        """Of which August supplied more than a third: the whole is the quantity before."""
        opening = [i.words.casefold() for i in self.items[max(0, match.start - 5) : match.start]]
        level = self.level or self.walk.discourse.level
        if level is None or not any(w in ("of which", "of that", "of this") for w in (*opening, *(f"{a} {b}" for a, b in zip(opening, opening[1:], strict=False)))):
            return None
        walked = self.walk.frame_at[match.start]
        after = next((n for n in range(match.end, min(match.end + 5, len(self.items))) if self.items[n].tag == "period"), None)
        if after is not None and walked in (level, self.level_walked):
            period = self.walk.discourse.clock.resolve(self.items[after].value, level.period)
            return (level.at(period), level) if period is not None and period != level.period else None
        return (walked, level) if walked != level else None

    def _is_inside(self, part: Frame, whole: Frame) -> bool:
        return self.walk.card.lies_in(part.partners[0], whole.partners[0])

    def _part_and_whole(self, match: Match, subject: Frame, said: Mentions | None) -> tuple[Frame | None, Frame | None]:
        if said is None or (said.names_nothing and not said.refers):
            return (subject, subject.of(WORLD)) if subject.partners != (WORLD,) else (None, None)
        first, last = match.roles["base"]
        if self.items[first].words.casefold() == "what" and said.names_nothing:
            return (subject, subject.of(WORLD)) if subject.partners != (WORLD,) else (None, None)
        part_places = [i.value for n, i in enumerate(self.items[first:last], first) if i.tag == "place" and n and self._leads_to_part(n)]
        if part_places and subject.partners == (WORLD,):
            return subject.of(*part_places), subject.of(WORLD)
        whole = resolved(subject, replace(said, flows=()), self.walk.discourse.clock)
        if said.names_nothing:
            container = next((f for f in reversed(self.walk.discourse.levels) if f != subject and self._contains(f, subject)), None)
            return (subject, container) if container is not None else (None, None)
        if not said.places and (said.whole or said.reporter or said.products or said.flows or not said.periods or self._is_of_trade(match)):
            whole = whole.of(WORLD)
        if said.periods and not said.places and whole.period != subject.period and (said.whole or said.reporter):
            return subject.at(whole.period), whole
        if whole == subject:
            return None, None
        return subject, whole

    def _contains(self, whole: Frame, part: Frame) -> bool:
        """Whether one frame's boxes lie inside another's."""
        inside = whole.period.first <= part.period.first and part.period.last <= whole.period.last
        places = all(any(self.walk.card.lies_in(p, w) for w in whole.partners) for p in part.partners)
        return inside and places and set(part.products) <= set(whole.products) and part.flow == whole.flow

    def _is_of_trade(self, match: Match) -> bool:
        first, last = match.roles["base"]
        return any(i.tag in ("moves", "flow") or (i.tag in ("gives", "takes") and self._before(n) not in ("it", "they")) for n, i in enumerate(self.items[first:last], first))

    def _leads_to_part(self, n: int) -> bool:
        return self.items[n - 1].words.casefold() in ("to", "from") or (self.items[n - 1].words.casefold() == "the" and self.items[n - 2].words.casefold() in ("to", "from"))

    def _difference(self, match: Match) -> Proposal:
        amount = self._amount(match)
        subject = self._subject(match)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        assert amount is not None
        bases = self._bases(match, subject)
        if amount.unit == "pp":
            if not any(i.tag == "share" for i in self.items) or subject.partners == (WORLD,):
                return self._proposal(match, "difference", [Reading(ChangeDifference(amount))])
            found = self._share_bases(bases or [], subject) if "base" not in match.roles and "against" not in match.roles else bases or []
            pairs = [(subject, b, n) if b.period.last < subject.period.last else (b, subject, n) for b, n in found]
            readings = [Reading(ShareChange(now, base, sign, amount), note) for now, base, note in pairs]
            return self._proposal(match, "share", readings)
        amount = replace(amount, per="")
        readings = [Reading(Difference(subject, base, sign, amount), note) for base, note in bases or []]
        return self._proposal(match, "difference", readings, "the base of this comparison is not one the data know")

    def _apart(self, match: Match) -> Proposal:
        """How far two figures lie apart: the two partners named, else the two quantities said last."""
        amount = self._amount(match)
        assert amount is not None
        walked = self.walk.frame_at[match.roles["amount"][0]]
        refusal = "it is not said between which two figures this lies"
        if len(walked.partners) == 2:
            one, other = walked.of(walked.partners[0]), walked.of(walked.partners[1])
        elif len(walked.products) == 2:
            one, other = walked.made_of(walked.products[0]), walked.made_of(walked.products[1])
        else:
            levels = self.walk.discourse.levels[-2:]
            if len(levels) < 2 or len(levels[0].differs_in(levels[1])) != 1:
                return self._proposal(match, "difference", [], refusal)
            other, one = levels
        return self._proposal(match, "difference", [Reading(Difference(one, other, 0, amount))], refusal)

    def _share_bases(self, bases: list[tuple[Frame, str]], subject: Frame) -> list[tuple[Frame, str]]:
        """A share that has moved is measured between the two periods spoken of, where there are two."""
        before = self.walk.discourse.frame.period
        named = [p for p in (before, *(f.period for f in self.walk.frame_at)) if p != subject.period and p.months == subject.period.months]
        return [(subject.at(named[0]), "")] if named else bases

    # ---- comparisons -----------------------------------------------------------------------------------------------

    def _is_denied(self, match: Match) -> bool:
        at = match.start - 1
        while at >= 0 and self.items[at].tag not in ("sign", "stop"):
            if self.items[at].tag == "negation":
                return True
            at -= 1
        return False

    def _compare(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        self.done[id(match)] = subject
        if not self.walk.named_subject and not self.walk.carried and self.walk.discourse.level is None:
            return None
        if "way" in match.roles and self.items[match.roles["way"][0]].tag == "next":
            return self._ordered(match, subject)
        said = self._said(match)
        if said is None or said.outside or (said.names_nothing and not said.refers):
            return None
        if said.names_nothing and not said.quantities and not said.refers:
            return None
        bases = self._bases(match, subject)
        if not bases:
            return None
        sign = self._sign(match) if match.says != "equal" else 0
        if self._is_denied(match):
            if not sign:
                return None
            sign = -sign
        readings = [Reading(Compare(subject, base, sign), note) for base, note in bases if base != subject]
        return self._proposal(match, "comparison", readings) if readings else None

    _equal = _compare

    def _ordered(self, match: Match, subject: Frame) -> Proposal | None:
        """Followed by South Korea and the United States: an order of three."""
        first, places = match.roles["base"][0], []
        for item in self.items[first:]:
            if item.tag in ("place", "product") and item.value != self.walk.card.movement.reporter:
                places.append(item)
            elif item.tag == "stop" and item.words.casefold() != "with" or item.tag in ("takes", "gives", "rise", "fall") or item.words in (";", "."):
                break
        tags = {i.tag for i in places}
        if len(tags) != 1 or subject.unknown:
            return None
        names = [i.value for i in places]
        if "place" in tags:
            frames = (subject, *(subject.of(p) for p in names)) if subject.partners != (WORLD,) else ()
        else:
            frames = (subject, *(subject.made_of(p) for p in names))
        return self._proposal(match, "rank", [Reading(Order(tuple(frames), 1))]) if len(frames) > 1 else None

    def _compare_last(self, match: Match) -> Proposal | None:
        """The bigger client: than the partner spoken of before."""
        subject = self._subject(match)
        others = [f for f in reversed(self.walk.discourse.levels) if f.differs_in(subject) == {"partners"} and WORLD not in f.partners]
        if subject.partners == (WORLD,) or not others:
            return None
        return self._proposal(match, "comparison", [Reading(Compare(subject, others[0], self._sign(match)))])

    def _nothing(self, match: Match) -> Proposal | None:
        if "what" not in match.roles:
            subject = self._subject(match)
            return self._proposal(match, "level", [Reading(Level(subject, Amount(0.0, 1.0, text="0")))])
        after = replace(mentions(self.items, match.roles["what"][0], min(match.end + 4, len(self.items)), self.walk.card), whole=False)
        if self.items[match.roles["none"][0]].words.casefold() == "no" and match.end < len(self.items) and self.items[match.end].tag == "word" and self.items[match.end].words.casefold() not in ("in", "from", "to", "at", "of", "were", "was", "left", "went", "during"):
            return None
        walked = self.walk.completed(self.walk.frame_at[match.end - 1], match.start, match.end)
        subject = resolved(walked, replace(after, flows=(), periods=()), self.walk.discourse.clock, as_base=False)
        return self._proposal(match, "level", [Reading(Level(subject, Amount(0.0, 1.0, text="0")))])

    # ---- highest, rank, streaks, counts ----------------------------------------------------------------------------

    def _extreme(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        if not (self.walk.named_subject or self.walk.carried or self.walk.named_period) or subject.unknown:
            return None
        sign = self._top_sign(match)
        if sign == 0 or self._is_denied(match):
            return None
        subject = self._apposed_period(match, subject)
        extreme = self._extreme_form(match, subject, sign)
        return None if extreme is None else self._proposal(match, "extreme", self._with_others(subject, lambda f: [r for r in [self._extreme_form(match, f, sign)] if r is not None]))

    def _apposed_period(self, match: Match, subject: Frame) -> Frame:
        """The month a superlative is put beside: the 6,217 tons of May, the biggest month of the half year."""
        n = match.start
        while n > 0 and self.items[n - 1].words.casefold() in ("the", "its", ","):
            n -= 1
        beside = self.items[n - 1] if n and n < match.start and self.items[n].words == "," else None
        if beside is None or beside.tag != "period" or not beside.value.is_named:
            return subject
        period = self.walk.discourse.clock.resolve(beside.value, subject.period, as_base=True)
        return subject if period is None else subject.at(period)

    def _top_sign(self, match: Match) -> int:
        item = self.items[match.roles["top"][0]]
        if item.tag == "record":
            others = [i for i in self.items[match.start : match.end] if i.tag in _UP | _DOWN]
            return 0 if not others else 1 if others[0].tag in _UP else -1
        return 1 if item.tag in _UP else -1

    def _extreme_form(self, match: Match, subject: Frame, sign: int) -> Reading | None:
        clock = self.walk.discourse.clock
        if "since" in match.roles:
            said = self._said(match, "since")
            period = resolved(subject, replace(said, places=(), products=(), flows=(), whole=False), clock).period if said and said.periods else None
            if period is None or period.first >= subject.period.first:
                return None
            return Reading(Extreme(subject, sign, since=period))
        if "n" in match.roles and match.says == "extreme":
            return self._extreme_months(match, subject, sign)
        if "domain" in match.roles:
            said = self._said(match, "domain")
            if said is None or not said.periods:
                return None
            period = resolved(subject, replace(said, places=(), products=(), flows=(), whole=False), clock, as_base=False).period
            end = min(period.last, max(clock.latest, subject.period.last))  # of the year: as far as it had been reported
            period = Period(period.first, max(end - period.first + 1, 1))
            if period.months <= subject.period.months:
                return None
            return Reading(Extreme(subject, sign, domain=period))
        return Reading(Extreme(subject, sign))

    def _beyond_any(self, match: Match) -> Proposal | None:
        """More than in any of the three preceding months: the highest of so many, or since, or of a year."""
        subject = self._subject(match)
        sign = self._sign(match)
        if "since" in match.roles or "domain" in match.roles:
            form = self._extreme_form(match, subject, sign)
            return None if form is None else self._proposal(match, "extreme", [form])
        if "n" not in match.roles:
            return self._proposal(match, "extreme", [Reading(Extreme(subject, sign))])
        count = int(self.items[match.roles["n"][0]].value.value)
        return self._proposal(match, "extreme", [Reading(Extreme(subject, sign, months=count + 1))]) if 1 <= count <= 60 else None

    def _extreme_months(self, match: Match, subject: Frame, sign: int) -> Reading | None:
        first, last = match.roles["n"]
        item = self.items[first]
        count = int(item.value.value) if isinstance(item.value, Amount) else 1
        span = next((i for i in self.items[last : match.end + 1] if i.tag == "span"), None)
        if span is None or not span.value:
            return None
        months = count * int(span.value)
        over = any(i.tag == "higher" for i in self.items[match.start : first])
        years = span.value == 12
        if months < 2 or months > 240 or subject.period.months > months:
            return None
        return Reading(Extreme(subject, sign, months=months // subject.period.months + (1 if over or years else 0)))

    def _pointed(self, match: Match) -> Proposal | None:
        """The best month was January: the month named is the subject."""
        subject = self._subject(match)
        when = self.items[match.roles["who"][0]].value
        clock = self.walk.discourse.clock
        period = clock.resolve(when, subject.period)
        if period is None or subject.unknown:
            return None
        domain = subject.period if subject.period.months > period.months else self.walk.discourse.topic.period
        if domain.months <= period.months:
            domain = Period(period.last).year_to_date() if period.last // 12 == clock.latest // 12 else Period(period.first - period.first % 12, 12)
            end = min(domain.first + 11, clock.latest)
            domain = Period(domain.first, max(end - domain.first + 1, 1))
        sign = 1 if self.items[match.roles["top"][0]].tag in _UP else -1
        end = match.end
        if end + 2 < len(self.items) and self.items[end].words == "," and self.items[end + 1].words.casefold() in ("with", "at") and self.items[end + 2].tag == "quantity":
            end += 3
        return self._proposal(match, "extreme", [Reading(Extreme(subject.at(period), sign, domain=domain))], end=end)

    def _rank_in_time(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        sign = 1 if self.items[match.roles["top"][0]].tag in _UP else -1
        place = int(self.items[match.roles["n"][0]].value.value)
        said = self._said(match, "domain")
        following = self.items[match.end] if match.end < len(self.items) else None
        if following is not None and following.tag == "members":
            return self._ranked(match, subject, sign, place)
        clock = self.walk.discourse.clock
        domain = resolved(subject, replace(said, places=()), clock, as_base=False).period if said and said.periods else None
        if said is not None and not said.periods and not any(i.tag in ("record",) for i in self.items[match.start : match.end]):
            return None
        return self._proposal(match, "rank", [Reading(RankInTime(subject, sign, place, domain))])

    def _rank(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        tag = self.items[match.roles["top"][0]].tag
        place = int(self.items[match.roles["n"][0]].value.value) if "n" in match.roles else 1
        return self._ranked(match, subject, -1 if tag == "least" else 1, place)

    def _ranked(self, match: Match, subject: Frame, sign: int, place: int) -> Proposal | None:
        if subject.partners == (WORLD,) or len(subject.partners) != 1 or subject.unknown:
            return None
        kind = self._kind_of(subject.partners[0])
        among = tuple(p for p in self.paragraph_places if self._kind_of(p) == kind) if kind == "region" or self._among_those() else ()
        return self._proposal(match, "rank", [Reading(Rank(subject, sign, place, among))])

    def _among_those(self) -> bool:
        """Whether the text ranks among those it has just listed."""
        words = [i.words.casefold() for i in self.items[:4]]
        return any(w in ("among", "of") for w in words[:2]) and any(w in ("those", "these", "them", "the") for w in words)

    def _kind_of(self, place: str) -> str:
        card = self.walk.card
        return "region" if any(p.within == place for p in card.places.values()) else "country"

    def _streak(self, match: Match) -> Proposal | None:
        months = int(self.items[match.roles["n"][0]].value.value)
        subject = self._subject(match)
        after = [i.words.casefold() for i in self.items[match.end : match.end + 2]]
        if "which" in after or "that" in after:  # the second month in which exports fell
            subject = self.walk.kept.at(subject.period)
        sign = self._streak_sign(match)
        if not 1 < months <= 60 or sign == 0 or subject.unknown or self._is_denied(match):
            return None
        ended = self._has_ended(match)
        readings = self._with_others(subject, lambda f: [Reading(Streak(f, sign, months, ended))])
        if ended:  # "after three falls" may count the month spoken of
            readings.append(Reading(Streak(subject, sign, months), "read of a run that ends with the month itself"))
        return self._proposal(match, "streak", readings)

    def _streak_sign(self, match: Match) -> int:
        if "way" in match.roles:
            return self._sign(match)
        row = self.items[match.roles["row"][0]].words.casefold()
        if row in ("losing", "winning"):
            return -1 if row == "losing" else 1
        near = [i for i in self.items[: match.start] if i.tag in ("rise", "fall")] or [i for i in self.items[match.end :] if i.tag in ("rise", "fall")]
        return 0 if not near else 1 if near[-1].tag == "rise" else -1

    def _has_ended(self, match: Match) -> bool:
        before = [i.words.casefold() for i in self.items[max(0, match.start - 3) : match.start]]
        return any(w in ("after", "ending", "snapping", "ended", "snapped", "following", "halting", "halted", "breaking", "broke", "ends", "snaps") for w in before)

    def _count(self, match: Match) -> Proposal | None:
        said = int(self.items[match.roles["n"][0]].value.value)
        kinds = {"regions": "region", "region": "region", "continents": "region", "continent": "region", "countries": "country", "nations": "country"}
        kind = kinds.get(self.items[match.roles["of"][0]].words.casefold())
        colon = next((n for n in range(match.end, len(self.items)) if self.items[n].words in (":", "—", "–")), None)
        if said < 2:
            return None
        if colon is not None and colon - match.end <= 3:
            after = dict.fromkeys(i.value for i in self.items[colon:] if i.tag in ("place", "product") and i.value != self.walk.card.movement.reporter)
            return self._proposal(match, "internal", [Reading(Count(said, len(after)))]) if len(after) > 1 else None
        if kind is None:
            return None
        listed = [p for p in self.paragraph_places if self._kind_of(p) == kind]
        if len(listed) != said:
            return None
        return self._proposal(match, "internal", [Reading(Count(said, len(listed)))])


def _picked(items: tuple[Item, ...], places: list[int], walk: Walk) -> Mentions:
    """What the modifiers of a quantity name."""
    if not places:
        return Mentions()
    picked = tuple(items[n] for n in places)
    return mentions(picked, 0, len(picked), walk.card)


def _shifted(period: Period, against: str) -> Period:
    return period.year_before() if against == "year_before" else period.previous()


def _level_kind(frame: Frame) -> str:
    if len(frame.partners) > 1 or len(frame.products) > 1:
        return "sum"
    return "level" if frame.period.is_month else "ytd" if frame.period.is_year_to_date else "sum"


def _change_kind(frame: Frame) -> str:
    return "ytd" if frame.period.is_year_to_date else "change"


def _inverse(amount: Amount) -> Amount:
    """A fall by a factor: sevenfold down is a seventh."""
    low, high = amount.allows.lo, amount.allows.hi
    value = 1 / amount.value if amount.value else 0.0
    return Amount(1 / high if high else 0.0, 0.0, "times", high=1 / low if low else value, worded=True)


def _function() -> frozenset[str]:
    from weighbridge.check.walk import function_words

    return function_words()
