"""The checker's score on labelled texts, as a table beside the floors kept in floors.toml.

    python -m bench.score ../shared/bench

The folder holds `articles/*/*.json` and the scorer `score.py`, which is run as it is. Leaves with 1 when a score fell
below its floor, or cannot be had although it has one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.command import WEIGHBRIDGE

FLOORS = Path(__file__).with_name("floors.toml")
_LINE = re.compile(r"^(?P<name>[^:,]+): (?:\d+/\d+ = )?(?P<value>\d+(?:\.\d+)?)\b", re.MULTILINE)
COULD_NOT_RUN = 2


class Floor(NamedTuple):
    """How good a score must be: at least `least`, or at most `most`."""

    least: float | None = None
    most: float | None = None

    def holds(self, score: float) -> bool:
        """Return whether a score is good enough."""
        return (self.least is None or score >= self.least) and (self.most is None or score <= self.most)

    def __str__(self) -> str:
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"


class Line(NamedTuple):
    """One line of the table; `score` is None where none could be had, `floor` where there is none yet."""

    name: str
    score: float | None
    floor: Floor | None

    @property
    def fails(self) -> bool:
        """Whether this line lets the run fail."""
        return self.floor is not None and (self.score is None or not self.floor.holds(self.score))


def main(arguments: Sequence[str]) -> int:
    """Score every labelled set of the folder and return the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    bench = Path(arguments[0])
    floors = read_floors(FLOORS.read_text(encoding="utf-8"))
    sets = sorted(folder for folder in (bench / "articles").iterdir() if folder.is_dir())
    failed = False
    for labelled in sets:
        name = f"articles/{labelled.name}"
        said, trouble = scored(labelled, bench / "score.py")
        lines = compared(scores_in(said), floors.get(name, {}))
        print(f"\n{name}" + (f": no score, {trouble}" if trouble else ""))
        print(table(lines))
        failed = failed or any(line.fails for line in lines)
    return 1 if failed else 0


def scored(labelled: Path, scorer: Path) -> tuple[str, str]:
    """Return what the scorer says of the checker's verdicts on a folder of texts, and what went wrong, if something."""
    with tempfile.TemporaryDirectory() as out:
        check = [*WEIGHBRIDGE, "check", str(labelled), "--json", "--as-of", "latest", "-o", out]
        ran = subprocess.run(check, capture_output=True, text=True, check=False)
        texts, verdicts = len(list(labelled.glob("*.json"))), len(list(Path(out).glob("*.json")))
        if ran.returncode >= COULD_NOT_RUN or verdicts < texts:  # a crash leaves with 1, as a contradiction does
            words = ran.stderr.strip().splitlines() or ["it said nothing"]
            return "", f"weighbridge check gave {verdicts} of {texts} texts a verdict: {words[-1]}"
        told = subprocess.run(
            [sys.executable, str(scorer), str(labelled), out], capture_output=True, text=True, check=True
        )
    return told.stdout, ""


def read_floors(text: str) -> dict[str, dict[str, Floor]]:
    r"""Return the floors of each labelled set.

    >>> read_floors('["articles/dev"]\n"contradicted F1" = {at_least = 0.9}')
    {'articles/dev': {'contradicted F1': Floor(least=0.9, most=None)}}
    """
    return {
        name: {measure: Floor(limit.get("at_least"), limit.get("at_most")) for measure, limit in limits.items()}
        for name, limits in tomllib.loads(text).items()
    }


def scores_in(text: str) -> dict[str, float]:
    r"""Return each score in what the scorer printed.

    >>> scores_in("claims: 316\nextracted (recall): 308/316 = 0.975\nfalse alarms per article: 0.07 (1 on other)")
    {'claims': 316.0, 'extracted (recall)': 0.975, 'false alarms per article': 0.07}
    """
    return {found["name"]: float(found["value"]) for found in _LINE.finditer(text)}


def compared(scores: Mapping[str, float], floors: Mapping[str, Floor]) -> list[Line]:
    """Return the table: every score, and every floor that has no score to hold."""
    lines = [Line(name, score, floors.get(name)) for name, score in scores.items()]
    return lines + [Line(name, None, floor) for name, floor in floors.items() if name not in scores]


def table(lines: Sequence[Line]) -> str:
    """Return the lines aligned; each says whether its floor holds, or that there is none yet."""
    if not lines:
        return "  no score and no floor yet"
    width = max(len(line.name) for line in lines)
    rows = []
    for line in lines:
        score = "none" if line.score is None else f"{line.score:g}"
        verdict = "no floor yet" if line.floor is None else f"{'BELOW' if line.fails else 'ok'}, {line.floor}"
        rows.append(f"  {line.name:<{width}}  {score:>7}  {verdict}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
