"""The newsletter: who gets it and what they agreed to, what is written to them, and a receipt for every letter.

Newsletter                         everything that can be done: ask, confirm, choose, leave; make, send, status, settle
newsletter_extension(newsletter)   what it adds to the desk: pages, and letters handed over by themselves
Standing, LetterState, Settlement  where a subscriber and a letter stand; what a person says of an uncertain one
"""

from weighbridge.publish.post.carrying import Carrier
from weighbridge.publish.post.extension import newsletter_extension
from weighbridge.publish.post.newsletter import Newsletter, NewsletterStatus
from weighbridge.publish.post.sending import Sending
from weighbridge.publish.post.values import Issue, Letter, LetterState, Receipt, Settlement, Standing, Subscriber

__all__ = [
    "Carrier",
    "Issue",
    "Letter",
    "LetterState",
    "Newsletter",
    "NewsletterStatus",
    "Receipt",
    "Sending",
    "Settlement",
    "Standing",
    "Subscriber",
    "newsletter_extension",
]
