"""Two figures side by side: more, less, as much, how far apart, in what order, none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from weighbridge.check.amounts import Amount
from weighbridge.check.forms import Compare, Difference, Level, Order, Rank, ShareChange
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD, mentions, resolved
from weighbridge.check.proposing.levels import Levels
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.model import Period

_NO_AMOUNT = Amount(0.0, 1.0)


@dataclass(slots=True)
class Comparisons(Levels):
    """Readings of comparisons and differences."""

    def _difference(self, match: Match) -> Proposal | None:
        amount = self._amount(match)
        assert amount is not None
        if self.items[match.roles["amount"][0]].tag == "number":
            amount = self._in_a_unit(match.roles["amount"][0], amount)
            if amount is None:
                return None
        subject = self._subject(match)
        self.done[id(match)] = subject
        sign = self._sign(match)
        self.last_sign = sign
        bases = self._bases(match, subject)
        if amount.unit == "pp":
            if not any(i.tag == "share" for i in self.items) or subject.partners == (WORLD,):
                return self._proposal(match, "difference", [Reading(self._between_rates(amount))])
            found = (
                self._share_bases(bases or [], subject)
                if "base" not in match.roles and "against" not in match.roles
                else bases or []
            )
            pairs = [(subject, b, n) if b.period.last < subject.period.last else (b, subject, n) for b, n in found]
            readings = [Reading(ShareChange(now, base, sign, amount), note) for now, base, note in pairs]
            return self._proposal(match, "share", readings)
        amount = amount._replace(per="")
        plain = amount

        def make(frame: Frame) -> list[Reading]:
            found = bases if frame == subject else self._bases(match, frame)
            return [Reading(Difference(frame, base, sign, plain), note) for base, note in found or []]

        said = self._said(match)
        own = said._replace(periods=()) if said is not None else None  # what it is measured against leaves open of what
        readings = self._with_others(subject, make, most=4, own=own) if bases else []
        if bases and subject.differs_in(bases[0][0]) in ({"partners"}, {"products"}):
            self.walk.discourse.apart = (subject, bases[0][0])
        return self._proposal(match, "difference", readings, "the base of this comparison is not one the data know")

    def _apart(self, match: Match) -> Proposal:
        """How far two figures lie apart: the two partners named, else the two quantities said last."""
        amount = self._amount(match)
        assert amount is not None
        walked = self.walk.frame_at[match.roles["amount"][0]]
        refusal = "it is not said between which two figures this lies"
        said = self._said(match)
        if said is not None and len(said.places) == 2:
            walked = walked.of(*said.places)
        pair = self._pointed_apart(match, walked) or self._two_apart(walked)
        if pair is None:
            return self._proposal(match, "difference", [], refusal)
        self.walk.discourse.apart = pair
        return self._proposal(match, "difference", [Reading(Difference(*pair, 0, amount))], refusal)

    def _pointed_apart(self, match: Match, walked: Frame) -> tuple[Frame, Frame] | None:
        """The two figures of the gap spoken of, now at another time: that margin was 3.8 kt in September."""
        pair = self.walk.discourse.apart
        points = any(
            i.key in ("that", "this", "the same") for i in self.items[max(0, match.start - 1) : match.start + 1]
        )
        if pair is None or not points:
            return None
        frame = self._level_frame(match.roles["amount"][0], self._amount(match) or _NO_AMOUNT)
        return pair[0].at(frame.period), pair[1].at(frame.period)

    def _two_apart(self, walked: Frame) -> tuple[Frame, Frame] | None:
        """The two figures a gap lies between: those of the two partners or goods named, else the two said last."""
        if len(walked.partners) == 2:
            return walked.of(walked.partners[0]), walked.of(walked.partners[1])
        if len(walked.products) == 2:
            return walked.made_of(walked.products[0]), walked.made_of(walked.products[1])
        levels = self.walk.discourse.levels[-2:]
        if len(levels) < 2 or len(levels[0].differs_in(levels[1])) != 1:
            return None
        return levels[1], levels[0]

    def _gap_moved(self, match: Match) -> None:
        return None

    def _gap_ends(self, match: Match) -> Iterator[Proposal]:
        """A lead that went from so much to so much: the distance between two partners at two times."""
        walked = self.walk.frame_at[match.start]
        pair = self._two_apart(walked) if walked.partners == (WORLD,) else self._lead(walked)
        for role in ("then", "now"):
            n = match.roles[role][0]
            amount = self._in_unit_of(n, match.roles["now" if role == "then" else "then"][0])
            if pair is None or amount is None:
                continue
            one, other = pair
            times = [one.period] if role == "now" else self._earlier(one)
            readings = [Reading(Difference(one.at(t), other.at(t), 0, amount)) for t in times]
            yield Proposal(self.items[n].start, self.items[n].end, "difference", tuple(readings))

    def _lead(self, walked: Frame) -> tuple[Frame, Frame] | None:
        """The partner whose lead it is, and the other one spoken of."""
        rivals = [p for p in reversed(self.walk.discourse.recent_places) if (p,) != walked.partners]
        return (walked, walked.of(rivals[0])) if rivals and len(walked.partners) == 1 else None

    def _earlier(self, now: Frame) -> list[Period]:
        """The times a figure may have moved from: that of the change just spoken of, else the usual ones."""
        pair = self.walk.discourse.compared
        if pair is not None and pair[1].period.last < now.period.last:
            return [pair[1].period]
        told = [f.period for f in reversed(self.walk.discourse.levels) if f.period.last < now.period.last]
        known = [p for p in dict.fromkeys(told) if p.months == now.period.months]
        return known or [base.period for base, _ in self._usual_bases(now)]

    def _to_mean(self, match: Match) -> Proposal | None:
        """Above average, below par: beside the mean month."""
        subject = self._subject(match)
        base = self._mean_base(match, subject)
        sign = self._sign(match)
        if base is None or not subject.period.is_month or not sign:
            return None
        sign = -sign if self._is_denied(match) else sign
        return self._proposal(match, "comparison", [Reading(Compare(subject, base, sign))])

    def _against_mark(self, match: Match) -> Proposal | None:
        """A mark that April failed to reach: the month named beside the quantity just said."""
        figure, clock = self.walk.discourse.figure, self.walk.discourse.clock
        period = clock.resolve(self.items[match.roles["who"][0]].value, figure.period, as_base=True) if figure else None
        if figure is None or period is None or period == figure.period:
            return None
        way = self.items[match.roles["way"][0]]
        sign = 1 if way.tag == "beats" else -1
        return self._proposal(match, "comparison", [Reading(Compare(figure.at(period), figure, sign))])

    def _share_bases(self, bases: list[tuple[Frame, str]], subject: Frame) -> list[tuple[Frame, str]]:
        """A share that has moved is measured between the two periods spoken of, where there are two."""
        before = self.walk.discourse.frame.period
        named = [
            p
            for p in (before, *(f.period for f in self.walk.frame_at))
            if p != subject.period and p.months == subject.period.months
        ]
        return [(subject.at(named[0]), "")] if named else bases

    def _compare(self, match: Match) -> Proposal | None:
        subject = self._subject(match)
        self.done[id(match)] = subject
        if not self.walk.named_subject and not self.walk.carried and self.walk.discourse.level is None:
            return None
        if "way" in match.roles and self.items[match.roles["way"][0]].tag == "next":
            return self._ordered(match, subject)
        if self._mean_after(match) is not None:
            return self._to_mean(match)
        said = self._said(match)
        if said is None or said.outside or (said.names_nothing and not said.refers):
            return None
        if said.names_nothing and not said.quantities and not said.refers:
            return None
        sign = self._sign(match) if match.says != "equal" else 0
        if sign and len(said.places) == 1 and self._is_of_nobody(match):
            first = subject.of(said.places[0])  # no country bought more than Japan: Japan bought most
            return self._proposal(match, "rank", [Reading(Rank(first, sign, 1))])
        bases = self._bases(match, subject)
        if not bases:
            return None
        if self._is_denied(match):
            if not sign:
                return None
            sign = -sign
        if self._is_suffered(match):
            sign = -sign
        figure = self.walk.discourse.figure
        if figure is not None and figure.averaged and 0 <= self.level_at < match.start and subject == self.level:
            subject = figure  # about 5,380 tonnes on average, less than December's 5,952
        readings = [Reading(Compare(subject, base, sign), note) for base, note in bases if base != subject]
        return self._proposal(match, "comparison", readings) if readings else None

    def _is_suffered(self, match: Match) -> bool:
        """Whether the verb of a comparison is passive: the average was bettered by November."""
        first, last = match.roles.get("way", (0, 0))
        verb = self.items[first]
        passive = self._before(first) in ("was", "were", "is", "are", "been", "being")
        by = verb.key.endswith(" by") or (last < len(self.items) and self.items[last].key == "by")
        return verb.tag in ("beats", "trails") and passive and by

    def _is_of_nobody(self, match: Match) -> bool:
        """Whether the subject of a comparison is no country, none of the buyers."""
        before = self.items[: match.start]
        return any(
            one.tag in ("nothing", "negation") and "members" in (i.tag for i in before[n + 1 : n + 4])
            for n, one in enumerate(before)
        )

    def _ordered(self, match: Match, subject: Frame) -> Proposal | None:
        """Followed by South Korea and the United States: an order of three."""
        first, places = match.roles["base"][0], []
        for item in self.items[first:]:
            if item.tag in ("place", "product") and item.value != self.walk.card.movement.reporter:
                places.append(item)
            elif (
                (item.tag == "stop" and item.key != "with")
                or item.tag in ("takes", "gives", "rise", "fall")
                or item.words in (";", ".")
            ):
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
        others = [
            f
            for f in reversed(self.walk.discourse.levels)
            if f.differs_in(subject) == {"partners"} and WORLD not in f.partners
        ]
        if subject.partners == (WORLD,) or not others:
            return None
        return self._proposal(match, "comparison", [Reading(Compare(subject, others[0], self._sign(match)))])

    def _nothing(self, match: Match) -> Proposal | None:
        if "what" not in match.roles:
            subject = self._subject(match)
            return self._proposal(match, "level", [Reading(Level(subject, Amount(0.0, 1.0, text="0")))])
        last = min(match.end + 4, len(self.items))
        after = mentions(self.items, match.roles["what"][0], last, self.walk.card)._replace(whole=False)
        if (
            self.items[match.roles["none"][0]].key == "no"
            and match.end < len(self.items)
            and self.items[match.end].tag == "word"
            and self.items[match.end].key
            not in ("in", "from", "to", "at", "of", "were", "was", "left", "went", "during")
        ):
            return None
        walked = self.walk.completed(self.walk.frame_at[match.end - 1], match.start, match.end)
        subject = resolved(walked, after._replace(flows=(), periods=()), self.walk.discourse.clock, as_base=False)
        return self._proposal(match, "level", [Reading(Level(subject, Amount(0.0, 1.0, text="0")))])

    _equal = _compare
