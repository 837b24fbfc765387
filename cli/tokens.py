"""``screening review token``: which other systems may read lists and decisions, and as what."""

from __future__ import annotations

from typing import Annotated

import typer

from screening.locale import tr

from .console import out
from .options import HERE, ProjectFolder
from .records import Roles, open_records
from .tables import show

app = typer.Typer(
    help="Tokens of other systems that read lists and decisions.", no_args_is_help=True
)
System = Annotated[str, typer.Argument(help="Name of the system, such as dashboard.")]


@app.command("add")
def add(name: System, project: ProjectFolder = HERE, role: Roles = None) -> None:
    """Make a token with these roles; it is shown once and kept nowhere."""
    open_records(project)
    from screening.review import tokens

    made = tokens.add(name, role or [])
    out.print(made, soft_wrap=True, markup=False, highlight=False)
    out.print(tr("This is shown once. The system gives it with every request."))


@app.command("revoke")
def revoke(name: System, project: ProjectFolder = HERE) -> None:
    """Let a system in no more, from now on; what it read stays on record."""
    open_records(project)
    from screening.review import tokens

    tokens.revoke(name)
    out.print(tr("Revoked: {name}", name=name))


@app.command("list")
def list_tokens(project: ProjectFolder = HERE) -> None:
    """Show every token that was made, with its roles and its days."""
    open_records(project)
    from screening.review import tokens

    rows = [
        (each.name, ", ".join(each.roles), each.made, each.used or "-", each.revoked)
        for each in tokens.every()
    ]
    show((tr("System"), tr("Roles"), tr("Made on"), tr("Last use"), tr("Revoked on")), rows)
