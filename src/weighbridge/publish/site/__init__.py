"""The static site: what it is made of, and building it.

build(desk, masthead, into, kept_in=...)   bring a folder to what the public is to see now; only what changed is made
Built                                      what came of it: every file with its digest
LEAVES, STORY_LEAVES                       what makes the files: of the site as a whole, and of each story
Site, Told, Leaf                           what a leaf is given, and what it gives
"""

from weighbridge.publish.site.build import Built, build
from weighbridge.publish.site.context import Leaf, Site, Told
from weighbridge.publish.site.leaves import LEAVES, STORY_LEAVES

__all__ = ["LEAVES", "STORY_LEAVES", "Built", "Leaf", "Site", "Told", "build"]
