"""What the makers of files are given: one story as it is told, or the site as a whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge.pages import House, Rendered, render_site
from weighbridge.publish import places
from weighbridge.publish.drawings import drawings
from weighbridge.publish.evidence import evidence

if TYPE_CHECKING:
    from weighbridge.check import Vintages
    from weighbridge.desk import Desk, Edition, Publication
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicRecord, PublicStory
    from weighbridge.publish.summary import Summary
    from weighbridge.watch import Standing

Files = Iterator[tuple[str, bytes]]
_MOST_EDITIONS = 64  # kept at a time; one with its charts may take megabytes

# The doors at the head of every page, as paths and words. Whoever adds a page that belongs there adds it here.
DOORS: tuple[tuple[str, str], ...] = (
    (places.FRONT, "Stories"),
    (places.TOPICS, "Topics"),
    (places.SERIES, "Series"),
    (places.CALENDAR_PAGE, "Calendar"),
    (places.CORRECTIONS, "Corrections"),
    (places.HOW_WE_WORK, "How we work"),
    (places.SEARCH, "Search"),
)
# Those at its foot.
BELOW: tuple[tuple[str, str], ...] = (
    (places.COMPANIES, "Companies"),
    (places.ACCURACY, "Accuracy"),
    (places.NEWSLETTER, "Newsletter"),
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A maker of files of the site as a whole: its `name`, `files` by path, and the `key` all of them rest on.

    Under the same key the files of the last build stand, and nothing is made. Without one they are made at every build.
    """

    name: str
    files: Callable[[], Iterable[tuple[str, bytes]]]
    key: str = ""


@dataclass(frozen=True)
class Site:
    """The site as a whole: everything that is public, in short, with the way to each edition.

    `summaries` are by a story's id, the one that changed last first, those taken back among them; `kept_in` is a folder
    for what is kept by content. What a leaf makes may rest on all of it except the hour.
    """

    desk: Desk
    masthead: Masthead
    record: PublicRecord
    kept_in: Path | None
    standings: Mapping[str, Standing]
    summaries: Mapping[str, Summary]
    digests: Mapping[str, str] = field(default_factory=dict)
    _editions: OrderedDict[int, Edition] = field(default_factory=OrderedDict, repr=False)

    @property
    def house(self) -> House:
        """What every page says of the newsroom."""
        return house_of(self.masthead)

    @property
    def vintages(self) -> Vintages:
        """The views of the ledger by day."""
        return self.desk.weigher.vintages

    def edition(self, publication: Publication) -> Edition:
        """Return what went out with a publication, read once."""
        if publication.n not in self._editions:
            self._editions[publication.n] = self.desk.edition(publication)
            if len(self._editions) > _MOST_EDITIONS:
                self._editions.popitem(last=False)
        return self._editions[publication.n]

    def told(self, story: PublicStory) -> Told:
        """Return a story with all that its own files are made of."""
        return Told(self, story)

    def page(self, template: str, says: Mapping[str, Any], path: str) -> bytes:
        """Return a page of the site; see `weighbridge.pages.render_site`."""
        return render_site(template, says, path=path, house=self.house).encode()


@dataclass(frozen=True)
class Told:
    """One story with all that its own files are made of.

    They rest on its publications, its standing, the masthead and this program, and on nothing else: as long as these
    are the same, the files are not made again.
    """

    site: Site
    story: PublicStory
    _evidence: dict[int, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict, repr=False)

    @cached_property
    def summary(self) -> Summary:
        """The story in short."""
        from weighbridge.publish.summary import summary_of

        return summary_of(self.story, self.edition)

    @property
    def masthead(self) -> Masthead:
        """Who publishes."""
        return self.site.masthead

    @property
    def standing(self) -> Standing | None:
        """Against which release it was held last, None as long as nobody has looked."""
        return self.site.standings.get(self.story.id)

    @cached_property
    def edition(self) -> Edition:
        """What readers see now; of a story taken back, what was out until then."""
        return self.site.edition(self.story.last)

    @cached_property
    def versions(self) -> tuple[Edition, ...]:
        """Each version as it went out last, in order, the one readers see now at the end."""
        last = {publication.version: publication for publication in self.story.shown}
        return tuple(self.site.edition(publication) for publication in last.values())

    def evidence(self, edition: Edition | None = None) -> Mapping[str, Mapping[str, Any]]:
        """Return the facts that the claims of an edition name, laid open, by id; without one, of the current."""
        wanted = edition or self.edition
        if wanted.publication.n not in self._evidence:
            self._evidence[wanted.publication.n] = evidence(wanted, self.site.vintages, self.site.kept_in)
        return self._evidence[wanted.publication.n]

    def drawings(self, edition: Edition | None = None) -> Mapping[str, Rendered]:
        """Return the charts of an edition, drawn, by id; without one, of the current."""
        return drawings((edition or self.edition).content, self.site.kept_in)

    def beside(self, name: str) -> str:
        """Return where something that belongs to the story stands."""
        return places.beside(self.story.slug, self.story.id, name)

    def page(self, template: str, says: Mapping[str, Any], path: str) -> bytes:
        """Return a page of the site."""
        return self.site.page(template, says, path)


def house_of(masthead: Masthead) -> House:
    """Return what every page says of the newsroom."""
    return House(masthead.newsroom, masthead.site, masthead.post, DOORS, BELOW)
