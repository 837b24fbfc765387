"""What commands about the records of the review site share: roles to give, and the records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.locale import tr


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


def open_records(folder: Path) -> None:
    """Set up the records of the project."""
    from screening.project.model import load_project
    from screening.review.site import start

    project = load_project(folder)
    start.configure(project)
    start.bring_up_to_date(project)
