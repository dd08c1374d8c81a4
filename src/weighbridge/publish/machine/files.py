"""The files for programs beside each story and the feeds of the site, as leaves of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from weighbridge.publish.figures import figures
from weighbridge.publish.machine.atom import feeds
from weighbridge.publish.machine.claims import claims, claims_bytes
from weighbridge.publish.machine.linked import linked_data
from weighbridge.publish.machine.ninjs import ninjs
from weighbridge.publish.machine.origin import LINKED_DATA_FILE, NINJS_FILE, claims_file

if TYPE_CHECKING:
    from weighbridge.desk import Edition
    from weighbridge.publish.site.context import Site, Told


def story_files(told: Told) -> Iterator[tuple[str, bytes]]:
    """Yield a story's ninjs and graph of schema.org, and the claim ledger of each version; of one taken back, notices.

    The ledger of an earlier version stays beside it, so that what was wrong can be replayed as well.
    """
    story, masthead = told.story, told.masthead
    *earlier, current = told.versions
    yield told.beside(NINJS_FILE), _bytes(ninjs(story, told.edition, masthead))
    laid_open = {} if story.taken_back else told.evidence(told.edition)
    yield told.beside(LINKED_DATA_FILE), _bytes(linked_data(story, told.edition, laid_open, masthead))
    yield told.beside(claims_file(current.publication.version, current=True)), _claims(told, told.edition)
    for edition in earlier:
        yield told.beside(claims_file(edition.publication.version, current=False)), _claims(told, edition)


def _claims(told: Told, edition: Edition) -> bytes:
    gone = told.story.taken_back
    laid_open = {} if gone else told.evidence(edition)
    table = {} if gone else figures(edition, told.site.vintages, told.site.kept_in)
    return claims_bytes(claims(told.story, edition, laid_open, table, told.masthead))


def feed_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds of the site: all stories, each topic, corrections."""
    return feeds(site.summaries.values(), site.masthead)


def _bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document as JSON with one part a line, and one node of a graph."""
    parts = [f"{_json(name)}: {_spread(part) if name == '@graph' else _json(part)}" for name, part in document.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _spread(nodes: Iterable[Any]) -> str:
    return "[\n" + ",\n".join(map(_json, nodes)) + "\n]"


_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
