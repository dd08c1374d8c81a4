"""Take the pictures of the README as a headless Chromium shows them: the June 2025 story, under review and corrected.

    python -m tools.pictures

The pictures go to docs/pictures/. They are of the page that `make story` writes, of the walk-through of the desk, and
of the site that comes of it, unretouched, cut off below.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tools.chromium import Chromium

if TYPE_CHECKING:
    from weighbridge.desk import Desk

CHECKOUT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STORY = ("story", "--product", "magnets", "--period", "2025-06", "--focus", "USA")
SIZES: Mapping[str, tuple[int, int]] = {"story": (1100, 1340), "story-phone": (390, 844)}  # CSS pixels
LARGEST = 300_000  # bytes; a README should open at once
# Headless, in an account of its own, and asking nobody for anything.
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> int:
    """Take every picture and return the exit code."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(
            f"pictures: none of {', '.join(BROWSERS)} is installed; on Debian: apt-get install chromium",
            file=sys.stderr,
        )
        return 1
    pictures = CHECKOUT / "docs" / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = {**os.environ, "WEIGHBRIDGE_HOME": str(Path(folder) / "home")}
        subprocess.run([sys.executable, "-m", "weighbridge", *STORY, "-o", folder], check=True, env=home)
        (page,) = Path(folder).glob("*.html")
        for name, (width, height) in SIZES.items():
            picture = pictures / f"{name}.png"
            account = f"--user-data-dir={folder}/{name}"
            words = [browser, *QUIET, account, f"--window-size={width},{height}", f"--screenshot={picture}"]
            subprocess.run([*words, page.as_uri()], check=True, capture_output=True, timeout=120)
            size = picture.stat().st_size
            print(f"{picture.relative_to(CHECKOUT)}: {width} x {height}, {size / 1000:.0f} kB")
            if size > LARGEST:
                print(f"pictures: that is more than {LARGEST / 1000:.0f} kB", file=sys.stderr)
                return 1
        for name, png in (*reviewing(Path(folder) / "newsroom"), *reading(Path(folder) / "newsroom")):
            (pictures / f"{name}.png").write_bytes(png)
            print(f"docs/pictures/{name}.png: {len(png) / 1000:.0f} kB")
    return 0


def reviewing(home: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and picture of the review page of the walk-through: at desk width, and on a phone."""
    with served(home) as address, Chromium(1200, 900) as browser:
        browser.opens(f"{address}/sign-in")
        for pressed, shown in (
            ("button[value=rita]", "location.pathname === '/'"),
            ("main a[href^='/stories/']", "location.pathname.startsWith('/stories/')"),
            ("input[value=submit] ~ button", "document.body.innerText.includes('in review')"),
            ("button[value=edgar]", "document.querySelector('button[value=edgar][aria-pressed=true]')"),
        ):
            browser.waits(f'document.readyState === "complete" && document.querySelector("{pressed}")')
            browser.tells(f'document.querySelector("{pressed}").click()')
            browser.waits(shown)
        for name, width, height in (("review", 1200, 900), ("review-phone", 390, 844)):
            browser.is_as_wide_as(width, height)
            if name == "review":
                browser.presses("j")
            browser.tells("document.querySelectorAll('img').forEach(i => { i.loading = 'eager'; })")
            browser.waits("[...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)")
            yield name, browser.shows()


def reading(home: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and picture of the public page of the reviewed story, once corrected: at desk width, on a phone."""
    from weighbridge.desk import Mark, Story, actions, open_desk
    from weighbridge.publish import Masthead, build
    from weighbridge.settings import Settings

    desk, site = open_desk(Settings(home)), home / "site"

    def out(story: Story) -> None:
        desk.check(story.id, by="rita", newest=True)
        desk.do(actions.Submit(story.id), by="rita")
        with desk.looking_at(story.id, by="edgar") as case:
            claims, seal = case.claims, case.seal
        for claim in claims:
            held = claim["verdict"] == "SUPPORTED"
            mark, note = (Mark.ACCEPTED, "") if held else (Mark.SOURCED, "the page it names")
            desk.tick(story.id, claim["key"], mark, by="edgar", note=note)
        desk.do(actions.Approve(story.id, seal=seal), by="edgar")
        desk.do(actions.Publish(story.id), by="edgar")

    (story,) = desk.stories()
    out(story)
    desk.do(actions.Recheck(story.id, reason="A reader asks about the headline."), by="edgar")
    notice = "An earlier headline said that exports jumped; it now says that they rose, from an unusually low May."
    desk.do(actions.Correct(story.id, reason=notice), by="edgar")
    title, text = _words(desk, story.id)
    desk.edit(story.id, title=title.replace("jump", "rise"), text=text, by="rita")
    out(story)
    build(desk, Masthead("Weighbridge", "http://127.0.0.1/", "http://127.0.0.1/", "desk@localhost"), site)
    (page,) = (site / "stories").glob("*.html")
    with Chromium(1100, 1000) as browser:
        for name, width, height in (("site", 1100, 1000), ("site-phone", 390, 844)):
            browser.is_as_wide_as(width, height)
            browser.opens(page.as_uri())
            browser.waits('document.readyState === "complete"')
            yield name, browser.shows()


def _words(desk: Desk, story: str) -> tuple[str, str]:
    with desk.looking_at(story, by="rita") as case:
        return case.version.content["title"], case.version.content["text"]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the walk-through of the desk from a new home, and yield its address."""
    command = [sys.executable, "-m", "weighbridge", "desk", "--no-browser", "--port", "0"]
    environment = {**os.environ, "WEIGHBRIDGE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as desk:
        assert desk.stdout is not None
        try:
            yield next(found[0] for line in desk.stdout if (found := re.search(r"http://\S+(?=/)", line)))
        finally:
            desk.terminate()


if __name__ == "__main__":
    sys.exit(main())
