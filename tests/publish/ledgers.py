"""A small story on gallium, whose few figures reconcile in a moment, and its claim ledger."""

from __future__ import annotations

import json
from dataclasses import replace

from newsroom import published

from weighbridge.publish import evidence, read_public
from weighbridge.publish.figures import figures
from weighbridge.publish.machine.claims import claims
from weighbridge.publish.public import edition as edition_of

GALLIUM = (
    "China exported 9.007 tonnes of gallium in July 2025, up from 4.26 tonnes in June.",
    "Germany took 5 tonnes in July 2025. Prices in Rotterdam stood at $340 a kilogram.",
)
STORY = "0123456789ab"


def small_story(desk, **more):
    """A published story and its edition, under an id that is always the same."""
    published(desk, *GALLIUM, title="Gallium exports rise", product="gallium", period="2025-07", **more)
    return renamed(desk, read_public(desk).stories[0])


def renamed(desk, story, id=STORY):
    """A story and the edition readers see, as if its id were another one."""
    edition = edition_of(desk, story)
    told = tuple(replace(p, story=id) for p in story.publications)
    return replace(story, publications=told), replace(edition, publication=replace(edition.publication, story=id))


def ledger_of(desk, story, edition, masthead):
    """The claim ledger of an edition, as JSON gives it back."""
    vintages = desk.weigher.vintages
    document = claims(story, edition, evidence(edition, vintages, None), figures(edition, vintages, None), masthead)
    return json.loads(json.dumps(document))
