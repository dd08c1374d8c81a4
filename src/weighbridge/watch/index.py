"""The index of what is public: each claim with its reading, under the names of everything it rests on.

It is filled from the publications in order, a batch at a time, and follows from them alone: emptied, it is filled again
the same. A claim whose text is no longer read as it was signed is kept without a reading, under the cells of its facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, func, insert, select, update

from weighbridge.check import kept_reading, rests_on
from weighbridge.desk import State, undated
from weighbridge.errors import NotInDataError
from weighbridge.facts import Reach, reach_of_fact, read_fact_id
from weighbridge.watch import tables as t
from weighbridge.watch.changes import products_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weighbridge.desk import Desk, Edition, Publication

_BATCH = 40  # publications
_ASKED_AT_ONCE = 400  # names; SQLite takes 32,766 parameters
_TAKEN_BACK = frozenset({State.WITHDRAWN, State.KILLED})
_STORY = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
_T = TypeVar("_T")
LINK = "link"  # the kind of a claim that is no claim: a story that this one points to


@dataclass(frozen=True, slots=True)
class Watched:
    """A claim of what is public, as the index keeps it."""

    id: int
    story: str
    version: int
    as_of: str
    commit: int
    key: str
    quote: str
    kind: str
    verdict: str
    said: str
    reading: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A claim on its way into the index, with the names it rests on."""

    row: dict[str, Any]
    names: frozenset[Reach]


def index_publications(desk: Desk) -> list[Publication]:
    """Take what was published since the last time into the index, and return the publications taken in.

    Done by two at once, each publication is taken in once.
    """
    with desk.store.reading() as connection:
        last = connection.execute(select(func.max(t.watched_publications.c.n))).scalar() or 0
    taken: list[Publication] = []
    for batch in _batches(desk.publications(after=last), _BATCH):
        read = [(p, *_entries(desk, p)) for p in batch]
        with desk.store.writing() as connection:
            last = connection.execute(select(func.max(t.watched_publications.c.n))).scalar() or 0
            for publication, edition, entries in read:
                if publication.n > last:
                    _take_in(connection, publication, edition, entries)
                    taken.append(publication)
                    last = publication.n
    return taken


def _batches(items: Iterable[_T], most: int) -> Iterator[list[_T]]:
    listed = list(items)
    return (listed[at : at + most] for at in range(0, len(listed), most))


def _take_in(
    connection: Connection, publication: Publication, edition: Edition | None, entries: Sequence[_Entry]
) -> None:
    """Put a publication in the place of what the public saw of the story before."""
    before = select(t.watched_publications.c.n).where(t.watched_publications.c.story == publication.story)
    claims = select(t.watched_claims.c.id).where(t.watched_claims.c.publication.in_(before))
    connection.execute(delete(t.watched_names).where(t.watched_names.c.claim.in_(claims)))
    same = t.watched_publications.c.story == publication.story
    connection.execute(update(t.watched_publications).where(same).values(live=False))
    out = edition is not None
    row = {"n": publication.n, "story": publication.story, "version": publication.version, "live": out}
    row |= {"as_of": edition.as_of if edition else "", "ledger_commit": edition.ledger_commit if edition else 0}
    row["products"] = ",".join(sorted(products_of(reach.name for entry in entries for reach in entry.names)))
    weighed = publication.event is State.WITHDRAWN  # what reuses a killed story is looked for by the next recheck
    connection.execute(insert(t.watched_publications), {**row, "weighed": weighed})
    first = (connection.execute(select(func.max(t.watched_claims.c.id))).scalar() or 0) + 1
    numbered = list(enumerate(entries, first))
    if numbered:
        connection.execute(
            insert(t.watched_claims), [{"id": id, "publication": publication.n, **e.row} for id, e in numbered]
        )
    names = [{"name": r.name, "claim": id, "until": r.until} for id, e in numbered for r in _longest(e.names)]
    if names:
        connection.execute(insert(t.watched_names), names)


def _longest(names: Iterable[Reach]) -> Iterator[Reach]:
    """Each name once; of a series that counts up to two months, the later."""
    found: dict[str, int | None] = {}
    for name, until in names:
        known = found.get(name, until)
        found[name] = None if until is None or known is None else max(known, until)
    return (Reach(name, until) for name, until in sorted(found.items()))


def _entries(desk: Desk, publication: Publication) -> tuple[Edition | None, list[_Entry]]:
    if publication.event in _TAKEN_BACK:
        return None, []
    edition = desk.edition(publication)
    return edition, [*_claims(desk, edition), *_links(edition)]


def _claims(desk: Desk, edition: Edition) -> Iterator[_Entry]:
    """The claims of a report, each with the reading found when the text is read again on the same day's data."""
    readings = _readings(desk, edition)
    for claim in edition.report["claims"]:
        reading = readings.get(_place(claim))
        facts = [undated(fact) for fact in claim["facts"]]
        names = {Reach(fact) for fact in facts}
        names |= rests_on(reading) if reading is not None else {r for fact in claim["facts"] for r in _of_fact(fact)}
        row = {key: claim[key] for key in ("key", "quote", "kind", "verdict")}
        row |= {"said": claim["reason"], "reading": kept_reading(reading) if reading is not None else ""}
        kept = {fact: edition.facts.get(undated(fact), "") for fact in claim["facts"]}
        yield _Entry({**row, "facts": json.dumps(kept, ensure_ascii=False)}, frozenset(names))


def _readings(desk: Desk, edition: Edition) -> dict[tuple[str, int, int, str], Any]:
    if not edition.as_of:
        return {}
    try:
        report = desk.weigher.read(edition.publication.story, edition.content, as_of=date.fromisoformat(edition.as_of))
    except NotInDataError:
        return {}
    return {(c.where, c.start, c.end, str(c.kind)): c.reading for c in report.claims}


def _place(claim: Mapping[str, Any]) -> tuple[str, int, int, str]:
    return claim["in"], claim["start"], claim["end"], claim["kind"]


def _of_fact(fact: str) -> Iterator[Reach]:
    metric, cell, other, _ = read_fact_id(fact)
    return reach_of_fact(metric, cell, other)


def _links(edition: Edition) -> Iterator[_Entry]:
    """The other stories that a story points to, in its words or its references."""
    references = [str(reference["url"]) for reference in edition.content.get("references") or ()]
    text = "\n".join([str(edition.content["text"]), *references])
    for story in sorted(set(_STORY.findall(text)) - {edition.publication.story}):
        row = {"key": f"{LINK} {story}", "quote": story, "kind": LINK, "verdict": "", "said": "", "reading": ""}
        yield _Entry({**row, "facts": "{}"}, frozenset({Reach(name_of_story(story))}))


def name_of_story(story: str) -> str:
    """Return the name under which a story that points to another rests on it."""
    return f"story:{story}"


def resting_on(connection: Connection, names: Iterable[str]) -> list[tuple[Watched, str, int | None]]:
    """Return the claims of what is public that rest on any of the names, each with the name and until when it counts.

    Reads as much as it returns, however much is public.
    """
    found: list[tuple[Watched, str, int | None]] = []
    joined = _CLAIMS.join(t.watched_names, t.watched_names.c.claim == t.watched_claims.c.id)
    columns = (*_COLUMNS, t.watched_names.c.name, t.watched_names.c.until)
    for some in _batches(names, _ASKED_AT_ONCE):
        wanted = select(*columns).select_from(joined).where(t.watched_names.c.name.in_(some))
        found += [(_watched(row), row.name, row.until) for row in connection.execute(wanted)]
    return found


def claims_of(connection: Connection, publications: Iterable[int]) -> list[Watched]:
    """Return the claims of some publications, in their order."""
    found: list[Watched] = []
    for some in _batches(publications, _ASKED_AT_ONCE):
        wanted = select(*_COLUMNS).select_from(_CLAIMS).where(t.watched_publications.c.n.in_(some))
        found += [_watched(row) for row in connection.execute(wanted.order_by(t.watched_claims.c.id))]
    return found


_CLAIMS = t.watched_claims.join(t.watched_publications, t.watched_publications.c.n == t.watched_claims.c.publication)
_OF_PUBLICATION = tuple(t.watched_publications.c[name] for name in ("story", "version", "as_of", "ledger_commit"))
_COLUMNS: tuple[Any, ...] = (*t.watched_claims.c, *_OF_PUBLICATION)


def _watched(row: Any) -> Watched:
    return Watched(
        row.id, row.story, row.version, row.as_of, row.ledger_commit, row.key, row.quote, row.kind, row.verdict,
        row.said, row.reading, json.loads(row.facts),
    )  # fmt: skip
