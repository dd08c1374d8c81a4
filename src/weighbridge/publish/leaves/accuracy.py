"""How accurate we are: counted from what was published, what was changed since, and what readers reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from weighbridge.desk import State
from weighbridge.pages import LOOKS
from weighbridge.publish import places
from weighbridge.publish.leaves.page import Page

if TYPE_CHECKING:
    from weighbridge.publish.public import PublicRecord, PublicStory
    from weighbridge.publish.summary import Summary

Group = Mapping[str, Any]
_CHANGED = (State.CORRECTED, State.UPDATED, State.WITHDRAWN, State.KILLED)


def accuracy(
    record: PublicRecord,
    summaries: Iterable[Summary],
    reports: Sequence[Mapping[str, Any]],
    rechecks: Sequence[Group] = (),
) -> Page:
    """Return the accuracy page; `reports` are the desk's reader reports, `rechecks` are counted elsewhere."""
    groups = [_published(record.stories, list(summaries)), _changed(record.stories), *rechecks, _reported(reports)]
    return Page(places.ACCURACY, "accuracy", {
        "title": "Accuracy",
        "description": "How many claims were published, rechecked, updated and corrected, and how long that took.",
        "through": record.through, "groups": groups,
    })  # fmt: skip


def _published(stories: Sequence[PublicStory], summaries: Sequence[Summary]) -> Group:
    standing = [s for s in summaries if not s.taken_back]
    verdicts: Counter[str] = Counter()
    for summary in standing:
        verdicts.update(summary.claims)
    told = [row(f"Claims: {look.word}", verdicts[verdict], _MEANT[verdict]) for verdict, look in LOOKS.items()]
    return {
        "title": "What was published",
        "rows": [
            row("Stories published", len(stories), "Every story that ever went out, each once."),
            row("Stories that stand", len(standing), "Those of them that were neither withdrawn nor killed."),
            row("Claims published", sum(verdicts.values()), "All claims of the stories that stand, as they read now."),
            *told,
        ],
    }  # fmt: skip


_MEANT = {
    "SUPPORTED": "The data bear the claim out.",
    "CONTRADICTED": "The data say otherwise, and an editor took the responsibility with a reason.",
    "NOT_IN_DATA": "Outside the data; a reviewer opened the source that is cited.",
    "NOT_UNDERSTOOD": "Not read for certain; a reviewer opened the source that is cited.",
}


def _changed(stories: Sequence[PublicStory]) -> Group:
    counts = Counter(p.event for s in stories for p in s.publications)
    fixed = [took for s in stories for took in _times_to_fix(s)]
    return {
        "title": "What was changed",
        "rows": [
            row("Corrections", counts[State.CORRECTED], "A story was wrong on the day it was published."),
            row("Updates", counts[State.UPDATED], "A story was right then; the office revised its figures since."),
            row("Stories withdrawn", counts[State.WITHDRAWN], "Taken down for another reason than a mistake."),
            row("Stories killed", counts[State.KILLED], "Their substance did not hold."),
            row("Median time to a correction", in_words(fixed),
                "From the faulty version going out to the corrected one; half took less, half took more."),
        ],
    }  # fmt: skip


def _times_to_fix(story: PublicStory) -> Iterable[timedelta]:
    """How long each version that was corrected had been out."""
    out: datetime | None = None
    for publication in story.publications:
        if publication.event is State.CORRECTED and out is not None:
            yield publication.published_at - out
        if publication.event not in {State.WITHDRAWN, State.KILLED}:
            out = publication.published_at


def _reported(reports: Sequence[Mapping[str, Any]]) -> Group:
    answered = [r for r in reports if r["outcome"]]
    waits = [datetime.fromisoformat(r["answered_at"]) - datetime.fromisoformat(r["at"]) for r in answered]
    came = Counter(r["outcome"] for r in answered)
    return {
        "title": "What readers reported",
        "rows": [
            row("Reports", len(reports), "Sentences that readers said something is wrong with."),
            row("Answered", len(answered), "By an editor, in public."),
            row("Waiting for an answer", len(reports) - len(answered), "Reports minus answers."),
            row("Ended in a correction", came["corrected"], "The reader was right."),
            row("Ended in an update", came["updated"], "The figures had been revised since."),
            row("The sentence stands", came["stands"], "Weighed again, and found to hold."),
            row("Median time to an answer", in_words(waits), "Half were answered faster, half slower."),
        ],
    }  # fmt: skip


def row(what: str, figure: int | str, how: str) -> dict[str, str]:
    """Return a row of the page: what is counted, the figure, and how it is counted."""
    return {"what": what, "figure": f"{figure:,}" if isinstance(figure, int) else figure, "how": how}


def in_words(took: Sequence[timedelta]) -> str:
    """Return the median of some lengths of time, in the largest unit of which it is at least two; a dash for none.

    >>> in_words([timedelta(hours=30)]), in_words([timedelta(days=n) for n in (1, 9, 3)]), in_words([])
    ('30 hours', '3 days', '–')
    """
    if not took:
        return "–"
    minutes = int(median(each.total_seconds() for each in took) // 60)
    size, name = next(((s, n) for s, n in ((1440, "day"), (60, "hour")) if minutes >= 2 * s), (1, "minute"))
    return f"{minutes // size} {name}{'' if minutes // size == 1 else 's'}"
