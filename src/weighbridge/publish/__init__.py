"""Publish: what an approved version becomes, on every channel, with a receipt for each.

read_public(desk)    everything the public has been shown, story by story, with the head of the audit chain
PublicStory          a story as the public has seen it: its publications in order
Masthead             who publishes, and where: addresses are made from it
"""

from weighbridge.publish.masthead import Masthead
from weighbridge.publish.public import PublicRecord, PublicStory, read_public

__all__ = ["Masthead", "PublicRecord", "PublicStory", "read_public"]
