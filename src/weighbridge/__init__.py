"""Weighbridge: from an official trade release to a story in which every number has been weighed."""

__version__ = "0.1.0"
