"""One frozen Settings: where the ledger lives and how the command line looks. Read once, passed in everywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `home` holds the ledger and everything else that is kept between two runs.

    `database_url` is the desk's database where it is not the embedded one (never printed, it may hold a password),
    `sensitive` names the products whose stories two people have to approve. `newsroom` is the name readers know it by,
    `site_address` where its site stands, `post_address` where its own pages for subscribers answer, `smtp_url` the
    mail server (never printed, it may hold a password) and `sender` the address its mail comes from.
    """

    home: Path
    database_url: str = field(default="", repr=False)
    sensitive: tuple[str, ...] = ()
    newsroom: str = "Weighbridge"
    site_address: str = "http://127.0.0.1:8000/"
    post_address: str = "http://127.0.0.1:8080/"
    smtp_url: str = field(default="", repr=False)
    sender: str = "newsroom@localhost"

    @property
    def ledger(self) -> Path:
        """The folder of the ledger."""
        return self.home / "ledger"

    @property
    def published(self) -> Path:
        """The folder of what is kept for the site: drawings and evidence, by content."""
        return self.home / "published"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings of this machine: WEIGHBRIDGE_HOME, else XDG_DATA_HOME/weighbridge, else ~/.local/share.

        WEIGHBRIDGE_DATABASE_URL is the desk's database, WEIGHBRIDGE_SENSITIVE the ids of products, between commas;
        WEIGHBRIDGE_NEWSROOM, WEIGHBRIDGE_SITE_ADDRESS, WEIGHBRIDGE_POST_ADDRESS, WEIGHBRIDGE_SMTP_URL and
        WEIGHBRIDGE_SENDER say who publishes, where, and how mail goes out.

        >>> Settings.from_environment({"WEIGHBRIDGE_HOME": "/srv/wb"}).ledger.as_posix()
        '/srv/wb/ledger'
        """
        sensitive = environment.get("WEIGHBRIDGE_SENSITIVE", "").split(",")
        desk = environment.get("WEIGHBRIDGE_DATABASE_URL", ""), tuple(filter(None, map(str.strip, sensitive)))
        going_out: dict[str, Any] = {
            name: given
            for name in ("newsroom", "site_address", "post_address", "smtp_url", "sender")
            if (given := environment.get(f"WEIGHBRIDGE_{name.upper()}"))
        }
        if named := environment.get("WEIGHBRIDGE_HOME"):
            return cls(Path(named).expanduser(), *desk, **going_out)
        base = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or Path.home()) / ".local" / "share"
        return cls(Path(base) / "weighbridge", *desk, **going_out)
