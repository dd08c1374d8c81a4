"""The letters of a small newsletter as the golden files hold them: what is asked, what is new, what was wrong.

python tests/publish/post/golden_mails.py    writes them anew; read every change before it is committed
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "mail"


def documents(desk, masthead, clock, host) -> dict[str, str]:
    """The text of each golden file by its name: the head and the plain text of a letter, and its HTML."""
    from correspondence import ANN, BOB, MAGNETS, Waits, amended, subscribed
    from newsroom import SECOND, TRUE, put_out, words

    from weighbridge.desk import actions
    from weighbridge.publish.post import Newsletter

    newsletter, waits = Newsletter(desk, masthead, smtp_url=host.url), Waits(clock)
    ahead = [{"on": "2026-11-20", "what": "Chinese customs releases the figures for October 2026"}]
    reference = {
        "n": 1,
        "publisher": "Customs",
        "title": "Table",
        "printed_at": "2025-07-20",
        "url": "https://a.example/",
    }
    wrong = put_out(desk, words(TRUE, product=MAGNETS, period="2025-06", key_dates=ahead, references=[reference]))
    put_out(desk, words("Gallium & germanium are metals.", product="gallium", title="Two metals, <one> ore"))
    (reader,) = subscribed(newsletter, ANN)
    newsletter.ask(BOB, ["gallium", MAGNETS])
    newsletter.make_digest()
    newsletter.send(sleep=waits, per_minute=0)
    clock.passes(minutes=20)
    newsletter.ask(ANN)
    clock.passes(days=1)
    told = "The weight was given for May; it is June's, and 353 tonnes."
    amended(desk, wrong, actions.Correct, f"{TRUE}\n\n{SECOND}", told)
    newsletter.make_notices()
    newsletter.send(sleep=waits, per_minute=0)
    newsletter.make_digest()
    clock.passes(days=1)
    desk.do(actions.Kill(wrong.id, reason="The office has taken its figures back."), by="dana")
    newsletter.make_notices()
    newsletter.send(sleep=waits, per_minute=0)
    names = ("confirmation", "digest", "reminder", "corrected", "killed")
    assert len(host.taken) == len(names), [mail.message["Subject"] for mail in host.taken]
    drawn = {reader.token: "TOKEN", reader.id: "READER", wrong.id: "STORY"}
    drawn |= {s.confirmation: "CONFIRMATION" for s in newsletter.subscribers()}
    drawn |= {p.story: f"STORY{p.n}" for p in desk.publications() if p.story != wrong.id}
    assert clock.now - timedelta(days=3) < desk.publications()[0].published_at
    return dict(_files(names, host.taken, drawn))


def _files(names, mails, drawn) -> Iterator[tuple[str, str]]:
    for name, mail in zip(names, mails, strict=True):
        head = mail.content.decode().replace("\r\n", "\n").partition("\n\n")[0]
        parts = {kind: mail.message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")}
        text = f"{head}\n\n{parts['plain']}"
        for found, word in drawn.items():
            text, parts["html"] = text.replace(found, word), parts["html"].replace(found, word)
        text = re.sub(r"(<|=_)\d+[._][0-9a-f]{20}", r"\1DRAWN", text)
        yield f"{name}.txt", text
        yield f"{name}.html", parts["html"]


def main() -> None:
    """Write the golden files anew."""
    import tempfile

    here = Path(__file__).resolve()
    sys.path[:0] = [str(here.parent), str(here.parents[2] / "desk")]
    from mailserver import MailHost, served
    from newsroom import PEOPLE, Clock

    from weighbridge.desk import Desk, Store
    from weighbridge.ledger import shipped_ledger
    from weighbridge.publish import Masthead
    from weighbridge.settings import Settings

    with tempfile.TemporaryDirectory() as home, served(MailHost()) as host:
        clock = Clock()
        desk = Desk(Store.in_folder(Path(home)), shipped_ledger(Settings(Path(home))), clock=clock)
        for id, (name, role) in PEOPLE.items():
            desk.add_person(id, name, role)
        masthead = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, text in documents(desk, masthead, clock, host).items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
        desk.store.engine.dispose()


if __name__ == "__main__":
    main()
