"""``screening batch``: everything from delivery to lists, by itself, as a timer starts it."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from screening.errors import ScreeningError

from .console import ExitCode, err, out, print_problems
from .memory import MaxMemory, at_most, working
from .options import HERE, EngineName, ProjectFolder, day_of

if TYPE_CHECKING:
    from screening.batch.region import Part

TODAY = "today"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("batch")(batch)


def batch(
    project: ProjectFolder = HERE,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="Reference date, YYYY-MM-DD, or today; default from screening.yaml.",
        ),
    ] = None,
    only_new: Annotated[
        bool,
        typer.Option("--only-new", help="Also write the lists with only what is new or changed."),
    ] = False,
    mail: Annotated[
        bool, typer.Option("--mail", help="Mail the summary as screening.yaml says.")
    ] = False,
    dry_retention: Annotated[
        bool,
        typer.Option(
            "--dry-run-retention", help="Only tell what would be removed, and remove nothing."
        ),
    ] = False,
    engine: EngineName = None,
    max_memory: MaxMemory = None,
) -> None:
    """Check, read, run, publish, keep to the terms and sum up, as a timer starts it."""
    from screening.batch.region import run_batches, worst
    from screening.batch.run import Asked
    from screening.engines import DEFAULT

    day = dt.date.today() if as_of == TODAY else day_of(as_of)  # noqa: DTZ011 - of this machine
    asked = Asked(day, only_new, mail, dry_retention, engine or DEFAULT, at_most(max_memory))
    done = []
    with working(max_memory, quiet=True) as say:
        for part in run_batches(project, asked, _tell, say):
            done.append(part)
            _print(part, first=len(done) == 1)
    if worst(done) != ExitCode.DONE:
        raise typer.Exit(worst(done))


def _print(part: Part, *, first: bool) -> None:
    if part.batch is None:
        err.print(f"{part.name}:")
        print_problems(part.refused or ScreeningError([]))
        return
    out.print(("" if first else "\n") + part.batch.summary, end="", soft_wrap=True)
    if part.batch.problems:
        print_problems(ScreeningError(part.batch.problems))


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
