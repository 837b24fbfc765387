"""``screening effect``: what a measure or a control did to a figure of an area."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from screening.errors import Problem, ProjectError
from screening.locale import number, tr

from .console import out, print_json
from .memory import MaxMemory, working
from .options import HERE, AsJson, ProjectFolder
from .tables import say_under, show_under

if TYPE_CHECKING:
    from screening.project.model import Project
    from screening.review.measure_effect import MeasureEffect

MOST_MONTHS = 60


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("effect")(effect)


def effect(
    phenomenon: Annotated[
        str, typer.Argument(help="What is counted in area_count, such as suspicious_transactions.")
    ],
    project: ProjectFolder = HERE,
    area: Annotated[
        str | None, typer.Option("--area", help="The area: a name or code, at any level.")
    ] = None,
    since: Annotated[
        dt.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Day on which it began."),
    ] = None,
    months: Annotated[
        int,
        typer.Option(
            "--months", min=1, max=MOST_MONTHS, help="Months on either side, of monthly counts."
        ),
    ] = 12,
    action: Annotated[
        str | None,
        typer.Option("--action", help="A control that screening.yaml names: its area and day."),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Record it, so that the review site shows it.")
    ] = False,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Set counts before and after a measure beside those of comparable areas, with an interval."""
    from screening.project.model import load_project
    from screening.review.kept_effects import keep as keep_it
    from screening.review.measure_effect import Asked, measured_effect

    loaded = load_project(project)
    where, day = _asked(loaded, area, since, action)
    asked = Asked(phenomenon, where, day, months, action or "")
    with working(max_memory) as say:
        found = measured_effect(loaded, asked, progress=say)
    if as_json:
        print_json({**found.as_dict(), "clear": found.clear})
    else:
        _print(found)
    if keep and keep_it(loaded, found) and not as_json:
        out.print(tr("Recorded: the review site shows it."))


def _asked(
    project: Project, area: str | None, since: dt.datetime | None, action: str | None
) -> tuple[str, dt.date]:
    """The area and the day: those that are given, and else those of the control."""
    from screening.runs.narrowed import control

    day = since.date() if since else None
    if action is not None:
        planned = control(project, action)
        area, day = area or planned.area, day or planned.date
    missing = [name for name, given in (("--area", area), ("--from", day)) if given is None]
    if area is None or day is None:
        raise ProjectError(
            Problem(
                f"not given: {', '.join(missing)}",
                expected="the area in which the measure was taken, and the day on which it began",
                remedy="as in: screening effect transactions . --area Centrum --from 2025-01-01",
            )
        )
    return area, day


def _print(found: MeasureEffect) -> None:
    from screening.review.effect_in_words import caveats, in_words

    for sentence in in_words(found):
        out.print(sentence, soft_wrap=not out.is_terminal)
    for sentence in caveats(found):
        say_under(sentence)
    out.print(tr("Comparable areas"))
    rows = [(each.code, each.name, number(each.before), number(each.after)) for each in found.peers]
    show_under((tr("Code"), tr("Name"), tr("Before"), tr("After")), rows)
