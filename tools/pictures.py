"""Take the pictures of the README: the June 2025 story as a headless Chromium shows it, at desk and at phone width.

    python -m tools.pictures

The pictures go to docs/pictures/. They are of the page that `make story` writes, whole and unretouched, cut off below.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

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
    return 0


if __name__ == "__main__":
    sys.exit(main())
