"""Atom feeds (RFC 4287): all stories, each topic, corrections; tombstones (RFC 6721) for what was taken back.

An entry's id and `published` never change; `updated` moves only when readers were shown something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

from weighbridge.publish import places
from weighbridge.publish.machine.origin import CLAIMS_FILE, notice_urn, story_urn
from weighbridge.publish.masthead import urn

if TYPE_CHECKING:
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.summary import Notice, Summary

_ATOM, _TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
_MOST = 100  # entries of a feed, those that changed last
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed last
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLES = {"corrected": "Correction", "updated": "Update", "withdrawn": "Withdrawn", "killed": "Killed"}


def feeds(stories: Iterable[Summary], masthead: Masthead) -> Iterator[tuple[str, bytes]]:
    """Yield every feed of the site with its path: all stories, each topic's, and the corrections."""
    listed = sorted(stories, key=lambda s: (s.changed_at, s.id), reverse=True)
    yield places.FEED, feed(listed, masthead, path=places.FEED, title=masthead.newsroom, page=places.FRONT)
    topics: dict[str, list[Summary]] = {}
    for story in listed:
        if story.product:
            topics.setdefault(story.product, []).append(story)
    for product, about in sorted(topics.items()):
        path, title = places.topic_feed(product), f"{masthead.newsroom}: {about[0].product_name}"
        yield path, feed(about, masthead, path=path, title=title, page=places.topic(product))
    yield places.CORRECTIONS_FEED, corrections_feed(listed, masthead)


def feed(stories: Sequence[Summary], masthead: Masthead, *, path: str, title: str, page: str) -> bytes:
    """Return an Atom feed of stories, the one that changed last first; `page` is the page of the site it belongs to."""
    newest = sorted(stories, key=lambda s: (s.changed_at, s.id), reverse=True)[:_MOST]
    root = _feed(masthead, path, title, page, max((s.changed_at for s in newest), default=_BEFORE_ALL))
    for story in newest:
        if story.taken_back:
            _tombstone(root, story, masthead)
        _story(root, story, masthead)
    return _written(root)


def corrections_feed(stories: Iterable[Summary], masthead: Masthead) -> bytes:
    """Return an Atom feed of everything readers were told of stories after they were out, the newest first."""
    told = [(notice, story) for story in stories for notice in story.notices]
    told.sort(key=lambda pair: (_moved(*pair), pair[0].at, pair[1].id), reverse=True)
    newest = told[:_MOST]
    changed = max((_moved(*pair) for pair in newest), default=_BEFORE_ALL)
    title = f"{masthead.newsroom}: corrections and updates"
    root = _feed(masthead, places.CORRECTIONS_FEED, title, places.CORRECTIONS, changed)
    for notice, story in newest:
        _notice(root, notice, story, masthead)
    return _written(root)


def _feed(masthead: Masthead, path: str, title: str, page: str, changed: datetime) -> Any:
    from lxml import etree

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "at": _TOMBSTONES})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    _text(root, "id", urn("feed", path))
    _text(root, "title", title)
    _text(root, "updated", _moment(changed))
    _text(_element(root, "author"), "name", masthead.newsroom)
    _element(root, "link", rel="self", type="application/atom+xml", href=masthead.address(path))
    _element(root, "link", rel="alternate", type="text/html", href=masthead.address(page))
    _text(root, "rights", masthead.newsroom)
    _text(root, "generator", "Weighbridge")
    return root


def _story(root: Any, story: Summary, masthead: Masthead) -> None:
    entry = _element(root, "entry")
    _text(entry, "id", story_urn(story.id))
    _text(entry, "title", story.title)
    _text(entry, "published", _moment(story.first_published_at))
    _text(entry, "updated", _moment(story.changed_at))
    _element(entry, "link", rel="alternate", type="text/html", href=masthead.address(story.path))
    if not story.taken_back:
        claims = masthead.address(places.beside(story.slug, story.id, CLAIMS_FILE))
        _element(entry, "link", rel="related", type="application/json", title="Every claim with its data", href=claims)
    for name in story.approved_by if not story.taken_back else ():
        _text(_element(entry, "contributor"), "name", name)
    if story.product:
        _element(entry, "category", term=story.product, label=story.product_name)
    _text(entry, "summary", story.standfirst)
    told = [f"{_TITLES[n.event]}, {n.at:%Y-%m-%d}: {n.words}" for n in reversed(story.notices) if n.words]
    words = [*told, *([] if story.taken_back else [story.standfirst, story.label])]
    body = _text(entry, "content", "".join(f"<p>{escape(said, quote=False)}</p>" for said in words))
    body.set("type", "html")


def _tombstone(root: Any, story: Summary, masthead: Masthead) -> None:
    """Say that an entry is to be taken out; the entry with the notice follows, for readers that know no tombstones."""
    from lxml import etree

    deleted = etree.SubElement(root, f"{{{_TOMBSTONES}}}deleted-entry")
    deleted.set("ref", story_urn(story.id))
    deleted.set("when", _moment(story.changed_at))
    _text(etree.SubElement(deleted, f"{{{_TOMBSTONES}}}by"), "name", masthead.newsroom)
    etree.SubElement(deleted, f"{{{_TOMBSTONES}}}comment").text = _plain(story.standfirst)


def _notice(root: Any, notice: Notice, story: Summary, masthead: Masthead) -> None:
    entry = _element(root, "entry")
    _text(entry, "id", notice_urn(story.id, notice.event, notice.at))
    title = story.title if story.taken_back else f"{_TITLES[notice.event]}: {story.title}"
    _text(entry, "title", title)
    _text(entry, "published", _moment(notice.at))
    _text(entry, "updated", _moment(_moved(notice, story)))
    _element(entry, "link", rel="alternate", type="text/html", href=masthead.address(story.path))
    _element(entry, "category", term=notice.event, label=_TITLES[notice.event])
    words = notice.words or f"The story this was about was {story.event} afterwards: {story.standfirst}"
    _text(entry, "content", words).set("type", "text")


def _moved(notice: Notice, story: Summary) -> datetime:
    """When an entry of the corrections changed last: its words go when the story is taken back."""
    return notice.at if notice.words else max(notice.at, story.changed_at)


def _element(parent: Any, name: str, **attributes: str) -> Any:
    from lxml import etree

    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for key, value in attributes.items():
        made.set(key, _plain(value))
    return made


def _text(parent: Any, name: str, words: str) -> Any:
    made = _element(parent, name)
    made.text = _plain(words)
    return made


def _plain(words: str) -> str:
    return _NO_XML.sub("\ufffd", words)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _written(root: Any) -> bytes:
    from lxml import etree

    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8")) + b"\n"
