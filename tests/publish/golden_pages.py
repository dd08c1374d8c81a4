"""The pages of a site with one small story, published, corrected and killed, as the golden files hold them.

python tests/publish/golden_pages.py    writes them anew; read every change before it is committed
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden" / "site"
NOTICE = "An earlier version said that exports to the United States were up 66%; they were up 660%."
_DRAWN = (  # what is drawn by chance, or follows from it or from the program
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"(?<=urn:uuid:)[0-9a-f-]{36}"), "UUID"),
    (re.compile(r"(?<=site-)[0-9a-f]{12}"), "ASSET"),
)


def pages(desk, masthead, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each golden page."""
    from newsroom import SECOND, TRUE, published, reviewed, words

    from weighbridge.desk import actions
    from weighbridge.publish import build

    story = published(desk, TRUE, SECOND)

    def text_of(path: str) -> str:
        text = (folder / path).read_text(encoding="utf-8").replace(story.id, "STORY")
        for drawn, name in _DRAWN:
            text = drawn.sub(name, text)
        return text

    address = f"stories/{story.slug}-{story.id}"
    build(desk, masthead, folder)
    yield "published.html", text_of(f"{address}.html")
    yield "front.html", text_of("index.html")
    desk.clock.passes(days=2)
    desk.do(actions.Recheck(story.id, reason="A reader asks about the percentage."), by="ed")
    desk.do(actions.Correct(story.id, reason=NOTICE), by="dana")
    desk.edit(story.id, title="China ships far more magnets", text=words(TRUE)["text"], by="rita")
    desk.do(actions.Submit(story.id), by="rita")
    desk.do(actions.Approve(story.id, seal=reviewed(desk, story, "ed")), by="ed")
    desk.do(actions.Publish(story.id), by="dana")
    build(desk, masthead, folder)
    yield "corrected.html", text_of(f"{address}.html")
    yield "version-1.html", text_of(f"{address}/version-1.html")
    yield "corrections.html", text_of("corrections.html")
    desk.clock.passes(days=1)
    desk.do(actions.Kill(story.id, reason="The office has taken its figures back."), by="dirk")
    build(desk, masthead, folder)
    yield "killed.html", text_of(f"{address}.html")


def main() -> None:
    """Write the golden files anew."""
    import tempfile

    sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "desk")]
    from newsroom import PEOPLE, Clock

    from weighbridge.desk import Desk, Store
    from weighbridge.ledger import shipped_ledger
    from weighbridge.publish import Masthead
    from weighbridge.settings import Settings

    with tempfile.TemporaryDirectory() as home:
        desk = Desk(Store.in_folder(Path(home)), shipped_ledger(Settings(Path(home))), clock=Clock())
        for id, (name, role) in PEOPLE.items():
            desk.add_person(id, name, role)
        masthead = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, text in pages(desk, masthead, Path(home) / "site"):
            (GOLDEN / name).write_text(text, encoding="utf-8")
        desk.store.engine.dispose()


if __name__ == "__main__":
    main()
