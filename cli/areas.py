"""``screening areas``: what several sources say of an area, side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from screening.errors import Problem, RunError, Where
from screening.locale import tr

from .console import out, print_json
from .options import HERE, AsJson, ProjectFolder
from .results import RunName
from .tables import say_under, show_under

Rows = Sequence[Mapping[str, Any]]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("areas")(areas)


def areas(
    project: ProjectFolder = HERE,
    picture: Annotated[
        str | None, typer.Option("--picture", help="Such as profile, youth, estates or rural.")
    ] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Only this area: a name or code, any level.")
    ] = None,
    run: RunName = None,
    write_to: Annotated[
        Path | None, typer.Option("--out", help="File to write, .csv or .json.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the pictures of areas of a run: shares with their interval, beside comparable areas."""
    from screening.runs.area_pictures import pictures_of
    from screening.runs.read import find_run

    folder = find_run(project, run)
    rows = pictures_of(folder, picture, area)
    if write_to is not None:
        _write(write_to, rows, folder)
    elif as_json:
        print_json(list(rows))
    else:
        _print(rows, every=area is not None)


def _write(file: Path, rows: Rows, run: Path) -> None:
    from screening.publish.area_files import KINDS, write_pictures
    from screening.runs.exported import record
    from screening.runs.read import read_manifest

    if file.suffix not in KINDS:
        raise RunError(
            Problem(
                f"a file that ends in '{file.suffix}'",
                Where(str(file)),
                f"a file that ends in {' or '.join(KINDS)}",
                "name such a file with --out",
            )
        )
    real = Path(os.path.realpath(file))  # a link of the user's own is followed
    try:
        write_pictures(real, rows, run.name, str(read_manifest(run)["inputs"]["as_of"]))
    except OSError as error:
        raise RunError(
            Problem(
                f"the pictures of areas cannot be written: {error.strerror or error}",
                Where(str(file)),
                "a file in an existing folder with room for it",
                "name another file with --out",
            )
        ) from error
    record(run, "areas", [real])
    out.print(tr("Areas: {file}", file=real), soft_wrap=True)


def _print(rows: Rows, *, every: bool) -> None:
    """Each picture with its areas; every figure of one area, and else what is above its peers."""
    from itertools import groupby

    from screening.publish.area_words import above_in_words, cells, heads, kind_of_area
    from screening.reference.pictures import pictures

    for name, found in groupby(rows, key=lambda row: row["picture"]):
        about = pictures()[name]
        out.print(f"{about.title} ({about.mark})")
        say_under(about.about)
        for _, each in groupby(found, key=lambda row: (row["level_of_area"], row["area_code"])):
            figures = list(each)
            first = figures[0]
            kind = kind_of_area(first["level_of_area"])
            said = f"{first['name']} ({kind}, {first['area_code']}): {above_in_words(figures)}"
            say_under(said)
            if every or all(row["ratio_low"] is None for row in figures):
                show_under(heads(), [cells(row) for row in figures], indent=4)
