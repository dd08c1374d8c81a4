"""Publish: what an approved version becomes, on every channel, with a receipt for each.

read_public(desk)    everything the public has been shown, story by story, with the head of the audit chain
PublicStory          a story as the public has seen it: its publications in order
evidence(edition, vintages, kept_in)   every fact the claims of an edition name, laid open, kept by content
facts_named(report)  the ids of those facts
replay_claims(file)  a story's claim ledger worked out again: a Replay, of everything that was Replayed
build(desk, masthead, into, kept_in=...)   the site, as the public is to see it now; Built says what came of it
Summary              a story in short, as lists and feeds tell of it; summary_of(story, edition) makes it
Newsletter           who gets it, what is written to them, and a receipt for every letter
newsletter_extension(newsletter)   what the newsletter adds to the desk: pages, and letters handed over by themselves
Standing, LetterState, Settlement  where a subscriber and a letter stand; what a person says of an uncertain one
releases(desk, day)  the offices' releases near a day: expected, overdue, there; announce(desk, ...) what they said
Courier              carries what is outstanding to every channel, with a receipt for each; outstanding(desk, channels)
note_site(desk, built)   the receipts of what a build carries; deliveries(desk) are those there are
delivering(courier)  what that adds to the desk; calendar_file, entries, revise make the calendar of the site
Masthead             who publishes, and where: addresses are made from it
"""

from weighbridge.publish.calendar import Announcement, Due, Release, announce, calendar_file, entries, releases, revise
from weighbridge.publish.calendar import Status as EntryStatus
from weighbridge.publish.deliveries import (
    SITE,
    Channel,
    Courier,
    Delivery,
    Outstanding,
    Round,
    deliveries,
    delivering,
    in_use,
    note_site,
    outstanding,
)
from weighbridge.publish.evidence import evidence, facts_named
from weighbridge.publish.machine.replay import Outcome, Replay, Replayed, replay_claims
from weighbridge.publish.machine.shape import LARGEST_CLAIMS
from weighbridge.publish.masthead import Masthead
from weighbridge.publish.post import (
    LetterState,
    Newsletter,
    NewsletterStatus,
    Settlement,
    Standing,
    Subscriber,
    newsletter_extension,
)
from weighbridge.publish.public import PublicRecord, PublicStory, read_public
from weighbridge.publish.site import Built, build
from weighbridge.publish.summary import Summary, summary_of

__all__ = [
    "LARGEST_CLAIMS",
    "SITE",
    "Announcement",
    "Built",
    "Channel",
    "Courier",
    "Delivery",
    "Due",
    "EntryStatus",
    "LetterState",
    "Masthead",
    "Newsletter",
    "NewsletterStatus",
    "Outcome",
    "Outstanding",
    "PublicRecord",
    "PublicStory",
    "Release",
    "Replay",
    "Replayed",
    "Round",
    "Settlement",
    "Standing",
    "Subscriber",
    "Summary",
    "announce",
    "build",
    "calendar_file",
    "deliveries",
    "delivering",
    "entries",
    "evidence",
    "facts_named",
    "in_use",
    "newsletter_extension",
    "note_site",
    "outstanding",
    "read_public",
    "releases",
    "replay_claims",
    "revise",
    "summary_of",
]
