"""The files for programs beside each story and the feeds of the site, as leaves of the site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from weighbridge.publish.figures import figures
from weighbridge.publish.machine.atom import feeds
from weighbridge.publish.machine.claims import claims, claims_bytes
from weighbridge.publish.machine.linked import linked_data
from weighbridge.publish.machine.ninjs import ninjs
from weighbridge.publish.machine.origin import CLAIMS_FILE, LINKED_DATA_FILE, NINJS_FILE

if TYPE_CHECKING:
    from weighbridge.publish.site.context import Site, Told


def story_files(told: Told) -> Iterator[tuple[str, bytes]]:
    """Yield a story's claim ledger, ninjs and graph of schema.org; of one taken back, what says so."""
    story, edition, masthead = told.story, told.edition, told.masthead
    gone = story.taken_back
    laid_open = {} if gone else told.evidence()
    table = {} if gone else figures(edition, told.site.vintages, told.site.kept_in)
    yield told.beside(CLAIMS_FILE), claims_bytes(claims(story, edition, laid_open, table, masthead))
    yield told.beside(NINJS_FILE), _bytes(ninjs(story, edition, masthead))
    yield told.beside(LINKED_DATA_FILE), _bytes(linked_data(story, edition, laid_open, masthead))


def feed_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds of the site: all stories, each topic, corrections."""
    return feeds(site.summaries.values(), site.masthead)


def _bytes(document: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
