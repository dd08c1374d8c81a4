"""What programs call a story, and where its text came from, in the terms of IPTC and schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge.publish import places
from weighbridge.publish.masthead import urn
from weighbridge.publish.summary import is_drafted

if TYPE_CHECKING:
    from datetime import datetime

    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicStory

CLAIMS_FILE, NINJS_FILE, LINKED_DATA_FILE = "claims.json", "ninjs.json", "story.jsonld"


def claims_file(version: int, *, current: bool) -> str:
    """Return what the claim ledger of a version is called among the files beside its story.

    >>> claims_file(2, current=True), claims_file(1, current=False)
    ('claims.json', 'version-1.claims.json')
    """
    return CLAIMS_FILE if current else f"version-{version}.claims.json"


@dataclass(frozen=True, slots=True)
class SourceType:
    """How a text came about, as a term of IPTC's list and of schema.org's."""

    name: str
    uri: str
    schema_org: str


_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
DATA_DRIVEN = SourceType(
    "Digital media representation of data via human programming or creativity",
    f"{_IPTC}dataDrivenMedia",
    "https://schema.org/DataDrivenMediaDigitalSource",
)
MODEL_WORDED = SourceType(
    "Created using generative AI",
    f"{_IPTC}trainedAlgorithmicMedia",
    "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
)
MODEL_AND_PEOPLE = SourceType(
    "Edited using generative AI",
    f"{_IPTC}compositeWithTrainedAlgorithmicMedia",
    "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
)


def source_type(content: Mapping[str, Any], *, edited: bool = False) -> SourceType | None:
    """Return how a text came about; None for one that people wrote, of which none of the terms would be true.

    What our own drafter words from templates and data is data-driven, and stays so when an editor changes words. A
    drafter that lets a language model choose words says so in the content, as `worded_by`; then `edited` says whether
    people changed them.

    >>> source_type({"how_made": ["Written by Weighbridge from 24 facts."]}).uri.rsplit("/", 1)[1]
    'dataDrivenMedia'
    >>> source_type({}) is None
    True
    """
    if not is_drafted(content):
        return None
    if content.get("worded_by"):
        return MODEL_AND_PEOPLE if edited else MODEL_WORDED
    return DATA_DRIVEN


def story_urn(story: str) -> str:
    """Return the id of a story in feeds and documents: the same wherever the site stands."""
    return urn("story", story)


def notice_urn(story: str, event: str, at: datetime) -> str:
    """Return the id of what readers were told of a story at a moment."""
    return urn("notice", story, event, at.isoformat())


def story_address(story: PublicStory, masthead: Masthead) -> str:
    """Return the whole address of a story's page."""
    return masthead.address(places.story(story.slug, story.id))


def file_address(story: PublicStory, masthead: Masthead, name: str) -> str:
    """Return the whole address of a file beside a story."""
    return masthead.address(places.beside(story.slug, story.id, name))
