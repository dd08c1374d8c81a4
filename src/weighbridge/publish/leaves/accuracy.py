"""How accurate we are: the newsroom's record as watch counts it, in words that say how each figure is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from weighbridge.pages import LOOKS
from weighbridge.publish import places
from weighbridge.publish.leaves.page import Page

if TYPE_CHECKING:
    from weighbridge.publish.summary import Summary
    from weighbridge.watch import Accuracy

Group = Mapping[str, Any]
_MEANT = {
    "SUPPORTED": "Of the stories that stand: the data bear the claim out.",
    "CONTRADICTED": "The data say otherwise, and an editor took the responsibility with a reason.",
    "NOT_IN_DATA": "Outside the data; a reviewer opened the source that is cited.",
    "NOT_UNDERSTOOD": "Not read for certain; a reviewer opened the source that is cited.",
}
_CAME = {
    "corrected": ("Ended in a correction", "The reader was right."),
    "updated": ("Ended in an update", "The figures had been revised since."),
    "stands": ("The sentence stands", "Weighed again, and found to hold."),
}


def accuracy_page(counted: Accuracy, summaries: Iterable[Summary], *, through: int, head: str) -> Page:
    """Return the accuracy page after publication number `through`, when the log ended with the hash `head`."""
    groups = [
        _group("What was published", _published(counted, list(summaries))),
        _group("What was wrong, and what was revised", _changed(counted)),
        _group("What readers reported", _reported(counted)),
    ]
    return Page(places.ACCURACY, "accuracy", {
        "title": "Accuracy",
        "description": "How many claims were published, rechecked, updated and corrected, and how long that took.",
        "through": through, "head": head, "groups": groups,
    })  # fmt: skip


def _published(counted: Accuracy, summaries: list[Summary]) -> list[dict[str, str]]:
    verdicts: Counter[str] = Counter()
    for summary in summaries:
        verdicts.update(summary.claims)
    told = [_row(f"Claims: {look.word}", verdicts[verdict], _MEANT[verdict]) for verdict, look in LOOKS.items()]
    return [
        _row("Stories published", counted.stories_published, "Every story that ever went out, each once."),
        _row(
            "Stories withdrawn", counted.stories_withdrawn, "Taken down for another reason than a mistake in substance."
        ),
        _row("Stories killed", counted.stories_killed, "Their substance did not hold."),
        _row(
            "Claims published",
            counted.claims_published,
            "Everything that could be checked in any of them, once a story, however often it was amended.",
        ),
        *told,
    ]


def _changed(counted: Accuracy) -> list[dict[str, str]]:
    share = "–" if counted.share_wrong is None else f"{100 * counted.share_wrong:.2f}%"
    times = counted.fixes, in_words(counted.median_time_to_fix)
    return [
        _row("Claims rechecked", counted.claims_rechecked, "Weighed again because something they rest on changed."),
        _row("Rechecks", counted.rechecks, "Looks at what a new release, a reader or an office changed."),
        _row("Claims revised", counted.claims_changed, "Right when published, and changed by the office since."),
        _row("Claims wrong", counted.claims_wrong, "Wrong when published, as a recheck found them."),
        _row("Share of claims wrong", share, "Claims wrong, divided by claims published."),
        _row("Corrections", counted.corrections, f"Published, on {_stories(counted.stories_corrected)}."),
        _row("Updates", counted.updates, f"Published, on {_stories(counted.stories_updated)}."),
        _row(
            "Median time to fix",
            times[1],
            f"From the recheck or the reader's report to the amended version, over {times[0]:,} of them.",
        ),
        _row("Questions open", counted.fixes_open, "Put in doubt, and neither fixed nor cleared yet."),
    ]


def _reported(counted: Accuracy) -> list[dict[str, str]]:
    came = dict(counted.reports_by_outcome)
    return [
        _row("Reports", counted.reports, "Sentences that readers said something is wrong with."),
        _row("Answered", counted.reports_answered, "By an editor, in public."),
        _row("Waiting for an answer", counted.reports - counted.reports_answered, "Reports without an answer."),
        *(_row(what, came.get(outcome, 0), how) for outcome, (what, how) in _CAME.items()),
        _row("Median time to an answer", in_words(counted.median_time_to_answer), "Half were answered faster."),
    ]


def _group(title: str, rows: list[dict[str, str]]) -> Group:
    return {"title": title, "rows": rows}


def _row(what: str, figure: int | str, how: str) -> dict[str, str]:
    """What is counted, the figure, and how it is counted."""
    return {"what": what, "figure": f"{figure:,}" if isinstance(figure, int) else figure, "how": how}


def _stories(n: int) -> str:
    return f"{n:,} {'story' if n == 1 else 'stories'}"


def in_words(took: timedelta | None) -> str:
    """Return how long something took, in the largest unit of which it is at least two; a dash for nothing.

    >>> in_words(timedelta(hours=30)), in_words(timedelta(days=3)), in_words(timedelta(minutes=1)), in_words(None)
    ('30 hours', '3 days', '1 minute', '–')
    """
    if took is None:
        return "–"
    minutes = int(took.total_seconds() // 60)
    size, name = next(((s, n) for s, n in ((1440, "day"), (60, "hour")) if minutes >= 2 * s), (1, "minute"))
    return f"{minutes // size} {name}{'' if minutes // size == 1 else 's'}"
