"""What lists, feeds and other pages say of a story, small enough to keep a thousand of, and the same after JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from weighbridge.desk import State
from weighbridge.errors import InputError
from weighbridge.facts import read_fact_id
from weighbridge.pages import period_in_words
from weighbridge.publish import places

if TYPE_CHECKING:
    from weighbridge.desk import Edition
    from weighbridge.publish.public import PublicStory

VERDICTS = ("SUPPORTED", "CONTRADICTED", "NOT_IN_DATA", "NOT_UNDERSTOOD")
_REFERENCE = re.compile(r"\s*\[\d+(?:, \d+)*\]")


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers were told when a story changed: corrected, updated, withdrawn or killed, at a moment, in words.

    The words of a correction or update are empty once the story was taken back: they tell of what was in it.
    """

    event: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Ticker:
    """A listed company a story concerns, and why."""

    symbol: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day ahead that a story names: an ISO day, and what happens on it."""

    on: str
    what: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A story in short, as the public sees it now.

    `event` is published, corrected, updated, withdrawn or killed. Of a story that was taken back nothing is left but
    that it was, when and why: title and standfirst say so, tickers, series, dates and counts are empty.
    `series` are those its claims rest on, as flow/reporter/partner/product in the card's ids. `label` says in words who
    wrote and who reviewed it, `claims` counts its claims by verdict. `standfirst` is without marks of references.
    """

    id: str
    slug: str
    path: str
    version: int
    product: str
    product_name: str
    period: str
    focus: str
    title: str
    standfirst: str
    event: str
    taken_back: bool
    first_published_at: datetime
    changed_at: datetime
    as_of: str
    notices: tuple[Notice, ...]
    tickers: tuple[Ticker, ...]
    series: tuple[str, ...]
    approved_by: tuple[str, ...]
    label: str
    claims: Mapping[str, int]
    key_dates: tuple[KeyDate, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON; `Summary.of_dict` gives the same value back."""
        plain = asdict(self)
        for part in (plain, *plain["notices"]):
            part.update({key: at.isoformat() for key, at in part.items() if isinstance(at, datetime)})
        return {**plain, **{key: list(value) for key, value in plain.items() if isinstance(value, tuple)}}

    @classmethod
    def of_dict(cls, plain: Mapping[str, Any]) -> Summary:
        """Return the summary that `as_dict` wrote; raises InputError for anything else."""
        try:
            return cls(
                **{
                    **plain,
                    "first_published_at": datetime.fromisoformat(plain["first_published_at"]),
                    "changed_at": datetime.fromisoformat(plain["changed_at"]),
                    "notices": tuple(
                        Notice(n["event"], datetime.fromisoformat(n["at"]), n["words"]) for n in plain["notices"]
                    ),
                    "tickers": tuple(Ticker(**t) for t in plain["tickers"]),
                    "series": tuple(plain["series"]),
                    "approved_by": tuple(plain["approved_by"]),
                    "key_dates": tuple(KeyDate(**d) for d in plain["key_dates"]),
                }
            )
        except (KeyError, TypeError, ValueError) as why:
            raise InputError(f"this is no summary of a story: {why}") from why


def summary_of(story: PublicStory, edition: Edition) -> Summary:
    """Return a story in short; `edition` is the one its last publication names."""
    last, content = story.last, edition.content
    gone = story.taken_back
    name = content.get("product_name") or last.product or "trade"
    about = ", ".join(filter(None, (name, period_in_words(last.period) if last.period else "")))
    standfirst = plain_words(content["text"].split("\n\n", 1)[0].split("\n", 1)[0].removeprefix("## "))
    return Summary(
        id=story.id,
        slug=story.slug,
        path=places.story(story.slug, story.id),
        version=last.version,
        product=last.product,
        product_name=name,
        period=last.period,
        focus=last.focus,
        title=f"{str(last.event).capitalize()}: a story about {about}" if gone else content["title"],
        standfirst=last.notice if gone else standfirst,
        event=str(last.event),
        taken_back=gone,
        first_published_at=story.first.published_at,
        changed_at=story.changed_at,
        as_of=edition.as_of,
        notices=_notices(story),
        tickers=() if gone else tuple(_ticker(t) for t in content.get("tickers") or ()),
        series=() if gone else series_of(edition),
        approved_by=edition.approved_by,
        label="" if gone else label_of(edition),
        claims=dict.fromkeys(VERDICTS, 0) if gone else counted(edition),
        key_dates=() if gone else tuple(_key_date(d) for d in content.get("key_dates") or ()),
    )


def plain_words(text: str) -> str:
    """Return a text without its marks of references.

    >>> plain_words("It rose by 6%. [2, 4] It fell. [1]")
    'It rose by 6%. It fell.'
    """
    return _REFERENCE.sub("", text)


def is_drafted(content: Mapping[str, Any]) -> bool:
    """Whether a machine wrote the first draft: then, and only then, a content says how it was made."""
    return bool(content.get("how_made"))


def label_of(edition: Edition) -> str:
    """Return in words who wrote and who reviewed an edition: one of three honest labels."""
    drafted = is_drafted(edition.content)
    people = _listed(edition.authors)
    made = "Drafted by machine from official data" if drafted else f"Written by {people or 'its authors'}"
    if edition.approved_by:
        return f"{made}; every claim reviewed and approved by {_listed(edition.approved_by)}."
    if drafted and people:
        return f"{made}; edited by {people} without a review of every claim."
    return f"{made}; no editor has reviewed it."


def counted(edition: Edition) -> dict[str, int]:
    """Return how many claims of an edition have each verdict."""
    found = Counter(claim["verdict"] for claim in edition.report["claims"])
    return {verdict: found[verdict] for verdict in VERDICTS}


def series_of(edition: Edition) -> tuple[str, ...]:
    """Return the series that the claims of an edition rest on, in the order of the text."""
    found: dict[str, None] = {}
    for claim in edition.report["claims"]:
        for fact in claim["facts"]:
            _, cell, other, _ = read_fact_id(fact)
            for one in (cell, other):
                if one is not None:
                    found[f"{one.flow}/{one.reporter}/{one.partner}/{one.product}"] = None
    return tuple(found)


def _notices(story: PublicStory) -> tuple[Notice, ...]:
    told = [p for p in story.publications if p.event is not State.PUBLISHED]
    return tuple(
        Notice(str(p.event), p.published_at, p.notice if not story.taken_back or p is story.last else "") for p in told
    )


def _ticker(item: Mapping[str, Any]) -> Ticker:
    return Ticker(*(str(item.get(key) or "") for key in ("symbol", "name", "why")))


def _key_date(item: Mapping[str, Any]) -> KeyDate:
    return KeyDate(str(item.get("on") or ""), str(item.get("what") or ""))


def _listed(names: tuple[str, ...]) -> str:
    *rest, last = names or ("",)
    return f"{', '.join(rest)} and {last}" if rest else last
