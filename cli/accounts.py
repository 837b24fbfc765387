"""``screening review user``: who may sign in to the site of a project, and in which roles."""

from __future__ import annotations

from typing import Annotated

import typer

from screening.locale import tr

from .console import out
from .options import HERE, ProjectFolder
from .records import Roles, open_records
from .tables import show

app = typer.Typer(help="The review site: accounts of people.", no_args_is_help=True)
user = typer.Typer(help="Accounts of people, each with roles.", no_args_is_help=True)
app.add_typer(user, name="user")
Name = Annotated[str, typer.Argument(help="Name to sign in with.")]


@user.command("add")
def add(
    name: Name,
    project: ProjectFolder = HERE,
    role: Roles = None,
    full_name: Annotated[
        str, typer.Option("--full-name", help="As the records call this person.")
    ] = "",
) -> None:
    """Make an account; the password is asked for, and never shown."""
    open_records(project)
    from screening.review import accounts

    accounts.add(name, _password(), role or [], full_name)
    out.print(tr("Made: {name}", name=name))


@user.command("change")
def change(
    name: Name,
    project: ProjectFolder = HERE,
    role: Roles = None,
    password: Annotated[
        bool, typer.Option("--password", help="Also ask for a new password.")
    ] = False,
) -> None:
    """Give an account these roles instead of those it has; a lock-out or an end is over."""
    open_records(project)
    from screening.review import accounts

    accounts.change(name, role or [], _password() if password else None)
    out.print(tr("Changed: {name}", name=name))


@user.command("end")
def end(name: Name, project: ProjectFolder = HERE) -> None:
    """Let somebody sign in no more, from now on; what they recorded stays."""
    open_records(project)
    from screening.review import accounts

    accounts.end(name)
    out.print(tr("Ended: {name}", name=name))


@user.command("list")
def list_users(project: ProjectFolder = HERE) -> None:
    """Show every account with its roles, the day it was last used, and whether it was ended."""
    open_records(project)
    from screening.review import accounts

    rows = [
        (each.name, each.full_name, ", ".join(each.roles), each.last or "-",
         "" if each.active else tr("ended"))
        for each in accounts.every()
    ]  # fmt: skip
    show((tr("Name"), tr("Person"), tr("Roles"), tr("Last use"), ""), rows)


def _password() -> str:
    again = tr("The same once more")
    return str(typer.prompt(tr("Password"), hide_input=True, confirmation_prompt=again))
