"""Serving the desk: on one's own machine as a walk-through, or for a newsroom behind sign-in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from weighbridge.desk.opening import open_desk
from weighbridge.errors import InputError

if TYPE_CHECKING:
    from weighbridge.desk.desk import Desk
    from weighbridge.desk.doors import Extension
    from weighbridge.settings import Settings

LOOPBACK = "127.0.0.1"
_SECRET_BYTES = 32
_WAITING = 2_048  # connections that the system holds until they are taken


def serve(  # noqa: PLR0913 - each is an option of the command line
    settings: Settings,
    *,
    port: int = 8080,
    host: str = LOOPBACK,
    local: bool = True,
    names: Iterable[str] = (),
    extensions: Callable[[Desk], Sequence[Extension]] = lambda desk: (),
    ready: Callable[[str], None] = lambda address: None,
    invited: Callable[[str], None] = lambda link: None,
) -> None:
    """Serve the desk until it is interrupted; `ready` is told its address once it answers.

    `local` is the walk-through: three people and a switcher, no passwords; it is refused on any address but this
    machine's own and on a newsroom's database. On a newsroom's first start `invited` is told the link by which the
    administrator sets a password; it works once. `names` are the hosts it answers under elsewhere, `extensions` what
    other rooms add to this desk. Raises InputError where that cannot be, and where the port is taken.
    """
    import socket

    import uvicorn

    from weighbridge.desk.walkthrough import set_up
    from weighbridge.desk.web import LOOPBACK_NAMES, application, first_invitation, publish_when_due

    if local and host not in LOOPBACK_NAMES:
        raise InputError(
            f"the walk-through works without passwords, and so on {LOOPBACK} only; use --sign-in elsewhere"
        )
    if local and settings.database_url:
        raise InputError(
            "WEIGHBRIDGE_DATABASE_URL names a newsroom's desk; serve it with --sign-in, not as a walk-through"
        )
    hosts = LOOPBACK_NAMES if local else (*names, *(LOOPBACK_NAMES if host in LOOPBACK_NAMES else ()))
    if not hosts:
        raise InputError("the names the desk answers under are needed, as --name desk.example.org")
    # TCP is named: only then does asyncio send what is ready at once, and not when the last packet is acknowledged.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as why:
        listening.close()
        raise InputError(f"port {port} of {host} cannot be used ({why.strerror}); take another with --port") from None
    with listening:
        desk = open_desk(settings)
        if local:
            _require_walk_through(desk)
        walkers = set_up(desk) if local else ()
        secret = secret_of(settings.home)
        added = extensions(desk)
        app = application(desk, local=local, secret=secret, hosts=hosts, walkers=walkers, extensions=added)
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=not local, lifespan="off")
        )
        with publish_when_due(desk, also={one.name: one.work for one in added if one.work is not None}):
            listening.listen(_WAITING)  # whoever comes from now on waits for the loop, and is not turned away
            ready(address)
            if not local and (link := first_invitation(desk, secret)):
                invited(f"{address.rstrip('/')}{link}")
            server.run(sockets=[listening])


def _require_walk_through(desk: Desk) -> None:
    from weighbridge.desk.people import somebody_has_a_password

    with desk.store.reading() as connection:
        if somebody_has_a_password(connection):
            raise InputError("people sign in to this desk with passwords; serve it with --sign-in")


def secret_of(home: Path) -> bytes:
    """Return the secret that signs sessions: WEIGHBRIDGE_SECRET, else that of a file only its owner reads."""
    if given := os.environ.get("WEIGHBRIDGE_SECRET"):
        return given.encode()
    file = home / "desk" / "secret"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(secrets.token_bytes(_SECRET_BYTES))
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise InputError(f"others may read {file}; make it yours alone: chmod 600 {file}") from None
    return file.read_bytes()
