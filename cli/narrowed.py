"""``screening lists`` with something to narrow to: one list for one control, on paper or screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from screening.locale import number, tr

from .console import out, print_json, progress
from .tables import show
from .top import print_list

if TYPE_CHECKING:
    from screening.prioritise.run import PriorityList
    from screening.project.model import Project
    from screening.runs.narrowed import Asked, Narrow


class Wanted(NamedTuple):
    """What was asked for on the command line."""

    name: str | None
    area: str | None
    themes: tuple[str, ...]
    top: int | None
    action: str | None


def narrow_lists(
    folder: Path, run: str | None, wanted: Wanted, to: Path | None, *, as_json: bool
) -> None:
    """Narrow the lists and write them, which is recorded; or show them, which is not."""
    from screening.project.model import load_project
    from screening.runs.issued import issue
    from screening.runs.narrowed import narrow

    project = load_project(folder)
    asked = _asked(project, wanted)
    with progress() as say:
        narrowed = narrow(project, asked, run=run, progress=say)
        files = issue(narrowed, Path(os.path.realpath(to))) if to is not None else []
    contents = [_content(narrowed, listed) for listed in narrowed.lists]
    if as_json:
        print_json([{**content, "files": list(map(str, files))} for content in contents])
        return
    for content in contents:
        if not files:
            print_list(content)
        for note in content["notes"]:
            out.print(note)
    for file in files:
        out.print(tr("Written: {file}", file=file), soft_wrap=True)
    if files:
        out.print(tr("Recorded for whom it was made: screening lists --made"))


def _asked(project: Project, wanted: Wanted) -> Asked:
    from screening.runs.narrowed import Asked, control, of_themes

    if wanted.action is not None:
        if wanted != Wanted(None, None, (), None, wanted.action):
            raise typer.BadParameter(
                tr("--action says it all: leave out the list, --area, --theme and --top")
            )
        return control(project, wanted.action)
    if wanted.themes and wanted.name is not None:
        raise typer.BadParameter(tr("name a list or a theme, not both"))
    if not wanted.themes and wanted.name is None:
        raise typer.BadParameter(tr("name the list or the theme, as in: --theme kamer"))
    names = of_themes(wanted.themes) if wanted.themes else (str(wanted.name),)
    return Asked(names, wanted.area, wanted.top)


def _content(narrowed: Narrow, listed: PriorityList) -> dict[str, Any]:
    from screening.runs.issued import parts

    leaf, *_ = parts(narrowed, listed)
    notes = [leaf.meta.narrowed, *leaf.notes]
    return {"run": narrowed.run.name, **leaf.facts, "notes": notes, "rows": leaf.rows.to_dicts()}


def print_made(folder: Path, *, as_json: bool) -> None:
    """Print the record of narrowed lists, oldest first."""
    from screening.runs.issued import issued

    entries = issued(folder).entries()
    if as_json:
        print_json(entries)
        return
    if not entries:
        out.print(tr("No narrowed list was made yet."))
        return
    titles = (tr("Made at"), tr("List"), tr("Control"), tr("Area"), tr("Rows"), tr("Recipient"))
    rows = [
        (
            each["time"][:16], each["list"], each["control"] or "", each["area_name"] or "",
            number(len(each["rows"])), each["recipient"],
        )
        for each in entries
    ]  # fmt: skip
    show(titles, rows, right={4}, last="cut")
