"""``screening review user``: who may sign in to the site of a project, and in which roles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.locale import tr

from .console import out
from .options import HERE, ProjectFolder
from .tables import show

app = typer.Typer(help="The review site: accounts of people.", no_args_is_help=True)
user = typer.Typer(help="Accounts of people, each with roles.", no_args_is_help=True)
app.add_typer(user, name="user")
Name = Annotated[str, typer.Argument(help="Name to sign in with.")]


def _roles_that_begin(typed: str) -> list[str]:
    from screening.reference.roles import roles

    return [name for name in roles() if name.startswith(typed)]


def _known_roles(named: list[str] | None) -> list[str]:
    known = _roles_that_begin("")
    for name in named or []:
        if name not in known:
            message = tr("'{name}' is none of: {known}", name=name, known=", ".join(known))
            raise typer.BadParameter(message, param_hint="--role")
    return named or []


Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role", help="A role; more than once for more, and a name that is none tells which.",
        callback=_known_roles, autocompletion=_roles_that_begin,
    ),
]  # fmt: skip


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


def open_records(folder: Path) -> None:
    """Set up the records of the project."""
    from screening.project.model import load_project
    from screening.review.site import start

    project = load_project(folder)
    start.configure(project)
    start.bring_up_to_date(project)
