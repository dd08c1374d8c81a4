"""Lay the virtual environment of this checkout, or leave at once where it is already as it should be.

    python3 tools/bootstrap.py base     what the program needs
    python3 tools/bootstrap.py desk     and what the newsroom needs on top
    python3 tools/bootstrap.py dev      and what tests, lint, docs and bench need on top of that

Runs with any Python from 3.11 on and needs nothing but the standard library. Two runs at once wait for each other, a
run that was killed is taken up again by the next, and a checkout that was moved, or whose Python is gone, gets a new
environment.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
KINDS = {"base": "the program", "desk": "the newsroom", "dev": "development"}  # each holds those before it


class BootstrapError(Exception):
    """The environment cannot be laid; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Lay the environment asked for; returns the exit code."""
    kind = arguments[0] if len(arguments) == 1 else ""
    if kind not in KINDS:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info[:2] < OLDEST:
        print(f"bootstrap: Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    try:
        lay(CHECKOUT, kind)
    except BootstrapError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        words = " ".join(str(word) for word in error.cmd)
        print(f"bootstrap: this failed with {error.returncode}; its words stand above: {words}", file=sys.stderr)
        return 1
    return 0


def lay(checkout: Path, kind: str) -> None:
    """Lay the environment in `checkout`/.venv, of one of the kinds, unless it is there."""
    project = checkout / "pyproject.toml"
    if is_current(checkout, kind):
        return
    with _alone(checkout):
        if is_current(checkout, kind):  # somebody else laid it while we waited
            return
        python = checkout / ".venv" / "bin" / "python"
        if not _belongs(checkout):
            print("bootstrap: a new virtual environment in .venv", flush=True)
            create_environment(checkout / ".venv")
        package = str(checkout) if kind == "base" else f"{checkout}[desk]"
        wanted = ["--editable", package, *(development_tools(project) if kind == "dev" else [])]
        print(f"bootstrap: installing what {KINDS[kind]} needs", flush=True)
        _run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *wanted])
        if kind == "dev":
            install_what_tests_run_on()
        for laid in list(KINDS)[: list(KINDS).index(kind) + 1]:
            _write_whole(_stamp(checkout, laid), fingerprint(checkout, laid))


def is_current(checkout: Path, kind: str) -> bool:
    """Return whether the environment was laid for this very checkout, interpreter and list of dependencies."""
    stamp = _stamp(checkout, kind)
    return stamp.is_file() and stamp.read_text() == fingerprint(checkout, kind) and _belongs(checkout)


def fingerprint(checkout: Path, kind: str) -> str:
    """Return what the environment depends on, as one line: where it stands and what pyproject.toml asks for."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"].pop("optional-dependencies", {})
    asked = [project["build-system"], project["project"]]
    if kind != "base":
        asked.append(extras)
    if kind == "dev":
        asked.append(project["dependency-groups"]["dev"])
    return f"{checkout} {hashlib.sha256(repr(asked).encode()).hexdigest()}\n"


def development_tools(project: Path) -> list[str]:
    """Return the requirements of the group dev; read here because the pip of a stock Python knows no groups."""
    return list(tomllib.loads(project.read_text(encoding="utf-8"))["dependency-groups"]["dev"])


def postgres_binaries() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL server here, None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    servers = Path("/usr/lib/postgresql").glob("*/bin/initdb")  # Debian and its kin keep them off the PATH
    return max((server.parent for server in servers), key=lambda folder: _number(folder.parent.name), default=None)


def _number(name: str) -> float:
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def browser() -> str | None:
    """Return the path of a Chromium on this machine, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def install_what_tests_run_on() -> None:
    """Install a PostgreSQL server and a Chromium where there are none and this machine allows it; else say so."""
    packages = {"postgresql": postgres_binaries() is None, "chromium": browser() is None}
    missing = [name for name, is_missing in packages.items() if is_missing]
    if missing and shutil.which("apt-get") and os.geteuid() == 0 and _try_apt("update"):
        print(f"bootstrap: installing {' and '.join(missing)}, on which the desk is tested", flush=True)
        missing = [name for name in missing if not _try_apt("install", "-y", "--no-install-recommends", name)]
    if missing:
        print(
            f"bootstrap: {' and '.join(missing)} is not here; tests that need it will say so. On Debian and Ubuntu: "
            f"sudo apt-get install {' '.join(missing)}",
            file=sys.stderr,
        )


def _try_apt(*words: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-qq", *words], check=False, env=quiet).returncode == 0


def create_environment(folder: Path) -> None:
    """Create a virtual environment with pip in it, by the first of three ways that this machine allows."""
    if _brings_pip():
        _run([sys.executable, "-m", "venv", "--clear", folder])
        return
    _run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder])
    if _pip_from_outside(folder):
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if (
        shutil.which("apt-get") and os.geteuid() == 0
    ):  # Debian and its kin split venv off; elsewhere it comes with Python
        print(f"bootstrap: this Python comes without venv; installing {package}", flush=True)
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-qq", "-y", package])
        if _brings_pip():
            _run([sys.executable, "-m", "venv", "--clear", folder])
            return
    shutil.rmtree(folder)
    raise BootstrapError(
        f"{sys.executable} comes without venv and pip. On Debian and Ubuntu: sudo apt-get install {package}; "
        "or name another Python: make PYTHON=/path/to/python3.11"
    )


def _brings_pip() -> bool:
    return (
        subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode
        == 0
    )


def _pip_from_outside(folder: Path) -> bool:
    """Let this Python's own pip put a pip into the environment; that writes nothing outside it (PEP 668 has no say)."""
    words = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "pip"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _belongs(checkout: Path) -> bool:
    """Return whether .venv has a working interpreter and was made where it stands: its scripts name their folder."""
    folder = checkout / ".venv"
    pip, python = folder / "bin" / "pip", folder / "bin" / "python"
    if not (pip.is_file() and python.exists()):
        return False
    return str(folder) in pip.read_text(encoding="utf-8", errors="replace")


def _stamp(checkout: Path, kind: str) -> Path:
    return checkout / ".venv" / f"laid-{kind}"


def _write_whole(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


@contextmanager
def _alone(checkout: Path) -> Iterator[None]:
    """Hold the checkout's lock; it is the system's, so a killed run leaves none behind."""
    with (checkout / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(words: list[str | Path]) -> None:
    subprocess.run(words, check=True, env={**os.environ, "PYTHONNOUSERSITE": "1"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
