"""From the patterns of a sentence to what would have to be true: readings of each claim, ranked by the words alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from weighbridge.check.forms import Change, Compare, Difference, Level, Share
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import Match
from weighbridge.check.mentions import WORLD
from weighbridge.check.proposing.among import Among
from weighbridge.check.proposing.comparisons import Comparisons
from weighbridge.check.proposing.elided import Elided
from weighbridge.check.proposing.grounds import about, grounds
from weighbridge.check.proposing.history import History
from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.strangers import stranger
from weighbridge.check.walk.state import usual_words

_AMOUNTS = frozenset({"quantity", "percent", "number", "points", "times", "fraction"})
_OWN_TRADE = frozenset({"flow", "moves", "gives", "takes", "product", "place", "figure", "it", "whole"})
# phrases by which a quantity turns out to be one of money
_IN_VALUE = frozenset({
    "in value terms", "by value", "in terms of value", "in usd terms", "in dollar terms", "in yuan terms",
    "in money terms",
})  # fmt: skip
# what an amount that stands by itself may be said to repeat
_SISTERS = frozenset({"change", "share", "share_of_place", "part_of_that", "ratio", "difference", "apart"})


@dataclass(slots=True)
class Proposer(Elided, Comparisons, History, Among):
    """Reads the claims of one walked sentence, left to right.

    `held` and `missed` are the boxes of the claims that held and of the quantities that did not.
    """

    missed: list[Frame] = field(default_factory=list)

    def proposals(self) -> Iterator[Proposal]:
        """Yield the claims of the sentence in the order of the text."""
        for match in self.walk.sentence.matches:
            read: Callable[[Match], Proposal | None] = getattr(self, f"_{match.says}")
            found = self._elided(match) or read(match)
            if found is not None:
                yield self._grounded(match, self._as_forecast(match, found))
            if match.says == "moved":
                yield from (self._as_forecast(match, p) for p in self._moved_levels(match))
            if match.says == "gap_moved":
                yield from self._gap_ends(match)
            if found is not None and found.readings and isinstance(form := found.readings[0].form, Share):
                self.walk.discourse.parts += (form.part,)
            if match.says in _SISTERS:
                self.last = match
            if (
                found is not None
                and found.readings
                and isinstance(found.readings[0].form, Change | Difference | Compare)
            ):
                self.last_change = match
            if match.says in ("share", "share_of_place"):
                self.walk.discourse.spoke_of_shares = True
            if match.says == "change":
                self.walk.discourse.spoke_of_changes = True
        if self.walk.sentence.matches:
            discourse, means = self.walk.discourse, any(i.tag == "averaged" for i in self.items)
            discourse.spoke_of_means = means or (discourse.spoke_of_means and self.walk.carried)

    def _note_figures(self, proposal: Proposal, reading: Reading | None, *, held: bool) -> None:
        """Remember which two figures a change or a difference lay between, and of what the last quantity was one."""
        if reading is None:
            return
        form = reading.form
        if isinstance(form, Change | Difference | Compare):
            other = form.other if isinstance(form, Compare) else form.base
            sure = held or len(proposal.readings) == 1
            self.walk.discourse.compared = (form.now, other) if sure and form.now != other else None
        if isinstance(form, Change) and form.amount is not None and held:
            rate = Change(form.now, form.base, form.sign)
            self.walk.discourse.rates = (*(r for r in self.walk.discourse.rates if r != rate), rate)[-4:]
        if isinstance(form, Level):
            self.walk.discourse.figure = form.now.mean() if form.amount.per == "month" else form.now

    def _grounded(self, match: Match, proposal: Proposal) -> Proposal:
        """The same with what settles of what it speaks, which the claims before it in the sentence help to say."""
        if not proposal.readings:
            return proposal
        form = proposal.readings[0].form
        return proposal._replace(grounds=lambda: grounds(self.walk, match, form, self.held, self.missed))

    def settle(self, proposal: Proposal, reading: Reading | None, *, held: bool, doubted: bool) -> None:
        """Take in which reading of a quantity held: what is said of the quantity next is said of the same boxes."""
        self._note_figures(proposal, reading, held=held)
        if reading is not None and (frame := about(reading.form)) is not None:
            if held:
                self.held.append(frame)
            elif doubted and isinstance(reading.form, Level):
                self.missed.append(frame)
        leads = proposal.readings[0].form if proposal.readings else None
        form = reading.form if reading is not None and held else None
        if isinstance(form, Change) and isinstance(leads, Change) and form.now != leads.now:
            self.meant[leads.now] = form.now
        if (
            reading is None
            or not isinstance(reading.form, Level)
            or self.level is None
            or reading.form.now == self.level
        ):
            return
        leading = proposal.readings[0].form
        if not isinstance(leading, Level) or leading.now != self.level:
            return
        if (
            reading.form.now.differs_in(self.level) <= {"partners", "period", "products"}
            and self.walk.discourse.level == self.level
        ):
            self.level = reading.form.now
            self.walk.discourse.weighed_level(reading.form.now)

    def _as_forecast(self, match: Match, proposal: Proposal) -> Proposal:
        """What is only expected, or said of what is usual, is not weighed."""
        anchor = match.roles.get("amount", match.roles.get("way", (match.start, match.end)))[0]
        near = takewhile(lambda i: i.tag not in ("sign", "stop"), reversed(self.items[max(0, anchor - 3) : anchor]))
        if any(i.key in usual_words() for i in near):
            return proposal._replace(readings=(), refusal="these data do not say what is usual", not_in_data=True)
        if whose := self._of_somebody_else(match):
            return proposal._replace(readings=(), refusal=f"these data hold nothing {whose}", not_in_data=True)
        at = anchor - 1
        while at >= 0 and (self.items[at].tag not in ("sign", "stop") or self.items[at].key == "with"):
            if (
                self.items[at].tag == "forecast"
                and self.items[at].words != "than expected"
                and self._before(at) not in ("than", "as")
            ):
                return proposal._replace(
                    readings=(),
                    completed=None,
                    kind="forecast",
                    refusal="a forecast or a plan, which data cannot decide yet",
                    not_in_data=True,
                    forecast=True,
                )
            at -= 1
        return proposal

    def _of_somebody_else(self, match: Match) -> str:
        """Of whom or of what kind a claim is where the data hold nothing of it: a company's figures, a sum of money."""
        reporter, items = self.walk.card.movement.reporter, self.items
        if self.walk.sentence.where == "text" and (whose := stranger(items, match.start, reporter, WORLD)):
            return f"on {whose}"
        if self._is_of_money(match):
            return "in such a unit"
        if all(i.tag != "outside" for i in items):
            return ""
        opening = takewhile(lambda i: i.tag not in ("percent", "quantity", "stop"), items)
        after = takewhile(lambda i: i.tag not in ("sign", "stop"), items[match.end : match.end + 4])
        said = (*opening, *items[match.start : match.end], *after)
        return next((i.words for i in said if i.key in _IN_VALUE), "")

    def _is_of_money(self, match: Match) -> bool:
        """Whether a change is that of the sum of money before it: US$78 a kilogram, up 27% from June."""
        if match.says not in ("change", "ratio", "bare", "trend"):
            return False
        for item in reversed(self.items[: match.start]):
            if item.tag in _AMOUNTS | {"foreign"}:
                return bool(item.tag == "foreign")
            if item.tag in _OWN_TRADE or item.words == ";":
                return False
        return False

    def _measured(self, match: Match) -> None:
        return None
