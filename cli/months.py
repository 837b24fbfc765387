"""``screening months``: the monthly picture of areas, and what is expected of months to come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screening.locale import tr, trn

from .console import out, print_json
from .memory import MaxMemory, working
from .options import HERE, AsJson, ProjectFolder
from .tables import say_under

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AHEAD, MOST_AHEAD = 12, 24


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("months")(months)


def months(
    project: ProjectFolder = HERE,
    month: Annotated[
        str | None,
        typer.Option(
            "--month", help="Month of the picture, as 2025-12.",
            show_default="the last one with counts",
        ),
    ] = None,
    ahead: Annotated[
        int, typer.Option("--ahead", min=1, max=MOST_AHEAD, help="Months to look ahead.")
    ] = AHEAD,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what stands out in a month per area and kind, and what is expected of those to come."""
    with working(max_memory) as say:
        content, files = write_months(project, month, ahead, say)
    if as_json:
        print_json(content)
        return
    _print(content)
    for file in files:
        out.print(tr("Written: {file}", file=file), soft_wrap=True)


def write_months(
    project: Path, month: str | None, ahead: int, say: Callable[[str], None]
) -> tuple[Mapping[str, Any], list[Path]]:
    """Make and keep the picture of a month; gives it, and the files that were written."""
    from screening.project.model import load_project
    from screening.review.duiding import duidingen
    from screening.runs.monthly import export, keep, make

    loaded = load_project(project)
    made = make(loaded, month, ahead, say)
    notes = duidingen(loaded)
    keep(loaded.folder, made)
    return made.content, export(loaded.folder, made.content, notes)


def _print(content: Mapping[str, Any]) -> None:
    from screening.publish.monthly.section import NOT_AHEAD, peaks

    rows = [each for each in content["cells"] if each["stands_out"]]
    counted = trn("{count} figure stands out", "{count} figures stand out", len(rows))
    out.print(f"{content['municipality']}, {content['month']}: {counted}")
    for each in rows:
        say_under(each["words"])
    missed = content["missed"]["rows"]
    if missed:
        out.print(tr("Otherwise than foretold"))
        for each in missed:
            say_under(each["words"])
    out.print(tr("To come"))
    for line in peaks(content) or [NOT_AHEAD]:
        say_under(line)
