"""The newsletter: who gets it and what they agreed to, what is written to them, and a receipt for every letter.

Newsletter          everything that can be done: ask, confirm, choose, leave; make, send, status, settle
Standing, LetterState, Outcome    where a subscriber, where a letter stands, and what a person says of an uncertain one
"""

from weighbridge.publish.post.newsletter import Carrier, Newsletter, Status
from weighbridge.publish.post.sending import Sending
from weighbridge.publish.post.values import Issue, Letter, LetterState, Outcome, Receipt, Standing, Subscriber

__all__ = [
    "Carrier",
    "Issue",
    "Letter",
    "LetterState",
    "Newsletter",
    "Outcome",
    "Receipt",
    "Sending",
    "Standing",
    "Status",
    "Subscriber",
]
