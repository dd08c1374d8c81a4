"""The command line: one verb per module, and the composition root where rooms meet.

    weighbridge story --product magnets --period 2025-06 --focus USA -o out
    weighbridge check article.txt
    weighbridge facts --product magnets --partner USA --period 2025-06
    weighbridge explain FACT_ID
    weighbridge reconcile --product magnets
    weighbridge ingest FILE
    weighbridge desk
    weighbridge record STORY
    weighbridge recheck
    weighbridge audit verify
    weighbridge replay claims.json
    weighbridge publish -o DIR
    weighbridge post send
    weighbridge deliver -o DIR
    weighbridge calendar list

Exit codes: 0 fine, 1 what was weighed does not hold, 2 the input is wrong, 3 the data cannot answer, 70 our fault,
130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer

# The verbs in the order a newcomer meets them. A verb's module is imported only when it is asked for, or for the
# list of all verbs; it declares one function `run`, or a function `group` that returns verbs of its own, and imports
# the rooms it needs inside them.
VERBS = (
    "story", "check", "facts", "explain", "scan", "reconcile", "ingest", "desk", "record", "recheck", "audit",
    "publish", "post", "replay", "deliver", "calendar",
)  # fmt: skip

EXIT_INPUT, EXIT_NOT_IN_DATA, EXIT_INTERNAL, EXIT_INTERRUPTED = 2, 3, 70, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    from weighbridge.errors import InternalError, NotInDataError, WeighbridgeError

    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        application(words)(args=words, prog_name="weighbridge")
    except NotInDataError as error:
        _leave(error, EXIT_NOT_IN_DATA)
    except InternalError as error:
        _leave(error, EXIT_INTERNAL)
    except WeighbridgeError as error:
        _leave(error, EXIT_INPUT)
    except KeyboardInterrupt:
        _leave("interrupted; nothing is half-done", EXIT_INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone, as in `weighbridge facts | head`
        sys.stderr.close()
        sys.exit(0)


def application(words: Sequence[str]) -> Typer:
    """Return the typer application, with only the verb asked for when the first word is one."""
    from importlib import import_module

    import typer

    app = typer.Typer(
        help="From an official trade release to a published story in which every number has been weighed.",
        epilog="Start with: weighbridge story --product magnets --period 2025-06 --focus USA -o out",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(_front_door)
    for verb in words[:1] if words and words[0] in VERBS else VERBS:
        module = import_module(f"weighbridge.cli.{verb}")
        if hasattr(module, "group"):
            app.add_typer(module.group(), name=verb)
        else:
            app.command(verb)(module.run)
    return app


def _front_door() -> None:
    """From an official trade release to a published story in which every number has been weighed."""


def _leave(message: object, code: int) -> None:
    sys.stdout.flush()
    print(f"weighbridge: {message}", file=sys.stderr)
    sys.exit(code)
