"""Started once by killed_sending.py: for each line that comes in, a child that sends everything that is due.

forked_sender.py DATABASE HOME SMTP_URL       says "ready", then the pid of each child, and "ended" when it has ended
"""

import os
import sys
from pathlib import Path

from weighbridge.desk import Desk, Store
from weighbridge.ledger import shipped_ledger
from weighbridge.publish import Masthead
from weighbridge.publish.post import Newsletter
from weighbridge.settings import Settings

DATABASE, HOME, SMTP_URL = sys.argv[1:]
MASTHEAD = Masthead("The Weighing Room", "https://news.example/", "https://desk.example/", "news@news.example")


def child() -> None:
    """Send, in a process of its own with connections of its own."""
    store = Store(DATABASE)
    newsletter = Newsletter(Desk(store, shipped_ledger(Settings(Path(HOME)))), MASTHEAD, smtp_url=SMTP_URL)
    newsletter.make_notices()
    newsletter.make_digest()
    newsletter.send(per_minute=0)


def main() -> None:
    warm = Store(DATABASE)  # everything is imported once, and not in every child
    with warm.reading():
        pass
    warm.engine.dispose()
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                child()
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)
        print("ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


main()
