"""A version weighed: the checker's report on it, the facts its claims name with their intervals, and the claims' keys.

A claim's key is made of what it says, what was said of it, and the sentence around it, so that a reviewer's tick
outlives edits elsewhere in the text and none that touches what was ticked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from weighbridge.check import Vintages, as_json
from weighbridge.desk.canonical import digest, undated
from weighbridge.desk.content import document_of
from weighbridge.errors import NotInDataError
from weighbridge.facts import explain, read_fact_id

if TYPE_CHECKING:
    from weighbridge.check import Report
    from weighbridge.ledger import Ledger

DOUBTFUL = frozenset({"NOT_IN_DATA", "NOT_UNDERSTOOD"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"“'(\[]?[A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A report as JSON, its claims each with a `key`, and the facts they name: id without day, to interval in words."""

    as_of: date
    commit: int
    report: dict[str, Any]
    facts: dict[str, str]


class Weigher:
    """Weighs contents on a ledger. One for the life of a desk: views of a day are made once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._vintages: tuple[int, Vintages] | None = None

    @property
    def commit(self) -> int:
        """The number of the ledger's newest commit."""
        latest = self._ledger.latest()
        return latest.number if latest else 0

    @property
    def vintages(self) -> Vintages:
        """The views of the ledger as it is now."""
        commit = self.commit
        if self._vintages is None or self._vintages[0] != commit:
            self._vintages = (commit, Vintages(self._ledger))
        return self._vintages[1]

    @property
    def newest(self) -> date:
        """The day of the newest release; raises NotInDataError for an empty ledger."""
        days = self.vintages.days
        if not days:
            raise NotInDataError("the ledger holds no figures yet; take some in with: weighbridge ingest FILE")
        return days[-1]

    def day_for(self, content: Mapping[str, Any]) -> date:
        """Return the day to look from: the content's own, else its dateline, else the newest release."""
        stated = content.get("as_of") or content.get("dateline")
        newest, first = self.newest, self.vintages.days[0]
        day = date.fromisoformat(stated) if stated else newest
        return newest if day < first else day

    def read(self, id: str, content: Mapping[str, Any], *, as_of: date) -> Report:
        """Return the checker's report on a content, its claims with the readings they were judged by."""
        return self.vintages.check(document_of(id, content), as_of=as_of)

    def weigh(self, id: str, content: Mapping[str, Any], *, as_of: date) -> Weighed:
        """Return what the checker says of a content, looking through the data as they stood on a day."""
        report = as_json(self.read(id, content, as_of=as_of))
        within = len(content["text"])
        report["text"] = content["text"]
        report["findings"] = [f for f in report["findings"] if f["start"] <= within]
        for claim, key in zip(report["claims"], _keys(report), strict=True):
            claim["key"] = key
        named = dict.fromkeys(fact for claim in report["claims"] for fact in claim["facts"])
        return Weighed(as_of, self.commit, report, {undated(fact): self.interval(fact) for fact in named})

    def interval(self, fact: str, *, as_of: date | None = None) -> str:
        """Return the interval of a fact in words, on its own day or another; "" where the data cannot answer."""
        day = as_of or read_fact_id(fact)[3]
        try:
            return explain(f"{undated(fact)}@{day}", view=self.vintages.view(day)).interval_text
        except NotInDataError:
            return ""

    def changed(self, facts: Mapping[str, str], *, as_of: date) -> dict[str, tuple[str, str]]:
        """Return the facts whose interval is another one as of a day: id without day, to the old and the new."""
        now = {fact: self.interval(f"{fact}@{as_of}") for fact in facts}
        return {fact: (was, now[fact]) for fact, was in facts.items() if was != now[fact]}


def _keys(report: Mapping[str, Any]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for claim in report["claims"]:
        said = {key: claim[key] for key in ("in", "quote", "kind", "verdict", "reason")}
        said["facts"] = [undated(fact) for fact in claim["facts"]]
        said["sentence"] = sentence_around(report[claim["in"]], claim["start"], claim["end"])
        key = digest(said)
        seen[key] += 1
        yield digest([key, seen[key]])[:20]


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence or sentences a span stands in.

    >>> sentence_around("It rose. It fell 6% in May. So it goes.", 17, 19)
    'It fell 6% in May.'
    """
    begin = max((m.end() for m in _SENTENCE.finditer(text, 0, start + 1) if m.end() <= start), default=0)
    after = _SENTENCE.search(text, end)
    return text[begin : after.start() if after else len(text)].strip()


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends.

    >>> sentences("It rose. So it goes.")
    [(0, 8), (9, 20)]
    """
    found, at = [], 0
    for gap in (*_SENTENCE.finditer(text), None):
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            found.append((at, end))
        at = gap.end() if gap else end
    return found
