"""Listed companies: which ticker is whose, and the names they go by in events and texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Company:
    """A listed company: its usual ticker `symbol`, its `name`, the `names` it goes by, `also` its other tickers."""

    symbol: str
    name: str
    names: tuple[str, ...]
    also: tuple[str, ...] = ()


@cache
def listed_companies() -> tuple[Company, ...]:
    """Return the listed companies that ship with the package, in the order of their file.

    >>> next(c.name for c in listed_companies() if c.symbol == "GM")
    'General Motors'
    """
    raw = tomllib.loads(files("weighbridge").joinpath("data", "companies.toml").read_text(encoding="utf-8"))
    return tuple(Company(c["symbol"], c["name"], tuple(c["names"]), tuple(c.get("also", ()))) for c in raw["companies"])
