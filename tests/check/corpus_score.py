"""How a checker does on labelled articles, by the rules of the shared bench, so that tests need nothing else.

A prediction covers a claim when it overlaps at least half of its span, or lies inside it, and is no longer than the
span and 100 characters more; the best overlap gives the verdict. A false alarm is a CONTRADICTED verdict on a claim
with another label, or on words that are no claim so labelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Predicted = tuple[str, int, int, str]  # title or text, start, end, verdict


@dataclass
class Score:
    """Counts over articles, and what went wrong in them."""

    articles: int = 0
    claims: int = 0
    extracted: int = 0
    right: int = 0
    contradicted: int = 0
    caught: int = 0
    false_alarms: int = 0
    misses: list[str] = field(default_factory=list, repr=False)  # of the texts kept aside nobody reads them

    @property
    def recall(self) -> float:
        return self.extracted / max(self.claims, 1)

    @property
    def accuracy(self) -> float:
        return self.right / max(self.claims, 1)

    @property
    def contradicted_precision(self) -> float:
        flagged = self.caught + self.false_alarms
        return self.caught / flagged if flagged else 0.0

    @property
    def contradicted_recall(self) -> float:
        return self.caught / max(self.contradicted, 1)

    @property
    def false_alarms_per_article(self) -> float:
        return self.false_alarms / max(self.articles, 1)

    def __str__(self) -> str:
        return "\n".join(
            [
                f"articles                  {self.articles}",
                f"claims                    {self.claims}",
                f"extracted                 {self.recall:.3f}",
                f"accuracy                  {self.accuracy:.3f}",
                f"contradicted, precision   {self.contradicted_precision:.3f}",
                f"contradicted, recall      {self.contradicted_recall:.3f}",
                f"false alarms an article   {self.false_alarms_per_article:.2f}",
            ]
        )


def _overlap(prediction: Predicted, claim: dict) -> int:
    return max(0, min(prediction[2], claim["end"]) - max(prediction[1], claim["start"]))


def _covers(prediction: Predicted, claim: dict) -> bool:
    where, start, end, _ = prediction
    length = claim["end"] - claim["start"]
    if where != claim.get("in", "text") or end <= start or end - start > length + 100:
        return False
    return (claim["start"] <= start and end <= claim["end"]) or 2 * _overlap(prediction, claim) >= length


def _closeness(prediction: Predicted, claim: dict) -> float:
    common = _overlap(prediction, claim)
    return common / (prediction[2] - prediction[1] + claim["end"] - claim["start"] - common)


def add(score: Score, article: dict, predictions: Iterable[Predicted]) -> None:
    """Count one article into a score."""
    said = list(predictions)
    score.articles += 1
    answered, excused = set(), set()
    for claim in article["claims"]:
        covering = [n for n, p in enumerate(said) if _covers(p, claim)]
        best = max(covering, key=lambda n: (_closeness(said[n], claim), -n), default=None)
        verdict = said[best][3] if best is not None else None
        score.claims += 1
        score.extracted += best is not None
        score.right += verdict == claim["label"]
        if best is not None:
            answered.add(best)
        if claim["label"] == "CONTRADICTED":
            score.contradicted += 1
            score.caught += verdict == "CONTRADICTED"
            excused.update(covering)
        elif verdict == "CONTRADICTED":
            score.false_alarms += 1
        if verdict != claim["label"]:
            score.misses.append(
                f"{article['id']}: {claim['quote']!r} is {claim['label']} ({claim['truth']['text']}), said {verdict}"
            )
    for n, prediction in enumerate(said):
        if prediction[3] == "CONTRADICTED" and n not in answered | excused:
            score.false_alarms += 1
            where, start, end, _ = prediction
            score.misses.append(f"{article['id']}: {article[where][start:end]!r} is no claim, said CONTRADICTED")
