"""From the patterns of a sentence to claims and their readings: a room for each family of claims."""

from weighbridge.check.proposing.proposal import Proposal, Reading
from weighbridge.check.proposing.proposer import Proposer

__all__ = ["Proposal", "Proposer", "Reading"]
