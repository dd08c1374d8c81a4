"""One frozen Settings: where the ledger lives and how the command line looks. Read once, passed in everywhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. `home` holds the ledger and everything else that is kept between two runs."""

    home: Path

    @property
    def ledger(self) -> Path:
        """The folder of the ledger."""
        return self.home / "ledger"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Return the settings of this machine: WEIGHBRIDGE_HOME, else XDG_DATA_HOME/weighbridge, else ~/.local/share.

        >>> Settings.from_environment({"WEIGHBRIDGE_HOME": "/srv/wb"}).ledger.as_posix()
        '/srv/wb/ledger'
        """
        if named := environment.get("WEIGHBRIDGE_HOME"):
            return cls(Path(named).expanduser())
        base = environment.get("XDG_DATA_HOME") or Path(environment.get("HOME") or Path.home()) / ".local" / "share"
        return cls(Path(base) / "weighbridge")
