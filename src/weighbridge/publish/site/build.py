"""Building the site: what changed is made, what did not stands, what is gone is removed, and it can be killed anywhere.

Every story is a part with a key, made of all that its files rest on: its publications, its standing, who publishes and
this program. The files of a part whose key is the same are not touched, and its words are not even read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge import __version__
from weighbridge.errors import InternalError
from weighbridge.publish import places
from weighbridge.publish.public import read_public
from weighbridge.publish.site.context import Leaf, Site
from weighbridge.publish.site.folder import Folder, Part, Step, opened
from weighbridge.publish.site.leaves import LEAVES, STORY_LEAVES
from weighbridge.publish.summary import Summary
from weighbridge.watch import standing

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from weighbridge.desk import Desk, Head
    from weighbridge.publish.masthead import Masthead
    from weighbridge.publish.public import PublicStory
    from weighbridge.watch import Standing

_ROOMS = ("card.py", "model.py", "data", "facts", "pages", "publish", "story", "words")  # what a page is made by
Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Built:
    """A site as it stands: `files` by path, each with the SHA-256 of its bytes, and what was done to come there.

    It shows what was public at publication number `through`, when `head` was the end of the audit chain. Of its
    `stories` so many were `made` anew; so many files were `written` and `removed`.
    """

    into: Path
    files: Mapping[str, str]
    through: int
    head: Head
    stories: int
    made: int
    written: int
    removed: int


def build(
    desk: Desk,
    masthead: Masthead,
    into: Path,
    *,
    kept_in: Path | None = None,
    standings: Mapping[str, Standing] | None = None,
    tell: Tell = lambda done, of: None,
    step: Step = lambda path: None,
) -> Built:
    """Bring a folder to what the public is to see now, and return what stands in it.

    `kept_in` is a folder for drawings and evidence, kept by content; `standings` say of each story, by id, against
    which release it was held last, as the watch knows it without them; `tell(done, of)` hears how many stories are
    done, `step(path)` of each file that is about to get its name. Another build into the same folder is waited for.
    Killed at any moment and run again, it comes to the same bytes. Raises InputError for a folder that holds other
    things, or that takes no files.
    """
    with opened(into, step) as folder:
        record = read_public(desk)
        site = Site(desk, masthead, record, kept_in, standing(desk) if standings is None else standings, {})
        parts: dict[str, Part] = {}
        summaries: dict[str, Summary] = {}
        made = 0
        first_what_was_taken_back = sorted(record.stories, key=lambda story: not story.taken_back)
        for done, story in enumerate(first_what_was_taken_back, 1):
            name = f"story {story.id}"
            parts[name], anew = _story(site, story, folder, folder.parts.get(name))
            summaries[story.id] = Summary.of_dict(parts[name].note)
            made += anew
            tell(done, len(record.stories))
        site = replace(site, summaries={story.id: summaries[story.id] for story in record.stories})
        for leaf in (leaf for leaves in LEAVES for leaf in leaves(site)):
            if leaf.name in parts:
                raise InternalError(f"two leaves of the site are called {leaf.name!r}")
            parts[leaf.name] = _leaf(leaf, folder, folder.parts.get(leaf.name))
        _require_apart(parts)
        digests = {path: written.digest for part in parts.values() for path, written in sorted(part.files.items())}
        parts["site"] = _made("", folder, [_about(site, digests)])
        folder.close(parts)
    return Built(
        into, digests, record.through, record.head, len(record.stories), made, folder.written, folder.removed
    )  # fmt: skip


def _story(site: Site, story: PublicStory, folder: Folder, before: Part | None) -> tuple[Part, bool]:
    key = _key(site, story)
    if before is not None and before.key == key and folder.holds(before):
        return before, False
    told = site.told(story)
    part = _made(key, folder, (file for leaf in STORY_LEAVES for file in leaf(told)))
    part.note = told.summary.as_dict()
    if before is not None:  # what a kill takes away is gone at once, and not at the end
        for path in before.files.keys() - part.files.keys():
            folder.remove(path)
    return part, True


def _leaf(leaf: Leaf, folder: Folder, before: Part | None) -> Part:
    key = f"{program()} {leaf.key}" if leaf.key else ""
    if before is not None and key and before.key == key and folder.holds(before):
        return before
    return _made(key, folder, leaf.files())


def _made(key: str, folder: Folder, files: Iterable[tuple[str, bytes]]) -> Part:
    part = Part(key)
    for path, content in files:
        if path in part.files:
            raise InternalError(f"two files of the site stand at {path}")
        part.files[path] = folder.write(path, content)
    return part


def _key(site: Site, story: PublicStory) -> str:
    standing = site.standings.get(story.id)
    stands = (standing.checked_against, standing.stands) if standing else None
    return sha256(repr((program(), site.house, story.publications, stands)).encode()).hexdigest()


def _about(site: Site, digests: Mapping[str, str]) -> tuple[str, bytes]:
    """The site's own record: what it shows, the end of the audit chain then, and the digest of every other file."""
    record = site.record
    told: dict[str, Any] = {
        "newsroom": site.masthead.newsroom,
        "site": site.masthead.site,
        "program": f"weighbridge {__version__}",
        "through": record.through,
        "stories": len(record.stories),
        "audit": {"n": record.head.n, "hash": record.head.hash},
        "files": dict(digests),
    }
    return places.ABOUT, json.dumps(told, ensure_ascii=False, indent=1).encode()


def _require_apart(parts: Mapping[str, Part]) -> None:
    """Raise InternalError where two parts claim the same file: whichever is built last would win."""
    owner: dict[str, str] = {}
    for name, part in parts.items():
        for path in part.files:
            if path in owner:
                raise InternalError(f"{owner[path]!r} and {name!r} both make {path}")
            owner[path] = name


@cache
def program() -> str:
    """Return a name for all of this program that a page is made by; another program, other pages."""
    found = sha256(__version__.encode())
    package = resources("weighbridge")
    for room in _ROOMS:
        for name, content in _sources(package / room, room):
            found.update(f"{name} {len(content)}\n".encode())
            found.update(content)
    return found.hexdigest()[:16]


def _sources(at: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    if at.is_file():
        yield name, at.read_bytes()
        return
    for child in sorted(at.iterdir(), key=lambda child: child.name):
        if child.name != "__pycache__":
            yield from _sources(child, f"{name}/{child.name}")
