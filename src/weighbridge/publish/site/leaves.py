"""Everything the site is made of, in one list: the makers of each story's files, and those of the site as a whole.

A maker of a story's files takes a `Told` and yields paths and bytes. A maker for the whole takes a `Site` and yields
leaves; one that is cheap and to be made at every build is put here through `always`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from weighbridge.pages import site_assets
from weighbridge.publish.calendar import leaf as calendar
from weighbridge.publish.machine.files import feed_files, story_files
from weighbridge.publish.site import around, front, story
from weighbridge.publish.site.context import Leaf, Site, Told

Files = Iterable[tuple[str, bytes]]


def always(name: str, files: Callable[[Site], Files]) -> Callable[[Site], Iterator[Leaf]]:
    """Return a maker whose files are made at every build; those that came out the same are not written again."""

    def leaves(site: Site) -> Iterator[Leaf]:
        yield Leaf(name, lambda: files(site))

    return leaves


STORY_LEAVES: Sequence[Callable[[Told], Files]] = (story.files, story_files, around.picture)

LEAVES: Sequence[Callable[[Site], Iterable[Leaf]]] = (
    always("assets", lambda site: site_assets().items()),
    always("front page", front.files),
    always("feeds", feed_files),
    around.leaves,
    always("calendar", calendar.files),
)
