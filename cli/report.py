"""``screening report``: one page about a run, to read, print and keep."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.errors import Problem, RunError, Where
from screening.locale import tr

from .console import out, progress
from .options import HERE, ProjectFolder

if TYPE_CHECKING:
    from screening.publish.monthly.duiding import Duiding

REPORTS = "reports"
"""The folder of a project in which reports are written, unless a file is named."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("report")(report)


def report(
    project: ProjectFolder = HERE,
    run: Annotated[
        str | None, typer.Option("--run", help="Name of a run.", show_default="the last run")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            help="Name of the run to say the changes from.",
            show_default="the run of the reference date before",
        ),
    ] = None,
    write_to: Annotated[
        Path | None,
        typer.Option(
            "--out", help="File to write.", show_default="reports/RUN.html in the project"
        ),
    ] = None,
    opened: Annotated[
        bool,
        typer.Option("--open/--no-open", help="Open it, when this is a terminal."),
    ] = True,
) -> None:
    """Write the report of a run as one HTML page, and open it."""
    with progress() as say:
        say("Making the report")
        file = write_report(project, run, since, write_to)
    out.print(tr("Report: {file}", file=file), soft_wrap=True)
    if opened and sys.stdout.isatty():
        typer.launch(file.as_uri())


def write_report(
    project: Path, run: str | None = None, since: str | None = None, write_to: Path | None = None
) -> Path:
    """Write the report; gives its file. Raises RunError when it cannot be made or written."""
    from screening.files.private import new_folder, write_private
    from screening.runs.exported import record
    from screening.runs.read import find_run
    from screening.runs.report import make_report

    content = make_report(project, run, since, _notes(project))
    made_from = find_run(project, run)
    file = write_to or project / REPORTS / f"{made_from.name}.html"
    file = Path(os.path.realpath(file))  # a link of the user's own is followed
    try:
        if write_to is None:
            new_folder(file.parent)
        write_private(file, content)
    except OSError as error:
        raise RunError(
            Problem(
                f"the report cannot be written: {error.strerror or error}",
                Where(str(file)),
                "a file in an existing folder with room for it",
                "name another file with --out",
            )
        ) from error
    record(made_from, "report", [file])
    return file


def _notes(project: Path) -> list[Duiding]:
    """What people added about monthly figures; a run without its project has none."""
    from screening.project.model import FILE, load_project
    from screening.review.duiding import duidingen

    return duidingen(load_project(project)) if (project / FILE).is_file() else []
