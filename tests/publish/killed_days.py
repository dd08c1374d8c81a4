"""A day at the newsroom of `year.py`, killed at seeded moments and begun again, until it is through.

python tests/publish/killed_days.py SEEDS         the long form: so many seeds for each busy day
python tests/publish/killed_days.py live FOLDER DAY FIGURES     one day in the newsroom of a folder
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
BUSY = (date(2025, 8, 20), date(2025, 9, 18))  # days with updates, corrections and new stories
_LEAST = 0.5  # seconds
_MOST_KILLS = 4  # then it is left alone, and has to come to its end
_PATIENCE = 600.0  # seconds


def killed_day(eve: Path, folder: Path, day: date, figures: Path, *, seed: int) -> int:
    """Live through a day in a copy of a newsroom, killed again and again, and return how often it was killed.

    The moments are drawn between half a second and a limit after each beginning; where a day came to its end before
    the first of them, it is begun again from the eve with half the limit.
    """
    random, limit = Random(f"{day} {seed}"), 12.0
    while True:
        shutil.copytree(eve, folder)
        if kills := _killed(folder, day, figures, random, limit):
            return kills
        shutil.rmtree(folder)
        limit = max(limit / 2, _LEAST)


def _killed(folder: Path, day: date, figures: Path, random: Random, limit: float) -> int:
    for kills in range(_MOST_KILLS + 1):
        living = _begin(folder, day, figures)
        try:
            living.wait(random.uniform(_LEAST, limit) if kills < _MOST_KILLS else _PATIENCE)
        except subprocess.TimeoutExpired:
            living.kill()
            living.wait()
            continue
        if living.returncode:
            raise AssertionError(f"{day}, killed {kills} times: it did not come to its end")
        return kills
    raise AssertionError(f"{day}: left alone for {_PATIENCE:.0f} s, it did not come to its end")


def _begin(folder: Path, day: date, figures: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "killed_days.py"), "live", str(folder), str(day), str(figures)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def what_came_of(newsroom: Any, *, until: date) -> dict[str, Any]:
    """Return what the public has been shown by the end of a day, and how it was carried; ids and hours left out."""
    from weighbridge.publish.deliveries import deliveries

    shown = [p for p in newsroom.desk.publications() if p.published_at.date() <= until]
    names = {p.n: f"{p.slug} {p.event}" for p in shown}
    receipts = [r for r in deliveries(newsroom.desk) if r.publication in names]
    return {
        "shown": Counter((p.slug, p.version, str(p.event), p.notice) for p in shown),
        "receipts": Counter((names[r.publication], str(r.channel)) for r in receipts),
        "whole": newsroom.desk.verify() is None,
    }


def main(seeds: int, tell: Callable[[str], object] = print) -> None:
    """Kill every busy day with so many seeds, and raise AssertionError where it ends otherwise than it would have."""
    from year import Newsroom, releases

    with TemporaryDirectory() as kept:
        folder = Path(kept)
        released = releases(folder)
        eves: dict[date, Path] = {}
        newsroom = Newsroom(folder / "newsroom")
        for day, figures in released:
            if day in BUSY:
                eves[day] = folder / f"eve-{day}"
                shutil.copytree(newsroom.folder, eves[day])
            newsroom.lives(day, figures)
            if day == max(BUSY):
                break
        for seed in range(seeds):
            for day in BUSY:
                again, start = folder / "again", perf_counter()
                kills = killed_day(eves[day], again, day, dict(released)[day], seed=seed)
                if what_came_of(Newsroom(again), until=day) != what_came_of(newsroom, until=day):
                    raise AssertionError(f"{day}, seed {seed}: it ended otherwise than a day that nobody killed")
                tell(f"{day}  seed {seed:3d}  killed {kills} times  {perf_counter() - start:5.1f} s")
                shutil.rmtree(again)


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent / "desk")]
    if sys.argv[1] == "live":
        from year import Newsroom

        Newsroom(Path(sys.argv[2])).lives(date.fromisoformat(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(int(sys.argv[1]))
