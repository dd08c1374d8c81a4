"""Which words of change, multiple and share may stand for what is known."""

from __future__ import annotations

from weighbridge.model import Interval
from weighbridge.words.table import Language, Phrase, Relation, english


def relations_for(change: Interval, language: Language | None = None) -> tuple[Relation, ...]:
    """Return the words that may stand for a percent change known to lie in `change`, the most telling first.

    None may where even the direction is open.

    >>> [r.past for r in relations_for(Interval(157.4, 157.6))]
    ['jumped', 'surged', 'rose']
    >>> relations_for(Interval(-2.0, 3.0))
    ()
    """
    fitting = [r for r in (language or english()).relations if _holds(r.allowed, change) and _decided(r, change)]
    return tuple(sorted(fitting, key=lambda r: -r.strength))


def _decided(relation: Relation, change: Interval) -> bool:
    return relation.direction == "flat" or change.lo > 0 or change.hi < 0


def ratio_phrase(ratio: Interval, language: Language | None = None) -> str | None:
    """Return the words for a ratio such as 'more than doubled', or None where none fits the whole interval.

    >>> ratio_phrase(Interval(2.5, 2.6)), ratio_phrase(Interval(1.95, 2.05))
    ('more than doubled', None)
    """
    return _phrase((language or english()).ratios, ratio)


def fraction_phrase(share: Interval, language: Language | None = None) -> str | None:
    """Return the words for a share in percent such as 'about a quarter', or None where none fits.

    >>> fraction_phrase(Interval(24.6, 24.9))
    'about a quarter'
    """
    return _phrase((language or english()).fractions, share)


def _phrase(phrases: tuple[Phrase, ...], known: Interval) -> str | None:
    return next((p.phrase for p in phrases if _holds(p.allowed, known)), None)


def _holds(allowed: Interval, known: Interval) -> bool:
    return allowed.lo <= known.lo and known.hi <= allowed.hi
