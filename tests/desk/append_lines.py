"""Run by tests in processes of their own: write to a desk, and perhaps stop in the middle of it for ever.

append_lines.py ADDRESS many COUNT PERSON       add so many comments' worth of lines, one transaction each
append_lines.py ADDRESS stop PERSON             begin a deed, say "in the middle", and never end it
append_lines.py ADDRESS open                    bring the database up to date and say its head
"""

import sys
from datetime import UTC, datetime

from sqlalchemy import insert

from weighbridge.desk import Store, audit
from weighbridge.desk import tables as t

ADDRESS, WHAT, *REST = sys.argv[1:]
THEN = datetime(2026, 11, 2, tzinfo=UTC)


def main() -> None:
    store = Store(ADDRESS)
    if WHAT == "many":
        count, person = REST
        for n in range(int(count)):
            with store.writing() as connection:
                audit.append(connection, at=THEN, actor=person, action="comment", detail={"n": n})
    elif WHAT == "stop":
        with store.writing() as connection:
            row = {"id": "half", "kind": "story", "state": "draft", "revision": 1, "slug": "half", "product": ""}
            row |= {"period": "", "focus": "", "sensitive": False, "created_by": REST[0], "created_at": "", "latest": 0}
            connection.execute(insert(t.stories), {**row, "amends": "", "note": "", "why": ""})
            audit.append(connection, at=THEN, actor=REST[0], action="begin", story="half", detail={})
            print("in the middle", flush=True)
            sys.stdin.read()  # for ever: whoever started us holds the other end
    else:
        with store.reading() as connection:
            print(audit.head(connection).n)


main()
