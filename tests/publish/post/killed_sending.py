"""A newsletter whose sender is killed again and again; the long form of test_post_killed.py.

    python tests/publish/post/killed_sending.py 100      a hundred seeds

The sender gets SIGKILL at a moment that a seed chooses: after a delay, when the server is told of a recipient, when it
has the last dot and has not replied, right after its reply. Then it is started again on the same database, until
nothing is left to send. Whatever happened: nobody got a letter twice, who got one has a receipt that says sent or
uncertain, and what says sent arrived.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "desk"))  # newsroom.py: its people and texts

from mailserver import MailHost, served
from newsroom import PEOPLE, SECOND, TRUE, put_out, words

from weighbridge.desk import Desk, Store, actions
from weighbridge.ledger import shipped_ledger
from weighbridge.publish import Masthead
from weighbridge.publish.post import LetterState, Newsletter, letters
from weighbridge.settings import Settings

HERE = Path(__file__).resolve().parent
MOMENTS = ("after a delay", "at a recipient", "at the last dot", "after the reply")
READERS = 8
MASTHEAD = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")


class Sender:
    """The process that forks senders, and the one that sends at this moment."""

    def __init__(self, database: str, home: Path, url: str) -> None:
        words = [sys.executable, str(HERE / "forked_sender.py"), database, str(home), url]
        self.starter = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.says() == "ready"
        self.pid = 0

    def says(self) -> str:
        assert self.starter.stdout is not None
        return self.starter.stdout.readline().strip()

    def start(self) -> None:
        assert self.starter.stdin is not None
        self.starter.stdin.write("\n")
        self.starter.stdin.flush()
        self.pid = int(self.says())

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> int:
        """Wait for the child's end and return how it ended: 0, or -9 where it was killed."""
        word, code = self.says().split()
        assert word == "ended"
        return int(code)

    def close(self) -> None:
        assert self.starter.stdin is not None and self.starter.stdout is not None
        self.starter.stdin.close()
        self.starter.wait(30)
        self.starter.stdout.close()


def set_up(folder: Path, home: Path) -> tuple[str, Desk]:
    """A desk with readers, and stories some of which were corrected before anything was sent."""
    database = f"sqlite:///{folder / 'desk.sqlite'}"
    desk = Desk(Store(database), shipped_ledger(Settings(home)), clock=lambda: datetime.now(UTC))
    for id, (name, role) in PEOPLE.items():
        desk.add_person(id, name, role)
    newsletter = Newsletter(desk, MASTHEAD)
    for n in range(READERS):
        newsletter.ask(f"reader{n}@example.org")
    for one in newsletter.subscribers():
        newsletter.confirm(one.confirmation)
    return database, desk


def walk(folder: Path, home: Path, *, seed: int, rounds: int = 2) -> Counter[str]:
    """Send an issue and then the notice of a kill with a sender that is killed; return how often at which moment."""
    chance, killed = random.Random(seed), Counter[str]()
    database, desk = set_up(folder, home)
    story = put_out(desk, words(TRUE, product="REPM_85051110"))
    put_out(desk, words(SECOND, product="REPM_85051110", title="More to the world"))
    with served(MailHost()) as host:
        sender = Sender(database, home, host.url)
        try:
            for part in range(rounds):
                if part:
                    desk.do(actions.Kill(story.id, reason="It is made up."), by="dana")
                send_with_kills(sender, host, chance, killed)
                look(desk, host)
        finally:
            sender.kill()
            sender.close()
    sent_it = {one for one, held in with_story(desk, story.id).items() if held}
    told = {m.recipient for m in host.taken if str(m.message["Subject"]).startswith("KILLED")}
    assert told <= sent_it, "nobody is told of what they were not sent"
    desk.store.engine.dispose()
    return killed


def send_with_kills(sender: Sender, host: MailHost, chance: random.Random, killed: Counter[str]) -> None:
    """Start the sender until nothing is left, and kill it each time but the last few."""
    for _ in range(4):
        moment = chance.choice(MOMENTS)
        nth, timer = chance.randrange(1, 4), None
        counts = Counter[str]()

        def at(where: str, wanted: str = moment, nth: int = nth, counts: Counter[str] = counts) -> None:
            counts[where] += 1
            if where == wanted and counts[where] == nth:
                sender.kill()

        host.at_recipient = lambda recipient, at=at: at("at a recipient")
        host.at_dot = lambda recipient, at=at: at("at the last dot")
        host.after_reply = lambda recipient, at=at: at("after the reply")
        sender.start()
        if moment == "after a delay":
            timer = Timer(chance.uniform(0.02, 0.2), sender.kill)
            timer.start()
        ended = sender.ended()
        if timer is not None:
            timer.cancel()
            timer.join()
        assert ended in {0, -signal.SIGKILL}, ended
        killed[moment if ended else "not at all"] += 1
    host.at_recipient = host.at_dot = host.after_reply = lambda recipient: None
    sender.start()
    assert sender.ended() == 0


def look(desk: Desk, host: MailHost) -> None:
    """See that nothing was lost or doubled, and that every receipt says what is so."""
    with desk.store.reading() as connection:
        found = letters.letters_in(connection, *LetterState)
        told = {letter.n: letters.receipts_of(connection, letter.n) for letter in found}
    arrived = Counter(str(m.message["Message-ID"]) for m in host.taken)
    assert max(arrived.values(), default=0) <= 1, "nothing arrives twice"
    for letter in found:
        came = arrived[letter.message_id]
        assert letter.state not in {LetterState.QUEUED, LetterState.HANDING_OVER}, "nothing is left behind"
        assert letter.state is not LetterState.SENT or came == 1, "what says sent arrived"
        assert not came or letter.state in {LetterState.SENT, LetterState.UNCERTAIN}, "what arrived has a receipt"
        assert told[letter.n][-1].state is letter.state
        assert Counter(r.state for r in told[letter.n])[LetterState.HANDING_OVER] <= 1, "the last dot goes out once"
    assert set(arrived) <= {letter.message_id for letter in found}


def with_story(desk: Desk, story: str) -> dict[str, list[object]]:
    """By address, the letters that may have brought a story."""
    newsletter = Newsletter(desk, MASTHEAD)
    with desk.store.reading() as connection:
        held = letters.who_was_sent(connection, story, before=99)
    return {one.address: list(held.get(one.id, [])) for one in newsletter.subscribers()}


def main(seeds: int) -> None:
    """Walk with so many seeds, and print when the sender was killed how often."""
    killed = Counter[str]()
    with tempfile.TemporaryDirectory() as home:
        for seed in range(seeds):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    killed += walk(Path(folder), Path(home), seed=seed)
                except BaseException:
                    print(f"with seed {seed}", file=sys.stderr)
                    raise
    for moment, many in sorted(killed.items()):
        print(f"killed {moment:<18} {many:>6}")
    print("nothing lost, nothing doubled, every receipt says what is so")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
