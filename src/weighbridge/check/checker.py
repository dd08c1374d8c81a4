"""A whole text read: its title and sentences one after the other, each claim proposed, weighed and put into words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from weighbridge.card import Card
from weighbridge.check.claim import Claim, Verdict
from weighbridge.check.dateline import newest_month_told
from weighbridge.check.discourse import Discourse, Heading
from weighbridge.check.document import Document
from weighbridge.check.frame import Frame
from weighbridge.check.grammar import grammar
from weighbridge.check.lines import Passage
from weighbridge.check.mentions import WORLD, period_of, told_by
from weighbridge.check.names import UNNAMED
from weighbridge.check.passages import Parts, sentences
from weighbridge.check.proposing import Proposal, Proposer
from weighbridge.check.report import Report
from weighbridge.check.scales import Scales
from weighbridge.check.selecting import Sentence
from weighbridge.check.tokens import tokens
from weighbridge.check.typed import TypedSentences
from weighbridge.check.verdicts import Judged, judged
from weighbridge.check.vocabulary import vocabulary
from weighbridge.check.walk import Walk
from weighbridge.check.weigh import Judge
from weighbridge.check.when import Clock
from weighbridge.facts import Viewed
from weighbridge.model import Flow, Period

_HEADING = 80  # characters; a longer line is no heading
# A line of a list: a bullet, or a label and a colon; a question and its answer are none.
_ENTRY = re.compile(r"[-*•–·▪]\s|(?![QA]\d*:)[^.:;,]{1,40}:\s")
_SAYS_SOMETHING = frozenset(
    {"quantity", "percent", "points", "fraction", "times", "multiply", "foreign", "rise", "fall"}
)
_MOVES_ON = frozenset(
    {"place", "product", "flow", "moves", "period", "whole", "quantity", "percent", "number", "outside"}
)


class Reader:
    """Reads texts against one view of one dataset."""

    def __init__(self, view: Viewed, card: Card) -> None:
        self.view, self.card = view, card
        self.vocabulary = vocabulary(card)
        self.typed = TypedSentences(card, self.vocabulary, grammar())
        self.scales = Scales(view)
        self.judge = Judge(self.scales)
        self._flows: dict[str, frozenset[Flow]] = {}

    def claims(self, parts: Parts, *, as_of: date) -> tuple[Claim, ...]:
        """Return the claims of a document taken apart, in the order of its title and text."""
        document = parts.document
        discourse = self._opened(document, as_of=as_of)
        found: list[Claim] = []
        if document.title:
            title = Passage(0, len(document.title), document.title)
            sentence = self.typed.sentence(title, document.title, "title")
            found += self._read(sentence, title, document.title, discourse, ())
            discourse.begin_paragraph()
        for paragraph in parts.paragraphs:
            if not parts.references.holds(paragraph):
                found += self._paragraph(paragraph, document.text, discourse)
        return tuple(found)

    def _paragraph(self, paragraph: Passage, text: str, discourse: Discourse) -> Iterator[Claim]:
        if self._is_heading(paragraph, discourse):
            return
        if _ENTRY.match(paragraph.words):
            discourse.begin_entry()
        else:
            discourse.begin_paragraph()
        typed = [(s, self.typed.sentence(s, text, "text")) for s in sentences(paragraph)]
        reporter = self.card.movement.reporter
        places = tuple(
            dict.fromkeys(
                i.value for _, s in typed for i in s.items if i.tag == "place" and i.value not in (reporter, WORLD)
            )
        )
        for passage, sentence in typed:
            yield from self._read(sentence, passage, text, discourse, places)

    def _read(
        self, sentence: Sentence, passage: Passage, text: str, discourse: Discourse, places: tuple[str, ...]
    ) -> Iterator[Claim]:
        walk = Walk(sentence, discourse, self._flows_known)
        walk.run()
        proposer = Proposer(walk, places)
        asks = passage.words.rstrip("\"'”’)").endswith("?")  # a question states nothing
        for proposal in proposer.proposals():
            verdict = judged(proposal, self.judge)
            held, doubted = verdict.verdict is Verdict.SUPPORTED, verdict.verdict is Verdict.NOT_UNDERSTOOD
            proposer.settle(proposal, verdict.reading, held=held, doubted=doubted)
            if not asks:
                yield self._told(proposal, verdict, text, sentence.where)
        discourse.tell(told_by(sentence.items, self.card))
        if any(item.tag in _MOVES_ON for item in sentence.items):  # what speaks of something else changes nothing
            discourse.mentioned = walk.mentioned or discourse.mentioned
            discourse.keep(
                walk.kept,
                subject_named=walk.named_subject,
                period_named=walk.named_period,
                heads=not sentence.matches and len(sentence.items) <= 6,
            )

    def _told(self, proposal: Proposal, verdict: Judged, text: str, where: str) -> Claim:
        return Claim(
            where, proposal.start, proposal.end, text[proposal.start : proposal.end], proposal.kind,
            verdict.verdict, verdict.reason, verdict.suggestion, verdict.facts, verdict.caveats,
            verdict.reading.form if verdict.reading else None,
        )  # fmt: skip

    def _is_heading(self, paragraph: Passage, discourse: Discourse) -> bool:
        """Whether a line heads what follows; what it names stays in force until the next heading."""
        words = paragraph.words.strip("#*_ ")
        if len(words) > _HEADING or re.search(r"[.!;]$|^[QA]\d*[:.] ", words) or len(words.split()) > 12:
            return False
        found = self.typed.items(words)
        if any(i.tag in _SAYS_SOMETHING for i in found):
            return False
        reporter = self.card.movement.reporter
        partners = tuple(i.value for i in found if i.tag == "place" and i.value not in (reporter, WORLD))
        products = tuple(i.value for i in found if i.tag == "product")
        whens = [i.value for i in found if i.tag == "period"]
        period = period_of(whens[:2], discourse.topic.period, discourse.clock, as_base=False) if whens else None
        discourse.heading = Heading(partners[:1], products[:1], period)
        discourse.begin_paragraph()
        return True

    def _flows_known(self, product: str) -> frozenset[Flow]:
        """Return the flows of which the data hold anything of a product."""
        if product not in self._flows:
            self._flows[product] = frozenset(
                c.flow for c, b in self.view.bounds.items() if c.product == product and b.printed
            )
        return self._flows[product]

    # ---- the beginning ---------------------------------------------------------------------------------------------

    def _opened(self, document: Document, *, as_of: date) -> Discourse:
        """The state before the first word: the product named first, the flow the data hold of it, the newest month."""
        clock = self._clock(document, as_of=as_of)
        product = self._first_product(document)
        frame = Frame(
            self._usual_flow(product),
            self.card.movement.reporter,
            (WORLD,),
            (product,),
            Period(clock.latest),
            next(iter(self.card.measures)),
        )
        return Discourse(self.card, clock, frame, frame)

    def _clock(self, document: Document, *, as_of: date) -> Clock:
        """What dates a text: the day it was written, else the newest month it reports on, else that of the data."""
        day = document.dateline or as_of
        latest = Period.month(day.year, day.month).shift(-1).first
        horizon = self.scales.horizon()
        if document.dateline is not None or horizon is None:
            return Clock(latest, day.year)
        latest = min(latest, horizon.first)
        told = newest_month_told(f"{document.title}\n{document.text}", latest)
        return Clock(latest, day.year) if told is None else Clock(told, (told + 1) // 12)

    def _first_product(self, document: Document) -> str:
        """The product named first; a text that names none speaks of goods that are not known to be the card's."""
        for text in (document.title, document.text[:400], document.text[:20_000]):
            row, i = tokens(text), 0
            while i < len(row):
                found = self.vocabulary.at(row, i)
                if found is not None and found.meaning.tag == "product":
                    return str(found.meaning.value)
                i = found.end if found is not None else i + 1
        products = {cell.product for cell in self.view.bounds}
        return products.pop() if len(products) == 1 else UNNAMED

    def _usual_flow(self, product: str) -> Flow:
        flows = Counter(cell.flow for cell in self.view.bounds if cell.product == product)
        return flows.most_common(1)[0][0] if flows else Flow.EXPORT


def check(document: Document, *, view: Viewed, card: Card, as_of: date) -> Report:
    """Return what the data as of a day say of every claim in a document, and what is untidy in it.

    `view` is the vintage to weigh against, of the dataset `card` describes. The same document and view always give the
    same report.
    """
    from weighbridge.check.hygiene import findings

    reader, parts = _reader_of(view, card), Parts(document)
    claims = reader.claims(parts, as_of=as_of)
    return Report(document, as_of, reader.scales.horizon(), claims, findings(document, parts=parts))


_READERS: list[tuple[Viewed, Reader]] = []


def _reader_of(view: Viewed, card: Card) -> Reader:
    """Return a reader for a view; the last few are remembered, by identity, as views never change."""
    for known, reader in _READERS:
        if known is view and reader.card is card:
            return reader
    reader = Reader(view, card)
    _READERS.insert(0, (view, reader))
    del _READERS[4:]
    return reader
