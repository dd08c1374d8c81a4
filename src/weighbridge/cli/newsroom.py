"""What the verbs of the newsroom share: its desk, opened; who acts; a secret asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.errors import InputError

if TYPE_CHECKING:
    from weighbridge.desk import Desk

By = Annotated[str, typer.Option("--by", metavar="PERSON", help="Who does it, by id.")]
ByOrMachine = Annotated[
    str, typer.Option("--by", metavar="PERSON", help="The administrator who does it; without, whoever sits here.")
]
StoryName = Annotated[
    str, typer.Argument(metavar="STORY", help="A story by its id, or by its slug.", show_default=False)
]
_BROUGHT_BY_EXTRA = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "rfc8785", "argon2")


def require_extra(libraries: Sequence[str] = _BROUGHT_BY_EXTRA) -> None:
    """Raise InputError where only the base is installed: the newsroom needs the extra `desk`."""
    from importlib.util import find_spec

    if missing := [name for name in libraries if find_spec(name) is None]:
        raise InputError(f"the newsroom needs more than is here ({missing[0]}): pip install 'weighbridge[desk]'")


def installed() -> bool:
    """Whether what the newsroom needs is installed."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in _BROUGHT_BY_EXTRA)


def opened() -> Desk:
    """Return the desk of this machine; raises InputError where only the base is installed."""
    require_extra()
    from weighbridge.desk import open_desk
    from weighbridge.settings import Settings

    return open_desk(Settings.from_environment())


def secret(what: str) -> str:
    """Return a secret typed without being shown, or one line of standard input; never an argument, which others see."""
    if sys.stdin.isatty():
        from getpass import getpass

        given = getpass(f"{what}: ")
        if given != getpass(f"{what}, once more: "):
            raise InputError("the two are not the same; nothing was changed")
        return given
    return sys.stdin.readline().rstrip("\n")


def group_of(help_text: str, **options: bool) -> typer.Typer:
    """Return an empty group of verbs that looks like the rest of the command line; its help is for `--help`."""
    return typer.Typer(
        help=help_text,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        **options,  # type: ignore[arg-type]
    )
