"""Who publishes and where: the newsroom's name and the addresses of everything it puts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from weighbridge.errors import InputError

if TYPE_CHECKING:
    from weighbridge.settings import Settings

_NAMESPACE = UUID("0f3a7c52-6d0e-5b7b-9a41-7d1a3b1e9c55")  # ours; ids made in it never change


@dataclass(frozen=True, slots=True)
class Masthead:
    """The newsroom as readers know it. `site` and `post` are addresses that end with a slash.

    `site` is where the static pages stand, `post` where the forms for readers answer (subscribing, reporting a
    sentence), `sender` the address its mail comes from. Raises InputError for an address that is none.
    """

    newsroom: str
    site: str
    post: str
    sender: str

    def __post_init__(self) -> None:
        for name, given in (("WEIGHBRIDGE_SITE_ADDRESS", self.site), ("WEIGHBRIDGE_POST_ADDRESS", self.post)):
            parts = urlsplit(given)
            if parts.scheme not in {"http", "https"} or not parts.hostname or not given.endswith("/"):
                raise InputError(
                    f"{name} is an address that ends with a slash, as https://news.example/, not {given!r}"
                )
            if parts.query or parts.fragment or parts.username or parts.password:
                raise InputError(f"{name} is a plain address without a name, a question or a mark: {given!r}")

    @classmethod
    def of(cls, settings: Settings) -> Masthead:
        """Return the masthead that the settings name."""
        site, post = (address.rstrip("/") + "/" for address in (settings.site_address, settings.post_address))
        return cls(settings.newsroom, site, post, settings.sender)

    def address(self, path: str) -> str:
        """Return the whole address of a file of the site.

        >>> Masthead("N", "https://news.example/", "https://desk.example/", "n@news.example").address("index.html")
        'https://news.example/index.html'
        """
        return self.site + path


def urn(*names: str) -> str:
    """Return an id that stays the same wherever the site moves: the same names, the same id, for ever.

    >>> urn("story", "0123456789ab") == urn("story", "0123456789ab") != urn("story", "0123456789ac")
    True
    """
    return uuid5(_NAMESPACE, "/".join(names)).urn
