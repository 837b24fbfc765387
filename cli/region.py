"""The municipalities of a region, each screened by itself before the region is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screening.errors import ScreeningError
from screening.locale import tr

from .console import err, out, print_problems
from .ran import print_failures, print_run

if TYPE_CHECKING:
    from screening.pipeline import RunResult
    from screening.project.model import Project


@dataclass
class Members:
    """What became of each municipality, by its name; ``failed`` are those without a run."""

    results: dict[str, RunResult] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def run_members(region: Project, run_one: Callable[[Project], RunResult], *, told: bool) -> Members:
    """Run the municipalities of a region; one that cannot be run keeps no other from it.

    Does nothing for a project of one municipality. Without ``told`` only what is wrong is printed.
    """
    members = Members()
    for member in region.members:
        err.print(tr("Municipality {name}", name=member.name))
        try:
            result = run_one(member)
        except ScreeningError as error:
            members.failed.append(member.name)
            print_problems(error)
            continue
        members.results[member.name] = result
        if told:
            print_run(result)
            out.print()
        else:
            print_failures(result)
    if region.members:
        err.print(tr("Together: {name}", name=region.name))
    if members.failed:
        names = ", ".join(members.failed)
        err.print(tr("Without a run: {names}; the other municipalities went on", names=names))
    return members
