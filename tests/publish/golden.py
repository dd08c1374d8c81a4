"""The documents of a small story, corrected and then killed, as the golden files hold them.

python tests/publish/golden.py    writes them anew; read every change before it is committed
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden" / "machine"


def documents(desk, masthead) -> dict[str, str]:
    """The text of each golden file by its name."""
    from ledgers import ledger_of, small_story

    from weighbridge.desk import Head, State
    from weighbridge.publish import evidence, summary_of
    from weighbridge.publish.machine.atom import feeds
    from weighbridge.publish.machine.claims import claims_bytes
    from weighbridge.publish.machine.linked import linked_data
    from weighbridge.publish.machine.ninjs import ninjs

    story, edition = small_story(desk)
    edition = replace(edition, logged=Head(18, "0" * 64))  # its hash is of ids that are drawn
    told = "The weight was given in tonnes of another kind; it was 9.007 tonnes."
    written, events = {}, {"published": None, "corrected": (State.CORRECTED, told)}
    events["killed"] = (State.KILLED, "The office has taken its figures back.")
    for hours, (name, event) in enumerate(events.items()):
        if event:
            at = story.first.published_at + timedelta(hours=hours)
            last = replace(story.last, n=story.last.n + 1, event=event[0], notice=event[1], published_at=at)
            story = replace(story, publications=(*story.publications, last))
            edition = replace(edition, publication=last)
        graph = linked_data(story, edition, evidence(edition, desk.weigher.vintages, None), masthead)
        written[f"{name}.ninjs.json"] = _pretty(ninjs(story, edition, masthead))
        written[f"{name}.jsonld"] = _pretty(graph)
        written[f"{name}.claims.json"] = claims_bytes(ledger_of(desk, story, edition, masthead)).decode()
        for path, data in feeds([summary_of(story, edition)], masthead):
            written[f"{name}.{Path(path).name}"] = data.decode()
    return {name: text for name, text in written.items() if name != "published.corrections.atom"}


def _pretty(document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


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
        for name, text in documents(desk, masthead).items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
        desk.store.engine.dispose()


if __name__ == "__main__":
    main()
