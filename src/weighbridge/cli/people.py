"""`weighbridge desk people` and `weighbridge desk token`: who works at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from weighbridge.cli.newsroom import ByOrMachine, group_of, opened, secret
from weighbridge.cli.options import AsJson

if TYPE_CHECKING:
    from weighbridge.desk import Person, Role

MACHINE = "system"  # the desk's own name for whoever sits at the machine itself
PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="Somebody's id, as rita.", show_default=False)]
Label = Annotated[
    str, typer.Argument(metavar="LABEL", help="What the token is known by, as laptop.", show_default=False)
]


def people() -> typer.Typer:
    """Return the verbs for people."""
    app = group_of("Who works at the desk.", no_args_is_help=True)
    app.command("add")(add)
    app.command("password")(password)
    app.command("retire")(retire)
    app.command("list")(list_people)
    return app


def token() -> typer.Typer:
    """Return the verbs for tokens."""
    app = group_of("Tokens with which programs speak to the desk for a person.", no_args_is_help=True)
    app.command("make")(make)
    app.command("revoke")(revoke)
    return app


def add(
    person: PersonId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name stories are signed with.", show_default=False)],
    role: Annotated[
        list[str],
        typer.Option("--role", metavar="ROLE", help="reporter, editor, duty-editor, administrator; repeatable."),
    ],
    with_password: Annotated[
        bool, typer.Option("--password", help="Ask for a password, on the terminal or as a line of standard input.")
    ] = False,
    by: ByOrMachine = MACHINE,
    as_json: AsJson = False,
) -> None:
    """Add somebody to the newsroom.

    Example: weighbridge desk people add rita "Rita Rowe" --role reporter
    """
    from weighbridge.cli.console import print_json

    desk, roles = opened(), [_role(given) for given in role]
    added = desk.add_person(person, name, *roles, by=by, password=secret("Password") if with_password else None)
    if as_json:
        print_json(_entry(added))
    else:
        print(f"{added.name} works here as {' and '.join(sorted(added.roles))}, under the id {added.id}.")


def password(person: PersonId, by: ByOrMachine = MACHINE, as_json: AsJson = False) -> None:
    """Give somebody another password, asked for on the terminal or as a line of standard input.

    Example: weighbridge desk people password rita
    """
    desk = opened()
    desk.set_password(person, secret("Password"), by=by)
    _tell(
        _entry(desk.person(person)),
        f"{person} has another password; whoever was signed in as {person} is no longer.",
        as_json,
    )


def retire(person: PersonId, by: ByOrMachine = MACHINE, as_json: AsJson = False) -> None:
    """Let somebody act no more: sessions and tokens end, what they did stays under their name.

    Example: weighbridge desk people retire rita
    """
    desk = opened()
    desk.retire(person, by=by)
    gone = desk.person(person)
    _tell(_entry(gone), f"{gone.name} no longer works here.", as_json)


def list_people(as_json: AsJson = False) -> None:
    """Print who works or worked here.

    Example: weighbridge desk people list
    """
    from weighbridge.cli.console import console, print_json

    everybody = opened().everybody()
    if as_json:
        print_json({"people": [_entry(person) for person in everybody]})
        return
    from rich.table import Table

    table = Table("id", "name", "roles", box=None, pad_edge=False, header_style="dim")
    for person in everybody:
        roles = ", ".join(sorted(person.roles)) if person.active else "no longer here"
        table.add_row(person.id, person.name, roles, style=None if person.active else "dim")
    if everybody:
        console().print(table)
    else:
        print('Nobody yet. Add somebody: weighbridge desk people add ada "Ada Ash" --role administrator')


def make(
    person: PersonId,
    label: Label,
    read_only: Annotated[bool, typer.Option("--read-only", help="It may look, and do nothing.")] = False,
    by: ByOrMachine = MACHINE,
    as_json: AsJson = False,
) -> None:
    """Print a new token of somebody's; it is shown this once, and only its hash is kept.

    Example: weighbridge desk token make rita laptop --read-only
    """
    token = opened().make_token(person, label, read_only=read_only, by=by)
    _tell({"person": person, "label": label, "read_only": read_only, "token": token}, token, as_json)


def revoke(person: PersonId, label: Label, by: ByOrMachine = MACHINE, as_json: AsJson = False) -> None:
    """Make somebody's tokens of that label void.

    Example: weighbridge desk token revoke rita laptop
    """
    opened().revoke_token(person, label, by=by)
    told = {"person": person, "label": label, "revoked": True}
    _tell(told, f"The token {label!r} of {person} is void.", as_json)


def _role(given: str) -> Role:
    from weighbridge.desk import Role
    from weighbridge.errors import UnknownNameError

    wanted = given.strip().lower().replace("-", " ")
    roles = [str(role) for role in Role if role is not Role.MACHINE]
    if wanted not in roles:
        raise UnknownNameError("role", given, roles)
    return Role(wanted)


def _tell(entry: dict[str, object], words: str, as_json: bool) -> None:
    from weighbridge.cli.console import print_json

    if as_json:
        print_json(entry)
    else:
        print(words)


def _entry(person: Person) -> dict[str, object]:
    return {"id": person.id, "name": person.name, "roles": sorted(person.roles), "active": person.active}
