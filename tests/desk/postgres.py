"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, reached by a socket in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.bootstrap import postgres_binaries


def own_server() -> Iterator[str]:
    """Yield the address of a server, as a fixture does; where there is none, the tests that need it say so.

    In CI they fail.
    """
    if postgres_binaries() is None:
        why = "no PostgreSQL on this machine; `make dev` installs it where it may: apt-get install postgresql"
        if os.environ.get("WEIGHBRIDGE_EVERY_TEST"):
            pytest.fail(why)
        pytest.skip(why)
    with cluster() as address:
        yield address


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a server that is there for this block; "{}" in it is the place of the database's name.

    It listens to no port, so that several run side by side, and it keeps nothing: its disk need not be waited for.
    """
    binaries = postgres_binaries()
    assert binaries is not None
    owner = _somebody_else() if os.geteuid() == 0 else None  # the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="wb-pg-"))  # short: a socket's path has 107 bytes at most
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, log = folder / "data", folder / "log"
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

    def run(program: str, *words: str) -> None:
        who = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        said = subprocess.run(
            [binaries / program, *words], cwd=folder, capture_output=True, text=True, check=False, **who
        )
        assert said.returncode == 0, f"{program}: {said.stdout}{said.stderr}"

    try:
        run("initdb", "-D", str(data), "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", settings, "start")
        try:
            yield f"postgresql://desk@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
