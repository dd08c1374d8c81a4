"""One frozen Settings: where the ledger lives and how the command line looks. Read once, passed in everywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `home` holds the ledger and everything else that is kept between two runs.

    `database_url` is the desk's database where it is not the embedded one (never printed, it may hold a password),
    `sensitive` names the products whose stories two people have to approve.
    """

    home: Path
    database_url: str = field(default="", repr=False)
    sensitive: tuple[str, ...] = ()

    @property
    def ledger(self) -> Path:
        """The folder of the ledger."""
        return self.home / "ledger"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings of this machine: WEIGHBRIDGE_HOME, else XDG_DATA_HOME/weighbridge, else ~/.local/share.

        WEIGHBRIDGE_DATABASE_URL is the desk's database, WEIGHBRIDGE_SENSITIVE the ids of products, between commas.

        >>> Settings.from_environment({"WEIGHBRIDGE_HOME": "/srv/wb"}).ledger.as_posix()
        '/srv/wb/ledger'
        """
        sensitive = environment.get("WEIGHBRIDGE_SENSITIVE", "").split(",")
        desk = environment.get("WEIGHBRIDGE_DATABASE_URL", ""), tuple(filter(None, map(str.strip, sensitive)))
        if named := environment.get("WEIGHBRIDGE_HOME"):
            return cls(Path(named).expanduser(), *desk)
        base = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or Path.home()) / ".local" / "share"
        return cls(Path(base) / "weighbridge", *desk)
