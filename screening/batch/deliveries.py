"""Which deliveries of data are missing, late, unusable or too small, per owner of the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.errors import ExtractError, Problem, ScreeningError, Where
from screening.locale import number, tr
from screening.locale.told import told_problem
from screening.project.model import FILE, Project
from screening.publish.meta import dutch_date
from screening.registers.reading.found_files import found_files
from screening.registers.reading.report import Loaded, RegisterReport
from screening.registers.reading.source import Source
from screening.runs.read import read_quality

FEW = 20
"""Of a register with fewer rows before, nothing is said of how many there are now."""


@dataclass(frozen=True, order=True)
class Remark:
    """What the owner of a delivery is told about it, in the language of now."""

    owner: str
    register: str
    text: str


def late(project: Project, as_of: dt.date, loaded: Loaded | None = None) -> list[Remark]:
    """Deliveries that are older than the project allows; sorted by owner.

    Days that are found in a delivery itself are known once it is loaded.
    """
    reports = {} if loaded is None else loaded.reports
    return sorted(
        Remark(
            owner_of(name, source),
            name,
            tr(
                "too old: of {date}, {age} days before the reference date; at most {most}",
                date=dutch_date(day), age=number(age), most=number(most),
            ),
        )
        for name, source in _sources(project)
        if (most := source.max_age_days) is not None
        and (day := _day(source, reports.get(name))) is not None
        and (age := (as_of - day).days) > most
    )  # fmt: skip


def _day(source: Source, report: RegisterReport | None) -> dt.date | None:
    """The day a delivery is about, as the project states it or as it was found in it."""
    if source.reference_date != "auto":
        return source.reference_date
    found = [] if report is None else [each.day for each in report.files if each.dated_by]
    return min((day for day in found if day is not None), default=None)


def refused(project: Project, error: ScreeningError) -> list[Remark]:
    """What of these problems stands in whose delivery; sorted by owner, the project's own last."""
    places = [(name, source, *_places(project, name, source)) for name, source in _sources(project)]
    found = []
    for problem in error.problems:
        hits = [
            (name, source)
            for name, source, files, line in places
            if problem.where.file in files
            or (problem.where.file == FILE and problem.where.line is not None
                and problem.where.line == line and source.database is not None)
        ]  # fmt: skip
        said = told_problem(problem)
        found += [Remark(owner_of(name, source), name, said) for name, source in hits[:1]]
        if not hits:
            found.append(Remark("", "", said))
    return sorted(found, key=lambda each: (not each.owner, each))


def require_as_large(project: Project, loaded: Loaded, before: Path | None) -> None:
    """Refuse a delivery that holds far fewer rows than the last good run read: half an export.

    Raises ExtractError with every such register.
    """
    if before is None:
        return
    share, earlier = project.batch.least_share, read_quality(before)
    problems = [
        _too_small(project, name, loaded.reports[name].rows_read, was, share)
        for name, was in _rows(earlier, loaded)
        if was >= FEW and loaded.reports[name].rows_read < share * was
    ]
    if problems:
        raise ExtractError(problems)


def owner_of(name: str, source: Source) -> str:
    """Who is told: the owner, or else the source, or else the register."""
    return source.owner or source.source or name


def _rows(earlier: Mapping[str, Any], loaded: Loaded) -> Iterator[tuple[str, int]]:
    return ((name, earlier[name]["rows_read"]) for name in loaded.reports if name in earlier)


def _too_small(project: Project, name: str, now: int, was: int, share: float) -> Problem:
    first = project.registers[name][0]
    file = project.place("registers", name) if first.database else Where(first.path or "")
    return Problem(
        f"register {name} has {now} rows, where the last run read {was}",
        file,
        f"at least {share:.0%} of the rows of the last run",
        "deliver the whole extract; if it is whole, lower batch.least_share in screening.yaml for "
        "one run",
    )


def _sources(project: Project) -> Iterable[tuple[str, Source]]:
    return ((name, source) for name, sources in project.registers.items() for source in sources)


def _places(project: Project, name: str, source: Source) -> tuple[set[str], int | None]:
    """Under which names problems in this delivery are told: its files, or its line."""
    line = project.place("registers", name).line
    if source.path is None:
        return set(), line
    try:
        files = {project.shown(file) for file in found_files(project, source.path)}
    except ScreeningError:
        files = set()
    return {source.path, *files}, line
