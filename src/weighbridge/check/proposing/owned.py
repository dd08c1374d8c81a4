"""What a quantity's own clause names of its boxes, and what carries them over into it."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.check.frame import Frame
from weighbridge.check.mentions import WORLD, Mentions
from weighbridge.check.proposing.bases import Bases

# The slots of a quantity's boxes that the words after it name.
_SLOTS = {
    "place": frozenset({"partners"}),
    "rest": frozenset({"partners"}),
    "period": frozenset({"period"}),
    "product": frozenset({"products"}),
}


@dataclass(slots=True)
class Owned(Bases):
    """Which slots of a quantity's boxes are settled by the words around it."""

    def _reporter_in_clause(self, n: int) -> bool:
        """Whether the clause of a quantity names the reporter, and so speaks of everybody: China exported 3,188 t."""
        for m in range(n - 1, -1, -1):
            if self.items[m].tag in ("stop", "quantity", "percent"):
                return False
            if self.items[m].tag == "place" and self.items[m].value == self.walk.card.movement.reporter:
                return True
        return False

    def _fixed(self, n: int, own: Mentions) -> frozenset[str]:
        """The slots named around a quantity: by its modifiers, or by the clause back to another amount."""
        names = {*(["partners"] if own.places else []), *(["period"] if own.periods else [])}
        context = self.walk.sentence.context
        if self._bracketed(n, n + 1) is not None:
            names.add({"place": "partners"}.get(self.items[n - 2].tag, "period"))
        for m in range(n - 1, -1, -1):
            item = self.items[m]
            relative = item.tag == "stop" and item.key in ("which", "who", "when", "where")
            if (
                item.tag in ("quantity", "percent")
                or (item.tag == "stop" and not relative)
                or item.words in (";", "(", ")")
            ):
                break
            if (m in context and not self._is_reopened(m)) or m in self.walk.bound:
                continue
            if item.tag in ("place", "whole", "rest") and item.value != self.walk.card.movement.reporter:
                names.add("partners")
            if item.tag == "period" and not item.value.leans:
                names.add("period")
            if item.tag == "product":
                names.add("products")
        if self._apposed(n):
            names.add("partners")
        m = n + 1
        while m < len(self.items) and not self.walk.ends_clause(m):
            if m not in context:
                names |= _SLOTS.get(self.items[m].tag, frozenset())
            m += 1
        if names:
            names.add("running total")
        if self._reporter_in_clause(n):
            names.add("reporter")
        names |= self._carried_by(n)
        if any(i.tag == "period" and i.value.kind == "so_many" for i in self.items):
            names -= {"period", "running total"}
        if self.walk.reset_to_world and not self.walk.discourse.recent_places:
            names.add("everybody")  # exports came to so much, where the text has named no partner at all
        return frozenset(names)

    def _carried_by(self, n: int) -> set[str]:
        """What carries the boxes over into the clause of a quantity: a noun of trade, a pronoun for a partner."""
        found: set[str] = set()
        for m in range(n - 1, -1, -1):
            item = self.items[m]
            if item.tag in ("quantity", "percent", "stop") or item.words in (";", "(", ")"):
                break
            if item.tag in ("flow", "moves") and self.walk.reset_to_world:
                found.add("trade")
            if item.tag in ("it", "its") and self.walk.frame_at[n].partners != (WORLD,):
                found.add("pronoun")
        return found

    def _is_reopened(self, m: int) -> bool:
        """Whether a base of comparison is what the clause after it speaks of: December 2021, when 4,088 t left."""
        after = [i.key for i in self.items[m + 1 : m + 3]]
        return after[:1] == [","] and after[1:] in (["when"], ["where"], ["which"], ["who"])

    def _spoken_of(self) -> frozenset[object]:
        discourse = self.walk.discourse
        frames = (discourse.topic, discourse.frame, *discourse.levels, *self.walk.frame_at)
        return frozenset([*(f.partners for f in frames), *(f.period for f in frames)])

    def _bracketed(self, n: int, last: int) -> Frame | None:
        """The frame of an amount in brackets right after the partner or month it belongs to: Germany (592.5 t)."""
        if n < 2 or self.items[n - 1].words not in ("(", "["):
            return None
        beside, frame = self.items[n - 2], self.walk.frame_at[n]
        if beside.tag == "place" and beside.value not in (WORLD, self.walk.card.movement.reporter):
            return frame.of(beside.value)
        closes = last < len(self.items) and self.items[last].words in (")", "]")
        if beside.tag != "period" or not closes or not beside.value.is_named:
            return None
        period = self.walk.discourse.clock.resolve(beside.value, frame.period, as_base=True)
        return self.walk.completed(frame, n, last + 1).at(period or frame.period)

    def _apposed(self, n: int) -> str:
        """The partner a quantity is put beside: the EU, with its 1,364 tonnes."""
        at = n - 1
        words = [i.key for i in self.items[max(0, n - 3) : n]]
        if "with" not in words and "at" not in words:
            return ""
        while at >= 0 and (self.items[at].key in (",", "with", "its", "at", "their")):
            at -= 1
        item = self.items[at] if at >= 0 else None
        if at >= 0 and self._before(at) in ("than", "the") and "than" in (self._before(at), self._before(at - 1)):
            return ""  # a bigger customer than Japan, with 1,288 tonnes
        ours = item is not None and item.tag == "place" and item.value not in (WORLD, self.walk.card.movement.reporter)
        return str(item.value) if ours and item is not None and n - at <= 4 else ""
