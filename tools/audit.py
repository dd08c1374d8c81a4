"""Look through what is installed: licences, versions, what does not fit together, and known holes.

    .venv/bin/python -m tools.audit

What is checked here, without a network, fails: a distribution that base or desk needs under a licence we do not take,
under a name that was given up, a pre-release, two that do not fit together. Known holes are asked of OSV, the open
database of vulnerabilities; where it cannot be reached that is said, and nothing fails for it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.request import Request, urlopen

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
LESSER = frozenset({"psycopg", "psycopg-binary"})  # used as they are, and replaceable: what the LGPL asks for
# Names whose makers gave them up, with what took their place; they still install, and nobody mends them.
GIVEN_UP = {"nose": "pytest", "pycrypto": "pycryptodome", "python-jwt": "pyjwt", "sklearn": "scikit-learn"}
SERVICE = "https://api.osv.dev/v1/querybatch"

_COPYLEFT = re.compile(r"GPL|General Public Licen[sc]e", re.IGNORECASE)
_STRICT = re.compile(r"AGPL|Affero|(?<!L)GPL|(?<!Lesser )(?<!Library )General Public", re.IGNORECASE)
_LONGEST = 200  # characters of a licence field that is a name; some packages put the whole text there
_PATIENCE = 20  # seconds for the service


def main() -> int:
    """Print what is found; returns 1 when something is wrong."""
    found = needed(asked_for(PROJECT))
    wrong = [why for one in found.values() for why in faults(one)] + unfitting()
    print(f"audit: looked at licence and version of the {len(found)} distributions that base and desk need")
    try:
        holes = known_holes({name: one.version for name, one in found.items()})
    except (OSError, ValueError, KeyError) as error:
        print(f"audit: NOT asked for known holes, the service cannot be reached ({error})")
    else:
        print(f"audit: asked for known holes, {len(holes)} told")
        wrong += holes
    for why in wrong:
        print(f"audit: {why}", file=sys.stderr)
    return 1 if wrong else 0


def asked_for(project: Path) -> list[str]:
    """Return the requirements of base and desk, as pyproject.toml has them."""
    told = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return [*told["dependencies"], *told["optional-dependencies"]["desk"]]


def needed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """Return the installed distributions that meet requirements, with what those need in turn, by name.

    Raises SystemExit for one that is not installed.
    """
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    ahead = [wanted for line in requirements for wanted in _wanted(line, "")]
    while ahead:
        name, extra = ahead.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"audit: {name} is needed and not installed; run `make dev`") from None
        ahead += [wanted for line in found[name].requires or () for wanted in _wanted(line, extra)]
    return dict(sorted(found.items()))


def _wanted(line: str, extra: str) -> list[tuple[str, str]]:
    asked = Requirement(line)
    if asked.marker is not None and not asked.marker.evaluate({"extra": extra}):
        return []
    return [(canonicalize_name(asked.name), more) for more in ("", *sorted(asked.extras))]


def faults(installed: Distribution) -> list[str]:
    """Return what is wrong with a distribution: its name, its licence, its version."""
    name, version = canonicalize_name(installed.metadata["Name"]), Version(installed.version)
    told = []
    if name in GIVEN_UP:
        told.append(f"{name} was given up by its makers; take {GIVEN_UP[name]}")
    if not (licence := licence_of(installed)):
        told.append(f"{name} {version} does not say its licence")
    elif not is_taken(licence, lesser=name in LESSER):
        told.append(f"{name} {version} is under {licence}; of these, base and desk take only psycopg's LGPL")
    if version.is_prerelease:
        told.append(f"{name} {version} is a pre-release; ask for a version that is out")
    return told


def licence_of(installed: Distribution) -> str:
    """Return the licence as the distribution declares it: expression, classifiers, or the field of old; "" for none."""
    told = installed.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    classes = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or () if c.startswith("License :: ")]
    named = [name for name in classes if name != "OSI Approved"]
    old = (told.get_all("License") or [""])[0]
    return "; ".join(named) or old.strip()[:_LONGEST]


def is_taken(licence: str, *, lesser: bool = False) -> bool:
    """Return whether a licence is taken: no GPL and no AGPL, the LGPL where `lesser` says so; of OR, one is enough.

    >>> is_taken("MIT"), is_taken("MPL-1.1 OR GPL-2.0-only"), is_taken("MIT AND GPL-3.0-only")
    (True, True, False)
    """
    choices = [licence] if "(" in licence else re.split(r"\s+OR\s+", licence)
    barred = _STRICT if lesser else _COPYLEFT
    return any(barred.search(choice) is None for choice in choices)


def unfitting() -> list[str]:
    """Return what `pip check` says does not fit together."""
    asked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    return [line for line in (asked.stdout + asked.stderr).splitlines() if line.strip()] if asked.returncode else []


def known_holes(versions: Mapping[str, str]) -> list[str]:
    """Return the known holes of these versions; raises OSError when the service cannot be reached."""
    asked = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in versions.items()]
    body = json.dumps({"queries": asked}).encode()
    request = Request(SERVICE, data=body, headers={"content-type": "application/json"})
    with urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - https, above
        return read_holes(versions, json.load(answer))


def read_holes(
    versions: Mapping[str, str], answer: Mapping[str, list[Mapping[str, list[Mapping[str, str]]]]]
) -> list[str]:
    """Return the holes that an answer of the service names, one line each."""
    return [
        f"{name} {version} has a known hole: {hole['id']}"
        for (name, version), told in zip(versions.items(), answer["results"], strict=True)
        for hole in told.get("vulns", ())
    ]


if __name__ == "__main__":
    sys.exit(main())
