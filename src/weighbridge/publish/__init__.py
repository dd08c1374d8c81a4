"""Publish: what an approved version becomes, on every channel, with a receipt for each.

read_public(desk)    everything the public has been shown, story by story, with the head of the audit chain
PublicStory          a story as the public has seen it: its publications in order
evidence(edition, vintages, kept_in)   every fact the claims of an edition name, laid open, kept by content
facts_named(report)  the ids of those facts
Masthead             who publishes, and where: addresses are made from it
"""

from weighbridge.publish.evidence import evidence, facts_named
from weighbridge.publish.masthead import Masthead
from weighbridge.publish.public import PublicRecord, PublicStory, read_public

__all__ = ["Masthead", "PublicRecord", "PublicStory", "evidence", "facts_named", "read_public"]
