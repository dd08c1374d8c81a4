"""`weighbridge desk`: the newsroom in a browser."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.newsroom import group_of, require_extra

if TYPE_CHECKING:
    from weighbridge.desk import Desk, Extension
    from weighbridge.settings import Settings


def group() -> typer.Typer:
    """Return the verbs of the desk; without one of them it opens in a browser."""
    from weighbridge.cli import deeds, people

    app = group_of(dedent(run.__doc__ or ""), invoke_without_command=True)
    app.callback()(run)
    app.command("list")(deeds.list_stories)
    app.command("write")(deeds.write)
    app.command("tick")(deeds.tick)
    app.command("do")(deeds.do)
    app.command("redraft")(deeds.redraft)
    app.add_typer(people.people(), name="people")
    app.add_typer(people.token(), name="token")
    return app


def run(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 8080,
    host: Annotated[str, typer.Option("--host", help="The address to listen on; another one needs --sign-in.")] = (
        "127.0.0.1"
    ),
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="Ask everybody for a password; without it, three people to try it as.")
    ] = False,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="HOST", help="A name the desk answers under; repeatable.")
    ] = None,
    publish_to: Annotated[
        Path | None,
        typer.Option("--publish-to", metavar="DIR", help="Keep the public site in this folder up to date meanwhile."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
) -> None:
    """Open the desk: leads, drafts, the review page, approval and publication, in a browser.

    Without more, it is a walk-through on this machine with three people to work as and one drafted story. With
    --sign-in it is a newsroom's: WEIGHBRIDGE_DATABASE_URL names its database, a proxy in front brings TLS. With
    --publish-to everything that is published, corrected or taken back is carried to every channel within seconds.

    Example: weighbridge desk --port 8080
    """
    if context.invoked_subcommand is not None:
        return
    require_extra()
    from weighbridge.desk import serve
    from weighbridge.settings import Settings

    def ready(address: str) -> None:
        typer.echo(f"The desk is open at {address}  (Ctrl-C closes it)")
        if browser:
            import webbrowser

            webbrowser.open(address)

    def invited(link: str) -> None:
        typer.echo(f"Nobody can sign in yet. The administrator sets a password here, once: {link}")

    def extensions(desk: Desk) -> tuple[Extension, ...]:
        return _extensions(desk, settings, publish_to)

    settings, names = Settings.from_environment(), name or ()
    serve(
        settings, port=port, host=host, local=not sign_in, names=names, extensions=extensions, ready=ready,
        invited=invited,
    )  # fmt: skip


def _extensions(desk: Desk, settings: Settings, publish_to: Path | None) -> tuple[Extension, ...]:
    """Return what the rooms above the desk add to it, in the order of their doors."""
    from weighbridge.cli.channels import courier
    from weighbridge.publish import Masthead, Newsletter, delivering, in_use, newsletter_extension
    from weighbridge.watch import extension as rechecks

    newsletter = Newsletter(desk, Masthead.of(settings), smtp_url=settings.smtp_url)
    carrying = courier(desk, settings, publish_to) if publish_to is not None else None
    return rechecks(desk), newsletter_extension(newsletter), delivering(carrying, in_use(settings))
