"""A year at a newsroom: the shipped figures arrive release by release, and people at the desk do what people do.

    releases(folder)          the shipped figures and the seeded revisions, one CSV for each day of release
    Newsroom(...)             a desk with its people, a ledger that grows, a site, a courier
    Newsroom.lives(day, csv)  a day: figures in, what is public weighed again, amendments signed, leads drafted,
                              signed and sent out, everything carried to every channel

Nothing is invented but what stands in `seeded/`: revisions are figures that the same source prints again at a later
release; late is a figure that had been released and that nobody here had taken in; mistakes are sentences that a
reviewer let through, and that a reader reports some days later.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from newsroom import Clock

from weighbridge.card import trade_card
from weighbridge.desk import (
    Desk,
    Mark,
    Role,
    State,
    Store,
    Story,
    actions,
    answer,
    draft_anew,
    draft_lead,
    file_report,
    readable,
    reader_reports,
    scan_into_queue,
)
from weighbridge.errors import NotInDataError
from weighbridge.ledger import Ledger
from weighbridge.publish import Masthead, build
from weighbridge.publish.deliveries import SITE, Courier
from weighbridge.sources import shipped_figures
from weighbridge.watch import Outcome, proposed_notice, recheck, standing, waiting

SEEDED = Path(__file__).parent / "seeded"
FIRST_DAY = date(2025, 4, 13)  # whatever was released until then is there when the year begins
LATE_DAY = date(2025, 9, 18)  # when the late figure is taken in
MASTHEAD = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
PUBLIC = frozenset({State.PUBLISHED, State.CORRECTED, State.UPDATED})
STAFF = {"rita": ("Rita Rowe", Role.REPORTER), "ed": ("Ed Ames", Role.EDITOR), "dana": ("Dana Dow", Role.DUTY_EDITOR)}


def releases(folder: Path) -> list[tuple[date, Path]]:
    """Return the days on which something is released, each with the file of what is, in order; made in a folder."""
    rows_of_day: dict[date, list[dict[str, str]]] = defaultdict(list)
    for file in (shipped_figures(), SEEDED / "revisions.csv"):
        for day, row in _dated(file, folder / f"whole-{file.stem}"):
            rows_of_day[max(day, FIRST_DAY)].append(row)
    rows_of_day[LATE_DAY] += [row for _, row in _dated(SEEDED / "late.csv", folder / "whole-late")]
    made = []
    for day, rows in sorted(rows_of_day.items()):
        columns = list(dict.fromkeys(column for row in rows for column in row))
        path = folder / f"released-{day}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        made.append((day, path))
    return made


def _dated(file: Path, folder: Path) -> Iterator[tuple[date, dict[str, str]]]:
    """Yield the rows of a file that are figures in print, each with the day its office released it."""
    whole = Ledger(folder, trade_card())
    whole.ingest(file, fetched_at=datetime(2026, 5, 1, tzinfo=UTC), today=date.max)
    days = {o.row: o.released_at for day in whole.vintages() for o in whole.observations(as_of=day)}
    with file.open(encoding="utf-8", newline="") as given:
        for n, row in enumerate(csv.DictReader(given), 2):
            if n in days:
                yield days[n], row


@dataclass(frozen=True)
class Mistake:
    """A sentence somebody adds to the story of a product, and what a reader later says of it."""

    product: str
    period: str
    focus: str
    sentence: str
    reported_on: date
    report: str
    notice: str


def mistakes() -> list[Mistake]:
    """Return the seeded mistakes."""
    with (SEEDED / "mistakes.csv").open(encoding="utf-8", newline="") as given:
        return [
            Mistake(**{**row, "reported_on": date.fromisoformat(row["reported_on"])})  # type: ignore[arg-type]
            for row in csv.DictReader(given)
        ]


@dataclass
class Newsroom:
    """A newsroom in a folder: everything that is left of it is in there, so that another one can go on from it."""

    folder: Path
    courier_of: Callable[[Newsroom], Courier] = field(default=lambda newsroom: newsroom.courier())
    clock: Clock = field(default_factory=lambda: Clock(datetime.combine(FIRST_DAY, time(6), UTC)))

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "ledger", trade_card())
        self.desk = Desk(Store.in_folder(self.folder / "desk"), self.ledger, clock=self.clock)
        there = {person.id for person in self.desk.everybody()}
        for id, (name, role) in STAFF.items():
            if id not in there:
                self.desk.add_person(id, name, role)

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.folder / "site"

    def courier(self) -> Courier:
        """Return the courier of this newsroom: a site and no newsletter."""

        def built() -> Any:
            kept = self.folder / "kept"
            return build(self.desk, MASTHEAD, self.site, kept_in=kept, standings=standing(self.desk))

        return Courier(self.desk, build=built, channels=SITE)

    # ---- a day -------------------------------------------------------------------------------------------------------

    def lives(self, day: date, figures: Path) -> None:
        """Live through a day of release; done again after an interruption, it goes on where it stopped."""
        self.clock.now = max(self.clock.now, datetime.combine(day, time(9), UTC))
        self.ledger.ingest(figures, fetched_at=self.clock(), today=date.max)
        self.hears_readers(day)
        recheck(self.desk)
        self.decides()
        self.writes()
        self.courier_of(self).deliver()

    def hears_readers(self, day: date) -> None:
        """File the reports of readers that are due by this day and not filed yet."""
        filed = {report["words"] for report in reader_reports(self.desk)}
        for mistake in mistakes():
            if mistake.reported_on <= day and mistake.report not in filed and (story := self._of(mistake)):
                (live,) = self.desk.publications(story=story.id)[-1:]
                n = self._number_of(story, mistake.sentence)
                file_report(self.desk, story.id, version=live.version, sentence=n, words=mistake.report)

    def decides(self) -> None:
        """Decide on everything that is under recheck as its proposals say, and carry amendments through to the end."""
        open_reports = {r["words"]: r for r in reader_reports(self.desk) if not r["outcome"]}
        reported = [m for m in mistakes() if m.report in open_reports]
        for mistake in reported:  # the editor reads it, and opens what it says
            story = self.desk.story(open_reports[mistake.report]["story"])
            if story.state in PUBLIC:
                self.desk.do(actions.Recheck(story.id, reason=mistake.report), by="ed")
        for story in self.desk.stories(State.UNDER_RECHECK):
            found = waiting(self.desk).get(story.id, [])
            wrong = next((m for m in reported if self._says(story, m.sentence)), None)
            if wrong is not None:
                self.desk.do(actions.Correct(story.id, reason=wrong.notice), by="ed")
            elif any(o.outcome is Outcome.REVISED for o in found):
                notice = proposed_notice(found, as_correction=False, released_at=self.desk.weigher.newest)
                self.desk.do(actions.Update(story.id, reason=notice), by="ed")
            elif any(o.outcome is Outcome.WRONG for o in found):
                notice = proposed_notice(found, as_correction=True, released_at=self.desk.weigher.newest)
                self.desk.do(actions.Correct(story.id, reason=notice), by="ed")
            else:
                self.desk.do(actions.Clear(story.id, reason="looked at, and it stands"), by="ed")
        for story in self.desk.stories(State.DRAFT, State.CHECKED, State.IN_REVIEW, State.APPROVED):
            if story.amends:
                self._amends(story)
        for mistake in reported:
            answer(self.desk, open_reports[mistake.report]["id"], outcome="corrected", words=mistake.notice, by="ed")

    def writes(self) -> None:
        """Draft every lead there is, add what is seeded, and bring everything in the making to the public."""
        scan_into_queue(self.desk, by="rita")
        for lead in self.desk.stories(State.LEAD):
            try:
                draft_lead(self.desk, lead.id, by="rita")
            except NotInDataError as why:
                self.desk.do(actions.Drop(lead.id, reason=str(why)), by="rita")
        for story in self.desk.stories(State.DRAFT, State.CHECKED, State.IN_REVIEW, State.APPROVED):
            if not story.amends:
                self._seeds(story)
                self._through(story.id)

    # ---- one story ---------------------------------------------------------------------------------------------------

    def _seeds(self, story: Story) -> None:
        for mistake in mistakes():
            if (story.product, story.period, story.focus) == (mistake.product, mistake.period, mistake.focus):
                content = self._content(story)
                if mistake.sentence not in content["text"]:
                    text = f"{content['text']}\n\n{mistake.sentence}"
                    self.desk.edit(story.id, title=content["title"], text=text, by="rita")

    def _amends(self, story: Story) -> None:
        """Write the story anew from the newest data; a reported sentence is taken out."""
        content = self._content(story)
        text = content["text"]
        for mistake in mistakes():
            text = text.replace(f"\n\n{mistake.sentence}", "")
        if story.amends == "correction" and text != content["text"]:
            self.desk.edit(story.id, title=content["title"], text=text, by="rita")
        elif not self._is_new(story):
            draft_anew(self.desk, story.id, by="rita")
        self._through(story.id)

    def _is_new(self, story: Story) -> bool:
        """Whether an amendment has words of its own already, of a day that was interrupted."""
        live = self.desk.publications(story=story.id)[-1].version
        return story.latest > live

    def _through(self, id: str) -> None:
        """Bring a story from wherever it is to the public, as a reporter, an editor and a duty editor do."""
        story = self.desk.story(id)
        if story.state is State.DRAFT:
            story = self.desk.check(id, by="rita", newest=True)
        if story.state is State.CHECKED:
            story = self.desk.do(actions.Submit(id), by="rita")
        if story.state is State.IN_REVIEW:
            with self.desk.looking_at(id, by="ed") as case:
                claims, seal = case.claims, case.seal
            for claim in claims:
                held = claim["verdict"] == "SUPPORTED"
                mark, note = (Mark.ACCEPTED, "") if held else (Mark.SOURCED, "opened the page it names")
                self.desk.tick(id, claim["key"], mark, by="ed", note=note)
            story = self.desk.do(actions.Approve(id, seal=seal), by="ed")
        if story.state is State.APPROVED:
            self.desk.do(actions.Publish(id), by="dana")

    def _content(self, story: Story) -> Mapping[str, Any]:
        with self.desk.looking_at(story.id, by="rita") as case:
            return case.version.content

    def _of(self, mistake: Mistake) -> Story | None:
        same = (mistake.product, mistake.period, mistake.focus)
        found = [s for s in self.desk.stories() if (s.product, s.period, s.focus) == same and s.live is not None]
        return found[0] if found and self._says(found[0], mistake.sentence) else None

    def _says(self, story: Story, sentence: str) -> bool:
        return sentence in self._content(story)["text"]

    def _number_of(self, story: Story, sentence: str) -> int:
        content = self._content(story)
        return [content[where][start:end] for where, start, end in readable(content)].index(sentence)
